"""Looks for what must never be in a library file; for the doctor."""

from __future__ import annotations

import json
import sqlite3
from hashlib import blake2b
from typing import Final

from reader.store import parting
from reader.store.marks import stale
from reader.store.sameness import astray

_SHOWN: Final = 20
"""Findings of one kind that are said."""

_OF_FILE: Final = "The file is damaged:"

_RULES: Final = {
    "papers have no texts": "SELECT count(*) FROM papers WHERE id NOT IN (SELECT paper FROM texts)",
    "papers are not found by their own key": (
        "SELECT count(*) FROM papers AS p LEFT JOIN aliases AS a ON a.key = p.key WHERE a.paper IS NOT p.id"
    ),
    "papers have no origin": "SELECT count(*) FROM papers WHERE id NOT IN (SELECT paper FROM origins)",
    "editions hold no paper": "SELECT count(*) FROM editions WHERE id NOT IN (SELECT edition FROM appearances)",
    "editions are counted wrongly": (
        "SELECT count(*) FROM editions AS e LEFT JOIN (SELECT a.edition, count(*) AS papers, sum(p.read = 0) AS unread "
        "FROM appearances AS a JOIN papers AS p ON p.id = a.paper GROUP BY a.edition) AS c ON c.edition = e.id "
        "WHERE (e.papers, e.unread) IS NOT (coalesce(c.papers, 0), coalesce(c.unread, 0))"
    ),
    "tags are counted wrongly": (
        "SELECT count(*) FROM (SELECT tag AS name FROM paper_tags UNION SELECT name FROM tags) AS n "
        "LEFT JOIN tags AS t ON t.name = n.name LEFT JOIN (SELECT c.tag, count(*) AS papers, sum(p.read = 0) AS unread "
        "FROM paper_tags AS c JOIN papers AS p ON p.id = c.paper GROUP BY c.tag) AS c ON c.tag = n.name "
        "WHERE (coalesce(t.papers, 0), coalesce(t.unread, 0)) IS NOT (coalesce(c.papers, 0), coalesce(c.unread, 0))"
    ),
    "counts of the whole library are wrong": (
        "SELECT count(*) FROM library AS l, (SELECT count(*) AS papers, coalesce(sum(read = 0), 0) AS unread, "
        "coalesce(sum(bookmarked), 0) AS bookmarked FROM papers) AS c "
        "WHERE (l.papers, l.unread, l.bookmarked) IS NOT (c.papers, c.unread, c.bookmarked)"
    ),
    "removed papers are still in the library": (
        "SELECT count(*) FROM bases AS b WHERE b.hidden AND (b.paper IN (SELECT id FROM papers) "
        "OR EXISTS (SELECT 1 FROM base_keys AS k JOIN aliases AS a ON a.key = k.key WHERE k.paper = b.paper))"
    ),
    "records that were made one are not found by all of their keys": (
        "SELECT count(*) FROM bases AS b JOIN base_keys AS k ON k.paper = b.paper "
        "LEFT JOIN aliases AS a ON a.key = k.key WHERE NOT b.hidden AND a.paper IS NOT b.head"
    ),
}
"""What must count 0."""


def findings(connection: sqlite3.Connection) -> list[str]:
    """Say each finding in a sentence; none for a sound library."""
    found = of_papers(connection)
    if not any(said.startswith(_OF_FILE) for said in found) and (number := stale(connection)):
        found.append(f"{number} papers have marks that are not those of the journals.")
    return found


def of_papers(connection: sqlite3.Connection) -> list[str]:
    """Say each finding but those on marks, which are a copy and can be made anew."""
    damage = [str(line) for (line,) in connection.execute(f"PRAGMA integrity_check({_SHOWN})")]
    if damage != ["ok"]:
        # The rules would stumble over the damaged pages.
        return [f"{_OF_FILE} {line}." for line in damage]
    found = [
        f"A row of {table} refers to a row of {parent} that is not there."
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN)
    ]
    for said, query in _RULES.items():
        number = connection.execute(query).fetchone()[0]
        if number:
            found.append(f"{number} {said}.")
    number = astray(connection)
    if number:
        found.append(f"{number} records are not removed or merged as the journals say.")
    if number := parting.astray(connection):
        found.append(f"{number} records are not taken apart as the journals say.")
    return found


def digest(connection: sqlite3.Connection) -> str:
    """Give a short text that two libraries share exactly when the same marks and acts were folded into them."""
    sums = blake2b(digest_size=16)
    for query in (
        "SELECT key, field, value, stamp FROM registers ORDER BY key, field",
        "SELECT key, stamp, over, text FROM note_texts ORDER BY key, stamp",
        "SELECT stamp, device, kind, of, label, papers, undone, turned FROM acts ORDER BY stamp",
    ):
        for row in connection.execute(query):
            sums.update(json.dumps(row).encode())
        sums.update(b"\n")
    return sums.hexdigest()
