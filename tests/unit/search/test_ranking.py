"""The order of what is found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from reader.query import TextClause, Word
from reader.search import Document, WhooshIndex


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    """An empty index."""
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    return index


def _ranked(index: WhooshIndex, texts: Iterable[tuple[str, str]], *clauses: TextClause) -> list[int]:
    index.update(Document(number, title, abstract) for number, (title, abstract) in enumerate(texts, start=1))
    return list(index.search(clauses))


def test_a_word_of_the_title_counts_more_than_one_of_the_abstract(index: WhooshIndex) -> None:
    texts = [("one two", "graph three"), ("graph two", "one three"), ("other", "thing")]

    assert _ranked(index, texts, Word("graph")) == [2, 1]


def test_a_short_paper_about_it_comes_before_a_long_one(index: WhooshIndex) -> None:
    texts = [("x", "graph " + "filler " * 50), ("x", "graph filler"), ("y", "z")]

    assert _ranked(index, texts, Word("graph")) == [2, 1]


def test_the_rare_word_decides(index: WhooshIndex) -> None:
    texts = [("x", "model model graph"), ("x", "model graph graph"), *[("y", "model")] * 8]

    assert _ranked(index, texts, Word("model"), Word("graph")) == [2, 1]


def test_a_title_that_begins_as_typed_comes_first(index: WhooshIndex) -> None:
    texts = [("x", "translucent"), ("y", "transit"), ("transfer", "z"), ("w", "v")]

    assert _ranked(index, texts, Word("trans", typed=True)) == [3, 1, 2]


def test_equals_come_by_number(index: WhooshIndex) -> None:
    index.update([Document(5, "same"), Document(2, "same")])
    index.update([Document(3, "same")])

    assert list(index.search([Word("same")])) == [2, 3, 5]


def test_segments_are_weighed_together(index: WhooshIndex) -> None:
    index.update([Document(1, "x", "graph filler filler")])
    index.update([Document(2, "graph", "graph")])
    index.update([Document(number, "other") for number in range(3, 9)])

    assert list(index.search([Word("graph")])) == [2, 1]
