"""Records that are not in the library as imports told them: removed ones, and those that people made one by hand.

Each is kept as a snapshot, its *base*, in a group: alone where it was removed, with others where they are one. A group
that is shown has a record in the library under the number of its first member, its head; one that is hidden has none.
Laid open, a group is the records that imports told of again, so an import goes on as if nobody had removed or merged
anything, and what it tells is kept on the record it was told of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from reader.store import keys as known_keys
from reader.store import snapshots
from reader.store.rows import storable
from reader.store.values import RemovedPaper

_HEADS: Final = (
    "SELECT DISTINCT b.head FROM json_each(?) AS w CROSS JOIN base_keys AS k ON k.key = w.value "
    "CROSS JOIN bases AS b ON b.paper = k.paper"
)


def is_used(connection: sqlite3.Connection) -> bool:
    """Tell whether any record is set aside; mostly none is, and this is all that an import asks."""
    return connection.execute("SELECT 1 FROM bases LIMIT 1").fetchone() is not None


def heads_of_keys(connection: sqlite3.Connection, keys: Collection[str]) -> set[int]:
    """Give the groups with a record that has one of these keys."""
    return {head for (head,) in connection.execute(_HEADS, (json.dumps(list(keys)),))}


def heads_of(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """Give the groups with a record of one of these numbers."""
    query = "SELECT DISTINCT b.head FROM json_each(?) AS w CROSS JOIN bases AS b ON b.paper = w.value"
    return {head for (head,) in connection.execute(query, (json.dumps(list(numbers)),))}


def lay_open(connection: sqlite3.Connection, heads: Iterable[int]) -> dict[int, bool]:
    """Put the members of groups back as imports told them, unmarked; whoever does it settles them again.

    Returns:
        Their numbers, and whether each was hidden.
    """
    opened: dict[int, bool] = {}
    ordered = sorted(heads)
    for start in range(0, len(ordered), snapshots.LOT):
        wanted = json.dumps(ordered[start : start + snapshots.LOT])
        members = connection.execute(
            "SELECT b.paper, b.head, b.hidden, b.snapshot FROM json_each(?) AS w "
            "CROSS JOIN bases AS b ON b.head = w.value ORDER BY b.paper",
            (wanted,),
        ).fetchall()
        snapshots.take_away(connection, sorted({head for _, head, hidden, _ in members if not hidden}))
        connection.execute("DELETE FROM bases WHERE head IN (SELECT value FROM json_each(?))", (wanted,))
        snapshots.put_back(connection, [snapshot for *_, snapshot in members])
        opened.update((number, bool(hidden)) for number, _, hidden, _ in members)
    return opened


def set_aside(connection: sqlite3.Connection, heads: dict[int, int], *, hidden: bool) -> None:
    """Keep records of the library as bases of groups; those of hidden groups leave it.

    Args:
        connection: The library.
        heads: The records, and the head of the group of each.
        hidden: They are removed.
    """
    ordered = sorted(heads)
    for start in range(0, len(ordered), snapshots.LOT):
        taken = snapshots.take(connection, ordered[start : start + snapshots.LOT])
        connection.executemany(
            "INSERT INTO bases (paper, head, hidden, key, title, snapshot) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, heads[number], hidden, *snapshots.name_of(snapshot), snapshot)
                for number, snapshot in taken.items()
            ],
        )
        connection.executemany(
            "INSERT INTO base_keys (key, paper) VALUES (?, ?)",
            [(key, number) for number, snapshot in taken.items() for key in snapshots.keys_of(snapshot)],
        )
        if hidden:
            snapshots.take_away(connection, list(taken))


def lay_all_open(connection: sqlite3.Connection) -> None:
    """Put everything back, because all marks are forgotten."""
    lay_open(connection, [head for (head,) in connection.execute("SELECT DISTINCT head FROM bases")])


def hidden_among(connection: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
    """Give those of some keys that removed papers have."""
    query = (
        "SELECT w.value FROM json_each(?) AS w CROSS JOIN base_keys AS k ON k.key = w.value "
        "CROSS JOIN bases AS b ON b.paper = k.paper WHERE b.hidden"
    )
    return {key for (key,) in connection.execute(query, (json.dumps(keys),))}


def removed(connection: sqlite3.Connection, limit: int, offset: int) -> list[RemovedPaper]:
    """List the papers that were removed, the newest last; what was made one by hand is listed once."""
    rows = connection.execute(
        "SELECT paper, key, title FROM bases WHERE hidden AND paper = head ORDER BY paper LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [RemovedPaper(*row) for row in rows]


def find_removed(connection: sqlite3.Connection, text: str, limit: int) -> list[RemovedPaper]:
    """Find removed papers as `keys.find_key` finds those that are there."""
    text = storable(text.strip())
    if not text or not is_used(connection):
        return []
    exact = connection.execute(
        "SELECT h.paper, h.key, h.title FROM base_keys AS k JOIN bases AS b ON b.paper = k.paper "
        "JOIN bases AS h ON h.paper = b.head WHERE k.key = ? AND b.hidden",
        (text,),
    ).fetchall()
    if exact:
        return [RemovedPaper(*exact[0])]
    heads = [text, *(row[0] + text for row in connection.execute(known_keys.kinds("base_keys")))]
    rows = connection.execute(
        "SELECT DISTINCT h.paper, h.key, h.title FROM json_each(?) AS w CROSS JOIN base_keys AS k "
        "ON lower(substr(k.key, 1, length(w.value))) = lower(w.value) "
        "JOIN bases AS b ON b.paper = k.paper JOIN bases AS h ON h.paper = b.head WHERE b.hidden "
        "ORDER BY h.key LIMIT ?",
        (json.dumps(heads), limit),
    )
    return [RemovedPaper(*row) for row in rows]
