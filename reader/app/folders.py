"""What is in a folder, to choose a file from: read in a thread, in bounded time, whatever stands there."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from reader.model import clean_line

MOST: Final = 5_000
"""Files and folders that are offered of one folder: more than anybody scrolls through. A path that is typed reaches
the others."""
_READ: Final = 50_000
"""Names that are looked at in one folder."""
_PATIENCE: Final = 1.0
"""Seconds after which the sizes of further files are not asked for: a folder may lie behind a slow network."""


class Item(NamedTuple):
    """One file or folder."""

    name: str
    """As the file system has it."""
    is_folder: bool
    size: int = -1
    """Bytes of a file; -1 where nobody asked."""

    @property
    def label(self) -> str:
        """The name as it may be shown: clean, and never empty."""
        return shown(self.name) + ("/" if self.is_folder else "")


class Folder(NamedTuple):
    """What there is in a folder."""

    path: Path
    items: tuple[Item, ...] = ()
    """Folders first, each by the alphabet."""
    left_out: int = 0
    """How many there are besides, or at least how many."""
    trouble: str = ""
    """Why nothing can be read, for the person."""


def shown(name: str) -> str:
    """Give a name or path as it may be shown."""
    return clean_line(name) or "(a name without letters)"


def look(path: Path) -> Folder | Path:
    """Tell what is in a folder; a path that is no folder is given back: a file to read. May take its time.

    What is neither, such as a device, is left out: reading it might never end.
    """
    try:
        path = Path(os.path.abspath(path.expanduser()))
        mode = path.stat().st_mode
    except (OSError, ValueError, RuntimeError) as error:
        return Folder(path, trouble=_why(path, error))
    if stat.S_ISREG(mode):
        return path
    if not stat.S_ISDIR(mode):
        return Folder(path, trouble=f"{shown(path.name)} is neither a file nor a folder.")
    until = time.monotonic() + _PATIENCE
    items: list[Item] = []
    seen = 0
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                seen += 1
                if seen > _READ:
                    break
                with suppress(OSError):
                    if entry.is_dir():
                        items.append(Item(entry.name, is_folder=True))
                    elif entry.is_file():
                        asked = time.monotonic() < until
                        items.append(Item(entry.name, is_folder=False, size=entry.stat().st_size if asked else -1))
    except OSError as error:
        return Folder(path, trouble=_why(path, error))
    items.sort(key=lambda item: (not item.is_folder, item.name.casefold(), item.name))
    return Folder(path, tuple(items[:MOST]), max(0, len(items) - MOST) + max(0, seen - _READ))


def nearest(path: Path) -> Path:
    """Give the folder itself, or the nearest one above it that is there still."""
    while path != path.parent and not path.is_dir():
        path = path.parent
    return path


def size_words(size: int) -> str:
    """Say how large a file is: `870 B`, `12 kB`, `4.3 MB`; nothing where nobody knows."""
    if size < 0:
        return ""
    if size < 1_000:
        return f"{size} B"
    amount, unit = float(size), "B"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 - the last one counts
        amount /= 1_000
        if amount < 999.5:
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:,.0f} {unit}"


def _why(path: Path, error: Exception) -> str:
    name = shown(str(path))
    match error:
        case FileNotFoundError():
            return f"There is no {name}."
        case PermissionError():
            return f"{name} may not be read; check its permissions."
        case OSError():
            return f"{name} cannot be read ({(error.strerror or type(error).__name__).lower()})."
        case _:
            return f"{name} cannot be read."
