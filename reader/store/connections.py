"""Connections to `library.db`: one a thread, one writer at a time, and every failure said in a sentence.

Nothing outside this room sees a `sqlite3.Error`: `reading` and `writing` turn each into a `StoreError`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reader.errors import StoreError
from reader.store.filesystem import shares_memory
from reader.store.locks import FairLock
from reader.store.schema import migrate, refuse_strangers

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""
_CACHE_KIB = 24_000
_LOG_BYTES = 128_000_000
"""Size of the write-ahead log from which it is moved into the library. SQLite's own 4 MB would do so after each batch
of an import, and while a mark waits for the lock. A batch changes pages all over the library, which are moved once
where a longer log has them many times: from 32 to 128 MB, importing takes a tenth less time."""


class Connections:
    """The open library file. Safe to use from any thread; `close` may be called from any thread, and twice."""

    def __init__(self, path: Path) -> None:
        """Create the file, readable by its owner alone, or open it and bring it up to date.

        Raises:
            NewerLibraryError: a newer Octavo wrote the file; it is left untouched.
            StoreError: the file cannot be opened, is damaged, or is no library.
        """
        self.path = path
        self.lock = FairLock()
        self._local = threading.local()
        self._guard = threading.Lock()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._closed = False
        self._write_ahead = False
        self._wrote = False
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise StoreError(
                f"The library {path} cannot be opened: {error.strerror}; check the folder and its permissions."
            ) from error
        try:
            with self._sentences():
                self._prepare()
        except BaseException:
            self.close()
            raise

    @property
    def write_ahead(self) -> bool:
        """Whether the write-ahead log is in use, so that readers never wait for a writer."""
        return self._write_ahead

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection with one unchanging view of the library.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._sentences():
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                self._end(connection, "COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection in a transaction that no other writer shares; all of it is kept, or nothing.

        Raises:
            StoreError: nothing was changed: the disk is full, another process is writing, the file is damaged.
        """
        with self._sentences():
            with self.lock:
                connection = self._connection()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                    self._wrote = True
                except BaseException:
                    self._end(connection, "ROLLBACK")
                    raise
            if self._write_ahead:
                self._shorten_log(connection)

    def close(self) -> None:
        """Close every thread's connection; what is asked for later raises StoreError.

        What was written is on the disk then. SQLite sees to that itself when the last process closes the file; where
        another one goes on, a power cut could take back what this one has told of.
        """
        with self._guard:
            self._closed = True
            if self._wrote and self._write_ahead:
                with suppress(sqlite3.Error):
                    next(iter(self._open.values())).execute("PRAGMA wal_checkpoint(PASSIVE)")
            for connection in self._open.values():
                with suppress(sqlite3.Error):
                    connection.close()
            self._open.clear()

    def _prepare(self) -> None:
        connection = self._connect()
        refuse_strangers(connection, self.path)
        if not shares_memory(self.path):
            # A file that was last used with a log can be taken out of that mode without shared memory only so.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = NORMAL")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        else:
            self._write_ahead = _try_write_ahead(connection)
        self._tune(connection)
        self._keep(connection)
        migrate(connection)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._tune(connection)
            self._keep(connection)
        if self._closed:
            raise StoreError(f"The library {self.path} is closed.")
        return connection

    def _connect(self) -> sqlite3.Connection:
        # Any thread may close it at the end; apart from that, each thread has its own.
        return sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def _tune(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if self._write_ahead else 'FULL'}")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        # The next writer after a checkpoint begins the log anew and cuts it to this, so it is short by its size again.
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES // 4}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    def _keep(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            for thread in [thread for thread in self._open if not thread.is_alive()]:
                self._open.pop(thread).close()
            self._open[threading.current_thread()] = connection
        self._local.connection = connection

    def _shorten_log(self, connection: sqlite3.Connection) -> None:
        """Move a long log into the library; nobody waits for it, and what is in the log is safe already."""
        with suppress(OSError, sqlite3.Error):
            if os.stat(f"{self.path}-wal").st_size > _LOG_BYTES:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @staticmethod
    def _end(connection: sqlite3.Connection, how: str) -> None:
        # Closed by another thread, or rolled back by SQLite itself: there is nothing left to end.
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute(how)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.path) from error
        except UnicodeEncodeError as error:
            raise StoreError(
                f"The library {self.path} cannot hold a text that is no Unicode: {error.reason}."
            ) from error


def _try_write_ahead(connection: sqlite3.Connection) -> bool:
    try:
        if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return True
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname == "SQLITE_BUSY":
            # Another process is opening the same new file; whatever mode it chose holds for both.
            return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
        # The file system has no shared memory after all.
        connection.execute("PRAGMA journal_mode = DELETE")
    return False


_DAMAGED = (
    "Move it away and start again: the marks are safe in the journal and come back by themselves, "
    "the papers by importing them again."
)
_REASONS = {
    "SQLITE_NOTADB": f"is damaged or no library at all. {_DAMAGED}",
    "SQLITE_CORRUPT": f"is damaged. {_DAMAGED}",
    "SQLITE_BUSY": "is being written by another Octavo; try again when that is done.",
    "SQLITE_LOCKED": "is being written by another Octavo; try again when that is done.",
    "SQLITE_FULL": "could not be written, because the disk is full; nothing was changed. Make room and try again.",
    "SQLITE_READONLY": "cannot be written; check the permissions of the file and of its folder.",
    "SQLITE_CANTOPEN": "cannot be opened; check the folder and its permissions.",
    "SQLITE_PERM": "cannot be opened; check the folder and its permissions.",
    "SQLITE_IOERR": "could not be read or written, because the disk reported an error; check the disk and its space.",
}


def explained(error: sqlite3.Error, path: Path) -> StoreError:
    """Say what a failure of SQLite means (https://www.sqlite.org/rescode.html) and what to do."""
    name = getattr(error, "sqlite_errorname", "")
    for code, reason in _REASONS.items():
        if name == code or name.startswith(f"{code}_"):
            return StoreError(f"The library {path} {reason}")
    # A table that is not there, a text that is no UTF-8, a key that is there twice: nothing that Octavo writes.
    # Python would quote the whole text that is none.
    why = str(error).partition(" with text ")[0]
    return StoreError(f"The library {path} cannot be used, so it is most likely damaged: {why}. {_DAMAGED}")
