"""Backups: one consistent file, put back without losing what came since."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from reader.errors import BackupError
from reader.library import Library, opening
from reader.library.backup import make_backup
from reader.library.backup.joining import Joined, join_journal
from reader.paths import Places, find_places
from reader.store import Store
from tests.modes import open_to_others, umask
from tests.unit.cli.conftest import Octavo, write_papers

GRAPHS = "arxiv:2401.00001"
SURVEY = "arxiv:2401.00002"
SOUND = "doi:10.1000/abc"


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_backup_that_fails_complains_once(octavo: Octavo, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("The disk is gone.")

    octavo("bookmark", GRAPHS)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "copy", fail)
        result = octavo("backup", str(archive))
    gc.collect()
    assert result.status != 0
    assert "The disk is gone." in result.err.replace("the disk", "The disk")
    assert not archive.exists()


def test_a_library_that_can_only_be_read_can_be_backed_up(
    octavo: Octavo, places: Places, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    octavo("bookmark", GRAPHS)
    with monkeypatch.context() as patched:
        # The one who runs the tests may be allowed everything.
        patched.setattr(opening, "_is_open", lambda _folder: False)
        assert octavo("backup", str(archive)).status == 0
    with zipfile.ZipFile(archive) as opened:
        assert any(name.endswith(".jsonl") for name in opened.namelist())


def journal_of(places: Places) -> Path:
    (path,) = places.journal.glob("*.jsonl")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_backup_is_one_file_for_its_owner_that_any_tool_opens(octavo: Octavo, places: Places, archive: Path) -> None:
    octavo("bookmark", GRAPHS)
    with umask(0):
        ended = octavo("backup", str(archive))

    assert (ended.status, ended.out) == (0, f"{archive}\n")
    assert ended.err.startswith("3 papers, 1 journal: ")
    assert archive.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in archive.parent.iterdir()} == {"home", "octavo", "backup.zip"}
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        names = set(opened.namelist())
        manifest = json.loads(opened.read("manifest.json"))
        assert opened.read(f"journal/{journal_of(places).name}") == journal_of(places).read_bytes()
    assert names == {"manifest.json", "library.db", f"journal/{journal_of(places).name}"}
    assert manifest["papers"] == 3
    assert set(manifest["files"]) == names - {"manifest.json"}


def test_a_backup_that_is_put_back_is_the_library_of_then_with_the_marks_of_now(
    octavo: Octavo, places: Places, made: Path, tmp_path: Path
) -> None:
    octavo("rate", SURVEY, "4")
    octavo("unbookmark", GRAPHS)
    write_papers(tmp_path / "more.jsonl", ({"id": "2501.00001", "title": "Came later"},))
    octavo("import", str(tmp_path / "more.jsonl"))
    octavo("rate", "arxiv:2501.00001", "5")
    places.settings.write_text("mouse = true\n")
    journal = journal_of(places).read_bytes()
    octavo("search", "later")

    ended = octavo("restore", str(made))

    assert ended.status == 0, ended
    assert "3 papers are in place as of 20" in ended.err
    assert octavo("doctor").status == 0
    marks = {paper["key"]: (paper["bookmarked"], paper["rating"]) for paper in octavo("list", "--json").papers}
    assert marks == {GRAPHS: (False, 0), SURVEY: (False, 4), SOUND: (False, 0)}
    assert journal_of(places).read_bytes() == journal
    assert places.settings.read_text() == "mouse = false\n"
    assert octavo("searches").status == 0
    assert octavo("search", "later").status == 1
    # What was there before is kept, as it was.
    (kept,) = places.data.glob("before-restore-*")
    assert (kept / "config.toml").read_text() == "mouse = true\n"
    store = Store.open(kept / "library.db")
    assert store.totals().papers == 4
    store.close()
    # The mark on the paper that is gone waits for it.
    octavo("import", str(tmp_path / "more.jsonl"))
    assert octavo("list", "rating:5", "--json").papers[0]["key"] == "arxiv:2501.00001"
    assert octavo("undo").status == 0
    assert octavo("doctor").status == 0
    assert open_to_others(places.data) == {}


def test_a_machine_without_anything_gets_all_of_it_and_a_journal_of_its_own(
    octavo: Octavo, places: Places, made: Path, tmp_path: Path
) -> None:
    other = find_places(tmp_path / "new")

    ended = octavo("--home", str(tmp_path / "new"), "restore", str(made))

    assert ended.status == 0, ended
    assert "begins a new one" not in ended.err
    listed = octavo("--home", str(tmp_path / "new"), "list", "is:bookmarked", "--json").papers
    assert [paper["key"] for paper in listed] == [GRAPHS]
    assert other.settings.read_text() == "mouse = false\n"
    octavo("--home", str(tmp_path / "new"), "bookmark", SURVEY)
    journals = {path.name: path.read_bytes() for path in other.journal.iterdir()}
    assert len(journals) == 2
    assert journals[journal_of(places).name] == journal_of(places).read_bytes()
    assert open_to_others(other.data) == {}


def test_a_journal_of_this_machine_that_went_back_in_time_is_not_written_on(
    octavo: Octavo, places: Places, made: Path
) -> None:
    device = journal_of(places)
    whole = device.read_bytes()
    # An older state of the disk: the journal ends before that of the backup, and others may hold what came after.
    device.write_bytes(whole.splitlines(keepends=True)[0])
    for path in places.data.glob("library.db*"):
        path.unlink()

    ended = octavo("restore", str(made))

    assert "had gone back in time, so it begins a new one." in ended.err
    assert device.read_bytes() == whole
    octavo("bookmark", SURVEY)
    assert device.read_bytes() == whole
    assert len(list(places.journal.glob("*.jsonl"))) == 2
    assert octavo("list", "is:bookmarked", "--json").out.count("\n") == 2


def test_restoring_twice_changes_no_mark(octavo: Octavo, places: Places, made: Path) -> None:
    octavo("restore", str(made))
    before = octavo("list", "--json").out, journal_of(places).read_bytes()
    octavo("restore", str(made))
    assert (octavo("list", "--json").out, journal_of(places).read_bytes()) == before
    assert len(list(places.data.glob("before-restore-*"))) == 2


def test_marks_that_only_the_library_here_has_stay_too(octavo: Octavo, places: Places, made: Path) -> None:
    octavo("tag", SURVEY, "since")
    shutil.rmtree(places.journal)
    assert octavo("restore", str(made)).status == 0
    assert octavo("list", "tag:since", "--json").papers[0]["key"] == SURVEY
    assert octavo("undo").status == 0
    assert octavo("tags").out == ""
    assert octavo("doctor").status == 0


def test_a_check_looks_and_changes_nothing(octavo: Octavo, places: Places, made: Path, home: Path) -> None:
    before = tree(home)
    ended = octavo("restore", "--check", str(made))
    assert ended.status == 0
    assert f"{made} is whole: 3 papers and 1 journal of 20" in ended.err
    assert tree(home) == before


def test_a_check_on_a_new_machine_makes_nothing(octavo: Octavo, made: Path, tmp_path: Path) -> None:
    assert octavo("--home", str(tmp_path / "new"), "restore", "--check", str(made)).status == 0
    assert not (tmp_path / "new").exists()


def test_a_backup_is_of_one_moment_while_others_write(places: Places, archive: Path) -> None:
    library = Library.open(places)
    ids = library._store.find_key(GRAPHS)[0][1]
    stop = threading.Event()

    def mark() -> None:
        on = True
        while not stop.is_set():
            library.bookmark([ids], on=on)
            on = not on

    writer = threading.Thread(target=mark)
    writer.start()
    try:
        for number in range(3):
            make_backup(places, archive.with_name(f"{number}.zip"))
    finally:
        stop.set()
        writer.join()
    library.close()
    for number in range(3):
        with zipfile.ZipFile(archive.with_name(f"{number}.zip")) as opened:
            folder = archive.with_name(f"out-{number}")
            opened.extractall(folder)
        store = Store.open(folder / "library.db")
        assert store.check() == []
        # Every mark that the copy shows is in its journals.
        (journal,) = (folder / "journal").iterdir()
        assert store.folded(journal.stem) <= journal.stat().st_size
        assert journal.read_bytes().endswith(b"\n")
        store.close()


def test_what_is_there_is_not_replaced_unless_that_is_asked_for(octavo: Octavo, made: Path, tmp_path: Path) -> None:
    content = made.read_bytes()
    ended = octavo("backup", str(made))
    assert (ended.status, made.read_bytes()) == (3, content)
    assert f"{made} is there already" in ended.err
    assert octavo("backup", "--force", str(made)).status == 0
    folder = tmp_path / "many"
    folder.mkdir()
    assert octavo("backup", str(folder)).status == 0
    (named,) = folder.iterdir()
    assert named.name.startswith("octavo-20")


def test_without_a_library_there_is_nothing_to_back_up(empty: Octavo, archive: Path, home: Path) -> None:
    ended = empty("backup", str(archive))
    assert ended.status == 3
    assert "there is nothing to back up" in ended.err
    assert not archive.exists()
    assert not home.exists()


def test_a_damaged_library_is_not_backed_up_as_if_it_were_whole(octavo: Octavo, places: Places, archive: Path) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("UPDATE library SET papers = 77")
    ended = octavo("backup", str(archive))
    assert ended.status == 3
    assert "octavo doctor --fix repairs it" in ended.err
    assert not archive.exists()


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(octavo: Octavo, tmp_path: Path) -> None:
    ended = octavo("backup", str(tmp_path / "nowhere" / "backup.zip"))
    assert ended.status == 3
    assert "cannot be written: no such file or directory. Nothing is left of it." in ended.err


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], object], *, honest: bool = True) -> Path:
    """Make another archive with other contents; an honest one has a manifest that fits."""
    with zipfile.ZipFile(archive) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    change(files)
    if honest:
        manifest["files"] = {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
        }
    files.setdefault("manifest.json", json.dumps(manifest).encode())
    target = archive.with_name("other.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return target


def test_settings_that_make_no_sense_are_left_out_with_the_reason(octavo: Octavo, places: Places, made: Path) -> None:
    again = rewritten(made, lambda files: files.__setitem__("config.toml", b"mouse = 3\n"))
    ended = octavo("restore", str(again))
    assert ended.status == 0
    assert "The settings of the backup are left out: config.toml, line 1: mouse must be" in ended.err
    assert places.settings.read_text() == "mouse = false\n"


def test_a_backup_of_a_former_version_is_brought_up_to_date(octavo: Octavo, places: Places, made: Path) -> None:
    former = Path(__file__).parents[2] / "data" / "libraries" / "library-v1.db"
    archive = rewritten(made, lambda files: files.__setitem__("library.db", former.read_bytes()))
    ended = octavo("restore", str(archive))
    assert ended.status == 0, ended
    assert octavo("list", "tides").out.count("\n") == 1
    # Its marks are those of the journals, which are another library's here.
    assert octavo("list", "is:bookmarked", "--json").papers[0]["key"] == GRAPHS
    assert octavo("doctor").status == 0


# Archives that mean harm


def test_without_room_nothing_is_unpacked(
    octavo: Octavo, made: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = list(os.statvfs(home))
    values[4] = 0
    full = os.statvfs_result(values)
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    ended = octavo("restore", str(made))
    assert ended.status == 3
    assert "there is no room for it" in ended.err


def test_a_library_that_is_open_elsewhere_is_not_replaced(
    octavo: Octavo, made: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.library.backup.restoring.in_use", lambda _path: True)
    before = tree(home)
    ended = octavo("restore", str(made))
    assert ended.status == 3
    assert "is open in another Octavo; close that, then restore." in ended.err
    assert tree(home) == before


@pytest.mark.parametrize(
    ("here", "there", "joined", "result"),
    [
        (b"a\nb\n", b"a\n", Joined.AHEAD, b"a\nb\n"),
        (b"a\nb\n", b"a\nb\n", Joined.AHEAD, b"a\nb\n"),
        (b"a\n", b"a\nb\n", Joined.BEHIND, b"a\nb\n"),
        (b"", b"a\nb\n", Joined.BEHIND, b"a\nb\n"),
        (b"a\nc\n", b"a\nb\n", Joined.APART, b"a\nc\nb\n"),
        (b"a\nb\nto", b"a\nb\n", Joined.AHEAD, b"a\nb\nto"),
        (b"a\nto", b"a\nb\n", Joined.APART, b"a\nto\nb\n"),
        (b"b\na\n", b"a\nb\n", Joined.AHEAD, b"b\na\n"),
    ],
)
def test_journals_are_joined_and_what_is_here_stays_as_it_is(
    tmp_path: Path, here: bytes, there: bytes, joined: Joined, result: bytes
) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_bytes(here)
    other.write_bytes(there)
    assert join_journal(one, other) is joined
    assert one.read_bytes() == result
    assert join_journal(one, other) is Joined.AHEAD


def test_a_backup_without_hard_links_is_there_all_the_same(
    places: Places, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    make_backup(places, archive)
    assert zipfile.is_zipfile(io.BytesIO(archive.read_bytes()))
    with pytest.raises(BackupError, match="there already"):
        make_backup(places, archive)
    shutil.rmtree(places.data)
