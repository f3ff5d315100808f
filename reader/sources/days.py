"""Days and dates as sources write them, checked against the calendar.

Without `datetime`: a day may have no year, and a date no day.
"""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,?\s+(?P<year>\d{4}))?"
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY: Final = r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_WORDED: Final = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}{_YEAR}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_DAY}\s+{_MONTH}{_YEAR}", re.IGNORECASE),
)
_NUMBERS: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_EDITION_DAY: Final = re.compile(r"(?:--|([0-9]{4})-)([0-9]{2})-([0-9]{2})")
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ].*)?)?)?", re.DOTALL)


def exists(year: int | None, month: int, day: int) -> bool:
    """Tell whether the calendar has this day; without a year, whether any year has it."""
    if not (1 <= month <= 12 and 1 <= day <= _LENGTHS[month - 1]):
        return False
    if year is None:
        return True
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return year > 0 and (leap or (month, day) != (2, 29))


def read_day(line: str) -> tuple[int | None, int, int] | None:
    """Read a line that is nothing but a day: year or None, month, day of the month. The calendar is not asked.

    Knows `Aug 25`, `August 25, 2025`, `25 Aug`, `2025-08-25`, with a weekday before it or not.
    """
    for form in (*_WORDED, _NUMBERS):
        if match := form.fullmatch(line):
            month = match["month"].lower()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            return int(match["year"]) if match["year"] else None, number, int(match["day"])
    return None


def read_weekday(line: str) -> int | None:
    """Give the weekday that such a line names, 0 for Monday; None where it names none."""
    for form in _WORDED:
        if (match := form.fullmatch(line)) and match["weekday"]:
            return _WEEKDAYS.index(match["weekday"][:3].lower())
    return None


def last_year(weekday: int, month: int, day: int, today: tuple[int, ...], since: int) -> int | None:
    """Give the last year, not after today, in which a day of a month was a certain weekday.

    Args:
        weekday: 0 for Monday.
        month: The month.
        day: The day of the month.
        today: Year, month and day.
        since: The first year that can be.

    Returns:
        The year, or None where there was none.
    """
    newest = today[0] - ((month, day) > today[1:])
    years = range(newest, since - 1, -1)
    return next((year for year in years if exists(year, month, day) and _weekday(year, month, day) == weekday), None)


def _weekday(year: int, month: int, day: int) -> int:
    # Sakamoto's way: what the months before add, the year taken to begin in March.
    year -= month < 3
    return (
        year + year // 4 - year // 100 + year // 400 + (0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4)[month - 1] + day - 1
    ) % 7


def edition_day(year: int | None, month: int, day: int) -> str:
    """Write the day of an edition: `2025-08-25`, or `--08-25` without a year."""
    return f"{'-' if year is None else f'{year:04}'}-{month:02}-{day:02}"


def is_edition_day(text: str) -> bool:
    """Tell whether a text is a day as `edition_day` writes it, and one that the calendar has."""
    match = _EDITION_DAY.fullmatch(text)
    return match is not None and exists(int(match[1]) if match[1] else None, int(match[2]), int(match[3]))


def read_date(text: str) -> str:
    """Give a date as entries carry it, `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; without a time of day, or empty."""
    match = _DATE.fullmatch(text)
    if not match or not exists(int(match[1]), int(match[2] or 1), int(match[3] or 1)):
        return ""
    return text[:10] if match[3] else match[0]
