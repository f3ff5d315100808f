"""Who may read what lies in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Let new files have other rights for a while."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(folder: Path) -> dict[str, str]:
    """Give what others than the owner may use in any way, or its owner may not use, with its mode."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode & 0o7777
        if mode != (0o700 if path.is_dir() else 0o600):
            found[str(path)] = f"{mode:o}"
    return found
