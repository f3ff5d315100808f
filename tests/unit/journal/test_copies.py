"""A folder that others filled: what in it is a journal, whose, and what is left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.errors import JournalError
from reader.journal import copies as copies_module
from reader.journal.copies import copies, pooled, torn
from tests.unit.journal.test_joining import OURS, line

DESK = "desk-00000001"


def pool(folder: Path) -> tuple[dict[str, list[bytes]], list[str]]:
    said: list[str] = []
    return pooled(copies(folder, said.append), said.append), said


@pytest.mark.parametrize(
    "name",
    [
        f"{OURS}.sync-conflict-20261130-101010-ABCDEF.jsonl",
        f"{OURS} (copy).jsonl",
        "Kopie von früher.jsonl",
        "backup.jsonl",
        "x" * 200 + ".jsonl",
        "\x1b[31m.jsonl",
        "\udcff.jsonl",
    ],
)
def test_a_copy_under_any_name_belongs_to_the_device_of_its_stamps(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(line("1") + b"strange\n" + line("2", device=DESK))
    (tmp_path / f"{OURS}.jsonl").write_bytes(line("3"))
    (tmp_path / f"{DESK}.jsonl").write_bytes(b"")
    found, said = pool(tmp_path)
    assert {device: sorted(versions) for device, versions in found.items()} == {
        OURS: [line("1") + b"strange\n", line("3")],
        DESK: [line("2", device=DESK)],
    }
    assert said == []


def test_a_line_in_the_journal_of_another_device_goes_to_both(tmp_path: Path) -> None:
    data = line("1") + line("2", device=DESK) + b"strange\n"
    (tmp_path / f"{OURS}.jsonl").write_bytes(data + b'{"torn')
    assert pool(tmp_path) == ({OURS: [data], DESK: [line("2", device=DESK)]}, [])


def test_what_is_no_journal_is_told_and_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.jsonl").write_bytes(line("1"))
    (tmp_path / "papers.jsonl").write_bytes(b'{"title":"x"}\n')
    (tmp_path / "linked.jsonl").symlink_to(tmp_path / "good.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "many.jsonl").write_bytes(line("2") + b"a\nb\nc\n")
    with (tmp_path / "large.jsonl").open("wb") as file:
        file.truncate(1 << 40)
    for name in (".hidden.jsonl", "notes.txt", f".{OURS}.jsonl.0123abcd"):
        (tmp_path / name).write_bytes(line("9"))
    monkeypatch.setattr("reader.journal.joining.MAX_STRANGE", 2)
    found, said = pool(tmp_path)
    assert found == {OURS: [line("1")]}
    told = "\n".join(said)
    assert len(said) == 6
    for name, why in (
        ("papers", "there is no mark in it"),
        ("linked", "not a regular file"),
        ("folder", "not a regular file"),
        ("pipe", "not a regular file"),
        ("many", "no journal"),
        ("large", "larger than 256 MB"),
    ):
        assert any(f"{name}.jsonl" in sentence and why in sentence for sentence in said), told


def test_a_folder_has_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"d{number}.jsonl").write_bytes(line("1", device=f"d{number}"))
    with monkeypatch.context() as patch:
        patch.setattr(copies_module, "MAX_DEVICES", 3)
        found, said = pool(tmp_path)
        assert (len(found), len(said)) == (3, 2)
    with monkeypatch.context() as patch:
        patch.setattr(copies_module, "_MAX_FILES", 3)
        found, said = pool(tmp_path)
        assert (len(found), len(said)) == (3, 1)
    monkeypatch.setattr(copies_module, "MAX_TOTAL", 1)
    assert len(pool(tmp_path)[0]) == 1


def test_a_folder_that_is_not_there_holds_nothing_and_one_that_is_none_is_told(tmp_path: Path) -> None:
    assert pool(tmp_path / "nowhere") == ({}, [])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JournalError, match="cannot be read: not a directory"):
        pool(tmp_path / "file")


def test_a_torn_end_is_found() -> None:
    assert torn(line("1") + b'{"v":1,"a') == (2, b'{"v":1,"a')
    for sound in (b"", line("1"), line("1")[:-1], line("1") + b"\0\0\0"):
        assert torn(sound) == (0, b"")
