"""Damaged, locked, full and foreign files under the real program: every start works or says in a sentence why not."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.cli import main
from reader.cli.statuses import UNUSABLE
from tests.e2e.program import Home, small_library, without_root
from tests.e2e.terminal import Terminal

LIMITED = "import os, resource, sys; size = int(sys.argv[1]); resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); "
LIMITED += "os.execv(sys.argv[2], sys.argv[2:])"
"""A program that starts another which may write no file beyond a size: for that one, the disk is full."""


def _flip(path: Path, begin: int, length: int = 64) -> None:
    """Turn the bits of a run of bytes over; the file keeps its size."""
    data = bytearray(path.read_bytes())
    for place in range(begin, min(begin + length, len(data))):
        data[place] ^= 0xFF
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _one(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def _empty(index: Path) -> None:
    for path in index.iterdir():
        path.unlink()


def _of_another_version(index: Path) -> None:
    stamp = json.loads((index / "stamp.json").read_bytes())
    (index / "stamp.json").write_text(json.dumps(stamp | {"format": -1}))


def _replace_by_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("no folder")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": shutil.rmtree,
    "empty": _empty,
    "a segment with other bytes": lambda index: _flip(_one(index, "*.oct"), 0),
    "a segment of garbage": lambda index: _flip(_one(index, "*.oct"), 0, 1 << 30),
    "a segment cut off": lambda index: _cut(_one(index, "*.oct")),
    "a table of contents cut off": lambda index: _cut(_one(index, "*.toc")),
    "another version": _of_another_version,
    "open to a group": lambda index: index.chmod(0o770),
    "a file in its place": _replace_by_file,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_no_matter_and_the_search_answers_in_the_end(
    person_home: Home, damage: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    DAMAGES[damage](person_home.places.index)

    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("b").until("Bookmarked.")
        person.type("/diffusion\r").until(" 3 papers").until(lambda: "index" not in person.screen[-1], "peace")
        assert "Slow Diffusion" in person.text
        assert person.press("Q").exit_status() == 0
        assert b"Traceback" not in person.raw

    monkeypatch.setenv("OCTAVO_HOME", str(person_home.places.data.parent))
    assert main(("search", "--json", "owl")) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main(("doctor",)) == 0
    assert "all 10 papers are in it" in capsys.readouterr().out
    assert person_home.only_logged() == ""


def test_a_torn_last_line_of_the_journal_is_passed_over_and_named(person_home: Home) -> None:
    assert person_home.run("bookmark", "arxiv:2401.00001").returncode == 0
    with person_home.journal.open("ab") as journal:
        journal.write(b'{"v":1,"at":"2024-01-01T00:00:0')

    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("jb").until("Bookmarked.").type("j")
        person.until("A Tide Table").type("b").until("Bookmarked.")
        person.press("u").until("Taken back: bookmark.")
        assert person.press("Q").exit_status() == 0

    assert person_home.keys("is:bookmarked") == {"arxiv:2401.00001", "arxiv:2401.00002"}
    doctor = person_home.run("doctor")
    assert doctor.returncode == UNUSABLE
    assert f"{person_home.journal.name}, line 2: " in doctor.stdout.decode()


def test_a_damaged_line_in_the_middle_of_the_journal_costs_that_line_alone(person_home: Home) -> None:
    for number in (1, 2, 3):
        assert person_home.run("bookmark", f"arxiv:2401.0000{number}").returncode == 0
    lines = person_home.journal.read_bytes().splitlines(keepends=True)
    person_home.journal.write_bytes(lines[0] + b"\x00\xff" * 40 + b"\n" + lines[2])
    # As on a new machine: the library is made anew, and the marks come out of the journal.
    for path in person_home.places.data.glob("library.db*"):
        path.unlink()
    person_home.bring_in(small_library())

    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("4").until("2 papers")
        person.until("A Tide Table").type("2").until("10 papers").type("Gb").until("Bookmarked.")
        assert person.press("Q").exit_status() == 0

    assert person_home.keys("is:bookmarked") == {f"arxiv:2401.000{number}" for number in ("01", "03", "10")}
    doctor = person_home.run("doctor")
    assert doctor.returncode == UNUSABLE
    assert f"{person_home.journal.name}, line 2: " in doctor.stdout.decode()


def test_a_library_that_is_none_ends_in_a_sentence_with_the_way_out(person_home: Home) -> None:
    _flip(person_home.places.library, 0)

    with person_home.reader() as person:
        assert person.exit_status() == UNUSABLE
        assert b"\x1b" not in person.raw
        said = _said(person)

    assert said.startswith("octavo: ")
    assert str(person_home.places.library) in said
    assert "octavo doctor --fix saves what can be read of it. Or move it away and start again" in said
    assert "Traceback" not in said
    assert said == " ".join(person_home.run("list").stderr.decode().split())


PAGES = 72
"""Pages of the small library; each of its tables and indexes has at least one."""


def test_damage_anywhere_in_the_library_ends_in_the_same_sentence_or_does_no_harm(person_home: Home) -> None:
    whole = person_home.places.library.read_bytes()
    size = int.from_bytes(whole[16:18], "big")  # of a page: https://www.sqlite.org/fileformat.html, 1.3
    assert len(whole) == PAGES * size
    ended = set()
    # The schema, the list, and one in six of all others.
    for page in (1, 2, 3, *range(4, PAGES, 6)):
        person_home.places.library.write_bytes(whole)
        _flip(person_home.places.library, page * size)
        with person_home.reader() as person:
            _answered(person)
            if "All papers" in person.text:
                person.type("jGkv").press("escape").type("4321Q")
            status = person.exit_status()
            ended.add(status)
            assert "Traceback" not in _said(person)
            assert person.not_restored() == []
            assert status == 0 or "octavo doctor --fix saves what can be read of it." in _said(person)
    assert ended == {0, UNUSABLE}
    assert person_home.only_logged() == ""


def _answered(person: Terminal) -> None:
    person.until(lambda: b"octavo: " in person.raw or "All papers" in person.text, "a list or a sentence")


def _said(person: Terminal) -> str:
    """Give what is left on the terminal at the end, as one line."""
    return " ".join(bytes(person.raw).rpartition(b"\x1b[?1049l")[2].decode().split()).replace("\x1b[?25h", "")


def _full(size: int) -> list[str]:
    return [sys.executable, "-c", LIMITED, str(size)]


def test_a_mark_that_cannot_be_saved_says_so_and_is_not_shown(person_home: Home) -> None:
    # The journal is the largest file that is still to grow: with a long note, larger than the shared memory's 32 kB.
    assert person_home.run("note", "arxiv:2401.00010", "-", given="漢字のメモ".encode() * 3_000).returncode == 0
    size = person_home.journal.stat().st_size
    with person_home.reader(before=_full(size + 40)) as person:
        person.until("Lanterns in the Fog")
        for keys in ("b", "tfog\r", "S4", "r", "A", "u"):
            person.type(keys).until("cannot be written: file too large").type("k")
            person.until(lambda: "cannot be written" not in person.text, "peace")
        assert "★" not in person.text
        assert "#fog" not in person.text
        assert "10 papers · 10 unread" in person.text
        # Moving and searching go on.
        person.type("j/diffusion\r").until(" 3 papers")
        assert person.press("Q").exit_status() == 0

    assert person_home.journal.stat().st_size == size
    assert person_home.keys("is:bookmarked") == person_home.keys("is:read") == set()
    with person_home.reader() as person:
        person.until("/ diffusion").type("b").until("Bookmarked.")
        assert person.press("Q").exit_status() == 0


def test_a_mark_that_is_in_the_journal_but_not_in_the_library_is_there_at_the_next_start(person_home: Home) -> None:
    # Room for the journal and for the shared memory of the library's log, and not for the log itself.
    with person_home.reader(before=_full(45_000)) as person:
        person.until("Lanterns in the Fog").type("bjb").until("This is safe in the journal, and shown once")
        assert "★" not in person.text.splitlines()[2]
        assert person.press("Q").exit_status() == 0

    assert len(person_home.keys("is:bookmarked")) == 2


@pytest.mark.skipif(without_root() is None, reason="root may write anywhere, and there is no setpriv to give that up")
def test_a_home_without_a_library_that_cannot_be_written_ends_in_a_sentence(person_home: Home) -> None:
    person_home.places.library.unlink()
    folders = [person_home.places.data, person_home.places.journal, person_home.places.cache, person_home.places.index]
    for folder in folders:
        folder.chmod(0o500)
    try:
        with person_home.reader(before=without_root() or []) as person:
            assert person.exit_status() == UNUSABLE
            assert "library.db cannot be opened: Permission denied; check the folder" in _said(person)
            assert "Traceback" not in _said(person)
    finally:
        for folder in folders:
            folder.chmod(0o700)
