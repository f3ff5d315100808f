"""Records that imports made one and a person takes apart: a *whole*, as imports told it, and its parts in its place.

Put together again, a whole is what it was, so an import goes on as if nobody had taken it apart, and what it tells is
parted anew by who tells it (`tellings.sides`). Which records are parted follows from the registers `apart`: said under
a key, that it is no key of the paper that has the other one. The part that has that other key keeps the number of the
whole; any other is given one, once and for all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from reader.model import Entry, Paper
from reader.model.ids import title_key
from reader.model.merge import merge
from reader.store import snapshots
from reader.store.identity import name, title_order
from reader.store.record import paper_of
from reader.store.rows import joined, packed, unjoined
from reader.store.snapshots import Told
from reader.store.tellings import Telling, read, sides

_MAIN: Final = ""


def is_used(connection: sqlite3.Connection) -> bool:
    """Tell whether any record is parted, or would be if it came."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM wholes) OR EXISTS (SELECT 1 FROM registers INDEXED BY registers_of_apart "
        "WHERE field = 'apart')"
    )
    return bool(connection.execute(query).fetchone()[0])


def wholes_of(connection: sqlite3.Connection, numbers: Iterable[int]) -> set[int]:
    """Give the wholes that some records are parts of."""
    query = (
        "SELECT h.paper FROM json_each(?1) AS w CROSS JOIN wholes AS h ON h.paper = w.value UNION "
        "SELECT h.paper FROM json_each(?1) AS w CROSS JOIN parts AS p ON p.paper = w.value "
        "CROSS JOIN wholes AS h ON h.paper = p.whole"
    )
    return {whole for (whole,) in connection.execute(query, (json.dumps(sorted(numbers)),))}


def parts_of(connection: sqlite3.Connection, wholes: Iterable[int]) -> dict[int, int]:
    """Give the numbers that the parts of wholes have, or once had, and the whole of each."""
    query = (
        "SELECT w.value, w.value FROM json_each(?1) AS w UNION SELECT p.paper, p.whole FROM json_each(?1) AS w "
        "CROSS JOIN parts AS p ON p.whole = w.value"
    )
    return dict(connection.execute(query, (json.dumps(sorted(wholes)),)).fetchall())


def put_together(connection: sqlite3.Connection, wholes: Collection[int]) -> None:
    """Put wholes in the place of their parts, which are in the library and in no group; whoever does it parts again."""
    wanted = json.dumps(sorted(wholes))
    kept = connection.execute(
        "SELECT snapshot FROM wholes WHERE paper IN (SELECT value FROM json_each(?))", (wanted,)
    ).fetchall()
    snapshots.take_away(connection, sorted(parts_of(connection, wholes)))
    connection.execute("DELETE FROM wholes WHERE paper IN (SELECT value FROM json_each(?))", (wanted,))
    snapshots.put_back(connection, [snapshot for (snapshot,) in kept])


def concerned(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, dict[str, str]]:
    """Give, of the records with a key that others are apart from, what is apart from what."""
    said: dict[int, dict[str, str]] = {}
    for number, key, value in connection.execute(
        "WITH known AS (SELECT a.paper, a.key FROM json_each(?1) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
        "UNION SELECT k.paper, k.key FROM json_each(?1) AS w CROSS JOIN base_keys AS k ON k.paper = w.value) "
        "SELECT known.paper, r.key, r.value FROM known CROSS JOIN registers AS r INDEXED BY registers_of_apart "
        "ON r.value = known.key AND r.field = 'apart' WHERE r.value <> '' AND r.key <> r.value",
        (json.dumps(sorted(numbers)),),
    ):
        said.setdefault(number, {})[key] = value
    return said


def part(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """Part records of the library that the registers say are not one; gives the parts."""
    pairs = concerned(connection, numbers)
    made: set[int] = set()
    for number, snapshot in snapshots.take(connection, pairs.keys()).items():
        _, told = snapshots.unpacked(snapshot)
        parts = parted(told, pairs[number])
        if len(parts) < 2 or _are_owned(connection, _fresh(parts, snapshot)):
            continue
        snapshots.take_away(connection, [number])
        connection.execute("INSERT INTO wholes (paper, snapshot) VALUES (?, ?)", (number, snapshot))
        numbered = {_number(connection, number, side): one for side, one in parts.items()}
        snapshots.put_back(connection, [snapshots.packed(its, one) for its, one in numbered.items()])
        made.update(numbered)
    return made


def astray(connection: sqlite3.Connection) -> int:
    """Count the records that are not taken apart as the registers say, or that are and should not be."""
    if not is_used(connection):
        return 0
    wrong = 0
    kept = dict(connection.execute("SELECT paper, snapshot FROM wholes").fetchall())
    parts = parts_of(connection, kept)
    there = {number for (number,) in connection.execute("SELECT id FROM papers UNION SELECT paper FROM bases")}
    for whole, snapshot in kept.items():
        said = dict(
            connection.execute(
                "SELECT r.key, r.value FROM json_each(?) AS w CROSS JOIN registers AS r INDEXED BY registers_of_apart "
                "ON r.value = w.value AND r.field = 'apart' WHERE r.value <> '' AND r.key <> r.value",
                (json.dumps(snapshots.keys_of(snapshot)),),
            ).fetchall()
        )
        meant = parted(snapshots.unpacked(snapshot)[1], said).keys()
        wrong += len(meant) < 2 or len(meant) != sum(its == whole and one in there for one, its in parts.items())
    others = concerned(connection, there - parts.keys())
    # Those of groups as imports told them, not as what they are together.
    told = snapshots.take(connection, others.keys())
    told.update(connection.execute("SELECT paper, snapshot FROM bases").fetchall())
    for number in others.keys() & told.keys():
        snapshot = told[number]
        one = parted(snapshots.unpacked(snapshot)[1], others[number])
        wrong += len(one) > 1 and not _are_owned(connection, _fresh(one, snapshot))
    return wrong


def told_of(connection: sqlite3.Connection, number: int) -> list[Telling]:
    """Give what places told of a record, the oldest first; what is known of it where a single one did."""
    for snapshot in snapshots.take(connection, [number]).values():
        told = snapshots.unpacked(snapshot)[1]
        return _tellings(told)
    return []


def parted(told: Told, pairs: Mapping[str, str]) -> dict[str, Told]:
    """Give the parts of a record, the main one under an empty text; one alone where there is nothing to part.

    Args:
        told: The record, as a snapshot has it.
        pairs: Keys that are apart, and from which key each is.
    """
    tellings = _tellings(told)
    owned = {row["key"] for row in told["aliases"]}
    of = sides(tellings, {key: other for key, other in pairs.items() if other in owned})
    names = sorted(set(of))
    if len(names) < 2 or _MAIN not in names:
        return {_MAIN: told}
    aliases: dict[str, list[str]] = {side: [] for side in names}
    for key in sorted(owned):
        telling = {side for side, one in zip(of, tellings, strict=True) if key in one.keys}
        side = key if key in telling else next(iter(telling)) if len(telling) == 1 else _MAIN
        aliases[side].append(key)
    for side in names[1:]:
        if not aliases[side]:
            # All others by which it is told are the main one's too; this one is a key of nothing but its title.
            aliases[side].append(side)
    return {
        side: _part(told, tellings, [one == side for one in of], aliases[side], keeps=side == _MAIN) for side in names
    }


def _origins(told: Told) -> list[dict[str, Any]]:
    """Give the rows of what places told, the oldest first."""
    return sorted(told.get("origins", ()), key=lambda row: (row["first_imported"], row["place"], row["line"]))


def _tellings(told: Told) -> list[Telling]:
    rows = _origins(told)
    kept = {(*row["place"], row["digest"]): row["told"] for row in told.get("tellings", ())}
    tellings = [read(row, kept.get((*row["place"], row["digest"]), "")) for row in rows]
    if len(tellings) == 1 and tellings[0].entry is None:
        keys = frozenset(row["key"] for row in told.get("aliases", ()))
        return [tellings[0]._replace(keys=keys)]
    return tellings


def _part(told: Told, tellings: Sequence[Telling], mine: Sequence[bool], keys: list[str], *, keeps: bool) -> Told:
    """Make the rows of one part.

    Args:
        told: The whole.
        tellings: Of all places, in the order of `_tellings`.
        mine: Which of them are of this part.
        keys: What it is known by.
        keeps: Whatever cannot be told to be of either is its own.
    """
    rows = _origins(told)
    own = [telling for telling, is_mine in zip(tellings, mine, strict=True) if is_mine]
    others = [telling for telling, is_mine in zip(tellings, mine, strict=True) if not is_mine]
    said = [telling.entry for telling in own if telling.entry is not None]
    paper = _of_entries(said) if said else _as_it_was(told, own, others)
    part: Told = {
        "papers": [deepcopy(row) for row in told["papers"]],
        "texts": [deepcopy(row) for row in told["texts"]],
        "aliases": [{"key": key} for key in keys],
        "origins": [deepcopy(row) for row, is_mine in zip(rows, mine, strict=True) if is_mine],
        "tellings": [],
        "former_texts": [],
        "appearances": [],
        "votes": [],
    }
    part["papers"][0] |= {
        "key": name(keys),
        "title": paper.title,
        "title_order": title_order(paper.title),
        "date": paper.date,
        "up": paper.up,
        "venue": paper.venue,
        "version": paper.version,
        "changed": told["papers"][0]["changed"] if keeps else 0,
        "added": min(telling.first for telling in own)[:10],
    }
    part["texts"][0] |= {
        "abstract": paper.abstract,
        "authors": joined(paper.authors),
        "categories": joined(paper.categories),
        "url": paper.url,
        "details": packed(paper.details),
    }
    its = {(*row["place"], row["digest"]) for row in part["origins"]}
    part["tellings"] = [deepcopy(row) for row in told.get("tellings", ()) if (*row["place"], row["digest"]) in its]
    places = {telling.origin[:2] for telling in own}
    elsewhere = {text for telling in others if (entry := telling.entry) for text in (entry.title, entry.abstract)}
    now = {paper.title, paper.abstract}
    part["former_texts"] = [
        deepcopy(row)
        for row in told.get("former_texts", ())
        if tuple(row["place"]) in places and row["text"] not in now and row["text"] not in elsewhere
    ]
    my_days, their_days = _days(own), _days(others)
    for row in told.get("appearances", ()):
        day = (row["edition"][0], row["edition"][1][-5:])
        if day in my_days or (keeps and day not in their_days):
            part["appearances"].append(deepcopy(row))
    if paper.up or paper.details.comments or keeps:
        part["votes"] = [deepcopy(row) for row in told.get("votes", ())]
    return part


def _days(tellings: Iterable[Telling]) -> set[tuple[str, str]]:
    """Give the sources and days of the editions that tellings name, whatever the year."""
    places = [telling.entry.appearance for telling in tellings if telling.entry and telling.entry.appearance]
    return {(place.edition.source, place.edition.day[-5:]) for place in places}


def _of_entries(said: Sequence[Entry]) -> Paper:
    """Make a record of what was told, as an import of just that would."""
    paper = paper_of(said[0], 0, said[0].keys[0])
    for entry in said[1:]:
        paper = merge(paper, entry)
    return replace(paper, changed=())


def _as_it_was(told: Told, own: Sequence[Telling], others: Sequence[Telling]) -> Paper:
    """Give what is left of a record of which it was not kept who told what: the texts that the others did not tell."""
    from reader.model.details import NO_DETAILS, read_details

    row, texts = told["papers"][0], told["texts"][0]
    elsewhere = {text for telling in others if (entry := telling.entry) for text in (entry.title, entry.abstract)}
    keys = {key for telling in own for key in telling.keys}
    now: dict[str, Any] = {"title": row["title"], "abstract": texts["abstract"]}
    for former in told.get("former_texts", ()):
        field, text = former["field"], former["text"]
        if (
            now[field] in elsewhere
            and text not in elsewhere
            and (field != "title" or not keys or title_key(text) in keys)
        ):
            now[field] = text
    return Paper(
        0,
        row["key"],
        now["title"],
        now["abstract"],
        unjoined(texts["authors"]),
        row["date"],
        texts["url"],
        unjoined(texts["categories"]),
        up=row["up"],
        venue=row["venue"],
        details=read_details(json.loads(texts["details"])) if texts["details"] else NO_DETAILS,
        version=row["version"],
    )


def _fresh(parts: Mapping[str, Told], snapshot: bytes) -> set[str]:
    """Give the keys of parts that the whole has not."""
    return {row["key"] for one in parts.values() for row in one["aliases"]} - set(snapshots.keys_of(snapshot))


def _are_owned(connection: sqlite3.Connection, keys: Collection[str]) -> bool:
    """Tell whether another record, removed or not, has one of these keys."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM json_each(?1) AS w CROSS JOIN aliases AS a ON a.key = w.value) "
        "OR EXISTS (SELECT 1 FROM json_each(?1) AS w CROSS JOIN base_keys AS k ON k.key = w.value)"
    )
    return bool(keys) and bool(connection.execute(query, (json.dumps(sorted(keys)),)).fetchone()[0])


def _number(connection: sqlite3.Connection, whole: int, side: str) -> int:
    """Give the number of a part, which it keeps for ever."""
    if side == _MAIN:
        return whole
    known = connection.execute("SELECT paper FROM parts WHERE whole = ? AND key = ?", (whole, side)).fetchone()
    if known is not None:
        return int(known[0])
    number = int(connection.execute("SELECT next_paper FROM library").fetchone()[0])
    connection.execute("UPDATE library SET next_paper = next_paper + 1")
    connection.execute("INSERT INTO parts (paper, whole, key) VALUES (?, ?, ?)", (number, whole, side))
    return number
