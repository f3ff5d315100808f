"""Where SQLite's own locks do not work, files do: for threads, after a crash, and told to other machines."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from reader import locking
from reader.errors import StoreError
from reader.locking import LockFile
from reader.store import Store, connections
from reader.store.filesystem import has_locks
from tests.unit.store.make import NOW, entry

MOUNTS = "server:/home {point} nfs4 rw,{options} 0 0\n"


def fail(*_arguments: object) -> None:
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "lockf", fail)


@pytest.mark.usefixtures("unlocked")
def test_threads_and_libraries_take_turns_and_lose_nothing(path: Path) -> None:
    stores = [Store.open(path), Store.open(path)]
    failed: list[BaseException] = []

    def put(store: Store, first: int) -> None:
        try:
            for number in range(first, first + 10):
                store.put([entry(f"arxiv:{number}")], NOW)
                store.totals()
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=put, args=(stores[n % 2], 100 * n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert stores[0].count(()) == stores[1].count(()) == 40
    for store in stores:
        store.close()
    assert sorted(found.name for found in path.parent.glob("library.db*")) == ["library.db"]


@pytest.mark.usefixtures("unlocked")
def test_a_library_that_had_a_log_is_taken_over_with_all_that_is_in_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as inner:
        inner.setattr(fcntl, "lockf", lambda *_: None)
        store = Store.open(path)
        store.put([entry("arxiv:1")], NOW)
        store.close()
    store = Store.open(path)
    store.put([entry("arxiv:2")], NOW)
    assert store.count(()) == 2
    store.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


@pytest.mark.usefixtures("unlocked")
def test_a_lock_of_another_machine_is_left_alone_and_the_way_out_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(path)
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    here = locking._here()
    monkeypatch.setattr(locking, "_here", lambda: ("elsewhere", "desk", "boot", "pid:[1]"))
    theirs = LockFile(path.with_name("library.db.owner"))
    assert theirs.take()
    monkeypatch.setattr(locking, "_here", lambda: here)
    with pytest.raises(StoreError, match=rf"process {os.getpid()} on desk.*remove .*library\.db\.owner"):
        store.totals()
    theirs.release()
    assert store.totals().papers == 0
    store.close()


@pytest.mark.usefixtures("unlocked")
def test_a_folder_that_sqlite_left_behind_is_taken_away(path: Path) -> None:
    Store.open(path).close()
    path.with_name("library.db.lock").mkdir()
    store = Store.open(path)
    assert store.totals().papers == 0
    store.close()
    assert not path.with_name("library.db.lock").exists()


@pytest.mark.parametrize(
    ("options", "locks"),
    [("vers=4.2,local_lock=none", True), ("vers=3,nolock", False), ("vers=3,local_lock=all", False)],
)
def test_a_mount_that_keeps_its_locks_to_itself_has_none(path: Path, options: str, locks: bool) -> None:
    mounts = path.parent / "mounts"
    mounts.write_text(MOUNTS.format(point=path.parent, options=options))
    assert has_locks(path, mounts) is locks


def test_where_one_machine_found_no_locks_no_other_relies_on_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = path.parent / "mounts"
    mounts.write_text(MOUNTS.format(point=path.parent, options="vers=4.2"))
    with monkeypatch.context() as inner:
        inner.setattr(fcntl, "lockf", fail)
        assert not has_locks(path, mounts)
    assert not has_locks(path, mounts)
    # On a disk of one's own nobody else can have found anything.
    assert has_locks(path, path.parent / "nothing")
