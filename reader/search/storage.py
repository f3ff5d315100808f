"""Whoosh's file storage, made durable.

Whoosh never asks the disk to finish: after a power cut the newest table of contents may point to segments that are
empty. It puts a table of contents in place by renaming it, so that is where the order is kept: first the bytes of every
new file, then their names and the seal, then the rename, then the folder once more.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from reader.search import trust


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh's classes are not typed for us
    """The folder of one index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._path = folder
        self._fresh: set[str] = set()

    def create_file(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Create a file that only its owner can read, and remember that its bytes are not yet safe."""
        self._fresh.add(name)
        file = super().create_file(name, *arguments, **options)
        os.chmod(self._path / name, 0o600)
        return file

    def lock(self, name: str) -> Any:
        """Give a lock whose file only its owner can read; Whoosh alone would leave that to the umask."""
        os.close(os.open(self._path / name, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        return super().lock(name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put a table of contents in place when, and only when, all that it speaks of is on the disk."""
        for name in sorted(self._fresh):
            if (path := self._path / name).exists():
                trust.sync_file(path)
        self._fresh.clear()
        generation = trust.generation_of(newname)
        if generation is not None:
            trust.write_seal(self._path, oldname, generation)
        trust.sync_folder(self._path)
        super().rename_file(oldname, newname, safe=safe)
        trust.sync_folder(self._path)
