"""Removing and merging on several machines, and the imports of a library as acts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.errors import JournalError, UsageError
from reader.library import Library
from reader.library.imports import called
from reader.model import Sort
from reader.query.parse import parse
from tests.unit.library.conftest import Shelf, papers
from tests.unit.store.make import change, entry
from tests.unit.store.shape import shape


def exchange(*libraries: Library) -> None:
    """Copy the journals of all to all, and fold them."""
    for library in libraries:
        for other in libraries:
            if other is not library:
                for journal in library.places.journal.glob("*.jsonl"):
                    if (
                        not (other.places.journal / journal.name).exists()
                        or journal.stat().st_size > (other.places.journal / journal.name).stat().st_size
                    ):
                        shutil.copy(journal, other.places.journal)
    for library in libraries:
        library.catch_up()
        assert library._store.check() == []


@pytest.fixture
def both(shelf: Shelf, tmp_path: Path) -> tuple[Library, Library]:
    """Two machines with the same papers."""
    other = Shelf(tmp_path / "other")
    for one in (shelf, other):
        one.put(*papers(["A", "B", "C"]))
    return shelf.library, other.library


def test_what_two_machines_remove_and_merge_comes_together(both: tuple[Library, Library]) -> None:
    one, other = both
    one.records.merge(one.resolve("arxiv:1"), one.resolve("arxiv:2"))
    other.records.merge(other.resolve("arxiv:2"), other.resolve("arxiv:1"))
    other.records.merge(other.resolve("arxiv:3"), other.resolve("arxiv:2"))
    one.records.remove([3])
    exchange(one, other)
    assert shape(one._store) == shape(other._store)
    assert one.totals().papers == 0
    one.timeline.turn_next("undo")
    exchange(one, other)
    assert shape(one._store) == shape(other._store)
    assert one.totals().papers == 1
    other.records.split(other.resolve("arxiv:1"))
    exchange(one, other)
    assert shape(one._store) == shape(other._store)
    assert one.totals().papers == 3


def test_an_undo_of_a_merge_that_another_machine_made_too_leaves_theirs(both: tuple[Library, Library]) -> None:
    one, other = both
    one.records.merge(one.resolve("arxiv:1"), one.resolve("arxiv:2"))
    other.records.merge(other.resolve("arxiv:2"), other.resolve("arxiv:1"))
    exchange(one, other)
    one.timeline.turn_next("undo")
    assert one.totals().papers == 2
    exchange(one, other)
    other.timeline.turn_next("undo")
    exchange(one, other)
    assert [library.totals().papers for library in both] == [3, 3]


def test_what_an_import_joined_is_taken_apart_on_all_machines_and_put_together_again(
    shelf: Shelf, tmp_path: Path
) -> None:
    other = Shelf(tmp_path / "other")
    told = [
        entry("arxiv:2401.00001", title="One title", abstract="Of the preprint.", authors=("A. Uthor",), file="a"),
        entry("doi:10.1000/x", title="One title", venue="Journal", file="b"),
    ]
    shelf.put(*told)
    other.put(*reversed(told))
    one, two = shelf.library, other.library
    paper = one.resolve("doi:10.1000/x")
    with pytest.raises(UsageError, match="neither a key"):
        one.records.split_off(paper, paper.key, "doi:10.1000/y")
    assert one.records.split(paper) is None
    assert [telling.origin.file for telling in one.records.tellings(paper)] == ["a", "b"]
    one.records.split_off(paper, "2401.00001", "10.1000/x")
    exchange(one, two)
    for library in (one, two):
        preprint, printed = library.resolve("arxiv:2401.00001"), library.resolve("doi:10.1000/x")
        assert (preprint.abstract, preprint.venue) == ("Of the preprint.", "")
        assert (printed.abstract, printed.venue, printed.authors) == ("", "Journal", ())
    with pytest.raises(UsageError, match="only b, line 1 tells of"):
        one.records.split_off(one.resolve("doi:10.1000/x"), "x", "1")
    one.timeline.turn_next("undo")
    exchange(one, two)
    assert [library.totals().papers for library in (one, two)] == [1, 1]
    one.timeline.turn_next("redo")
    exchange(one, two)
    assert [library.totals().papers for library in (one, two)] == [2, 2]
    # Merging by hand and splitting again go on top of it.
    two.records.merge(two.resolve("doi:10.1000/x"), two.resolve("arxiv:2401.00001"))
    exchange(one, two)
    assert [library.totals().papers for library in (one, two)] == [1, 1]
    one.records.split_off(one.resolve("doi:10.1000/x"), "10.1000/x", "2401.00001")
    exchange(one, two)
    assert [library.totals().papers for library in (one, two)] == [2, 2]


def test_a_merged_paper_is_the_same_as_itself(shelf: Shelf) -> None:
    shelf.put(*papers(["A"]))
    with pytest.raises(UsageError, match="octavo split"):
        shelf.library.records.merge(shelf.library.resolve("arxiv:1"), shelf.library.resolve("arxiv:1"))


def test_marks_of_a_merged_paper_are_undone(shelf: Shelf) -> None:
    library = shelf.library
    shelf.put(*papers(["A", "B"]))
    library.records.merge(library.resolve("arxiv:1"), library.resolve("arxiv:2"))
    library.bookmark([1], on=True)
    assert library.totals().bookmarked == 1
    library.timeline.turn_next("undo")
    library.timeline.turn_next("undo")
    assert (library.totals().bookmarked, library.totals().papers) == (0, 2)


def test_removing_again_after_a_restart_is_undone(make_shelf: Callable[[], Shelf]) -> None:
    shelf = make_shelf()
    shelf.put(*papers(["A", "B"]))
    shelf.library.records.remove([1, 2])
    assert shelf.library.records.remove([1]) is None
    again = make_shelf().library
    assert again.totals().papers == 0
    marked = again.timeline.turn_next("undo")
    assert marked is not None
    assert (marked.label, marked.papers) == ("remove 2 papers", 2)
    assert list(again.listing(parse(""), Sort.ADDED).ids()) == [2, 1]


def test_an_import_is_an_act_of_the_library(shelf: Shelf, tmp_path: Path) -> None:
    library = shelf.library
    file = tmp_path / "two.jsonl"
    file.write_text('{"id":"2401.00001","title":"One"}\n{"id":"2401.00002","title":"Two"}\n', encoding="utf-8")
    library.import_paths([file], by_hand=True)
    library.bookmark([2], on=True)
    (done,) = library.imports.done()
    assert (done.label, done.by_hand, done.undone) == ("import of 2 papers from two.jsonl", True, False)
    assert done.stamp < library._store.acts()[0].stamp

    told: list[tuple[int, int]] = []
    turned = library.imports.undo(done.number, lambda *how_far: told.append(how_far))
    assert turned is not None
    assert (turned.papers, turned.left, told) == (2, 0, [(2, 2)])
    assert library.totals().papers == 0
    assert library.imports.done()[0].undone
    assert library.imports.done()[0].turned > done.stamp
    assert library.imports.undo(done.number) is None

    assert library.imports.redo(done.number) == turned
    assert library.resolve("arxiv:2401.00002").marks.bookmarked
    library.import_paths([file])
    assert len(library.imports.done()) == 1
    assert library.imports.redo(99) is None


def test_a_journal_from_the_end_of_time_does_not_keep_papers_out(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(*papers(["A"]))
    shelf.store.fold("j", 1, [change("arxiv:1", "read", True, "9999-12-31T23:59:59.999Z-ffff-far")], [])
    (tmp_path / "one.jsonl").write_text('{"title":"One"}\n', encoding="utf-8")
    assert shelf.library.import_paths([tmp_path / "one.jsonl"]).added == 1
    assert shelf.library.imports.undo(1) is not None


def test_a_device_without_a_name_imports(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> str:
        raise JournalError("no")

    monkeypatch.setattr("reader.journal.device_name", refuse)
    (tmp_path / "one.jsonl").write_text('{"title":"One"}\n', encoding="utf-8")
    assert shelf.library.import_paths([tmp_path / "one.jsonl"]).added == 1
    assert len(shelf.library.imports.done()) == 1


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["-"], "standard input"),
        (["/a/b/daily.html"], "daily.html"),
        (["/a/b/", "c", "d"], "b and 2 more"),
        (["/a/\x1b[31mb"], "b"),
    ],
)
def test_an_import_is_called_by_what_was_read(paths: list[str], words: str) -> None:
    assert called(paths) == words
