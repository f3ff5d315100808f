"""Queries that nobody finished, and queries that nobody should have typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import And, Field, Not, Noted, Or, Phrase, Word, leaves
from reader.query.describe import describe
from reader.query.highlight import Highlighter
from reader.query.match import plan
from reader.query.parse import MAX_CLAUSES, MAX_DEPTH, MAX_PHRASE, MAX_PROBLEMS, MAX_QUERY, MAX_WORD, parse
from tests.thorough import thorough

A, B = Word("a"), Word("b")


def test_the_last_word_is_typed_while_no_blank_follows() -> None:
    assert parse("neural net", typing=True).clauses == (Word("neural"), Word("net", typed=True))
    assert parse("neural net ", typing=True).clauses == (Word("neural"), Word("net"))
    assert parse("title:net", typing=True).clauses == (Word("net", Field.TITLE, typed=True),)
    assert parse("title:(net", typing=True).clauses == (Word("net", Field.TITLE, typed=True),)


def test_what_may_go_on_leaves_out_nothing_yet() -> None:
    assert parse("a -s", typing=True).clauses == (A,)
    assert parse("a NOT s", typing=True).clauses == (A,)
    assert parse("a -(b s", typing=True).clauses == (A, Not(B))
    assert parse("a -(b -s", typing=True).clauses == (A, Not(And((B, Not(Word("s", typed=True))))))
    assert parse("a -s ", typing=True).clauses == (A, Not(Word("s")))
    assert parse("a -s*", typing=True).clauses == (A, Not(Word("s", prefix=True)))
    assert parse('a -"s', typing=True).clauses == (A, Not(Phrase("s")))


def test_the_last_word_of_a_note_may_go_on() -> None:
    assert parse("note:ba", typing=True).root == Noted("ba", prefix=True)
    assert parse("note:ba ", typing=True).root == Noted("ba")
    assert parse('note:"ba"', typing=True).root == Noted("ba")


@pytest.mark.parametrize("text", ["net*", "-net", '"net"', '"net', "tag:net", "net,", "netw~"])
def test_what_is_no_plain_word_is_never_typed(text: str) -> None:
    query = parse(text, typing=True)
    assert not any(isinstance(leaf, Word) and leaf.typed for leaf, _ in leaves(query.root))
    assert query.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        '"open',
        "title:",
        'title:"',
        "tag:",
        "is:",
        "is:unr",
        "has:c",
        "sort:-da",
        "-",
        "+",
        "-title:",
        "edition:",
        "x OR",
        "x OR ",
        "x AND",
        "x NOT ",
        "(x",
        "title:(x OR",
        "-(",
        "date:20",
        "date:2024-",
        "date:>",
        "rating:>",
        "up:..",
    ],
)
def test_what_is_not_finished_yet_is_no_problem_while_typing(text: str) -> None:
    assert parse(text, typing=True).problems == ()
    assert parse(text).problems != ()


def test_what_is_wrong_in_the_middle_is_a_problem_even_while_typing() -> None:
    problems = parse("title: is:unr x) OR OR date:20 net", typing=True).problems
    assert [problem.column for problem in problems] == [0, 10, 15, 20, 28]


def test_a_query_ends_at_its_cap() -> None:
    query = parse("x" * 10 + " " * MAX_QUERY + "unseen", typing=True)
    assert query.clauses == (Word("x" * 10),)
    assert [(problem.column, problem.length) for problem in query.problems] == [(MAX_QUERY, 16)]


def test_clauses_end_at_their_cap() -> None:
    query = parse(" ".join(f"w{number}" for number in range(MAX_CLAUSES + 3)))
    assert len(query.clauses) == MAX_CLAUSES
    (problem,) = query.problems
    assert query.source[problem.column :] == "w256 w257 w258"


def test_deeper_parentheses_are_read_as_if_they_were_not_there() -> None:
    query = parse(f"{'(' * 40}a{')' * 40} OR b")
    assert query.root == Or((A, B))
    assert [problem.column for problem in query.problems] == [MAX_DEPTH]


def test_a_word_and_a_phrase_end_at_their_caps() -> None:
    query = parse("x" * (MAX_WORD + 5))
    assert query.clauses == (Word("x" * MAX_WORD),)
    assert [(problem.column, problem.length) for problem in query.problems] == [(MAX_WORD, 5)]
    phrase = parse('"' + "word " * 200 + '"').clauses[0]
    assert isinstance(phrase, Phrase)
    assert MAX_PHRASE - 5 < len(phrase.text) <= MAX_PHRASE
    assert phrase.text.endswith("word")


HOSTILE = [
    "x" * 10_000,
    " ".join(f"w{number}" for number in range(1_000)),
    " OR ".join(f"w{number}" for number in range(1_000)),
    "(" * 500 + "a" + ")" * 500,
    "(a OR -(b " * 500,
    "-" * 500 + "a",
    "NOT " * 500 + "a",
    "title:(" * 500,
    ")" * 500,
    "".join(map(chr, range(32))) + "\x7f\x9b",
    "\ud800 \udfff:x",
    "***",
    "?*",
    "*a*",
    "a~5",
    "[a TO",
    "((((",
    '"\\' * 1_000,
    "rating:" + "9" * 3_000,
    "date:" + "9" * 3_000,
    "limit:" + "9" * 3_000,
    "tag:(" + "x " * 900 + ")",
    "~" * 1_000,
    "a~" * 1_000,
    "a:" * 1_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("typing", [True, False])
def test_no_query_overflows_anything_on_its_way(text: str, typing: bool) -> None:
    query = parse(text, typing=typing)
    assert len(query.problems) <= MAX_PROBLEMS
    assert sum(1 for _ in leaves(query.root)) <= MAX_CLAUSES
    assert (plan(query.root) is None) <= (Highlighter(query.root).spans("a w1 x") == ())
    assert bool(describe(query)) is (query.root is not None)


SIGNS = ['"', "-", ":", "a:", "* ", "(", ")", "a ", '"a" ', "~", 'tag:"', "a:b ", "\ud800", "(a OR ", "[", "x", '\\"a']


@pytest.mark.parametrize("sign", SIGNS)
def test_a_million_signs_are_read_as_the_first_of_them_are(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    query = parse(text)
    assert query.root == parse(text[:MAX_QUERY]).root
    assert 1 <= len(query.problems) <= MAX_PROBLEMS


PIECES = st.sampled_from(
    [
        "graph",
        '"',
        "-",
        "+",
        "*",
        "?",
        ":",
        "title:",
        "titel:",
        "is:",
        "tag:",
        "edition:",
        "date:",
        "rating:",
        "sort:",
        "limit:",
        "similar:",
        "2024",
        "..",
        ">=",
        "[a TO",
        "(",
        ")",
        " ",
        " OR ",
        " AND ",
        " NOT ",
        "~2",
        "\\",
        "é",
        "“",
        "：",
        "\x00",
        "�",
    ]
)
QUERIES = st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join)


@given(QUERIES, st.booleans())
@thorough(150, 300)
def test_any_text_is_read_and_its_problems_lie_within_it(text: str, typing: bool) -> None:
    query = parse(text, typing=typing, today=date(2025, 8, 28))
    assert query.source == text
    others = [clause for clause in query.clauses if not isinstance(clause, Word)]
    assert len(set(others)) == len(others)
    assert [problem.column for problem in query.problems] == sorted(problem.column for problem in query.problems)
    for problem in query.problems:
        assert 0 <= problem.column < problem.column + problem.length <= len(text)
        assert problem.reason


@given(QUERIES, st.booleans())
@thorough(100, 200)
def test_the_tree_is_as_flat_as_it_can_be(text: str, typing: bool) -> None:
    pending = [parse(text, typing=typing).root]
    while pending:
        node = pending.pop()
        match node:
            case And(parts) | Or(parts):
                assert len(parts) > 1
                assert not any(isinstance(part, type(node)) for part in parts)
                pending += parts
            case Not(part):
                assert not isinstance(part, Not)
                pending.append(part)


@given(QUERIES)
@thorough(50, 100)
def test_repeated_blanks_change_nothing(text: str) -> None:
    assert parse(f"  {text.replace(' ', '   ')}\t").root == parse(f"{text} ").root
