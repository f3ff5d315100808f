"""Which acts can be undone and redone. A pure function of the set of acts, so their order of arrival does not matter.

An act is undone when the newest act that names it is an undo. What can be redone is what was undone after the device's
last new act, the last undone first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from reader.store.rows import storable
from reader.store.values import DO, UNDO, Act

_ACT = 'stamp, device, kind, of, label, start, "end", papers'


def put_acts(connection: sqlite3.Connection, acts: Iterable[Act]) -> None:
    """Store acts; one that is known already is left as it is."""
    for act in acts:
        known = connection.execute(
            f"INSERT OR IGNORE INTO acts ({_ACT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - column names only
            (act.stamp, act.device, act.kind, act.of, storable(act.label), act.start, act.end, act.papers),
        )
        if known.rowcount == 0:
            continue
        named = act.stamp if act.kind == DO else act.of
        # The undoing may be known before what it undoes: journals can be copied in any order.
        last = connection.execute(
            "SELECT stamp, kind FROM acts WHERE of = ? AND of <> '' ORDER BY stamp DESC LIMIT 1", (named,)
        ).fetchone()
        if last is not None:
            connection.execute(
                "UPDATE acts SET undone = ?, turned = ? WHERE stamp = ? AND kind = 'do'",
                (last[1] == UNDO, last[0], named),
            )


def next_undo(connection: sqlite3.Connection, device: str, before: str) -> Act | None:
    """Give the act that an undo on this device would take back, or the newest such act before a stamp."""
    row = connection.execute(
        f"SELECT {_ACT} FROM acts WHERE device = ? AND kind = 'do' AND undone = 0 AND (? = '' OR stamp < ?) "  # noqa: S608 - column names only
        "ORDER BY stamp DESC LIMIT 1",
        (device, before, before),
    ).fetchone()
    return Act(*row) if row else None


def next_redo(connection: sqlite3.Connection, device: str) -> Act | None:
    """Give the act that a redo on this device would do again."""
    row = connection.execute(
        f"SELECT {_ACT} FROM acts WHERE device = ?1 AND kind = 'do' AND undone = 1 "  # noqa: S608 - column names only
        "AND turned > coalesce((SELECT stamp FROM acts WHERE device = ?1 AND kind = 'do' AND undone = 0 "
        "ORDER BY stamp DESC LIMIT 1), '') "
        "AND turned > (SELECT max(stamp) FROM acts WHERE device = ?1 AND kind = 'do' AND undone = 1) "
        "ORDER BY turned DESC LIMIT 1",
        (device,),
    ).fetchone()
    return Act(*row) if row else None


def turns(connection: sqlite3.Connection, act: str, kind: str) -> list[str]:
    """Give the stamps of the undoings or of the redoings of an act."""
    return [stamp for (stamp,) in connection.execute("SELECT stamp FROM acts WHERE of = ? AND kind = ?", (act, kind))]


def acts(connection: sqlite3.Connection, limit: int, offset: int) -> list[Act]:
    """Read the history of all devices, the newest act first."""
    rows = connection.execute(
        f"SELECT {_ACT} FROM acts ORDER BY stamp DESC LIMIT ? OFFSET ?",  # noqa: S608 - column names only
        (limit, offset),
    )
    return [Act(*row) for row in rows]
