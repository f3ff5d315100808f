"""Details in the library: stored, joined, found by, and no news the second time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.model import Details, Entry, Origin, Sort
from reader.model.ids import entry_keys
from reader.query.ast import Has, Thing
from reader.store import Store

NOW, LATER = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
LAMPS = Entry(
    entry_keys("2602.00001", "", "Lamps"),
    "Lamps",
    Origin("daily-papers", "a.json", 1),
    abstract="Lamps see.",
    details=Details(code="https://github.com/x/y", stars=5),
)
BREAD = Entry(entry_keys("2602.00002", "", "Bread"), "Bread", Origin("daily-papers", "a.json", 2))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "library.db")


def details(store: Store) -> list[Details]:
    return [paper.details for paper in store.papers(store.ids((), Sort.ADDED))]


def test_details_are_kept_and_found_by(store: Store) -> None:
    store.put([LAMPS, BREAD], NOW)

    assert sorted(details(store), key=lambda told: told.stars) == [Details(), LAMPS.details]
    (found,) = store.matching(Has(Thing.REPOSITORY))
    assert store.papers([found])[0].title == "Lamps"


def test_the_same_again_is_no_news_and_more_is_joined(store: Store) -> None:
    store.put([LAMPS], NOW)
    again = store.put([LAMPS], LATER)
    other = replace(LAMPS, origin=Origin("arxiv", "b.xml", 1), details=Details(version=2))
    more = store.put([other], LATER)

    assert (again.unchanged, more.updated) == (1, 1)
    assert details(store) == [Details(version=2, code="https://github.com/x/y", stars=5)]


def test_two_records_that_turn_out_to_be_one_keep_what_both_told(store: Store) -> None:
    by_doi = replace(BREAD, keys=("doi:10.1/x", BREAD.keys[-1]), title="Other", details=Details(note="9 pages"))
    by_doi = replace(by_doi, keys=entry_keys("10.1000/x", "", "Other"))
    both = replace(BREAD, keys=("arxiv:2602.00001", "doi:10.1000/x", *entry_keys("", "", "Lamps")), title="Lamps")
    store.put([LAMPS, by_doi], NOW)
    store.put([replace(both, origin=Origin("arxiv", "c.xml", 1))], LATER)

    assert details(store) == [Details(code="https://github.com/x/y", stars=5, note="9 pages")]


def test_a_feed_takes_the_place_of_no_abstract(store: Store) -> None:
    remark = replace(LAMPS, origin=Origin("feed", "f.xml", 1), abstract="A remark.", title="Lamps!", details=Details())
    store.put([LAMPS], NOW)
    store.put([remark], LATER)

    (paper,) = store.papers(store.ids((), Sort.ADDED))
    assert (paper.title, paper.abstract) == ("Lamps", "Lamps see.")
