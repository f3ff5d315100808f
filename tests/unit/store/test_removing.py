from __future__ import annotations

import pytest

from reader.model import Sort
from reader.store import Store, Totals
from reader.store.snapshots import DERIVED, TABLES
from tests.unit.store.make import LATER, NOW, change, entry, number, settled
from tests.unit.store.shape import indexed, shape, tables_of_papers


@pytest.fixture
def page(store: Store) -> Store:
    """A library with three papers of one edition, marked and indexed."""
    store.put(
        [
            entry("arxiv:1", "doi:10.1/a", abstract="One.", authors=("A. Uthor",), edition="2025-08-25", up=3),
            entry("arxiv:2", abstract="Two.", edition="2025-08-25", rank=2, line=2),
            entry("arxiv:3", edition="2025-08-26", line=3),
        ],
        NOW,
    )
    marks: list[tuple[str, bool | int | str]] = [("read", True), ("tag:rag", True), ("note", "Good."), ("rating", 4)]
    store.fold("j", 1, [change("arxiv:1", field, value, "1") for field, value in marks], [])
    settled(store)
    return store


def test_every_table_with_rows_of_papers_is_kept_or_follows_from_marks(store: Store) -> None:
    with store._connections.reading() as connection:
        assert tables_of_papers(connection) | {"papers"} == TABLES.keys() | DERIVED


def test_a_removed_paper_is_gone_from_everything(page: Store) -> None:
    before = page.versions()
    assert page.fold("j", 2, [change("doi:10.1/a", "removed", True, "2")], []) == {1}
    assert page.versions().papers > before.papers
    assert page.paper(1) is None
    assert page.find_key("arxiv:1") == []
    assert list(page.ids((), Sort.DATE)) == [3, 2] or list(page.ids((), Sort.DATE)) == [2, 3]
    assert page.totals() == Totals(papers=2, unread=2, bookmarked=0)
    assert [count.papers for count in page.editions()] == [1, 1]
    assert page.tags() == []
    assert indexed(page, {1, 2, 3}) == {2, 3}
    assert page.check() == []


def test_brought_back_it_is_what_it_was(page: Store) -> None:
    before = shape(page)
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2"), change("arxiv:3", "removed", True, "2")], [])
    assert [count.edition.day for count in page.editions()] == ["2025-08-25"]
    page.fold("j", 3, [change("arxiv:1", "removed", False, "3"), change("arxiv:3", "removed", False, "3")], [])
    assert shape(page) == before
    assert indexed(page, {2}) == {1, 2, 3}
    assert page.check() == []


def test_marks_made_meanwhile_hold_when_it_comes_back(page: Store) -> None:
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2")], [])
    page.fold("k", 1, [change("arxiv:1", "read", False, "3")], [])
    version = page.versions().marks
    page.fold("j", 3, [change("arxiv:1", "removed", False, "4")], [])
    (row,) = page.rows([1])
    assert (row.read, row.rating) == (False, 4)
    assert 1 in page.marked_since(version).ids


def test_an_import_leaves_a_removed_paper_where_it_is_and_keeps_what_it_tells(page: Store) -> None:
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2")], [])
    again = entry("arxiv:1", "acl:x", title="On arxiv:1", abstract="One, revised.", file="b", edition="2025-09-01")
    counts = page.put([again, entry("arxiv:9", file="b", line=2)], LATER)
    assert (counts.added, counts.updated, counts.unchanged) == (1, 0, 1)
    assert page.paper(1) is None
    assert [count.edition.day for count in page.editions()] == ["2025-08-25", "2025-08-26"]
    assert page.check() == []
    page.fold("j", 3, [change("acl:x", "removed", False, "3")], [])
    paper = page.paper(1)
    assert paper is not None
    assert paper.abstract == "One, revised."
    assert [place.edition.day for place in paper.appearances] == ["2025-08-25", "2025-09-01"]
    assert paper.marks.tags == ("rag",)


def test_a_removal_waits_for_its_paper(store: Store) -> None:
    store.fold("j", 1, [change("arxiv:7", "removed", True, "1")], [])
    store.put([entry("arxiv:7"), entry("arxiv:8", line=2)], NOW)
    assert [paper.key for paper in store.papers([1, 2])] == ["arxiv:8"]
    assert [paper.key for paper in store.removed()] == ["arxiv:7"]
    assert store.check() == []


def test_a_removed_paper_is_found_by_its_keys_among_the_removed(page: Store) -> None:
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2")], [])
    for text in ("arxiv:1", "doi:10.1/a", "10.1/", "ARXIV:1", "1"):
        assert [paper.key for paper in page.find_removed(text)] == ["arxiv:1"]
    assert page.find_removed("arxiv:2") == []
    assert page.find_removed("10_1/") == []


def test_the_stamp_that_holds_for_a_removed_paper_is_that_of_any_key(page: Store) -> None:
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2"), change("doi:10.1/a", "removed", True, "3")], [])
    assert page.standing(["arxiv:1"], ["removed"]) == {("arxiv:1", "removed"): [("3", True)]}


def test_forgetting_the_marks_brings_everything_back(page: Store) -> None:
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2"), change("arxiv:2", "same", "arxiv:3", "2")], [])
    page.forget_marks()
    assert page.totals() == Totals(papers=3, unread=3, bookmarked=0)
    assert page.check() == []


def test_a_key_of_a_removed_paper_gets_no_second_paper(page: Store) -> None:
    page.fold("j", 2, [change("arxiv:1", "removed", True, "2")], [])
    page.put([entry("doi:10.1/a", title="On arxiv:1", file="c")], LATER)
    assert page.totals().papers == 2
    assert number(page, "arxiv:2") == 2
    assert page.highest() == 3
