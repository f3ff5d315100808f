"""Libraries that former versions wrote come forward with all they held, and are kept as they were beside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reader.errors import NewerLibraryError, StoreError
from reader.model import Sort
from reader.store import Store, copying
from reader.store.copying import KEPT, copy_to, formers, keep_former
from reader.store.schema import STEPS, Step, migrate
from tests.unit.store.make import LATER, NOW, entry

WRITTEN = sorted((Path(__file__).parents[2] / "data" / "libraries").glob("library-v*.db"))
"""Each was written by the program of its version, with marks of every kind that it had."""
ANEW = frozenset({"journals", "library", "sqlite_sequence"})
"""Tables that a step may begin anew."""
TWO = (Step("one", ("CREATE TABLE one (x)",)), Step("two", ("CREATE TABLE two (x)",)))


@pytest.fixture(params=WRITTEN, ids=lambda path: path.stem)
def former(request: pytest.FixtureRequest, path: Path) -> Path:
    shutil.copyfile(request.param, path)
    return path


def shape(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: [f'"{row[1]}"' for row in raw.execute(f"PRAGMA table_info({table})")]
            for table in tables
            if table not in ANEW
        }


def rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as raw:
        return {
            table: sorted(raw.execute(f"SELECT {', '.join(names)} FROM {table}"), key=repr)
            for table, names in columns.items()
        }


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])


def copies(path: Path) -> list[Path]:
    return formers(path.parent / "backups")


def test_there_are_libraries_of_the_versions() -> None:
    assert {version(path) for path in WRITTEN} >= {1, 2}
    assert all(path.stat().st_size < 200_000 for path in WRITTEN)


def test_a_library_of_a_former_version_comes_forward_with_all_that_it_held(former: Path) -> None:
    columns = shape(former)
    before = rows(former, columns)
    assert all(before[table] for table in ("papers", "notes", "paper_tags", "former_texts", "appearances", "acts"))

    store = Store.open(former)

    assert version(former) == len(STEPS)
    after = rows(former, columns)
    # What was done is folded anew from the journals.
    assert (after.pop("acts"), bool(before.pop("acts"))) == ([], True)
    assert after == before
    assert store.check() == []
    assert store.totals() == (8, 6, 1)
    papers = {paper.title: paper for paper in store.papers(store.ids((), Sort.DATE))}
    assert len(papers) == 8
    marks = papers["Lanterns in the Fog"].marks
    assert (marks.bookmarked, marks.rating, marks.tags) == (True, 4, ("fog", "thesis"))
    assert papers["A Tide Table"].marks.note == "High water, 漢字, and more."
    assert papers["A Tide Table"].abstract == "All that is known of tides, revised."
    assert [(edition.papers, edition.unread) for edition in store.editions()] == [(3, 3)]
    assert [(tag.name, tag.papers) for tag in store.tags()] == [("fog", 2), ("thesis", 1)]
    # It is used on as if it had always been of this version.
    store.put([entry("arxiv:2501.1", line=2), entry("arxiv:2401.00001", title="Anew", line=9)], LATER)
    assert store.check() == []
    store.close()


def test_what_it_was_is_kept_beside_for_its_owner_alone(former: Path) -> None:
    was = version(former)
    if was == len(STEPS):
        pytest.skip("this is the version of today")
    columns = shape(former)
    before = rows(former, columns)
    mask = os.umask(0)
    try:
        Store.open(former).close()
    finally:
        os.umask(mask)

    (copy,) = copies(former)
    assert copy.name.startswith(f"library-v{was}-")
    assert (version(copy), rows(copy, columns)) == (was, before)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert (copy.parent.stat().st_mode & 0o777, copy.stat().st_mode & 0o777) == (0o700, 0o600)
    Store.open(former).close()
    assert copies(former) == [copy]
    # A copy is a library: put in place, it is what it was, and comes forward once more.
    shutil.copyfile(copy, former)
    store = Store.open(former)
    assert store.check() == []
    store.close()


def test_a_new_library_has_nothing_to_keep(path: Path) -> None:
    Store.open(path).close()
    assert not (path.parent / "backups").exists()


def test_marks_that_stand_in_the_log_are_in_the_copy(path: Path) -> None:
    shutil.copyfile(WRITTEN[0], path)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("UPDATE papers SET rating = 5")
    assert path.with_name("library.db-wal").stat().st_size > 0

    copy = keep_former(raw, path, (*STEPS, Step("more", ())))

    raw.close()
    assert copy is not None
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT DISTINCT rating FROM papers").fetchall() == [(5,)]
        assert kept.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_newest_copies_are_kept_and_nothing_else_is_touched(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = path.parent / "backups"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, TWO[:1])
        for second in range(KEPT + 2):
            monkeypatch.setattr(copying, "now", lambda: f"20260101-00000{second}")  # noqa: B023 - used at once
            assert keep_former(connection, path, TWO) is not None
            (folder / "mine.db").touch()
        # Another one in the same second.
        assert keep_former(connection, path, TWO) is not None
    assert {copy.name for copy in folder.iterdir()} == {
        "mine.db",
        "library-v1-20260101-000003.db",
        "library-v1-20260101-000004.db",
        "library-v1-20260101-000004-2.db",
    }


def test_without_room_for_the_copy_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copyfile(WRITTEN[0], path)
    values = list(os.statvfs(path.parent))
    values[4] = 0  # f_bavail
    full = os.statvfs_result(values)
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    monkeypatch.setattr("reader.store.connections.STEPS", (*STEPS, Step("more", ())))
    monkeypatch.setattr(copying.keep_former, "__defaults__", ((*STEPS, Step("more", ())),))
    was = version(path)

    with pytest.raises(StoreError, match=r"of a former version.*no room for it: 0 MB.*Nothing was changed"):
        Store.open(path)

    assert version(path) == was
    assert copies(path) == []


def test_where_the_copy_cannot_be_written_nothing_is_changed(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, TWO[:1])
        (path.parent / "backups").write_text("in the way")
        with pytest.raises(StoreError, match=r"no copy of it can be kept in .*backups"):
            keep_former(connection, path, TWO)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert (path.parent / "backups").read_text() == "in the way"


def test_a_copy_that_another_process_made_needless_is_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, TWO[:1])

        def late(source: sqlite3.Connection, target: Path) -> None:
            migrate(source, TWO)
            copy_to(source, target)

        monkeypatch.setattr(copying, "copy_to", late)
        assert keep_former(connection, path, TWO) is None
    assert list((path.parent / "backups").iterdir()) == []


def test_a_copy_that_fails_leaves_nothing_behind(path: Path, tmp_path: Path) -> None:
    store = Store.open(path)
    store.put([entry("arxiv:1")], NOW)
    target = tmp_path / "copy.db"
    target.mkdir()
    with store._connections.reading() as connection, pytest.raises(OSError, match="directory"):
        copy_to(connection, target)
    store.close()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("logged", [False, True])
def test_a_newer_library_and_all_beside_it_stay_as_they_are(path: Path, tmp_path: Path, logged: bool) -> None:
    (tmp_path / "newer").mkdir()
    newer = tmp_path / "newer" / path.name
    Store.open(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    if logged:
        # As after a crash: what the newer program wrote last stands in the log alone.
        shutil.copyfile(f"{path}-wal", f"{newer}-wal")
        shutil.copyfile(path, newer)
    raw.close()
    if not logged:
        shutil.copyfile(path, newer)
    before = contents(newer.parent)
    with pytest.raises(NewerLibraryError, match="left untouched"):
        Store.open(newer)
    assert contents(newer.parent) == before
    assert len(before) == 1 + logged


def contents(folder: Path) -> dict[str, bytes]:
    # The log's own index is made anew by whoever opens the library.
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}
