"""A list of papers that was asked for: its length is known at once, its rows are fetched as they come into sight.

A listing is a snapshot of which papers and in which order; the marks in its rows are always those of now. So a paper
that is read while "unread" is shown stays where it is.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice

from reader.model import Row, Sort
from reader.query.ast import Dated, FromSource, InEdition, InVenue, Is, Node, State
from reader.store import Store

_CHUNK = 512
"""Ids that are fetched at a time from a list that is not known as a whole."""
NEAR = 64
"""Rows that are looked at before the whole list is searched for an unread paper."""
_HEEDLESS = (InEdition, FromSource, InVenue, Dated)
"""What marks are no part of."""


class Listing:
    """Some papers in an order; the rows that the list widget draws come from here."""

    def __init__(
        self,
        store: Store,
        filters: Sequence[Node],
        sort: Sort,
        *,
        edition: str = "",
        length: int | None = None,
    ) -> None:
        """Describe the list; nothing but its length is read.

        Args:
            store: Where the papers are.
            filters: What must hold for a paper to be in the list.
            sort: The order.
            edition: The key of the edition that is listed, so that rows carry their rank.
            length: How many papers there are, where that is known already.
        """
        self._store = store
        self._filters = tuple(filters)
        self._sort = sort
        self._edition = edition
        self._ids: array[int] | None = None
        self._chunks: dict[int, array[int]] = {}
        self._length = store.count(self._filters) if length is None else length
        self.by_votes = sort in (Sort.UP, Sort.TRENDING)
        """Whether votes are what the papers stand by."""

    def __len__(self) -> int:
        return self._length

    @property
    def heeds_marks(self) -> bool:
        """Whether marks may decide which papers are listed, or where; never wrong where it says no."""
        return not all(isinstance(filter_, _HEEDLESS) for filter_ in self._filters) or self._sort is Sort.RATING

    def version(self) -> int:
        """Tell how often the papers of the library have changed."""
        return self._store.versions().papers

    def anew(self) -> Listing:
        """Give the same list of the library as it is now: papers came or went."""
        return Listing(self._store, self._filters, self._sort, edition=self._edition)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """Fetch some rows, with the marks of now."""
        return self._store.rows(self._slice(start, stop), self._edition)

    def ids(self) -> array[int]:
        """Give all papers of the list, in its order."""
        if self._ids is None:
            self._ids = self._store.ids(self._filters, self._sort)
            self._chunks.clear()
        return self._ids

    def index_of(self, paper_id: int) -> int | None:
        """Tell where a paper stands, or nothing where it is not in the list."""
        try:
            return self.ids().index(paper_id)
        except ValueError:
            return None

    def unread(self) -> int:
        """Count the papers that are unread now."""
        # Asked twice for the same, the store would count what it knows the number of.
        unread = Is(State.UNREAD)
        return self._store.count(self._filters if unread in self._filters else (*self._filters, unread))

    def next_unread(self, index: int, step: int, times: int = 1) -> int | None:
        """Find the nearest unread paper after a row, or before it.

        Args:
            index: The row to begin beside.
            step: 1 to look below, -1 to look above.
            times: Which of them to find; the last one where there are not so many.
        """
        near = self._near(index, step) if times == 1 else None
        if near is not None:
            return near
        ids = self.ids()
        unread = set(self._store.ids((*self._filters, Is(State.UNREAD)), Sort.DATE))
        passed = NEAR if times == 1 else 0
        rest: Iterable[int]
        rest = range(index + 1 + passed, self._length) if step > 0 else range(index - passed - 1, -1, -1)
        found = list(islice((place for place in rest if ids[place] in unread), times))
        return found[-1] if found else None

    def renewed(self) -> Listing:
        """Give the list as it is now; papers that fit no more are left where they stood, as long as they are there.

        Reads the whole list. Called by: a thread in the background, after others have changed the library.
        """
        fresh = Listing(self._store, self._filters, self._sort, edition=self._edition)
        ids, known = fresh.ids(), self._known()
        here = set(ids)
        lost = [number for number in known if number not in here]
        kept = {row.id for row in self._store.rows(lost)} if lost else set()
        if kept:
            before: dict[int, list[int]] = {}
            waiting: list[int] = []
            for number in known:
                if number in kept:
                    waiting.append(number)
                elif number in here and waiting:
                    before[number], waiting = waiting, []
            merged: array[int] = array("q")
            for number in ids:
                merged.extend(before.get(number, ()))
                merged.append(number)
            merged.extend(waiting)
            fresh._ids = merged
        fresh._length = len(fresh.ids())
        return fresh

    def is_same(self, renewed: Listing) -> bool:
        """Tell whether a list that was made of this one has the same papers at the same places."""
        known = self._known()
        return self._length == len(renewed) and (
            known == renewed.ids() if len(known) == self._length else self._is_beginning(known, renewed.ids())
        )

    def _is_beginning(self, known: array[int], ids: array[int]) -> bool:
        # Chunks that were never asked for are read as they are now in any case.
        return sorted(self._chunks) == list(range(len(self._chunks))) and known == ids[: len(known)]

    def _known(self) -> array[int]:
        """Give the papers of which it was ever asked where they stand, in order."""
        if self._ids is not None:
            return self._ids
        known: array[int] = array("q")
        for number in sorted(self._chunks):
            known.extend(self._chunks[number])
        return known

    def _near(self, index: int, step: int) -> int | None:
        """Look for an unread paper among the rows that are next to one."""
        near = range(index + 1, min(index + 1 + NEAR, self._length)) if step > 0 else range(max(0, index - NEAR), index)
        rows = list(zip(near, self.rows(near.start, near.stop), strict=False)) if near else []
        for place, row in rows if step > 0 else reversed(rows):
            if not row.read:
                return place
        return None

    def _slice(self, start: int, stop: int) -> Sequence[int]:
        start, stop = max(0, start), min(stop, self._length)
        if self._ids is not None:
            return self._ids[start:stop]
        wanted: array[int] = array("q")
        for number in range(start // _CHUNK, (max(start, stop - 1)) // _CHUNK + 1):
            chunk = self._chunks.get(number)
            if chunk is None:
                chunk = self._store.ids(self._filters, self._sort, offset=number * _CHUNK, limit=_CHUNK)
                self._chunks[number] = chunk
            wanted.extend(chunk[max(0, start - number * _CHUNK) : max(0, stop - number * _CHUNK)])
        return wanted
