"""How questions are timed: the engines take turns, and each question's time is its median over the rounds.

Processor time of the thread, since the machine may be shared, and beside it the time on the wall.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tests.bench.figures import Figure, percentile, rounded, spread

FLOOR_SECONDS = 15.0
"""What an engine that Octavo is held against may take in a round; it is asked as many questions as it has time for."""


class Taken(NamedTuple):
    """Milliseconds that an answer took."""

    cpu: float
    wall: float


class Asked(NamedTuple):
    """What an engine answered, and how fast."""

    times: dict[int, list[Taken]]
    """By the question's number, one for each round."""
    answered: set[int]
    """Questions for which something was found."""

    def medians(self, among: Iterable[int] | None = None) -> list[Taken]:
        """Give the median of each question."""
        chosen = self.times if among is None else [number for number in among if number in self.times]
        return [_median(self.times[number]) for number in chosen]


def timed(call: Callable[[Any], int], question: Any) -> tuple[Taken, int]:
    """Time an answer, and give it."""
    wall, cpu = time.perf_counter(), time.thread_time()
    found = call(question)
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    return Taken(cpu * 1000, wall * 1000), found


def ask(asked: Asked, search: Callable[[Any], int], questions: Mapping[int, Any], seconds: float | None = None) -> None:
    """Ask every question once; in a first round as many as the seconds allow, and in later rounds the same ones.

    Args:
        asked: Where the times are added.
        search: The engine's answer: a number of papers.
        questions: By their numbers, in the order in which they are asked.
        seconds: No limit without it.
    """
    first = not asked.times
    end = time.monotonic() + seconds if seconds else None
    for number, question in questions.items():
        if first and end and time.monotonic() > end:
            break
        if not first and number not in asked.times:
            continue
        taken, found = timed(search, question)
        asked.times.setdefault(number, []).append(taken)
        if found:
            asked.answered.add(number)


def summary(asked: Asked, among: Sequence[int] | None = None) -> Figure:
    """Sum up the medians of some questions, or all."""
    chosen = set(asked.times) if among is None else asked.times.keys() & set(among)
    medians = asked.medians(chosen)
    # Right after opening: what an engine keeps of former queries does not help it.
    first = [asked.times[number][0].cpu for number in chosen]
    return {
        **spread([taken.cpu for taken in medians]),
        "wall_p95_ms": rounded(percentile([taken.wall for taken in medians], 0.95)),
        "first_p95_ms": rounded(percentile(first, 0.95)),
        "queries": len(chosen),
        "answered": len(asked.answered & chosen),
        "rounds": max(len(asked.times[number]) for number in chosen),
    }


def beside(ours: Asked, others: Mapping[str, Asked], among: Sequence[int] | None = None) -> Figure:
    """Set Octavo beside the fastest of the others by the 95th percentile, over the questions that both were asked."""
    best: tuple[float, str, float] | None = None
    for name, other in others.items():
        both = (ours.times.keys() & other.times.keys()) & set(ours.times if among is None else among)
        if not both:
            continue
        p95 = percentile([taken.cpu for taken in other.medians(both)], 0.95)
        if best is None or p95 < best[0]:
            best = p95, name, percentile([taken.cpu for taken in ours.medians(both)], 0.95)
    return {"floor": best[1], "ratio": rounded(best[2] / best[0])} if best and best[0] else {}


def _median(rounds: Sequence[Taken]) -> Taken:
    return Taken(statistics.median(one.cpu for one in rounds), statistics.median(one.wall for one in rounds))
