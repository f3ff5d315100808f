"""`start`: from exec to the first usable screen, beside a bare Textual app in the same run.

Usable is the first screen with titles of the library in at least three lines. The library is filled and indexed
beforehand, so this is the start of every day and not the first one ever; the page cache is warm.
"""

from __future__ import annotations

import itertools
import json
import re
import statistics
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tests.bench.corpus import CHECKOUT
from tests.bench.figures import Figure, rounded, spread
from tests.bench.program import BUNDLED, library, octavo
from tests.bench.watch import COLOURS, LONGEST, Watched

BARE = CHECKOUT / "tests" / "bench" / "floors" / "bare.py"

_WORDS = re.compile(r"[^\W_]+")
_TOGETHER = 3
"""Words in a row that make a title known again, wherever it was cut or wrapped."""


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, nargs="+", default=[BUNDLED, 10_000], help="library sizes")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")
    parser.add_argument("--colour", choices=sorted(COLOURS), default="truecolor")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Start everything in turns."""
    homes = {papers: library(papers, arguments.file) for papers in arguments.papers}
    usable = {papers: shows_titles(all_titles(home)) for papers, home in homes.items()}
    bare: list[float] = []
    first: dict[int, list[float]] = {papers: [] for papers in homes}
    quits: dict[int, list[float]] = {papers: [] for papers in homes}
    sizes: dict[int, list[int]] = {papers: [] for papers in homes}
    memory: dict[int, list[float]] = {papers: [] for papers in homes}
    for _ in range(arguments.rounds):
        with Watched([sys.executable, str(BARE)], colour=arguments.colour) as watched:
            watched.listen(quiet=0.5)
            bare.append(_must(watched, lambda lines: "the bare app is ready" in lines[0]) * 1000)
            watched.quit(b"q")
        for papers, home in homes.items():
            with Watched([octavo(), "--home", str(home)], colour=arguments.colour) as watched:
                watched.listen(quiet=0.5)
                first[papers].append(_must(watched, usable[papers]) * 1000)
                sizes[papers].append(sum(len(data) for _, data in watched.reads))
                memory[papers].append(watched.memory_mib())
                quits[papers].append(watched.quit(b"q") * 1000)
    floor = statistics.median(bare)
    yield {"bench": "start.first_screen", "engine": "bare textual", **spread(bare), "rounds": arguments.rounds}
    for papers, times in first.items():
        yield {
            "bench": "start.first_screen",
            "engine": "octavo",
            "papers": papers,
            **spread(times),
            "rounds": arguments.rounds,
            "floor": "bare textual",
            "ratio": rounded(statistics.median(times) / floor),
            "bytes": round(statistics.median(sizes[papers])),
            "memory_mib": rounded(statistics.median(memory[papers])),
        }
        yield {"bench": "start.quit", "engine": "octavo", "papers": papers, **spread(quits[papers])}


def all_titles(home: Path) -> list[str]:
    """Ask the program for the titles of its library."""
    listing = subprocess.run([octavo(), "--home", str(home), "list", "--json"], check=True, stdout=subprocess.PIPE)
    return [json.loads(line)["title"] for line in listing.stdout.splitlines()]


def shows_titles(titles: Iterable[str]) -> Callable[[Sequence[str]], bool]:
    """Make a test for a screen: are there titles in three of its lines?"""
    known = {group for title in titles for group in _groups(title)}

    def seen(lines: Sequence[str]) -> bool:
        return sum(any(group in known for group in _groups(line)) for line in lines) >= 3

    return seen


def _groups(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORDS.findall(text.casefold())
    for start in range(len(words) - _TOGETHER + 1):
        yield tuple(itertools.islice(words, start, start + _TOGETHER))


def _must(watched: Watched, seen: Callable[[Sequence[str]], bool]) -> float:
    at = watched.first_time(seen)
    if at is None:
        screen = "\n".join(watched.screen())
        raise RuntimeError(f"no usable screen came within {LONGEST:g} s; the last was:\n{screen}")
    return at
