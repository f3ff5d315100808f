"""What is said of a list: how many papers it has, and of an answer how many of them fit the whole query."""

from __future__ import annotations

import pytest

from reader.app.views import count_words


@pytest.mark.parametrize(
    ("papers", "unread", "whole", "words"),
    [
        (0, 0, None, "0 papers"),
        (1, 0, None, "1 paper"),
        (1, 1, 1, "1 paper · 1 unread"),
        (1_234, 56, 1_234, "1,234 papers · 56 unread"),
        (123, 100, 3, "3 papers · 120 in part"),
        (2, 0, 1, "1 paper · 1 in part"),
        (1_234, 9, 0, "none has all of it; 1,234+ in part"),
        (0, 0, 0, "0 papers"),
    ],
)
def test_a_list_is_counted_in_words(papers: int, unread: int, whole: int | None, words: str) -> None:
    assert count_words(papers, unread, whole) == words


def test_what_is_new_in_a_watch_is_counted_before_all_else() -> None:
    assert count_words(56, 8, 56, new=2) == "2 new of 56 papers"
    assert count_words(1, 1, 1, new=1) == "1 new of 1 paper"
