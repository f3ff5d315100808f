"""Postings come out in the order in which Whoosh writes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.search.pool import Entry, TermPool

NAMES = st.sampled_from(["all", "begins", "title"])
ENTRIES = st.lists(st.tuples(NAMES, st.binary(min_size=1, max_size=5), st.binary(max_size=4)), max_size=40)


@given(ENTRIES)
def test_gives_back_what_it_took_in_order(given_entries: list[tuple[str, bytes, bytes]]) -> None:
    entries: list[Entry] = [
        (name, term, number, number + 2.0 if name == "all" else 1.0, value if name == "title" else b"")
        for number, (name, term, value) in enumerate(given_entries)
    ]
    pool = TermPool(frozenset({"all"}), frozenset({"title"}), lambda: None)
    for entry in entries:
        pool.add(entry)

    assert list(pool.iter_postings()) == sorted(entries, key=lambda entry: entry[:3])
    assert list(pool.iter_postings()) == []


def test_pauses_on_the_way_in_and_out() -> None:
    pauses: list[None] = []
    pool = TermPool(frozenset(), frozenset(), lambda: pauses.append(None))
    for number in range(1100):
        pool.add(("begins", b"term", number, 1.0, b""))
    coming = len(pauses)
    list(pool.iter_postings())

    assert (coming, len(pauses)) == (2, 4)


def test_cleaned_up_it_is_empty() -> None:
    pool = TermPool(frozenset({"all"}), frozenset({"title"}), lambda: None)
    pool.add(("all", b"x", 0, 2.0, b""))
    pool.add(("title", b"x", 0, 1.0, b"v"))
    pool.cleanup()
    pool.add(("all", b"x", 1, 3.0, b""))

    assert list(pool.iter_postings()) == [("all", b"x", 1, 3.0, b"")]
