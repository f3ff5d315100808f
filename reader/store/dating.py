"""Tells the year of a page that names a day without one, by when its papers came out. Pure.

The Daily Papers show what came out in the days before. So if most of those papers of a page whose month is known came
out just before such a day, it is that day of that year; a page about anything else tells nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

_MONTHS: Final = 1
"""Months before the one of the page in which a paper can have come out to tell its year."""
_ENOUGH: Final = 3
"""Papers that must agree, where the page has as many."""
_ARXIV: Final = re.compile(r"arxiv:(?:[a-z-]+/)?([0-9]{2})(0[1-9]|1[0-2])")
_FIRST: Final = 91
"""The year in which arXiv began, as its ids have it."""


def year_of(month_day: str, papers: Sequence[tuple[str, Iterable[str]]]) -> int:
    """Give the year of a page, or 0 where its papers do not tell it.

    Args:
        month_day: The day that it names, `08-25`.
        papers: Of each of its papers the date, as far as it is known, and the arXiv keys.
    """
    came_out = [then for date, keys in papers if (then := _month(date, keys)) is not None]
    votes: Counter[int] = Counter()
    for year, month in came_out:
        ago = (int(month_day[:2]) - month) % 12
        if ago <= _MONTHS:
            votes[year + (month + ago > 12)] += 1
    if not votes:
        return 0
    told, agreeing = votes.most_common(1)[0]
    return told if 2 * agreeing > len(came_out) and agreeing >= min(_ENOUGH, len(papers)) else 0


def _month(date: str, keys: Iterable[str]) -> tuple[int, int] | None:
    """Give year and month in which a paper came out first; an arXiv id says it, whatever was published later."""
    told = [
        (1900 + int(match[1]) + (100 if int(match[1]) < _FIRST else 0), int(match[2]))
        for key in keys
        if (match := _ARXIV.match(key))
    ]
    if told:
        return min(told)
    return (int(date[:4]), int(date[5:7])) if date[:4].isdecimal() and date[5:7].isdecimal() else None
