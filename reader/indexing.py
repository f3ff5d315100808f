"""Keeping the search index in step with the library, in the background.

The library notes every paper whose text or date changes in its outbox, in the same transaction. The indexer takes
notes, puts the papers into the index, and only when that is durable settles the notes: a crash in between leaves work
to do again, never a paper that is missed. The first batches are small, so that a new library can be searched within a
second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Protocol

from reader.collecting import seldom_collecting
from reader.errors import SearchError
from reader.model import Paper
from reader.search import Document, SearchIndex

if TYPE_CHECKING:
    from reader.store.values import Change

BATCHES = (200, 1000, 4000)
"""Papers of the first batch, the second, and all later ones; each commit leaves a segment for searches to visit."""

_LOT = 100
"""Papers read from the library at a time."""
_EVERY = 0.1
"""Seconds between two reports."""


class Outbox(Protocol):
    """What the library offers the indexer."""

    def changes_pending(self) -> int:
        """Tell how many papers wait to be indexed."""
        ...

    def take_changes(self, limit: int) -> list[Change]:
        """Give the oldest notes, at most one a paper; they stay until they are settled."""
        ...

    def papers(self, ids: Sequence[int]) -> list[Paper]:
        """Give these papers; those that are gone are left out."""
        ...

    def settle(self, changes: Sequence[Change]) -> None:
        """Forget these notes, but none that was made since they were taken."""
        ...

    def note_all(self) -> None:
        """Note every paper of the library."""
        ...


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far the indexer has come in this run."""

    done: int
    total: int
    """The papers done and those that still wait."""
    rate: float = 0.0
    """Papers a second."""
    left: float = 0.0
    """Seconds that the rest will take, as far as one can tell."""


def document(paper: Paper) -> Document:
    """Give what the index is told of a paper."""
    return Document(paper.id, paper.title, paper.abstract, paper.authors, paper.categories, paper.date)


class Stopped(Exception):  # noqa: N818 - no error: it carries the wish to stop out of the middle of a batch
    """The indexer was asked to stop; the batch under way is not in the index, and its notes stay."""


class Indexer:
    """Brings the notes of an outbox into a search index."""

    def __init__(self, outbox: Outbox, index: SearchIndex, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._outbox = outbox
        self._index = index
        self._clock = clock

    def run(self, stop: Event, progress: Callable[[IndexProgress], None] = lambda _progress: None) -> int:
        """Index all that waits, and tell how many papers that were.

        Called by: a thread of its own, whenever the library has changed. An index that is missing, damaged or made for
        another library is begun anew with every paper, once in a run.

        Args:
            stop: Set to make it return soon; what was committed stays, the rest is done in the next run.
            progress: Called in this thread, at the beginning, some times a second and after each commit.

        Raises:
            SearchError: the index cannot be written now (another process is writing, the disk is full); the notes stay.
        """
        with seldom_collecting():
            return self._run(stop, progress)

    def _run(self, stop: Event, progress: Callable[[IndexProgress], None]) -> int:
        run = _Run(self._outbox, self._index, stop, progress, self._clock)
        fresh = False
        if not self._is_whole():
            self._begin_anew()
            fresh = True
        while not stop.is_set():
            try:
                if not run.index_batch():
                    break
            except Stopped:
                break
            except SearchError:
                # An index that still answers is not damaged: the disk is full, or somebody else is writing.
                if fresh or self._is_whole():
                    raise
                self._begin_anew()
                fresh = True
        return run.done

    def _is_whole(self) -> bool:
        try:
            self._index.count()
        except SearchError:
            return False
        return True

    def _begin_anew(self) -> None:
        # In this order: a crash in between leaves every paper noted and the damaged index to be cleared again.
        self._outbox.note_all()
        self._index.clear()


class _Run:
    """One run: its batches and its figures."""

    def __init__(
        self,
        outbox: Outbox,
        index: SearchIndex,
        stop: Event,
        progress: Callable[[IndexProgress], None],
        clock: Callable[[], float],
    ) -> None:
        self._outbox = outbox
        self._index = index
        self._stop = stop
        self._progress = progress
        self._clock = clock
        self._began = self._reported = clock()
        self._batches = 0
        self._pending = 0
        self.done = 0

    def index_batch(self) -> bool:
        """Bring one batch into the index; tell whether there was any.

        Raises:
            Stopped: the batch was given up; nothing of it is in the index.
            SearchError: nothing of it is in the index.
        """
        changes = self._outbox.take_changes(BATCHES[min(self._batches, len(BATCHES) - 1)])
        if not changes:
            return False
        self._pending = max(self._outbox.changes_pending(), len(changes))
        self._report(0)
        ids = list(dict.fromkeys(change.paper_id for change in changes))
        papers = self._papers(ids)
        gone = set(ids).difference(paper.id for paper in papers)
        self._index.update(self._documents(papers), gone)
        self._outbox.settle(changes)
        self._batches += 1
        self._pending -= len(changes)
        self.done += len(changes)
        self._report(0)
        return True

    def _papers(self, ids: list[int]) -> list[Paper]:
        papers: list[Paper] = []
        for start in range(0, len(ids), _LOT):
            if self._stop.is_set():
                raise Stopped
            papers += self._outbox.papers(ids[start : start + _LOT])
        return papers

    def _documents(self, papers: Sequence[Paper]) -> Iterator[Document]:
        for number, paper in enumerate(papers):
            if self._stop.is_set():
                raise Stopped
            if self._clock() - self._reported >= _EVERY:
                self._report(number)
            yield document(paper)

    def _report(self, under_way: int) -> None:
        """Tell the figures, with so many papers of the batch under way."""
        self._reported = self._clock()
        done, total = self.done + under_way, self.done + self._pending
        elapsed = self._reported - self._began
        rate = done / elapsed if elapsed > 0 else 0.0
        self._progress(IndexProgress(done, total, rate, (total - done) / rate if rate else 0.0))
