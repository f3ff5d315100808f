"""The search index of a library: opened when it is first needed, and brought up to date with the outbox.

One process at a time brings it up to date; the others wait, and mostly find that nothing is left to do. A library that
can only be read is searched in its own index where that can be trusted, else in one that is made for this user alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from reader.errors import IndexBusyError, SearchError, UnwritableError
from reader.locking import ProcessLock
from reader.paths import Places
from reader.store import Store

if TYPE_CHECKING:
    from reader.indexing import IndexProgress
    from reader.library.private_index import PrivateIndex
    from reader.search import SearchIndex

PATIENCE: Final = 30.0
"""Seconds that another process is waited for which indexes nothing: one that was stopped holds the index for ever."""
_PAUSE: Final = 0.2
_UPDATE: Final = "update"
_REBUILD: Final = "rebuild"


class IndexHolder:
    """Owns the index. Safe to use from several threads."""

    def __init__(self, places: Places, store: Store) -> None:
        self._places = places
        self._store = store
        self._index: SearchIndex | None = None
        self._private: PrivateIndex | None = None
        self._guard = threading.Lock()
        self._turn = ProcessLock(places.index.with_name(f"{places.index.name}.turn"))

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
            if self._private is not None:
                self._private.close()

    def update(
        self, stop: threading.Event, progress: Callable[[IndexProgress], None], patience: float = PATIENCE
    ) -> int:
        """Index what is pending; returns how many papers were.

        Args:
            stop: Set to make it return soon.
            progress: Told how far it is, also where another process does the work.
            patience: Seconds that another process is waited for which does not get on.

        Raises:
            IndexBusyError: another process holds the index, and does not get on.
            SearchError: the index cannot be written.
        """
        from reader.indexing import Indexer

        if self._store.only_read:
            return self._update_private(stop, progress)
        if not self._is_due() or not self._wait(_UPDATE, stop, progress, patience):
            return 0
        try:
            if not self._store.changes_pending():
                if self._is_whole():
                    return 0
                self._store.note_all()
            return Indexer(self._store, self.open()).run(stop, progress)
        finally:
            self._turn.release()

    def rebuild(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Throw the index away and build it anew; returns how many papers it holds.

        Where another process is doing just that, it is left to do it.

        Raises:
            IndexBusyError: another process holds the index, and does not get on.
            SearchError: the index cannot be written.
        """
        from reader.indexing import Indexer

        if self._store.only_read:
            raise UnwritableError(f"The library {self._places.library} can only be read here, and so can its index.")
        index = self.open()
        others = ""
        if not self._take(_REBUILD):
            holder = self._turn.holder()
            others = holder.purpose if holder is not None else ""
            if not self._wait(_REBUILD, stop, progress, PATIENCE):
                return 0
        try:
            if others == _REBUILD and not self._is_due():
                return index.count()
            # The notes come first: a crash in between costs work, and never leaves an empty index that seems complete.
            self._store.note_all()
            index.clear()
            return Indexer(self._store, index).run(stop, progress)
        finally:
            self._turn.release()

    def _wait(
        self, purpose: str, stop: threading.Event, progress: Callable[[IndexProgress], None], patience: float
    ) -> bool:
        """Wait until nobody else writes the index; tell whether it is ours now, and not done or given up meanwhile."""
        from reader.indexing import IndexProgress

        most, before, since = 0, -1, time.monotonic()
        while not self._take(purpose):
            waiting = self._store.changes_pending()
            if stop.is_set() or (purpose == _UPDATE and not waiting and self._is_whole()):
                return False
            if waiting != before:
                most, before, since = max(most, waiting), waiting, time.monotonic()
            if time.monotonic() - since > patience:
                raise IndexBusyError(
                    f"Another Octavo ({self._turn.holder() or 'nobody knows which'}) is at the index and does not get "
                    "on; what is in it has to do."
                )
            progress(IndexProgress(most - waiting, most))
            stop.wait(_PAUSE)
        return True

    def _take(self, purpose: str) -> bool:
        try:
            return self._turn.take(purpose)
        except OSError as error:
            folder = self._places.index.parent
            raise SearchError(f"The index in {folder} cannot be locked: {error.strerror}.") from error

    def _is_due(self) -> bool:
        return bool(self._store.changes_pending()) or not self._is_whole()

    def _is_whole(self) -> bool:
        try:
            return self.open().count() == self._store.count(())
        except SearchError:
            return False

    def _update_private(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Make an index for this user alone, where the library's own cannot be opened."""
        from reader.library.private_index import PrivateIndex

        with suppress(SearchError):
            self.open().count()
            if self._private is None:
                return 0
        if self._private is None:
            self._private = PrivateIndex(self._store)
        done = self._private.update(stop, progress)
        with self._guard:
            self._index = self._private.index
        return done
