"""Dates in all the ways that sources write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources.dates import made, month_number, read_any_date


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("2025-08-20T00:00:00-04:00", "2025-08-20"),
        ("2025-08", "2025-08"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("Wed, 11 Feb 2026 22:17:21 GMT   (9726kb)", "2026-02-11"),
        ("2006 Jan 13", "2006-01-13"),
        ("January 13, 2006", "2006-01-13"),
        ("13 May 2020", "2020-05-13"),
        ("May 3rd, 2021", "2021-05-03"),
        ("Jan 2006", "2006-01"),
        ("2003 Feb-Mar", "2003-02"),
        ("2008 Mar 15;24(6)", "2008-03-15"),
        ("2001/09/01/", "2001-09-01"),
        ("2014//", "2014"),
        ("2013/ /", "2013"),
        ("c. 1998", "1998"),
        ("1998--2001", "1998"),
        ("20060110", ""),
        ("2025-02-30", "2025-02"),
        ("2025-13-01", "2025"),
        ("31 Feb 2021", "2021-02"),
        ("-0011", ""),
        ("12", ""),
        ("", ""),
        ("in press", ""),
    ],
)
def test_a_date_is_read(said: str, date: str) -> None:
    assert read_any_date(said) == date


@given(st.text("0123456789-/., JanFebMoct:TZ+", max_size=40))
def test_whatever_is_read_is_a_date_that_reads_as_itself(said: str) -> None:
    date = read_any_date(said)

    assert read_any_date(date) == date


def test_parts_that_the_calendar_does_not_have_are_dropped() -> None:
    assert made(2024, 2, 29) == "2024-02-29"
    assert made(2023, 2, 29) == "2023-02"
    assert made(2023, 13, 1) == "2023"
    assert made(12) == ""


def test_months_have_names_and_numbers() -> None:
    assert [month_number(text) for text in ("jan", "September", "sept.", "7", "07", "13", "", "x")] == [
        1, 9, 9, 7, 7, 0, 0, 0,
    ]  # fmt: skip
