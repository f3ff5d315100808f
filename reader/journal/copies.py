"""What lies in a folder of journals, our own or one that others filled: read with care, and sorted by device.

A line belongs to the device that its stamp names, whatever its file is called: file syncs keep a second version beside
the first (`laptop-3f9a1c22.sync-conflict-20261130-101010-ABCDEF.jsonl` is Syncthing's,
https://docs.syncthing.net/users/syncing.html#conflicting-changes), and people make copies under any name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

from reader.errors import JournalError
from reader.journal.joining import by_device, is_all_of, whole
from reader.journal.reading import SUFFIX, why
from reader.journal.replacing import read_all
from reader.journal.stamp import is_device

MAX_DEVICES: Final = 1_000
"""Devices that one folder or file can hold marks of: nobody has so many, and each becomes a file."""
MAX_TOTAL: Final = 512 << 20
"""Bytes of one folder or file, unpacked."""
_MAX_FILES: Final = 10_000

Say = Callable[[str], None]
"""Takes a sentence on what could not be used."""


class Copy(NamedTuple):
    """A file that may be a journal."""

    path: Path
    device: str
    """The device whose journal it is by its name, or an empty text."""
    data: bytes


def copies(folder: Path, say: Say) -> list[Copy]:
    """Read the files of a folder that may be journals, by name; none where there is no such folder.

    Raises:
        JournalError: the folder cannot be read.
    """
    found: list[Copy] = []
    total = 0
    for name in _names(folder):
        if len(found) >= _MAX_FILES or total > MAX_TOTAL:
            say(f"{folder} holds more than could be marks; {name} and what comes after it were left out.")
            break
        path = folder / name
        try:
            data = _read(path)
        except JournalError as error:
            say(str(error))
        except OSError as error:
            say(f"{path} cannot be read: {why(error)}; it was left out.")
        else:
            stem = name.removesuffix(SUFFIX)
            found.append(Copy(path, stem if is_device(stem) else "", data))
            total += len(data)
    return found


def pooled(found: Iterable[Copy], say: Say) -> dict[str, list[bytes]]:
    """Sort what was read by device: the versions of each journal that somebody has."""
    pool: dict[str, list[bytes]] = {}
    for copy in found:
        try:
            if copy.device and is_all_of(whole(copy.data), copy.device):
                parts = {copy.device: b""}
            else:
                parts = by_device(copy.data, only_stamped=True)
            if copy.device in parts:
                # A journal keeps its lines together; what it holds of other devices goes to them as well.
                parts[copy.device] = whole(copy.data)
            elif parts:
                parts = by_device(copy.data)
        except JournalError as error:
            say(f"{copy.path} was left out: {error}.")
            continue
        if not parts:
            if whole(copy.data).strip():
                say(f"{copy.path} was left out: there is no mark in it.")
            continue
        if len(pool.keys() | parts.keys()) > MAX_DEVICES:
            say(f"{copy.path} was left out: there are more than {MAX_DEVICES:,} devices.")
            continue
        for device, version in parts.items():
            pool.setdefault(device, []).append(version)
    return pool


def torn(data: bytes) -> tuple[int, bytes]:
    """Give the number of a file's last line and what there is of it, where it is torn; otherwise 0 and nothing."""
    tail = data[len(whole(data)) :].strip(b"\0 \t\r")
    return (data.count(b"\n") + 1, tail) if tail else (0, b"")


def _names(folder: Path) -> list[str]:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"The folder of journals {folder} cannot be read: {why(error)}.") from error
    return sorted(name for name in names if name.endswith(SUFFIX) and not name.startswith("."))


def _read(path: Path) -> bytes:
    # Not through a link, and without waiting for who writes to a pipe.
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise JournalError(f"{path} is not a regular file, so it was left out.")
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise JournalError(f"{path} is not a regular file, so it was left out.")
        return read_all(descriptor, path)
    finally:
        os.close(descriptor)
