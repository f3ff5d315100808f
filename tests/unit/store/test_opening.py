from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.errors import NewerLibraryError, StoreError
from reader.store import Store, connections
from reader.store.connections import Connections, explained
from reader.store.schema import APPLICATION, STEPS, Step, migrate, refuse_strangers
from tests.unit.store.make import NOW, entry


def mode(path: Path) -> str:
    raw = sqlite3.connect(path)
    try:
        return str(raw.execute("PRAGMA journal_mode").fetchone()[0])
    finally:
        raw.close()


def raw(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_new_library_is_for_its_owner_alone_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store.open(path)
        store.put([entry("arxiv:1")], NOW)
        modes = {file.stat().st_mode & 0o777 for file in path.parent.glob("library.db*")}
    finally:
        os.umask(before)
    store.close()
    assert modes == {0o600}


def test_a_library_is_found_again_with_its_identity(path: Path) -> None:
    first = Store.open(path)
    first.put([entry("arxiv:1")], NOW)
    identity = first.identity
    first.close()
    again = Store.open(path)
    assert (again.identity, again.count([])) == (identity, 1)
    again.close()


def test_two_libraries_have_different_identities(path: Path, store: Store) -> None:
    other = Store.open(path.with_name("other.db"))
    assert len(other.identity) == 32
    assert other.identity != store.identity
    other.close()


def test_an_empty_file_becomes_a_library(path: Path) -> None:
    path.touch()
    store = Store.open(path)
    assert store.totals().papers == 0
    store.close()


def test_a_library_takes_only_the_steps_it_has_not_taken(path: Path) -> None:
    steps = (
        Step("one", ("CREATE TABLE one (x)",)),
        Step("two", ("CREATE TABLE two (x)", "INSERT INTO one VALUES (2)")),
    )
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, steps[:1])
    connection.execute("INSERT INTO one VALUES (1)")
    migrate(connection, steps)
    migrate(connection, steps)
    assert connection.execute("SELECT x FROM one").fetchall() == [(1,), (2,)]
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    connection.close()


def test_a_step_that_fails_leaves_the_library_where_it_was(path: Path) -> None:
    steps = (Step("one", ("CREATE TABLE one (x)",)), Step("two", ("CREATE TABLE two (x)", "NONSENSE")))
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, steps[:1])
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, steps)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]
    connection.close()


def test_a_new_library_has_all_of_its_steps_or_none(path: Path) -> None:
    steps = (Step("one", ("CREATE TABLE one (x)",)), Step("two", ("NONSENSE",)))
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, steps)
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()


def test_a_newer_library_is_refused_and_left_untouched(path: Path) -> None:
    Store.open(path).close()
    raw(path, f"PRAGMA user_version = {len(STEPS) + 1}")
    before = path.read_bytes()
    with pytest.raises(NewerLibraryError, match=r"newer Octavo .* Upgrade"):
        Store.open(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_untouched(path: Path) -> None:
    raw(path, "CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_with_the_way_out(path: Path) -> None:
    path.write_text("not a database, " * 100)
    with pytest.raises(StoreError, match=r"library\.db is damaged or no library.*importing") as caught:
        Store.open(path)
    assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)
    assert path.read_text().startswith("not a database")


def test_a_damaged_page_is_said_when_it_is_read(path: Path) -> None:
    store = Store.open(path)
    store.put([entry(f"arxiv:{i}", abstract="x" * 900, line=i) for i in range(300)], NOW)
    store.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * (path.stat().st_size // 2))
    damaged = Store.open(path)
    with pytest.raises(StoreError, match="damaged"):
        damaged.papers(range(1, 301))
    assert damaged.check()[0].startswith("The file is damaged: ")
    damaged.close()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: No such file or directory; check"):
        Store.open(tmp_path / "nowhere" / "library.db")


def test_the_log_is_used_where_memory_is_shared_and_readers_then_never_wait(path: Path) -> None:
    Store.open(path).close()
    assert mode(path) == "wal"


def test_on_a_network_file_system_the_log_is_never_tried(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "shares_memory", lambda path: False)
    open_ones = Connections(path)
    assert not open_ones.write_ahead
    with open_ones.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    open_ones.close()
    assert mode(path) == "delete"


def test_a_library_that_came_from_a_local_disk_leaves_the_log_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(path)
    store.put([entry("arxiv:1")], NOW)
    store.close()
    monkeypatch.setattr(connections, "shares_memory", lambda path: False)
    store = Store.open(path)
    assert store.count([]) == 1
    store.put([entry("arxiv:2", line=2)], NOW)
    other = Store.open(path)
    assert other.count([]) == 2
    other.close()
    store.close()
    assert mode(path) == "delete"


def test_a_long_log_is_moved_into_the_library_and_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_LOG_BYTES", 40_000)
    store = Store.open(path)
    for line in range(30):
        store.put([entry(f"arxiv:{line}", abstract="x" * 9_000, line=line)], NOW)
    assert path.with_name("library.db-wal").stat().st_size < 400_000
    assert path.stat().st_size > 200_000
    store.close()


def test_what_was_written_is_in_the_file_when_it_is_closed_though_another_process_goes_on(path: Path) -> None:
    other = Store.open(path)
    other.totals()
    writer = Store.open(path)
    writer.put([entry("arxiv:1")], NOW)
    writer.close()
    # As after a crash that takes the log: what another process leaves there is not what counts.
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    other.close()

    store = Store.open(copy)
    assert store.totals().papers == 1
    store.close()


def test_a_closed_library_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.totals()
    with pytest.raises(StoreError, match="closed"):
        store.put([entry("arxiv:1")], NOW)


def test_a_library_that_another_process_writes_is_said_to_be_busy(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0)
    impatient = Store.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is being written by another Octavo"):
        impatient.put([entry("arxiv:1")], NOW)
    assert impatient.count([]) == 0
    other.execute("ROLLBACK")
    other.close()
    assert impatient.put([entry("arxiv:1")], NOW).added == 1
    impatient.close()


def test_a_full_disk_is_said_and_nothing_is_changed(store: Store) -> None:
    with store._connections.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        store.put([entry(f"arxiv:{i}", abstract="x" * 5_000, line=i) for i in range(99)], NOW)
    assert store.count([]) == 0
    connection.execute("PRAGMA max_page_count = 1000000")
    assert store.put([entry("arxiv:1")], NOW).added == 1


CALLS: list[Callable[[Store], object]] = [
    lambda store: store.put([entry("arxiv:1")], NOW),
    lambda store: store.paper(1),
    lambda store: store.rows([1]),
    lambda store: store.find_key("a"),
    lambda store: store.former_texts(1),
    lambda store: store.origins(1),
    lambda store: store.editions(),
    lambda store: store.tags(),
    lambda store: store.changes_pending(),
    lambda store: store.note_all(),
    lambda store: store.fold("j", 1, [], []),
    lambda store: store.current([1], "read"),
    lambda store: store.marks_digest(),
    lambda store: store.next_undo("dev"),
]


@pytest.mark.parametrize("call", CALLS)
def test_no_error_of_sqlite_leaves_the_room(store: Store, path: Path, call: Callable[[Store], object]) -> None:
    names = ["places", "papers", "aliases", "editions", "tags", "changes", "journals", "registers", "acts", "library"]
    raw(path, "PRAGMA foreign_keys = OFF", *(f"ALTER TABLE {name} RENAME TO lost_{name}" for name in names))
    with pytest.raises(StoreError, match="cannot be used"):
        call(store)


def test_an_unknown_failure_is_told_in_its_own_words_with_the_way_out() -> None:
    said = str(explained(sqlite3.OperationalError("odd"), Path("l.db")))

    assert said.startswith(
        "The library l.db cannot be used, so it is most likely damaged: odd. octavo doctor --fix saves what"
    )


def test_a_text_that_was_damaged_is_said_with_the_way_out(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO editions (source, day, place) VALUES ('a', CAST(x'ff' AS TEXT), 'b')")
    connection.close()
    store = Store.open(path)

    with pytest.raises(StoreError, match=r"decode to UTF-8 column '[a-z]+'\. octavo doctor --fix saves what"):
        store.editions()
    store.close()


def test_a_fresh_file_is_no_stranger(path: Path) -> None:
    connection = sqlite3.connect(path)
    refuse_strangers(connection, path)
    connection.close()
