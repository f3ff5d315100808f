"""A query said in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query.describe import MAX_LENGTH, MAX_SHOWN, describe
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
        (
            "(graph OR tree) -survey tag:rag is:unread rating:>=4 date:2024-08..2025-02",
            (
                "unread, tagged rag, with “graph” or “tree”, without “survey”, rated 4 or more, "
                "dated from Aug 2024 to Feb 2025"
            ),
        ),
        ("title:(a OR b)", "with “a” or “b” in the title"),
        ("-(a OR b)", "without “a” or “b”"),
        ("-(a b)", "not (with “a” and “b”)"),
        ("(a b) OR tag:x", "(with “a” and “b”) or tagged x"),
        ("-is:read OR (tag:a ti:b)", "not read or (tagged a and with “b” in the title)"),
        ("-(tag:x OR a)", "not (tagged x or with “a”)"),
        ("tag:(a OR b)", "tagged a or b"),
        ("au:(a OR b)", "by “a” or “b”"),
        ("cat:cs -cat:stat*", "in category cs, not in category stat…"),
        ("is:rated -is:noted", "rated, not noted"),
        ("has:code -has:doi", "with code, without a DOI"),
        ('note:"a b" -note:c*', "with “a b” in the note, without “c…” in the note"),
        ('models~ "a b"~3', "with nearly “models”, with “a b” nearby"),
        ("venue:x source:y id:3 doi:10", "published at x, from y, id 3, doi 10"),
        ("rating:3..5 up:>20 -rating:4", "rated 3 or more, rated 5 or less, with more than 20 votes, not rated 4"),
        ("date:2025", "dated 2025"),
        ("date:2025-08", "dated Aug 2025"),
        ("date:2025-08-31", "dated 31 Aug 2025"),
        ("date:2025-02-01..2025", "dated from Feb 2025 to Dec 2025"),
        ("date:2024-01-31..2024-02-29", "dated from 31 Jan 2024 to 29 Feb 2024"),
        ("date:<2020 added:>=2024-02-03", "dated up to 2019, added from 3 Feb 2024 on"),
        ("added:7d", "added from 22 Aug 2025 on"),
        ("similar:bookmarked sort:oldest limit:3", "like the bookmarked, by date backwards, at most 3"),
    ],
)
def test_a_query_in_words(query: str, words: str) -> None:
    assert describe(parse(query, today=date(2025, 8, 28))) == words


def test_a_long_query_is_cut() -> None:
    for long in (" ".join(f"w{number}" for number in range(200)), "(" * 9 + " OR ".join(f"w{n}" for n in range(200))):
        told = describe(parse(long))
        assert len(told) <= MAX_LENGTH
        assert told.endswith("…")


def test_a_long_text_is_cut_with_a_sign_that_says_so() -> None:
    assert describe(parse("x" * 60)) == f"with “{'x' * (MAX_SHOWN - 1)}…”"


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    assert not any(sign < " " or "\x7f" <= sign <= "\x9f" or sign == "\u202e" for sign in describe(parse(text)))


def test_an_escape_is_shown_as_what_it_is() -> None:
    assert describe(parse("\x1b[31mred")) == "with “\ufffd[31mred”"
