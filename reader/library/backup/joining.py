"""Bringing the lines of a backup's journal into the journal that is here: what is here stays, byte for byte."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from reader.errors import JournalError
from reader.journal.lock import locked


class Joined(Enum):
    """How the journal here stood to that of the backup."""

    AHEAD = "ahead"
    """Here was all of it already, and perhaps more."""
    BEHIND = "behind"
    """Here was a beginning of it, or nothing: the journal here went back in time."""
    APART = "apart"
    """Each had lines that the other has not."""


def join_journal(path: Path, other: Path) -> Joined:
    """Append those lines of another version of a journal that are not in it.

    Raises:
        JournalError: another process holds the journal all the time.
        OSError: it cannot be read or written.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    with open(descriptor, "r+b", buffering=0) as file, locked(descriptor, path):
        here = file.readall()
        there = other.read_bytes()
        if here.startswith(there):
            return Joined.AHEAD
        known = set(here.splitlines(keepends=True))
        missing = [line for line in there.splitlines(keepends=True) if line not in known]
        if not missing:
            return Joined.AHEAD
        torn = bool(here) and not here.endswith(b"\n")
        data = b"\n" * torn + b"".join(missing)
        if file.write(data) != len(data):
            os.ftruncate(descriptor, len(here))
            raise JournalError(f"The journal {path} could not be completed; is the disk full?")
        os.fsync(descriptor)
        return Joined.BEHIND if there.startswith(here) else Joined.APART
