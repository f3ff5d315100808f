"""What a library is, apart from the numbers of its rows: to compare two that must be the same."""

from __future__ import annotations

import json
import sqlite3
import zlib
from typing import Any

from reader.model import Sort
from reader.store import Store
from reader.store.snapshots import take


def shape(store: Store) -> dict[str, Any]:
    """Give all that can be seen of a library."""
    numbers = list(store.ids((), Sort.ADDED))
    with store._connections.reading() as connection:
        told = {number: told_of(snapshot) for number, snapshot in take(connection, numbers).items()}
    return {
        "told": told,
        "papers": {paper.id: paper for paper in store.papers(numbers)},
        "editions": store.editions(),
        "tags": store.tags(),
        "totals": store.totals(),
        "highest": store.highest(),
        "removed": store.removed(),
    }


def told_of(snapshot: bytes) -> dict[str, list[str]]:
    """Give the rows of a snapshot in an order that says nothing."""
    _, told = json.loads(zlib.decompress(snapshot))
    return {table: sorted(json.dumps(row, sort_keys=True) for row in rows) for table, rows in told.items()}


def indexed(store: Store, known: set[int]) -> set[int]:
    """Give what an index holds that knew some papers and then followed the notes."""
    changes = store.take_changes(1_000_000)
    there = {paper.id for paper in store.papers([change.paper_id for change in changes])}
    store.settle(changes)
    return (known - {change.paper_id for change in changes}) | there


def tables_of_papers(connection: sqlite3.Connection) -> set[str]:
    """Give the tables with a column that refers to papers."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        table
        for table in tables
        for row in connection.execute(f"PRAGMA foreign_key_list({table})")
        if row[2] == "papers"
    }
