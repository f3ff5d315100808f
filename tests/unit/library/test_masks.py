"""Masks and orders against the lists of the store, over random libraries and marks, and what is kept of them."""

from __future__ import annotations

import threading
from array import array
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.masks import MasksNow, Order, PaperMasks, as_array, as_numbers, fitted, in_order, taken
from reader.model import Entry, MarkChange, Sort
from reader.query.ast import And, Filter, InEdition, Is, Not, Or, State, Tagged, Word
from reader.store import Store
from tests.thorough import thorough
from tests.unit.store.make import LATER, NOW, change, entry, library
from tests.unit.store.test_listings import leaves, papers


def let_through(masks: MasksNow, node: Filter) -> list[int]:
    return [int(number) for number in np.flatnonzero(masks(node))]


@thorough(20, 40)
@given(papers(), papers(), st.lists(leaves, min_size=2, max_size=4), st.integers(0, 7))
def test_masks_and_orders_are_the_lists_of_the_store_also_after_changes(
    first: tuple[list[Entry], list[MarkChange]],
    then: tuple[list[Entry], list[MarkChange]],
    asked: list[Filter],
    marked: int,
) -> None:
    with library() as store:
        masks = PaperMasks(store, kept_bytes=200)

        def check() -> None:
            now = masks.now()
            for leaf in asked:
                assert let_through(now, leaf) == store.matching(leaf).tolist()
            for sort in Sort:
                assert now.order(sort).listed.tolist() == store.ids((), sort).tolist()
            for one, other in product(asked, asked):
                both = store.ids((one, Not(other)), Sort.ADDED).tolist()[::-1]
                assert np.flatnonzero(now.passing(And((one, Not(other))))).tolist() == both
                either = {*store.matching(one), *store.matching(other)}
                assert set(np.flatnonzero(now.passing(Or((one, other)))).tolist()) == either

        store.put(first[0], NOW)
        check()
        store.fold("j", 1, first[1], [])
        check()
        store.fold("j", 2, [change(f"arxiv:{marked}", "read", True, "2")], [])
        store.fold("j", 3, [change(f"arxiv:{marked}", "rating", 2, "2")], [])
        check()
        store.put(then[0], LATER)
        check()
        store.fold("j", 4, then[1], [])
        check()
        shaping: list[tuple[str, bool | str]] = [("removed", True), ("read", False), ("removed", False)]
        for stamp, (field, value) in enumerate([*shaping, ("same", "arxiv:2"), ("same", "")], 10):
            store.fold("j", stamp, [change(f"arxiv:{marked}", field, value, str(stamp))], [])
            check()
        store.forget_marks()
        check()


def test_papers_that_become_one_leave_no_trace(store: Store) -> None:
    masks = PaperMasks(store)
    store.put([entry("arxiv:1"), entry("doi:10.1/x", title="Two", line=2), entry("arxiv:3", line=3)], NOW)
    store.fold("j", 1, [change("doi:10.1/x", "tag:a", True, "1"), change("doi:10.1/x", "read", True, "1")], [])
    assert let_through(masks.now(), Is(State.UNREAD)) == [1, 3]
    store.put([entry("arxiv:1", "doi:10.1/x", line=9)], LATER)
    now = masks.now()
    assert np.flatnonzero(now.everything()).tolist() == [1, 3]
    assert let_through(now, Is(State.UNREAD)) == [3]
    assert let_through(now, Tagged("a")) == [1]
    assert now.order(Sort.ADDED).listed.tolist() == [3, 1]


def test_what_was_made_is_made_again_only_where_it_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put([entry("arxiv:1", edition="2025-08-25"), entry("arxiv:2", line=2)], NOW)
    masks = PaperMasks(store)
    asked: list[Filter] = []
    matching = store.matching

    def noted(one: Filter) -> array[int]:
        asked.append(one)
        return matching(one)

    monkeypatch.setattr(store, "matching", noted)
    edition, tag = InEdition("Aug 25"), Tagged("a")
    for _ in range(3):
        masks.now()(edition)
        masks.now()(tag)
    assert asked == [edition, tag]
    store.fold("j", 1, [change("arxiv:1", "tag:a", True, "1")], [])
    assert let_through(masks.now(), edition) == [1]
    assert let_through(masks.now(), tag) == [1]
    assert asked == [edition, tag, tag]


def test_an_edition_has_an_order_of_its_own(store: Store) -> None:
    store.put([entry("arxiv:1", edition="2025-08-25", rank=2), entry("arxiv:2", edition="2025-08-25", line=2)], NOW)
    store.put([entry("arxiv:1", edition="2025-09-01", file="b"), entry("arxiv:3", line=3)], NOW)
    now = PaperMasks(store).now()
    assert now.order(Sort.RANK).listed.tolist() == [1, 2, 3]
    assert now.order(Sort.RANK, "2025-08-25").listed.tolist() == [2, 1, 3]


def test_memory_is_bounded_and_what_was_used_last_stays(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", line=i) for i in range(1, 100)], NOW)
    masks = PaperMasks(store, kept_bytes=1_000)
    for number in range(50):
        masks.now()(Tagged(f"t{number}"))
        assert masks._held <= 1_000
    assert Tagged("t49") in masks._kept
    assert Tagged("t1") not in masks._kept


def test_a_tree_with_words_is_none_of_filters(store: Store) -> None:
    with pytest.raises(ValueError, match="Word"):
        PaperMasks(store).now().passing(Or((Word("a"), Tagged("b"))))


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 40), unique=True))
def test_an_order_puts_any_papers_in_it_and_the_unknown_behind(listed: list[int], wanted: list[int]) -> None:
    numbers = np.array(listed, np.int64)
    ranks = np.full(int(numbers.max(initial=0)) + 1, 1_000, np.int32)
    ranks[numbers] = np.arange(len(listed), dtype=np.int32)
    for order in (Order(numbers, ranks), Order(np.concatenate([numbers, np.arange(100, 1_100 - len(listed))]), ranks)):
        expected = [one for one in listed if one in wanted] + [one for one in wanted if one not in listed]
        assert in_order(order, np.array(wanted, np.int64)).tolist() == expected


def test_numbers_past_the_end_are_not_let_through() -> None:
    flags = np.array([True, False, True])
    assert fitted(flags, 2).tolist() == [True, False]
    assert fitted(flags, 4).tolist() == [True, False, True, False]
    assert taken(flags, as_numbers([2, 9, 0])).tolist() == [True, False, True]
    assert as_array(as_numbers([3, 1])).tolist() == [3, 1]


def test_threads_may_ask_while_another_marks(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", line=i) for i in range(1, 60)], NOW)
    masks, failed = PaperMasks(store, kept_bytes=500), []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                now = masks.now()
                read, unread = now(Is(State.READ)), now.unread()
                assert np.count_nonzero(read) + np.count_nonzero(unread) == 59
                now.order(Sort.RATING)
        except BaseException as error:  # noqa: BLE001 - told in the thread of the test
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 60):
        store.fold("j", number, [change(f"arxiv:{number}", "read", number % 3 > 0, f"{number:03}")], [])
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert let_through(masks.now(), Is(State.READ)) == [number for number in range(1, 60) if number % 3]
