"""The search index of a library: opened when it is first needed, and brought up to date with the outbox."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.errors import SearchError
from reader.paths import Places
from reader.store import Store

if TYPE_CHECKING:
    from reader.indexing import IndexProgress
    from reader.search import SearchIndex


class IndexHolder:
    """Owns the index. Safe to use from several threads."""

    def __init__(self, places: Places, store: Store) -> None:
        self._places = places
        self._store = store
        self._index: SearchIndex | None = None
        self._guard = threading.Lock()

    def open(self) -> SearchIndex:
        """Give the index."""
        with self._guard:
            if self._index is None:
                from reader.search import WhooshIndex  # Whoosh costs 40 ms: only when somebody searches or indexes

                self._index = WhooshIndex(self._places.index, self._store.identity)
            return self._index

    def close(self) -> None:
        """Let go of its files."""
        with self._guard:
            if self._index is not None:
                self._index.close()
                self._index = None

    def update(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Index what is pending; returns how many papers were."""
        from reader.indexing import Indexer

        if not self._store.changes_pending():
            if self._is_whole():
                return 0
            self._store.note_all()
        return Indexer(self._store, self.open()).run(stop, progress)

    def rebuild(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Throw the index away and build it anew; returns how many papers it holds."""
        from reader.indexing import Indexer

        index = self.open()
        # The notes come first: a crash in between costs work, and never leaves an empty index that seems complete.
        self._store.note_all()
        index.clear()
        return Indexer(self._store, index).run(stop, progress)

    def _is_whole(self) -> bool:
        try:
            return self.open().count() == self._store.count(())
        except SearchError:
            return False
