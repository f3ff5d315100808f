"""The tags that papers carry, with their counts."""

from __future__ import annotations

import sqlite3

from reader.store.values import TagCount


def read(connection: sqlite3.Connection) -> list[TagCount]:
    """Read the tags that at least one paper carries, by name."""
    rows = connection.execute("SELECT name, papers, unread FROM tags WHERE papers > 0 ORDER BY name")
    return [TagCount(*row) for row in rows]
