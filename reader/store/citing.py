"""The cite keys that were given to papers: a key that was given once stays the paper's, and is never another's.

They are kept by the paper's key of that time, which stays among those that it is known by: so they survive that a paper
gets a better key, is removed and comes back, or is made one with another and taken apart again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from reader.store.rows import storable


def given(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, list[str]]:
    """Give the cite keys of papers by their numbers, the one that was given first before others."""
    found: dict[int, list[str]] = {}
    for number, cite in connection.execute(
        "SELECT a.paper, c.cite FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
        "CROSS JOIN cite_keys AS c ON c.key = a.key ORDER BY c.id",
        (json.dumps(list(numbers)),),
    ):
        found.setdefault(number, []).append(cite)
    return found


def give(connection: sqlite3.Connection, wanted: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Give each paper the first of its candidates that nobody has; one that has a cite key keeps it.

    Args:
        connection: The library.
        wanted: The key of each paper, and what it may be cited by, the best first.
    """
    for key, candidates in wanted:
        for cite in candidates:
            if connection.execute("SELECT 1 FROM cite_keys WHERE key = ?", (storable(key),)).fetchone():
                break
            connection.execute("INSERT OR IGNORE INTO cite_keys (cite, key) VALUES (?, ?)", (cite, storable(key)))


def taken(connection: sqlite3.Connection, cites: Collection[str]) -> set[str]:
    """Tell which of some cite keys were given to a paper."""
    rows = connection.execute(
        "SELECT c.cite FROM json_each(?) AS w CROSS JOIN cite_keys AS c ON c.cite = w.value",
        (json.dumps(list(cites)),),
    )
    return {cite for (cite,) in rows}


def keys_of(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, list[str]]:
    """Give every key that papers are known by, in the order of their letters."""
    found: dict[int, list[str]] = {}
    for number, key in connection.execute(
        "SELECT a.paper, a.key FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
        "ORDER BY a.paper, a.key",
        (json.dumps(list(numbers)),),
    ):
        found.setdefault(number, []).append(key)
    return found
