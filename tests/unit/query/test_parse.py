"""From what somebody typed to a query."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query import Clause, Field, InEdition, Is, Phrase, State, Tagged, Word
from reader.query.parse import MAX_CLAUSES, MAX_PHRASE, MAX_PROBLEMS, MAX_QUERY, MAX_WORD, parse

PIECES = st.sampled_from(
    [
        "graph",
        '"',
        "-",
        "*",
        ":",
        "title:",
        "titel:",
        "is:",
        "tag:",
        "edition:",
        "(",
        ")",
        " ",
        "OR",
        "~2",
        "é",
        "“",
        "：",
        "\ud800",
    ]
)
QUERIES = st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("graph", Word("graph")),
        ("graph,", Word("graph")),
        ("neural*", Word("neural", prefix=True)),
        ("-survey", Word("survey", negated=True)),
        ("\N{MINUS SIGN}survey", Word("survey", negated=True)),
        ('"language  model"', Phrase("language model")),
        ("“language model”", Phrase("language model")),
        ('-"language model"', Phrase("language model", negated=True)),
        ("title:graph", Word("graph", Field.TITLE)),
        ("TI:graph*", Word("graph", Field.TITLE, prefix=True)),
        ("title：graph", Word("graph", Field.TITLE)),
        ('abs:"a graph"', Phrase("a graph", Field.ABSTRACT)),
        ("-author:LeCun", Word("LeCun", Field.AUTHOR, negated=True)),
        ("au:„Yann LeCun“", Phrase("Yann LeCun", Field.AUTHOR)),
        ("tag:RAG", Tagged("rag")),
        ('-tag:"to read"', Tagged("to-read", negated=True)),
        ("is:unread", Is(State.UNREAD)),
        ("is:STARRED", Is(State.BOOKMARKED)),
        ("-is:read", Is(State.READ, negated=True)),
        ('edition:"Aug 25"', InEdition("Aug 25")),
        ("edition:daily-papers:--08-25", InEdition("daily-papers:--08-25")),
        ("fine-tuning", Word("fine-tuning")),
        ("C++", Word("C++")),
        ("cs.CL", Word("cs.CL")),
        ("3:1", Word("3:1")),
        ("C*-algebra", Word("C*-algebra")),
        ("what?", Word("what")),
        ("~200", Word("~200")),
        ("&", Word("&")),
        ("or", Word("or")),
    ],
)
def test_a_clause_is_read_without_a_problem(text: str, clause: Clause) -> None:
    query = parse(text)
    assert query.clauses == (clause,)
    assert query.problems == ()
    assert query.source == text


@pytest.mark.parametrize(
    ("text", "clauses", "column", "length", "reason"),
    [
        ("a titel:graph", (Word("a"), Word("titel"), Word("graph")), 2, 6, 'did you mean "title"?'),
        ("-titel:graph", (Word("titel:graph", negated=True),), 1, 6, 'did you mean "title"?'),
        ('titel:"a b"', (Word("titel"), Phrase("a b")), 0, 6, 'did you mean "title"?'),
        ("http://x.y", (Word("http"), Word("//x.y")), 0, 5, 'unknown field "http"'),
        ('net "open end', (Word("net"), Phrase("open end")), 4, 9, "the quote is not closed"),
        ("title: net", (Word("net"),), 0, 6, "nothing follows title:"),
        ("net tag:", (Word("net"),), 4, 4, "nothing follows tag:"),
        ("tag:#", (), 4, 1, "cannot be a tag"),
        ("is:foo net", (Word("net"),), 3, 3, "there are unread, read and bookmarked"),
        ("is:unraed", (), 3, 6, 'did you mean "unread"?'),
        ("net *", (Word("net"),), 4, 1, "a star needs"),
        ("net - a", (Word("net"), Word("a")), 4, 1, "nothing to leave out"),
        ("(net", (Word("net"),), 0, 1, "parentheses"),
        ("a OR b", (Word("a"), Word("b")), 2, 2, "OR is not understood here"),
        ("NOT a", (Word("a"),), 0, 3, "minus sign"),
        ("tr*ns", (Word("tr", prefix=True),), 2, 1, "only at the end"),
        ("te?t", (Word("te", prefix=True),), 2, 1, "only at the end"),
        ("*net", (Word("net"),), 0, 1, "only at the end"),
        ("net~2", (Word("net"),), 3, 2, "nearness"),
        ('"a b"~2', (Phrase("a b"),), 5, 2, "nearness"),
    ],
)
def test_a_problem_tells_where_and_why_and_the_rest_still_holds(
    text: str, clauses: tuple[Clause, ...], column: int, length: int, reason: str
) -> None:
    query = parse(text)
    assert query.clauses == clauses
    (problem,) = query.problems
    assert (problem.column, problem.length) == (column, length)
    assert reason in problem.reason


def test_a_pasted_title_with_a_colon_is_no_field() -> None:
    query = parse("BERT: Pre-training")
    assert query.clauses == (Word("BERT"), Word("Pre-training"))
    assert query.problems == ()


def test_a_clause_said_twice_counts_once() -> None:
    assert parse("net net  net").clauses == (Word("net"),)


def test_the_last_word_is_typed_while_no_blank_follows() -> None:
    assert parse("neural net", typing=True).clauses == (Word("neural"), Word("net", typed=True))
    assert parse("neural net ", typing=True).clauses == (Word("neural"), Word("net"))
    assert parse("title:net", typing=True).clauses == (Word("net", Field.TITLE, typed=True),)


@pytest.mark.parametrize("text", ["net*", "-net", '"net"', '"net', "tag:net", "net,"])
def test_what_is_no_plain_word_is_never_typed(text: str) -> None:
    query = parse(text, typing=True)
    assert not any(isinstance(clause, Word) and clause.typed for clause in query.clauses)
    assert query.problems == ()


@pytest.mark.parametrize(
    "text", ['"open', "title:", 'title:"', "tag:", "is:", "is:unr", "-", "-title:", "edition:", "x OR"]
)
def test_what_is_not_finished_yet_is_no_problem_while_typing(text: str) -> None:
    assert parse(text, typing=True).problems == ()
    assert parse(text).problems != ()


def test_what_is_wrong_in_the_middle_is_a_problem_even_while_typing() -> None:
    assert [problem.column for problem in parse("title: is:unr net", typing=True).problems] == [0, 10]


def test_a_query_ends_at_its_cap() -> None:
    query = parse("x" * 10 + " " * MAX_QUERY + "unseen", typing=True)
    assert query.clauses == (Word("x" * 10),)
    assert [(problem.column, problem.length) for problem in query.problems] == [(MAX_QUERY, 16)]


def test_clauses_end_at_their_cap() -> None:
    query = parse(" ".join(f"w{number}" for number in range(MAX_CLAUSES + 3)))
    assert len(query.clauses) == MAX_CLAUSES
    (problem,) = query.problems
    assert query.source[problem.column :] == "w64 w65 w66"


def test_a_clause_said_again_needs_no_room() -> None:
    query = parse(" ".join(f"w{number}" for number in range(MAX_CLAUSES)) + " w0")
    assert len(query.clauses) == MAX_CLAUSES
    assert query.problems == ()


def test_a_word_and_a_phrase_end_at_their_caps() -> None:
    query = parse("x" * (MAX_WORD + 5))
    assert query.clauses == (Word("x" * MAX_WORD),)
    assert [(problem.column, problem.length) for problem in query.problems] == [(MAX_WORD, 5)]
    phrase = parse('"' + "word " * 200 + '"').clauses[0]
    assert isinstance(phrase, Phrase)
    assert MAX_PHRASE - 5 < len(phrase.text) <= MAX_PHRASE
    assert phrase.text.endswith("word")


@pytest.mark.parametrize("sign", ['"', "-", ":", "a:", "* ", "(", "a ", '"a" ', "~", 'tag:"', "a:b ", "\ud800"])
def test_a_million_signs_are_read_at_once(sign: str) -> None:
    query = parse(sign * (1_000_000 // len(sign)))
    assert len(query.clauses) <= MAX_CLAUSES
    assert 1 <= len(query.problems) <= MAX_PROBLEMS


@given(QUERIES, st.booleans())
@settings(max_examples=100)
def test_any_text_is_read_and_its_problems_lie_within_it(text: str, typing: bool) -> None:
    query = parse(text, typing=typing)
    assert query.source == text
    assert len(set(query.clauses)) == len(query.clauses)
    assert [problem.column for problem in query.problems] == sorted(problem.column for problem in query.problems)
    for problem in query.problems:
        assert 0 <= problem.column < problem.column + problem.length <= len(text)
        assert problem.reason


@given(QUERIES)
@settings(max_examples=100)
def test_repeated_blanks_change_no_clause(text: str) -> None:
    assert parse(f"  {text.replace(' ', '   ')}\t").clauses == parse(f"{text} ").clauses
