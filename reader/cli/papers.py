"""How papers are written: a line for a person, tab-separated fields for a pipe, JSON Lines for a program.

JSON is ASCII with all else escaped, wherever it goes: the same bytes on a terminal and in a pipe, in every
locale, with nothing in them that a terminal could obey.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reader.cli.console import Console, Style, cells, shorten
from reader.model import safe_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reader.library import Library, Listing
    from reader.model import Details, Paper, Row
    from reader.text import Reading

_LOT = 500
"""Papers read from the library at a time."""
_KEY_ROOM = 22
"""Columns of a key: those of a title's hash, so that nearly all keys fit."""


def write_listing(
    console: Console,
    library: Library,
    listing: Listing,
    start: int,
    stop: int,
    *,
    as_json: bool,
    told: Callable[[int, Paper], dict[str, Any]],
    under: Callable[[Paper], Iterable[str]] | None = None,
    raw: bool = False,
) -> None:
    """Write some papers of a list.

    Args:
        console: Where to write.
        library: Where the papers are.
        listing: The list.
        start: The place of the first one.
        stop: The place behind the last one.
        as_json: Write JSON Lines.
        told: Gives what JSON tells beside a paper, by its place in the list.
        under: Gives painted lines that stand under a paper.
        raw: Write titles as they are stored; JSON always has them so.
    """
    reading = console.reading(raw=raw)
    if stop > _LOT:
        listing.ids()  # once as a whole: fetched piece by piece, each piece would be counted off from the first paper
    for first in range(start, stop, _LOT):
        rows = listing.rows(first, min(first + _LOT, stop))
        papers = library.papers([row.id for row in rows]) if as_json or under else []
        if as_json:
            for place, paper in enumerate(papers, first):
                console.write(json.dumps(record(paper) | told(place, paper), ensure_ascii=True))
        elif under:
            by_id = {paper.id: paper for paper in papers}
            for row in rows:
                _write_rows(console, [row], reading)
                for line in under(by_id[row.id]) if row.id in by_id else ():
                    console.write(line)
        else:
            _write_rows(console, rows, reading)


def write_json(console: Console, papers: Iterable[Paper]) -> None:
    """Write papers as JSON Lines."""
    for paper in papers:
        console.write(json.dumps(record(paper), ensure_ascii=True))


def record(paper: Paper) -> dict[str, Any]:
    """Give a paper as the value that is written as JSON; the names are an interface that scripts rely on."""
    return {
        "key": safe_line(paper.key),
        "title": safe_line(paper.title),
        "abstract": _safe_block(paper.abstract),
        "authors": [safe_line(author) for author in paper.authors],
        "date": safe_line(paper.date),
        "url": safe_line(paper.url),
        "categories": [safe_line(category) for category in paper.categories],
        "editions": [
            {"source": safe_line(place.edition.source), "day": safe_line(place.edition.day), "rank": place.rank}
            for place in paper.appearances
        ],
        "venue": safe_line(paper.venue),
        "upvotes": paper.up,
        "details": _safe_details(paper.details),
        "read": paper.marks.read,
        "bookmarked": paper.marks.bookmarked,
        "rating": paper.marks.rating,
        "tags": [safe_line(tag) for tag in paper.marks.tags],
        "note": _safe_block(paper.marks.note),
    }


def _safe_details(details: Details) -> dict[str, Any]:
    return {
        name: [safe_line(item) for item in value]
        if isinstance(value, list)
        else safe_line(value)
        if isinstance(value, str)
        else value
        for name, value in details.told().items()
    }


def _write_rows(console: Console, rows: Sequence[Row], reading: Reading) -> None:
    for row in rows:
        title = reading(row.title).text
        if console.on_terminal:
            console.write(_line(console, row, title))
        else:
            state = f"{'read' if row.read else 'unread'}{',bookmarked' if row.bookmarked else ''}"
            console.write("\t".join((safe_line(row.key), state, safe_line(title))))


def _line(console: Console, row: Row, title: str) -> str:
    """Write a paper on one line of the terminal: the key, a mark for unread and one for bookmarked, the title."""
    from widgets.glyphs import ASCII, UNICODE  # the same signs as on the screen; Textual is not loaded by it

    glyphs = UNICODE if console.utf8 else ASCII
    key = safe_line(row.key)
    unread = " " if row.read else glyphs.unread
    bookmark = glyphs.bookmark if row.bookmarked else " "
    room = console.width - max(_KEY_ROOM, cells(key)) - 5
    # A title on a line of its own says more than the five letters beside a long key.
    title = shorten(safe_line(title), room, console.ellipsis) if room >= 20 else title
    return (
        f"{console.paint(key, Style.FAINT)}{' ' * (_KEY_ROOM - cells(key))}  "
        f"{unread}{console.paint(bookmark, Style.NOTABLE) if row.bookmarked else bookmark} "
        f"{console.paint(title, Style.PLAIN if row.read else Style.STRONG)}"
    )


def _safe_block(text: str) -> str:
    return "\n".join(safe_line(line) for line in text.split("\n"))
