"""`terminal`: time and bytes from a key to the last byte of its answer, through a pseudo-terminal.

Bytes are exact and hold anywhere; milliseconds hold beside those of `echo`, a program that sends each key back at once.
Keys are pressed one at a time, each when the answer to the one before is complete; `held` strikes one as a keyboard
repeats it. Of `typed` the whole answer is counted and, as `bar_bytes`, that of letters which change no row.
Where there is a budget, it is told whether it was kept. neomutt and newsboat show the same papers in the same run.
"""

from __future__ import annotations

import statistics
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.bench.corpus import CHECKOUT
from tests.bench.figures import Figure, percentile, rounded, spread
from tests.bench.program import BUNDLED, library, octavo
from tests.bench.terminal_peers import PEERS, measure_peer
from tests.bench.watch import COLOURS, QUIET, Answer, Watched

ECHO = CHECKOUT / "tests" / "bench" / "floors" / "echo.py"

BUDGET = {
    "first_screen": 4_000,
    "cursor": 1_000,
    "held": 300,
    "page": 1_800,
    "mark": 150,
    "typed": 150,
    "idle": 0,
}
"""Bytes at 80x24 in true colour; in 16 colours a third less. Of a typed letter: beside the rows that change."""

_ACTIONS = ("cursor", "held", "page", "scroll", "mark", "open", "typed")
_PAGE_DOWN = b"\x1b[6~"
_TYPED = ("language model", "graph neural", "retrieval", "diffusion")
_REPEAT = 1 / 30
"""Seconds between the strokes of a key held down."""
_BAR_ONLY = 100
"""Bytes below which a letter changed no row: the letter, the cursor and figures in the bar."""


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=BUNDLED)
    parser.add_argument(
        "--size", type=_size, nargs="+", default=[(80, 24), (200, 50)], help="columns and rows, such as 80x24"
    )
    parser.add_argument("--colour", choices=sorted(COLOURS), nargs="+", default=["truecolor", "256", "16"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keys", type=int, default=24, help="cursor moves in a round; of other keys half as many")
    parser.add_argument("--phrases", type=int, default=2, help="queries typed in a round")
    parser.add_argument("--idle", type=float, default=5.0, help="seconds to leave it alone")
    parser.add_argument("--quiet", type=float, default=QUIET, help="seconds without output that end an answer")
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")
    parser.add_argument("--peers", choices=sorted(PEERS), nargs="*", default=sorted(PEERS), help="what stands beside")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Press keys, a round after the other, for each size and number of colours."""
    home = library(arguments.papers, arguments.file)
    echoed: list[Answer] = []
    with Watched([sys.executable, str(ECHO)]) as watched:
        watched.listen()
        echoed += [watched.key(b"j", quiet=0.02) for _ in range(40)]
        watched.quit(b"q")
    floor = statistics.median(answer.last_ms for answer in echoed)
    yield {"bench": "terminal.echo", "engine": "echo", **spread([answer.last_ms for answer in echoed])}
    for size in arguments.size:
        for colour in arguments.colour:
            yield from _measure_octavo(arguments, home, size, colour, floor)
        for name in arguments.peers:
            yield from measure_peer(name, arguments, size)


def _measure_octavo(
    arguments: Namespace, home: Path, size: tuple[int, int], colour: str, floor: float
) -> Iterator[Figure]:
    answers: dict[str, list[Answer]] = {name: [] for name in _ACTIONS}
    first: list[int] = []
    idle: list[tuple[int, float]] = []
    memory: list[float] = []
    quiet, some = arguments.quiet, max(2, arguments.keys // 2)
    slowly = 2 * quiet  # a letter is answered twice: the bar first, then the list that a thread has found
    for _ in range(arguments.rounds):
        with Watched([octavo(), "--home", str(home)], size=size, colour=colour) as watched:
            watched.listen(quiet=max(0.3, 6 * quiet))  # and what begins after the first screen
            first.append(sum(len(data) for _, data in watched.reads))
            memory.append(watched.memory_mib())
            watched.key(b"1", quiet)
            watched.key(b"gg", quiet)
            answers["cursor"] += [watched.key(b"j", quiet) for _ in range(arguments.keys)]
            answers["mark"] += [watched.key(b"b", quiet) for _ in range(some // 2 * 2)]  # on and off again
            answers["scroll"] += [watched.key(b"JK"[turn % 2 :][:1], quiet) for turn in range(some)]
            for _ in range(max(1, some // 2)):
                answers["open"].append(watched.key(b"l", quiet))
                watched.key(b"h", quiet)
                watched.key(b"j", quiet)
            idle.append(watched.idle(arguments.idle))
            watched.key(b"gg", quiet)
            answers["held"] += _hold(watched, b"j", arguments.keys)
            watched.listen(slowly, slowly)
            watched.key(b"gg", quiet)
            answers["page"] += _until_the_end(watched, some, quiet)
            for text in _TYPED[: arguments.phrases]:
                watched.key(b"/", quiet)
                watched.key(b"\x15", slowly)  # Ctrl-U: an empty line
                answers["typed"] += [watched.key(letter.encode(), slowly) for letter in text]
                watched.key(b"\x1b", slowly)
            watched.quit(b"q")
    common = {"engine": "octavo", "papers": arguments.papers, "size": "x".join(map(str, size)), "colour": colour}
    for name, given in answers.items():
        figure = {"bench": f"terminal.{name}", **common, **summary(given), "floor": "echo", "floor_ms": rounded(floor)}
        if name == "typed" and (bare := [answer.size for answer in given if 0 < answer.size < _BAR_ONLY]):
            figure["bar_bytes"] = round(statistics.median(bare))
        yield figure | _budget(name, size, colour, figure.get("bar_bytes" if name == "typed" else "bytes"))
    shown = round(statistics.median(first))
    yield {"bench": "terminal.first_screen", **common, "bytes": shown, **_budget("first_screen", size, colour, shown)}
    per_minute = round(statistics.median(size for size, _ in idle) * 60 / arguments.idle)
    yield {
        "bench": "terminal.idle",
        **common,
        "bytes_per_minute": per_minute,
        "cpu_percent": rounded(100 * statistics.median(cpu for _, cpu in idle) / arguments.idle),
        "memory_mib": rounded(statistics.median(memory)),
        **_budget("idle", size, colour, per_minute),
    }


def _budget(name: str, size: tuple[int, int], colour: str, given: object) -> Figure:
    """Tell the budget of a figure and whether it was kept, where there is one."""
    if size != (80, 24) or name not in BUDGET or colour == "256" or not isinstance(given, int):
        return {}
    most = BUDGET[name] * 2 // 3 if colour == "16" else BUDGET[name]
    return {"budget": most, "kept": "yes" if given <= most else "no"}


def _hold(watched: Watched, key: bytes, times: int) -> list[Answer]:
    """Hold a key down; give what was written after each stroke, from the fourth on, until the next."""
    answers = []
    for _ in range(times):
        sent = time.perf_counter()
        before = len(watched.reads)
        begun = watched.now
        watched.send(key)
        while (left := sent + _REPEAT - time.perf_counter()) > 0:
            watched.listen(left, left)
        answer = watched.reads[before:]
        times_ms = [(at - begun) * 1000 for at, _ in answer] or [0.0]
        answers.append(Answer(times_ms[0], times_ms[-1], sum(len(data) for _, data in answer), len(answer)))
    return answers[3:]


def _until_the_end(watched: Watched, most: int, quiet: float) -> Iterator[Answer]:
    """Turn pages; at the end of the list, or where a page changes nothing, go back to the top."""
    for _ in range(most):
        answer = watched.key(_PAGE_DOWN, quiet)
        if answer.size < 200:  # no page: the end was reached
            watched.key(b"gg", quiet)
            answer = watched.key(_PAGE_DOWN, quiet)
        yield answer


def summary(answers: Iterable[Answer]) -> Figure:
    """Sum up the answers to one kind of key; those without a byte are only counted."""
    kept = [answer for answer in answers if answer.size]
    silent = len(list(answers)) - len(kept)
    if not kept:
        return {"keys": 0, "silent": silent}
    sizes = [answer.size for answer in kept]
    times: Sequence[float] = [answer.last_ms for answer in kept]
    return {
        **spread(times),
        "p99_ms": rounded(percentile(times, 0.99)),
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
