"""Appending to this device's journal: a mark is on the disk before the screen says so, or not in the file at all.

Nothing in a journal is ever changed or removed, so a copy taken at any moment is a good journal, but for a last line
that may be torn; reading tolerates that.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Final

from reader.errors import JournalError
from reader.journal.line import MAX_LINE, Draft, Kind, Line, LineError, decode, encode, lines_of
from reader.journal.lock import PATIENCE, locked
from reader.journal.reading import SUFFIX, why
from reader.journal.stamp import Clock, is_device

_TAIL: Final = 64 << 10
_OPENINGS: Final = 20
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
            drafts: What is set, on one paper at least.

        Raises:
            JournalError: nothing was written, so nothing may be shown as marked.
        """
        if not any(draft.papers for draft in drafts):
            raise JournalError("There is nothing to write to the journal.")
        try:
            with self._lock, open_locked(self.path, self._patience) as (descriptor, is_new):
                return self._append(descriptor, is_new, kind, subject, drafts)
        except OSError as error:
            raise JournalError(
                f"The journal {self.path} cannot be written: {why(error)}. Nothing was marked."
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

    def restore(self, lines: Sequence[bytes]) -> None:
        """Append lines that were written here once, and that a file put in the place of this one does not have.

        Args:
            lines: Each with its newline, as it stood in the file.

        Raises:
            JournalError: nothing was written.
        """
        try:
            with self._lock, open_locked(self.path, self._patience) as (descriptor, is_new):
                size = os.fstat(descriptor).st_size
                torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
                _write_all(descriptor, b"\n" * torn + b"".join(lines), size, is_new, self.path.parent)
        except OSError as error:
            raise JournalError(
                f"The journal {self.path} was replaced by an older one, and cannot be written: {why(error)}. "
                "What it lost is in the library, and is written to it once that is possible."
            ) from error

    def _observe(self, descriptor: int, size: int) -> None:
        # Another process of this host appended. Stamps of one file ascend, so the newest stand in the last lines; but
        # for lines that were restored, and those were observed when they were folded. A file shorter than before was
        # replaced.
        start, end = (self._seen if self._seen <= size else 0), size
        while end > start:
            # The piece before the first newline may be a part of a line: it is looked at with the block before it.
            begin = max(start, end - _TAIL)
            block = pread(descriptor, begin, size)
            found = [line.stamp for line in _whole(block.split(b"\n"))]
            if found:
                self._clock.observe(max(found))
                return
            end = begin


@contextmanager
def open_locked(path: Path, patience: float = PATIENCE) -> Iterator[tuple[int, bool]]:
    """Open a journal and lock it until it is closed; gives its descriptor, and whether the file is new.

    It may be replaced, by a file sync or by a join, while we wait for the lock, so look again once it is locked.

    Raises:
        JournalError: it is no regular file, or is locked or replaced all the time.
        OSError: it cannot be opened or made.
    """
    for _ in range(_OPENINGS):
        descriptor, is_new = _open(path)
        try:
            with locked(descriptor, path, patience):
                if _is_same(descriptor, path):
                    yield descriptor, is_new
                    return
        finally:
            os.close(descriptor)
    raise JournalError(f"The journal {path} is replaced again and again, so nothing was marked; try again.")


def _open(path: Path) -> tuple[int, bool]:
    flags = os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor, is_new = os.open(path, flags), False
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, is_new = os.open(path, flags | os.O_CREAT, 0o600), True
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise JournalError(f"The journal {path} is not a regular file; move it away, then mark again.")
    return descriptor, is_new


def _encoded(lines: Iterable[Line], start: int) -> tuple[list[Line], bytes]:
    """Give the bytes of an act, and its lines as they will be read back: what cannot be read is never written."""
    back, pieces = [], []
    for line in lines:
        data = encode(line)
        try:
            if len(data) > MAX_LINE:
                raise LineError("", f"is longer than {MAX_LINE >> 20} MB")
            back.append(replace(decode(data), start=start, end=start + len(data), data=data))
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
        sync(descriptor)
        if is_new:
            sync_folder(folder)
            sync_folder(folder.parent)
    except OSError:
        with suppress(OSError):
            # Where locks do not work, somebody else's line may stand behind ours: then ours has to stay.
            if os.fstat(descriptor).st_size == size + written:
                os.ftruncate(descriptor, size)
        raise


def sync(descriptor: int) -> None:
    """Wait until what was written is on the disk, where the file system can tell."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    # A folder that may be entered but not listed cannot be opened; its entries are the file system's care then.
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def pread(descriptor: int, start: int, end: int) -> bytes:
    """Read from one byte up to another, or to the end of the file."""
    pieces = []
    while start < end and (piece := os.pread(descriptor, end - start, start)):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)


def _whole(pieces: list[bytes]) -> Iterator[Line]:
    for piece in pieces:
        with suppress(LineError):
            yield decode(piece)
