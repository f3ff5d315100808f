"""What imports did, and how it is reversed and done again.

An import notes which numbers it gave to new papers, and a snapshot of each record that it changed, as it was before.
Imports that touched one record are a chain, in the order they came, and a record has a version after each link and one
before the first. Which version is shown follows from which imports stand: that after the newest one that does, or else
the one before all. So imports can be reversed in any order, one that was not the last as well: what a later import
changed again stays. A version is the `before` of the next link, or the `after` of its own, kept when it is hidden.

A reversal goes through the papers in lots, each a transaction that also notes how far it came (`reached`); whoever
reverses or imports next, or the same one after a crash, goes on from there. A version whose keys another record has by
now is owed: it is tried again with every later reversal. Marks are not touched; they wait by key.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from reader.store import editions, marks, sameness, snapshots
from reader.store.rows import storable
from reader.store.values import ImportAct, ImportDone, PutCounts

MOST: Final = 100
"""Imports that can be reversed; older ones stay in the library and are forgotten here."""
MOST_KEPT: Final = 200_000
"""Snapshots of all of them together, which is some 200 MB; the oldest imports go first."""

_COLUMNS: Final = "id, stamp, told_by, papers, added, updated, merged, editions, by_hand, undone, turned, reached"


def keep(
    connection: sqlite3.Connection, act: ImportAct, changing: Collection[int], numbers: tuple[int, int]
) -> tuple[int, int]:
    """Note what a batch is about to do; nothing of it is written yet.

    Args:
        connection: The library, in the transaction of the batch.
        act: The import.
        changing: Records of the library that the batch tells something of, or makes one with others.
        numbers: The first number that the batch gives to a new paper, and the first that it does not give any more.

    Returns:
        The number of the import, and of those that it touches for the first time.
    """
    known = connection.execute("SELECT id FROM imports WHERE stamp = ?", (act.stamp,)).fetchone()
    if known is None:
        _make_room(connection)
        made = connection.execute(
            "INSERT INTO imports (stamp, told_by, by_hand) VALUES (?, ?, ?)",
            (act.stamp, storable(act.told_by), act.by_hand),
        )
        assert made.lastrowid is not None
        number = made.lastrowid
    else:
        number = int(known[0])
    first, end = numbers
    if end > first:
        extended = connection.execute(
            "UPDATE import_ranges SET last = ? WHERE import = ? AND last = ?", (end - 1, number, first - 1)
        )
        if not extended.rowcount:
            connection.execute(
                "INSERT INTO import_ranges (import, first, last) VALUES (?, ?, ?)", (number, first, end - 1)
            )
    anew = {
        paper
        for (paper,) in connection.execute(
            "SELECT w.value FROM json_each(?1) AS w "
            "WHERE NOT EXISTS (SELECT 1 FROM import_papers AS i WHERE i.import = ?2 AND i.paper = w.value) "
            "AND NOT EXISTS (SELECT 1 FROM import_ranges AS r "
            "WHERE r.import = ?2 AND w.value BETWEEN r.first AND r.last)",
            (json.dumps(sorted(changing)), number),
        )
    }
    connection.executemany(
        "INSERT INTO import_papers (import, paper, before) VALUES (?, ?, ?)",
        [(number, paper, snapshot) for paper, snapshot in snapshots.take(connection, anew).items()],
    )
    return number, len(anew)


def count(connection: sqlite3.Connection, number: int, papers: int, counts: PutCounts) -> None:
    """Add what a batch did to the figures of its import."""
    connection.execute(
        "UPDATE imports SET papers = papers + ?, added = added + ?, updated = updated + ?, merged = merged + ?, "
        "editions = editions + ? WHERE id = ?",
        (papers, counts.added, counts.updated, counts.merged, counts.editions, number),
    )


def done(connection: sqlite3.Connection, limit: int, offset: int) -> list[ImportDone]:
    """Read the imports that changed anything, the newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM imports ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608 - column names only
        (limit, offset),
    )
    return [
        ImportDone._make((*figures, bool(by_hand), bool(undone), turned, reached is not None))
        for *figures, by_hand, undone, turned, reached in rows
    ]


def unfinished(connection: sqlite3.Connection) -> list[int]:
    """Give the imports of which the reversal, or its redoing, was not brought to an end."""
    return [
        number for (number,) in connection.execute("SELECT id FROM imports WHERE reached IS NOT NULL ORDER BY turned")
    ]


def begin(connection: sqlite3.Connection, number: int, stamp: str, *, undone: bool) -> bool:
    """Begin to reverse an import, or to do it again; tell whether there is anything to do."""
    begun = connection.execute(
        "UPDATE imports SET undone = ?1, turned = ?2, reached = 0 WHERE id = ?3 AND undone <> ?1 AND reached IS NULL",
        (undone, stamp, number),
    )
    return begun.rowcount > 0


def is_undone(connection: sqlite3.Connection, number: int) -> bool:
    """Tell whether an import is reversed; False where there is none of this number."""
    row = connection.execute("SELECT undone FROM imports WHERE id = ?", (number,)).fetchone()
    return bool(row and row[0])


def papers_of(connection: sqlite3.Connection, number: int) -> int:
    """Count the papers that an import touched, about: those that went into others are counted too."""
    query = (
        "SELECT (SELECT coalesce(sum(last - first + 1), 0) FROM import_ranges WHERE import = ?1) "
        "+ (SELECT count(*) FROM import_papers WHERE import = ?1)"
    )
    return int(connection.execute(query, (number,)).fetchone()[0])


class Step(NamedTuple):
    """What one transaction of a reversal did."""

    looked_at: int
    changed: int
    """Papers that came, went, or are not what they were."""


def step(connection: sqlite3.Connection, number: int) -> Step | None:
    """Turn the next lot of an import's papers; None where all of them are turned."""
    row = connection.execute("SELECT reached, undone FROM imports WHERE id = ?", (number,)).fetchone()
    if row is None or row[0] is None:
        return None
    reached, undone = row
    lot = _next(connection, number, reached)
    if not lot:
        return None
    links = _links(connection, lot)
    # What was shown until now: as if this import still were what it was.
    shown = {paper: _newest(links[paper], {number: not undone}) for paper in lot}
    owed = connection.execute(
        "SELECT o.paper, o.shown FROM json_each(?) AS w CROSS JOIN import_owed AS o ON o.paper = w.value",
        (json.dumps(lot),),
    )
    shown.update(owed.fetchall())
    changed = _show(connection, shown, links)
    connection.execute("UPDATE imports SET reached = ? WHERE id = ?", (lot[-1], number))
    return Step(len(lot), changed)


def pay(connection: sqlite3.Connection, after: int) -> tuple[int, int] | None:
    """Try once more to show versions that are owed, a lot of them.

    Returns:
        The last paper that was tried, and how many changed; None where there is none behind the given one.
    """
    shown = dict(
        connection.execute(
            "SELECT paper, shown FROM import_owed WHERE paper > ? ORDER BY paper LIMIT ?", (after, snapshots.LOT)
        ).fetchall()
    )
    if not shown:
        return None
    return max(shown), _show(connection, shown, _links(connection, list(shown)))


def end(connection: sqlite3.Connection, number: int) -> None:
    """Note that all papers of an import are turned."""
    connection.execute("UPDATE imports SET reached = NULL WHERE id = ?", (number,))
    snapshots.forget_places(connection)


def owed(connection: sqlite3.Connection, number: int) -> int:
    """Count the papers of an import that could not be turned, because a newer record has one of their keys."""
    query = (
        "SELECT count(*) FROM import_owed AS o WHERE EXISTS (SELECT 1 FROM import_papers AS i "
        "WHERE i.import = ?1 AND i.paper = o.paper) OR EXISTS (SELECT 1 FROM import_ranges AS r "
        "WHERE r.import = ?1 AND o.paper BETWEEN r.first AND r.last)"
    )
    return int(connection.execute(query, (number,)).fetchone()[0])


class _Link(NamedTuple):
    """An import that touched a record."""

    number: int
    undone: bool
    has_after: bool
    made_it: bool
    """Before it there was no such record."""


def _make_room(connection: sqlite3.Connection) -> None:
    """Forget the oldest imports where there are too many."""
    kept, papers = 1, 0
    for number, snapshots_of in connection.execute(
        "SELECT i.id, (SELECT count(*) FROM import_papers AS p WHERE p.import = i.id) FROM imports AS i "
        "WHERE i.reached IS NULL ORDER BY i.id DESC"
    ).fetchall():
        kept, papers = kept + 1, papers + snapshots_of
        if kept > MOST or papers > MOST_KEPT:
            connection.execute("DELETE FROM imports WHERE id <= ? AND reached IS NULL", (number,))
            connection.execute(
                "DELETE FROM import_owed WHERE NOT EXISTS "
                "(SELECT 1 FROM import_papers AS p WHERE p.paper = import_owed.paper)"
            )
            return


def _next(connection: sqlite3.Connection, number: int, reached: int) -> list[int]:
    """Give the next papers that an import touched, by their numbers."""
    found: set[int] = {
        paper
        for (paper,) in connection.execute(
            "SELECT paper FROM import_papers WHERE import = ? AND paper > ? ORDER BY paper LIMIT ?",
            (number, reached, snapshots.LOT),
        )
    }
    for first, last in connection.execute(
        "SELECT first, last FROM import_ranges WHERE import = ? AND last > ? ORDER BY first", (number, reached)
    ).fetchall():
        if len(found) >= snapshots.LOT and first > sorted(found)[snapshots.LOT - 1]:
            break
        for table, column in (("papers", "id"), ("bases", "paper"), ("import_papers", "paper")):
            rows = connection.execute(
                f"SELECT DISTINCT {column} FROM {table} WHERE {column} BETWEEN ? AND ? ORDER BY {column} LIMIT ?",  # noqa: S608 - names of ours
                (max(first, reached + 1), last, snapshots.LOT),
            )
            found.update(paper for (paper,) in rows)
    return sorted(found)[: snapshots.LOT]


def _links(connection: sqlite3.Connection, papers: Sequence[int]) -> dict[int, list[_Link]]:
    """Give the chain of each record, the oldest import first."""
    links: dict[int, dict[int, _Link]] = {paper: {} for paper in papers}
    wanted = json.dumps(list(papers))
    for paper, number, undone in connection.execute(
        "SELECT w.value, i.id, i.undone FROM json_each(?) AS w "
        "CROSS JOIN import_ranges AS r ON r.first = (SELECT max(first) FROM import_ranges WHERE first <= w.value) "
        "AND r.last >= w.value CROSS JOIN imports AS i ON i.id = r.import",
        (wanted,),
    ):
        links[paper][number] = _Link(number, bool(undone), has_after=False, made_it=True)
    for paper, number, undone, has_before, has_after in connection.execute(
        "SELECT w.value, i.id, i.undone, p.before IS NOT NULL, p.after IS NOT NULL FROM json_each(?) AS w "
        "CROSS JOIN import_papers AS p ON p.paper = w.value CROSS JOIN imports AS i ON i.id = p.import",
        (wanted,),
    ):
        links[paper][number] = _Link(number, bool(undone), bool(has_after), not has_before)
    return {paper: [chain[number] for number in sorted(chain)] for paper, chain in links.items()}


def _newest(chain: Sequence[_Link], otherwise: Mapping[int, bool]) -> int:
    """Give the newest import of a chain that stands, or 0.

    Args:
        chain: The imports.
        otherwise: Whether some of them are to be taken as undone.
    """
    return max((link.number for link in chain if not otherwise.get(link.number, link.undone)), default=0)


def _show(connection: sqlite3.Connection, shown: Mapping[int, int], links: Mapping[int, Sequence[_Link]]) -> int:
    """Show the versions that are to be shown; gives how many papers changed.

    Args:
        connection: The library.
        shown: Papers, and the version that is shown now: the number of an import, or 0.
        links: Their chains.
    """
    wanted = {paper: _newest(links[paper], {}) for paper in shown}
    turning = {paper for paper in shown if wanted[paper] != shown[paper]}
    versions = {paper: _version(connection, paper, links[paper], wanted[paper]) for paper in sorted(turning)}
    keys = {paper: snapshots.keys_of(version) for paper, version in versions.items() if version}
    opened = sameness.open_records(connection, turning)
    _leave_out_the_blocked(connection, turning, keys)
    now = snapshots.take(connection, turning)
    for paper in sorted(turning):
        last = links[paper][-1].number
        if shown[paper] == last:
            _set_after(connection, last, paper, now.get(paper, b""))
        if wanted[paper] == last:
            _set_after(connection, last, paper, None)
    snapshots.take_away(connection, sorted(now))
    snapshots.put_back(connection, [version for paper in sorted(turning) if (version := versions[paper])])
    connection.executemany("DELETE FROM import_owed WHERE paper = ?", [(paper,) for paper in shown])
    connection.executemany(
        "INSERT INTO import_owed (paper, shown) VALUES (?, ?)",
        [(paper, shown[paper]) for paper in shown if wanted[paper] != shown[paper] and paper not in turning],
    )
    fresh = {key for paper in turning for key in keys.get(paper, ())}
    gone = now.keys() - keys.keys()
    sameness.settle_again(connection, (opened.keys() | keys.keys() & turning) - gone, fresh)
    marks.refresh(connection, keys.keys() & turning)
    editions.settle(connection)
    return len(turning)


def _leave_out_the_blocked(
    connection: sqlite3.Connection, turning: set[int], keys: Mapping[int, Iterable[str]]
) -> None:
    """Leave papers as they are that cannot have their version, because another record has one of its keys."""
    while True:
        given: dict[str, int] = {}
        blocked: set[int] = set()
        owners = sameness.owners(connection, {key for paper in turning for key in keys.get(paper, ())})
        for paper in sorted(turning):
            for key in keys.get(paper, ()):
                owner = owners.get(key, paper)
                if owner not in turning or given.setdefault(key, paper) != paper:
                    blocked.add(paper)
        if not blocked:
            return
        turning -= blocked


def _version(connection: sqlite3.Connection, paper: int, chain: Sequence[_Link], version: int) -> bytes | None:
    """Give the snapshot of a version that is not shown; nothing where there is no record in it."""
    if version == 0:
        return _kept(connection, chain[0].number, paper, "before") if not chain[0].made_it else None
    at = next(index for index, link in enumerate(chain) if link.number == version)
    if chain[at].has_after:
        return _kept(connection, version, paper, "after")
    return _kept(connection, chain[at + 1].number, paper, "before") if at + 1 < len(chain) else None


def _kept(connection: sqlite3.Connection, number: int, paper: int, column: str) -> bytes | None:
    row = connection.execute(
        f"SELECT {column} FROM import_papers WHERE import = ? AND paper = ?",  # noqa: S608 - a name of ours
        (number, paper),
    ).fetchone()
    return row[0] or None if row else None


def _set_after(connection: sqlite3.Connection, number: int, paper: int, snapshot: bytes | None) -> None:
    if snapshot is None:
        connection.execute("UPDATE import_papers SET after = NULL WHERE import = ? AND paper = ?", (number, paper))
    else:
        connection.execute(
            "INSERT INTO import_papers (import, paper, after) VALUES (?, ?, ?) "
            "ON CONFLICT (import, paper) DO UPDATE SET after = excluded.after",
            (number, paper, snapshot),
        )
