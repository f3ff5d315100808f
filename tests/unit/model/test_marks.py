"""Tags: what may be typed, and what they are called then."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model.marks import MAX_TAG, search_key, search_name, search_of, tag_field, tag_name, tag_of
from reader.model.text import clean_line

TYPED = st.lists(
    st.sampled_from([*"\"'`,;:()[]{}<>\\#*- \n\t", "İ", "ſ\u0302", "“", "：", "ß", "\x1b[1m", "\u0345", "rag"])
    | st.text(max_size=6),
    max_size=20,
).map("".join)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("RAG", "rag"),
        ("to read", "to-read"),
        ("  to - read  ", "to-read"),
        ("#to-read", "to-read"),
        ('"quoted", name', "quoted-name"),
        ("tag:rag", "tag-rag"),
        ("“curly”：wide", "curly-wide"),
        ("C++", "c++"),
        ("vision/3d", "vision/3d"),
        ("Straße", "strasse"),
        ("深度 学习", "深度-学习"),
        ("\x1b[31mred\u202e", "red"),
        ("--", ""),
        ("", ""),
        ("\u200b", ""),
        ("x" * 100, "x" * MAX_TAG),
        ("x" * (MAX_TAG - 1) + " y", "x" * (MAX_TAG - 1)),
    ],
)
def test_a_tag_is_one_word_in_lower_case(typed: str, name: str) -> None:
    assert tag_name(typed) == name


@given(TYPED)
@settings(max_examples=100)
def test_the_name_of_a_name_is_itself(typed: str) -> None:
    assert tag_name(tag_name(typed)) == tag_name(typed)


@given(TYPED)
@settings(max_examples=100)
def test_a_name_is_short_clean_and_has_nothing_that_parts_words_or_queries(typed: str) -> None:
    name = tag_name(typed)
    assert len(name) <= MAX_TAG
    assert name == clean_line(name)
    assert len(name.split()) == bool(name)
    assert not set(name) & set("\"'`,;:()[]{}<>\\#*“”：")
    assert name == name.strip("-")


# The iota that is written below has a capital that stands beside, so with other marks around it case changes the order.
@given(TYPED.map(lambda typed: clean_line(unicodedata.normalize("NFD", typed).replace("\u0345", ""))))
@settings(max_examples=50)
def test_case_does_not_count(typed: str) -> None:
    assert tag_name(typed.casefold()) == tag_name(typed)


def test_the_key_of_a_search_gives_its_name_back_and_no_key_of_a_paper_has_one() -> None:
    assert search_of(search_key("New: on RAG")) == "New: on RAG"
    assert search_of("arxiv:1") == search_of("id:search:x") == ""


@given(st.text(max_size=300))
def test_the_name_of_a_search_is_one_clean_line_and_its_own_name(typed: str) -> None:
    name = search_name(typed)
    assert name == search_name(name) == clean_line(name)
    assert len(name) <= 100


def test_a_field_of_a_tag_gives_its_name_back_and_no_other_field_has_one() -> None:
    assert tag_of(tag_field("to-read")) == "to-read"
    assert [tag_of(field) for field in ("read", "note", "tags", "")] == ["", "", "", ""]
