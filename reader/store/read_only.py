"""A library that can be read and not written: another's, on a read-only mount, on a disk that is full.

SQLite opens such a file with `mode=ro`, unless it would have to make the log's shared memory beside it and cannot
(https://www.sqlite.org/wal.html#read_only_databases). Then the log is read into memory of our own, or, where there is
none, the file is taken for one that nobody changes. Neither has locks. So whoever reads it that way looks before each
transaction whether the files are what they were, and opens them anew where they are not.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from reader.errors import StoreError
from reader.store.filesystem import shares_memory
from reader.store.schema import STEPS, refuse_strangers

_HOPELESS: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_BUSY")

Prints = tuple[tuple[int, int, int] | None, ...]
"""What tells library and log from what they were."""


class Way(NamedTuple):
    """How a library is opened."""

    options: str
    """Of SQLite's address (https://www.sqlite.org/uri.html)."""
    exclusive: bool
    """The log's index is kept in memory of our own."""
    guarded: bool
    """Locks keep writers from changing what is being read."""


GUARDED: Final = Way("mode=ro", exclusive=False, guarded=True)
WITH_LOG: Final = Way("mode=ro&vfs=unix-none", exclusive=True, guarded=False)
AS_IT_IS: Final = Way("mode=ro&immutable=1", exclusive=False, guarded=False)


def address(path: Path, options: str) -> str:
    """Give SQLite's address of a file."""
    return f"file:{quote(os.fsencode(path))}?{options}"


def connect(path: Path, way: Way, timeout: float) -> sqlite3.Connection:
    """Open a library in one way."""
    connection = sqlite3.connect(
        address(path, way.options), timeout=timeout, isolation_level=None, check_same_thread=False, uri=True
    )
    if way.exclusive:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def find_way(path: Path, timeout: float, steps: Sequence[object] = STEPS) -> Way:
    """Find out how a library can be read.

    Raises:
        StoreError: it is no library, or has to be written once before it can be read.
        sqlite3.Error: it is damaged, or cannot be read.
    """
    log = _size(f"{path}-wal")
    for way in (GUARDED, WITH_LOG if log else AS_IT_IS):
        try:
            with closing(connect(path, way, timeout)) as connection:
                refuse_strangers(connection, path)
                version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.OperationalError as error:
            # Where there are no locks at all, SQLite says that somebody else has one.
            if way is not GUARDED or (error.sqlite_errorname.startswith(_HOPELESS) and shares_memory(path)):
                raise
            continue
        if not way.guarded and _size(f"{path}-journal"):
            raise StoreError(
                f"{path} was left in the middle of a write; it has to be opened once where it can be written."
            )
        if version < len(steps):
            raise StoreError(
                f"{path} was written by an older Octavo, and has to be opened once by this one where it can be written."
            )
        return way
    raise AssertionError("the last way ends in an answer or in an error")


def prints(path: Path) -> Prints:
    """Tell what the files of a library look like."""
    found: list[tuple[int, int, int] | None] = []
    for name in (path, f"{path}-wal"):
        try:
            its = os.stat(name)
        except OSError:
            found.append(None)
        else:
            found.append((its.st_ino, its.st_size, its.st_mtime_ns))
    return tuple(found)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
