"""The lines of all journals, as they were read: the second copy of what a reader marked.

An undo reads here what an act did, wherever its line came from; and a file that a copy from elsewhere took the place
of gets its lines back from here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b


def put(connection: sqlite3.Connection, lines: Iterable[tuple[str, bytes]]) -> None:
    """Keep lines with the stamps of their acts; one that is known already is kept once."""
    connection.executemany(
        "INSERT OR IGNORE INTO lines (stamp, digest, data) VALUES (?, ?, ?)",
        [(stamp, digest(data), data) for stamp, data in lines],
    )


def digest(data: bytes) -> bytes:
    """Give a few bytes by which a line is known again."""
    return blake2b(data, digest_size=12).digest()


def of_act(connection: sqlite3.Connection, stamp: str) -> list[bytes]:
    """Read the lines of one act, in the order in which they came."""
    return [data for (data,) in connection.execute("SELECT data FROM lines WHERE stamp = ? ORDER BY id", (stamp,))]


def after(connection: sqlite3.Connection, stamp: str) -> Iterator[bytes]:
    """Yield the lines of all acts after one, on any device."""
    for (data,) in connection.execute("SELECT data FROM lines WHERE stamp > ? ORDER BY stamp, id", (stamp,)):
        yield data


def of_device(connection: sqlite3.Connection, device: str) -> Iterator[bytes]:
    """Yield the lines of one device, in the order of their stamps."""
    for (data,) in connection.execute(
        # Before the device's name a stamp has 30 characters.
        "SELECT data FROM lines WHERE substr(stamp, 31) = ? ORDER BY stamp, id",
        (device,),
    ):
        yield data


def devices(connection: sqlite3.Connection) -> list[str]:
    """List the devices whose lines are here."""
    return [name for (name,) in connection.execute("SELECT DISTINCT substr(stamp, 31) FROM lines ORDER BY 1")]
