"""Cite keys, as the library remembers them."""

from __future__ import annotations

from reader.model import ids
from reader.store import Store
from tests.unit.store.make import NOW, entry, number

ONE, TWO = "arxiv:2401.00001", "arxiv:2401.00002"


def test_the_first_to_come_has_the_key_and_keeps_it(store: Store) -> None:
    store.put([entry(ONE), entry(TWO)], NOW)
    one, two = number(store, ONE), number(store, TWO)
    store.give_cite_keys([(ONE, ("lee2024", "lee2024-a"))])
    store.give_cite_keys([(TWO, ("lee2024", "lee2024-b")), (ONE, ("other",))])
    assert store.cite_keys([one, two]) == {one: ["lee2024"], two: ["lee2024-b"]}
    assert store.taken_cite_keys(["lee2024", "lee2024-a"]) == {"lee2024"}


def test_a_paper_that_gets_a_better_key_keeps_what_it_is_cited_by(store: Store) -> None:
    store.put([entry(title="One")], NOW)
    by_title = ids.title_key("One")
    store.give_cite_keys([(by_title, ("one",))])
    store.put([entry(ONE, title="One")], NOW)
    assert store.cite_keys([number(store, ONE)]) == {number(store, ONE): ["one"]}
    assert set(store.keys_of([number(store, ONE)])[number(store, ONE)]) == {ONE, by_title}


def test_two_records_that_become_one_have_both_keys_the_older_first(store: Store) -> None:
    store.put([entry(ONE), entry("doi:10.1000/x")], NOW)
    store.give_cite_keys([("doi:10.1000/x", ("first",)), (ONE, ("second",))])
    store.put([entry(ONE, "doi:10.1000/x")], NOW)
    assert store.cite_keys([number(store, ONE)]) == {number(store, ONE): ["first", "second"]}
