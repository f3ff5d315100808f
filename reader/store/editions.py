"""Editions and the papers' places in them.

A page that names no year tells of a day of some year. Which year it is follows from what the library knows just then,
whatever came first: the edition of that day with a year that most of its papers are in, or else the days on which its
papers came out. So its places stand in the edition of that year, and each remembers by which kind of page it was told
(`appearances.dated` and `appearances.undated`). Where nothing tells, the places are an edition without a year, which is
ordered as the last such day before the page came in.

Whatever may change the answer marks the editions it touched (`touch`); `settle` looks at their days once more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from reader.model import Edition, Entry
from reader.paths import SEEDS
from reader.store import counts
from reader.store.values import EditionCount

UNDATED: Final = "--"
"""What days without a year begin with."""


@dataclass(slots=True)
class Placed:
    """What the appearances of a batch changed."""

    entries: set[int] = field(default_factory=set)
    """Indexes of the entries whose paper has a new place."""
    editions: int = 0
    """Editions that were not known."""
    undated: tuple[Edition, ...] = ()
    """Editions of pages of the batch of which nothing tells the year."""


class _Day(NamedTuple):
    """A day of no certain year, of one source."""

    source: str
    month_day: str
    """`08-25`."""


class _Told(NamedTuple):
    """What an edition tells of a paper's place."""

    rank: int
    """What is shown: the place on the page with a year, or else on that without."""
    dated: bool
    undated: int
    """The place on a page that names no year, 0 where none told it."""


def put_appearances(
    connection: sqlite3.Connection, told: Mapping[int, tuple[Entry, int]], told_already: Container[int]
) -> Placed:
    """Store the appearances of entries whose papers are stored already.

    An edition told anew with other ranks has the newer ranks; of a paper twice on one page, the better rank counts. A
    rank that was told with a year wins over one that was told without.

    Args:
        connection: The library.
        told: Entries of a batch and their papers, by index.
        told_already: Indexes of entries whose paper an earlier batch of this import met in the same file.
    """
    twice: set[tuple[Edition, int]] = set()
    pages: set[Edition] = set()
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
            if edition.day.startswith(UNDATED) and entry.origin.source == edition.source:
                pages.add(edition)
    placed = Placed()
    if not wanted:
        return placed
    before = _count(connection)
    for edition, ranks in wanted.items():
        undated = edition.day.startswith(UNDATED)
        known = _find(connection, edition)
        existing = _told(connection, known, ranks)
        changed: dict[int, _Told] = {}
        for number, rank in ranks.items():
            was = existing.get(number, _Told(0, dated=False, undated=0))
            former = was.undated if undated else was.rank if was.dated else 0
            if former and (edition, number) in twice:
                rank = min(rank, former)
            now = _Told(was.rank if was.dated else rank, was.dated, rank) if undated else _Told(rank, True, was.undated)
            if now != was:
                changed[number] = now
                if (now.rank, now.dated) != (was.rank, was.dated):
                    placed.entries.update(indexes[edition, number])
        _write(connection, known, changed)
        if changed:
            connection.execute("UPDATE editions SET unsettled = 1 WHERE id = ?", (known,))
    placed.undated = tuple(edition for edition in wanted if edition in pages)
    placed.editions = _count(connection) - before
    return placed


def settle_placed(connection: sqlite3.Connection, placed: Placed) -> None:
    """Settle what the appearances of a batch touched, once all is counted, and correct what is said of them."""
    before = _count(connection)
    settle(connection)
    placed.editions = max(0, placed.editions + _count(connection) - before)
    placed.undated = tuple(
        edition
        for edition in placed.undated
        if connection.execute("SELECT 1 FROM editions WHERE source = ? AND day = ?", edition).fetchone()
    )


def touch(connection: sqlite3.Connection, papers: Collection[int], *, only_undated: bool = False) -> None:
    """Note that the editions of some papers may not be what they are, for `settle`.

    Args:
        connection: The library.
        papers: Papers that came, are about to go, or are another.
        only_undated: Nothing but what is known of the papers changed, so only pages without a year are concerned.
    """
    connection.execute(
        "UPDATE editions SET unsettled = 1 WHERE id IN (SELECT a.edition FROM json_each(?) AS w "
        "CROSS JOIN appearances AS a ON a.paper = w.value WHERE a.undated > 0 OR NOT ?)",
        (json.dumps(list(papers)), only_undated),
    )


def settle(connection: sqlite3.Connection) -> None:
    """Give the places of pages without a year to the editions that they belong to by now, where that may be others."""
    days = connection.execute("SELECT DISTINCT source, substr(day, -5) FROM editions WHERE unsettled").fetchall()
    if not days:
        return
    for source, month_day in days:
        _settle(connection, _Day(source, month_day))
    connection.execute("UPDATE editions SET unsettled = 0 WHERE unsettled")


def read(connection: sqlite3.Connection) -> list[EditionCount]:
    """Read all editions with their counts by day, the newest last; see `place_without_year` for those without."""
    return [
        EditionCount(Edition(source, day), papers, unread)
        for source, day, papers, unread in connection.execute(
            "SELECT source, day, papers, unread FROM editions ORDER BY place"
        )
    ]


def create(connection: sqlite3.Connection, source: str, day: str) -> int:
    """Make an edition that is not known yet, still without papers, and give its number."""
    connection.execute("UPDATE library SET editions_version = editions_version + 1")
    # Of a day without a year, until it is settled.
    cursor = connection.execute(
        "INSERT INTO editions (source, day, place, unsettled) VALUES (?, ?, ?, ?)",
        (source, day, f"{day} {source}", day.startswith(UNDATED)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def place_without_year(month_day: str, source: str, imported: str) -> str:
    """Give what an edition without a year is ordered by: it may be the last such day before it came in, and no later.

    Of the same day, the edition that has a year is the newer one. What comes with Octavo is an example, and stands
    before all others.

    Args:
        month_day: `08-25`.
        source: The source.
        imported: The day on which the page came in, `2026-11-30`; empty for the pages that come with Octavo.
    """
    year = int(imported[:4]) - (month_day > imported[5:10]) if imported else 0
    return f"{year:04}-{month_day}  {source}"  # two blanks: before the one of a year


def _find(connection: sqlite3.Connection, edition: Edition) -> int:
    """Give the edition that a place belongs in, where its year is settled later; make it where there is none."""
    row = connection.execute(
        "SELECT id FROM editions WHERE source = ? AND day = ?", (edition.source, edition.day)
    ).fetchone()
    if row is None and edition.day.startswith(UNDATED):
        row = connection.execute(
            "SELECT e.id FROM editions AS e WHERE e.source = ? AND substr(e.day, -5) = ? "
            "AND EXISTS (SELECT 1 FROM appearances AS a WHERE a.edition = e.id AND a.undated > 0)",
            (edition.source, edition.day[-5:]),
        ).fetchone()
    return int(row[0]) if row else create(connection, edition.source, edition.day)


def _settle(connection: sqlite3.Connection, day: _Day) -> None:
    """Put all places of pages without a year of one day into the edition that they belong to."""
    undated = f"{UNDATED}{day.month_day}"
    places = connection.execute(
        "SELECT e.id, a.paper, a.dated, a.undated FROM editions AS e CROSS JOIN appearances AS a ON a.edition = e.id "
        "WHERE e.source = ? AND substr(e.day, -5) = ? AND a.undated > 0",
        day,
    ).fetchall()
    if not places:
        return
    papers = {paper for _, paper, *_ in places}
    meant = _edition_with(connection, day, papers) or _day_of(connection, day, papers) or undated
    row = connection.execute("SELECT id FROM editions WHERE source = ? AND day = ?", (day.source, meant)).fetchone()
    target = int(row[0]) if row else create(connection, day.source, meant)
    moving = [place for place in places if place[0] != target]
    if moving:
        _move(connection, moving, target)
    if meant == undated:
        ordered_by = place_without_year(day.month_day, day.source, _imported(connection, day.source, papers))
        connection.execute(
            "UPDATE editions SET place = ? WHERE id = ? AND place <> ?", (ordered_by, target, ordered_by)
        )


def _move(connection: sqlite3.Connection, moving: Collection[tuple[int, int, int, int]], target: int) -> None:
    """Give places that pages without a year told to another edition; what a page with one told stays."""
    papers = {paper for _, paper, *_ in moving}
    counts.shift(connection, papers, -1)
    there = _told(connection, target, papers)
    changed: dict[int, _Told] = {}
    for _, paper, _, rank in sorted(moving, key=lambda place: place[3], reverse=True):
        was = there.get(paper)
        changed[paper] = _Told(was.rank, True, rank) if was and was.dated else _Told(rank, False, rank)
    connection.executemany(
        "DELETE FROM appearances WHERE edition = ? AND paper = ?",
        [(edition, paper) for edition, paper, dated, _ in moving if not dated],
    )
    connection.executemany(
        "UPDATE appearances SET undated = 0 WHERE edition = ? AND paper = ?",
        [(edition, paper) for edition, paper, dated, _ in moving if dated],
    )
    _write(connection, target, changed)
    counts.shift(connection, papers, +1)
    connection.executemany(
        "DELETE FROM editions WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM appearances WHERE edition = ?1)",
        [(edition,) for edition in {edition for edition, *_ in moving}],
    )
    connection.execute(
        "UPDATE library SET editions_version = editions_version + 1, papers_version = papers_version + 1"
    )


def _edition_with(connection: sqlite3.Connection, day: _Day, papers: Collection[int]) -> str:
    """Give the day of the edition with a year that most of some papers are in by its own word; empty where none is."""
    row = connection.execute(
        "SELECT e.day, count(*) AS shared FROM editions AS e CROSS JOIN json_each(?3) AS w "
        "CROSS JOIN appearances AS a ON a.paper = w.value AND a.edition = e.id AND a.dated "
        "WHERE e.source = ?1 AND substr(e.day, -5) = ?2 GROUP BY e.id ORDER BY shared DESC, e.day DESC LIMIT 1",
        (*day, json.dumps(list(papers))),
    ).fetchone()
    return str(row[0]) if row and 2 * row[1] > len(papers) else ""


def _day_of(connection: sqlite3.Connection, day: _Day, papers: Collection[int]) -> str:
    """Give the day with the year that the papers of a page came out shortly before; empty where that is not clear."""
    from reader.store.dating import year_of  # only for pages without a year

    known: dict[int, tuple[str, list[str]]] = {
        number: (date, [])
        for number, date in connection.execute(
            "SELECT p.id, p.date FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value",
            (json.dumps(list(papers)),),
        )
    }
    for number, key in connection.execute(
        "SELECT a.paper, a.key FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
        "WHERE a.key LIKE 'arxiv:%'",
        (json.dumps(list(papers)),),
    ):
        known[number][1].append(key)
    year = year_of(day.month_day, list(known.values()))
    return f"{year:04}-{day.month_day}" if year else ""


def _imported(connection: sqlite3.Connection, source: str, papers: Collection[int]) -> str:
    """Give the day on which a page with some papers came in; empty where it is one of those that come with Octavo."""
    rows = connection.execute(
        "SELECT substr(min(o.first_imported), 1, 10), p.file FROM json_each(?) AS w "
        "CROSS JOIN origins AS o ON o.paper = w.value CROSS JOIN places AS p ON p.id = o.place "
        "GROUP BY p.id ORDER BY p.source <> ?, count(DISTINCT o.paper) DESC, instr(p.file, ?), min(o.first_imported)",
        (json.dumps(list(papers)), source, f"{SEEDS}/"),
    )
    # The page is what told most of them; one's own copy of a bundled one is one's own.
    day, file = rows.fetchone() or ("", "")
    return "" if file.startswith(f"{SEEDS}/") else day


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM editions").fetchone()[0])


def _told(connection: sqlite3.Connection, edition: int, numbers: Collection[int]) -> dict[int, _Told]:
    return {
        number: _Told(rank, bool(dated), undated)
        for number, rank, dated, undated in connection.execute(
            "SELECT a.paper, a.rank, a.dated, a.undated FROM json_each(?) AS w "
            "CROSS JOIN appearances AS a ON a.paper = w.value AND a.edition = ?",
            (json.dumps(list(numbers)), edition),
        )
    }


def _write(connection: sqlite3.Connection, edition: int, told: Mapping[int, _Told]) -> None:
    connection.executemany(
        "DELETE FROM appearances WHERE paper = ? AND edition = ?", [(number, edition) for number in told]
    )
    connection.executemany(
        "INSERT INTO appearances (edition, rank, paper, dated, undated) VALUES (?, ?, ?, ?, ?)",
        [(edition, rank, number, dated, undated) for number, (rank, dated, undated) in told.items()],
    )
