"""arXiv: what is new in categories or fits a query, the day's announcements, and one paper.

Sources: https://info.arxiv.org/help/api/user-manual.html (search_query, id_list, start, max_results, submittedDate) and
https://info.arxiv.org/help/rss.html. An error is an answer like any other, with one entry that says so; now and then a
page in the middle comes empty, and is there when it is asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import quote

from reader.errors import NetworkError
from reader.followed import Follow
from reader.model import clean_line
from reader.network.fetching import Fetcher
from reader.network.lots import Fetched, Lot, Wish
from reader.network.remembered import Past

API: Final = "https://export.arxiv.org/api/query"
FEED: Final = "https://rss.arxiv.org/atom"
PAGE: Final = 200
"""Papers that are asked for at once; arXiv asks for less than 1,000."""
_OVERLAP: Final = 5
"""Days before the last call that are asked for again: what is submitted on a Friday appears on the Tuesday after."""
_EMPTY_TRIES: Final = 3
_ATOM: Final = "application/atom+xml, application/xml;q=0.9"
_ERRORS: Final = (400,)
"""Statuses under which arXiv says in a feed what it did not understand."""

_TOTAL: Final = re.compile(rb"<opensearch:totalResults[^>]{0,200}>\s*(\d{1,9})\s*<")
_ERROR: Final = re.compile(rb"<id>[^<]{0,100}/api/errors[^<]{0,300}</id>")
_SUMMARY: Final = re.compile(rb"<summary[^>]{0,100}>([^<]{0,400})")


def search(follow: Follow, wish: Wish, past: Past, fetcher: Fetcher, base: str = API) -> Iterator[Lot]:
    """Yield what was submitted in the days that are wanted, page by page, the newest first.

    Raises:
        NetworkError: a page is not to be had; those that were yielded are good.
    """
    first, last = wish.first(past.newest, _OVERLAP), wish.last
    window = f"submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]"
    words = search_words(follow)
    wanted = f"({words}) AND {window}"
    # All pages of all calls are one place to the library: what it tells of a paper replaces what it told before.
    label = f"{base}?search_query={quote(words, safe='():.*')}"
    start = 0
    while start < follow.most:
        size = min(PAGE, follow.most - start)
        url = (
            f"{base}?search_query={quote(wanted, safe='')}&sortBy=submittedDate&sortOrder=descending"
            f"&start={start}&max_results={size}"
        )
        page, total, empty = _page(url, start, fetcher)
        more = start + size < total
        note = ""
        if more and start + size >= follow.most:
            note = f"{follow.name}: the newest {follow.most:,} of {total:,} papers came; most = {total} brings all"
        yield Lot(label, b"" if empty else page.body, note=note)
        if not more:
            return
        start += size


def announced(follow: Follow, wish: Wish, _past: Past, fetcher: Fetcher, base: str = FEED) -> Iterator[Lot]:
    """Yield what arXiv announces today in categories.

    Raises:
        NetworkError: it is not to be had.
    """
    fetched = fetcher.get(f"{base}/{quote('+'.join(follow.categories), safe='+.-')}", _ATOM, anew=wish.anew)
    # At weekends the feed is there and empty.
    body = fetched.body if b"<entry" in fetched.body or b"<item" in fetched.body else b""
    if not fetched.unchanged and b"<feed" not in fetched.body and b"<rss" not in fetched.body:
        raise NetworkError("arXiv answered with something that is no feed")
    yield Lot(fetched.url, body, (fetched,))


def paper(name: str, fetcher: Fetcher, base: str = API) -> Lot:
    """Give one paper by its id.

    Raises:
        NetworkError: it is not to be had.
    """
    url = f"{base}?id_list={quote(name, safe='/')}&max_results=1"
    fetched = fetcher.get(url, _ATOM, anew=True, allowed=_ERRORS)
    _look(fetched)
    if b"<entry" not in fetched.body or b"/abs/" not in fetched.body:
        raise NetworkError(f"arXiv knows no paper {name}")
    return Lot(url, fetched.body)


def search_words(follow: Follow) -> str:
    """Give the query in arXiv's own words: any of the categories, and the query."""
    categories = " OR ".join(f"cat:{category}" for category in follow.categories)
    if categories and follow.query:
        return f"({categories}) AND ({follow.query})"
    return categories or follow.query


def _page(url: str, start: int, fetcher: Fetcher) -> tuple[Fetched, int, bool]:
    """Give a page, how many papers there are, and whether it is empty."""
    for _ in range(_EMPTY_TRIES):
        fetched = fetcher.get(url, _ATOM, anew=True, allowed=_ERRORS)
        total = _look(fetched)
        empty = b"<entry" not in fetched.body
        if not empty or total <= start:
            return fetched, total, empty
    raise NetworkError("arXiv keeps giving an empty page where there are papers; try again later")


def _look(fetched: Fetched) -> int:
    """Give how many papers an answer says there are.

    Raises:
        NetworkError: it is an error in the shape of an answer, or none of arXiv's at all.
    """
    body = fetched.body
    if _ERROR.search(body):
        said = _SUMMARY.search(body)
        words = clean_line(unescape(said[1].decode("utf-8", "replace"))) if said else "nothing more"
        raise NetworkError(f"arXiv did not understand the query: {words}")
    total = _TOTAL.search(body)
    if b"<feed" not in body or not total:
        raise NetworkError("arXiv answered with something that is no list of papers")
    return int(total[1])
