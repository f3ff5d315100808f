"""One generation of the index, opened for reading, and let go of when the last search over it has ended."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from reader.errors import SearchError
from reader.search import trust
from reader.search.leaf import Columns, Leaf, read_columns
from reader.search.mapping import read_in_place
from reader.search.schema import build_schema
from reader.search.storage import DurableStorage


class Snapshot:
    """A generation of the index. It stays whole while it is open, whatever is written meanwhile.

    Args:
        folder: The index's folder.
        stamp: What the index must have been made for.
        columns: What is already known of segments, by their id; completed here, and rid of those that are gone.

    Raises:
        SearchError: the folder, the stamp or the seal does not fit.
        Exception: whatever Whoosh raises where a file is damaged.
    """

    def __init__(self, folder: Path, stamp: trust.Stamp, columns: dict[str, Columns]) -> None:
        trust.check_folder(folder)
        self._folder = folder
        self._life = trust.check_stamp(folder, stamp)
        self._columns = columns
        self._leaves: list[Leaf] | None = None
        self.lock = Lock()
        """Held while reading: the files below have one place each."""
        self.users = 0
        """Searches that are under way; the index counts them."""
        self.retired = False
        """Whether a newer generation has taken its place."""
        read_in_place()
        self._reader, self.generation = self._open()

    def _open(self) -> tuple[Any, int]:
        """Open the newest generation, as often as another one is committed while this is under way."""
        from whoosh.index import EmptyIndexError

        while True:
            generation = trust.newest(self._folder)
            reader = None
            try:
                trust.check_seal(self._folder, generation)
                reader = DurableStorage(self._folder).open_index(trust.NAME, schema=build_schema()).reader()
            except EmptyIndexError:
                continue  # Whoosh listed the folder in the very moment of a commit
            except (SearchError, OSError):
                if trust.newest(self._folder) == generation:
                    raise
            # Whoosh's reader of an index without any segment does not know its generation.
            if reader is not None:
                if reader.generation() == generation or trust.newest(self._folder) == generation:
                    return reader, generation
                reader.close()

    def is_current(self) -> bool:
        """Tell whether nothing newer has been committed, by this process or another.

        Raises:
            SearchError: the index is gone.
        """
        try:
            its = (self._folder / trust.STAMP).stat()
        except OSError:
            return False
        return (its.st_ino, its.st_mtime_ns) == self._life and trust.newest(self._folder) == self.generation

    def count(self) -> int:
        """Tell how many papers are in it."""
        return int(self._reader.doc_count())

    def leaves(self) -> list[Leaf]:
        """Give its segments; the caller holds the lock."""
        if self._leaves is None:
            readers = [reader for reader, _offset in self._reader.leaf_readers() if reader.doc_count_all()]
            known = {}
            for reader in readers:
                name = reader.segment().segment_id()
                known[name] = self._columns.get(name) or read_columns(reader)
            self._columns.clear()
            self._columns.update(known)
            self._leaves = [Leaf(reader, known[reader.segment().segment_id()]) for reader in readers]
        return self._leaves

    def close(self) -> None:
        """Let go of its files."""
        self._leaves = None
        self._reader.close()
