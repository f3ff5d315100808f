"""Where a query hit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query import Field
from reader.query.highlight import Highlighter
from reader.query.match import fits
from reader.query.parse import parse
from tests.unit.query.papers import Texts


def marked(query: str, text: str, field: Field | None = Field.TITLE, *, typing: bool = False) -> list[str]:
    spans = Highlighter(parse(query, typing=typing).root).spans(text, field)
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
        ("graph OR tree", "trees of graphs", ["trees", "graphs"]),
        ("-(graph -tree)", "tree graph", ["tree"]),
        ("transfomer~", "A transformer, transform", ["transformer"]),
        ('"graph tree"~2', "graph a one two tree three graph", ["graph", "tree", "graph"]),
        ('"graph tree"~1', "graph a one two tree three graph", ["tree", "graph"]),
        ('"graph tree"~1', "graph one two tree", []),
        ("has:code", "github.com", []),
        ("O(n^2)", r"$O(n^{2})$ time", ["O", "n^{2}"]),
        ("roziere", r"by Rozi\`ere", [r"Rozi\`ere"]),
    ],
)
def test_what_is_marked(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


def test_a_typed_word_marks_its_inflections_whole_and_the_beginning_of_others() -> None:
    assert marked("graph", "Graphs graphite", typing=True) == ["Graphs", "graph"]


def test_a_name_is_marked_by_its_form() -> None:
    assert marked("au:hugh", "Hugh Hughes", Field.AUTHOR) == ["Hugh"]
    assert marked('au:"bin yu"', "Bin Yu", Field.AUTHOR) == ["Bin", "Yu"]
    assert marked("au:hugh", "Hugh", Field.TITLE) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('au:"Hinton, G"', ["Geoffrey", "Hinton"]),
        ('au:"Geoffrey Hinton"', ["Geoffrey", "Hinton"]),
        ('au:"Yann Hinton"', []),
        ('au:"Le-Cun Yann"', []),
        ('au:"y lecun"', ["Yann", "LeCun"]),
    ],
)
def test_a_name_is_marked_within_a_line_of_names(query: str, expected: list[str]) -> None:
    assert marked(query, "Yann LeCun, Geoffrey E. Hinton", Field.AUTHOR) == expected


def test_a_category_is_marked_whole() -> None:
    assert marked("cat:cs", "cs.CL, stat.ML", Field.CATEGORY) == ["cs.CL"]
    assert marked("cat:s*", "cs.CL stat.ML", Field.CATEGORY) == ["stat.ML"]
    assert marked("cat:cs", "cs", Field.TITLE) == []


def test_an_address_of_code_is_marked_in_the_abstract() -> None:
    assert marked("has:code", "See https://github.com/x/y.", Field.ABSTRACT) == ["github.com"]


def test_without_a_field_only_what_looks_anywhere_is_marked() -> None:
    assert marked("net title:graph", "graph net", None) == ["net"]


WORDS = st.sampled_from(
    ["graph", "Graphs", "fine-tuning", "tune", "ﬁne", "the", "of", "C++", "深度学", "Straße", "-", ",", "\u0301"]
)
TEXTS = st.lists(WORDS | st.text(max_size=3), max_size=12).map(" ".join)
QUERIES = st.lists(
    WORDS
    | WORDS.map(lambda word: f"{word}*")
    | WORDS.map(lambda word: f"{word}~")
    | WORDS.map(lambda word: f'"{word} graph"')
    | WORDS.map(lambda word: f'"{word} graph"~2'),
    max_size=4,
)


@given(QUERIES.map(" ".join), TEXTS, st.sampled_from(Field))
@settings(max_examples=100)
def test_marks_are_sorted_disjoint_and_within_the_text(query: str, text: str, field: Field) -> None:
    last = -1
    for start, end in Highlighter(parse(query, typing=True).root).spans(text, field):
        assert last < start < end <= len(text)
        last = end


@given(QUERIES.map(lambda words: " ".join(words[:1])), TEXTS)
@settings(max_examples=100)
def test_a_text_is_marked_exactly_where_it_fits(query: str, text: str) -> None:
    root = parse(query).root
    assert bool(Highlighter(root).spans(text, Field.TITLE)) is fits(root, Texts(text))
