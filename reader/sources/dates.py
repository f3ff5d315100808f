"""Dates as bibliographies, feeds and mails write them, in whatever order and with whatever beside them."""

from __future__ import annotations

import re
from typing import Final

from reader.sources.days import exists, read_date

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{4})(?:[-/.]+(\d{1,2}))?(?:[-/.]+(\d{1,2}))?(?!\d)")
_WORD: Final = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\b",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<![\d:])(1[5-9]\d\d|20\d\d)(?![\d:])")
_DAY: Final = re.compile(r"(?<![\d:.+-])([0-3]?\d)(?:st|nd|rd|th)?(?![\d:])")
_MAILED: Final = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) (\d{4})\b", re.IGNORECASE
)
"""RFC 5322, 3.3, as mails and arXiv have it."""
_LONGEST: Final = 100


def read_any_date(text: str) -> str:
    """Give a date as entries carry it: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; empty where there is none.

    Knows ISO 8601, `Mon, 2 Apr 2007 19:18:42 GMT`, `2006 Jan 13`, `January 13, 2006`, `Jan 2006`, `2001/09/01/`,
    `2014//`, `c. 1998`. A month or a day that the calendar does not have is dropped, not the year. Of a range the
    beginning counts.
    """
    text = text.strip()[:_LONGEST]
    if mailed := _MAILED.match(text):
        return made(int(mailed[3]), _MONTHS.index(mailed[2].lower()) + 1, int(mailed[1]))
    if date := read_date(text):
        return date
    if word := _WORD.search(text):
        year = _YEAR.search(text)
        if year is None:
            return ""
        rest = text[: year.start()] + " " + text[year.end() :]
        # The time of day stands behind the year, and so does the zone.
        day = _DAY.search(rest[: max(word.end() + 8, year.start())])
        return made(int(year[1]), _MONTHS.index(word[1][:3].lower()) + 1, int(day[1]) if day else 0)
    if numbers := _NUMBERS.search(text):
        return made(int(numbers[1]), int(numbers[2] or 0), int(numbers[3] or 0))
    return ""


def made(year: int, month: int = 0, day: int = 0) -> str:
    """Write a date of its parts, as far as the calendar has them; 0 where one is not known."""
    if not 1000 <= year <= 9999:
        return ""
    if not 1 <= month <= 12:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}" if exists(year, month, day) else f"{year:04}-{month:02}"


def month_number(text: str) -> int:
    """Give the number of a month by its name, its beginning or its number; 0 where it is none."""
    text = text.strip()
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else 0
    word = _WORD.search(text)
    return _MONTHS.index(word[1][:3].lower()) + 1 if word else 0
