"""Asks an engine everything in a fresh process, and tells its memory.

`python -m tests.bench.memory ENGINE FOLDER FILE`: the file holds two lists of texts as JSON, queries and letters as
they are typed (as many of those as `SECONDS` allow). Nothing else may have the index open, else its pages would count
as shared. `private_mib` is what no other process has (what was written, and pages of files that this process alone has
mapped), `anonymous_mib` the part of it that is no file's, and `rss_mib` all that is in memory, libraries and shared
pages too. Python and the modules are in each.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from reader.query.parse import parse
from tests.bench.engines import engines, is_asking
from tests.bench.figures import Figure, rounded

SECONDS = 60.0
_ROLLUP = Path("/proc/self/smaps_rollup")


def ask_all(name: str, folder: Path, mixed: list[str], typed: list[str]) -> int:
    """Open the index and ask; tell how many questions were asked."""
    engine = next(engines(folder, [name]))
    engine.open()
    asked = 0
    end = time.monotonic() + SECONDS
    for number, text in enumerate([*mixed, *typed]):
        if number >= len(mixed) and time.monotonic() > end:
            break
        root = parse(text, typing=number >= len(mixed)).root
        question = engine.prepare(root) if root is not None and is_asking(root) else None
        if question is not None:
            engine.search(question)
            asked += 1
    figure = used() | {"queries": asked}
    engine.close()
    print(json.dumps(figure))
    return asked


def used() -> Figure:
    """Tell this process's memory: proc_pid_smaps(5); nothing where the system has no such file."""
    if not _ROLLUP.exists():
        return {}
    lines = (line.split() for line in _ROLLUP.read_text().splitlines()[1:])
    kib = {line[0].rstrip(":"): int(line[1]) for line in lines}
    return {
        "private_mib": rounded((kib["Private_Clean"] + kib["Private_Dirty"]) / 1024),
        "anonymous_mib": rounded(kib["Anonymous"] / 1024),
        "rss_mib": rounded(kib["Rss"] / 1024),
    }


if __name__ == "__main__":
    ask_all(sys.argv[1], Path(sys.argv[2]), *json.loads(Path(sys.argv[3]).read_text()))
