r"""Other programs in the reader's terminal: it is handed over as a shell would find it, and taken back.

While another program has the terminal the reader stands still, in the thread of the screen: nothing may be drawn over
that program. Ctrl-C and Ctrl-\ are meant for it, Ctrl-Z stops both, as they are one job of the shell. A signal that
ends the reader is passed on to it, and once it is gone, or does not go, the reader closes in order.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import tempfile
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from reader.app.signals import close

if TYPE_CHECKING:
    from textual.app import App

_GRACE: Final = 1.0
"""Seconds that a program has to end after a signal that ends the reader."""
_ENDING: Final = (signal.SIGHUP, signal.SIGTERM)
_MEANT_FOR_THE_OTHER: Final = (signal.SIGINT, signal.SIGQUIT)


class Ended(NamedTuple):
    """How a program ended."""

    status: int = 0
    """As a shell tells it: 128 and more for a signal."""
    trouble: str = ""
    """Why it could not be started, in words; or empty."""

    @property
    def well(self) -> bool:
        """Whether it ended without complaint."""
        return not self.status and not self.trouble

    def words(self, what: str) -> str:
        """Say how it ended."""
        if self.trouble:
            return f"{what} could not be started: {self.trouble}."
        if self.status > 128:
            with suppress(ValueError):
                return f"{what} was ended by {signal.Signals(self.status - 128).name}."
        return f"{what} ended with status {self.status}." if self.status else f"{what} is done."


class _Told(Exception):  # noqa: N818 - no error: it carries a signal out of the wait for a program
    def __init__(self, number: int) -> None:
        self.number = number


class Outside:
    """Gives the terminal away for a while."""

    def __init__(self, app: App[Any], encoding: str = "utf-8") -> None:
        """Connect.

        Args:
            app: Steps aside.
            encoding: How the terminal takes letters.
        """
        self._app = app
        self._encoding = encoding
        self._told = 0
        self._waits = False
        self._asks = False

    @property
    def told(self) -> bool:
        """Whether a signal has ended the reader while the last program ran."""
        return bool(self._told)

    @property
    def possible(self) -> bool:
        """Whether there is a terminal that can be given away."""
        driver = self._app._driver  # noqa: SLF001 - as Textual's own `App.suspend` asks
        return driver is not None and driver.can_suspend

    def run(
        self, argv: Sequence[str], *, given: str | None = None, head: str = "", asks: str = "", cwd: str | None = None
    ) -> Ended:
        """Run a program in the terminal until it ends, then draw the reader again.

        Args:
            argv: The program and its arguments; no shell reads them.
            given: What it finds on its standard input, as UTF-8; nothing: the terminal.
            head: A line to write before.
            asks: What to call the program when it has ended and Enter is waited for; empty: return at once.
            cwd: Where to run it.
        """
        ended = Ended()
        with self._away():
            if head:
                self._write(f"{head}\n")
            with _kept_settings():
                ended = self._run(argv, given, cwd)
            if asks and not self._told:
                self._ask(ended.words(asks))
        return ended

    def show(self, text: str) -> None:
        """Write a text where the terminal's own selecting reaches it, until Enter is pressed."""
        with self._away():
            self._write(f"\n{text}\n\n")
            self._ask("Select it with the terminal.")

    @contextmanager
    def _away(self) -> Iterator[None]:
        """Step aside; nothing inside may raise."""
        self._told = 0
        former = {number: signal.getsignal(number) for number in (*_ENDING, *_MEANT_FOR_THE_OTHER)}
        wakeup = -1
        try:
            for number in _MEANT_FOR_THE_OTHER:
                # Not SIG_IGN, which the program would inherit.
                signal.signal(number, self._overhear)
            for number in _ENDING:
                if former[number] is not signal.SIG_IGN:
                    signal.signal(number, self._tell)
            # Else asyncio would hear afterwards what was meant for the other program. Only while there are handlers
            # here: a signal that comes at the edge is told twice rather than not at all.
            wakeup = signal.set_wakeup_fd(-1)
            with self._app.suspend():
                yield
        finally:
            signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
            for number, handler in former.items():
                signal.signal(number, handler)
        self._app.refresh(repaint=True, layout=True)
        if self._told:
            close(self._app, 128 + self._told)

    def _tell(self, number: int, _frame: FrameType | None) -> None:
        self._told = self._told or number
        if self._waits:
            raise _Told(number)

    def _overhear(self, _number: int, _frame: FrameType | None) -> None:
        if self._asks:
            raise _Told(0)

    def _run(self, argv: Sequence[str], given: str | None, cwd: str | None) -> Ended:
        try:
            with _as_file(given) as file:
                process = subprocess.Popen(argv, stdin=file, cwd=cwd)
        except (OSError, ValueError) as error:
            return Ended(127, getattr(error, "strerror", None) or type(error).__name__)
        try:
            status = self._wait(process)
        except _Told as told:
            with suppress(OSError):
                process.send_signal(told.number)
            try:
                status = process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                return Ended(128 + told.number)
        return Ended(128 - status if status < 0 else status)

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        self._waits = True
        try:
            if self._told:
                raise _Told(self._told)
            if _outlasts_the_terminal(process):
                self._tell(signal.SIGHUP, None)
            return process.wait()
        finally:
            self._waits = False

    def _ask(self, words: str) -> None:
        """Wait for Enter or Ctrl-C, or for the end of the terminal."""
        self._write(f"[octavo] {words} Enter goes back to the reader. ")
        try:
            self._waits = self._asks = True
            while not self._told:
                select.select([0], [], [])
                data = os.read(0, 1024)
                if not data or data.endswith(b"\n"):
                    break
        except (OSError, _Told):
            pass
        finally:
            self._waits = self._asks = False

    def _write(self, text: str) -> None:
        from reader.app.spelling import encode

        data = memoryview(
            text.encode("utf-8", "replace") if self._encoding == "utf-8" else encode(text, self._encoding)
        )
        with suppress(OSError):
            while data:
                data = data[os.write(1, data) :]


@contextmanager
def _as_file(text: str | None) -> Iterator[IO[bytes] | None]:
    """Give a text as a file without a name: a program that reads none of it, or late, keeps nobody waiting."""
    if text is None:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(text.encode("utf-8", "replace"))
        file.seek(0)
        yield file


@contextmanager
def _kept_settings() -> Iterator[None]:
    """Put the terminal back as it is now, and in the reader's hands, whatever a program leaves behind."""
    try:
        before = termios.tcgetattr(0)
    except termios.error:
        yield
        return
    try:
        yield
    finally:
        # A shell that ended badly may have kept the terminal; who is not in front is stopped for changing anything.
        stopped = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        with suppress(OSError):
            if os.tcgetpgrp(0) != os.getpgrp():
                os.tcsetpgrp(0, os.getpgrp())
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, before)
        signal.signal(signal.SIGTTOU, stopped)


def _outlasts_the_terminal(process: subprocess.Popen[bytes]) -> bool:
    """Wait until a program has ended, or the terminal has; tells whether it was the terminal.

    The signal that should come then does not come to everybody: not where it is ignored, as under `nohup`.
    """
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        watched = os.pidfd_open(process.pid)
    except OSError:  # an old kernel
        return False
    try:
        poll = select.poll()
        poll.register(0, 0)  # nothing but its end, which is always told
        poll.register(watched, select.POLLIN)
        return not any(descriptor == watched for descriptor, _ in poll.poll())
    finally:
        os.close(watched)


def shell_of(environ: Mapping[str, str]) -> str:
    """Give the person's shell."""
    shell = environ.get("SHELL", "")
    return shell if os.path.isabs(shell) and os.access(shell, os.X_OK) else "/bin/sh"


def in_a_shell(command: str, argument: str = "") -> list[str]:
    """Give what runs a setting such as `less -R` or `code --wait`, which may hold arguments, on an argument.

    As git and others do: the setting is the person's own and is read by the shell, the argument never is.
    """
    return ["/bin/sh", "-c", f'{command} "$@"' if argument else command, command, *([argument] if argument else [])]


def program_there(command: str) -> bool:
    """Tell whether the program that a setting names, before its arguments, is there."""
    import shlex
    import shutil

    try:
        words = shlex.split(command)
    except ValueError:
        return bool(command)  # the shell will say what is wrong with it
    return bool(words) and shutil.which(words[0]) is not None
