"""Opening what somebody named: files, folders, standard input, compressed or not.

Content streams through in chunks and is never held whole. Where a stream is damaged or cut, what came before is
delivered, the stream ends there, and `Opened.damage` tells why.
"""

from __future__ import annotations

import io
import os
import select
import stat
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from reader.errors import SourceError
from reader.model import Problem, clean_line
from reader.sources.unpacking import unpacked

STANDARD_INPUT: Final = "-"

_LOOK_UP: Final = 0.1
"""Seconds between two looks whether a silent pipe is still wanted."""
_CHUNK: Final = 1 << 17
"""Bytes read at a time."""


@dataclass(frozen=True, slots=True)
class Named:
    """One file to read."""

    path: str
    """As it is opened, or `-`."""
    size: int = 0
    """Bytes on the disk; 0 where nobody knows, as of a pipe."""

    @property
    def label(self) -> str:
        """What messages call it: clean, and never empty."""
        return "standard input" if self.path == STANDARD_INPUT else clean_line(self.path) or "(a name without letters)"


def find(paths: Sequence[Path | str]) -> Iterator[Named | Problem]:
    """Yield the files that paths name, folders unfolded: sorted, without hidden files, each folder once.

    What cannot be looked at is a problem (on line 0: it is about the whole file), and the rest goes on.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield Named(STANDARD_INPUT)
        else:
            yield from _unfolded(os.fspath(path), seen)


def _unfolded(named: str, seen: set[tuple[int, int]]) -> Iterator[Named | Problem]:
    waiting = [named]
    empty = True
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)
            if stat.S_ISDIR(status.st_mode):
                # A link that leads back up comes to a folder that was seen.
                if (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                    waiting += [os.path.join(path, name) for name in names]
            elif stat.S_ISREG(status.st_mode):
                empty = False
                yield Named(path, status.st_size)
            elif path == named:
                empty = False
                yield Named(path)  # a pipe that was named on purpose, such as a shell's <(command)
            else:
                empty = False
                yield Problem(Named(path).label, 0, "is not a regular file, so it was left out")
        except (OSError, ValueError) as error:
            empty = False
            yield Problem(Named(path).label, 0, _why(error))
    if empty:
        yield Problem(Named(named).label, 0, "is a folder without files that are not hidden, so nothing was read")


def _why(error: Exception) -> str:
    """Say as a person would why something cannot be read."""
    match error:
        case FileNotFoundError():
            return "there is no such file or folder; check the path"
        case PermissionError():
            return "may not be read; check its permissions"
        case OSError():
            return f"cannot be read ({error.strerror or error})"
        case _:
            return f"cannot be read ({error})"


def _open(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    return descriptor


class Opened:
    """A file that is open: its uncompressed content, and how far it was read."""

    def __init__(self, named: Named, stdin: BinaryIO | None = None, stop: Event | None = None) -> None:
        """Open a file, or standard input in place of `-`.

        Args:
            named: What to open.
            stdin: In place of the standard input of this process.
            stop: Once it is set, standard input and pipes end, also while their writers are silent.

        Raises:
            SourceError: it cannot be opened.
        """
        self.bytes_read = 0
        """Bytes taken from the file, still compressed."""
        self._file: Any = None
        self._stop = stop
        self._owned = named.path != STANDARD_INPUT
        self._may_be_silent = not self._owned
        if self._owned:
            try:
                # A pipe that nobody writes to yet would keep `open` itself, and no stop would be heard.
                self._file = open(named.path, "rb", buffering=0, opener=_open)  # noqa: SIM115 - `close` closes it
                self._may_be_silent = stat.S_ISFIFO(os.fstat(self._file.fileno()).st_mode)
            except (OSError, ValueError) as error:
                raise SourceError(_why(error)) from error
        else:
            self._file = stdin or getattr(sys.stdin, "buffer", None)
            if self._file is None:
                raise SourceError("is closed, so nothing can be read from it")
        self._content = _Content(self._unpacked(by_thread=named.size > _CHUNK))
        self.stream: BinaryIO = io.BufferedReader(self._content, _CHUNK)
        """The uncompressed content from its beginning."""

    def __enter__(self) -> Self:
        """Give itself, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def head(self, size: int) -> bytes:
        """Give the first bytes of the content, which stay in the stream. Only before anything was read from it."""
        return self._content.head(size)

    @property
    def damage(self) -> str:
        """Why the content ended too early, or empty."""
        return self._content.damage

    def close(self) -> None:
        """Close the file; standard input stays open."""
        self._content.end()  # first, for a thread may be reading the file
        self.stream.close()
        if self._owned:
            self._file.close()

    def _comes(self) -> bool:
        """Wait until a pipe or standard input has something, or its end; tell whether it is still wanted."""
        while self._stop is None or not self._stop.is_set():
            try:
                if select.select([self._file.fileno()], [], [], _LOOK_UP)[0]:
                    return True
            except (OSError, ValueError):
                return True  # nothing to wait on: reading it tells
        return False

    def _unpacked(self, *, by_thread: bool) -> Generator[bytes, None, None]:
        yield from unpacked(self._chunks(), by_thread=by_thread)

    def _chunks(self) -> Iterator[bytes]:
        # `read1` of a pipe gives what is there, so that papers come in while their writer is still busy.
        read = self._file.read if self._owned else getattr(self._file, "read1", self._file.read)
        while True:
            if self._may_be_silent and not self._comes():
                return
            try:
                chunk = read(_CHUNK)
            except (OSError, ValueError) as error:
                raise SourceError(f"{_why(error)}; what came before was read") from error
            if not chunk:
                return
            self.bytes_read += len(chunk)
            yield chunk


class _Content(io.RawIOBase):
    """Chunks as a stream; it ends where they break, since a buffer over it would lose what came before an exception."""

    def __init__(self, chunks: Generator[bytes, None, None]) -> None:
        super().__init__()
        self.damage = ""
        self._chunks = chunks
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer as far as the chunk at hand reaches."""
        if not self._ready:
            self._ready = memoryview(self._next())
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def head(self, size: int) -> bytes:
        """Give the first bytes and keep them."""
        parts = [bytes(self._ready)]
        while sum(map(len, parts)) < size and (part := self._next()):
            parts.append(part)
        whole = b"".join(parts)
        self._ready = memoryview(whole)
        return whole[:size]

    def end(self) -> None:
        """Take no more chunks."""
        self._chunks.close()

    def _next(self) -> bytes:
        try:
            return next(self._chunks, b"")
        except SourceError as error:
            self.damage = str(error)
            return b""
