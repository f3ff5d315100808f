"""The passage that shows why a paper was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query.highlight import Highlighter
from reader.query.parse import parse
from reader.query.snippet import snippet
from tests.thorough import thorough

TEXT = (
    "We begin with nothing at all. Then a graph, and a graph again, come along the way. Attention goes where it is. "
    "The graph has attention here.\nThe rest of it is about other things entirely, and it goes on for a while."
)


def shown(query: str, width: int, text: str = TEXT) -> tuple[str, list[str]]:
    passage, spans = snippet(text, Highlighter(parse(query).root), width)
    return passage, [passage[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "width", "passage", "marks"),
    [
        ("graph attention", 32, "The graph has attention here.…", ["graph", "attention"]),
        ("graph", 40, "Then a graph, and a graph again, come…", ["graph", "graph"]),
        ("zebra", 20, "We begin with…", []),
        ("zebra", 13, "We begin…", []),
        ("goes", 28, "Attention goes where it is.…", ["goes"]),
        ("entirely goes", 40, "…things entirely, and it goes on for a…", ["entirely", "goes"]),
        ("attention", 60, "Attention goes where it is. The graph has attention here.…", ["Attention", "attention"]),
    ],
)
def test_the_best_passage_is_shown(query: str, width: int, passage: str, marks: list[str]) -> None:
    assert len(passage) <= width
    assert shown(query, width) == (passage, marks)


def test_a_text_that_has_room_is_shown_whole_on_one_line() -> None:
    assert shown("graph", 400) == (TEXT.replace("\n", " "), ["graph", "graph", "graph"])


def test_no_room_shows_nothing() -> None:
    assert shown("graph", 0) == ("", [])
    assert shown("graph", 1)[0] == "…"


def test_a_word_longer_than_the_room_is_cut() -> None:
    passage, marks = shown("x*", 10, "a " + "x" * 50)
    assert len(passage) <= 10
    assert marks == ["x"]


def test_a_long_text_is_looked_at_once() -> None:
    text = "graph tree. " * 20_000 + "forest"
    passage, marks = shown("graph tree forest", 40, text)
    assert marks[-1] == "forest"
    assert len(passage) <= 40


WORDS = st.sampled_from(["graph", "tree", "a", "Long.", "sentence", "ends.\n", "深度学习", "x" * 40, "n^2", "…", "é"])


@given(st.lists(WORDS, max_size=40).map(" ".join), st.integers(-1, 60), st.sampled_from(["graph", "tree graph", "x*"]))
@thorough(150, 300)
def test_a_passage_is_a_piece_of_the_text_with_its_marks(text: str, width: int, query: str) -> None:
    highlighter = Highlighter(parse(query).root)
    passage, spans = snippet(text, highlighter, width)
    assert len(passage) <= max(width, 0)
    assert passage.removeprefix("…").removesuffix("…") in text.replace("\n", " ")
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(passage)
        last = end
    if width > 45 and highlighter.spans(text):
        assert spans
