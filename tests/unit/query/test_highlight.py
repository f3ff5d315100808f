"""Where a query hit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query import Field
from reader.query.highlight import Highlighter
from reader.query.match import fits
from reader.query.parse import parse
from reader.search.protocol import Document


def marked(query: str, text: str, field: Field | None = Field.TITLE, *, typing: bool = False) -> list[str]:
    spans = Highlighter(parse(query, typing=typing).clauses).spans(text, field)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("graph", "Graphs, graph and graphite", ["Graphs", "graph"]),
        ("rozier", "by Rozie\u0300r", ["Rozie\u0300r"]),
        ("fine-tuning", "Fine-tuning, finetuned, fine tuned, tuned", ["Fine-tuning", "finetuned", "fine tuned"]),
        ("finetuning", "fine-tuning fine tuning", ["fine-tuning"]),
        ('"retrieval of documents"', "retrieval, retrieval of the document", ["retrieval of the document"]),
        ('"graph"', "a graph", ["graph"]),
        ("neur*", "Neural neuron new", ["Neur", "neur"]),
        ("finet*", "Fine-tuning finetuned", ["Fine-t", "finet"]),
        ("strass*", "Straßen", ["Straß"]),
        ("fi*", "ﬁne", ["ﬁ"]),
        ("f*", "ﬁne", ["ﬁne"]),
        ("ro*", "Ro\u0301sa", ["Ro\u0301"]),
        ("深度学习", "基于深度学习的方法", ["深度学习"]),
        ("深*", "基于深度学习", ["深"]),
        ("深度 gpt", "深度GPT", ["深度GPT"]),
        ("C++", "C++ and C", ["C++"]),
        ("title:net abstract:graph", "graph net", ["net"]),
        ("-graph net", "graph net", ["net"]),
        ("tag:graph is:unread", "graph unread", []),
        ("the of", "the state of", []),
        ("graph", "", []),
    ],
)
def test_what_is_marked(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


def test_a_typed_word_marks_its_inflections_whole_and_the_beginning_of_others() -> None:
    assert marked("graph", "Graphs graphite", typing=True) == ["Graphs", "graph"]


def test_a_name_is_marked_by_its_form() -> None:
    assert marked("au:hugh", "Hugh Hughes", Field.AUTHOR) == ["Hugh"]
    assert marked('au:"bin yu"', "Bin Yu", Field.AUTHOR) == ["Bin Yu"]
    assert marked("au:hugh", "Hugh", Field.TITLE) == []


def test_without_a_field_only_what_looks_anywhere_is_marked() -> None:
    assert marked("net title:graph", "graph net", None) == ["net"]


WORDS = st.sampled_from(
    ["graph", "Graphs", "fine-tuning", "tune", "ﬁne", "the", "of", "C++", "深度学", "Straße", "-", ",", "\u0301"]
)
TEXTS = st.lists(WORDS | st.text(max_size=3), max_size=12).map(" ".join)
QUERIES = st.lists(WORDS.map(lambda word: word + "*") | WORDS | WORDS.map(lambda word: f'"{word} graph"'), max_size=4)


@given(QUERIES.map(" ".join), TEXTS, st.sampled_from(Field))
@settings(max_examples=100)
def test_marks_are_sorted_disjoint_and_within_the_text(query: str, text: str, field: Field) -> None:
    last = -1
    for start, end in Highlighter(parse(query, typing=True).clauses).spans(text, field):
        assert last < start < end <= len(text)
        last = end


@given(QUERIES.map(lambda words: " ".join(words[:1])), TEXTS)
@settings(max_examples=100)
def test_a_text_is_marked_exactly_where_it_fits(query: str, text: str) -> None:
    clauses = parse(query).text_clauses
    positive = [clause for clause in clauses if not clause.negated]
    if len(positive) == len(clauses) == 1:
        assert bool(Highlighter(clauses).spans(text, Field.TITLE)) is fits(clauses, Document(1, text))
