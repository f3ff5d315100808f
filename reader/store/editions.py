"""Editions and the papers' places in them.

A page that names no year makes an edition without one. When the same page comes again with a year, that edition gets
the year; and when it comes without a year once more, it is still the same edition. "The same" means: same source, same
month and day, exactly the same papers at the same ranks.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from reader.model import Edition, Entry
from reader.store.values import EditionCount

_UNDATED = "--"


@dataclass(slots=True)
class Placed:
    """What the appearances of a batch changed."""

    entries: set[int] = field(default_factory=set)
    """Indexes of the entries whose paper has a new place."""
    editions: int = 0
    """Editions that were not known."""


def place(edition: Edition) -> str:
    """Give what editions are ordered by: the day, those without a year after all others, then the source."""
    return f"{'~' if edition.day.startswith(_UNDATED) else ''}{edition.day} {edition.source}"


def put_appearances(
    connection: sqlite3.Connection, told: Mapping[int, tuple[Entry, int]], told_already: Container[int]
) -> Placed:
    """Store the appearances of entries whose papers are stored already.

    An edition told anew with other ranks has the newer ranks; of a paper twice on one page, the better rank counts.

    Args:
        connection: The library.
        told: Entries of a batch and their papers, by index.
        told_already: Indexes of entries whose paper an earlier batch of this import met in the same file.
    """
    twice: set[tuple[Edition, int]] = set()
    wanted: dict[Edition, dict[int, int]] = {}
    indexes: dict[tuple[Edition, int], list[int]] = {}
    for index, (entry, number) in told.items():
        if entry.appearance is not None:
            edition, rank = entry.appearance.edition, entry.appearance.rank
            ranks = wanted.setdefault(edition, {})
            ranks[number] = min(rank, ranks.get(number, rank))
            indexes.setdefault((edition, number), []).append(index)
            if index in told_already:
                twice.add((edition, number))
    placed = Placed()
    for edition, ranks in wanted.items():
        known = _find(connection, edition, ranks)
        if known is None:
            known = create(connection, edition.source, edition.day)
            placed.editions += 1
        existing = _ranks(connection, known, list(ranks))
        changed = {
            number: rank
            for number, rank in ranks.items()
            if existing.get(number) != rank and not ((edition, number) in twice and existing.get(number, rank) < rank)
        }
        connection.executemany(
            "DELETE FROM appearances WHERE paper = ? AND edition = ?", [(number, known) for number in changed]
        )
        connection.executemany(
            "INSERT INTO appearances (edition, rank, paper) VALUES (?, ?, ?)",
            [(known, rank, number) for number, rank in changed.items()],
        )
        for number in changed:
            placed.entries.update(indexes[edition, number])
        if not edition.day.startswith(_UNDATED) and _give_year(connection, edition, known):
            placed.editions = max(0, placed.editions - 1)
    return placed


def given_a_year(connection: sqlite3.Connection, entries: Sequence[Entry]) -> set[int]:
    """Give the papers that may lose their place in a page without a year, because entries tell of its year."""
    dated = {entry.appearance.edition for entry in entries if entry.appearance is not None}
    undated = [[edition.source, f"-{edition.day[4:]}"] for edition in dated if not edition.day.startswith(_UNDATED)]
    query = (
        "SELECT a.paper FROM json_each(?) AS w CROSS JOIN editions AS e "
        "ON e.source = json_extract(w.value, '$[0]') AND e.day = json_extract(w.value, '$[1]') "
        "CROSS JOIN appearances AS a ON a.edition = e.id WHERE a.paper NOT IN (SELECT head FROM bases)"
    )
    return {number for (number,) in connection.execute(query, (json.dumps(undated),))}


def read(connection: sqlite3.Connection) -> list[EditionCount]:
    """Read all editions with their counts, the newest known last: those with a year by day, then those without."""
    return [
        EditionCount(Edition(source, day), papers, unread)
        for source, day, papers, unread in connection.execute(
            "SELECT source, day, papers, unread FROM editions ORDER BY place"
        )
    ]


def _find(connection: sqlite3.Connection, edition: Edition, ranks: dict[int, int]) -> int | None:
    row = connection.execute(
        "SELECT id FROM editions WHERE source = ? AND day = ?", (edition.source, edition.day)
    ).fetchone()
    if row is not None:
        return int(row[0])
    if edition.day.startswith(_UNDATED):
        for (number,) in connection.execute(
            "SELECT id FROM editions WHERE source = ? AND substr(day, 5) = ? ORDER BY place DESC",
            (edition.source, edition.day[1:]),
        ).fetchall():
            # A batch can end in the middle of a page, so to be a part is enough.
            if _ranks(connection, number, list(ranks)) == ranks:
                return int(number)
    return None


def create(connection: sqlite3.Connection, source: str, day: str) -> int:
    """Make an edition that is not known yet, still without papers, and give its number."""
    connection.execute("UPDATE library SET editions_version = editions_version + 1")
    cursor = connection.execute(
        "INSERT INTO editions (source, day, place) VALUES (?, ?, ?)", (source, day, place(Edition(source, day)))
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _ranks(connection: sqlite3.Connection, edition: int, numbers: list[int]) -> dict[int, int]:
    return dict(
        connection.execute(
            "SELECT a.paper, a.rank FROM json_each(?) AS w "
            "CROSS JOIN appearances AS a ON a.paper = w.value AND a.edition = ?",
            (json.dumps(numbers), edition),
        )
    )


def _give_year(connection: sqlite3.Connection, edition: Edition, known: int) -> bool:
    """Make one of an edition with a year and the same page without one; tell whether there was such a page."""
    undated = connection.execute(
        "SELECT id FROM editions WHERE source = ? AND day = ?", (edition.source, f"-{edition.day[4:]}")
    ).fetchone()
    if undated is None:
        return False
    pages = [
        connection.execute("SELECT rank, paper FROM appearances WHERE edition = ? ORDER BY rank, paper", (number,))
        for number in (known, undated[0])
    ]
    if pages[0].fetchall() != pages[1].fetchall():
        return False
    connection.execute("DELETE FROM appearances WHERE edition = ?", undated)
    connection.execute("DELETE FROM editions WHERE id = ?", undated)
    connection.execute("UPDATE library SET editions_version = editions_version + 1")
    return True
