from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import MarkChange, Marks, MarksAlike, Sort
from reader.store import Act, Store, Totals
from tests.thorough import thorough
from tests.unit.store.make import NOW, change, entry, library


def marks(store: Store, number: int = 1) -> Marks:
    paper = store.paper(number)
    assert paper is not None
    return paper.marks


@pytest.fixture
def one(store: Store) -> Store:
    """A library with two papers."""
    store.put([entry("arxiv:1", "doi:10.1/a"), entry("arxiv:2", line=2)], NOW)
    return store


def test_every_field_is_marked(one: Store) -> None:
    changes = [
        change("arxiv:1", "read", True, "1"),
        change("arxiv:1", "bookmarked", True, "1"),
        change("arxiv:1", "rating", 4, "1"),
        change("arxiv:1", "note", "Read again.", "1"),
        change("arxiv:1", "tag:rag", True, "1"),
        change("arxiv:1", "tag:a", True, "1"),
    ]
    assert one.fold("j", 99, changes, []) == {1}
    assert marks(one) == Marks(read=True, bookmarked=True, rating=4, note="Read again.", tags=("a", "rag"))
    (row,) = one.rows([1])
    assert (row.read, row.bookmarked, row.rating) == (True, True, 4)
    assert marks(one, 2) == Marks()
    assert one.totals() == Totals(papers=2, unread=1, bookmarked=1)


def test_the_newest_stamp_wins_whenever_it_comes(one: Store) -> None:
    one.fold("a", 1, [change("arxiv:1", "rating", 5, "2")], [])
    assert one.fold("b", 1, [change("arxiv:1", "rating", 3, "1")], []) == set()
    assert marks(one).rating == 5


@pytest.mark.parametrize(("newer", "older"), [("doi:10.1/a", "arxiv:1"), ("arxiv:1", "doi:10.1/a")])
def test_the_newest_stamp_wins_across_a_papers_keys(one: Store, newer: str, older: str) -> None:
    one.fold("a", 1, [change(newer, "rating", 3, "2"), change(older, "rating", 5, "1")], [])
    assert marks(one).rating == 3
    assert one.current([1], "rating") == {1: (3, ("2",))}


def test_default_values_take_marks_away(one: Store) -> None:
    fields: list[tuple[str, bool | int | str]] = [("read", True), ("rating", 2), ("note", "x"), ("tag:a", True)]
    one.fold("j", 1, [change("arxiv:1", field, value, "1") for field, value in fields], [])
    undo: list[tuple[str, bool | int | str]] = [("read", False), ("rating", 0), ("note", ""), ("tag:a", False)]
    changes = [change("arxiv:1", field, value, "2")._replace(over=("1",)) for field, value in undo]
    assert one.fold("j", 2, changes, []) == {1}
    assert marks(one) == Marks()


def test_only_papers_that_changed_are_told(one: Store) -> None:
    one.fold("j", 1, [change("arxiv:1", "read", True, "1")], [])
    both = [change("arxiv:1", "read", True, "2"), change("arxiv:2", "read", True, "2")]
    assert one.fold("j", 2, both, []) == {2}


def test_a_mark_waits_for_its_paper(store: Store) -> None:
    assert store.fold("j", 1, [change("arxiv:7", "bookmarked", True, "1")], []) == set()
    store.put([entry("arxiv:7")], NOW)
    assert marks(store).bookmarked
    assert store.totals().bookmarked == 1


def test_a_mark_waits_for_a_key_that_a_known_paper_gets_later(one: Store) -> None:
    one.fold("j", 1, [change("acl:x", "tag:rag", True, "1")], [])
    one.put([entry("arxiv:2", "acl:x", file="b")], NOW)
    assert marks(one, 2).tags == ("rag",)
    assert [t.papers for t in one.tags()] == [1]


def test_current_tells_value_and_stamp_or_the_default(one: Store) -> None:
    one.fold("j", 1, [change("arxiv:1", "read", True, "5"), change("arxiv:2", "note", "n", "6")], [])
    assert one.current([1, 2], "read") == {1: (True, ("5",)), 2: (False, ())}
    assert one.current([1, 2], "note") == {1: ("", ()), 2: ("n", ("6",))}
    assert one.current([1], "rating") == {1: (0, ())}
    assert one.current([1], "tag:a") == {1: (False, ())}
    assert one.current([1], "read")[1][0] is True


def test_standing_tells_the_stamp_by_any_key_even_of_no_paper(one: Store) -> None:
    one.fold("j", 1, [change("doi:10.1/a", "read", True, "5"), change("acl:none", "read", True, "6")], [])
    one.fold("b", 1, [change("arxiv:1", "note", "a", "7"), change("doi:10.1/a", "note", "b", "8")], [])
    held = one.standing(["arxiv:1", "acl:none", "arxiv:2"], ["read", "note"])
    assert held == {
        ("arxiv:1", "read"): [("5", True)],
        ("acl:none", "read"): [("6", True)],
        ("arxiv:1", "note"): [("8", "b"), ("7", "a")],
    }


def test_each_journal_is_remembered_by_its_own_offset(one: Store) -> None:
    one.fold("a", 10, [], [])
    one.fold("b", 20, [], [])
    one.fold("a", 30, [], [])
    assert [one.folded(name) for name in ("a", "b", "c")] == [30, 20, 0]


def test_the_latest_stamp_is_that_of_any_mark_or_act(one: Store) -> None:
    assert one.latest_stamp() == ""
    one.fold("a", 1, [change("arxiv:1", "read", True, "5")], [Act("7", "a", "do")])
    one.fold("b", 1, [change("nowhere:1", "read", True, "6")], [])
    assert one.latest_stamp() == "7"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rating", 9),
        ("rating", "5"),
        ("rating", 10**30),
        ("read", 7),
        ("read", "yes"),
        ("note", 3),
        ("later:x", True),
    ],
)
def test_a_value_without_meaning_marks_nothing(one: Store, field: str, value: bool | int | str) -> None:
    one.fold("j", 1, [change("arxiv:1", field, value, "1")], [])
    assert marks(one) == Marks()
    assert one.check() == []


def test_a_mark_that_is_no_unicode_does_not_stop_the_fold(one: Store) -> None:
    one.fold("j", 1, [change("arxiv:1", "note", "a\udcffb", "1"), change("\udcff", "tag:\udcff", True, "1")], [])
    assert marks(one).note == "a?b"


def test_forgotten_marks_come_back_by_folding_anew(one: Store) -> None:
    changes = [
        change("arxiv:1", "read", True, "1"),
        change("arxiv:2", "tag:a", True, "2"),
        change("x:y", "note", "", "3"),
    ]
    acts = [Act("1", "dev", "do", label="read")]
    one.fold("j", 50, changes, acts)
    before = (one.marks_digest(), one.papers([1, 2]), one.totals(), one.tags(), one.latest_stamp())
    one.forget_marks()
    assert one.folded("j") == 0
    assert one.latest_stamp() == ""
    assert (marks(one), one.tags(), one.totals().unread, one.next_undo("dev")) == (Marks(), [], 2, None)
    assert one.marks_digest() != before[0]
    assert one.check() == []
    one.fold("j", 50, changes, acts)
    assert (one.marks_digest(), one.papers([1, 2]), one.totals(), one.tags(), one.latest_stamp()) == before


def test_unread_lists_follow_the_marks(one: Store) -> None:
    from reader.query import Is, State

    one.fold("j", 1, [change("arxiv:1", "read", True, "1")], [])
    assert one.ids([Is(State.UNREAD)], Sort.DATE).tolist() == [2]


changes = st.lists(
    st.builds(
        MarkChange,
        st.sampled_from(["arxiv:1", "doi:10.1/a", "arxiv:2", "none:1"]),
        st.sampled_from(["read", "rating", "note", "tag:a"]),
        st.one_of(st.booleans(), st.integers(0, 5), st.sampled_from(["", "note"])),
        st.sampled_from(["1", "2", "3"]),
    ),
    max_size=12,
)


@thorough(40, 80)
@given(changes, st.data())
def test_any_order_any_number_of_times_and_in_any_parts_folds_to_the_same(
    told: list[MarkChange], data: st.DataObject
) -> None:
    with library() as straight, library() as shuffled:
        for store in (straight, shuffled):
            store.put([entry("arxiv:1", "doi:10.1/a"), entry("arxiv:2", line=2)], NOW)
        straight.fold("j", 1, told, [])
        twice = data.draw(st.permutations([*told, *told[:4]]))
        cut = data.draw(st.integers(0, len(twice)))
        shuffled.fold("j", 1, twice[:cut], [])
        shuffled.fold("k", 1, twice[cut:], [])
        assert straight.papers([1, 2]) == shuffled.papers([1, 2])
        assert straight.marks_digest() == shuffled.marks_digest()
        assert straight.totals() == shuffled.totals()
        assert shuffled.check() == []


@thorough(13, 25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["arxiv:1", "doi:10.1/a", "arxiv:2", "acl:none"]), min_size=1, unique=True),
            st.sampled_from([("read", True), ("read", False), ("bookmarked", True), ("rating", 4), ("tag:a", True)]),
            st.integers(0, 9),
        ),
        max_size=6,
    )
)
def test_what_many_are_marked_is_what_the_registers_say(
    said: list[tuple[list[str], tuple[str, bool | int], int]],
) -> None:
    with TemporaryDirectory() as folder, closing(Store.open(Path(folder) / "library.db")) as store:
        store.put([entry("arxiv:1", "doi:10.1/a"), entry("arxiv:2", line=2)], NOW)
        seen = {number: marks(store, number) for number in (1, 2)}
        for keys, (field, value), stamp in said:
            changed = store.fold("j", 1, [MarksAlike(tuple(keys), field, value, str(stamp))], [])
            now = {number: marks(store, number) for number in (1, 2)}
            assert changed == {number for number in (1, 2) if now[number] != seen[number]}
            seen = now
            assert store.stale_marks() == 0
            assert store.check() == []
