"""Putting a union in the place of a journal: whoever reads it, and a machine that dies, sees the old file or the new.

The file is locked as a mark would lock it, so no mark is lost between reading and replacing; whoever waits for the
lock sees that the file is another one (`open_locked`). The new file is on the disk before it takes the old one's name.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from reader.errors import JournalError
from reader.journal.file import open_locked, pread, sync, sync_folder
from reader.journal.joining import joined
from reader.journal.lock import PATIENCE

MAX_FILE: Final = 256 << 20
"""Bytes of a journal that is joined: a hundred times what years of reading leave."""

_STALE: Final = 3600.0
"""Seconds after which a draft is surely one that a killed process left."""


class Replaced(NamedTuple):
    """What a journal held before, and holds now; the same where it was left alone."""

    before: bytes
    after: bytes


def join_into(
    path: Path,
    versions: Iterable[bytes],
    *,
    rewriting: Callable[[], None] = lambda: None,
    patience: float = PATIENCE,
) -> Replaced:
    """Make a journal the union of itself and of other versions of it; one that is that already is not touched.

    A torn last line stays as long as nothing has to be written: it may be a mark under way, where there are no locks.

    Args:
        path: The journal; it is made where there is none.
        versions: What others hold of it.
        rewriting: Called before the file is replaced by one that does not begin like it.
        patience: Seconds that another process's lock is waited for.

    Raises:
        JournalError: the file is no journal, too large, or locked all the time; it is as it was.
        OSError: it cannot be written; it is as it was, or complete.
    """
    with open_locked(path, patience) as (descriptor, is_new):
        done = False
        try:
            before = read_all(descriptor, path)
            after = joined([before, *versions])
            kept = before[: before.rfind(b"\n") + 1]
            if after == kept:
                return Replaced(before, before)
            if len(after) > MAX_FILE:
                raise JournalError(f"The journal {path} would become larger than {MAX_FILE >> 20} MB.")
            if not after.startswith(kept):
                rewriting()
            write_whole(path, after)
            done = True
            if is_new:
                sync_folder(path.parent.parent)
            return Replaced(before, after)
        finally:
            if is_new and not done:
                with suppress(OSError):
                    if os.fstat(descriptor).st_size == 0 and os.path.samestat(os.fstat(descriptor), os.lstat(path)):
                        path.unlink()


def read_all(descriptor: int, path: Path) -> bytes:
    """Read an open file.

    Raises:
        JournalError: it is too large for a journal.
    """
    size = os.fstat(descriptor).st_size
    if size > MAX_FILE:
        raise JournalError(f"{path} is larger than {MAX_FILE >> 20} MB, so it is no journal that could be joined.")
    return pread(descriptor, 0, size)


def write_whole(path: Path, data: bytes) -> None:
    """Put a new file under a name at once, readable by its owner alone, and on the disk when this returns."""
    _sweep(path)
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            sync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def _sweep(path: Path) -> None:
    """Remove the drafts that killed processes left beside a file."""
    drafts = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}")
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if drafts.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                        os.unlink(entry.path)
