"""Makes values of the model out of rows: papers, lines of the list, and what is known of where a paper came from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date as date_type
from typing import Final

from reader.model import NO_DETAILS, Appearance, Details, Edition, Marks, Origin, Paper, Row, VotesThen
from reader.model.details import read_details
from reader.store.values import FormerText, Provenance

_WEEK: Final = 7
"""Days over which growth is told."""
SEPARATOR = "\n"
"""Stands between authors, and between categories, of which none can hold a line break."""


_quoted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Quick for a text; for an object it makes an encoder each time, which a million papers feel."""


_CHANGED = ((), ("title",), ("abstract",), ("title", "abstract"))
"""What the column `changed` stands for."""


def changed_bits(changed: Sequence[str]) -> int:
    """Give what is stored of which texts changed."""
    return _CHANGED.index(tuple(changed))


def joined(texts: Sequence[str]) -> str:
    """Make one text of several, to be stored."""
    return SEPARATOR.join(texts)


def unjoined(text: str) -> tuple[str, ...]:
    """Take a stored text apart again."""
    return tuple(text.split(SEPARATOR)) if text else ()


def packed(details: Details) -> str:
    """Make one text of details, to be stored; empty where there are none."""
    if details == NO_DETAILS:
        return ""
    told = [f'"{name}":{_value(value)}' for name, value in details.told().items()]
    return f"{{{','.join(told)}}}"


def _value(value: int | str | list[str]) -> str:
    return str(value) if type(value) is int else _quoted(value)


def read_papers(connection: sqlite3.Connection, papers: Collection[int]) -> Iterator[Paper]:
    """Yield papers without appearances and marks, in any order; missing ones are left out."""
    found = connection.execute(
        "SELECT p.id, p.key, p.title, t.abstract, t.authors, p.date, t.url, t.categories, p.up, p.venue, t.details, "
        "p.version, p.changed "
        "FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value CROSS JOIN texts AS t ON t.paper = p.id",
        (json.dumps(list(papers)),),
    )
    for number, key, title, abstract, authors, date, url, categories, up, venue, details, version, changed in found:
        yield Paper(
            number,
            key,
            title,
            abstract,
            unjoined(authors),
            date,
            url,
            unjoined(categories),
            up=up,
            venue=venue,
            details=read_details(json.loads(details)) if details else NO_DETAILS,
            version=version,
            changed=_CHANGED[changed & 3],
        )


def papers(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Paper]:
    """Read whole papers in the order of their numbers given; missing ones are left out."""
    wanted = json.dumps(list(numbers))
    marks = {
        number: (bool(read), bool(bookmarked), rating, note)
        for number, read, bookmarked, rating, note in connection.execute(
            "SELECT p.id, p.read, p.bookmarked, p.rating, coalesce(n.text, '') FROM json_each(?) AS w "
            "CROSS JOIN papers AS p ON p.id = w.value LEFT JOIN notes AS n ON n.paper = p.id",
            (wanted,),
        )
    }
    tags: dict[int, list[str]] = {}
    for number, tag in connection.execute(
        "SELECT t.paper, t.tag FROM json_each(?) AS w CROSS JOIN paper_tags AS t ON t.paper = w.value ORDER BY t.tag",
        (json.dumps(list(dict.fromkeys(numbers))),),
    ):
        tags.setdefault(number, []).append(tag)
    appearances: dict[int, list[Appearance]] = {}
    for number, source, day, rank in connection.execute(
        "SELECT a.paper, e.source, e.day, a.rank FROM json_each(?) AS w "
        "CROSS JOIN appearances AS a ON a.paper = w.value CROSS JOIN editions AS e ON e.id = a.edition "
        "ORDER BY e.place",
        (json.dumps(list(dict.fromkeys(numbers))),),
    ):
        appearances.setdefault(number, []).append(Appearance(Edition(source, day), rank))
    before = _votes_before(connection, wanted)
    found = {
        paper.id: Paper(
            paper.id,
            paper.key,
            paper.title,
            paper.abstract,
            paper.authors,
            paper.date,
            paper.url,
            paper.categories,
            tuple(appearances.get(paper.id, ())),
            Marks(*marks[paper.id], tuple(tags.get(paper.id, ()))),
            paper.up,
            paper.venue,
            paper.details,
            paper.version,
            paper.changed,
            before.get(paper.id),
        )
        for paper in read_papers(connection, numbers)
    }
    return [found[number] for number in numbers if number in found]


def _votes_before(connection: sqlite3.Connection, wanted: str) -> dict[int, VotesThen]:
    """Read what was told of votes a week before they last changed, or first; nothing where they never changed."""
    days: dict[int, list[VotesThen]] = {}
    for number, *told in connection.execute(
        "SELECT v.paper, v.day, v.up, v.comments FROM json_each(?) AS w CROSS JOIN votes AS v ON v.paper = w.value "
        "ORDER BY v.paper, v.day DESC",
        (wanted,),
    ):
        days.setdefault(number, []).append(VotesThen._make(told))
    return {
        number: next((one for one in told[1:] if _days_between(one.day, told[0].day) >= _WEEK), told[-1])
        for number, told in days.items()
        if len(told) > 1
    }


def _days_between(first: str, last: str) -> int:
    try:
        return (date_type.fromisoformat(last) - date_type.fromisoformat(first)).days
    except ValueError:
        return 0


def rows(connection: sqlite3.Connection, numbers: Sequence[int], edition: str = "") -> list[Row]:
    """Read lines of the list in the order of their numbers given; missing ones are left out.

    Args:
        connection: The library.
        numbers: The papers' numbers.
        edition: The key of the edition whose ranks are wanted, or an empty text.
    """
    wanted = json.dumps(list(numbers))
    ranks: dict[int, int] = {}
    if edition:
        source, _, day = edition.rpartition(":")
        ranks = dict(
            connection.execute(
                "SELECT a.paper, a.rank FROM editions AS e CROSS JOIN json_each(?) AS w "
                "CROSS JOIN appearances AS a ON a.paper = w.value AND a.edition = e.id "
                "WHERE e.source = ? AND e.day = ?",
                (wanted, source, day),
            )
        )
    found = {
        number: Row(number, key, title, date, ranks.get(number, 0), read == 1, bookmarked == 1, rating, renewed, up)
        for number, key, title, date, read, bookmarked, rating, renewed, up in connection.execute(
            "SELECT p.id, p.key, p.title, p.date, p.read, p.bookmarked, p.rating, iif(p.changed, p.version, 0), p.up "
            "FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value",
            (wanted,),
        )
    }
    return [found[number] for number in numbers if number in found]


def names(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Read key and title of papers; missing ones are left out."""
    return {
        number: (key, title)
        for number, key, title in connection.execute(
            "SELECT p.id, p.key, p.title FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value",
            (json.dumps(list(numbers)),),
        )
    }


def former_texts(connection: sqlite3.Connection, paper: int) -> list[FormerText]:
    """Read what a paper's title and abstract were before, the oldest first."""
    return [
        FormerText(field, text, Origin(source, file, line), replaced_at)
        for field, text, source, file, line, replaced_at in connection.execute(
            "SELECT f.field, f.text, p.source, p.file, f.line, f.replaced_at FROM former_texts AS f "
            "JOIN places AS p ON p.id = f.place WHERE f.paper = ? ORDER BY f.replaced_at, f.id",
            (paper,),
        )
    ]


def origins(connection: sqlite3.Connection, paper: int) -> list[Provenance]:
    """Read which sources and files told of a paper, the first one first."""
    return [
        Provenance(Origin(source, file, line), first, last)
        for source, file, line, first, last in connection.execute(
            # The line is that of the row with the latest time (https://www.sqlite.org/lang_select.html#bareagg).
            "SELECT p.source, p.file, o.line, first_imported, max(o.last_imported) FROM origins AS o "
            "JOIN places AS p ON p.id = o.place WHERE o.paper = ? GROUP BY o.place ORDER BY o.first_imported, o.place",
            (paper,),
        )
    ]


def storable(text: str) -> str:
    """Make a text that SQLite takes of one that may hold lone surrogates (an argument that is no UTF-8)."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
