"""Searches that were saved under a name: what they are comes from the journals, how much is in them is counted here.

Counting is done in the background, since it means searching; what is shown meanwhile is what was counted last.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import SearchError, UsageError
from reader.library.answers import SavedSearch
from reader.model import clean_line
from reader.model.marks import MAX_NAME, MAX_QUERY, QUERY, WATCH, search_name
from reader.query import Query

if TYPE_CHECKING:
    from array import array

    from reader.library.finding import Finder
    from reader.library.marks import Marked, MarkKeeper
    from reader.store import SavedQuery, Store


class _Counted(NamedTuple):
    """What was counted, and what it holds for."""

    of: object
    papers: int
    unread: int
    new: int


class SavedSearches:
    """The saved searches of a library. Safe to use from several threads."""

    def __init__(self, store: Store, finder: Callable[[], Finder], keeper: Callable[[], MarkKeeper]) -> None:
        """Hold the parts together.

        Args:
            store: What was saved, and how far the watches were seen.
            finder: Searches; called only where something is counted.
            keeper: Writes the journal; called only where something is saved.
        """
        self._store = store
        self._finder = finder
        self._keeper = keeper
        self._guard = threading.Lock()
        self._counted: dict[str, _Counted] = {}

    def read(self) -> list[SavedSearch]:
        """Give every saved search by the alphabet, with what was counted last."""
        searches = []
        for saved in self._store.saved():
            counted = self._counted.get(saved.name)
            searches.append(
                SavedSearch(saved.name, saved.query, saved.watch, *(counted[1:] if counted else (None, None, None)))
            )
        return sorted(searches, key=lambda search: (search.name.casefold(), search.name))

    def count(self) -> bool:
        """Count anew what may have changed; tell whether any figure did.

        A search that cannot be answered now keeps its former figures.
        """
        saved = self._store.saved()
        changed = False
        with self._guard:
            for name in self._counted.keys() - {search.name for search in saved}:
                del self._counted[name]
                changed = True
        seen = self._store.seen()
        for search in saved:
            if search.watch and search.name not in seen:
                # It was made on another machine: what is here already is not news.
                seen[search.name] = self._store.see(search.name)
            former = self._counted.get(search.name)
            with suppress(SearchError, UsageError):
                counted = self._count(search, seen.get(search.name), former)
                changed = changed or counted[1:] != (former[1:] if former else None)
                self._counted[search.name] = counted
        return changed

    def query_of(self, name: str) -> Query | None:
        """Read the query that was saved under a name, or nothing where there is none."""
        return next((_parsed(saved.query) for saved in self._store.saved() if saved.name == name), None)

    def seen(self, name: str) -> int | None:
        """Give the highest number that a paper had when a watch was last opened; None where it is no watch."""
        if not any(saved.name == name and saved.watch for saved in self._store.saved()):
            return None
        seen = self._store.seen().get(name)
        return self._store.highest() if seen is None else seen

    def new_in(self, name: str) -> array[int]:
        """Give the papers of a watch that came since it was last opened, by their numbers; none of what is no watch."""
        from reader.library.masks import as_array, as_numbers

        query, seen = self.query_of(name), self.seen(name)
        if query is None or seen is None or seen >= self._store.highest():
            return as_array(as_numbers(()))
        numbers = self._finder().fitting(query)
        return as_array(numbers[numbers > seen])

    def save(self, name: str, query: str, *, watch: bool) -> Marked | None:
        """Save a search under a name, in place of one that has it.

        Raises:
            UsageError: there is no name, or no query, or it is too long.
        """
        called, text = search_name(name), clean_line(query)
        if not called or len(clean_line(name)) > MAX_NAME:
            raise UsageError(f"a search needs a name of at most {MAX_NAME} characters")
        if not text:
            raise UsageError("there is nothing to save: the query is empty")
        if len(text) > MAX_QUERY:
            raise UsageError(f"a saved query has at most {MAX_QUERY:,} characters, and this one has {len(text):,}")
        kept = next((saved for saved in self._store.saved() if saved.name == called), None)
        label = f"save the search {called}"
        if kept is not None and kept.query == text:
            label = f"watch {called}" if watch else f"stop watching {called}"
        marked = self._keeper().save(called, [(QUERY, text), (WATCH, watch)], label)
        if watch and (kept is None or not kept.watch or kept.query != text):
            self._store.see(called)
        return marked

    def forget(self, name: str) -> Marked | None:
        """Forget a saved search; nothing is returned where there is none of this name."""
        called = search_name(name)
        if not any(saved.name == called for saved in self._store.saved()):
            return None
        # Whether it is a watch stays, so that an undo brings it back as it was.
        return self._keeper().save(called, [(QUERY, "")], f"forget the search {called}")

    def open(self, name: str) -> None:
        """Remember that a watch was opened: what is in the library now is not new in it any more."""
        self._store.see(name)
        with self._guard:
            counted = self._counted.get(name)
            if counted is not None:
                self._counted[name] = counted._replace(of=None, new=0)

    def _count(self, search: SavedQuery, seen: int | None, former: _Counted | None) -> _Counted:
        query = _parsed(search.query)
        of = (
            query.root,
            query.similar,
            query.limit,
            seen if search.watch else None,
            self._store.versions(),
            self._store.changes_pending(),
        )
        if former is not None and former.of == of:
            return former
        finder = self._finder()
        numbers = finder.fitting(query)
        new = int((numbers > seen).sum()) if search.watch and seen is not None else 0
        return _Counted(of, len(numbers), finder.unread_of(numbers), new)


def _parsed(text: str) -> Query:
    from reader.query.parse import parse

    return parse(text)
