"""A person at a terminal: press, type, paste, look, hang up. What the end-to-end tests speak in.

The program runs in a pseudo-terminal (pexpect); what it writes is kept byte for byte in `raw` and shown to an
emulator (pyte), whose screen is what a person would see. Nothing here waits for time: `until` waits for a condition.
"""

from __future__ import annotations

import os
import re
import select
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

DEADLINE = 20.0
"""Seconds that a condition may take, on a slow and busy machine."""

_LOOK = 0.01
"""Seconds between two looks at a program that nothing more is read from."""

KEYS: Mapping[str, bytes] = {
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "backspace": b"\x7f",
    "space": b" ",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "delete": b"\x1b[3~",
    "f1": b"\x1bOP",
}
"""What xterm sends for the keys that have a name; `ctrl+x` and single characters need none."""

# Sequences that pyte 0.8.2 would print instead of ignoring: kitty's keyboard protocol, mode questions, strings.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>][0-9;]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*(?:\x1b\x1b[^\x1b]*)*\x1b\\")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|P[^\x1b]*(?:\x1b\x1b[^\x1b]*)*\x1b?)?\Z")
_OTHER_SCREEN = re.compile(rb"\x1b\[\?1049[hl]")
_PRIVATE_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
# Modes that a shell expects to find off, and what each is.
_OFF_AT_THE_END = {
    1049: "the alternate screen",
    1000: "mouse reports",
    1003: "mouse motion reports",
    1006: "SGR mouse reports",
    1004: "focus reports",
    2004: "bracketed paste",
    2048: "resize reports",
}


def _take_signals() -> None:
    """Take the signals that a terminal sends, whatever the tests were started under (`nohup`, the background)."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Terminal:
    """A program in a terminal, and the person before it.

    Args:
        argv: The program and its arguments.
        size: Columns and rows.
        env: Added to, or put in place of, what the program inherits; `home` does the same for the folders.
        home: A folder of the test's own, for `HOME` and `OCTAVO_HOME`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        home: Path | None = None,
    ) -> None:
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._tail = b""
        self.raw = bytearray()
        """All that the program wrote."""
        self._process = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            dimensions=(rows, columns),
            env=environment(home) | dict(env or {}),
            preexec_fn=_take_signals,
        )
        self._open = True
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process.isalive():
            os.kill(self.pid, signal.SIGKILL)
            os.kill(self.pid, signal.SIGCONT)
        self._process.close(force=True)

    @property
    def pid(self) -> int:
        """The number of the program's process."""
        number: int = self._process.pid
        return number

    @property
    def screen(self) -> list[str]:
        """The lines a person sees, blanks at their ends left out."""
        self._pump(0)
        return [line.rstrip() for line in self._screen.display]

    def row(self, row: int) -> list[str]:
        """Give what stands in each cell of a line; the second cell of a wide sign is empty."""
        self._pump(0)
        line = self._screen.buffer[row]
        return [line[column].data for column in range(self._screen.columns)]

    @property
    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(self.screen)

    def press(self, *names: str) -> Self:
        """Press keys by their names: `j`, `enter`, `ctrl+d`, `alt+x`."""
        return self.send(b"".join(map(key_bytes, names)))

    def type(self, text: str) -> Self:
        """Type a text in one go."""
        return self.send(text.encode())

    def paste(self, text: str) -> Self:
        """Paste a text, as a terminal with bracketed paste sends it, hostile or not."""
        return self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> Self:
        """Send bytes, and take what the program writes meanwhile, so that neither waits for the other."""
        left = memoryview(data)
        while left and self._open:
            readable, writable, _ = select.select([self._fd], [self._fd], [], DEADLINE)
            if readable:
                self._pump(0)
            if writable:
                # A terminal's queue holds 4096 bytes; more in one go would wait for the program.
                left = left[os.write(self._fd, left[:1024]) :]
            if not readable and not writable:
                raise AssertionError(f"the program does not read its input\n{self._frame()}")
        return self

    def resize(self, columns: int, rows: int) -> Self:
        """Change the window's size."""
        self._pump(0)
        self._screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)
        return self

    def signal(self, number: int) -> Self:
        """Send a signal to the program."""
        os.kill(self.pid, number)
        return self

    def signal_all(self, number: int) -> Self:
        """Send a signal to the program and all that it has started, as a shell does to a job."""
        os.killpg(os.getpgid(self.pid), number)
        return self

    def hang_up(self) -> Self:
        """Close the terminal under the program, as a dropped connection does."""
        self._pump(0)
        self._process.ptyproc.fileobj.close()
        self._open = False
        return self

    def until(self, condition: str | Callable[[], bool], what: str = "", deadline: float | None = None) -> Self:
        """Wait until a text is on the screen, or a condition holds; fail with the screen when it never does."""

        def met() -> bool:
            return condition in "\n".join(self._screen.display) if isinstance(condition, str) else condition()

        deadline = DEADLINE if deadline is None else deadline
        end = time.monotonic() + deadline
        while not met():
            if time.monotonic() > end:
                wanted = what or (repr(condition) if isinstance(condition, str) else "a condition")
                raise AssertionError(f"waited {deadline:g} s in vain for {wanted}\n{self._frame()}")
            self._pump(0.05)
        return self

    def exit_status(self, deadline: float | None = None) -> int:
        """Wait for the program's end; give its status as a shell does, 128 and more for a signal that killed it."""
        self.until(lambda: not self._process.isalive(), "the end of the program", deadline)
        # The kernel hands on what was written last in its own time; the end of it is told by an error.
        if self._open:
            self.until(lambda: self._ended, "the end of its output", deadline)
        if self._process.signalstatus is not None:
            return 128 + int(self._process.signalstatus)
        return int(self._process.exitstatus)

    def state(self) -> str:
        """Tell what the process does, as in proc(5): `R`, `S`, `T` stopped, `Z` ended."""
        return _stat(self.pid)[0]

    def cpu_seconds(self) -> float:
        """Tell how much processor time the process has used."""
        fields = _stat(self.pid)
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def modes(self) -> dict[int, bool]:
        """Tell which private modes the program has switched on and off, by their last change."""
        state: dict[int, bool] = {}
        for match in _PRIVATE_MODE.finditer(self.raw):
            for number in match[1].split(b";"):
                state[int(number)] = match[2] == b"h"
        return state

    def not_restored(self) -> list[str]:
        """Tell what a shell would find wrong with the terminal now; empty: everything is as it was."""
        self._pump(0)
        modes = self.modes()
        wrong = [f"{what} is still on" for number, what in _OFF_AT_THE_END.items() if modes.get(number)]
        if modes.get(25) is False:
            wrong.append("the cursor is hidden")
        if modes.get(7) is False:
            wrong.append("lines do not wrap")
        if self.raw.count(b"\x1b[>") > self.raw.count(b"\x1b[<u"):
            wrong.append("kitty's keyboard protocol is still on")
        local = termios.tcgetattr(self._fd)[3]
        if local & termios.NOFLSH:
            wrong.append("output is not dropped on an interrupt")
        flags = {"echo": termios.ECHO, "line editing": termios.ICANON, "signal keys": termios.ISIG}
        return wrong + [f"{what} is off" for what, flag in flags.items() if not local & flag]

    @property
    def _fd(self) -> int:
        number: int = self._process.child_fd
        return number

    def _pump(self, seconds: float) -> None:
        """Take all that the program has written; wait so long for the first of it."""
        if not self._open:
            time.sleep(min(seconds, _LOOK))
            return
        while select.select([self._fd], [], [], seconds)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # EIO: the program has ended
                data = b""
            if not data:
                self._ended = True
                # The descriptor stays ready for ever now; whoever waits for the process's end should not spin.
                time.sleep(min(seconds, _LOOK))
                return
            self.raw += data
            self._show(data)
            seconds = 0

    def _show(self, data: bytes) -> None:
        shown, self._tail = for_pyte(self._tail + data)
        # pyte has one screen only; on another one nothing stands, as far as a test is concerned.
        self._stream.feed(_OTHER_SCREEN.sub(b"\x1b[2J\x1b[H", shown))

    def _frame(self) -> str:
        width = self._screen.columns
        lines = "\n".join(f"|{line}|" for line in self._screen.display)
        return f"+{'-' * width}+\n{lines}\n+{'-' * width}+\nlast bytes: {bytes(self.raw[-200:])!r}"


def environment(home: Path | None = None) -> dict[str, str]:
    """Give the environment of a plain terminal: nothing of the multiplexer or the desktop that the tests run in."""
    dropped = {"TMUX", "STY", "NO_COLOR", "COLUMNS", "LINES", "LC_TERMINAL", "TERM_PROGRAM", "LANG", "LANGUAGE"}
    dropped |= {"TEXTUAL_FPS"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}
    # Whatever keys a test presses, at random too, run nothing of the machine that they were not told of.
    kept |= dict.fromkeys(("SHELL", "VISUAL", "EDITOR", "PAGER"), "/bin/true")
    if home is not None:
        kept |= {"HOME": str(home), "OCTAVO_HOME": str(home / "octavo")}
    return kept


def for_pyte(data: bytes) -> tuple[bytes, bytes]:
    """Leave out what pyte would print instead of ignoring; give apart what may go on with the next read."""
    cut = _UNFINISHED.search(data)
    split = cut.start() if cut else len(data)
    return _UNKNOWN_TO_PYTE.sub(b"", data[:split]), data[split:]


def key_bytes(name: str) -> bytes:
    """Tell what a terminal sends for a key."""
    if name in KEYS:
        return KEYS[name]
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5]) & 0x1F])
    if name.startswith("alt+"):
        return b"\x1b" + key_bytes(name[4:])
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"no such key: {name!r}")


def _stat(pid: int) -> list[str]:
    # The name of the program, in brackets, may hold blanks; the state follows it.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
