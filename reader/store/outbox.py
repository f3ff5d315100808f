"""The notes that tell the index which papers to look at again, written in the transaction that changed them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from reader.store.inserting import insert
from reader.store.values import Change


def note(connection: sqlite3.Connection, papers: Iterable[int]) -> None:
    """Note papers whose searchable text changed, or that are gone; an older note of the same paper is replaced."""
    insert(connection, "INSERT OR REPLACE INTO changes (paper)", [(paper,) for paper in papers])


def note_all(connection: sqlite3.Connection) -> None:
    """Note every paper; notes of papers that are gone stay."""
    connection.execute("INSERT OR REPLACE INTO changes (paper) SELECT id FROM papers ORDER BY id")


def pending(connection: sqlite3.Connection) -> int:
    """Count the notes."""
    return int(connection.execute("SELECT count(*) FROM changes").fetchone()[0])


def gone(connection: sqlite3.Connection) -> bool:
    """Tell whether a paper that the index may still have is gone."""
    query = "SELECT 1 FROM changes AS c WHERE NOT EXISTS (SELECT 1 FROM papers AS p WHERE p.id = c.paper) LIMIT 1"
    return connection.execute(query).fetchone() is not None


def take(connection: sqlite3.Connection, limit: int) -> list[Change]:
    """Read the oldest notes; they stay until they are settled."""
    rows = connection.execute("SELECT paper, ticket FROM changes ORDER BY ticket LIMIT ?", (limit,))
    return [Change(paper, ticket) for paper, ticket in rows]


def settle(connection: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Forget notes that the index has dealt with. A paper that changed meanwhile has a new ticket, and stays."""
    connection.executemany("DELETE FROM changes WHERE ticket = ?", ((change.ticket,) for change in changes))
