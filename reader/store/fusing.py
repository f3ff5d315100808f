"""Makes one record of two: what hangs on the one is given to the other. Imports do so, and people who merge by hand."""

from __future__ import annotations

import sqlite3


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
    # Of one day, the most of either; between the days, each has told what it told.
    connection.execute(
        "INSERT INTO votes (paper, day, up, comments) SELECT ?, day, up, comments FROM votes WHERE paper = ? "
        "ON CONFLICT (paper, day) DO UPDATE SET "
        "up = max(up, excluded.up), comments = max(comments, excluded.comments)",
        both,
    )
    connection.execute("DELETE FROM votes WHERE paper = ?", (loser,))
    # Twice in one edition: the better place stays.
    connection.execute(
        "DELETE FROM appearances WHERE paper = ?1 AND EXISTS (SELECT 1 FROM appearances AS o "
        "WHERE o.paper = ?2 AND o.edition = appearances.edition AND o.rank < appearances.rank)",
        both,
    )
    connection.execute(
        "DELETE FROM appearances WHERE paper = ?2 AND EXISTS (SELECT 1 FROM appearances AS o "
        "WHERE o.paper = ?1 AND o.edition = appearances.edition)",
        both,
    )
    connection.execute("UPDATE appearances SET paper = ? WHERE paper = ?", both)
    connection.execute(
        "UPDATE papers SET added = min(added, (SELECT added FROM papers WHERE id = ?2)) WHERE id = ?1", both
    )
    connection.execute("DELETE FROM papers WHERE id = ?", (loser,))
