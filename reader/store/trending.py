"""What the order `trending` goes by: the day of a paper, and two days more for each doubling of its votes.

A paper with 40 votes stands beside one that is two days younger and has 20. This is how Reddit's "hot" weighs votes
against age (`log10(score) + seconds / 45000`, https://github.com/reddit-archive/reddit, `r2/r2/lib/db/_sorts.pyx`), at
the pace of papers. Hacker News's gravity (`(votes - 1)^0.8 / (hours + 2)^1.8`) would need the time of asking; here
whoever is ahead of another stays so until votes change, so the order is an index of the library, pages of a list fit
together, and what is kept in memory holds past midnight.

The logarithm is drawn straight between powers of two, which is off by 0.17 days at most: SQLite has one only where it
was compiled so, and an index must not depend on that. A date without a day counts as the first day it may be; without
a date a paper stands behind all that have one.
"""

from __future__ import annotations

from typing import Final

_POWERS: Final = 24
"""Doublings that are told apart; more votes than that count as so many."""

_DOUBLINGS: Final = " ".join(
    f"WHEN up < {2 << power} THEN {power} + (up - {1 << power}) / {1 << power}.0" for power in range(_POWERS)
)

SCORE: Final = f"coalesce(julianday(substr(date || '-01-01', 1, 10)), 0) + 2.0 * CASE {_DOUBLINGS} ELSE {_POWERS} END"
"""The score of a paper with votes, in days, as SQL over columns of `papers`.

A step of the schema has it in an index: another formula is another index, and another step.
"""
