"""Feeds of anybody: RSS and Atom at an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reader.followed import Follow
from reader.network.fetching import Fetcher
from reader.network.lots import Lot, Wish
from reader.network.remembered import Past

_FEED: Final = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


def feed(follow: Follow, wish: Wish, _past: Past, fetcher: Fetcher) -> Iterator[Lot]:
    """Yield what a feed holds, where it has changed.

    Raises:
        NetworkError: it is not to be had.
    """
    fetched = fetcher.get(follow.url, _FEED, anew=wish.anew)
    body = fetched.body
    # A journal between two issues has a feed without items, which is nothing wrong.
    empty = (
        (b"<feed" in body or b"<rss" in body or b"<rdf:RDF" in body) and b"<item" not in body and b"<entry" not in body
    )
    yield Lot(fetched.url, b"" if empty else body, (fetched,))
