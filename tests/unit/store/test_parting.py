"""Records that an import joined and a person takes apart: each part has what it was told, and stays by itself."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.model import Entry, Paper
from reader.store import ImportAct, Store
from tests.unit.store.make import LATER, NOW, change, entry, library, number
from tests.unit.store.shape import indexed, shape
from tests.unit.store.test_sameness import _change, _entries, _key

TITLE = "One title of two papers"


def arxiv(abstract: str = "Of the preprint.", file: str = "arxiv.xml", title: str = TITLE) -> Entry:
    return entry(
        "arxiv:2401.00001", title=title, abstract=abstract, authors=("Ada Lovelace",), date="2024-01-02", file=file
    )


def journal(file: str = "refs.bib", abstract: str = "") -> Entry:
    return entry(
        "doi:10.1/x",
        title=TITLE,
        date="2024-05-05",
        venue="Journal",
        file=file,
        edition="2025-08-25",
        abstract=abstract,
    )


def apart(store: Store, key: str, other: str, stamp: str) -> None:
    store.fold("j", int(stamp), [change(key, "apart", other, stamp)], [])
    assert store.check() == []


def papers(store: Store) -> dict[str, Paper]:
    return {paper.key: paper for paper in store.papers(range(1, store.highest() + 1))}


@pytest.fixture
def joined(store: Store) -> Store:
    """A library with a record of two tellings, and another paper."""
    store.put([entry("arxiv:3", line=9), arxiv()], NOW, ImportAct("1", "arxiv.xml"))
    store.put([journal()], LATER, ImportAct("2", "refs.bib"))
    store.fold("j", 0, [change("arxiv:2401.00001", "tag:a", True, "0"), change("doi:10.1/x", "read", True, "0")], [])
    assert store.totals().papers == 2
    return store


def test_each_part_has_what_it_was_told_and_the_marks_of_its_keys(joined: Store) -> None:
    known = indexed(joined, set())
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    one, other = papers(joined)["arxiv:2401.00001"], papers(joined)["doi:10.1/x"]
    assert (one.id, other.id) == (2, 3)
    assert (one.title, one.abstract, one.authors, one.date, one.venue, len(one.appearances)) == (
        TITLE,
        "Of the preprint.",
        ("Ada Lovelace",),
        "2024-01-02",
        "",
        0,
    )
    assert (other.title, other.abstract, other.authors, other.date, other.venue) == (
        TITLE,
        "",
        (),
        "2024-05-05",
        "Journal",
    )
    assert [place.edition.day for place in other.appearances] == ["2025-08-25"]
    assert (one.marks.tags, one.marks.read, other.marks.tags, other.marks.read) == (("a",), False, (), True)
    assert [origin.origin.file for origin in joined.origins(other.id)] == ["refs.bib"]
    assert indexed(joined, known) == {1, 2, 3}


def test_taken_back_it_is_what_it_was_and_again_has_the_same_numbers(joined: Store) -> None:
    before = shape(joined)
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    after = shape(joined)
    apart(joined, "doi:10.1/x", "", "2")
    assert shape(joined) | {"highest": 2} == before
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "3")
    assert shape(joined) == after


def test_what_is_told_later_goes_to_its_part_and_nothing_joins_them_again(joined: Store) -> None:
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    joined.put([journal("b.bib", abstract="As it was printed."), arxiv("Revised.", "b.xml")], LATER)
    assert joined.check() == []
    found = papers(joined)
    assert joined.totals().papers == 3
    assert (found["doi:10.1/x"].abstract, found["arxiv:2401.00001"].abstract) == ("As it was printed.", "Revised.")
    assert joined.put([journal(), arxiv()], LATER).unchanged == 2
    assert joined.totals().papers == 3
    assert joined.check() == []


@pytest.mark.parametrize("first", ["mark", "arxiv", "journal"])
def test_the_mark_may_come_before_either_telling(store: Store, first: str) -> None:
    tellings = [arxiv(), journal()] if first != "journal" else [journal(), arxiv()]
    if first == "mark":
        apart(store, "doi:10.1/x", "arxiv:2401.00001", "1")
    store.put(tellings[:1], NOW)
    if first != "mark":
        apart(store, "doi:10.1/x", "arxiv:2401.00001", "1")
    store.put(tellings[1:], LATER)
    assert {key: paper.venue for key, paper in papers(store).items()} == {
        "arxiv:2401.00001": "",
        "doi:10.1/x": "Journal",
    }
    assert store.check() == []


def test_what_an_older_octavo_did_not_keep_is_kept_once_it_is_told_again(joined: Store) -> None:
    with joined._connections.writing() as connection:
        connection.execute("DELETE FROM tellings")
    assert [telling.entry for telling in joined.tellings(2)] == [None, None]
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    assert joined.totals().papers == 2
    assert joined.put([journal()], LATER).unchanged == 1
    (printed,) = (paper for paper in papers(joined).values() if paper.key == "doi:10.1/x")
    # The preprint keeps what is left of the record, until it is told again as well.
    assert (printed.venue, printed.abstract) == ("Journal", "")
    joined.put([arxiv()], LATER)
    assert papers(joined)["arxiv:2401.00001"].venue == ""
    assert joined.check() == []


def test_a_part_is_removed_and_merged_like_any_paper(joined: Store) -> None:
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    joined.fold("j", 2, [change("doi:10.1/x", "removed", True, "2")], [])
    assert joined.totals().papers == 2
    joined.put([journal("b.bib", abstract="More.")], LATER)
    assert joined.totals().papers == 2
    assert joined.check() == []
    joined.fold("j", 3, [change("doi:10.1/x", "removed", False, "3")], [])
    assert papers(joined)["doi:10.1/x"].abstract == "More."
    joined.fold("j", 4, [change("doi:10.1/x", "same", "arxiv:3", "4")], [])
    assert (joined.totals().papers, number(joined, "doi:10.1/x")) == (2, number(joined, "arxiv:3"))
    joined.put([journal("c.bib", abstract="Even more.")], LATER)
    assert joined.check() == []
    joined.fold("j", 5, [change("doi:10.1/x", "same", "", "5"), change("doi:10.1/x", "apart", "", "5")], [])
    assert (joined.totals().papers, number(joined, "doi:10.1/x")) == (2, number(joined, "arxiv:2401.00001"))
    assert joined.check() == []


def test_an_import_is_reversed_and_done_again_while_its_record_is_taken_apart(joined: Store) -> None:
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    after = shape(joined)
    joined.turn_import(2, "5", undone=True)
    assert joined.totals().papers == 2
    assert joined.check() == []
    joined.turn_import(2, "6", undone=False)
    assert shape(joined) == after
    joined.turn_import(1, "7", undone=True)
    joined.turn_import(2, "8", undone=True)
    assert joined.totals().papers == 0
    joined.turn_import(2, "9", undone=False)
    joined.turn_import(1, "10", undone=False)
    assert shape(joined) == after
    assert joined.check() == []


def test_forgetting_all_marks_makes_the_record_whole(joined: Store) -> None:
    before = joined.papers([1, 2])
    apart(joined, "doi:10.1/x", "arxiv:2401.00001", "1")
    joined.forget_marks()
    assert joined.totals().papers == 2
    assert [paper.abstract for paper in joined.papers([1, 2])] == [paper.abstract for paper in before]
    assert joined.check() == []


def test_what_only_one_telling_says_is_not_taken_apart(store: Store) -> None:
    store.put([entry("arxiv:2401.00001", "doi:10.1/x", title=TITLE)], NOW)
    apart(store, "doi:10.1/x", "arxiv:2401.00001", "1")
    assert store.totals().papers == 1


def test_papers_of_one_title_and_no_other_key_are_known_by_author_and_year(store: Store) -> None:
    store.put([entry(title=TITLE, authors=("A. One",), date="2024")], NOW)
    store.put([entry(title=TITLE, date="2024", abstract="Whose?", file="b")], LATER)
    assert store.totals().papers == 1
    mine, theirs = store.tellings(1)
    (key,) = theirs.keys - mine.keys
    apart(store, key, store.papers([1])[0].key, "1")
    one, other = papers(store).values()
    assert (one.authors, one.abstract, other.authors, other.abstract) == (("A. One",), "", (), "Whose?")
    assert store.put([entry(title=TITLE, date="2024", abstract="Whose?", file="b")], LATER).unchanged == 1
    assert store.totals().papers == 2
    assert store.check() == []


_said = st.one_of(_change, st.tuples(_key, st.just("apart"), st.one_of(_key, st.just(""))))


def known_by(store: Store) -> dict[str, object]:
    """Give all that can be seen of a library but the numbers of its papers."""
    held = shape(store)
    told = {paper.key: (replace(paper, id=0), held["told"][number]) for number, paper in held["papers"].items()}
    removed = [paper.key for paper in held["removed"]]
    return {"told": told, "removed": sorted(removed)} | {name: held[name] for name in ("editions", "tags", "totals")}


@given(seed=st.integers(0, 500), said=st.lists(_said, max_size=12), order=st.randoms(use_true_random=False))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_the_same_lines_makes_the_same_library(
    seed: int, said: list[tuple[str, str, bool | str]], order: random.Random
) -> None:
    changes = [change(key, field, value, f"{stamp:02}") for stamp, (key, field, value) in enumerate(said)]
    batches = _entries(seed)
    shuffled = order.sample(changes, len(changes))
    cuts = sorted(order.randint(0, len(shuffled)) for _ in batches)
    with library() as one, library() as other:
        for stamp, batch in enumerate(batches):
            one.put(batch, NOW, ImportAct(str(stamp), "file"))
        one.fold("j", 1, changes, [])
        assert one.check() == []
        known: set[int] = set()
        start = 0
        for stamp, (cut, batch) in enumerate(zip(cuts, batches, strict=True)):
            for single in shuffled[start:cut]:
                other.fold("j", 1, [single], [])
                assert other.check() == []
            start = cut
            other.put(batch, NOW, ImportAct(str(stamp), "file"))
            known = indexed(other, known)
            assert other.check() == []
        other.fold("j", 1, shuffled[start:], [])
        assert other.check() == []
        assert known_by(other) == known_by(one)
        assert indexed(other, known) == set(shape(other)["told"])
        undone = order.randint(1, len(batches))
        other.turn_import(undone, "5", undone=True)
        assert other.check() == []
        other.turn_import(undone, "6", undone=False)
        assert other.check() == []
        assert known_by(other) == known_by(one)
