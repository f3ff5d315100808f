"""Reverses an import, or does it again, lot by lot: each a transaction, so nobody waits long and memory is bounded.

A reversal that was cut off is found by its note in the library, and brought to its end first.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from reader.store import imports
from reader.store.connections import Connections
from reader.store.values import Turned

Progress = Callable[[int, int], None]
"""Is told how many papers were looked at, and of how many."""


def turn(connections: Connections, number: int, stamp: str, *, undone: bool, progress: Progress) -> Turned | None:
    """Reverse an import (`undone`), or do it again; None where that is so already.

    Args:
        connections: The library.
        number: The import.
        stamp: When; orders what can be done again.
        undone: Reverse it.
        progress: Called after each lot, in this thread.
    """
    with connections.reading() as connection:
        cut_off = imports.unfinished(connection)
    changed = 0
    for other in cut_off:
        changed_there = _finish(connections, other, progress)
        changed += changed_there if other == number else 0
    with connections.writing() as connection:
        begun = imports.begin(connection, number, stamp, undone=undone)
    if not begun and not (number in cut_off and _is(connections, number, undone=undone)):
        return None
    if begun:
        changed = _finish(connections, number, progress)
    with connections.reading() as connection:
        return Turned(changed, imports.owed(connection, number))


def finish(connections: Connections, progress: Progress) -> int:
    """Bring every reversal that was cut off to its end; gives how many papers changed."""
    with connections.reading() as connection:
        cut_off = imports.unfinished(connection)
    return sum(_finish(connections, number, progress) for number in cut_off)


def _is(connections: Connections, number: int, *, undone: bool) -> bool:
    with connections.reading() as connection:
        return imports.is_undone(connection, number) == undone


def _finish(connections: Connections, number: int, progress: Progress) -> int:
    """Go on from where a reversal was left, to its end; gives how many papers changed."""
    with connections.reading() as connection:
        total = imports.papers_of(connection, number)
    changed = looked_at = 0
    while True:
        with connections.writing() as connection:
            step = imports.step(connection, number)
        if step is None:
            break
        changed += step.changed
        looked_at += step.looked_at
        progress(min(looked_at, total), total)
        time.sleep(0)  # a mark that waits for the library gets its turn
    changed += _pay(connections)
    with connections.writing() as connection:
        imports.end(connection, number)
    return changed


def _pay(connections: Connections) -> int:
    """Show what is owed, as long as any of it can be shown."""
    changed = 0
    while True:
        after, paid = 0, 0
        while True:
            with connections.writing() as connection:
                lot = imports.pay(connection, after)
            if lot is None:
                break
            after, now = lot
            paid += now
        if not paid:
            return changed
        changed += paid
