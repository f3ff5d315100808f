"""A library that cannot be written is read as it is, its log included, and as others change it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from reader.errors import StoreError, UnwritableError
from reader.store import Store, connections, read_only
from reader.store.connections import explained
from reader.store.read_only import AS_IT_IS, GUARDED, WITH_LOG, find_way
from reader.store.schema import STEPS
from tests.unit.store.make import NOW, entry


@pytest.fixture
def held(path: Path) -> Path:
    """A library of one paper, closed, in a file that is in the mode of the log."""
    store = Store.open(path)
    store.put([entry("arxiv:1")], NOW)
    store.close()
    return path


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guarded way fail, as in a folder that nobody can write: SQLite cannot make the shared memory there."""
    guarded = read_only.connect

    def connect(path: Path, way: read_only.Way, timeout: float) -> sqlite3.Connection:
        if way is GUARDED:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorname = "SQLITE_CANTOPEN"
            raise error
        return guarded(path, way, timeout)

    monkeypatch.setattr(read_only, "connect", connect)


def with_its_log(path: Path, folder: Path) -> Path:
    """Copy a library whose newest paper is in its log alone, as a process leaves it that is killed."""
    store = Store.open(path)
    store.put([entry("arxiv:2")], NOW)
    folder.mkdir()
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", folder / f"library.db{end}")
    store.close()
    return folder / "library.db"


def test_what_writes_is_refused_and_the_file_stays_as_it_is(held: Path) -> None:
    before = held.read_bytes()
    store = Store.open(held, only_read=True)
    assert store.only_read
    assert store.count(()) == 1
    with pytest.raises(UnwritableError, match="can only be read here"):
        store.put([entry("arxiv:2")], NOW)
    store.close()
    assert held.read_bytes() == before


def test_without_a_log_the_file_is_read_as_it_is(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded(monkeypatch)
    assert find_way(held, 0.1) == AS_IT_IS
    store = Store.open(held, only_read=True)
    assert store.count(()) == 1
    store.close()
    assert sorted(path.name for path in held.parent.glob("library.db*")) == ["library.db"]


def test_what_is_only_in_the_log_is_read_from_there(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = with_its_log(held, held.parent / "copy")
    unguarded(monkeypatch)
    assert find_way(copy, 0.1) == WITH_LOG
    store = Store.open(copy, only_read=True)
    assert store.count(()) == 2
    store.close()
    assert sorted(path.name for path in copy.parent.iterdir()) == ["library.db", "library.db-wal"]


def test_a_change_by_others_is_noticed_where_no_lock_tells_of_it(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded(monkeypatch)
    store = Store.open(held, only_read=True)
    assert store.count(()) == 1
    other = Store.open(held)
    other.put([entry("arxiv:2")], NOW)
    assert store.count(()) == 2
    other.put([entry("arxiv:3")], NOW)
    assert store.count(()) == 3
    other.close()
    assert store.count(()) == 3
    store.close()


def test_a_library_of_an_older_version_has_to_be_opened_where_it_can_be_written(held: Path) -> None:
    with sqlite3.connect(held) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) - 1}")
    connection.close()
    with pytest.raises(StoreError, match="older Octavo"):
        Store.open(held, only_read=True)


def test_a_library_in_the_middle_of_a_write_has_to_be_opened_where_it_can_be_written(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unguarded(monkeypatch)
    held.with_name("library.db-journal").write_bytes(b"not empty")
    with pytest.raises(StoreError, match="in the middle of a write"):
        Store.open(held, only_read=True)


def test_a_writer_that_keeps_it_locked_is_no_reason_to_read_without_locks(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    writer = sqlite3.connect(held, isolation_level=None)
    writer.execute("PRAGMA journal_mode = DELETE")
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="another Octavo"):
        Store.open(held, only_read=True)
    writer.close()


@pytest.mark.parametrize(
    "name", ["SQLITE_FULL", "SQLITE_READONLY_DIRECTORY", "SQLITE_CANTOPEN", "SQLITE_IOERR_SHMSIZE"]
)
def test_what_keeps_from_writing_alone_is_told_apart(path: Path, name: str) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    assert isinstance(explained(error, path), UnwritableError)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    assert not isinstance(explained(error, path), UnwritableError)


def test_a_name_with_signs_of_an_address_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "100% mine? #1 ä"
    folder.mkdir()
    store = Store.open(folder / "library.db")
    store.put([entry("arxiv:1")], NOW)
    store.close()
    again = Store.open(folder / "library.db", only_read=True)
    assert again.count(()) == 1
    again.close()
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"library.db"}
