"""Saving what can be read of a damaged library: papers row by row, into a new file that takes its place.

What SQLite's shell does with `.recover` (https://www.sqlite.org/recovery.html), as far as it can be asked through
statements: a table is read from both ends up to the damage, and what lies between is asked for number by number. Marks
are not carried over, as the journals are their truth. The damaged file is only ever copied and renamed, never changed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

from reader.errors import StoreError
from reader.store import check, marks
from reader.store.connections import explained
from reader.store.copying import unused
from reader.store.foreign import harmless
from reader.store.pages import leaf_rows
from reader.store.schema import STEPS, migrate

_FOLDED: Final = frozenset(
    {"library", "registers", "note_texts", "acts", "journals", "notes", "paper_tags", "tags", "changes"}
)
"""Tables that are not carried over: they are folded from the journals, counted, or made for the index."""
_ASKED: Final = 3_000_000
"""Numbers that are asked for one by one in a table, at most."""
_CHUNK: Final = 500
_LOGS: Final = ("-wal", "-journal", "-shm")
_DMS: Final = 128
"""The byte of the log's index that every open connection of every process holds a shared lock on (`UNIX_SHM_DMS` in
SQLite's os_unix.c; https://www.sqlite.org/walformat.html tells of the others)."""


class Salvaged(NamedTuple):
    """What became of a damaged library."""

    kept: Path
    """Where the damaged file is now."""
    papers: int
    lost: int
    """Papers that the library had, as far as it can still tell, and that could not be read."""
    bare: int
    """Papers of which only key, title and date could be read."""


def salvage(path: Path, kept: Path) -> Salvaged:
    """Put a new library with all that can be read of a damaged one in its place.

    Args:
        path: The library. No Octavo may have it open.
        kept: Where the damaged one goes, with its log.

    Raises:
        StoreError: another Octavo has it open, or there is no room; nothing was changed.
    """
    if in_use(path):
        raise StoreError(f"The library {path} is open in another Octavo; close that, then repair it.")
    folder = path.with_name(f".salvage-{os.urandom(4).hex()}")
    try:
        folder.mkdir(mode=0o700)
        try:
            size = sum(os.stat(f"{path}{end}").st_size for end in ("", *_LOGS) if os.path.exists(f"{path}{end}"))
            its = os.statvfs(folder)
            if its.f_bavail * its.f_frsize < 2 * size:
                raise StoreError(
                    f"The library {path} cannot be repaired: there is no room for a new one "
                    f"({2 * size / 1e6:,.0f} MB); nothing was changed."
                )
            # Whoever opens a library moves its log into it: that is done to a copy.
            copy = folder / "damaged.db"
            for end in ("", *_LOGS[:2]):
                with suppress(FileNotFoundError):
                    shutil.copyfile(f"{path}{end}", f"{copy}{end}")
            fresh = folder / "library.db"
            os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            papers, lost, bare = _carry(copy, fresh, kept.name)
            replace(path, fresh, kept)
            return Salvaged(kept, papers, lost, bare)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise StoreError(f"The library {path} cannot be repaired: {why}.") from error
    except sqlite3.Error as error:
        raise explained(error, path) from error


def replace(path: Path, fresh: Path, kept: Path) -> None:
    """Put another library in the place of one, which is kept under another name; nobody may have it open.

    At every moment there is a library at the path, so that nobody begins an empty one there.

    Raises:
        OSError: it cannot be done; the library is where it was.
    """
    descriptor = os.open(fresh, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if path.exists():
        try:
            os.link(path, kept, follow_symlinks=False)
        except OSError:
            # No hard links on this file system.
            shutil.copyfile(path, kept)
            kept.chmod(0o600)
    for end in _LOGS:
        # A log that stayed would be taken for the new library's.
        with suppress(FileNotFoundError):
            os.rename(f"{path}{end}", f"{kept}{end}")
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)


def in_use(path: Path) -> bool:
    """Tell whether another process has a library open; where it has no log, that cannot be told, and is denied.

    This process must not have it open: asking would take its locks away.
    """
    try:
        descriptor = os.open(f"{path}-shm", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _DMS)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def aside(path: Path, word: str, when: str) -> Path:
    """Give the name under which a file is kept when it is replaced: `library.db.damaged-20261130-004512`."""
    return unused(path.with_name(f"{path.name}.{word}-{when}"))


def _carry(damaged: Path, fresh: Path, name: str) -> tuple[int, int, int]:
    """Carry everything over, and make it whole: how many papers, how many are lost, how many without their texts."""
    with (
        closing(sqlite3.connect(damaged, isolation_level=None)) as old,
        closing(sqlite3.connect(fresh, isolation_level=None)) as new,
    ):
        old.text_factory = lambda data: harmless(data.decode("utf-8", "replace"))
        with suppress(sqlite3.Error):
            old.execute("PRAGMA trusted_schema = OFF")
            # A schema that is damaged in part shall not keep us from the tables that are not.
            old.execute("PRAGMA writable_schema = ON")
        version, count, highest, editions = _said(old)
        migrate(new, STEPS[:version])
        new.execute("PRAGMA synchronous = OFF")
        new.execute("BEGIN")
        for (table,) in new.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            if table not in _FOLDED:
                _carry_table(old, new, table, highest)
        _carry_leaves(old, damaged, new, count)
        new.execute("COMMIT")
        migrate(new)
        new.execute("BEGIN")
        bare = _make_whole(new, name)
        papers, last = new.execute("SELECT count(*), coalesce(max(id), 0) FROM papers").fetchone()
        new.execute(
            # Another identity: the index gives numbers of papers that may not be there any more.
            "UPDATE library SET identity = lower(hex(randomblob(16))), next_paper = ?, papers = ?, unread = ?, "
            "bookmarked = 0, editions_version = ?",
            (max(highest, last + 1), papers, papers, editions + 1),
        )
        new.execute("COMMIT")
        if said := check.of_papers(new):
            raise StoreError(f"The library {damaged.name} cannot be repaired: {said[0]}")
        return papers, max(0, count - papers), bare


def _said(old: sqlite3.Connection) -> tuple[int, int, int, int]:
    """Give what the library says of itself: its version, its papers, its next number, the version of its editions."""
    version, row = len(STEPS), (0, 0, 0)
    with suppress(sqlite3.Error):
        said = old.execute("PRAGMA user_version").fetchone()[0]
        version = said if 0 < said <= len(STEPS) else version
    with suppress(sqlite3.Error):
        row = old.execute("SELECT papers, next_paper, editions_version FROM library").fetchone() or row
    papers, highest, editions = (value if isinstance(value, int) and 0 <= value < 1 << 40 else 0 for value in row)
    return version, papers, highest, editions


def _carry_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str, highest: int) -> None:
    shape = new.execute(f"PRAGMA table_info({table})").fetchall()
    with suppress(sqlite3.Error):
        there = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
        shape = [row for row in shape if row[1] in there]
    columns = [f'"{row[1]}"' for row in shape]
    first = next((f'"{row[1]}"' for row in shape if row[5] == 1), columns[0] if columns else "")
    if not first:
        return
    insert = (
        f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) "  # noqa: S608 - names of our own schema
        f"VALUES ({', '.join('?' * len(columns))})"
    )
    chunk: list[tuple[object, ...]] = []
    for row in _rows(old, table, columns, first, highest):
        chunk.append(row)
        if len(chunk) >= _CHUNK:
            _insert(new, insert, chunk)
            chunk = []
    _insert(new, insert, chunk)


def _rows(
    old: sqlite3.Connection, table: str, columns: Sequence[str], first: str, highest: int
) -> Iterator[tuple[object, ...]]:
    """Yield all rows that can be read, some of them twice."""
    select = f"SELECT {first}, {', '.join(columns)} FROM {table}"  # noqa: S608 - names of our own schema
    ends: list[object] = []
    for order in ("ASC", "DESC"):
        last: object = None
        try:
            for row in old.execute(f"{select} NOT INDEXED ORDER BY {first} {order}"):
                last = row[0]
                yield row[1:]
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                return  # the head of the file is none: no row will ever be given, asked however
            ends.append(last)
        else:
            return
    low, high = (end if isinstance(end, int) else None for end in ends)
    if low is not None or high is not None or all(end is None for end in ends):
        begin = low if low is not None else 0
        # In a table of other things than papers the numbers are as dense, and no higher than a few times these.
        end = high if high is not None else begin + max(highest, 1_000) * 4
        for number in range(begin, min(end, begin + _ASKED) + 1):
            with suppress(sqlite3.Error):
                for row in old.execute(f"{select} NOT INDEXED WHERE {first} = ?", (number,)):
                    yield row[1:]
    # An index may hold all of a row.
    names: list[str] = []
    with suppress(sqlite3.Error):
        names = [row[1] for row in old.execute(f"PRAGMA index_list({table})") if not row[4] and row[3] == "c"]
    for name in names:
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.Error):
                by = old.execute(f"PRAGMA index_info({name})").fetchone()[2]
                for row in old.execute(f"{select} INDEXED BY {name} ORDER BY {by} {order}"):
                    yield row[1:]


def _carry_leaves(old: sqlite3.Connection, damaged: Path, new: sqlite3.Connection, count: int) -> None:
    """Look for papers and their texts in every page, where some are missing or nobody knows how many there were."""
    held = new.execute("SELECT count(*) FROM papers").fetchone()[0]
    bare = new.execute("SELECT count(*) FROM papers WHERE id NOT IN (SELECT paper FROM texts)").fetchone()[0]
    if held and held >= count and not bare:
        return
    with suppress(sqlite3.Error):
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shapes = {
        table: [f'"{row[1]}"' for row in new.execute(f"PRAGMA table_info({table})")] for table in ("papers", "texts")
    }
    for number, values in leaf_rows(damaged):
        # The number stands for the first column. A paper has four texts and then a number, its texts are five texts or,
        # where they were written by a former version, four.
        if values[:1] != [None] or not all(isinstance(value, str) for value in values[1:5]) or len(values) < 5:
            continue
        table = "papers" if len(values) > 5 and isinstance(values[5], int) else "texts"
        if len(values) <= len(shapes[table]):
            kept = [harmless(value) if isinstance(value, str) else value for value in values[1:]]
            columns = shapes[table][: len(values)]
            insert = (
                f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) "  # noqa: S608 - names of our own schema
                f"VALUES ({', '.join('?' * len(columns))})"
            )
            _insert(new, insert, [(number, *kept)])


def _insert(new: sqlite3.Connection, insert: str, rows: Sequence[tuple[object, ...]]) -> None:
    # What is no value of its column (a text without a text, a number that is a text) breaks a rule of the schema.
    for row in rows:
        with suppress(sqlite3.Error):
            new.execute(insert, row)


def _make_whole(new: sqlite3.Connection, name: str) -> int:
    """Take out what refers to something that is lost, put in what must be there, and count anew."""
    for table, columns in (("papers", "key title title_order date"), ("texts", "abstract authors categories url")):
        wrong = " OR ".join(f"typeof({column}) <> 'text'" for column in columns.split())
        new.execute(f"DELETE FROM {table} WHERE {wrong}")  # noqa: S608 - the names stand above
    # Of two papers with one key the first keeps it.
    new.execute("DELETE FROM papers WHERE key = '' OR id NOT IN (SELECT min(id) FROM papers GROUP BY key)")
    _drop_orphans(new)
    new.execute("INSERT OR REPLACE INTO aliases (key, paper) SELECT key, id FROM papers")
    bare = new.execute(
        "INSERT INTO texts (paper, abstract, authors, categories, url) "
        "SELECT id, '', '', '', '' FROM papers WHERE id NOT IN (SELECT paper FROM texts)"
    ).rowcount
    orphans = "FROM papers WHERE id NOT IN (SELECT paper FROM origins)"
    if new.execute(f"SELECT count(*) {orphans}").fetchone()[0]:
        new.execute("INSERT OR IGNORE INTO places (source, file) VALUES ('repair', ?)", (name,))
        new.execute(
            "INSERT INTO origins (paper, place, digest, line, first_imported, last_imported) "  # noqa: S608 - the piece stands above
            "SELECT id, (SELECT id FROM places WHERE source = 'repair' AND file = ?), 0, 0, "
            f"strftime('%Y-%m-%dT%H:%M:%S', 'now'), strftime('%Y-%m-%dT%H:%M:%S', 'now') {orphans}",
            (name,),
        )
    # Columns of marks came along with their papers.
    marks.forget(new)
    new.execute("DELETE FROM editions WHERE id NOT IN (SELECT edition FROM appearances)")
    new.execute("UPDATE editions SET papers = (SELECT count(*) FROM appearances AS a WHERE a.edition = editions.id)")
    new.execute("UPDATE editions SET unread = papers")
    return bare


def _drop_orphans(new: sqlite3.Connection) -> None:
    """Delete rows that refer to a row that is not there, until there is none."""
    tables = [name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    gone = True
    while gone:
        gone = False
        for table in tables:
            for _, _, parent, column, key, *_ in new.execute(f"PRAGMA foreign_key_list({table})").fetchall():
                key = key or next(row[1] for row in new.execute(f"PRAGMA table_info({parent})") if row[5] == 1)
                deleted = new.execute(
                    f'DELETE FROM {table} WHERE "{column}" IS NOT NULL '  # noqa: S608 - names of our own schema
                    f'AND "{column}" NOT IN (SELECT "{key}" FROM {parent})'
                ).rowcount
                gone = gone or deleted > 0
