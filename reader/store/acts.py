"""Which acts can be undone and redone. A pure function of the set of acts, so their order of arrival does not matter.

An act is undone when the newest act that names it is an undo. What can be redone is what was undone after the device's
last new act, the last undone first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from reader.store.rows import storable
from reader.store.values import DO, UNDO, Act

_ACT = "stamp, device, kind, of, label, papers"


def put_acts(connection: sqlite3.Connection, acts: Iterable[Act]) -> None:
    """Store acts; of one that is known already the number of papers may grow."""
    for act in acts:
        known = connection.execute("SELECT papers FROM acts WHERE stamp = ?", (act.stamp,)).fetchone()
        if known is not None:
            # A long act is folded in parts, and a file that was copied in the middle of one tells the rest later.
            if act.papers > known[0]:
                connection.execute("UPDATE acts SET papers = ? WHERE stamp = ?", (act.papers, act.stamp))
            continue
        connection.execute(
            f"INSERT INTO acts ({_ACT}, title) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - column names only
            (act.stamp, act.device, act.kind, act.of, storable(act.label), act.papers, storable(act.title)),
        )
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
    """Read what was done on all devices, the newest act first; what was taken back is told by its act."""
    rows = connection.execute(
        f"SELECT {_ACT}, undone, title FROM acts WHERE kind = 'do' ORDER BY stamp DESC LIMIT ? OFFSET ?",  # noqa: S608 - column names only
        (limit, offset),
    )
    return [_act(row) for row in rows]


def act(connection: sqlite3.Connection, stamp: str) -> Act | None:
    """Read one act as it was done."""
    row = connection.execute(f"SELECT {_ACT}, undone, title FROM acts WHERE stamp = ?", (stamp,)).fetchone()  # noqa: S608 - column names only
    return _act(row) if row else None


def _act(row: tuple[str, str, str, str, str, int, int, str]) -> Act:
    stamp, device, kind, of, label, papers, undone, title = row
    return Act(stamp, device, kind, of, label, papers, bool(undone), title)


def stamps(connection: sqlite3.Connection, start: str) -> list[str]:
    """Give the stamps of what was done that begin so, a few at most."""
    rows = connection.execute(
        "SELECT stamp FROM acts WHERE kind = 'do' AND stamp >= ?1 AND stamp < ?1 || char(1114111) LIMIT 3",
        (storable(start),),
    )
    return [stamp for (stamp,) in rows]
