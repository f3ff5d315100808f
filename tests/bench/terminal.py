"""`terminal`: time and bytes from a key to the last byte of its answer, through a pseudo-terminal.

Bytes are exact and hold anywhere; milliseconds hold beside those of `echo`, a program that sends each key back at once.
Keys are pressed one at a time, each when the answer to the one before is complete.
"""

from __future__ import annotations

import statistics
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.bench.corpus import CHECKOUT
from tests.bench.figures import Figure, rounded, spread
from tests.bench.program import BUNDLED, library, octavo
from tests.bench.watch import COLOURS, QUIET, Answer, Watched

ECHO = CHECKOUT / "tests" / "bench" / "floors" / "echo.py"

_PAGE_DOWN = b"\x1b[6~"
_TYPED = ("language model", "graph neural", "retrieval", "diffusion")


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=BUNDLED)
    parser.add_argument("--size", type=_size, default=(80, 24), help="columns and rows, such as 80x24")
    parser.add_argument("--colour", choices=sorted(COLOURS), default="truecolor")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=40, help="cursor moves in a round; pages and marks are half of it")
    parser.add_argument("--phrases", type=int, default=len(_TYPED), help="queries typed in a round")
    parser.add_argument("--idle", type=float, default=5.0, help="seconds to leave it alone")
    parser.add_argument("--quiet", type=float, default=QUIET, help="seconds without output that end an answer")
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Press keys, a round after the other."""
    home = library(arguments.papers, arguments.file)
    quiet = arguments.quiet
    slowly = 2 * quiet  # a letter is answered twice: the bar first, then the list that a thread has found
    answers: dict[str, list[Answer]] = {name: [] for name in ("cursor", "page", "mark", "typed")}
    echoed: list[Answer] = []
    idle: list[tuple[int, float]] = []
    memory: list[float] = []
    for _ in range(arguments.rounds):
        with Watched([sys.executable, str(ECHO)]) as watched:
            watched.listen()
            echoed += [watched.key(b"j", quiet=0.02) for _ in range(20)]
            watched.quit(b"q")
        argv = [octavo(), "--home", str(home)]
        with Watched(argv, size=arguments.size, colour=arguments.colour) as watched:
            watched.listen(quiet=max(0.3, 6 * quiet))  # and what begins after the first screen
            answers["cursor"] += [watched.key(b"j", quiet) for _ in range(arguments.keys)]
            answers["mark"] += [
                watched.key(b"b", quiet) for _ in range(arguments.keys // 2 // 2 * 2)
            ]  # on and off again
            watched.key(b"gg", quiet)
            answers["page"] += _until_the_end(watched, arguments.keys // 2, quiet)
            idle.append(watched.idle(arguments.idle))
            memory.append(watched.memory_mib())
            for text in _TYPED[: arguments.phrases]:
                watched.key(b"/", quiet)
                watched.key(b"\x15", slowly)  # Ctrl-U: an empty line
                answers["typed"] += [watched.key(letter.encode(), slowly) for letter in text]
                watched.key(b"\x1b", slowly)
            watched.quit(b"q")
    common = {"engine": "octavo", "papers": arguments.papers, "size": "x".join(map(str, arguments.size))}
    common |= {"colour": arguments.colour}
    floor = statistics.median(answer.last_ms for answer in echoed)
    yield {"bench": "terminal.echo", "engine": "echo", **spread([answer.last_ms for answer in echoed])}
    for name, given in answers.items():
        yield {"bench": f"terminal.{name}", **common, **_summary(given), "floor": "echo", "floor_ms": rounded(floor)}
    per_minute = 60 / arguments.idle
    yield {
        "bench": "terminal.idle",
        **common,
        "bytes_per_minute": round(statistics.median(size for size, _ in idle) * per_minute),
        "cpu_percent": rounded(100 * statistics.median(cpu for _, cpu in idle) / arguments.idle),
        "memory_mib": rounded(statistics.median(memory)),
    }


def _until_the_end(watched: Watched, most: int, quiet: float) -> Iterator[Answer]:
    """Turn pages; at the end of the list, or where a page changes nothing, go back to the top."""
    for _ in range(most):
        answer = watched.key(_PAGE_DOWN, quiet)
        if answer.size < 200:  # no page: the end was reached
            watched.key(b"gg", quiet)
            answer = watched.key(_PAGE_DOWN, quiet)
        yield answer


def _summary(answers: Iterable[Answer]) -> Figure:
    kept = [answer for answer in answers if answer.size]
    silent = len(list(answers)) - len(kept)
    if not kept:
        return {"keys": 0, "silent": silent}
    sizes = [answer.size for answer in kept]
    return {
        **spread([answer.last_ms for answer in kept]),
        "first_ms": rounded(statistics.median(answer.first_ms for answer in kept)),
        "bytes": round(statistics.median(sizes)),
        "mean_bytes": round(statistics.fmean(sizes)),
        "worst_bytes": max(sizes),
        "keys": len(kept),
        "silent": silent,
    }


def _size(text: str) -> tuple[int, int]:
    columns, _, rows = text.partition("x")
    if not (columns.isdecimal() and rows.isdecimal()):
        raise ArgumentTypeError(f"{text!r} is no size; write columns, an x, and rows: 80x24")
    return int(columns), int(rows)
