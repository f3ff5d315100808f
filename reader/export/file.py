"""A file that is there as it was, or as it is to be, and never in between."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_LOT: Final = 1 << 16


def replace(path: Path, pieces: Iterable[str]) -> None:
    """Write a file of UTF-8 in one go: it takes the name once all of it is on the disk.

    A link stays one, a file that is there keeps its permissions, and what is no file (a pipe) is written to as it is.

    Raises:
        OSError: it cannot be written; a former file of the name is as it was. The error names the path.
    """
    path = Path(os.path.realpath(path))
    mode = None
    try:
        with suppress(FileNotFoundError):
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(21, os.strerror(21))
            if not stat.S_ISREG(status.st_mode):
                with path.open("wb") as pipe:
                    for piece in pieces:
                        pipe.write(encoded(piece))
                return
            if not os.access(path, os.W_OK):
                raise PermissionError(13, os.strerror(13))
            mode = stat.S_IMODE(status.st_mode)
        _write(path, pieces, mode)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def encoded(text: str) -> bytes:
    """Give the bytes of a text; what cannot be one in UTF-8 is shown as a question mark."""
    return text.encode("utf-8", "replace")


def _write(path: Path, pieces: Iterable[str], mode: int | None) -> None:
    draft = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}")
    # As the umask wants it: the file is to be read by whatever reads such files.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with open(descriptor, "wb", buffering=_LOT) as file:
            file.writelines(encoded(piece) for piece in pieces)
            file.flush()
            if mode is not None:
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    # Where a folder cannot be synced the file is written all the same.
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
