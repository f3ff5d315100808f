"""Which texts read alike, and what a merge makes of it."""

from __future__ import annotations

import pytest

from reader.model import Entry, Origin, Paper
from reader.model.merge import merge
from reader.model.readings import read_alike

ALIKE = [
    (r"The Szeg\"o kernel of Maa{\ss} forms", "The Szegö kernel of Maaß forms"),
    (r"{\it Erd\H{o}s} --- a life", "Erdős — a life"),
    ("one line\nof two", "one line of two"),
    (r"100\% of R\&D, see \url{http://a.example/~b}", "100% of R&D, see http://a.example/ b"),
    (r"some 6\AA \ more, and\ldots", "some 6Å more, and…"),
    ("&gamma; rays", "γ rays"),
    (r"``quoted'' by {\L}ukasz", "“quoted” by Łukasz"),
]
APART = [
    ("a cat", "a bat"),
    ("BERT", "Bert"),
    ("Foo: bar", "Foo, bar"),
    ("$x < y$", "$x > y$"),
    ("$10^{-5}$", "$10^{5}$"),
    (r"$\alpha$ waves", r"$\beta$ waves"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_ways_to_write_a_text_read_alike_and_are_no_news(one: str, other: str) -> None:
    assert read_alike(one, other)
    assert merged(one, other) == one
    assert merged(other, one) == other


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_word_sign_or_capital_is_another_text(one: str, other: str) -> None:
    assert not read_alike(one, other)
    assert merged(one, other) == other


def test_a_title_that_had_lost_its_accents_gets_them_back() -> None:
    assert merged("Erdos and Godel", "Erdős and Gödel") == "Erdős and Gödel"
    assert merged("Erdős and Gödel", "Erdos and Godel") == "Erdős and Gödel"


@pytest.mark.parametrize(
    ("former", "new", "kept"),
    [
        (("cs.CL", "I.2.7; I.2.10"), ("cs.CL", "I.2.7", "I.2.10"), ("cs.CL", "I.2.7; I.2.10")),
        (("I.2.7", "I.2.10"), ("I.2.7; I.2.10", "cs.CL"), ("I.2.7", "I.2.10", "cs.CL")),
        (("68T50, 68T07",), ("68T50", "68T05"), ("68T50, 68T07", "68T05")),
    ],
)
def test_categories_that_were_only_cut_are_there_already(
    former: tuple[str, ...], new: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    paper = Paper(1, "arxiv:2602.23229", "Graphs", categories=former)
    assert merge(paper, entry("Graphs", categories=new)).categories == kept


def test_an_address_that_says_no_more_than_the_key_is_none() -> None:
    paper = Paper(1, "doi:10.1000/a<b>", "Graphs")
    assert merge(paper, entry("Graphs", url="https://doi.org/10.1000/a%3Cb%3E")).url == ""
    assert merge(paper, entry("Graphs", url="https://a.example/")).url == "https://a.example/"


def entry(title: str, url: str = "", categories: tuple[str, ...] = ()) -> Entry:
    return Entry(("doi:10.1000/a<b>",), title, Origin("ris", "a.ris", 1), url=url, categories=categories)


def merged(former: str, new: str) -> str:
    return merge(Paper(1, "doi:10.1000/a<b>", former), entry(new)).title
