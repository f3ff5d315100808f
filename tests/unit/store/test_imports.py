from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from reader.errors import StoreError
from reader.model import Entry
from reader.store import Store, imports, snapshots
from reader.store.values import ImportAct, Turned
from tests.thorough import thorough
from tests.unit.store.make import LATER, NOW, change, entry, library, settled
from tests.unit.store.shape import indexed, shape
from tests.unit.store.test_sameness import _change, _entries

FIRST = ImportAct("2026-01-01T00:00:00.000Z-0000-here", "a.jsonl", by_hand=True)
SECOND = ImportAct("2026-02-02T00:00:00.000Z-0000-here", "b.jsonl")


def turn(store: Store, number: int, *, undone: bool) -> Turned | None:
    return store.turn_import(number, f"2026-03-03T00:00:00.{number:03}Z-0000-here", undone=undone)


def undo(store: Store, number: int) -> Turned | None:
    turned = turn(store, number, undone=True)
    assert store.check() == []
    return turned


def redo(store: Store, number: int) -> Turned | None:
    turned = turn(store, number, undone=False)
    assert store.check() == []
    return turned


@pytest.fixture
def twice(store: Store) -> Store:
    """A library of two imports: the second tells of one paper of the first anew, and brings one of its own."""
    store.put(
        [
            entry("arxiv:1", abstract="One.", edition="2025-08-25"),
            entry("arxiv:2", abstract="Two.", edition="2025-08-25", rank=2, line=2),
        ],
        NOW,
        FIRST,
    )
    store.fold("j", 1, [change("arxiv:1", "read", True, "1"), change("arxiv:3", "tag:a", True, "1")], [])
    again = entry("arxiv:1", "doi:10.1/a", title="On arxiv:1", abstract="One, revised.", file="b", edition="2025-08-26")
    store.put([again, entry("arxiv:3", file="b", line=2, edition="2025-08-26", rank=2)], LATER, SECOND)
    return store


def test_imports_are_listed_the_newest_first(twice: Store) -> None:
    second, first = twice.imports()
    assert (first.label, first.by_hand, first.added) == ("import of 2 papers from a.jsonl", True, 2)
    assert (second.label, second.by_hand, second.added, second.updated) == (
        "import of 2 papers from b.jsonl",
        False,
        1,
        1,
    )
    assert [first.undone, second.undone] == [False, False]


def test_an_import_that_tells_nothing_new_is_none(twice: Store) -> None:
    counts = twice.put(
        [entry("arxiv:2", abstract="Two.", edition="2025-08-25", rank=2, line=2)], LATER, SECOND._replace(stamp="z")
    )
    assert counts.unchanged == 1
    assert len(twice.imports()) == 2


def test_the_newest_import_is_reversed_and_done_again(twice: Store) -> None:
    after = shape(twice)
    settled(twice)
    assert undo(twice, 2) == Turned(papers=2, left=0)
    (one, two) = twice.papers([1, 2, 3])
    assert (one.abstract, one.marks.read, len(one.appearances)) == ("One.", True, 1)
    assert two.key == "arxiv:2"
    assert [count.edition.day for count in twice.editions()] == ["2025-08-25"]
    assert twice.find_key("doi:10.1/a") == []
    assert indexed(twice, {1, 2, 3}) == {1, 2}
    assert twice.imports()[0].undone
    assert undo(twice, 2) is None
    assert redo(twice, 2) == Turned(papers=2, left=0)
    assert shape(twice) == after
    assert indexed(twice, {1, 2}) == {1, 2, 3}


def test_of_an_older_import_what_a_later_one_told_again_stays(twice: Store) -> None:
    after = shape(twice)
    assert undo(twice, 1) == Turned(papers=1, left=0)
    assert [paper.key for paper in twice.papers([1, 2, 3])] == ["arxiv:1", "arxiv:3"]
    assert undo(twice, 2) == Turned(papers=2, left=0)
    assert twice.totals().papers == 0
    assert twice.editions() == []
    assert redo(twice, 2) == Turned(papers=2, left=0)
    assert redo(twice, 1) == Turned(papers=1, left=0)
    assert shape(twice) == after


def test_marks_made_meanwhile_hold_when_the_papers_come_back(twice: Store) -> None:
    undo(twice, 2)
    twice.fold("j", 2, [change("arxiv:3", "bookmarked", True, "2")], [])
    redo(twice, 2)
    (paper,) = twice.papers([3])
    assert (paper.marks.bookmarked, paper.marks.tags) == (True, ("a",))


def test_two_records_that_an_import_made_one_are_two_again(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("doi:10.1/a", title="Another title", line=2)], NOW, FIRST)
    before = shape(store)
    store.put([entry("arxiv:1", "doi:10.1/a", title="On arxiv:1", file="b")], LATER, SECOND)
    after = shape(store)
    assert store.totals().papers == 1
    undo(store, 2)
    assert shape(store) == before
    redo(store, 2)
    assert shape(store) == after


def test_what_a_later_import_needs_is_owed_until_that_is_reversed(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("doi:10.1/a", title="Another title", line=2)], NOW, FIRST)
    before = shape(store)
    store.put([entry("arxiv:1", "doi:10.1/a", title="On arxiv:1", file="b")], LATER, SECOND)
    store.put([entry("arxiv:1", title="On arxiv:1", abstract="More.", file="c")], LATER, SECOND._replace(stamp="z"))
    assert undo(store, 2) == Turned(papers=0, left=1)
    assert store.totals().papers == 1
    undo(store, 3)
    assert shape(store) == before


def test_a_paper_that_another_import_brought_meanwhile_is_not_there_twice(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="Old.")], NOW, FIRST)
    undo(store, 1)
    store.put([entry("arxiv:1", abstract="New.", file="b")], LATER, SECOND)
    assert redo(store, 1) == Turned(papers=0, left=1)
    assert [paper.abstract for paper in store.papers([1, 2])] == ["New."]
    undo(store, 2)
    assert [paper.abstract for paper in store.papers([1, 2])] == ["Old."]


def test_a_removed_paper_of_a_reversed_import_is_removed_when_it_comes_back(twice: Store) -> None:
    twice.fold("j", 2, [change("arxiv:3", "removed", True, "2"), change("arxiv:2", "same", "arxiv:1", "2")], [])
    after = shape(twice)
    undo(twice, 2)
    assert twice.removed() == []
    redo(twice, 2)
    assert shape(twice) == after


def test_a_reversal_that_was_cut_off_is_brought_to_its_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "LOT", 2)
    store.put([entry(f"arxiv:{line}", line=line) for line in range(1, 8)], NOW, FIRST)
    store.put([entry(f"arxiv:{line}", abstract="New.", line=line, file="b") for line in (2, 3, 4)], LATER, SECOND)
    after = shape(store)

    def killed(done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.turn_import(1, "s", undone=True, progress=killed)
    assert store.check() == []
    assert store.totals().papers == 6
    assert undo(store, 1) == Turned(papers=3, left=0)
    assert store.totals().papers == 3
    with pytest.raises(KeyboardInterrupt):
        store.turn_import(1, "t", undone=False, progress=killed)
    assert [done.cut_off for done in store.imports()] == [False, True]
    undo(store, 2)
    redo(store, 2)
    assert shape(store) == after
    with pytest.raises(KeyboardInterrupt):
        store.turn_import(1, "u", undone=True, progress=killed)
    assert store.finish_turning() > 0
    assert store.finish_turning() == 0
    assert store.totals().papers == 3
    redo(store, 1)
    assert shape(store) == after


def test_the_oldest_imports_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST", 2)
    for number in range(4):
        store.put([entry(f"arxiv:{number}", file=str(number))], NOW, ImportAct(str(number), str(number)))
    assert [done.told_by for done in store.imports()] == ["3", "2"]
    undo(store, 4)
    undo(store, 3)
    assert store.totals().papers == 2
    monkeypatch.setattr(imports, "MOST_KEPT", 1)
    for number in range(4):
        store.put([entry("arxiv:0", abstract=str(number), file="x")], NOW, ImportAct(f"x{number}", str(number)))
    assert [done.told_by for done in store.imports()] == ["3", "2"]
    assert store.check() == []


def test_a_batch_that_fails_leaves_no_trace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreError("no")

    monkeypatch.setattr(imports, "count", fail)
    with pytest.raises(StoreError):
        store.put([entry("arxiv:1")], NOW, FIRST)
    assert store.imports() == []


def _put_all(store: Store, batches: list[list[Entry]]) -> None:
    for number, batch in enumerate(batches):
        store.put(batch, NOW, ImportAct(str(number), str(number)))


@given(
    seed=st.integers(0, 500),
    turns=st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=8),
    said=st.lists(_change, max_size=5),
    at=st.integers(0, 8),
    order=st.permutations([1, 2, 3]),
)
@thorough(10, 20, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_reversed_all_imports_again_make_the_same_library(
    seed: int, turns: list[tuple[int, bool]], said: list[tuple[str, str, bool | str]], at: int, order: list[int]
) -> None:
    changes = [change(key, field, value, f"{stamp:02}") for stamp, (key, field, value) in enumerate(said)]
    with library() as store, library() as other:
        _put_all(store, _entries(seed))
        known = indexed(store, set())
        for index, (number, undone) in enumerate(turns):
            if index == at:
                store.fold("j", 1, changes, [])
            turn(store, number, undone=undone)
            assert store.check() == []
            known = indexed(store, known)
        store.fold("j", 1, changes, [])
        for number in order:
            redo(store, number)
        _put_all(other, _entries(seed))
        other.fold("j", 1, changes, [])
        assert shape(store) == shape(other)
        assert indexed(store, known) == set(shape(other)["told"])
        for number in order:
            undo(store, number)
        assert (store.totals().papers, store.editions(), store.removed()) == (0, [], [])


@example(seed=52, order=[2, 1, 3], said=[("acl:c", "removed", True)])
@given(seed=st.integers(0, 500), order=st.permutations([1, 2, 3]), said=st.lists(_change, max_size=4))
@thorough(8, 15, suppress_health_check=[HealthCheck.too_slow])
def test_an_import_reversed_at_once_leaves_what_was_before(
    seed: int, order: list[int], said: list[tuple[str, str, bool | str]]
) -> None:
    changes = [change(key, field, value, f"{stamp:02}") for stamp, (key, field, value) in enumerate(said)]
    one, two, three = (_entries(seed)[number - 1] for number in order)
    with library() as store:
        for number, batch in enumerate((one, two)):
            store.put(batch, NOW, ImportAct(str(number), str(number)))
        store.fold("j", 1, changes, [])
        before = shape(store)
        store.put(three, LATER, ImportAct("3", "3"))
        after = shape(store)
        undo(store, 3)
        assert shape(store) | {"highest": 0} == before | {"highest": 0}
        redo(store, 3)
        assert shape(store) == after
