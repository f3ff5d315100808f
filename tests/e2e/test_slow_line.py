"""The reader at the far end of a slow line: 10 kB/s, and 0.3 s to the terminal and back.

The line takes all that the program writes at once, as sshd and TCP do, and hands it on byte by byte; the terminal at
its end answers when it is asked. What waits in the line is what the screen lags behind the hand.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest

from reader.app.flow import ANSWER, QUESTION
from tests.e2e.terminal import Terminal

OCTAVO = str(Path(sys.executable).with_name("octavo"))
SEEDS = Path(__file__).resolve().parents[2] / "seeds"

SPEED = 10_000
"""Bytes per second."""
DELAY = 0.15
"""Seconds from one end to the other."""
REPEAT = 1 / 30
"""Seconds between the strokes of a key held down."""
ONE_FRAME = 1_300
"""The bytes of a whole frame: a cursor move with its abstract."""


class FarTerminal(Terminal):
    """A terminal behind a line; what the program writes comes late, and so does what is typed."""

    def __init__(self, argv: list[str], home: Path) -> None:
        super().__init__(argv, home=home)
        self._in_line: deque[tuple[float, bytes]] = deque()
        self._free = 0.0
        self._typed: deque[tuple[float, bytes]] = deque()
        self.waiting = 0
        """Bytes that the line has taken and not sent yet."""
        self.longest = 0
        """The most of them at once."""

    def run_line(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._fd], [], [], min(left, 0.002))[0]:
                self._take(os.read(self._fd, 65536))
            now = time.monotonic()
            self.waiting = sum(len(data) for sent, data in self._in_line if sent > now)
            self.longest = max(self.longest, self.waiting)
            while self._in_line and self._in_line[0][0] + DELAY <= now:
                _, data = self._in_line.popleft()
                self._show(data)
                for _ in range(data.count(QUESTION.encode())):
                    self._typed.append((now + DELAY, ANSWER.encode()))
            while self._typed and self._typed[0][0] <= now:
                os.write(self._fd, self._typed.popleft()[1])

    def strike(self, keys: bytes, times: int) -> None:
        """Strike keys as fast as a keyboard repeats one; they are typed when they have come through the line."""
        for number in range(times):
            self._typed.append((time.monotonic() + DELAY, keys[number % len(keys) :][:1]))
            self.run_line(REPEAT)

    def settle(self, shows: str = "") -> None:
        """Let the line run empty, and the program answer what is left, until the screen shows a text."""
        for _ in range(200):
            self.run_line(0.05)
            if shows not in "\n".join(self._screen.display):
                continue
            if not (self._in_line or self._typed) and not select.select([self._fd], [], [], 2 * DELAY)[0]:
                return
        raise AssertionError("the line does not run empty")

    def _take(self, data: bytes) -> None:
        self.raw += data
        # In pieces, since a question is answered when it has arrived, not when its frame began to.
        for part in re.split(rb"(?<=\x1b\[5n)", data):
            self._free = max(self._free, time.monotonic()) + len(part) / SPEED
            self._in_line.append((self._free, part))


@pytest.fixture
def far(tmp_path: Path) -> FarTerminal:
    home = tmp_path / "octavo"
    for command in (["import", str(SEEDS)], ["reindex"]):
        subprocess.run([OCTAVO, "--home", str(home), *command], check=True, capture_output=True, timeout=60)
    (home / "settings.toml").write_text('mark_read = "manual"\n')
    return FarTerminal([OCTAVO, "--home", str(home)], tmp_path)


def test_a_key_held_down_never_fills_the_line(far: FarTerminal) -> None:
    with far:
        far.settle("1 of 53")
        far.strike(b"2", 1)
        far.settle("1 of 95")
        far.longest = 0
        far.strike(b"j", 50)  # the abstract waits until it rests
        far.settle(" 51 of 95")
        assert far.longest < 2 * ONE_FRAME
        shown = far.screen
        far.longest = 0
        far.strike(b"jk", 40)  # no key is held: each stroke wants its abstract, four times what the line carries
        assert far.longest < 3 * ONE_FRAME
        assert far.waiting < 2 * ONE_FRAME
        far.settle()
        assert far.screen == shown
        far.strike(b"\x0c", 1)  # Ctrl-L draws all anew: what came in parts was right
        far.settle()
        assert far.screen == shown
