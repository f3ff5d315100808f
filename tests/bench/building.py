"""Builds an engine's index in a process of its own: `python -m tests.bench.building ENGINE FOLDER PAPERS [FILE]`.

Only the engine's own work is timed: the papers are read, and put together where the file has too few, in between. They
are never all in memory, so the peak of memory is the engine's, one batch and what Python needs. The last line printed
is a figure.
"""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.corpus import CHECKOUT, grown_papers
from tests.bench.engines import batches, document, engines
from tests.bench.figures import Figure, rounded


def built(name: str, folder: Path, papers: int, source: Path | None) -> Figure:
    """Give the figure of an index in a folder, made now unless the code of today has made it before."""
    done = folder / f"{name}.built"
    code = _code(name)
    if done.exists():
        stamp, _, kept = done.read_text().partition("\n")
        if stamp == code:
            figure: Figure = json.loads(kept)
            return figure | {"made": "earlier"}
        done.unlink()
    shutil.rmtree(folder / name, ignore_errors=True)
    argv = [sys.executable, "-m", "tests.bench.building", name, str(folder), str(papers)]
    figure = json.loads(said(argv + ([str(source.resolve())] if source else [])))
    done.write_text(f"{code}\n{json.dumps(figure)}")
    return figure | {"made": "now"}


def _code(name: str) -> str:
    """Stamp the code that an index depends on, by what is in it: the product's, or what asks a peer to make one."""
    bench, reader = Path(__file__).parent, CHECKOUT / "reader"
    files = [bench / "resample.py", bench / "building.py"]
    if name == "octavo":
        files += [*sorted((reader / "search").rglob("*.py")), reader / "query" / "words.py", reader / "indexing.py"]
    else:
        files.append(bench / "peers.py")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def said(argv: list[str]) -> str:
    """Run a part of the benchmark to its end, and give the last line that it printed."""
    ended = subprocess.run(argv, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(argv)} ended with status {ended.returncode}:\n{ended.stderr[-2000:]}")
    return ended.stdout.splitlines()[-1]


def build(name: str, folder: Path, papers: int, source: Path | None) -> Figure:
    """Make the index in this process."""
    engine = next(engines(folder, [name]))
    wall = cpu = 0.0
    count = text = 0
    documents = (document(number, paper) for number, paper in enumerate(grown_papers(papers, source), 1))
    for batch in batches(documents):
        count += len(batch)
        text += sum(len("".join((one.title, one.abstract, *one.authors)).encode()) for one in batch)
        began, used = time.perf_counter(), time.process_time()
        engine.put(batch)
        wall, cpu = wall + time.perf_counter() - began, cpu + time.process_time() - used
    began, used = time.perf_counter(), time.process_time()
    engine.finish()
    wall, cpu = wall + time.perf_counter() - began, cpu + time.process_time() - used
    engine.close()
    size = sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {
        "bench": "search.build",
        "engine": name,
        "papers": count,
        "per_s": round(count / wall),
        "per_cpu_s": round(count / cpu),
        "wall_s": rounded(wall),
        "bytes": size,
        "text_bytes": text,
        "bytes_per_text_byte": rounded(size / text),
        "peak_mib": rounded(peak),
    }


if __name__ == "__main__":
    given = Path(sys.argv[4]) if sys.argv[4:] else None
    print(json.dumps(build(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), given)))
