"""What each filter of a query means in SQL: a condition on `papers AS p`, with the values of its parameters."""

from __future__ import annotations

import json
import operator
import sqlite3
from array import array
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, assert_never

from reader.model.marks import MAX_RATING
from reader.query.ast import (
    Compared,
    Dated,
    Day,
    Filter,
    FromSource,
    Has,
    InEdition,
    InVenue,
    Is,
    Measure,
    Name,
    Named,
    Node,
    Not,
    Noted,
    State,
    Tagged,
    Thing,
)
from reader.store import keys
from reader.store.rows import storable
from reader.store.values import MarkedPapers

Naming = Callable[[str], list[int]]
"""Gives the numbers of the editions that a text names."""
Parameters = list[str | int]

_SIGNS: Final = {"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt}
_LARGEST: Final = 1 << 62
_AFTER_DAYS: Final = "~"
"""Comes after every day of a month, and every month of a year."""
_STATE: Final = 48
"""A digit and what follows it in ASCII stand for states: one text is read far faster than as many rows."""
_STATES_OF_SIGNS: Final = bytes(max(0, sign - _STATE) for sign in range(256))
_CHOSEN: Final = "SELECT value FROM json_each(?)"
_STATES: Final = {
    State.UNREAD: "p.read = 0",
    State.READ: "p.read = 1",
    State.BOOKMARKED: "p.bookmarked = 1",
    State.RATED: "p.rating > 0",
    State.CHANGED: "p.changed > 0",
    State.NOTED: "p.id IN (SELECT paper FROM notes)",
}
_THINGS: Final = {
    Thing.NOTE: _STATES[State.NOTED],
    Thing.DOI: "p.id IN (SELECT paper FROM aliases WHERE key >= 'doi:' AND key < 'doi;')",
    Thing.TAG: "p.id IN (SELECT paper FROM paper_tags)",
    # In just these words, for there is an index of such papers: `texts_with_code`.
    Thing.REPOSITORY: """p.id IN (SELECT paper FROM texts WHERE instr(details, '"code":') > 0)""",
}


class Condition(NamedTuple):
    """What must hold for a paper."""

    where: str
    parameters: Parameters


def conditions(connection: sqlite3.Connection, filters: Sequence[Node], naming: Naming) -> Condition:
    """Give what holds for the papers that pass all of some filters; each is a filter, or a `Not` of one.

    Raises:
        ValueError: one is neither.
    """
    where: list[str] = []
    parameters: Parameters = []
    for node in filters:
        wanted, refused = (node.part, True) if isinstance(node, Not) else (node, False)
        if not isinstance(wanted, Filter):
            raise ValueError(f"{node} is no filter that the library can answer")
        condition = condition_of(connection, wanted, naming)
        where.append(f"NOT ({condition.where})" if refused else f"({condition.where})")
        parameters += condition.parameters
    return Condition(" AND ".join(where) or "1", parameters)


def condition_of(connection: sqlite3.Connection, asked: Filter, naming: Naming) -> Condition:
    """Give what holds for the papers that pass one filter.

    Raises:
        ValueError: it is `has:code`, which only the search index can answer.
    """
    match asked:
        case Is(state):
            return Condition(_STATES[state], [])
        case Has(thing):
            if thing not in _THINGS:
                raise ValueError(f"{asked} is answered by the search index")
            return Condition(_THINGS[thing], [])
        case Tagged(name):
            return Condition("p.id IN (SELECT paper FROM paper_tags WHERE tag = ?)", [storable(name)])
        case InEdition(text):
            appeared = f"SELECT paper FROM appearances WHERE edition IN ({_CHOSEN})"  # noqa: S608 - ours, the value is a parameter
            return Condition(f"p.id IN ({appeared})", [json.dumps(naming(text))])
        case FromSource(name):
            return _from_source(connection, name)
        case InVenue(text):
            folded = text.casefold()
            known = connection.execute("SELECT DISTINCT venue FROM papers WHERE venue <> ''")
            fitting = [venue for (venue,) in known if folded in venue.casefold()]
            return Condition(f"p.venue <> '' AND p.venue IN ({_CHOSEN})", [json.dumps(fitting)])
        case Named(kind, text):
            query, heads = keys.begins(connection, text, "doi" if kind is Name.DOI else "")
            numbers = [number for (number,) in connection.execute(query, (heads,))]
            return Condition(f"p.id IN ({_CHOSEN})", [json.dumps(numbers)])
        case Noted():
            from reader.store.notes import noted  # with the stemmer 12 ms: only when a note is looked for

            return Condition(f"p.id IN ({_CHOSEN})", [json.dumps(noted(connection, asked))])
        case Compared(measure, sign, number):
            return _compared(measure, sign, max(-_LARGEST, min(number, _LARGEST)))
        case Dated(day, first, last):
            return _dated("added" if day is Day.ADDED else "date", first, last)
        case _:
            assert_never(asked)


def matching(connection: sqlite3.Connection, asked: Filter, naming: Naming) -> array[int]:
    """Give the papers that pass one filter, in ascending order.

    Raises:
        ValueError: it is `has:code`, which only the search index can answer.
    """
    where, parameters = condition_of(connection, asked, naming)
    query = f"SELECT json_group_array(id) FROM (SELECT p.id FROM papers AS p WHERE {where} ORDER BY p.id)"  # noqa: S608 - ours, the values are parameters
    return array("q", json.loads(connection.execute(query, parameters).fetchone()[0]))


def marked_since(connection: sqlite3.Connection, version: int) -> MarkedPapers:
    """Give the read-state, bookmark and rating of papers that got another of them after a version of the marks.

    For a version below 0: of every paper that has any of them.
    """
    now = int(connection.execute("SELECT marks_version FROM library").fetchone()[0])
    where = f"marked > {version:d} AND marked > 0" if version >= 0 else "read OR bookmarked OR rating"
    numbers, states = connection.execute(
        "SELECT json_group_array(id), coalesce(group_concat(state, ''), '') FROM "  # noqa: S608 - a number
        f"(SELECT id, char({_STATE} + read + 2 * bookmarked + 4 * rating) AS state FROM papers WHERE {where})"
    ).fetchone()
    return MarkedPapers(now, array("q", json.loads(numbers)), states.encode().translate(_STATES_OF_SIGNS))


def rating_fits(sign: str, number: int) -> list[int]:
    """Give the ratings that compare so; no rating (0) is only meant where none from 1 to 5 can be.

    `rating:<3` asks for papers that somebody thought little of, and not for all that nobody rated.
    """
    compare = _SIGNS[sign]
    return [rating for rating in range(1, MAX_RATING + 1) if compare(rating, number)] or (
        [0] if compare(0, number) else []
    )


def _compared(measure: Measure, sign: str, number: int) -> Condition:
    if measure is Measure.RATING:
        return Condition(f"p.rating IN ({', '.join(map(str, rating_fits(sign, number)))})", [])
    return Condition(f"p.up {sign if sign in _SIGNS else '='} ?", [number])


def _dated(column: str, first: str, last: str) -> Condition:
    """Compare as texts: `2025` comes before each of its days, and with a sign behind it after them."""
    where, parameters = f"p.{column} <> ''", Parameters()
    if first:
        first = storable(first)
        where += f" AND p.{column} >= ? AND (p.{column} >= ? OR p.{column} IN (?, ?))"
        parameters += [first[:4], first, first[:4], first[:7]]
    if last:
        where += f" AND p.{column} <= ?"
        parameters.append(storable(last) + _AFTER_DAYS)
    return Condition(where, parameters)


def _from_source(connection: sqlite3.Connection, name: str) -> Condition:
    """Look at what told of a paper, and at the editions that it appeared in."""
    told = [number for number, source in connection.execute("SELECT id, source FROM places") if _is(source, name)]
    editions = [number for number, source in connection.execute("SELECT id, source FROM editions") if _is(source, name)]
    return Condition(
        f"p.id IN (SELECT paper FROM origins WHERE place IN ({_CHOSEN})) "  # noqa: S608 - ours, the values are parameters
        f"OR p.id IN (SELECT paper FROM appearances WHERE edition IN ({_CHOSEN}))",
        [json.dumps(told), json.dumps(editions)],
    )


def _is(source: str, name: str) -> bool:
    return "-".join(source.casefold().split()) == "-".join(name.casefold().split())
