from __future__ import annotations

from reader.store import Store
from tests.unit.store.make import LATER, NOW, entry, settled


def test_the_oldest_notes_come_first_and_stay_until_settled(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", line=i) for i in range(1, 5)], NOW)
    first = store.take_changes(2)
    assert [note.paper_id for note in first] == [1, 2]
    assert store.take_changes(2) == first
    store.settle(first)
    assert [note.paper_id for note in store.take_changes(9)] == [3, 4]
    assert store.changes_pending() == 2


def test_a_paper_that_changes_while_it_is_indexed_stays_noted(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="Old."), entry("arxiv:2", line=2)], NOW)
    taken = store.take_changes(9)
    store.put([entry("arxiv:1", abstract="New.")], LATER)
    store.settle(taken)
    (left,) = store.take_changes(9)
    assert left.paper_id == 1
    store.settle([left])
    assert store.changes_pending() == 0


def test_a_ticket_is_never_given_twice(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="Old.")], NOW)
    taken = store.take_changes(9)
    store.settle(taken)
    store.put([entry("arxiv:1", abstract="New.")], LATER)
    store.settle(taken)
    assert store.changes_pending() == 1


def test_all_papers_are_noted_for_a_new_index_and_those_that_are_gone_stay(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("doi:10.1/x", line=2), entry("arxiv:3", line=3)], NOW)
    settled(store)
    store.put([entry("arxiv:1", "doi:10.1/x", file="b")], NOW)
    store.note_all()
    assert {note.paper_id for note in store.take_changes(9)} == {1, 2, 3}
    assert store.paper(2) is None
