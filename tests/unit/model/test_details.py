"""Details: what is kept of them, and how two reports of one paper are joined."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from reader.model import NO_DETAILS, Details
from reader.model.details import MAX_LIST, MAX_TEXT, merge_details, read_details

NUMBERS = st.integers(0, 10**6)
WORDS = st.text("abc ", max_size=6).map(str.strip)
LISTS = st.lists(WORDS.filter(bool), max_size=3).map(tuple)
DETAILS = st.builds(
    Details, NUMBERS, NUMBERS, WORDS, NUMBERS, WORDS, WORDS, WORDS, WORDS, LISTS, LISTS, LISTS, st.just("")
)


@given(DETAILS)
def test_what_is_told_comes_back(details: Details) -> None:
    assert read_details(json.loads(json.dumps(details.told()))) == details


def test_only_what_is_known_is_told() -> None:
    assert NO_DETAILS.told() == {}
    assert Details(stars=3, keywords=("fog",)).told() == {"stars": 3, "keywords": ["fog"]}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=4))
def test_nonsense_is_left_out(value: object) -> None:
    told = dict.fromkeys((*Details._fields, "unknown"), value)
    details = read_details(told)

    assert isinstance(details.code, str)
    assert isinstance(details.stars, int)
    assert all(isinstance(item, str) for item in details.keywords)
    assert read_details(value) == NO_DETAILS


def test_what_is_too_much_is_cut() -> None:
    details = read_details({"summary": "x" * 9999, "keywords": ["x"] * 99})

    assert (len(details.summary), len(details.keywords)) == (MAX_TEXT, MAX_LIST)


@given(DETAILS, DETAILS)
def test_joining_the_same_again_changes_nothing(former: Details, new: Details) -> None:
    once = merge_details(former, new)

    assert merge_details(once, new) == once
    assert merge_details(former, NO_DETAILS) == former
    assert merge_details(NO_DETAILS, new) == new


def test_numbers_grow_and_the_newer_text_wins() -> None:
    former = Details(version=2, comments=9, code="https://a", stars=50, summary="Old.", keywords=("a",))
    new = Details(version=1, comments=3, code="https://a", stars=70, summary="New.")

    assert merge_details(former, new) == Details(2, 9, "https://a", 70, summary="New.", keywords=("a",))


def test_another_repository_brings_its_own_stars() -> None:
    joined = merge_details(Details(code="https://a", stars=50), Details(code="https://b", stars=2))

    assert (joined.code, joined.stars) == ("https://b", 2)
