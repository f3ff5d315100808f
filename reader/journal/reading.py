"""Reading journals, this device's and those of others: damage is reported and passed over, and never ends a reading."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from reader.errors import JournalError
from reader.journal.line import MAX_LINE, Line, LineError, decode

SUFFIX: Final = ".jsonl"

_BEFORE: Final = 1 << 20


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
            raise JournalError(f"The journal {self._path} cannot be read: {why(error)}.") from error

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
                    before = _lines_before(self._path, self.start)
                yield Damage(self._path.name, before + number, begin, error.reason, error.field)
            else:
                yield replace(line, start=begin, end=self.end)


def read(path: Path, start: int = 0) -> Reading:
    """Read a journal's lines from an offset on; `end` of what is returned tells where to begin the next time.

    Whoever iterates gets a `JournalError` where the file cannot be read; a damaged line is a value, and never ends it.
    """
    return Reading(path, start)


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


def read_act(path: Path, stamp: str, start: int, end: int) -> list[Line]:
    """Read the lines of one act, of which it is known where they stand.

    Where they do not stand there (the file was replaced), the whole file is searched.

    Raises:
        JournalError: the file cannot be read, or holds no such act.
    """
    lines = []
    for item in Reading(path, start):
        # An act is written at once, so its lines stand together; more of them than were known may have come since.
        if not isinstance(item, Line) or item.stamp != stamp:
            break
        lines.append(item)
    if not lines or lines[0].start != start or lines[-1].end < end or _begins_before(path, stamp, start):
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
        raise JournalError(f"The folder of journals {folder} cannot be read: {why(error)}.") from error
    return [folder / name for name in sorted(names)]


def why(error: OSError) -> str:
    """Say what the system says, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()


def _begins_before(path: Path, stamp: str, start: int) -> bool:
    """Tell whether an act has lines before its known start, because it was read while it was still being written."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, start - _BEFORE))
            return f'"at":"{stamp}"'.encode() in file.read(min(start, _BEFORE))
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be read: {why(error)}.") from error


def _lines_before(path: Path, end: int) -> int:
    count = 0
    with path.open("rb") as file:
        while end > 0 and (block := file.read(min(end, 1 << 20))):
            count += block.count(b"\n")
            end -= len(block)
    return count
