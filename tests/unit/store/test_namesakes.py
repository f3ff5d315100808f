"""Papers that share their title with another: kept apart, found again, and joined to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.model import Origin
from reader.store import PutCounts, Store
from tests.unit.store.make import LATER, NOW, entry

IDA = ("Ida Wang", "Joe Park")
LOU = ("Lou Wang", "Max Hill")
ONE = entry(title="A Survey", authors=IDA, date="2019")
OTHER = entry(title="A Survey", authors=LOU, date="2019", file="b")
LATE = entry(title="A Survey", authors=IDA, date="2024", file="c")


def test_one_title_by_others_or_of_another_year_is_another_paper(store: Store) -> None:
    assert [store.put([told], NOW).added for told in (ONE, OTHER, LATE)] == [1, 1, 1]
    assert store.check() == []


def test_namesakes_told_again_are_no_news(store: Store) -> None:
    store.put([ONE, OTHER, LATE], NOW)
    assert store.put([LATE, OTHER, ONE], LATER) == PutCounts(unchanged=3)
    for told in (ONE, OTHER, LATE):
        assert store.put([told], LATER) == PutCounts(unchanged=1)


def test_another_file_finds_the_namesake_that_it_means(store: Store) -> None:
    store.put([ONE, OTHER, LATE], NOW)
    again = entry("arxiv:2301.00001", title="A survey", authors=("I. Wang", "J. Park"), date="2023-05-01", file="d")
    assert store.put([again], NOW) == PutCounts(updated=1)
    assert [store.paper(number).key for number in (1, 3)] == [ONE.keys[-1], "arxiv:2301.00001"]  # type: ignore[union-attr]


def test_a_paper_whose_title_was_taken_is_found_by_it_though_it_has_an_id(store: Store) -> None:
    store.put([ONE, entry("arxiv:1", title="A Survey", authors=LOU, date="2019-01-01", file="b")], NOW)
    assert store.put([entry(title="A Survey", authors=LOU, date="2020", file="c")], NOW).added == 0
    assert store.count([]) == 2


def test_abstracts_that_are_the_same_bridge_the_years(store: Store) -> None:
    text = "Quantitative imaging of absorbed energy in the radiative regime of transport."
    store.put([entry("arxiv:1", title="Imaging", authors=IDA, date="2012", abstract=text)], NOW)
    told = entry("doi:10.1/x", title="Imaging", authors=IDA, date="2015", abstract=text, file="b")
    assert store.put([told], NOW).added == 0


def test_a_title_in_tex_and_in_unicode_is_one_paper(store: Store) -> None:
    store.put([entry("arxiv:1", title="The $\\alpha$-cut \\& More", authors=IDA)], NOW)
    assert store.put([entry(title="The α‐Cut and More.", authors=("Wang I", "Park J"), file="b")], NOW).added == 0


def test_chapters_told_with_the_doi_of_their_book_are_papers_of_their_own(store: Store) -> None:
    trees = entry("doi:10.1/book", title="Trees of the north", authors=IDA, date="2020")
    fish = entry("doi:10.1/book", title="Fish in cold rivers", authors=LOU, date="2020", line=2)
    assert store.put([trees, fish], NOW).added == 2
    assert store.put([fish, trees], LATER) == PutCounts(unchanged=2)
    elsewhere = [replace(told, origin=Origin("bibtex", "b.bib", 1)) for told in (fish, trees)]
    assert store.put(elsewhere, LATER) == PutCounts(unchanged=2)
    assert [paper.title for paper in store.papers([1, 2, 3])] == [trees.title, fish.title]
    assert store.check() == []


@pytest.mark.parametrize(
    ("title", "authors", "abstract"),
    [
        ("Bäume des Nordens", ("Wang, I.", "Park, J."), ""),
        ("Northern trees", LOU, ""),
        ("Лес на севере", ("Ида Ванг",), ""),
        ("Fish in cold rivers", (), ""),
        ("Fish in cold rivers", LOU, "Conifers withstand arctic winters under heavy snow."),
    ],
)
def test_a_doi_joins_where_anything_else_agrees_or_cannot_be_compared(
    store: Store, title: str, authors: tuple[str, ...], abstract: str
) -> None:
    text = "How conifers withstand long arctic winters under heavy snow."
    store.put([entry("doi:10.1/x", title="Trees of the north", authors=IDA, abstract=text)], NOW)
    assert store.put([entry("doi:10.1/x", title=title, authors=authors, abstract=abstract, file="b")], NOW).added == 0
