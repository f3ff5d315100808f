"""Advisory locks between the Octavos of one host, where the file system has any."""

from __future__ import annotations

import errno
import fcntl
import time
from pathlib import Path
from typing import Final

from reader.errors import JournalError

PATIENCE: Final = 5.0
"""Seconds that a lock held by another process is waited for; nobody holds one for longer than a write takes."""

_PAUSE: Final = 0.01
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
_HELD: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES})


def acquire(descriptor: int, path: Path, patience: float = PATIENCE) -> None:
    """Lock an open file or folder until its descriptor is closed; go on without where the file system has no locks.

    Raises:
        JournalError: another process holds the lock all the time.
        OSError: locking failed in another way.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return
            if error.errno not in _HELD:
                raise
        else:
            return
        if time.monotonic() >= deadline:
            raise JournalError(
                f"{path} is locked by another program, so nothing was marked; close the other Octavo, or try again."
            )
        time.sleep(_PAUSE)
