"""Many rows at once: SQLite takes a statement of many rows in less time than as many statements of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain
from typing import Final

_ROWS: Final = 40
"""Rows of one statement. More gain nothing, and SQLite before 3.32 takes 999 values in one."""


def insert(
    connection: sqlite3.Connection, into: str, rows: Sequence[tuple[object, ...]], *, otherwise: str = ""
) -> None:
    """Put rows in, in their order.

    Args:
        connection: The library, in a transaction.
        into: The statement up to `VALUES`.
        rows: The values, as many in each.
        otherwise: What stands behind the values: what to do where a row is there already.
    """
    if not rows:
        return
    row = f"({', '.join('?' * len(rows[0]))})"
    whole = len(rows) // _ROWS * _ROWS
    connection.executemany(
        f"{into} VALUES {', '.join([row] * _ROWS)} {otherwise}",
        (tuple(chain.from_iterable(rows[start : start + _ROWS])) for start in range(0, whole, _ROWS)),
    )
    connection.executemany(f"{into} VALUES {row} {otherwise}", rows[whole:])
