"""Letting a library in that comes from elsewhere: a file that anybody may have made."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from reader.errors import StoreError
from reader.store import check
from reader.store.connections import explained
from reader.store.schema import STEPS, migrate, refuse_strangers, version_of

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WITH_CONTROLS: Final = (
    "'*[' || char(1) || '-' || char(8) || char(11) || '-' || char(31) || char(127) || '-' || char(159) || ']*'"
)
"""The same for SQLite's GLOB (https://www.sqlite.org/lang_expr.html#glob)."""


def harmless(text: str) -> str:
    """Put a sign in the place of every character that a terminal could obey, and that no import lets in."""
    return _CONTROLS.sub("\ufffd", text)


def sound(path: Path) -> tuple[int, str]:
    """Look at every page of a copy that nobody else has open: how many papers it has, and what is wrong, or nothing.

    Raises:
        StoreError: it cannot be read.
    """
    with _sentences(path), closing(_connected(path)) as connection:
        said = check.of_papers(connection)
        papers = 0 if said else int(connection.execute("SELECT papers FROM library").fetchone()[0])
        return papers, said[0].rstrip(".") if said else ""


def admit(path: Path) -> None:
    """Look at every page of a library, and make it one of its own, which no index of another one fits.

    Raises:
        NewerLibraryError: a newer Octavo wrote it.
        StoreError: it is damaged, or no library, or has something in it that acts by itself.
    """
    with _sentences(path), closing(_connected(path)) as connection:
        refuse_strangers(connection, path.name)
        version = version_of(connection)
        if version < 1:
            raise StoreError(f"{path.name} is empty, and no library.")
        _compare_shape(connection, path, version)
        said = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if said != "ok":
            raise StoreError(f"{path.name} is damaged: {said}.")
        connection.execute("UPDATE library SET identity = lower(hex(randomblob(16)))")
        migrate(connection)
        _disarm(connection)
        if found := check.of_papers(connection):
            raise StoreError(f"{path.name} is damaged: {found[0]}")


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # Alone, it needs no memory that is shared, whatever the file says of a log.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, Path(path.name)) from error


def _compare_shape(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Let in what has the tables and indexes of its version, and nothing that acts when these are used."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        migrate(model, STEPS[:version])
        ours, theirs = _shape(model), _shape(connection)
    for (kind, name), sql in theirs.items():
        acts = kind not in ("table", "index") or sql.upper().startswith("CREATEVIRTUAL")
        if acts or ours.get((kind, name), sql) != sql:
            raise StoreError(f"{path.name} is not as an Octavo makes it: its {kind} {name[:60]!r} is none of ours.")
    if missing := sorted(ours.keys() - theirs.keys()):
        raise StoreError(f"{path.name} is not as an Octavo makes it: its {missing[0][0]} {missing[0][1]!r} is missing.")


def _shape(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    return {
        (str(kind), str(name)): "".join(str(sql).split())
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
    }


def _disarm(connection: sqlite3.Connection) -> None:
    """Make every text harmless, as an import would have."""
    connection.create_function("harmless", 1, lambda text: harmless(text) if isinstance(text, str) else text)
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        quoted = str(table).replace('"', '""')
        for row in connection.execute(f'PRAGMA table_info("{quoted}")').fetchall():
            column = str(row[1]).replace('"', '""')
            connection.execute(
                f'UPDATE OR IGNORE "{quoted}" SET "{column}" = harmless("{column}") '  # noqa: S608 - both are quoted
                f"""WHERE typeof("{column}") = 'text' AND """
                f"""("{column}" GLOB {_WITH_CONTROLS} OR instr("{column}", char(0)) > 0)"""
            )
