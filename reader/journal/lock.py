"""Advisory locks between the Octavos of one host: two of them must never give one stamp, nor write into each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reader.errors import JournalError
from reader.locking import lock_file_of, wait_for

PATIENCE: Final = 5.0
"""Seconds that a lock held by another process is waited for; nobody holds one for longer than a write takes."""


@contextmanager
def locked(descriptor: int, path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of an open file or folder; by a file beside it where the file system has no locks.

    Raises:
        JournalError: another process holds the lock all the time.
        OSError: locking failed in another way.
    """
    release = wait_for(descriptor, path, patience)
    if release is None:
        raise _held(path)
    try:
        yield
    finally:
        release()


def _held(path: Path) -> JournalError:
    """Say that a lock is held; which file to remove where it was made by somebody of whom nothing is known."""
    file = lock_file_of(path)
    holder = file.holder()
    way_out = f" It was locked by {holder}; if that is not running, remove {file.path}." if holder else ""
    return JournalError(
        f"{path} is locked by another program, so nothing was marked; close the other Octavo, or try again.{way_out}"
    )
