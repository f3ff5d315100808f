"""Two reports of one paper become one record: which of them is believed, field by field, and why."""

from __future__ import annotations

from dataclasses import replace

from reader.model import ids
from reader.model.entry import Entry
from reader.model.paper import Paper


def merge(paper: Paper, entry: Entry) -> Paper:
    """Give the record after an entry was seen; the editions it appeared in are the store's business.

    The newer title and abstract win, since a source that is read again knows the newer version; an empty or cut one
    never does. The longer list of authors wins: pages shorten it. The more exact date wins, else the earlier: a paper
    is as old as its first version. Categories are joined. An address that is there stays, unless the new one is safer.
    """
    return replace(
        paper,
        key=ids.canonical((paper.key, *entry.keys)),
        title=entry.title or paper.title,
        abstract=_text(paper.abstract, entry.abstract),
        authors=entry.authors if len(entry.authors) > len(paper.authors) else paper.authors,
        date=_date(paper.date, entry.date),
        url=_url(paper.url, entry.url),
        categories=tuple(dict.fromkeys((*paper.categories, *entry.categories))),
    )


def _text(former: str, new: str) -> str:
    if not new:
        return former
    start = new.removesuffix("...").removesuffix("…").rstrip()
    return former if start != new and former.startswith(start) else new


def _date(former: str, new: str) -> str:
    if not former or not new:
        return former or new
    if former.startswith(new) or new.startswith(former):
        return max(former, new, key=len)
    return min(former, new)


def _url(former: str, new: str) -> str:
    if not former or (former.startswith("http://") and new.startswith("https://")):
        return new or former
    return former
