"""What can be told of a query and of papers with the store alone, without index and masks."""

from __future__ import annotations

from typing import Final

from reader.errors import AmbiguousPaperError, RemovedPaperError, UnknownPaperError
from reader.library.listing import Listing
from reader.model import Paper, Sort
from reader.query.ast import InEdition, Query
from reader.query.editions import named
from reader.store import Store

LIKE_BOOKMARKED: Final = "bookmarked"
"""What `similar:` may name in place of a paper's key: all that are bookmarked."""
_ROOM: Final = 5
"""Papers of which one may be meant that are named."""


def is_plain(query: Query) -> bool:
    """Tell whether a query is filters that must all hold, or must not: the store lists their papers by itself."""
    return not (query.is_text or query.backwards or query.limit) and len(query.filters) == len(query.clauses)


def usual_sort(query: Query) -> Sort:
    """Give the order of a query that asks for none: the best match, in an edition its own, else the newest first."""
    if query.is_text:
        return Sort.RELEVANCE
    return Sort.RANK if sum(isinstance(clause, InEdition) for clause in query.clauses) == 1 else Sort.DATE


def edition_of(store: Store, query: Query) -> str:
    """Give the key of the one edition that a query is about, or an empty text."""
    asked = [clause for clause in query.clauses if isinstance(clause, InEdition)]
    if len(asked) != 1:
        return ""
    editions = named(asked[0].text, [count.edition for count in store.editions()])
    return editions[0].key if len(editions) == 1 else ""


def resolve(store: Store, text: str) -> Paper:
    """Give the paper that a key, or an unambiguous start of one, names.

    Raises:
        RemovedPaperError: there was one, and it was removed.
        UnknownPaperError: there is none.
        AmbiguousPaperError: there are several.
    """
    found = store.find_key(text, _ROOM)
    ids = {paper_id for _, paper_id in found}
    if len(ids) > 1:
        raise AmbiguousPaperError(text, tuple(key for key, _ in found))
    paper = store.paper(ids.pop()) if ids else None
    if paper is None:
        removed = store.find_removed(text, 1)
        raise RemovedPaperError(text, removed[0].key) if removed else UnknownPaperError(text)
    return paper


def locate(listing: Listing, paper_id: int, near: int) -> int | None:
    """Tell where a paper stands in a listing, looking first where it was the last time."""
    start = max(0, near - 8)
    for place, row in enumerate(listing.rows(start, near + 8), start):
        if row.id == paper_id:
            return place
    return listing.index_of(paper_id)
