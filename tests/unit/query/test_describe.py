"""A query said in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query.describe import MAX_SHOWN, describe
from reader.query.parse import parse


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("graph -survey tag:rag is:unread", "unread, tagged rag, with “graph”, without “survey”"),
        ('title:"a b" neu* au:lecun', "with “a b” in the title, with “neu…”, by “lecun”"),
        ("-abs:net -au:lecun", "without “net” in the abstract, not by “lecun”"),
        ("-is:read -tag:x edition:aug25", "in edition aug25, not read, not tagged x"),
        ("-edition:2025", "not in edition 2025"),
    ],
)
def test_a_query_in_words(query: str, words: str) -> None:
    assert describe(parse(query)) == words


def test_a_long_text_is_cut_with_a_sign_that_says_so() -> None:
    assert describe(parse("x" * 60)) == f"with “{'x' * (MAX_SHOWN - 1)}…”"


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    assert not any(sign < " " or "\x7f" <= sign <= "\x9f" or sign == "\u202e" for sign in describe(parse(text)))


def test_an_escape_is_shown_as_what_it_is() -> None:
    assert describe(parse("\x1b[31mred")) == "with “\ufffd[31mred”"
