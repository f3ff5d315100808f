"""Reading journals, this device's and those of others: damage is reported and passed over, and never ends a reading."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from reader.errors import JournalError
from reader.journal.line import MAX_LINE, Line, LineError, decode

SUFFIX: Final = ".jsonl"
TAIL: Final = 4096
"""Bytes before a place in a file by which it is known again."""


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


class Reading(Iterator[Line | Damage]):
    """The lines of a journal from an offset on; a torn last line is left for the next reading."""

    def __init__(self, path: Path, start: int = 0, tail: bytes = b"") -> None:
        self.start = start
        """Where reading began: at 0 in spite of what was asked for, where the file is not the one read before."""
        self.end = start
        """The offset up to which whole lines were read; begin there the next time."""
        self.tail = tail
        """What stands before `end`, as `tail_of` tells it; it is true once all was read."""
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
            raise JournalError(f"The journal {self._path} cannot be read: {why(error)}.") from error

    def _lines(self, file: BinaryIO) -> Iterator[Line | Damage]:
        if self.start > 0 and not self._is_the_same(file):
            # Another file stands there now: folding all of it again does no harm.
            self.start = 0
        file.seek(self.start)
        self.end = self.start
        try:
            yield from self._from_here(file)
        finally:
            self.tail = _tail(file.fileno(), self.end)

    def _is_the_same(self, file: BinaryIO) -> bool:
        file.seek(self.start - 1)
        # A file that is shorter than before, or has no line's end here, was replaced.
        return file.read(1) == b"\n" and self.tail in (b"", _tail(file.fileno(), self.start))

    def _from_here(self, file: BinaryIO) -> Iterator[Line | Damage]:
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
                    before = _lines_before(self._path, self.start)
                yield Damage(self._path.name, before + number, begin, error.reason, error.field)
            else:
                yield replace(line, start=begin, end=self.end, data=data)


def read(path: Path, start: int = 0, tail: bytes = b"") -> Reading:
    """Read a journal's lines from an offset on; `end` and `tail` of what is returned tell where to begin the next time.

    Whoever iterates gets a `JournalError` where the file cannot be read; a damaged line is a value, and never ends it.

    Args:
        path: The file.
        start: Where to begin, in bytes; reading begins at 0 where the file is not the one that was read before.
        tail: The `tail` of the reading that ended there; empty where it is not known.
    """
    return Reading(path, start, tail)


def damaged_lines(path: Path) -> list[tuple[Damage, bytes]]:
    """Give every line of a journal that cannot be understood, byte for byte; a torn last line is none.

    Raises:
        JournalError: the file cannot be read.
    """
    damages = [item for item in Reading(path) if isinstance(item, Damage)]
    lines = []
    try:
        with path.open("rb") as file:
            for damage in damages:
                file.seek(damage.offset)
                lines.append((damage, file.readline()))
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be read: {why(error)}.") from error
    return lines


def tail_of(path: Path, end: int) -> bytes:
    """Give what stands before a place in a journal as a few bytes, by which the file is known again.

    Raises:
        JournalError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _tail(file.fileno(), end)
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be read: {why(error)}.") from error


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
        raise JournalError(f"The folder of journals {folder} cannot be read: {why(error)}.") from error
    return [folder / name for name in sorted(names)]


def why(error: OSError) -> str:
    """Say what the system says, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()


def _tail(descriptor: int, end: int) -> bytes:
    begin = max(0, end - TAIL)
    return blake2b(os.pread(descriptor, end - begin, begin), digest_size=8).digest()


def _lines_before(path: Path, end: int) -> int:
    count = 0
    with path.open("rb") as file:
        while end > 0 and (block := file.read(min(end, 1 << 20))):
            count += block.count(b"\n")
            end -= len(block)
    return count
