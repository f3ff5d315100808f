"""Lists of papers by filters, in a total order, as plain numbers.

A list of a hundred thousand papers is asked for as one JSON text (`json_group_array`), which takes half the time of as
many rows. SQLite's aggregates take the rows of an ordered subquery in its order.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from itertools import islice

from reader.model import Edition, Sort
from reader.query.ast import InEdition, Is, Node, Not, State
from reader.query.editions import named
from reader.store.filters import Naming, conditions
from reader.store.trending import SCORE

_FEW = 2_000
"""Numbers up to which rows are as fast as one text."""
_REMEMBERED = 500
"""Texts whose editions are remembered; a query that is being typed makes one a letter."""

_ORDERS = {
    Sort.DATE: "p.date DESC, p.id",
    Sort.TITLE: "p.title_order, p.id",
    Sort.ADDED: "p.id DESC",
}

_MEASURES = {Sort.RATING: ("rating", "p.rating"), Sort.UP: ("up", "p.up"), Sort.TRENDING: ("up", SCORE)}
"""Columns that are 0 for nearly all papers, and what the others go by: an index knows it."""


class EditionNames:
    """Knows which editions a text names; reads the editions anew only when one came or went. Safe from any thread."""

    def __init__(self) -> None:
        self._known: tuple[int, dict[Edition, int], dict[str, list[int]]] = (-1, {}, {})

    def at(self, connection: sqlite3.Connection) -> Naming:
        """Give the naming that holds for what this connection sees now."""

        def naming(text: str) -> list[int]:
            version = int(connection.execute("SELECT editions_version FROM library").fetchone()[0])
            known = self._known
            if known[0] != version:
                rows = connection.execute("SELECT id, source, day FROM editions")
                known = self._known = (version, {Edition(source, day): number for number, source, day in rows}, {})
            _, numbers, remembered = known
            if text not in remembered:
                if len(remembered) >= _REMEMBERED:
                    remembered.clear()
                remembered[text] = [numbers[edition] for edition in named(text, numbers)]
            return remembered.get(text, [])

        return naming


def ids(
    connection: sqlite3.Connection, filters: Sequence[Node], sort: Sort, naming: Naming, offset: int, limit: int
) -> array[int]:
    """List papers; a limit of -1 is none."""
    if sort is Sort.RANK:
        return _ranked(connection, filters, naming, offset, limit)
    where, parameters = conditions(connection, filters, naming)
    if sort in _MEASURES:
        column, score = _MEASURES[sort]
        # A limit of -1 is none, and keeps the order of what stands in brackets.
        order = f"ORDER BY {score} DESC, p.date DESC, p.id"
        some = f"SELECT p.id FROM papers AS p WHERE p.{column} > 0 AND {where} {order}"  # noqa: S608 - ours, the values are parameters
        none = f"SELECT p.id FROM papers AS p WHERE p.{column} = 0 AND {where} ORDER BY p.date DESC, p.id"  # noqa: S608 - ours, the values are parameters
        query = f"SELECT id FROM ({some} LIMIT -1) UNION ALL SELECT id FROM ({none} LIMIT -1) LIMIT ? OFFSET ?"  # noqa: S608 - ours, the values are parameters
        parameters = [*parameters, *parameters]
    else:
        order = _ORDERS[Sort.DATE if sort is Sort.RELEVANCE else sort]
        query = f"SELECT p.id FROM papers AS p WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 - ours, the values are parameters
    return _numbers(connection, query, [*parameters, limit, offset], few=0 <= limit <= _FEW)


def count(connection: sqlite3.Connection, filters: Sequence[Node], naming: Naming) -> int:
    """Count the papers that fit all filters."""
    papers, unread, bookmarked = connection.execute("SELECT papers, unread, bookmarked FROM library").fetchone()
    if not filters:
        return int(papers)
    counted = {Is(State.UNREAD): unread, Is(State.READ): papers - unread, Is(State.BOOKMARKED): bookmarked}
    match filters:
        case [Is() as state] if state in counted:
            return int(counted[state])
        case [Not(Is() as state)] if state in counted:
            return int(papers - counted[state])
    where, parameters = conditions(connection, filters, naming)
    return int(connection.execute(f"SELECT count(*) FROM papers AS p WHERE {where}", parameters).fetchone()[0])  # noqa: S608 - ours, the values are parameters


def _ranked(
    connection: sqlite3.Connection, filters: Sequence[Node], naming: Naming, offset: int, limit: int
) -> array[int]:
    """List papers by edition, the newest first, and rank; those in none by date after them.

    Where one filter asks for editions, only these count; a paper stands where it is met first.
    """
    asked = [clause for clause in filters if isinstance(clause, InEdition)]
    rest: Sequence[Node] = filters
    if len(asked) == 1:
        named = naming(asked[0].text)
        rest = [clause for clause in filters if clause is not asked[0]]
        query = (
            "SELECT a.paper FROM editions AS e CROSS JOIN appearances AS a ON a.edition = e.id "
            "WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.place DESC, a.rank, a.paper"
        )
        listed = _numbers(connection, query, [json.dumps(named)])
    else:
        query = (
            "SELECT a.paper FROM editions AS e INDEXED BY editions_by_place "
            "CROSS JOIN appearances AS a ON a.edition = e.id ORDER BY e.place DESC, a.rank, a.paper"
        )
        listed = _numbers(connection, query, [])
    ordered: Iterable[int] = dict.fromkeys(listed)
    if rest or len(asked) != 1:
        fitting = dict.fromkeys(ids(connection, filters, Sort.DATE, naming, 0, -1))
        ordered = [*filter(fitting.__contains__, ordered)]
        for number in ordered:
            del fitting[number]
        ordered += fitting
    return array("q", islice(ordered, offset, None if limit < 0 else offset + limit))


def _numbers(
    connection: sqlite3.Connection, query: str, parameters: Sequence[str | int], *, few: bool = False
) -> array[int]:
    if few:
        return array("q", [number for (number,) in connection.execute(query, parameters)])
    name = "paper" if query.startswith("SELECT a.paper") else "id"
    text = connection.execute(f"SELECT json_group_array({name}) FROM ({query})", parameters).fetchone()[0]  # noqa: S608 - ours, the values are parameters
    return array("q", json.loads(text))
