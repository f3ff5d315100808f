"""The indexer takes notes, indexes, settles; it can be stopped anywhere and loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Event

import pytest

from reader import indexing
from reader.errors import SearchError
from reader.indexing import Indexer, IndexProgress
from reader.model import Paper
from reader.query import Word
from reader.search import Document, MemoryIndex


@dataclass(frozen=True, slots=True)
class Change:
    """A note, as the store gives it."""

    paper_id: int
    ticket: int


class Library:
    """An outbox in memory."""

    def __init__(self, titles: dict[int, str]) -> None:
        self.titles = titles
        self.notes: list[Change] = []
        self._ticket = 0
        self.note_all()

    def note(self, paper: int) -> None:
        self._ticket += 1
        self.notes = [*(note for note in self.notes if note.paper_id != paper), Change(paper, self._ticket)]

    def note_all(self) -> None:
        for paper in self.titles:
            self.note(paper)

    def changes_pending(self) -> int:
        return len(self.notes)

    def take_changes(self, limit: int) -> list[Change]:
        return self.notes[:limit]

    def papers(self, ids: Sequence[int]) -> list[Paper]:
        return [Paper(id=one, key=f"x:{one}", title=self.titles[one]) for one in ids if one in self.titles]

    def settle(self, changes: Sequence[Change]) -> None:
        self.notes = [note for note in self.notes if note not in changes]


class Breaking(MemoryIndex):
    """An index that fails as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.damaged = False
        self.locked = False
        self.updates = 0
        self.clears = 0
        self.break_after = -1

    def count(self) -> int:
        if self.damaged:
            raise SearchError("The index is damaged.")
        return super().count()

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        if self.updates == self.break_after:
            self.damaged = True
        self.count()
        if self.locked:
            raise SearchError("Another program is writing the index.")
        super().update(documents, removed)
        self.updates += 1

    def clear(self) -> None:
        super().clear()
        self.clears += 1
        self.damaged = False
        self.break_after = -1


@pytest.fixture
def library() -> Library:
    """Thirty papers, all noted."""
    return Library({number: f"word number{number}" for number in range(1, 31)})


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCHES", (2, 5, 10))
    monkeypatch.setattr(indexing, "_LOT", 3)


def test_indexes_all_that_is_noted_and_settles_it(library: Library) -> None:
    index = MemoryIndex()

    assert Indexer(library, index).run(Event()) == 30  # type: ignore[arg-type]  # notes of our own
    assert sorted(index.search(Word("word")).ids()) == list(library.titles)
    assert library.notes == []


def test_a_paper_that_is_gone_leaves_the_index(library: Library) -> None:
    index = MemoryIndex()
    Indexer(library, index).run(Event())  # type: ignore[arg-type]  # notes of our own
    del library.titles[7]
    library.note(7)

    assert Indexer(library, index).run(Event()) == 1  # type: ignore[arg-type]  # notes of our own
    assert index.count() == 29


def test_a_paper_that_changes_meanwhile_keeps_its_note(library: Library) -> None:
    class Changing(MemoryIndex):
        def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
            super().update(documents, removed)
            if library.titles[1] != "changed":
                library.titles[1] = "changed"
                library.note(1)

    index = Changing()
    Indexer(library, index).run(Event())  # type: ignore[arg-type]  # notes of our own

    assert list(index.search(Word("changed")).ids()) == [1]
    assert library.notes == []


def test_the_first_batches_are_small(library: Library) -> None:
    sizes: list[int] = []

    class Measuring(MemoryIndex):
        def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
            before = self.count()
            super().update(documents, removed)
            sizes.append(self.count() - before)

    Indexer(library, Measuring()).run(Event())  # type: ignore[arg-type]  # notes of our own

    assert sizes == [2, 5, 10, 10, 3]


def test_a_stop_keeps_what_is_committed_and_the_rest_for_later(library: Library) -> None:
    stop, index = Event(), MemoryIndex()

    def watch(progress: IndexProgress) -> None:
        if progress.done >= 7:
            stop.set()

    assert Indexer(library, index).run(stop, watch) == 7  # type: ignore[arg-type]  # notes of our own
    assert index.count() == 7
    assert len(library.notes) == 23
    assert Indexer(library, index).run(Event()) == 23  # type: ignore[arg-type]  # notes of our own


def test_a_stop_in_the_middle_of_a_batch_gives_the_batch_up(library: Library) -> None:
    stop, index = Event(), MemoryIndex()

    class Stopping(MemoryIndex):
        def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
            def taken() -> Iterable[Document]:
                for number, document in enumerate(documents):
                    if number == 3:
                        stop.set()
                    yield document

            super().update(taken(), removed)

    index = Stopping()

    assert Indexer(library, index).run(stop) == 2  # type: ignore[arg-type]  # notes of our own
    assert index.count() == 2
    assert len(library.notes) == 28


@pytest.mark.parametrize("break_after", [0, 1, 3])
def test_a_damaged_index_is_begun_anew_with_every_paper(library: Library, break_after: int) -> None:
    index = Breaking()
    index.break_after = break_after

    Indexer(library, index).run(Event())  # type: ignore[arg-type]  # notes of our own

    assert index.clears == 1
    assert index.count() == 30
    assert library.notes == []


def test_a_missing_index_is_begun_anew_though_nothing_is_noted(library: Library) -> None:
    index = Breaking()
    index.damaged = True
    library.notes = []

    assert Indexer(library, index).run(Event()) == 30  # type: ignore[arg-type]  # notes of our own
    assert index.count() == 30


def test_another_writer_is_no_damage(library: Library) -> None:
    index = Breaking()
    index.locked = True

    with pytest.raises(SearchError, match="Another program"):
        Indexer(library, index).run(Event())  # type: ignore[arg-type]  # notes of our own

    assert index.clears == 0
    assert len(library.notes) == 30


def test_an_index_that_cannot_be_healed_is_not_cleared_for_ever(library: Library) -> None:
    class Hopeless(Breaking):
        def clear(self) -> None:
            super().clear()
            self.break_after = self.updates

    index = Hopeless()
    index.break_after = 0

    with pytest.raises(SearchError):
        Indexer(library, index).run(Event())  # type: ignore[arg-type]  # notes of our own
    assert index.clears == 1


def test_progress_only_grows_and_ends_at_the_whole(library: Library) -> None:
    seen: list[IndexProgress] = []
    time = iter(range(10_000))

    Indexer(library, MemoryIndex(), clock=lambda: next(time)).run(Event(), seen.append)  # type: ignore[arg-type]  # as above

    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert all(one.total == 30 for one in seen)
    assert seen[-1].done == 30
    assert seen[-1].left == 0
    assert all(one.rate > 0 for one in seen if one.done)


def test_nothing_noted_is_nothing_done(library: Library) -> None:
    library.notes = []
    index = Breaking()

    assert Indexer(library, index).run(Event()) == 0  # type: ignore[arg-type]  # notes of our own
    assert index.updates == 0
