"""The lines above an abstract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Paper
from widgets import painting
from widgets.facts import AUTHOR_LINES, facts_of, first_authors, in_lines

MANY = [f"Given Family{number}" for number in range(31)]


def test_few_authors_are_all_named() -> None:
    assert first_authors(["Ashish Vaswani", "Noam Shazeer"], 40) == "Ashish Vaswani, Noam Shazeer"


def test_of_many_authors_the_first_are_named_and_the_rest_counted() -> None:
    assert first_authors(MANY, 40) == "Given Family0, Given Family1, Given Family2, Given Family3 and 27 more"


@pytest.mark.parametrize("width", [1, 5, 12])
def test_one_author_is_named_even_where_there_is_no_room(width: int) -> None:
    assert first_authors(MANY, width) == "Given Family0 and 30 more"
    assert first_authors(["Abelard Lindsey Longname"], width) == "Abelard Lindsey Longname"


def test_nobody_is_nothing() -> None:
    assert first_authors([], 40) == ""


@given(st.lists(st.text("abc é漢", min_size=1, max_size=12), min_size=1, max_size=60), st.integers(30, 90))
def test_what_is_shown_fits_and_counts_everybody(authors: list[str], width: int) -> None:
    shown = first_authors(authors, width)
    if shown != ", ".join(authors):
        named, _, rest = shown.rpartition(" and ")
        left_out = int(rest.removesuffix(" more").replace(",", ""))
        assert named == ", ".join(authors[: len(authors) - left_out])
        assert left_out >= 1
        assert len(painting.wrap(shown, width)) <= AUTHOR_LINES or left_out == len(authors) - 1


def test_a_fact_is_not_broken_where_it_has_room_on_a_line_of_its_own() -> None:
    facts = ["2026-08-14", "Hugging Face", "Daily Papers 17 Aug 2026 no. 1", "52 votes"]
    assert in_lines(facts, "·", 42) == ["2026-08-14 · Hugging Face", "Daily Papers 17 Aug 2026 no. 1 · 52 votes"]
    assert in_lines(facts, "·", 10) == facts


def test_the_facts_of_a_bare_paper_are_none() -> None:
    assert facts_of(Paper(1, "title:abc", "A title", "")) == []
