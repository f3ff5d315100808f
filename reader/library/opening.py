"""Opening a library to write or, where nothing can be written, to read: a read-only mount, another's, a full disk.

What cannot be kept there is refused with the reason; what is there can be listed, shown and searched.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from reader.errors import StoreError, UnwritableError
from reader.paths import Places
from reader.store import Store

_UNWRITABLE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT})


def open_store(places: Places, *, make: bool = True) -> tuple[Store, str]:
    """Open the library's file, or create it; tell in a sentence why nothing can be saved, where that is so.

    Args:
        places: Where the library lies.
        make: Make the folders, and close them to others.

    Raises:
        StoreError: the library cannot be opened, not even to be read; nothing was changed.
        OSError: the folders cannot be created, and there is no library in them.
    """
    failed: Exception
    try:
        if make:
            places.create()
        if places.library.exists() and not _is_open(places.data):
            raise UnwritableError(f"The folder {places.data} cannot be written; check its permissions.")
        return Store.open(places.library), ""
    except OSError as error:
        # Where the cache alone cannot be made, marks could be saved: that is another trouble, with other words.
        only_cache = error.filename == str(places.cache) and _is_open(places.data)
        if error.errno not in _UNWRITABLE or not places.library.is_file() or only_cache:
            raise
        failed, why = error, (error.strerror or type(error).__name__).lower()
    except UnwritableError as error:
        if not places.library.is_file():
            raise
        failed, why = error, _why(places, error)
    try:
        store = Store.open(places.library, only_read=True)
    except StoreError as error:
        # A file that is empty, or locked to us altogether, is told as what it is.
        raise failed from error
    return store, f"Nothing can be saved here ({why}): {places.data} cannot be written."


def _is_open(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _why(places: Places, error: UnwritableError) -> str:
    """Say why in a few words, by what the system says where it does."""
    cause = error.__cause__
    if isinstance(cause, OSError):
        return (cause.strerror or type(cause).__name__).lower()
    try:
        descriptor = os.open(places.library, os.O_RDWR | os.O_CLOEXEC)
    except OSError as said:
        return (said.strerror or type(said).__name__).lower()
    # No lock of ours is on it: nothing has it open.
    os.close(descriptor)
    if not _is_open(places.data):
        return "permission denied"
    its = os.statvfs(places.data)
    return "no space left on device" if its.f_bavail * its.f_frsize < 1 << 20 else "see octavo doctor"
