"""Finds papers by their keys and the beginnings of keys, with or without the part before the colon.

Beginnings are ranges of the index over `aliases`, one for each kind of key that the library has. The kinds are in lower
case, and so are arXiv ids, DOIs and hashes; the few keys with capitals in them have a small index of their own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import Final

from reader.store.rows import storable

_FOUND: Final = 5_000
"""Papers looked at when a beginning fits very many."""

# Jumps from kind to kind: what is past all keys of a kind begins with its name and what follows a colon in ASCII.
_KINDS: Final = (
    "WITH RECURSIVE kinds (kind) AS (SELECT substr(min(key), 1, instr(min(key), ':')) FROM aliases UNION ALL "
    "SELECT (SELECT substr(min(key), 1, instr(min(key), ':')) FROM aliases "
    "WHERE key >= replace(kinds.kind, ':', ';')) FROM kinds WHERE kinds.kind <> '') "
    "SELECT kind FROM kinds WHERE kind <> ''"
)
_BEGINS: Final = (
    "SELECT a.paper FROM json_each(?1) AS w CROSS JOIN aliases AS a "
    "ON a.key >= lower(w.value) AND a.key < lower(w.value) || char(1114111) "
    "UNION SELECT a.paper FROM json_each(?1) AS w CROSS JOIN aliases AS a INDEXED BY aliases_in_capitals "
    "ON lower(a.key) >= lower(w.value) AND lower(a.key) < lower(w.value) || char(1114111) AND a.key <> lower(a.key)"
)


def kinds(table: str) -> str:
    """Give the query for the kinds of keys, with their colons, that a table of keys has."""
    return _KINDS.replace("aliases", table)


def begins(connection: sqlite3.Connection, text: str, kind: str = "") -> tuple[str, str]:
    """Give what selects the papers that have a key, or one that begins so.

    Args:
        connection: The library.
        text: A key, with or without its kind, or the beginning of one; or an address that names a paper.
        kind: The only kind of key that counts, or an empty text where all do.

    Returns:
        A query of one column, and the value of its one parameter.
    """
    from reader.model.ids import DOI, arxiv_key, doi_key  # 4 ms: only for keys that are not whole

    text = storable(text.strip())
    if not text:
        return "SELECT paper FROM aliases WHERE key = ?1", ""
    if kind:
        heads = [f"{kind}:{text.removeprefix(f'{kind}:')}"]
        told = doi_key(text) if kind == DOI else ""
    else:
        heads = [text, *(own + text for (own,) in connection.execute(_KINDS))]
        told = arxiv_key(text) or doi_key(text)
    return _BEGINS, json.dumps(list(dict.fromkeys([*heads, told] if told else heads)))


def numbers(connection: sqlite3.Connection, wanted: Collection[str]) -> dict[str, int]:
    """Give the numbers of the papers that have some keys; keys that no paper has are left out."""
    rows = connection.execute(
        "SELECT w.value, a.paper FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.key = w.value",
        (json.dumps(list(wanted)),),
    )
    return dict(rows.fetchall())


def find_key(connection: sqlite3.Connection, text: str, limit: int) -> list[tuple[str, int]]:
    """Find papers by a key or the beginning of one, with or without the part before its colon.

    Returns:
        The canonical key and the number of each paper: of the one that has exactly this key, or of the first few
        that have a key that begins so, by their canonical keys.
    """
    text = storable(text.strip())
    if not text:
        return []
    exact = connection.execute(
        "SELECT p.key, p.id FROM aliases AS a JOIN papers AS p ON p.id = a.paper WHERE a.key = ?", (text,)
    ).fetchall()
    if exact:
        return [tuple(exact[0])]
    query, heads = begins(connection, text)
    numbers = [number for (number,) in connection.execute(f"{query} LIMIT {_FOUND}", (heads,))]
    return connection.execute(
        "SELECT p.key, p.id FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value "
        "ORDER BY p.key, p.id LIMIT ?",
        (json.dumps(numbers), limit),
    ).fetchall()
