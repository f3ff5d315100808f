"""The list that a search found: its first screens are known at once, the rest when somebody goes there.

It is made in the search thread and used in that of the screen, so nothing here reads more of the library than the rows
in sight and the marks that changed since. NumPy is loaded by then.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import Final, Protocol, runtime_checkable

import numpy as np

from reader.library.listing import NEAR, Listing
from reader.library.masks import Flags, Numbers, PaperMasks, as_array, as_numbers, taken
from reader.model import Row, Sort
from reader.search.protocol import Hits

FIRST: Final = 512
"""Papers that are ranked at once; the others are when somebody looks behind them."""
_READ: Final = np.uint8(1)


@runtime_checkable
class _Unranked(Protocol):
    """Hits that can give their papers without ranking them."""

    def numbers(self) -> Numbers:
        """Give the papers in no order."""
        ...


class Results(Listing):
    """Papers that were found, in the order of the search."""

    def __init__(
        self,
        masks: PaperMasks,
        papers: Hits | Numbers,
        *,
        edition: str = "",
        limit: int = 0,
    ) -> None:
        """Hold what was found.

        Args:
            masks: Tells what is unread.
            papers: What an index found, or numbers that are in order already.
            edition: The key of the edition that is listed, so that rows carry their rank.
            limit: Papers that are wanted at most; 0 is no limit.
        """
        length = min(len(papers), limit) if limit else len(papers)
        super().__init__(masks.store, (), Sort.RELEVANCE, edition=edition, length=length)
        self._masks = masks
        self._papers = papers
        self._unread: tuple[int, int] = (-1, 0)
        """The version of the marks, and how many papers were unread then."""

    @cached_property
    def numbers(self) -> Numbers:
        """All papers in order."""
        found = self._papers if isinstance(self._papers, np.ndarray) else as_numbers(self._papers.ids())
        return found[: self._length]

    @cached_property
    def _in_any_order(self) -> Numbers:
        return self.numbers if self._length < len(self._papers) else in_any_order(self._papers)

    def rank_first(self) -> None:
        """Rank what the first screens show. Called by: the search thread, before the answer is out."""
        _ = self._first

    def rank_all(self) -> None:
        """Rank the rest as well, so that nobody waits for it who goes there.

        Called by: the search thread, once the answer is out and nothing else was asked.
        """
        _ = self.numbers

    @cached_property
    def _first(self) -> array[int]:
        if isinstance(self._papers, np.ndarray):
            return as_array(self._papers[: min(FIRST, self._length)])
        return self._papers.best(min(FIRST, self._length))

    def ids(self) -> array[int]:
        """Give all papers, in their order."""
        if self._ids is None:
            self._ids = as_array(self.numbers)
        return self._ids

    def renewed(self) -> Listing:
        """Give what was found without the papers that are gone; those that came are not looked for."""
        there = taken(self._masks.now().everything(), self.numbers)
        renewed = Results(self._masks, self.numbers[there], edition=self._edition)
        renewed.by_votes = self.by_votes
        return renewed

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """Fetch some rows, with the marks of now."""
        start, stop = max(0, start), min(stop, self._length)
        wanted = self._first[start:stop] if stop <= len(self._first) else as_array(self.numbers[start:stop])
        return self._store.rows(wanted, self._edition)

    def index_of(self, paper_id: int) -> int | None:
        """Tell where a paper stands, or nothing where it is not in the list."""
        if paper_id in self._first:
            return self._first.index(paper_id)
        places = np.flatnonzero(self.numbers == paper_id)
        return int(places[0]) if len(places) else None

    def unread(self) -> int:
        """Count the papers that are unread now; costs a row where no mark has changed."""
        version = self._store.versions().marks
        if self._unread[0] != version:
            self._unread = (version, int(np.count_nonzero(self._flags(version, self._in_any_order))))
        return self._unread[1]

    def next_unread(self, index: int, step: int, times: int = 1) -> int | None:
        """Find the nearest unread paper after a row (`step` 1), or before it (-1), or the one so many further on."""
        near = self._near(index, step) if times == 1 else None
        if near is not None:
            return near
        passed = NEAR if times == 1 else 0
        unread = self._flags(self._store.versions().marks, self.numbers)
        places = np.flatnonzero(unread[index + 1 + passed :] if step > 0 else unread[: max(0, index - passed)])
        if not len(places):
            return None
        times = min(times, len(places))
        return int(places[times - 1]) + index + 1 + passed if step > 0 else int(places[-times])

    def _flags(self, version: int, numbers: Numbers) -> Flags:
        """Tell of papers whether they are unread; of those that are gone since, what they were."""
        unread: Flags = np.equal(taken(self._masks.states(version, 0).packed, numbers) & _READ, 0)
        return unread


def in_any_order(papers: Hits | Numbers) -> Numbers:
    """Give all papers that were found, those that fit as a whole first, but in no order where that is cheaper."""
    if isinstance(papers, np.ndarray):
        return papers
    if isinstance(papers, _Unranked):
        return papers.numbers()
    return as_numbers(papers.ids())
