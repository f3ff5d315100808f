"""The marks of all devices as one file, to be mailed, carried or kept: written at once, and read with care.

The first line says what it is, `{"octavo":"marks","v":1,"acts":...,"lines":...,"devices":{DEVICE: LINES, ...}}`; behind
it come the lines of the journals as they are, device by device in that order. So `tail -n +2` gives a journal, several
such files one after the other are one, and a plain journal, or several, are read the same way. JSON Lines
(https://jsonlines.org); compressed where the name ends in .gz or .xz, and told by the content when it is read.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from reader.errors import JournalError, UsageError
from reader.journal.copies import MAX_DEVICES, MAX_TOTAL, Say
from reader.journal.file import sync, sync_folder
from reader.journal.joining import MAX_STRANGE, bared, device_of, lines_in, stamp_of, whole
from reader.journal.line import MAX_LINE
from reader.journal.stamp import is_device

FORMAT: Final = "marks"
VERSION: Final = 1

_PACKED: Final = {".gz": "gzip", ".xz": "lzma"}
_NOT_PACKED: Final = frozenset((".bz2", ".zst", ".zip", ".7z", ".lz4", ".br"))


@dataclass(slots=True)
class Part:
    """What a file holds of one device."""

    lines: list[bytes] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """Where each line stands in the file, 1 for the first."""

    def add(self, line: bytes, number: int) -> None:
        """Take one more line."""
        self.lines.append(line)
        self.numbers.append(number)

    @property
    def data(self) -> bytes:
        """The lines as a journal."""
        return b"".join([line + b"\n" for line in self.lines])


def heading(journals: Mapping[str, bytes]) -> bytes:
    """Write the first line of a file with these journals."""
    acts = {stamp for data in journals.values() for line in lines_in(data) if (stamp := stamp_of(line))}
    devices = {device: sum(1 for _ in lines_in(data)) for device, data in journals.items()}
    head = {"octavo": FORMAT, "v": VERSION, "acts": len(acts), "lines": sum(devices.values()), "devices": devices}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n"


def write_state(path: Path, journals: Mapping[str, bytes]) -> None:
    """Write a file; whatever happens, there is the former one or the new one under its name.

    Raises:
        UsageError: the name asks for a compression that is not written.
        OSError: it cannot be written.
    """
    if path.suffix.lower() in _NOT_PACKED:
        raise UsageError(f"{path.name}: only .gz and .xz are compressed; give another name")
    with _replacing(path) as file, _packing(file, path.suffix.lower()) as packed:
        for piece in pieces(journals):
            packed.write(piece)


def pieces(journals: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the content of a file, piece by piece."""
    yield heading(journals)
    for data in journals.values():
        for line in lines_in(data):
            yield line + b"\n"


def read_state(stream: BinaryIO, label: str, say: Say) -> dict[str, Part]:
    """Read marks, as `write_state` writes them or as journals hold them, and sort them by device.

    Args:
        stream: The unpacked content.
        label: What messages call the file.
        say: Takes a sentence for what had to be left out.

    Raises:
        JournalError: it is no such file, or a newer Octavo's.
    """
    parts: dict[str, Part] = {}
    stamped: set[str] = set()
    waiting: list[tuple[bytes, int]] = []
    place = _Place()
    device, strange, headed = "", 0, False
    for line, number in _lines(stream, label, say):
        head = _head(line)
        if head is not None:
            place.begin(head, label)
            headed, device = True, ""
            continue
        announced = place.next()
        if stamp := stamp_of(line):
            device = device_of(stamp)
            if device not in parts and len(parts) >= MAX_DEVICES:
                raise JournalError(f"{label} holds marks of more than {MAX_DEVICES:,} devices; nothing was taken.")
            stamped.add(device)
            part = parts.setdefault(device, Part())
            for earlier in waiting:
                part.add(*earlier)
            waiting = []
            part.add(line, number)
            continue
        strange += 1
        if strange > MAX_STRANGE:
            raise JournalError(f"{label} holds no marks, or next to none; nothing was taken.")
        if announced or device:
            parts.setdefault(announced or device, Part()).add(line, number)
        else:
            waiting.append((line, number))
    place.finish(label, say)
    for name in sorted(parts.keys() - stamped):
        say(f"{label}, line {parts.pop(name).numbers[0]}: this and what follows is no mark of {name}; it was left out.")
    if not parts and not headed:
        raise JournalError(f"{label} holds no marks; nothing was taken.")
    return parts


class _Place:
    """Where in a file we are, by what its first line announced: needed only for lines that do not say it themselves."""

    def __init__(self) -> None:
        self._devices: list[tuple[str, int]] = []
        """Those that are still to come, the next one last, and how many lines each has."""
        self._left = 0
        self._missing = 0

    def begin(self, head: Mapping[str, Any], label: str) -> None:
        version = head.get("v")
        if type(version) is not int or version > VERSION:
            raise JournalError(f"{label} is of a newer Octavo; update this one to read it.")
        self._close()
        devices = head.get("devices")
        known = devices if isinstance(devices, dict) else {}
        self._devices = [
            (name, count) for name, count in known.items() if is_device(name) and type(count) is int and count > 0
        ][::-1]
        self._left = sum(count for _, count in self._devices)

    def next(self) -> str:
        """Give the device of the next line."""
        if not self._devices:
            return ""
        device, count = self._devices.pop()
        if count > 1:
            self._devices.append((device, count - 1))
        self._left -= 1
        return device

    def finish(self, label: str, say: Say) -> None:
        self._close()
        if self._missing:
            lines = "1 line" if self._missing == 1 else f"{self._missing:,} lines"
            say(f"{label} is incomplete: {lines} fewer than its first line says; what is there was taken.")

    def _close(self) -> None:
        self._missing += self._left
        self._left = 0


def _lines(stream: BinaryIO, label: str, say: Say) -> Iterator[tuple[bytes, int]]:
    """Yield the lines that are not empty, with their numbers; what is too long or torn is said and left out."""
    number = total = 0
    while data := stream.readline(MAX_LINE + 1):
        number += 1
        total += len(data)
        if len(data) > MAX_LINE and not data.endswith(b"\n"):
            while (more := stream.readline(MAX_LINE)) and not more.endswith(b"\n"):
                total += len(more)
                _check_size(total, label)
            say(f"{label}, line {number}: is longer than {MAX_LINE >> 20} MB; it was left out.")
            continue
        _check_size(total, label)
        # A first line may end without a newline as well.
        kept = data if _head(bared(data)) is not None else whole(data)
        if not kept and data.strip(b"\0 \t\r"):
            say(f"{label}, line {number}: the file ends in the middle of it; it was left out.")
        elif bare := bared(kept):
            yield bare, number


def _check_size(total: int, label: str) -> None:
    if total > MAX_TOTAL:
        raise JournalError(f"{label} holds more than {MAX_TOTAL >> 20} MB, so these are surely no marks.")


def _head(line: bytes) -> dict[str, Any] | None:
    if not line.startswith(b"{") or b'"octavo"' not in line[:64]:
        return None
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return head if isinstance(head, dict) and head.get("octavo") == FORMAT else None


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes the name once all of it is on the disk; a pipe is written to as it is."""
    path = Path(os.path.realpath(path))
    with suppress(FileNotFoundError):
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(21, os.strerror(21), str(path))
        if not stat.S_ISREG(status.st_mode):
            with path.open("wb") as file:
                yield file
            return
    draft = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            sync(descriptor)
        os.replace(draft, path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    sync_folder(path.parent)


@contextmanager
def _packing(file: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    """Give what compresses into a file as the ending of its name asks for."""
    kind = _PACKED.get(suffix)
    if kind == "gzip":
        import gzip

        # Without the time, so that the same marks give the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            yield packed  # type: ignore[misc]  # a GzipFile is written to like any binary file
    elif kind == "lzma":
        import lzma

        with lzma.LZMAFile(file, "wb") as packed:
            yield packed  # type: ignore[misc]  # so is an LZMAFile
    else:
        yield file
