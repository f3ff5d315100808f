"""The saved searches as the journals tell them, and what holds for this library alone: how far each watch was seen."""

from __future__ import annotations

import sqlite3
from typing import Final

from reader.model import MarkValue
from reader.model.marks import QUERY, WATCH, search_key, search_of
from reader.store.rows import storable
from reader.store.values import SavedQuery

_RANGE: Final = (search_key(""), search_key("")[:-1] + ";")
"""All keys of saved searches, and the first text after them."""


def saved(connection: sqlite3.Connection) -> list[SavedQuery]:
    """Read the saved searches by name; one whose query is empty was forgotten."""
    said: dict[str, dict[str, object]] = {}
    stamps: dict[str, str] = {}
    for key, field, value, stamp in connection.execute(
        "SELECT key, field, value, stamp FROM registers WHERE key >= ? AND key < ? ORDER BY key", _RANGE
    ):
        name = search_of(key)
        said.setdefault(name, {})[field] = value
        stamps[name] = max(stamps.get(name, ""), stamp)
    return [
        SavedQuery(name, query, fields.get(WATCH) == 1, stamps[name])
        for name, fields in said.items()
        if name and isinstance(query := fields.get(QUERY), str) and query
    ]


def registers(connection: sqlite3.Connection, key: str) -> dict[str, MarkValue]:
    """Read the fields of one saved search."""
    rows = connection.execute("SELECT field, value FROM registers WHERE key = ?", (storable(key),))
    return {field: value == 1 if field == WATCH else str(value) for field, value in rows}


def seen(connection: sqlite3.Connection) -> dict[str, int]:
    """Give the highest number that a paper had when each watch was last looked at, by the watch's name."""
    return dict(connection.execute("SELECT name, seen FROM watches"))


def see(connection: sqlite3.Connection, name: str) -> int:
    """Remember that a watch was looked at now; returns the highest number that a paper has."""
    connection.execute(
        "INSERT INTO watches (name, seen) SELECT ?, next_paper - 1 FROM library WHERE true "
        "ON CONFLICT (name) DO UPDATE SET seen = excluded.seen",
        (name,),
    )
    return int(connection.execute("SELECT seen FROM watches WHERE name = ?", (name,)).fetchone()[0])


def overlook(connection: sqlite3.Connection, name: str) -> None:
    """Forget how far a watch was seen."""
    connection.execute("DELETE FROM watches WHERE name = ?", (name,))
