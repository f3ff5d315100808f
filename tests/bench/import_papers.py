"""`import`: papers a second into an empty library from JSON Lines and from arXiv's archive, and the peak of memory.

The floor reads the same file and puts the texts into one SQLite table, in one transaction. Neither builds an index.
The file is decompressed beforehand.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import CHECKOUT, cache_folder, write_papers, write_snapshot
from tests.bench.figures import Figure, rounded
from tests.bench.program import Run, octavo, run

INSERT = CHECKOUT / "tests" / "bench" / "floors" / "insert.py"


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Import into a new library, and insert into a new table, in turns."""
    file = write_papers(arguments.papers, arguments.file)
    archive = write_snapshot(arguments.papers, arguments.file)
    papers = sum(1 for _ in file.open("rb"))
    ours: list[Run] = []
    floor: list[Run] = []
    again: list[Run] = []
    archived: list[Run] = []
    for _ in range(arguments.rounds):
        folder = Path(tempfile.mkdtemp(dir=cache_folder()))
        try:
            floor.append(run([sys.executable, str(INSERT), str(file), str(folder / "papers.db")]))
            argv = [octavo(), "--home", str(folder / "home"), "import", str(file)]
            ours.append(run(argv))
            again.append(run(argv))
            archived.append(run([octavo(), "--home", str(folder / "archived"), "import", str(archive)]))
        finally:
            shutil.rmtree(folder)
    least = statistics.median(one.seconds for one in floor)
    yield {"bench": "import.new", "engine": "json + sqlite3", "papers": papers, **_summary(floor, papers)}
    for name, runs in (("import.new", ours), ("import.again", again), ("import.archive", archived)):
        ratio = rounded(statistics.median(one.seconds for one in runs) / least)
        summary = _summary(runs, papers)
        yield {
            "bench": name,
            "engine": "octavo",
            "papers": papers,
            **summary,
            "floor": "json + sqlite3",
            "ratio": ratio,
        }


def _summary(runs: list[Run], papers: int) -> Figure:
    seconds = statistics.median(one.seconds for one in runs)
    return {
        "per_s": round(papers / seconds),
        "p50_s": rounded(seconds),
        "peak_mib": rounded(max(one.peak_mib for one in runs)),
        "rounds": len(runs),
    }
