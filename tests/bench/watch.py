"""Watching a program through a pseudo-terminal: when it wrote how much, and what was to be seen at each moment.

Every read is kept with its time; the emulator sees the bytes only afterwards, so it costs the program nothing. A key
is answered when the terminal has been quiet for `QUIET`; the time counts to the last byte, not to the end of the quiet.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.e2e.terminal import environment, for_pyte

QUIET = 0.15
"""Seconds without output that end an answer; a debounced pane must come within them."""
LONGEST = 20.0
"""Seconds that an answer may take at all."""

COLOURS: Mapping[str, Mapping[str, str]] = {
    "truecolor": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256": {"TERM": "xterm-256color", "COLORTERM": ""},
    "16": {"TERM": "xterm", "COLORTERM": ""},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program wrote after a key."""

    first_ms: float
    """To the first byte."""
    last_ms: float
    """To the last byte."""
    size: int
    """Bytes in all."""
    reads: int
    """How many reads they came in; a frame is at least one."""


class Watched:
    """A program in a pseudo-terminal.

    Args:
        argv: The program and its arguments.
        size: Columns and rows.
        colour: One of `COLOURS`.
        home: For `HOME` and `OCTAVO_HOME`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (80, 24),
        colour: str = "truecolor",
        home: Path | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._size = size
        self.reads: list[tuple[float, bytes]] = []
        """Seconds since the program was started, and what was read then."""
        env = environment(home) | dict(COLOURS[colour]) | dict(more or {})
        self._begin = time.perf_counter()
        self._process = pexpect.spawn(argv[0], list(argv[1:]), dimensions=(size[1], size[0]), env=env)
        self._fd: int = self._process.child_fd

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process.isalive():
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.close(force=True)

    def listen(self, quiet: float = QUIET, first: float = LONGEST) -> bool:
        """Keep what the program writes until it is quiet; tell whether it goes on running.

        Args:
            quiet: Seconds without output that are enough.
            first: Seconds to wait for the first of it.
        """
        end = time.perf_counter() + LONGEST
        wait = first
        while time.perf_counter() < end and select.select([self._fd], [], [], wait)[0]:
            try:
                data = os.read(self._fd, 1 << 20)
            except OSError:  # EIO: the program has ended
                return False
            if not data:
                return False
            self.reads.append((time.perf_counter() - self._begin, data))
            wait = quiet
        return True

    def key(self, data: bytes, quiet: float = QUIET, first: float = 1.0) -> Answer:
        """Send a key, and keep what is written in answer."""
        before = len(self.reads)
        sent = time.perf_counter() - self._begin
        os.write(self._fd, data)
        self.listen(quiet, first)
        answer = self.reads[before:]
        if not answer:
            return Answer(0.0, 0.0, 0, 0)
        times = [(at - sent) * 1000 for at, _ in answer]
        return Answer(times[0], times[-1], sum(len(data) for _, data in answer), len(answer))

    @property
    def now(self) -> float:
        """Seconds since the program was started, as `reads` has them."""
        return time.perf_counter() - self._begin

    def send(self, data: bytes) -> None:
        """Send keys, and wait for nothing."""
        os.write(self._fd, data)

    def idle(self, seconds: float) -> tuple[int, float]:
        """Leave the program alone; give the bytes it wrote, and the processor seconds it used."""
        before, used = len(self.reads), self._cpu()
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.listen(left, left)
        return sum(len(data) for _, data in self.reads[before:]), self._cpu() - used

    def memory_mib(self) -> float:
        """Tell how much memory the program holds now."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def quit(self, key: bytes) -> float:
        """Press the key that quits; give the seconds to the end of the program."""
        begin = time.perf_counter()
        os.write(self._fd, key)
        while self.listen(quiet=LONGEST) and time.perf_counter() < begin + LONGEST:
            continue
        self._process.wait()
        return time.perf_counter() - begin

    def first_time(self, seen: Callable[[Sequence[str]], bool]) -> float | None:
        """Replay what was written; tell after how many seconds the screen was first as asked."""
        screen = pyte.Screen(*self._size)
        stream = pyte.ByteStream(screen)
        left = b""
        for at, data in self.reads:
            shown, left = for_pyte(left + data)
            stream.feed(shown)
            if seen(screen.display):
                return at
        return None

    def screen(self) -> list[str]:
        """Replay all that was written; give the lines to be seen now."""
        last: list[str] = []

        def keep(lines: Sequence[str]) -> bool:
            last[:] = lines
            return False

        self.first_time(keep)
        return last

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
