"""A key held down: what follows the cursor waits until the hand rests.

The list moves with every key. The abstract is nine tenths of what a move sends, and nobody reads it while the titles
rush by; so while one key repeats it stays as it is, and comes when the key rests. One key pressed, or two, show it at
once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

REPEATS: Final = 0.08
"""Seconds within which the same key again is a repeat: keyboards send 20 to 40 a second, hands hardly ten."""
RESTS: Final = 0.07
"""Seconds without a key after which it rests."""

_FROM = 2
"""Repeats from which on a key is held: two quick strokes are none."""

_LONG_AGO = 1.0
"""Seconds after the last key when what happens has nothing to do with it."""


class Holding:
    """Watches the keys.

    Args:
        later: Calls something after some seconds, in the turn of the screen.
        clock: Gives seconds, as the times of keys have them.
    """

    def __init__(
        self, later: Callable[[float, Callable[[], None]], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._later = later
        self._clock = clock
        self._key = ""
        self._at = self._heard = float("-inf")
        self._repeats = 0
        self._waiting: Callable[[], None] | None = None
        self._timed = False

    def heard(self, key: str, at: float) -> None:
        """Note a key before it is done; another one than the one held finds done what waited.

        Args:
            key: Its name.
            at: When it came from the terminal: it may have waited for its turn since.
        """
        same = key == self._key and at - self._at <= REPEATS
        self._repeats = self._repeats + 1 if same else 0
        self._key, self._at, self._heard = key, at, self._clock()
        if not same:
            self.catch_up()

    def follow(self, act: Callable[[], None], *, at_once: bool = False) -> None:
        """Do something that follows the cursor: now, or while a key is held, when it rests; then only the last one.

        Args:
            act: What to do.
            at_once: It is the paper that is shown already, with other marks: that is what the key was struck for.
        """
        if at_once or self._repeats < _FROM or self._clock() - self._heard > _LONG_AGO:
            self._waiting = None
            act()
            return
        self._waiting = act
        if not self._timed:
            self._timed = True
            self._later(RESTS, self._look)

    def catch_up(self) -> None:
        """Do what waits."""
        act, self._waiting = self._waiting, None
        if act is not None:
            act()

    def _look(self) -> None:
        left = self._heard + RESTS - self._clock()
        if self._waiting is not None and left > 0:
            self._later(left, self._look)
            return
        self._timed = False
        self.catch_up()
