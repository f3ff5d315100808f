"""Appending to this device's journal and reading any journal: the only code that touches the files.

What is appended is on the disk before `write` returns, or not in the file at all. Nothing is ever changed or removed,
so a copy taken at any moment is a good journal but for a last line that may be torn, and reading tolerates that.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from reader.errors import JournalError
from reader.journal.line import MAX_LINE, Draft, Kind, Line, LineError, decode, encode, lines_of
from reader.journal.stamp import Clock, is_device

SUFFIX: Final = ".jsonl"
PATIENCE: Final = 5.0
"""Seconds that a lock held by another process of this host is waited for; it is held for one append."""

_TAIL: Final = 64 << 10
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
# Some FUSE and network file systems cannot sync, which is no reason to refuse a mark.
_NO_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


@dataclass(frozen=True, slots=True)
class Written:
    """An act that is on the disk."""

    stamp: str
    start: int
    """Where its first line begins in this device's file, in bytes."""
    end: int
    """Where the next act will begin."""
    lines: tuple[Line, ...]
    """The lines exactly as reading them back gives them."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A line of a journal that was left out; the lines around it are unharmed."""

    file: str
    """The file's name."""
    line: int
    """The line's number, 1 for the first."""
    offset: int
    """Where the line begins, in bytes."""
    reason: str
    field: str = ""
    """The key at fault, or empty where the whole line is."""

    def __str__(self) -> str:
        """Say it as one line for a person: `laptop-3f9a1c22.jsonl, line 12, set.rating: must be ...`."""
        place = f"{self.file}, line {self.line}"
        return f"{place}, {self.field}: {self.reason}" if self.field else f"{place}: {self.reason}"


class Journal:
    """This device's file in the folder of journals. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, device: str, clock: Clock, patience: float = PATIENCE) -> None:
        """Name the file; nothing is created before the first act.

        Args:
            folder: Where the journals of all devices lie.
            device: This device's name; see `reader.journal.device`.
            clock: Gives the stamps; it must be this device's.
            patience: Seconds that another process's lock is waited for.
        """
        if not is_device(device) or clock.device != device:
            raise ValueError(f"the clock of {clock.device!r} cannot stamp the journal of {device!r}")
        self.path = folder / f"{device}{SUFFIX}"
        self._clock = clock
        self._patience = patience
        self._seen = 0
        self._lock = Lock()

    def write(self, kind: Kind, subject: str, drafts: Sequence[Draft]) -> Written:
        """Append one act and wait until it is on the disk.

        Args:
            kind: Whether this is something new, or undoes or redoes an act.
            subject: The label of what is done, or the stamp of the act that is undone or redone.
            drafts: What is set; at least one.

        Raises:
            JournalError: nothing was written, so nothing may be shown as marked.
        """
        if not drafts:
            raise JournalError("There is nothing to write to the journal.")
        try:
            with self._lock, self._opened() as (descriptor, is_new):
                return self._append(descriptor, is_new, kind, subject, drafts)
        except OSError as error:
            raise JournalError(
                f"The journal {self.path} cannot be written: {_why(error)}. Nothing was marked."
            ) from error

    def _append(self, descriptor: int, is_new: bool, kind: Kind, subject: str, drafts: Sequence[Draft]) -> Written:
        size = os.fstat(descriptor).st_size
        if size != self._seen:
            self._observe(descriptor, size)
        stamp = self._clock.tick()
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        lines, data = _encoded(lines_of(stamp, kind, subject, drafts), size + torn)
        # A torn last line gets its newline, so that it stays alone and the lines after it are whole.
        _write_all(descriptor, b"\n" * torn + data, size, is_new, self.path.parent)
        # Without locks another process may have appended in between; the descriptor stands behind our own bytes.
        end = os.lseek(descriptor, 0, os.SEEK_CUR)
        shift = end - len(data) - lines[0].start
        if shift:
            lines = [replace(line, start=line.start + shift, end=line.end + shift) for line in lines]
        self._seen = end
        return Written(stamp, lines[0].start, end, tuple(lines))

    def _observe(self, descriptor: int, size: int) -> None:
        # Another process of this host appended. Stamps of one file ascend, so the newest stand in the last lines.
        start = min(self._seen, size)
        end = size
        while end > start:
            # The piece before the first newline may be a part of a line: it is looked at with the block before it.
            begin = max(start, end - _TAIL)
            block = _pread(descriptor, begin, size)
            found = [line.stamp for line in _whole(block.split(b"\n"))]
            if found:
                self._clock.observe(max(found))
                return
            end = begin

    @contextmanager
    def _opened(self) -> Iterator[tuple[int, bool]]:
        """Open and lock the file; it may be replaced by a file sync while we wait, so look again once it is locked."""
        deadline = time.monotonic() + self._patience
        while True:
            descriptor, is_new = self._open()
            try:
                self._acquire(descriptor, deadline)
                if _is_same(descriptor, self.path):
                    yield descriptor, is_new
                    return
            finally:
                os.close(descriptor)

    def _open(self) -> tuple[int, bool]:
        flags = os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW
        try:
            descriptor, is_new = os.open(self.path, flags), False
        except FileNotFoundError:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, is_new = os.open(self.path, flags | os.O_CREAT, 0o600), True
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise JournalError(f"The journal {self.path} is not a regular file; move it away, then mark again.")
        return descriptor, is_new

    def _acquire(self, descriptor: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in _NO_LOCKS:
                    return
                if error.errno not in {errno.EAGAIN, errno.EACCES}:
                    raise
            else:
                return
            if time.monotonic() >= deadline:
                raise JournalError(
                    f"The journal {self.path} is locked by another program; nothing was marked. "
                    "Close the other Octavo, or try again."
                )
            time.sleep(0.01)


class Reading(Iterator[Line | Damage]):
    """The lines of a journal from an offset on; a torn last line is left for the next reading."""

    def __init__(self, path: Path, start: int = 0) -> None:
        self.start = start
        """Where reading began: at 0 in spite of what was asked for, where the file is not the one read before."""
        self.end = start
        """The offset up to which whole lines were read; begin there the next time."""
        self._path = path
        self._items = self._read()

    def __next__(self) -> Line | Damage:
        """Give the next line.

        Raises:
            JournalError: the file cannot be read.
        """
        return next(self._items)

    def _read(self) -> Iterator[Line | Damage]:
        try:
            # Without blocking, should a pipe stand where the journal was.
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK)
            with open(descriptor, "rb", buffering=1 << 18) as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise JournalError(f"The journal {self._path} is not a regular file.")
                yield from self._lines(file)
        except OSError as error:
            raise JournalError(f"The journal {self._path} cannot be read: {_why(error)}.") from error

    def _lines(self, file: BinaryIO) -> Iterator[Line | Damage]:
        if self.start > 0:
            # A file that is shorter than before, or has no line's end here, was replaced: folding again does no harm.
            file.seek(self.start - 1)
            if file.read(1) != b"\n":
                file.seek(0)
                self.start = 0
        self.end = self.start
        number, before = 0, 0 if self.start == 0 else None
        while True:
            begin = self.end
            data = file.readline(MAX_LINE + 1)
            length = len(data)
            while data and not data.endswith(b"\n"):
                if not (more := file.readline(MAX_LINE)):
                    return
                length += len(more)
                data = more
            if not data:
                return
            self.end = begin + length
            number += 1
            try:
                if length > MAX_LINE:
                    raise LineError("", f"is longer than {MAX_LINE >> 20} MB")
                line = decode(data)
            except LineError as error:
                if before is None:
                    before = _count_lines(self._path, self.start)
                yield Damage(self._path.name, before + number, begin, error.reason, error.field)
            else:
                yield replace(line, start=begin, end=self.end)


def read(path: Path, start: int = 0) -> Reading:
    """Read a journal's lines from an offset on; `end` of what is returned tells where to begin the next time.

    Whoever iterates gets a `JournalError` where the file cannot be read; a damaged line is a value, and never ends it.
    """
    return Reading(path, start)


def read_act(path: Path, stamp: str, start: int, end: int) -> list[Line]:
    """Read the lines of one act, of which it is known where they stand.

    Where they do not stand there (the file was replaced), the whole file is searched.

    Raises:
        JournalError: the file cannot be read, or holds no such act.
    """
    lines = []
    for item in Reading(path, start):
        if isinstance(item, Line) and item.start < end and item.stamp == stamp:
            lines.append(item)
        elif isinstance(item, Damage) or item.start >= end:
            break
    if not lines or lines[0].start != start or lines[-1].end != end:
        lines = [item for item in Reading(path) if isinstance(item, Line) and item.stamp == stamp]
    if not lines:
        raise JournalError(f"The journal {path} holds no act {stamp}, so it cannot be undone or redone.")
    return lines


def journals(folder: Path) -> list[Path]:
    """List the journals of all devices, by name; none where the folder does not exist yet.

    Raises:
        JournalError: the folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = [
                entry.name
                for entry in entries
                if entry.name.endswith(SUFFIX)
                and not entry.name.startswith(".")
                and entry.is_file(follow_symlinks=False)
            ]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"The folder of journals {folder} cannot be read: {_why(error)}.") from error
    return [folder / name for name in sorted(names)]


def _encoded(lines: Iterator[Line], start: int) -> tuple[list[Line], bytes]:
    """Give the bytes of an act, and its lines as they will be read back: what cannot be read is never written."""
    back, pieces = [], []
    for line in lines:
        data = encode(line)
        try:
            if len(data) > MAX_LINE:
                raise LineError("", f"is longer than {MAX_LINE >> 20} MB")
            back.append(replace(decode(data), start=start, end=start + len(data)))
        except LineError as error:
            raise JournalError(f"This cannot be written to the journal: {error}. Nothing was marked.") from error
        pieces.append(data)
        start += len(data)
    return back, b"".join(pieces)


def _write_all(descriptor: int, data: bytes, size: int, is_new: bool, folder: Path) -> None:
    """Append and sync; on any error take back what was written, so that no half act stays."""
    written = 0
    try:
        while written < len(data):
            written += os.write(descriptor, data[written:])
        _sync(descriptor)
        if is_new:
            _sync_folder(folder)
            _sync_folder(folder.parent)
    except OSError:
        with suppress(OSError):
            # Where locks do not work, somebody else's line may stand behind ours: then ours has to stay.
            if os.fstat(descriptor).st_size == size + written:
                os.ftruncate(descriptor, size)
        raise


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def _sync_folder(folder: Path) -> None:
    # A folder that may be entered but not listed cannot be opened; its entries are the file system's care then.
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _sync(descriptor)
        finally:
            os.close(descriptor)


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def _pread(descriptor: int, start: int, end: int) -> bytes:
    pieces = []
    while start < end and (piece := os.pread(descriptor, end - start, start)):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)


def _whole(pieces: list[bytes]) -> Iterator[Line]:
    for piece in pieces:
        with suppress(LineError):
            yield decode(piece)


def _count_lines(path: Path, end: int) -> int:
    count = 0
    with path.open("rb") as file:
        while end > 0 and (block := file.read(min(end, 1 << 20))):
            count += block.count(b"\n")
            end -= len(block)
    return count


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
