"""What fits a query."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Edition
from reader.query import Field, Phrase, TextClause, Word
from reader.query.match import Need, fits, names_edition, needs
from reader.search.protocol import Document

PAPER = Document(
    1,
    title="LLM fine-tuning with GPT-4",
    abstract="Graphs of the C++ kind don't need 深度学习. Retrieval of documents, theory last.",
    authors=("Chris Hughes", "Bin Yu"),
    categories=("cs.CL", "stat.ML"),
)


def found(*clauses: TextClause) -> bool:
    return fits(clauses, PAPER)


@pytest.mark.parametrize(
    "word",
    ["graph", "GRAPHS", "llm", "hughes", "hugh", "cs.CL", "cscl", "C++", "深度学习", "度学", "theory", "Rétrieval"],
)
def test_a_word_is_looked_for_everywhere(word: str) -> None:
    assert found(Word(word))


@pytest.mark.parametrize("word", ["finetuning", "finetuned", "fine-tuning", "fine", "tune", "gpt4", "GPT-4", "don't"])
def test_a_compound_fits_joined_and_apart(word: str) -> None:
    assert found(Word(word))


@pytest.mark.parametrize("word", ["graf", "C", "cs-LG", "tuning-fine", "学深", "深习", "CL-stat", "tuning/with/4"])
def test_a_word_that_does_not_occur_does_not_fit(word: str) -> None:
    assert not found(Word(word))


def test_parts_of_a_compound_must_follow_one_another_within_one_text() -> None:
    assert found(Word("chris-hughes"))
    assert not found(Word("hughes-bin"))
    assert not found(Word("4-graphs"))


@pytest.mark.parametrize(
    ("field", "word", "expected"),
    [
        (Field.TITLE, "llm", True),
        (Field.TITLE, "graph", False),
        (Field.ABSTRACT, "graph", True),
        (Field.ABSTRACT, "llm", False),
        (Field.AUTHOR, "hughes", True),
        (Field.AUTHOR, "hugh", False),
        (Field.AUTHOR, "chris-hughes", True),
        (Field.AUTHOR, "llm", False),
        (Field.TITLE, "hughes", False),
    ],
)
def test_a_field_looks_at_its_part_alone_and_names_are_not_stemmed(field: Field, word: str, expected: bool) -> None:
    assert found(Word(word, field)) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("gra", True),
        ("raph", False),
        ("the", True),
        ("fine-tun", True),
        ("finetun", True),
        ("fine-ing", False),
        ("深", True),
        ("学", True),
        ("习", False),
        ("深度学", True),
        ("cs.C", True),
        ("hughes", True),
    ],
)
def test_a_prefix_fits_what_begins_so(word: str, expected: bool) -> None:
    assert found(Word(word, prefix=True)) is expected


def test_a_prefix_of_signs_is_ignored() -> None:
    assert found(Word("+", prefix=True), Word("graph"))
    assert not found(Word("+", prefix=True))


def test_a_typed_word_fits_by_its_stem_or_by_its_beginning() -> None:
    assert found(Word("graphing", typed=True))
    assert not found(Word("graphing", prefix=True))
    assert found(Word("retr", typed=True))
    assert not found(Word("retr"))
    assert found(Word("hug", Field.AUTHOR, typed=True))


def test_a_stop_word_being_typed_is_a_beginning_only_while_it_is_alone() -> None:
    assert found(Word("the", typed=True))
    assert not found(Word("in", typed=True))
    assert found(Word("graph"), Word("in", typed=True))


@pytest.mark.parametrize(
    ("phrase", "field", "expected"),
    [
        ("retrieval of documents", Field.ANY, True),
        ("retrieval documents", Field.ANY, True),
        ("document retrieval", Field.ANY, False),
        ("llm finetuning", Field.ANY, True),
        ("gpt 4 graphs", Field.ANY, False),
        ("graph", Field.ANY, True),
        ("bin yu", Field.ANY, True),
        ("hughes bin", Field.ANY, False),
        ("bin yu", Field.AUTHOR, True),
        ("chri hughes", Field.AUTHOR, False),
        ("llm fine tuning", Field.TITLE, True),
        ("llm fine tuning", Field.ABSTRACT, False),
        ("cs.CL", Field.ANY, True),
    ],
)
def test_a_phrase_stands_together_in_one_text(phrase: str, field: Field, expected: bool) -> None:
    assert found(Phrase(phrase, field)) is expected


def test_all_clauses_must_hold_and_no_negated_one() -> None:
    assert found(Word("graph"), Word("llm"))
    assert not found(Word("graph"), Word("survey"))
    assert found(Word("graph"), Word("survey", negated=True))
    assert not found(Word("graph"), Phrase("bin yu", negated=True))


def test_only_negated_clauses_give_everything_else() -> None:
    assert found(Word("survey", negated=True))
    assert not found(Word("graph", negated=True))


def test_clauses_without_a_word_restrict_nothing_and_alone_find_nothing() -> None:
    nothing = (Word("the"), Phrase("of the"), Word("&"), Word("the", negated=True))
    assert found(*nothing, Word("graph"))
    assert not found(*nothing)
    assert not found()


def test_a_clause_comes_apart_into_what_the_index_asks_for() -> None:
    assert needs([Word("fine-tuning")]) == (Need(Field.ANY, terms=("finetun",), runs=(("fine", "tune"),)),)
    assert needs([Word("Hughes", Field.AUTHOR)]) == (Need(Field.AUTHOR, terms=("hughes",)),)
    assert needs([Word("fine-tun", prefix=True)]) == (Need(Field.ANY, prefixes=("finetun",)),)
    assert needs([Word("graphs", typed=True)]) == (Need(Field.ANY, terms=("graph",), prefixes=("graphs",)),)
    assert needs([Phrase("fine-tuning")]) == (Need(Field.ANY, runs=(("fine", "tune"),)),)
    assert needs([Phrase("graphs", negated=True)]) == (Need(Field.ANY, negated=True, terms=("graph",)),)


def test_a_clause_said_twice_is_one_need() -> None:
    assert len(needs([Word("graph"), Word("Graphs"), Phrase("graph")])) == 1


CLAUSES = st.builds(
    Word,
    st.sampled_from(["graph", "the", "fine-tuning", "+", "x", "", "深", "GPT-4"]),
    st.sampled_from(Field),
    st.booleans(),
    st.booleans(),
    st.booleans(),
) | st.builds(Phrase, st.text(max_size=8), st.sampled_from(Field), st.booleans())


@given(CLAUSES, st.text(max_size=20))
@settings(max_examples=100)
def test_a_clause_and_its_negation_never_both_fit(clause: TextClause, title: str) -> None:
    opposite = replace(clause, negated=not clause.negated)
    paper = Document(1, title)
    asked = bool(needs([clause]))
    assert (fits([clause], paper) ^ fits([opposite], paper)) is asked
    assert not (asked and fits([clause, opposite], paper))


DATED, YEARLESS = Edition("daily-papers", "2025-08-25"), Edition("daily-papers", "--08-25")


@pytest.mark.parametrize(
    "text",
    [
        "daily-papers",
        "Daily Papers",
        "08-25",
        "--08-25",
        "8-25",
        "Aug 25",
        "aug25",
        "25 Aug",
        "25-AUGUST",
        "august 25th",
        "Aug",
        "daily-papers:08-25",
        "daily-papers:aug 25",
        " Aug\u00a025 ",
    ],
)
def test_a_day_names_editions_with_and_without_a_year(text: str) -> None:
    assert names_edition(text, DATED)
    assert names_edition(text, YEARLESS)


@pytest.mark.parametrize(
    "text",
    [
        "2025",
        "2025-08",
        "2025-08-25",
        "25 Aug 2025",
        "Aug 25, 2025",
        "2025 aug 25",
        "aug 2025",
        "2025/8/25",
        "daily-papers:2025-08-25",
        DATED.key,
        DATED.label,
    ],
)
def test_a_year_names_only_an_edition_that_has_it(text: str) -> None:
    assert names_edition(text, DATED)
    assert not names_edition(text, YEARLESS)


@pytest.mark.parametrize("edition", [DATED, YEARLESS])
def test_an_edition_is_named_by_its_key_and_its_label(edition: Edition) -> None:
    assert names_edition(edition.key, edition)
    assert names_edition(edition.label, edition)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ":",
        "25",
        "8",
        "aug 24",
        "sep 25",
        "2024",
        "2024-08-25",
        "2025-09",
        "acl:2025-08-25",
        "daily",
        "au 25",
        "aug 25 26",
        "08-25-2025-1",
        "augustus 25",
        "99-99",
    ],
)
def test_what_names_no_edition(text: str) -> None:
    assert not names_edition(text, DATED)
    assert not names_edition(text, YEARLESS)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0258-aug: ")), max_size=20))
@settings(max_examples=100)
def test_any_text_may_be_asked_whether_it_names_an_edition(text: str) -> None:
    assert names_edition(text, YEARLESS) in (True, False)
