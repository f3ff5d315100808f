"""Connections to `library.db`: one a thread, one writer at a time, and every failure said in a sentence.

Nothing outside this room sees a `sqlite3.Error`: `reading` and `writing` turn each into a `StoreError`.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

from reader.errors import DamagedLibraryError, StoreError, UnwritableError
from reader.locking import LockFile
from reader.store import read_only
from reader.store.filesystem import has_locks, shares_memory
from reader.store.locks import FairLock
from reader.store.schema import STEPS, migrate, refuse_strangers, version_of

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""
_CACHE_KIB = 24_000
_LOG_BYTES = 128_000_000
"""Size of the write-ahead log from which it is moved into the library. SQLite's own 4 MB would do so after each batch
of an import, and while a mark waits for the lock. A batch changes pages all over the library, which are moved once
where a longer log has them many times: from 32 to 128 MB, importing takes a tenth less time."""


class Connections:
    """The open library file. Safe to use from any thread; `close` may be called from any thread, and twice."""

    def __init__(self, path: Path, *, only_read: bool = False) -> None:
        """Create the file, readable by its owner alone, or open it and bring it up to date.

        Args:
            path: The file.
            only_read: Change nothing, in the file or beside it.

        Raises:
            NewerLibraryError: a newer Octavo wrote the file; it is left untouched.
            UnwritableError: the file or its folder cannot be written; it may be opened to be read.
            StoreError: the file cannot be opened, is damaged, or is no library.
        """
        self.path = path
        self.lock = FairLock()
        self.only_read = only_read
        self._way: read_only.Way | None = None
        self._prints: read_only.Prints = ()
        self._lock_file: LockFile | None = None
        self._local = threading.local()
        self._guard = threading.Lock()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._closed = False
        self._write_ahead = False
        self._wrote = False
        try:
            if not only_read:
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
                self._lock_file = None if has_locks(path) else LockFile(path.with_name(f"{path.name}.owner"))
        except OSError as error:
            kind = UnwritableError if error.errno in _UNWRITABLE else StoreError
            raise kind(
                f"The library {path} cannot be opened: {error.strerror}; check the folder and its permissions."
            ) from error
        try:
            with self._sentences():
                if only_read:
                    self._prepare_to_read()
                else:
                    with self._turn():
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
        with self._sentences(), self._turn() if self._lock_file is not None else nullcontext():
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
        if self.only_read:
            raise UnwritableError(f"The library {self.path} can only be read here, so nothing was changed.")
        with self._sentences():
            with self._turn():
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

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection without a transaction, for what makes its own.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._sentences():
            yield self._connection()

    def close(self) -> None:
        """Close every thread's connection; what is asked for later raises StoreError.

        What was written is on the disk then. SQLite sees to that itself when the last process closes the file; where
        another one goes on, a power cut could take back what this one has told of.
        """
        with self._guard:
            self._closed = True
            for connection in list(self._open.values())[: self._wrote and self._write_ahead]:
                with suppress(sqlite3.Error):
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            for connection in self._open.values():
                with suppress(sqlite3.Error):
                    connection.close()
            self._open.clear()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Keep all other writers out, of this process and, where SQLite's own locks cannot, of all others.

        Then SQLite makes a folder for a lock (`unix-dotfile`), which stays where a process is killed. Every Octavo that
        makes one holds this lock, which tells whose it is: so one that is there by now was left behind.
        """
        with self.lock:
            if self._lock_file is None:
                yield
                return
            try:
                if not self._lock_file.wait(BUSY_SECONDS):
                    raise StoreError(self._held_words(self._lock_file))
            except OSError as error:
                kind = UnwritableError if error.errno in _UNWRITABLE else StoreError
                raise kind(f"The library {self.path} cannot be locked: {error.strerror}.") from error
            try:
                with suppress(FileNotFoundError):
                    os.rmdir(f"{self.path}.lock")
                yield
            finally:
                self._lock_file.release()

    def _held_words(self, file: LockFile) -> str:
        return (
            f"The library {self.path} is being used by another Octavo ({file.holder() or 'nobody knows which'}); try "
            f"again when that is done. If no Octavo runs there, remove {file.path}."
        )

    def _prepare_to_read(self) -> None:
        self._prints = read_only.prints(self.path)
        self._way = read_only.find_way(self.path, BUSY_SECONDS)

    def _prepare(self) -> None:
        connection = self._connect()
        with_log = self._lock_file is None and shares_memory(self.path)
        if not with_log:
            # A file that was last used with a log can be read and taken out of that mode without shared memory only so.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            refuse_strangers(connection, self.path)
        except BaseException:
            self._leave(connection)
            raise
        if not with_log:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = NORMAL")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        else:
            self._write_ahead = _try_write_ahead(connection)
        self._tune(connection)
        self._keep(connection)
        if 0 < version_of(connection) < len(STEPS):
            from reader.store.copying import keep_former  # seldom needed

            keep_former(connection, self.path)
        migrate(connection)

    def _leave(self, connection: sqlite3.Connection) -> None:
        """Close a file that is not ours to change: the last one to close would move its log into it."""
        with suppress(OSError, ValueError, sqlite3.Error):
            if os.stat(f"{self.path}-wal").st_size:
                with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as witness:
                    witness.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    connection.close()
        connection.close()

    def _connection(self) -> sqlite3.Connection:
        self._notice_changes()
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._tune(connection)
            self._keep(connection)
        if self._closed:
            raise StoreError(f"The library {self.path} is closed.")
        return connection

    def _notice_changes(self) -> None:
        """Open a file anew that is read without locks, and that somebody has changed."""
        if self._way is None or self._way.guarded or self._prints == (now := read_only.prints(self.path)):
            return
        self._prints, self._way = now, read_only.find_way(self.path, BUSY_SECONDS)
        # Each thread opens a new one and closes its own.
        self._local = threading.local()

    def _connect(self) -> sqlite3.Connection:
        # Any thread may close it at the end; apart from that, each thread has its own.
        if self._way is not None:
            return read_only.connect(self.path, self._way, BUSY_SECONDS)
        if self._lock_file is not None:
            return sqlite3.connect(
                read_only.address(self.path, "vfs=unix-dotfile"),
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                uri=True,
            )
        return sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def _tune(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if self.only_read:
            return
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if self._write_ahead else 'FULL'}")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        # The next writer after a checkpoint begins the log anew and cuts it to this, so it is short by its size again.
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES // 4}")
        connection.execute("PRAGMA foreign_keys = ON")

    def _keep(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            for thread in [thread for thread in self._open if not thread.is_alive()]:
                self._open.pop(thread).close()
            if (former := self._open.get(threading.current_thread())) is not None:
                former.close()
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
            if self._way is not None and not self._way.guarded and error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
                raise StoreError(f"The library {self.path} was changed while it was read; try again.") from error
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
    "octavo doctor --fix saves what can be read of it. Or move it away and start again: the marks are safe in the "
    "journal and come back by themselves, the papers by importing them again."
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


_CODES_UNWRITABLE = frozenset({"SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"})
_UNWRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT})


def explained(error: sqlite3.Error, path: Path) -> StoreError:
    """Say what a failure of SQLite means (https://www.sqlite.org/rescode.html) and what to do."""
    name = getattr(error, "sqlite_errorname", "")
    for code, reason in _REASONS.items():
        if name == code or name.startswith(f"{code}_"):
            kind: type[StoreError] = StoreError
            if code in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
                kind = DamagedLibraryError
            elif code in _CODES_UNWRITABLE or name.startswith("SQLITE_IOERR_SHM"):
                kind = UnwritableError
            return kind(f"The library {path} {reason}")
    # A table that is not there, a text that is no UTF-8, a key that is there twice: nothing that Octavo writes.
    # Python would quote the whole text that is none.
    why = str(error).partition(" with text ")[0]
    return DamagedLibraryError(f"The library {path} cannot be used, so it is most likely damaged: {why}. {_DAMAGED}")
