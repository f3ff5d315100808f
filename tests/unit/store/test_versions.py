"""Versions of an arXiv paper: the newer one has the texts, and says what changed until it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.model import Entry
from reader.query import Is, State
from reader.store import PutCounts, Store
from tests.unit.store.make import LATER, NOW, change, entry, number

FIRST = "We show that a small model of owls is good enough."
THIRD = "We show that a large model of owls is needed."
KEY = "arxiv:2101.00001"


def told(version: int, abstract: str, title: str = "Owls", file: str = "a", line: int = 1) -> Entry:
    return replace(entry(KEY, title=title, abstract=abstract, file=file, line=line), version=version)


def texts(store: Store) -> tuple[str, str, int, tuple[str, ...]]:
    paper = store.paper(number(store, KEY))
    assert paper is not None
    return paper.title, paper.abstract, paper.version, paper.changed


def test_a_newer_version_takes_the_place_of_the_older_and_says_what_changed(store: Store) -> None:
    store.put([told(1, FIRST)], NOW)
    store.fold("j", 1, [change(KEY, "read", True, "1")], [])
    assert store.put([told(3, THIRD, file="b")], LATER) == PutCounts(updated=1)
    assert texts(store) == ("Owls", THIRD, 3, ("abstract",))
    assert [(text.field, text.text) for text in store.former_texts(1)] == [("abstract", FIRST)]
    (row,) = store.rows([1])
    assert (row.read, row.renewed) == (True, 3)
    assert store.count([Is(State.CHANGED)]) == 1


@pytest.mark.parametrize("version", [0, 1, 2])
def test_an_older_version_never_takes_the_place_of_a_newer(store: Store, version: int) -> None:
    store.put([told(3, THIRD)], NOW)
    store.put([told(version, FIRST, "Owls at night", file="b")], LATER)
    assert texts(store) == ("Owls", THIRD, 3, ())
    assert store.put([told(version, FIRST, "Owls at night", file="b")], LATER) == PutCounts(unchanged=1)


def test_an_older_version_fills_in_what_the_newer_lacks(store: Store) -> None:
    store.put([told(3, "")], NOW)
    store.put([told(1, FIRST, file="b")], LATER)
    assert texts(store)[1] == FIRST


def test_a_version_may_say_again_what_one_before_it_said(store: Store) -> None:
    for version, text in enumerate((FIRST, THIRD, FIRST), 1):
        store.put([told(version, text, file=f"{version}")], NOW)
    assert texts(store)[1:3] == (FIRST, 3)


def test_another_way_of_writing_is_no_change(store: Store) -> None:
    store.put([told(1, "On Erd\\H{o}s -- a view.")], NOW)
    store.put([told(2, "On Erdős – a view.", file="b")], LATER)
    assert texts(store)[2:] == (2, ())


def test_what_changed_is_no_news_once_it_was_looked_at(store: Store) -> None:
    store.put([told(1, FIRST)], NOW)
    store.put([told(2, THIRD, "Large owls", file="b")], LATER)
    assert texts(store)[3] == ("title", "abstract")
    before = store.versions().marks
    assert store.look_at_changes(1)
    assert not store.look_at_changes(1)
    assert texts(store)[3] == ()
    assert store.versions().marks > before
    assert store.rows([1])[0].renewed == 0
    store.put([told(2, THIRD, "Large owls", file="b")], LATER)
    assert texts(store)[3] == ()


def test_the_version_of_an_address_counts(store: Store) -> None:
    address = "https://arxiv.org/abs/2101.00001v4"
    store.put([replace(told(0, FIRST), url=address)], NOW)
    assert texts(store)[2] == 4
    elsewhere = replace(entry("arxiv:2101.00002", line=2), url=address)
    assert elsewhere.of_version == 0


def test_records_that_are_made_one_by_hand_show_the_texts_of_the_main_one(store: Store) -> None:
    store.put([told(1, FIRST), replace(entry("doi:10.1/x", title="Birds", abstract=THIRD, line=2), version=3)], NOW)
    store.fold("j", 1, [change("doi:10.1/x", "same", KEY, "1")], [])
    assert texts(store) == ("Owls", FIRST, 1, ())
    assert store.check() == []
