"""Merging: which of two reports of a paper is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Entry, Origin, Paper
from reader.model.marks import Marks
from reader.model.merge import merge

PAPER = Paper(
    1,
    "arxiv:2602.23229",
    title="Graphs: A Survey",
    abstract="We survey graphs. They have edges.",
    authors=("R. Collobert", "J. Weston"),
    date="2026-02-26",
    url="http://arxiv.org/abs/2602.23229",
    categories=("cs.CL", "cs.AI"),
)
SAME = Entry(
    ("arxiv:2602.23229",),
    PAPER.title,
    Origin("jsonl", "papers.jsonl", 1),
    PAPER.abstract,
    PAPER.authors,
    PAPER.date,
    PAPER.url,
    PAPER.categories,
)


def told(**fields: object) -> Paper:
    return merge(PAPER, replace(SAME, **fields))  # type: ignore[arg-type]  # any field of an entry


def test_the_same_again_changes_nothing() -> None:
    assert merge(PAPER, SAME) == PAPER


def test_what_is_empty_never_wins() -> None:
    assert told(title="", abstract="", authors=(), date="", url="", categories=()) == PAPER


def test_the_most_votes_and_the_first_venue_count() -> None:
    both = merge(told(up=3, venue="ACL 2026"), replace(SAME, up=2, venue="ACL"))
    assert (both.up, both.venue) == (3, "ACL 2026")
    assert merge(both, replace(SAME, up=5)).up == 5


def test_what_was_empty_is_filled() -> None:
    bare = Paper(1, "title:00", title="Graphs: A Survey")
    assert merge(bare, SAME) == replace(PAPER, key="arxiv:2602.23229")


@pytest.mark.parametrize("title", ["Graphs: A Second Survey", "graphs: a survey", "Graphs: A Survey of Surveys"])
def test_a_newer_title_takes_the_place_of_the_former(title: str) -> None:
    assert told(title=title).title == title


@pytest.mark.parametrize("title", ["Graphs: A…", "Graphs: A Su...", "Graphs", "graphs: a [...]"])
def test_a_cut_title_does_not(title: str) -> None:
    assert told(title=title).title == PAPER.title


@pytest.mark.parametrize(
    "abstract", ["We survey trees.", "We survey graphs. They have edges. And nodes.", "We survey graphs."]
)
def test_a_newer_abstract_takes_the_place_of_the_former(abstract: str) -> None:
    assert told(abstract=abstract).abstract == abstract


@pytest.mark.parametrize(
    "abstract", ["We survey graphs. They…", "We  survey\ngraphs. They ...", "We survey gra", "Other words (…)"]
)
def test_a_cut_abstract_does_not(abstract: str) -> None:
    assert told(abstract=abstract).abstract == PAPER.abstract


@pytest.mark.parametrize("abstract", ["We survey trees.", "We survey graphs. They have…", "Trees at last…"])
def test_a_cut_abstract_is_replaced_by_one_that_is_longer_or_whole(abstract: str) -> None:
    cut = replace(PAPER, abstract="We survey graphs…")
    assert merge(cut, replace(SAME, abstract=abstract)).abstract == abstract


def test_more_authors_win_over_fewer() -> None:
    more = ("A. Karlen", "J. Weston", "R. Collobert")
    assert told(authors=more).authors == more
    assert told(authors=("Ronan Collobert",)).authors == PAPER.authors


def test_of_as_many_authors_the_fuller_names_win() -> None:
    full = ("Ronan Collobert", "Jason Weston")
    assert told(authors=full).authors == full
    assert told(authors=("RC", "JW")).authors == PAPER.authors


@pytest.mark.parametrize(
    ("former", "new", "kept"),
    [
        ("2026", "2026-02-26", "2026-02-26"),
        ("2026-02-26", "2026-02", "2026-02-26"),
        ("2026-02-26", "2026-02-20", "2026-02-20"),
        ("2026-02-26", "2026-03-01", "2026-02-26"),
        ("2025", "2026-02-26", "2025"),
        ("2026-02-26", "2025-12", "2025-12"),
    ],
)
def test_the_more_exact_date_wins_else_the_earlier(former: str, new: str, kept: str) -> None:
    assert merge(replace(PAPER, date=former), replace(SAME, date=new)).date == kept


def test_a_safer_address_wins_else_the_former_stays() -> None:
    assert told(url="https://arxiv.org/abs/2602.23229").url == "https://arxiv.org/abs/2602.23229"
    assert told(url="http://example.org/").url == PAPER.url
    safe = replace(PAPER, url="https://one.example/")
    assert merge(safe, replace(SAME, url="https://two.example/")).url == "https://one.example/"


def test_categories_are_joined_in_the_order_they_came() -> None:
    assert told(categories=("cs.LG", "cs.CL")).categories == ("cs.CL", "cs.AI", "cs.LG")


def test_the_best_key_of_both_becomes_the_papers() -> None:
    assert told(keys=("doi:10.1000/a", "title:00")).key == "arxiv:2602.23229"
    assert merge(replace(PAPER, key="title:00"), replace(SAME, keys=("doi:10.1000/a",))).key == "doi:10.1000/a"


def test_number_appearances_and_marks_are_left_alone() -> None:
    marked = replace(PAPER, id=7, marks=Marks(read=True, rating=4))
    merged = merge(marked, replace(SAME, title="Another"))
    assert (merged.id, merged.marks, merged.appearances) == (7, marked.marks, ())


TEXTS = st.sampled_from(
    [
        "",
        "A",
        "A b",
        "A b.",
        "A b. C",
        "A b. C d.",
        "A b…",
        "A b...",
        "a  B",
        "A b. C d. E",
        "…",
        "...",
        "Z.",
        "A [...]",
    ]
)
DATES = st.sampled_from(["", "2025", "2025-01", "2025-01-02", "2025-02", "2026", "2026-01-02"])
URLS = st.sampled_from(["", "http://a.example/", "https://a.example/", "https://b.example/"])
NAMES = st.lists(st.sampled_from(["A. B", "Ann B", "C", "Cid"]), max_size=3).map(tuple)
KEYS = st.sampled_from(["arxiv:2602.23229", "arxiv:2602.23230", "doi:10.1000/a", "id:7", "title:00"])
ENTRIES = st.builds(
    Entry,
    keys=st.lists(KEYS, min_size=1, max_size=3).map(tuple),
    title=TEXTS,
    origin=st.just(SAME.origin),
    abstract=TEXTS,
    authors=NAMES,
    date=DATES,
    url=URLS,
    categories=NAMES,
)
PAPERS = st.builds(
    Paper,
    id=st.just(1),
    key=KEYS,
    title=TEXTS,
    abstract=TEXTS,
    authors=NAMES,
    date=DATES,
    url=URLS,
    categories=NAMES.map(lambda names: tuple(dict.fromkeys(names))),
)


@given(PAPERS, ENTRIES)
@settings(max_examples=100)
def test_merging_an_entry_twice_is_merging_it_once(paper: Paper, entry: Entry) -> None:
    once = merge(paper, entry)
    assert merge(once, entry) == once


@given(PAPERS, ENTRIES)
@settings(max_examples=100)
def test_no_field_is_ever_lost(paper: Paper, entry: Entry) -> None:
    merged = merge(paper, entry)
    for field in ("title", "abstract", "authors", "date", "url", "categories"):
        former, new, now = (getattr(one, field) for one in (paper, entry, merged))
        assert bool(now) == bool(former or new)
        assert field == "categories" or now in (former, new)
