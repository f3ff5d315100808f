"""The program under measurement: where it is, and libraries for it, filled through its own import."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import CHECKOUT, cache_folder, corpus_name, write_papers

BUNDLED = 95
"""The number of bundled papers: a library of so many is what a first start gives, and nothing is imported."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a finished program used."""

    seconds: float
    peak_mib: float
    """Peak memory; on Linux never less than this benchmark's own, which the new process begins with."""


def octavo() -> str:
    """Find the command `octavo` beside the Python that runs this."""
    command = Path(sys.executable).with_name("octavo")
    if not command.exists():
        raise SystemExit(f"There is no {command}; install the project into this environment first (make bench does).")
    return str(command)


def making() -> str:
    """Stamp the code that a library on disk depends on: one that other code made is made anew."""
    rooms = ("store", "search", "query", "model", "library", "sources")
    files = [*(CHECKOUT / "reader").glob("*.py"), *(path for room in rooms for path in _code(room))]
    return f"{max(path.stat().st_mtime_ns for path in files):x}"


def run(argv: list[str]) -> Run:
    """Run a program to its end, with its words thrown away; its peak memory is from wait4(2).

    Raises:
        RuntimeError: it failed; the message ends with what it said.
    """
    begin = time.perf_counter()
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(argv)} ended with status {process.returncode}:\n{said[-2000:]}")
    return Run(seconds, _mib(used))


def library(papers: int, file: Path | None = None) -> Path:
    """Give the home of a library with so many papers and their index, from the cache or made now."""
    kind = "bundled" if papers == BUNDLED else corpus_name(file)
    name = f"library-{kind}-{papers}"
    home = cache_folder() / f"{name}-{making()}"
    if not home.exists():
        for former in cache_folder().glob(f"{name}-*"):
            shutil.rmtree(former)
        half = home.with_suffix(".half")
        source = CHECKOUT / "seeds" if papers == BUNDLED else write_papers(papers, file)
        run([octavo(), "--home", str(half), "import", str(source)])
        run([octavo(), "--home", str(half), "reindex"])
        half.rename(home)
    return home


def _code(room: str) -> list[Path]:
    return list((CHECKOUT / "reader" / room).rglob("*.py"))


def _mib(used: resource.struct_rusage) -> float:
    # Kilobytes on Linux, bytes on macOS: getrusage(2).
    return used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
