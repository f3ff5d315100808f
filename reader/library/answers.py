"""What the library answers beside papers: values without any work in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reader.library.listing import Listing

if TYPE_CHECKING:
    from reader.search.protocol import Count

MOST_VALUES: Final = 50
"""Values of a facet that are given where nobody asks for more."""


class Found(NamedTuple):
    """The answer to a query."""

    listing: Listing
    trouble: str = ""
    """Why the answer may be incomplete, or an empty text."""
    whole: int = 0
    """How many of the papers fit the whole query; they come first. The others fit a part of it."""
    unread: int = 0
    """How many of the papers are unread."""
    suggestions: tuple[str, ...] = ()
    """Queries that may have been meant, the likeliest first; only where a word is found nowhere."""
    new: int = 0
    """Of a watch: how many papers came since it was last looked at; they come first of all."""


class SavedSearch(NamedTuple):
    """A search that was saved under a name, and how much there is in it; None for what was not counted yet."""

    name: str
    query: str
    watch: bool = False
    """New papers that fit are marked, and listed first."""
    papers: int | None = None
    unread: int | None = None
    new: int | None = None
    """Of a watch: the papers that came since it was last looked at; 0 of any other search."""


class Facet(NamedTuple):
    """One way to part the papers of a list."""

    kind: str
    """`year`, `category`, `author`, `tag` or `source`."""
    counts: tuple[Count, ...]
    """The most frequent first."""


class Completion(NamedTuple):
    """What a part of a query that is being typed may become."""

    text: str
    """What to put in place of the part, with quotes where it needs them."""
    papers: int = 0
    """How many papers have it; 0 where nobody counts."""
    help: str = ""
    """What it means, or an empty text."""
