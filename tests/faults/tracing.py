"""Runs a program and lets its Nth change of the disk go wrong: killed before, after or halfway through it, or refused.

A kill after some milliseconds hits what takes long; what is dangerous is short. So the program is traced as a debugger
does it (ptrace(2), Linux alone), its calls that change a file are counted, and the fault strikes at one of them: the
same number strikes at the same place each time. Nothing of the program itself is changed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import IO, Final, NamedTuple

_TRACEME, _CONT, _DETACH, _SYSCALL, _POKEUSER, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 7, 17, 24, 6, 0x4200, 0x420E
_SYSGOOD, _EXITKILL = 1, 0x100000
_STOPPED_BY_CALL: Final = signal.SIGTRAP | 0x80
_INFO: Final = struct.Struct("<B7xQQQ6Q")  # op, (arch), instruction, stack, number, arguments
_ENTRY: Final = 1

# Numbers of the calls: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux.
_WRITES: Final = {"x86_64": {1, 18, 20, 296}, "aarch64": {64, 66, 68, 70}}
_OTHERS: Final = {
    # fsync, fdatasync, truncate, ftruncate, rename, renameat, renameat2, mkdir, mkdirat, unlink, unlinkat, rmdir
    "x86_64": {74, 75, 76, 77, 82, 264, 316, 83, 258, 87, 263, 84},
    "aarch64": {82, 83, 45, 46, 38, 276, 34, 35},
}
_OPENAT: Final = {"x86_64": 257, "aarch64": 56}
_NUMBER, _COUNT, _RESULT = 15 * 8, 12 * 8, 10 * 8
"""Where x86_64 keeps the call's number, its third argument and its result (struct user in sys/user.h)."""


class How(StrEnum):
    """What goes wrong at a call."""

    BEFORE = "before"
    AFTER = "after"
    TORN = "torn"
    """A part of what was to be written is, then the program is killed. Linux itself does so, between two pages."""
    FULL = "full"
    """From this call on, whatever is written to a file is refused: no space is left on the device."""


class Fault(NamedTuple):
    """What goes wrong, and where."""

    call: int
    """The number of the call among those that change a file or write to the terminal, 0 for the first."""
    how: How
    signal: int = signal.SIGKILL
    part: float = 0.5
    """Of what a torn write was to write, how much is written."""


class Ended(NamedTuple):
    """How a program ended."""

    status: int
    """As a shell tells it: 128 and more for a signal that killed it."""
    out: str
    err: str
    calls: tuple[str, ...] = ()
    """What each of its calls that changed a file or wrote to the terminal was about: the kind of file."""

    @property
    def killed(self) -> bool:
        """Whether a signal ended it before it was done."""
        return self.status > 128


@cache
def can_trace() -> bool:
    """Tell whether this machine lets a program be traced: Linux, a processor known here, and no sandbox against it."""
    if sys.platform != "linux" or platform.machine() not in _WRITES:
        return False
    try:
        return run([sys.executable, "-c", "print(1)"], os.environ).calls != ()
    except OSError:
        return False


def can_refuse() -> bool:
    """Tell whether a call can be made to fail: that changes registers, which are known for one processor alone."""
    return can_trace() and platform.machine() == "x86_64"


def run(argv: Sequence[str], env: Mapping[str, str], given: bytes = b"", fault: Fault | None = None) -> Ended:
    """Run a program to its end, whatever befalls it on the way.

    Raises:
        OSError: this machine does not let it be traced.
    """
    with tempfile.TemporaryFile() as read, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        read.write(given)
        read.seek(0)
        process = subprocess.Popen(
            argv,
            stdin=read,
            stdout=out,
            stderr=err,
            env=dict(env),
            preexec_fn=_be_traced,  # noqa: PLW1509 - the harness has no threads
            start_new_session=True,
        )
        try:
            status, calls = _Trace(process.pid, fault).run()
        finally:
            _end(process)
        return Ended(status, text_of(out), text_of(err), calls)


def text_of(file: IO[bytes]) -> str:
    """Give all that was written into a file."""
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class _Trace:
    """One traced program; only its first thread is looked at, which is the one that writes."""

    def __init__(self, pid: int, fault: Fault | None) -> None:
        self._pid = pid
        self._fault = fault
        self._calls = 0
        self._about: list[str] = []
        self._struck = self._refused = False
        self._machine = platform.machine()
        self._buffer = ctypes.create_string_buffer(_INFO.size + 16)

    def run(self) -> tuple[int, tuple[str, ...]]:
        """Let it run; give its status and its calls."""
        _, status = os.waitpid(self._pid, 0)
        _ptrace(_SETOPTIONS, self._pid, 0, _SYSGOOD | _EXITKILL)
        _ptrace(_SYSCALL, self._pid)
        while True:
            _, status = os.waitpid(self._pid, 0)
            if not os.WIFSTOPPED(status):
                code = os.waitstatus_to_exitcode(status)
                return (128 - code if code < 0 else code), tuple(self._about)
            stopped = os.WSTOPSIG(status)
            passed = 0
            if stopped == _STOPPED_BY_CALL:
                self._at_call()
            elif stopped != signal.SIGTRAP:
                passed = stopped
            try:
                # Behind the stroke nothing is looked at any more; where the disk is full, every write is.
                _ptrace(_CONT if self._struck else _SYSCALL, self._pid, 0, passed)
            except ProcessLookupError:
                continue  # killed while it stood still: the next wait tells

    def _at_call(self) -> None:
        _ptrace(_GET_SYSCALL_INFO, self._pid, len(self._buffer), ctypes.addressof(self._buffer))
        kind, _, _, number, *arguments = _INFO.unpack_from(self._buffer.raw)
        if kind != _ENTRY:
            self._at_exit()
            return
        writes = number in _WRITES[self._machine]
        # For openat, only what may create a file.
        creates = number == _OPENAT[self._machine] and arguments[2] & os.O_CREAT
        if not (writes or creates or number in _OTHERS[self._machine]):
            return
        self._calls += 1
        fault = self._fault
        if fault is None:
            self._about.append(f"{number} {_kind(self._pid, arguments[0]) if not creates else 'creating'}")
        if fault is None or self._calls - 1 < fault.call:
            return
        if fault.how is How.FULL:
            if writes and arguments[0] > 2:
                self._refused = True
                _ptrace(_POKEUSER, self._pid, _NUMBER, -1)
        elif self._calls - 1 == fault.call:
            if fault.how is How.TORN and number == min(_WRITES[self._machine]) and arguments[2] > 1 < arguments[0]:
                _ptrace(_POKEUSER, self._pid, _COUNT, max(1, int(arguments[2] * fault.part)))
            elif fault.how is not How.AFTER:
                self._strike(fault.signal)

    def _at_exit(self) -> None:
        fault = self._fault
        if fault is None or self._calls == 0:
            return
        if self._refused:
            self._refused = False
            _ptrace(_POKEUSER, self._pid, _RESULT, -errno.ENOSPC)
        elif fault.how in (How.AFTER, How.TORN) and self._calls - 1 == fault.call:
            self._strike(fault.signal)

    def _strike(self, number: int) -> None:
        self._struck = True
        os.kill(self._pid, number)


def _kind(pid: int, descriptor: int) -> str:
    """Tell what kind of file a descriptor of a program stands for; what is no descriptor is a name."""
    try:
        path = os.readlink(f"/proc/{pid}/fd/{descriptor}")
    except OSError:
        return "a name"
    return os.path.splitext(path)[1] if "/" in path and not os.path.basename(path).startswith("#") else "the terminal"


def _be_traced() -> None:
    """Let the parent trace; the signals that a terminal sends are taken, whatever the tests were started under."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _ptrace(_TRACEME, 0)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.kill(process.pid, signal.SIGKILL)
        os.waitpid(process.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    process.returncode = 0  # waited for already


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.argtypes = [ctypes.c_long] * 4
    library.ptrace.restype = ctypes.c_long
    return library


def _ptrace(request: int, pid: int, address: int = 0, data: int = 0) -> None:
    if _library().ptrace(request, pid, address, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))  # ESRCH becomes ProcessLookupError
