"""Whether the index holds what the library does, told without reading a posting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.search import Document, WhooshIndex

PAPERS = tuple(
    Document(number, f"On number {number}", "word " * number, ("Ada Lovelace",), ("cs.CL",), f"2024-01-{number:02}")
    for number in range(1, 13)
)


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    index.update(PAPERS[:5])
    index.update(PAPERS[4:], removed=[2])
    return index


def test_the_numbers_are_those_of_the_living_papers(index: WhooshIndex) -> None:
    assert index.numbers().tolist() == [1, *range(3, 13)]
    index.clear()
    assert index.numbers().tolist() == []


def test_papers_that_are_as_they_were_indexed_do_not_differ(index: WhooshIndex) -> None:
    assert index.differing(()) == []
    assert index.differing(paper for paper in PAPERS if paper.id != 2) == []


def test_another_text_or_date_differs_and_so_does_a_paper_that_is_not_there(index: WhooshIndex) -> None:
    changed = (
        replace(PAPERS[2], title="On another number 3"),
        replace(PAPERS[3], abstract="word"),
        replace(PAPERS[4], authors=("Ada", "Grace Hopper")),
        replace(PAPERS[5], date="2023-01-06"),
        replace(PAPERS[6], categories=()),
        PAPERS[7],
        PAPERS[1],
        Document(99, "Nowhere"),
    )
    assert index.differing(changed) == [2, 3, 4, 5, 6, 7, 99]


def test_a_text_that_took_another_ones_place_is_the_one_that_counts(index: WhooshIndex) -> None:
    anew = replace(PAPERS[2], abstract="Something else entirely, and longer.")
    index.update([anew])
    assert index.differing([anew]) == []
    assert index.differing([PAPERS[2]]) == [3]
