"""Hugging Face: the Daily Papers of a day, and one paper.

Days are asked for one by one, also for weeks and months: only then does each paper have its place in its day. A day
that is two days past does not change any more but for its votes. Source: https://huggingface.co/docs/hub/api (papers).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

from reader.errors import NetworkError
from reader.followed import Follow
from reader.network.fetching import Fetcher
from reader.network.lots import Fetched, Lot, Wish
from reader.network.remembered import Past

BASE: Final = "https://huggingface.co"
FIRST: Final = date(2023, 5, 4)
"""The first day of the Daily Papers."""
_PAGE: Final = 100
"""Papers that are asked for at once; where the service gives fewer, it still gives its usual number."""
_USUAL: Final = 50
_MOST_PAGES: Final = 20
_SETTLED_AFTER: Final = 2
_OVERLAP: Final = 2
"""Days before the last one that are asked for again: what is listed late, and the votes of the first days."""
_DAY: Final = timedelta(days=1)
_JSON: Final = "application/json"


def daily(_follow: Follow, wish: Wish, past: Past, fetcher: Fetcher, base: str = BASE) -> Iterator[Lot]:
    """Yield the Daily Papers of each day that is wanted and not settled, the newest first.

    Raises:
        NetworkError: a day is not to be had; those that were yielded are good.
    """
    day, first = wish.last, max(FIRST, wish.first(past.newest, _OVERLAP))
    while day >= first:
        settled = day <= wish.today - _SETTLED_AFTER * _DAY
        if wish.anew or not settled or not past.has(day):
            yield _day(day, wish, fetcher, base, settled=settled)
        day -= _DAY


def paper(name: str, fetcher: Fetcher, base: str = BASE) -> Lot:
    """Give one paper by its arXiv id.

    Raises:
        NetworkError: it is not to be had.
    """
    fetched = fetcher.get(f"{base}/api/papers/{quote(name)}", _JSON, anew=True)
    if not isinstance(said := _read(fetched), dict) or "title" not in said:
        raise NetworkError(f"Hugging Face knows no paper {name}")
    return Lot(fetched.url, fetched.body)


def _day(day: date, wish: Wish, fetcher: Fetcher, base: str, *, settled: bool) -> Lot:
    # The last date in a label is the day of the list, for answers that do not tell it: see `sources.daily_api`.
    url = f"{base}/api/daily_papers?limit={_PAGE}&date={day}"
    # A day that has not begun at the service is a bad request to it.
    early = (400,) if day >= wish.today - _DAY else ()
    first = fetcher.get(url, _JSON, anew=wish.anew, allowed=early)
    if first.status == 400:
        return Lot(url, day=day)
    if first.unchanged:
        return Lot(url, fetched=(first,), day=day, settled=settled)
    # A settled day is not asked for again, so there is nothing to remember of its address.
    kept = () if settled else (first,)
    pages = [first]
    count = _count(first)
    papers = count
    while count >= _USUAL and len(pages) < _MOST_PAGES:
        page = fetcher.get(f"{url}&p={len(pages)}", _JSON, anew=True)
        count = _count(page)
        papers += count
        if count:
            pages.append(page)
    # Several lists after one another are one list to who reads them, so the places go on.
    body = b"\n".join(page.body for page in pages) if papers else b""
    return Lot(url, body, kept, day, settled)


def _count(fetched: Fetched) -> int:
    if not isinstance(said := _read(fetched), list):
        raise NetworkError("Hugging Face answered with something that is no list of papers")
    return len(said)


def _read(fetched: Fetched) -> object:
    try:
        return json.loads(fetched.body)
    except (ValueError, RecursionError) as error:
        raise NetworkError(
            "Hugging Face answered with something that is no JSON; is a login page in between?"
        ) from error
