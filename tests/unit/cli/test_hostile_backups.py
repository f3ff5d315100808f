"""Archives that are no backup, or mean harm: each is refused, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from reader.paths import Places
from tests.unit.cli.conftest import Octavo
from tests.unit.cli.test_backing import rewritten, tree

GRAPHS = "arxiv:2401.00001"
SURVEY = "arxiv:2401.00002"
SOUND = "doi:10.1000/abc"


def with_file(name: str, data: bytes = b"x") -> Callable[[Path], Path]:
    return lambda archive: rewritten(archive, lambda files: files.__setitem__(name, data))


def with_link(archive: Path) -> Path:
    target = rewritten(archive, lambda files: None)
    with zipfile.ZipFile(target) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(target, "w") as out:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = ((stat.S_IFLNK if name == "config.toml" else stat.S_IFREG) | 0o777) << 16
            out.writestr(info, data)
    return target


def with_double(archive: Path) -> Path:
    target = rewritten(archive, lambda files: None)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as out:
        out.writestr("config.toml", b"mouse = true\n")
    return target


def of_another_text(archive: Path) -> Path:
    def change(files: dict[str, bytes]) -> None:
        files["config.toml"] = files["config.toml"].replace(b"false", b"wrong")

    return rewritten(archive, change, honest=False)


def a_bomb(archive: Path) -> Path:
    """A file that says it is small, and goes on and on."""
    target = rewritten(archive, lambda files: files.__setitem__("config.toml", b"#" * 50_000_000), honest=False)
    data = bytearray(target.read_bytes())
    with zipfile.ZipFile(target) as opened:
        size = opened.getinfo("config.toml").file_size
    for place in range(len(data) - 4):
        if data[place : place + 4] == size.to_bytes(4, "little"):
            data[place : place + 4] = (14).to_bytes(4, "little")
    target.write_bytes(data)
    return target


def cut(archive: Path) -> Path:
    target = archive.with_name("other.zip")
    target.write_bytes(archive.read_bytes()[:-200])
    return target


def with_another_byte(archive: Path) -> Path:
    target = archive.with_name("other.zip")
    data = bytearray(archive.read_bytes())
    data[2_000] ^= 0xFF
    target.write_bytes(data)
    return target


def with_manifest(text: bytes) -> Callable[[Path], Path]:
    return lambda archive: rewritten(archive, lambda files: files.__setitem__("manifest.json", text), honest=False)


def with_library(*statements: str) -> Callable[[Path], Path]:
    def make(archive: Path) -> Path:
        def change(files: dict[str, bytes]) -> None:
            path = archive.with_name("raw.db")
            path.write_bytes(files["library.db"])
            with closing(sqlite3.connect(path, isolation_level=None)) as raw:
                for statement in statements:
                    raw.execute(statement)
            files["library.db"] = path.read_bytes()

        return rewritten(archive, change)

    return make


def without(name: str) -> Callable[[Path], Path]:
    return lambda archive: rewritten(archive, lambda files: files.pop(name))


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a path that leads out": (with_file("../../evil"), "which no backup has"),
    "a path from the root": (with_file("/tmp/evil.jsonl"), "which no backup has"),
    "a path through the journals": (with_file("journal/../evil.jsonl"), "which no backup has"),
    "a hidden file": (with_file("journal/.jsonl"), "which no backup has"),
    "a backslash": (with_file("journal/..\\evil.jsonl"), "which no backup has"),
    "a sign that a terminal obeys": (with_file("journal/\x1b]0;x\x07.jsonl"), "which no backup has"),
    "a link": (with_link, "which no backup has"),
    "a file twice": (with_double, "twice"),
    "other bytes": (of_another_text, "not as it was written"),
    "a bomb": (a_bomb, ""),
    "cut off": (cut, "not a whole zip archive"),
    "a bit turned over": (with_another_byte, ""),
    "no library": (without("library.db"), "do not agree"),
    "a manifest that is none": (with_manifest(b"[]"), "manifest cannot be read"),
    "a manifest of another kind": (with_manifest(b'{"format": 1, "papers": 1, "files": 3}'), "manifest cannot be read"),
    "a manifest too deep": (with_manifest(b"[" * 100_000), "manifest cannot be read"),
    "a journal that is too large to be one": (
        with_manifest(
            b'{"format": 1, "papers": 1, "made": "", "files": {"journal/a.jsonl": {"bytes": 9999999999, "sha256": "'
            + b"0" * 64
            + b'"}}}'
        ),
        "manifest cannot be read",
    ),
    "a newer archive": (with_manifest(b'{"format": 2, "papers": [], "files": []}'), "newer Octavo"),
    "a newer library": (with_library("PRAGMA user_version = 999"), "newer Octavo"),
    "another database": (with_library("PRAGMA application_id = 7"), "another program"),
    "a trigger": (
        with_library("CREATE TRIGGER t AFTER UPDATE ON papers BEGIN DELETE FROM papers; END"),
        "is none of ours",
    ),
    "a view": (with_library("CREATE VIEW v AS SELECT 1"), "is none of ours"),
    "a table of another shape": (
        with_library("DROP TABLE watches", "CREATE TABLE watches (name TEXT DEFAULT (random()))"),
        "is none of ours",
    ),
    "a table that is missing": (with_library("DROP TABLE watches"), "is missing"),
    "wrong counts": (with_library("UPDATE library SET papers = 9"), "is damaged"),
    "a library that is none": (with_file("library.db", b"no library" * 1000), "damaged or no library"),
    "an empty library": (with_file("library.db", b""), "empty"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_archive_that_is_not_as_it_must_be_changes_nothing(
    octavo: Octavo, made: Path, home: Path, tmp_path: Path, kind: str
) -> None:
    make, said = HOSTILE[kind]
    archive = make(made)
    before, around = tree(home), set(os.listdir(tmp_path))

    for arguments in (("restore", str(archive)), ("restore", "--check", str(archive))):
        ended = octavo(*arguments)
        assert ended.status == 3, ended
        assert said in ended.err
        assert "\x1b" not in ended.err
        assert len(ended.err) < 600

    assert tree(home) == before
    assert set(os.listdir(tmp_path)) == around
    assert not list(home.rglob(".restore-*"))


def test_texts_that_a_terminal_could_obey_are_made_harmless(octavo: Octavo, made: Path) -> None:
    archive = with_library("UPDATE papers SET title = 'On' || char(27) || ']0;x' || char(7) WHERE id = 2")(made)
    assert octavo("restore", str(archive)).status == 0
    titles = [paper["title"] for paper in octavo("list", "--json").papers]
    assert "On\ufffd]0;x\ufffd" in titles


def test_a_pipe_or_a_folder_is_no_backup(octavo: Octavo, places: Places, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "missing"):
        assert octavo("restore", str(path)).status == 3
