"""Long work: how far it is, on a terminal, and an orderly end with Ctrl-C."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from reader.cli.console import Console

_BAR: Final = 24
_EVERY: Final = 0.1
"""Seconds between two drawings."""


class ProgressBar:
    """One line on standard error that is drawn over and over; in a pipe it says nothing."""

    def __init__(self, console: Console, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare the line; nothing is drawn before there is something to tell.

        Args:
            console: Where to draw.
            what: What is going on: `Indexing`.
            clock: Tells the time in seconds.
        """
        self._console = console
        self._what = what
        self._clock = clock
        self._drawn: float | None = None

    def show(self, done: int, total: int, rate: float, left: float, *, about: bool = False) -> None:
        """Tell how far it is.

        Args:
            done: Papers done.
            total: All papers, or 0 where that is not known.
            rate: Papers a second.
            left: Seconds to go, or 0 where that is not known.
            about: Whether the total is a guess.
        """
        now = self._clock()
        if not self._console.words_on_terminal or (self._drawn is not None and now - self._drawn < _EVERY):
            return
        self._drawn = now
        self._console.redraw(f"{self._what} {drawn(done, total, rate, left, about=about)}")

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn is not None:
            self._console.redraw("")


def drawn(done: int, total: int, rate: float, left: float, *, about: bool = False) -> str:
    """Draw a bar with figures, in ASCII: `[####....] 4,200 of 10,000, 1,234/s, 5 s left`."""
    parts = [f"{done:,} of {'about ' if about else ''}{total:,}" if total else f"{done:,}"]
    if rate:
        parts.append(f"{rate:,.0f}/s")
    if total and left:
        parts.append(f"{spoken(left)} left")
    full = min(_BAR, _BAR * done // total) if total else 0
    bar = f"[{'#' * full}{'.' * (_BAR - full)}] " if total else ""
    return bar + ", ".join(parts)


def spoken(seconds: float) -> str:
    """Say a length of time: `8 s`, `3 min`, `2 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C sets, so that a batch can be finished; the second one interrupts at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            signal.default_int_handler(number, frame)
        stop.set()

    former = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, former)
