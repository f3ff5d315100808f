r"""How much is on its way to the terminal, and whether a frame may follow: the screen must not lag behind the hand.

What is written to a terminal over a slow line lies in buffers, of the output thread, the tty, sshd and TCP, and a key
held down fills them with frames that nobody wants to see any more. So a frame waits until what was sent has arrived;
the cells that change meanwhile become one frame. That it has arrived the terminal says itself: `CSI 5 n`, "device
status report", ECMA-48 8.3.35, is answered with `CSI 0 n` when everything before it was taken. It is asked only while
frames follow one another closely; a terminal that never answers is asked no more, and then only the tty is watched.

How much may be on its way grows where the line turns out to be long and not full, as TCP Vegas finds out: by the time
that answers take. Nothing here reads, writes, or knows Textual; `heard` is all that another thread calls.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

QUESTION: Final = "\x1b[5n"
"""Asks the terminal whether it is well."""
ANSWER: Final = "\x1b[0n"
"""What it answers."""

_CLOSELY = 0.25
"""Seconds between frames below which the terminal is asked whether it has them."""
_LEAST = 1_000
"""Bytes on their way from which on no frame follows: less than one frame with an abstract, several without."""
_MOST = 16_384
"""The same where the line is long and fast."""
_FREE, _FULL = 0.03, 0.1
"""Seconds that an answer may take longer than the quickest one, for more to be on its way next time, and for less."""
_FORGETS = 1.001
"""How much slower the quickest one becomes with each answer: a line may have become longer."""
_PATIENCE = 3.0
"""Seconds without an answer after which frames wait for none."""
_IN_VAIN = 3
"""Questions after which a terminal that has answered none of them is asked no more."""


class Flow:
    """Decides when a frame may be sent.

    Args:
        clock: Gives seconds, from any beginning.
        asks: Whether the terminal may be asked at all.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, asks: bool = True) -> None:
        self._clock = clock
        self._asks = asks
        self._queued = 0
        self._sent = 0
        self._arrived = 0
        self._last = float("-inf")
        self._questions: deque[tuple[float, int, int]] = deque()
        self._asked = 0
        self._heard = 0
        self._window = _LEAST
        self._least_trip = float("inf")
        self._waiting: Callable[[], None] | None = None

    @property
    def on_its_way(self) -> int:
        """Bytes that the terminal may not have taken yet."""
        return self._sent - self._arrived

    @property
    def outstanding(self) -> bool:
        """Whether an answer of a terminal that does answer has yet to come."""
        return 0 < self._heard < self._asked

    @property
    def trip(self) -> float:
        """Seconds to the terminal and back at best, as far as is known; 0 where nothing is."""
        return self._least_trip if self._heard else 0.0

    def may_send(self) -> bool:
        """Tell whether a frame may be sent now."""
        if self._queued:
            return False
        if not self._questions or not self._heard:
            return True
        if self._clock() - self._questions[0][0] > _PATIENCE:
            # It was exchanged for one that does not answer, or the line is down: then nothing matters.
            self.forget()
            return True
        return self.on_its_way < self._window

    def wait(self, send: Callable[[], None]) -> float:
        """Have something called as soon as a frame may be sent; give the seconds after which to `look` anyway."""
        self._waiting = send
        return _PATIENCE + 0.1

    def look(self) -> None:
        """See whether what waits may go."""
        if self._waiting is not None and self.may_send():
            send, self._waiting = self._waiting, None
            send()

    def sending(self, frame: str) -> str:
        """Count a frame that is sent now; give it with the question that belongs to it, if any."""
        now = self._clock()
        first, closely, self._last = self._last == float("-inf"), now - self._last < _CLOSELY, now
        if not closely and not self._questions:
            self._arrived = self._sent
        self._sent += len(frame)
        if not self._asks or not (first or closely) or (not self._heard and self._asked >= _IN_VAIN):
            return frame
        self._asked += 1
        self._questions.append((now, self._sent, self.on_its_way))
        # The first one goes ahead of its frame, so that the way itself is measured and not the frame.
        return QUESTION + frame if first else frame + QUESTION

    def queued(self, size: int) -> None:
        """Count characters given to the output thread."""
        self._queued += size

    def flushed(self, size: int) -> None:
        """Count characters that the tty has taken."""
        self._queued = max(0, self._queued - size)
        self.look()

    def heard(self) -> None:
        """Count an answer; `answered` does the rest, in the app's own thread. Called by: the input thread."""
        self._heard += 1

    def answered(self) -> None:
        """Note what an answer tells: all that was sent before its question has arrived."""
        if not self._questions:
            return
        asked, position, together = self._questions.popleft()
        trip = self._clock() - asked
        self._least_trip = min(trip, self._least_trip * _FORGETS)
        if trip > self._least_trip + _FULL:
            self._window = max(_LEAST, self._window // 2)
        elif trip < self._least_trip + _FREE and together >= 0.8 * self._window:
            self._window = min(_MOST, self._window + _LEAST // 2)
        self._arrived = max(self._arrived, position)
        self.look()

    def forget(self) -> None:
        """Wait for no answer that was asked for until now: the terminal was given to somebody else."""
        self._questions.clear()
        self._arrived = self._sent
        self._asked = self._heard = 0
