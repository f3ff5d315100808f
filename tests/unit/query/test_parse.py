"""From what somebody typed to a query."""

from __future__ import annotations

from datetime import date

import pytest

from reader.model import Sort
from reader.query import (
    And,
    Compared,
    Dated,
    Day,
    Field,
    FromSource,
    Has,
    InEdition,
    InVenue,
    Is,
    Measure,
    Name,
    Named,
    Node,
    Not,
    Noted,
    Or,
    Phrase,
    State,
    Tagged,
    Thing,
    Word,
)
from reader.query.parse import MAX_COSTLY, parse

TODAY = date(2025, 8, 28)
A, B, C, D = (Word(letter) for letter in "abcd")
THREE_TO_FIVE = And((Compared(Measure.RATING, ">=", 3), Compared(Measure.RATING, "<=", 5)))


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("graph", Word("graph")),
        ("graph,", Word("graph")),
        ("neural*", Word("neural", prefix=True)),
        ("-survey", Not(Word("survey"))),
        ("--survey", Not(Word("survey"))),
        ("+survey", Word("survey")),
        ("\N{MINUS SIGN}survey", Not(Word("survey"))),
        ('"language  model"', Phrase("language model")),
        ("“language model”", Phrase("language model")),
        ('-"language model"', Not(Phrase("language model"))),
        ("title:graph", Word("graph", Field.TITLE)),
        ("TI:graph*", Word("graph", Field.TITLE, prefix=True)),
        ("title：graph", Word("graph", Field.TITLE)),
        ('abs:"a graph"', Phrase("a graph", Field.ABSTRACT)),
        ("-author:LeCun", Not(Word("LeCun", Field.AUTHOR))),
        ("au:„Yann LeCun“", Phrase("Yann LeCun", Field.AUTHOR)),
        ("cat:cs.CL", Word("cs.CL", Field.CATEGORY)),
        ("category:cs*", Word("cs", Field.CATEGORY, prefix=True)),
        ("tag:RAG", Tagged("rag")),
        ('-tag:"to read"', Not(Tagged("to-read"))),
        ("is:unread", Is(State.UNREAD)),
        ("is:STARRED", Is(State.BOOKMARKED)),
        ("is:rated", Is(State.RATED)),
        ("is:noted", Is(State.NOTED)),
        ("-is:read", Not(Is(State.READ))),
        ("has:code", Has(Thing.CODE)),
        ("has:notes", Has(Thing.NOTE)),
        ("has:doi", Has(Thing.DOI)),
        ("has:tag", Has(Thing.TAG)),
        ('edition:"Aug 25"', InEdition("Aug 25")),
        ("edition:daily-papers:--08-25", InEdition("daily-papers:--08-25")),
        ('source:"Daily Papers"', FromSource("daily-papers")),
        ("venue:NeurIPS", InVenue("NeurIPS")),
        ("id:arxiv:2602.23229", Named(Name.ID, "arxiv:2602.23229")),
        ("doi:10.1000/x", Named(Name.DOI, "10.1000/x")),
        ("doi:https://doi.org/10.1000/x", Named(Name.DOI, "10.1000/x")),
        ("note:baseline", Noted("baseline")),
        ('note:"two  words"', Noted("two words")),
        ("note:base*", Noted("base", prefix=True)),
        ("transfomer~", Word("transfomer", fuzzy=2)),
        ("models~", Word("models", fuzzy=1)),
        ("models~2", Word("models", fuzzy=2)),
        ("models~0", Word("models")),
        ("title:models~1", Word("models", Field.TITLE, fuzzy=1)),
        ('"near words"~3', Phrase("near words", slop=3)),
        ('"near words"~', Phrase("near words", slop=5)),
        ("fine-tuning", Word("fine-tuning")),
        ("C++", Word("C++")),
        ("cs.CL", Word("cs.CL")),
        ("3:1", Word("3:1")),
        ("C*-algebra", Word("C*-algebra")),
        ("what?", Word("what")),
        ("~200", Word("~200")),
        ("&", Word("&")),
        ("or", Word("or")),
        ("[MASK]", Word("[MASK]")),
        ('M\\"uller', Word('M\\"uller')),
        ('"M\\"uller and"', Phrase('M\\"uller and')),
        ('"C:\\"', Phrase("C:\\")),
        ("-OR", Not(Word("OR"))),
        ("rating:4", Compared(Measure.RATING, "=", 4)),
        ("rating:>=4", Compared(Measure.RATING, ">=", 4)),
        ("rating:≤4", Compared(Measure.RATING, "<=", 4)),
        ("rating:..3", Compared(Measure.RATING, "<=", 3)),
        ("up:>20", Compared(Measure.UP, ">", 20)),
        ("up:＞20", Compared(Measure.UP, ">", 20)),
        ("rating:3..5", THREE_TO_FIVE),
        ("rating:5..3", THREE_TO_FIVE),
        ("-rating:3..5", Not(THREE_TO_FIVE)),
        ("date:2025", Dated(Day.DATE, "2025-01-01", "2025-12-31")),
        ("date:2024-02", Dated(Day.DATE, "2024-02-01", "2024-02-29")),
        ("date:2025-8-5", Dated(Day.DATE, "2025-08-05", "2025-08-05")),
        ("date:2024-08..2025-02", Dated(Day.DATE, "2024-08-01", "2025-02-28")),
        ("date:2025..2024", Dated(Day.DATE, "2024-01-01", "2025-12-31")),
        ("date:2024..", Dated(Day.DATE, "2024-01-01")),
        ("date:..2024", Dated(Day.DATE, "", "2024-12-31")),
        ("date:>=2024", Dated(Day.DATE, "2024-01-01")),
        ("date:>2024", Dated(Day.DATE, "2025-01-01")),
        ("date:<2020", Dated(Day.DATE, "", "2019-12-31")),
        ("date:<=2020-02", Dated(Day.DATE, "", "2020-02-29")),
        ("date:>9999", Dated(Day.DATE, "9999-12-31")),
        ("added:today", Dated(Day.ADDED, "2025-08-28", "2025-08-28")),
        ("added:yesterday", Dated(Day.ADDED, "2025-08-27", "2025-08-27")),
        ("added:1d", Dated(Day.ADDED, "2025-08-28")),
        ("added:7d", Dated(Day.ADDED, "2025-08-22")),
        ("added:2W", Dated(Day.ADDED, "2025-08-15")),
        ("date:9999y", Dated(Day.DATE, "0001-01-01")),
        ("date:30d..7d", Dated(Day.DATE, "2025-07-30", "2025-08-22")),
        ("added:2025-08", Dated(Day.ADDED, "2025-08-01", "2025-08-31")),
    ],
)
def test_a_part_is_read_without_a_problem(text: str, root: Node) -> None:
    query = parse(text, today=TODAY)
    assert query.root == root
    assert query.problems == ()
    assert query.source == text


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", None),
        ("a b", And((A, B))),
        ("a AND b && c", And((A, B, C))),
        ("a OR b || c", Or((A, B, C))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("NOT a b", And((Not(A), B))),
        ("NOT a OR b", Or((Not(A), B))),
        ("NOT NOT a", A),
        ("NOT -a", A),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("(a b) c", And((A, B, C))),
        ("a OR (b OR c)", Or((A, B, C))),
        ("((a))", A),
        ("-(a b)", Not(And((A, B)))),
        ("-(-a)", A),
        ("a NOT (b OR c)", And((A, Not(Or((B, C)))))),
        ("（a OR b）", Or((A, B))),
        ("a a", And((A, A))),
        ("a* a* a", And((Word("a", prefix=True), A))),
        ("a OR a", A),
        ("title:(a OR -b) c", And((Or((Word("a", Field.TITLE), Not(Word("b", Field.TITLE)))), C))),
        ('ti:("a b" abs:c)', And((Phrase("a b", Field.TITLE), Word("c", Field.ABSTRACT)))),
        ("ti:(a (b OR c))", And((Word("a", Field.TITLE), Or((Word("b", Field.TITLE), Word("c", Field.TITLE)))))),
        ("tag:(rag OR -agents)", Or((Tagged("rag"), Not(Tagged("agents"))))),
        ('tag:("to read" x)', And((Tagged("to-read"), Tagged("x")))),
        ("rating:3..5 a", And((*THREE_TO_FIVE.parts, A))),
        ("O(n^2)", And((Word("O"), Word("n^2")))),
        ("a(b)", And((A, B))),
    ],
)
def test_operators_and_groups(text: str, root: Node | None) -> None:
    query = parse(text)
    assert query.root == root
    assert query.problems == ()


@pytest.mark.parametrize(
    ("text", "sort", "backwards"),
    [
        *((f"sort:{sort.value}", sort, False) for sort in Sort),
        ("sort:-date", Sort.DATE, True),
        ("sort:newest", Sort.DATE, False),
        ("sort:OLDEST", Sort.DATE, True),
        ("sort:-oldest", Sort.DATE, False),
        ("sort:title sort:date", Sort.DATE, False),
        ("(sort:date)", Sort.DATE, False),
    ],
)
def test_a_query_can_ask_for_an_order(text: str, sort: Sort, backwards: bool) -> None:
    query = parse(f"a {text}")
    assert (query.root, query.sort, query.backwards) == (A, sort, backwards)
    assert query.problems == ()


def test_a_query_can_ask_for_a_number_of_papers_and_for_likeness() -> None:
    query = parse("limit:20 similar:arxiv:2602.23229")
    assert (query.root, query.limit, query.similar) == (None, 20, "arxiv:2602.23229")
    assert query.problems == ()


@pytest.mark.parametrize(
    ("text", "root", "column", "length", "reason"),
    [
        ("a titel:graph", And((A, Word("titel"), Word("graph"))), 2, 6, 'did you mean "title"?'),
        ("-titel:graph", Not(Word("titel:graph")), 1, 6, 'did you mean "title"?'),
        ('titel:"a b"', And((Word("titel"), Phrase("a b"))), 0, 6, 'did you mean "title"?'),
        ("http://x.y", And((Word("http"), Word("//x.y"))), 0, 5, 'unknown field "http"'),
        ('net "open end', And((Word("net"), Phrase("open end"))), 4, 9, "the quote is not closed"),
        ('tag:"open end', Tagged("open-end"), 4, 9, "the quote is not closed"),
        ("title: net", Word("net"), 0, 6, "nothing follows title:"),
        ("net tag:", Word("net"), 4, 4, "nothing follows tag:"),
        ('id:"" a', A, 0, 5, "nothing follows id:"),
        ("tag:#", None, 4, 1, "cannot be a tag"),
        ("tag:foo*", Tagged("foo"), 4, 4, "named whole"),
        ("is:foo net", Word("net"), 3, 3, "there are unread, read, bookmarked"),
        ("is:unraed", None, 3, 6, 'did you mean "unread"?'),
        ("has:cod", None, 4, 3, 'did you mean "code"?'),
        ("sort:dat", None, 5, 3, 'did you mean "date"?'),
        ("-sort:date", None, 6, 4, "cannot be left out"),
        ("limit:(3)", Word("3"), 0, 6, "takes no parentheses"),
        ("limit:0", None, 6, 1, "no number of papers"),
        ("net *", Word("net"), 4, 1, "a star needs"),
        ("***", None, 0, 3, "a star needs"),
        ("?*", None, 0, 2, "a star needs"),
        ("*a*", Word("a", prefix=True), 0, 1, "only at the end"),
        ("?at", Word("at"), 0, 1, "only at the end"),
        ("net - a", And((Word("net"), A)), 4, 1, "nothing to leave out"),
        ("(net", Word("net"), 0, 1, "not closed"),
        ("net)", Word("net"), 3, 1, "no parenthesis is open"),
        ("() a", A, 0, 2, "nothing stands between"),
        ("a OR", A, 2, 2, "nothing follows OR"),
        ("OR a", A, 0, 2, "nothing stands before OR"),
        ("a OR OR b", Or((A, B)), 5, 2, "nothing stands before OR"),
        ("(a AND) b", And((A, B)), 3, 3, "nothing follows AND"),
        ("a NOT", A, 2, 3, "nothing follows NOT"),
        ("a OR )b", Or((A, B)), 5, 1, "no parenthesis is open"),
        ("tr*ns", Word("tr", prefix=True), 2, 1, "only at the end"),
        ("te?t", Word("te", prefix=True), 2, 1, "only at the end"),
        ("*net", Word("net"), 0, 1, "only at the end"),
        ("a~5", A, 1, 2, "only words of 4 letters"),
        ("models~5", Word("models", fuzzy=2), 6, 2, "at most 2 letters"),
        ("~", None, 0, 1, "needs a word"),
        ('"a b"~99', Phrase("a b", slop=50), 5, 3, "from 0 to 50"),
        ('"a b"~1.5', Phrase("a b", slop=5), 5, 4, "from 0 to 50"),
        ("[a TO", And((Word("[a"), Word("TO"))), 0, 5, "a range is written"),
        ("date:[2024 TO 2025]", Dated(Day.DATE, "2024-01-01", "2025-12-31"), 5, 14, "date:2024..2025"),
        ("date:2024-13 a", A, 5, 7, "no day"),
        ("date:2025-02-29", None, 5, 10, "no day"),
        ("date:..", None, 5, 2, "no day"),
        ("date:>30d", Dated(Day.DATE, "2025-07-30"), 5, 4, "takes no sign"),
        ("rating:good", None, 7, 4, "no number"),
        ("rating:9", Compared(Measure.RATING, "=", 9), 7, 1, "no rating is above 5"),
        ("up:99999999999", None, 3, 11, "no number"),
        ("up:٣", None, 3, 1, "no number"),
    ],
)
def test_a_problem_tells_where_and_why_and_the_rest_still_holds(
    text: str, root: Node | None, column: int, length: int, reason: str
) -> None:
    query = parse(text, today=TODAY)
    assert query.root == root
    (problem,) = query.problems
    assert (problem.column, problem.length) == (column, length)
    assert reason in problem.reason


def test_a_query_may_do_nothing_but_refuse() -> None:
    assert parse("-a").root == Not(A)
    assert parse("-a").problems == ()


def test_a_pasted_title_with_a_colon_is_no_field() -> None:
    query = parse("BERT: Pre-training")
    assert query.clauses == (Word("BERT"), Word("Pre-training"))
    assert query.problems == ()


def test_a_word_said_twice_is_said_twice_and_all_else_once() -> None:
    assert parse("net net  net").clauses == (Word("net"), Word("net"), Word("net"))
    assert parse('"a b" net* tag:x "a b" net* tag:x').clauses == (Phrase("a b"), Word("net", prefix=True), Tagged("x"))


def test_what_takes_long_to_look_for_is_limited_and_said() -> None:
    query = parse(" ".join(f"abstract:w{number}" for number in range(30)) + ' "the end" net')

    assert len(query.clauses) == MAX_COSTLY + 1
    assert query.clauses[-1] == Word("net")
    assert [problem.reason for problem in query.problems] == [
        f"only the first {MAX_COSTLY} phrases and beginnings of words are looked for"
    ]


def test_few_words_are_looked_for_with_letters_wrong() -> None:
    query = parse("alpha~ betas~ gamma~ delta~ epsilon~ zetas~")

    assert [leaf.fuzzy for leaf in query.text_clauses if isinstance(leaf, Word)] == [1, 1, 1, 0, 0, 0]
    assert len(query.problems) == 1
