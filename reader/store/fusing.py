"""Makes one record of two: what hangs on the one is given to the other. Imports do so, and people who merge by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from reader.model.merge import merge
from reader.store import counts, editions, outbox
from reader.store.identity import name, title_order
from reader.store.record import entry_of
from reader.store.rows import changed_bits, joined, packed, read_papers


def hand_over(connection: sqlite3.Connection, loser: int, winner: int) -> None:
    """Give all that hangs on one record to another, and take the record away. Marks follow the keys."""
    both = (winner, loser)
    connection.execute("UPDATE aliases SET paper = ? WHERE paper = ?", both)
    connection.execute("UPDATE former_texts SET paper = ? WHERE paper = ?", both)
    connection.execute(
        "INSERT INTO origins (paper, place, digest, line, first_imported, last_imported) "
        "SELECT ?, place, digest, line, first_imported, last_imported FROM origins WHERE paper = ? "
        "ON CONFLICT (paper, place, digest) DO UPDATE SET "
        "first_imported = min(first_imported, excluded.first_imported), "
        "last_imported = max(last_imported, excluded.last_imported)",
        both,
    )
    connection.execute("DELETE FROM origins WHERE paper = ?", (loser,))
    connection.execute("UPDATE OR IGNORE tellings SET paper = ? WHERE paper = ?", both)
    # Of one day, the most of either; between the days, each has told what it told.
    connection.execute(
        "INSERT INTO votes (paper, day, up, comments) SELECT ?, day, up, comments FROM votes WHERE paper = ? "
        "ON CONFLICT (paper, day) DO UPDATE SET "
        "up = max(up, excluded.up), comments = max(comments, excluded.comments)",
        both,
    )
    connection.execute("DELETE FROM votes WHERE paper = ?", (loser,))
    _hand_places_over(connection, loser, winner)
    connection.execute(
        "UPDATE papers SET added = min(added, (SELECT added FROM papers WHERE id = ?2)) WHERE id = ?1", both
    )
    connection.execute("DELETE FROM papers WHERE id = ?", (loser,))


def _hand_places_over(connection: sqlite3.Connection, loser: int, winner: int) -> None:
    """Give the places in editions to another record: twice in one edition, the better place of each kind stays."""
    editions.touch(connection, (loser, winner))
    shared = connection.execute(
        "SELECT a.edition, a.rank, a.dated, a.undated, o.rank, o.dated, o.undated FROM appearances AS a "
        "CROSS JOIN appearances AS o ON o.paper = ?2 AND o.edition = a.edition WHERE a.paper = ?1",
        (winner, loser),
    ).fetchall()
    for edition, rank, dated, undated, other_rank, other_dated, other_undated in shared:
        ranks = [one for one, is_dated in ((rank, dated), (other_rank, other_dated)) if is_dated]
        unsure = min((one for one in (undated, other_undated) if one), default=0)
        connection.execute("DELETE FROM appearances WHERE edition = ? AND paper IN (?, ?)", (edition, winner, loser))
        connection.execute(
            "INSERT INTO appearances (edition, rank, paper, dated, undated) VALUES (?, ?, ?, ?, ?)",
            (edition, min(ranks, default=unsure), winner, bool(ranks), unsure),
        )
    connection.execute("UPDATE appearances SET paper = ? WHERE paper = ?", (winner, loser))


def fuse(connection: sqlite3.Connection, head: int, members: list[int]) -> None:
    """Make one record of several: all that hangs on them, and what the main one tells where it does."""
    papers = {paper.id: paper for paper in read_papers(connection, members)}
    one = papers[members[0]]
    for number in members[1:]:
        other = papers[number]
        forward = merge(one, entry_of(other, [other.key]))
        backward = merge(replace(other, version=0), entry_of(one, [one.key]))
        one = replace(
            forward,
            title=backward.title,
            abstract=backward.abstract,
            details=backward.details._replace(version=one.details.version),
            # The version is that of the texts.
            version=one.version,
            changed=one.changed,
        )
    counts.shift(connection, members, -1)
    for number in members:
        if number != head:
            hand_over(connection, number, head)
    key = name([key for (key,) in connection.execute("SELECT key FROM aliases WHERE paper = ?", (head,))])
    connection.execute(
        "UPDATE papers SET key = ?, title = ?, title_order = ?, date = ?, up = ?, venue = ?, version = ?, "
        "changed = ? WHERE id = ?",
        (
            key,
            one.title,
            title_order(one.title),
            one.date,
            one.up,
            one.venue,
            one.version,
            changed_bits(one.changed),
            head,
        ),
    )
    connection.execute(
        "UPDATE texts SET abstract = ?, authors = ?, categories = ?, url = ?, details = ? WHERE paper = ?",
        (one.abstract, joined(one.authors), joined(one.categories), one.url, packed(one.details), head),
    )
    counts.shift(connection, [head], +1)
    outbox.note(connection, members)
    connection.execute("UPDATE library SET papers_version = papers_version + 1")
