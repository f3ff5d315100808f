"""How a list of papers is chosen and ordered."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Sort(StrEnum):
    """The order of a list; every order is total, so that the same library always gives the same list."""

    RANK = "rank"
    """As the edition has it; papers of several editions: the newest edition first. Papers in none come last."""
    DATE = "date"
    """The newest first, papers without a date last."""
    TITLE = "title"
    """By the alphabet, case and accents ignored."""
    ADDED = "added"
    """What came into the library last comes first."""
    RATING = "rating"
    """The best rated first; of equal ratings, and of none, the newest."""
    UP = "up"
    """The most votes first; of equally many, the newest."""
    TRENDING = "trending"
    """By votes and age: two days for each doubling of the votes; those without votes by date behind them."""
    RELEVANCE = "relevance"
    """As the search index ranks them; without words to search for, the same as `DATE`."""


class View(NamedTuple):
    """A named list: a query and an order."""

    name: str
    """What the status line calls it: `Daily Papers · Aug 25`, `Unread`, `#rag`."""
    query: str = ""
    sort: Sort = Sort.DATE
