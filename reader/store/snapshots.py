"""All that hangs on a record as one small text, to take it out of the library and to put it back as it was.

What removing a paper, making two records one and reversing an import have in common. A snapshot is read from whatever
columns the tables have, so a column that comes later is kept by itself; places and editions stand in it by their names,
for they may be gone by the time it is put back. Marks are not in it: they follow the keys, from the registers.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from reader.store import counts, editions, outbox
from reader.store.marks import grow

LOT: Final = 500
"""Records that are in memory at a time."""

TABLES: Final = {
    "papers": "id",
    "texts": "paper",
    "aliases": "paper",
    "origins": "paper",
    "former_texts": "paper",
    "appearances": "paper",
    "votes": "paper",
    "tellings": "paper",
}
"""The tables whose rows are what a record is told to be, and the column of each that holds the number of the paper."""
DERIVED: Final = frozenset(("notes", "paper_tags"))
"""The tables with rows of papers that follow from the registers of marks."""
_NOT_KEPT: Final = {
    "papers": frozenset(("read", "bookmarked", "rating", "marked")),
    # Given anew; the order of the rows is kept.
    "former_texts": frozenset(("id",)),
    "tellings": frozenset(("id",)),
}
_LEVEL: Final = 3
"""Of zlib: a fifth faster than its usual 6, for one byte more in fifty."""

Told = dict[str, list[dict[str, Any]]]
"""The rows of one record by table, each as its columns; the number of the paper is only in `papers`."""


def take(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, bytes]:
    """Read snapshots of records as they are now; missing ones are left out."""
    told: dict[int, Told] = {}
    wanted = json.dumps(sorted(numbers))
    for table, column in TABLES.items():
        rows = connection.execute(
            f"SELECT t.* FROM json_each(?) AS w CROSS JOIN {table} AS t ON t.{column} = w.value",  # noqa: S608 - names of ours
            (wanted,),
        )
        names = [name for name, *_ in rows.description]
        left_out = _NOT_KEPT.get(table, frozenset())
        kept = [(index, name) for index, name in enumerate(names) if name != column and name not in left_out]
        owner = names.index(column)
        for row in rows:
            if table == "papers":
                told[row[owner]] = {}
            if row[owner] in told:
                told[row[owner]].setdefault(table, []).append({name: row[index] for index, name in kept})
    _name_the_places(connection, told.values())
    return {number: packed(number, record) for number, record in told.items()}


def put_back(connection: sqlite3.Connection, snapshots: Iterable[bytes]) -> list[int]:
    """Make records again of their snapshots, with their numbers, unmarked; returns the numbers.

    Their numbers and keys must be free. Whoever puts them back refreshes their marks.
    """
    marked = grow(connection)
    numbers: list[int] = []
    rows: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = {}
    places: dict[tuple[str, ...], int] = {}
    for number, told in map(unpacked, snapshots):
        numbers.append(number)
        for table, column in TABLES.items():
            for row in told.get(table, ()):
                for name, find in (("place", _place), ("edition", _edition)):
                    if name in row:
                        named = (name, *row[name])
                        if named not in places:
                            places[named] = find(connection, *row[name])
                        if name == "edition" and "dated" not in row and row[name][1].startswith(editions.UNDATED):
                            # Taken before places knew by which kind of page they were told.
                            row["dated"], row["undated"] = 0, row["rank"]
                        row[name] = places[named]
                row[column] = number
                if table == "papers":
                    # Whoever remembers marks by number must not take those of before for those of now.
                    row["marked"] = marked
                rows.setdefault((table, tuple(row)), []).append(list(row.values()))
    # In the order of the tables, since the others refer to papers.
    for (table, names), values in sorted(rows.items(), key=lambda item: list(TABLES).index(item[0][0])):
        columns = ", ".join(f'"{name}"' for name in names)
        connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - names of columns only
            values,
        )
    counts.shift(connection, numbers, +1)
    editions.touch(connection, numbers)
    _changed(connection, numbers)
    return numbers


def take_away(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take records out of the library with all that hangs on them; an edition that holds no other paper goes too."""
    if not numbers:
        return
    counts.shift(connection, numbers, -1)
    editions.touch(connection, numbers)
    wanted = json.dumps(list(numbers))
    for table in ("appearances", "former_texts", "tellings", "origins", "aliases"):
        connection.execute(
            f"DELETE FROM {table} WHERE paper IN (SELECT value FROM json_each(?))",  # noqa: S608 - the names stand in the line above
            (wanted,),
        )
    connection.execute("DELETE FROM papers WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    emptied = connection.execute(
        "DELETE FROM editions WHERE papers = 0 AND id NOT IN (SELECT edition FROM appearances)"
    ).rowcount
    if emptied:
        connection.execute("UPDATE library SET editions_version = editions_version + 1")
    _changed(connection, numbers)


def keys_of(snapshot: bytes) -> list[str]:
    """Give the keys of the record that a snapshot is of."""
    return [row["key"] for row in unpacked(snapshot)[1].get("aliases", ())]


def name_of(snapshot: bytes) -> tuple[str, str]:
    """Give the key that the record of a snapshot is called by, and its title."""
    (paper,) = unpacked(snapshot)[1]["papers"]
    return paper["key"], paper["title"]


def forget_places(connection: sqlite3.Connection) -> None:
    """Forget sources and files that told of no record that is left."""
    connection.execute(
        "DELETE FROM places WHERE NOT EXISTS (SELECT 1 FROM origins AS o WHERE o.place = places.id) "
        "AND id NOT IN (SELECT place FROM former_texts)"
    )


def _changed(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    outbox.note(connection, numbers)
    connection.execute("UPDATE library SET papers_version = papers_version + 1")


def packed(number: int, told: Told) -> bytes:
    """Make one small text of the rows of a record."""
    return zlib.compress(json.dumps([number, told], ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def unpacked(snapshot: bytes) -> tuple[int, Told]:
    """Give the number and the rows of a record."""
    number, told = json.loads(zlib.decompress(snapshot))
    return number, told


def _name_the_places(connection: sqlite3.Connection, told: Iterable[Told]) -> None:
    """Put names where rows have the numbers of places and editions."""
    for column, table, names in (("place", "places", "source, file"), ("edition", "editions", "source, day")):
        rows = [row for record in told for of_table in record.values() for row in of_table if column in row]
        wanted = json.dumps(sorted({row[column] for row in rows}))
        named = {
            number: name
            for number, *name in connection.execute(
                f"SELECT t.id, {names} FROM json_each(?) AS w CROSS JOIN {table} AS t ON t.id = w.value",  # noqa: S608 - names of ours
                (wanted,),
            )
        }
        for row in rows:
            row[column] = named[row[column]]


def _place(connection: sqlite3.Connection, source: str, file: str) -> int:
    connection.execute("INSERT OR IGNORE INTO places (source, file) VALUES (?, ?)", (source, file))
    row = connection.execute("SELECT id FROM places WHERE source = ? AND file = ?", (source, file)).fetchone()
    return int(row[0])


def _edition(connection: sqlite3.Connection, source: str, day: str) -> int:
    row = connection.execute("SELECT id FROM editions WHERE source = ? AND day = ?", (source, day)).fetchone()
    return int(row[0]) if row else editions.create(connection, source, day)
