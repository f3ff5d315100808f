"""Copies of a library, each of one moment, made while others read and write it.

SQLite's own backup does it (https://www.sqlite.org/backup.html): a file that is merely copied lacks what is still in
the log beside it. A copy is one file without a log, readable by its owner alone, and in place only when all of it is
on the disk.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from reader.errors import StoreError
from reader.store.schema import STEPS, Step, version_of

FOLDER: Final = "backups"
"""The folder beside a library in which the copies of its former versions lie."""
KEPT: Final = 3
"""Copies of former versions that are kept: the newest."""
PATIENCE: Final = 30.0
"""Seconds that another process's write is waited for."""
_ROOM: Final = 1.1
"""How much more than the library's own size must be free: the steps write too."""
_FORMER: Final = re.compile(r"library-v[0-9]+-([0-9]{8}-[0-9]{6}(?:-[0-9]+)?)\.db")


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Write a copy of an open library to a path; whatever file was there is replaced when the copy is whole.

    Raises:
        sqlite3.Error: the library cannot be read, or the copy cannot be written; nothing is left of it.
        OSError: the copy cannot be written; nothing is left of it.
        TimeoutError: another process was writing all the time.
    """
    draft = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
            deadline = time.monotonic() + PATIENCE

            def wait(status: int, _remaining: int, _total: int) -> None:
                if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
                    raise TimeoutError("another Octavo is writing the library")

            # In one step, so that no write comes in between and makes it begin anew.
            connection.backup(copy, pages=-1, progress=wait, sleep=0.05)
            # The copy says of itself that it has a log; without shared memory it can be taken out of that only so.
            copy.execute("PRAGMA locking_mode = EXCLUSIVE")
            copy.execute("PRAGMA journal_mode = DELETE")
        os.chmod(draft, 0o600)
        _sync(draft)
        draft.replace(target)
        _sync(target.parent)
    finally:
        for rest in (draft, Path(f"{draft}-journal"), Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            with suppress(OSError):
                rest.unlink()


def keep_former(connection: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> Path | None:
    """Before a library of a former version takes its next steps, keep a copy of it in a folder beside it.

    Returns:
        The copy, or None where the library is new or has taken every step.

    Raises:
        StoreError: there is no room for the copy, or it cannot be written. The library was not changed: what a step
            that goes wrong would cost cannot be brought back without one.
        sqlite3.Error: the library cannot be read.
    """
    version = version_of(connection)
    if not 0 < version < len(steps):
        return None
    folder = path.parent / FOLDER
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    try:
        private_folder(folder)
        its = os.statvfs(folder)
        if its.f_bavail * its.f_frsize < pages * size * _ROOM:
            raise _refused(path, folder, f"there is no room for it: {pages * size / 1e6:,.0f} MB are needed")
        copy = unused(folder / f"library-v{version}-{now()}.db")
        copy_to(connection, copy)
    except (OSError, sqlite3.OperationalError) as error:
        why = error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
        raise _refused(path, folder, why) from error
    with closing(sqlite3.connect(copy)) as copied:
        overtaken = version_of(copied) != version
    if overtaken:
        # Another process has taken the steps meanwhile, and has kept a copy of its own.
        copy.unlink(missing_ok=True)
        return None
    for old in formers(folder)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return copy


def formers(folder: Path) -> list[Path]:
    """List the copies of former versions in a folder, the newest last."""
    with suppress(OSError):
        found = [(match[1], path) for path in folder.iterdir() if (match := _FORMER.fullmatch(path.name))]
        return [path for _, path in sorted(found)]
    return []


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into, or close one that is open to others.

    Raises:
        OSError: it cannot be made, or something else is in its place.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def now() -> str:
    """Give the moment as it stands in the name of a copy: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


def unused(path: Path) -> Path:
    """Give a path that nothing has yet: the one given, or one with a number before its suffix."""
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def _refused(path: Path, folder: Path, why: str) -> StoreError:
    return StoreError(
        f"The library {path} is of a former version, and no copy of it can be kept in {folder} before it is brought up "
        f"to date: {why}. Nothing was changed; make that possible and start again."
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network file systems cannot
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
