"""Editions and problems as a person reads them."""

from __future__ import annotations

import pytest

from reader.model import Edition, Problem


@pytest.mark.parametrize(
    ("day", "key", "label", "title"),
    [
        ("2025-08-25", "daily-papers:2025-08-25", "25 Aug 2025", "Daily Papers 25 Aug 2025"),
        ("--08-25", "daily-papers:--08-25", "Aug 25", "Daily Papers Aug 25"),
        ("2026-01-01", "daily-papers:2026-01-01", "1 Jan 2026", "Daily Papers 1 Jan 2026"),
        ("--12-09", "daily-papers:--12-09", "Dec 9", "Daily Papers Dec 9"),
        ("--02-29", "daily-papers:--02-29", "Feb 29", "Daily Papers Feb 29"),
    ],
)
def test_an_edition_is_named_by_its_source_and_its_day(day: str, key: str, label: str, title: str) -> None:
    edition = Edition("daily-papers", day)
    assert (edition.key, edition.label, edition.title) == (key, label, title)


def test_a_problem_says_file_line_and_field_in_one_line() -> None:
    assert str(Problem("papers.jsonl", 12, "must be text", "title")) == "papers.jsonl, line 12, title: must be text"
    assert str(Problem("papers.jsonl", 12, "is no JSON")) == "papers.jsonl, line 12: is no JSON"


def test_a_problem_of_a_whole_file_names_no_line() -> None:
    assert str(Problem("papers.jsonl", 0, "is empty")) == "papers.jsonl: is empty"
    assert str(Problem("papers.jsonl", 0, "is odd", "day")) == "papers.jsonl, day: is odd"
