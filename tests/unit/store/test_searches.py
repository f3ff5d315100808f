"""Saved searches: registers like any other, but of no paper."""

from __future__ import annotations

import pytest

from reader.store import SavedQuery, Store
from tests.unit.store.make import NOW, change, entry


def test_a_saved_search_is_what_its_newest_registers_say(store: Store) -> None:
    store.fold("j", 1, [change("search:B", "query", "b", "1"), change("search:A", "query", "a", "1")], [])
    store.fold("j", 2, [change("search:A", "watch", True, "2"), change("search:B", "query", "old", "0")], [])
    assert store.saved() == [SavedQuery("A", "a", True, "2"), SavedQuery("B", "b", False, "1")]
    store.fold("j", 3, [change("search:A", "query", "", "3")], [])
    assert [one.name for one in store.saved()] == ["B"]


def test_a_saved_search_touches_no_paper_and_grows_the_version_of_the_marks(store: Store) -> None:
    store.put([entry("arxiv:1")], NOW)
    before, totals = store.versions(), store.totals()
    changes = [change("search:odd", "query", "x", "1")]
    assert store.fold("j", 1, changes, []) == set()
    assert store.totals() == totals
    assert store.versions().marks > before.marks
    assert store.check() == []


def test_a_watch_remembers_the_highest_number_that_was_seen(store: Store) -> None:
    assert store.see("W") == store.highest() == 0
    store.put([entry("arxiv:1"), entry("arxiv:2", line=2)], NOW)
    assert store.seen() == {"W": 0}
    assert store.see("W") == store.highest() == 2
    assert store.seen() == {"W": 2}
    store.overlook("W")
    assert store.seen() == {}


@pytest.mark.parametrize("value", [7, 0, True, False])
def test_a_query_that_is_no_text_is_none(store: Store, value: int) -> None:
    store.fold("j", 1, [change("search:A", "query", value, "1")], [])
    assert store.saved() == []
