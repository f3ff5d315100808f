"""What must hold before a file of the index is opened, and in which order a commit reaches the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reader.errors import SearchError
from reader.search import Document, WhooshIndex, trust

STAMP = trust.Stamp(1, "3", "14", "a library")


def test_a_stamp_fits_only_itself(tmp_path: Path) -> None:
    trust.write_stamp(tmp_path, STAMP)

    assert trust.check_stamp(tmp_path, STAMP) == trust.check_stamp(tmp_path, STAMP)
    for other in (
        trust.Stamp(2, "3", "14", "a library"),
        trust.Stamp(1, "4", "14", "a library"),
        trust.Stamp(1, "3", "15", "a library"),
        trust.Stamp(1, "3", "14", "another"),
    ):
        with pytest.raises(SearchError, match="another library or version"):
            trust.check_stamp(tmp_path, other)


def test_the_newest_generation_goes_by_number(tmp_path: Path) -> None:
    for number in (9, 10, 2):
        (tmp_path / f"_MAIN_{number}.toc").touch()
    (tmp_path / "_MAIN_11.toc.123").touch()

    assert trust.newest(tmp_path) == 10


def test_a_seal_notices_a_changed_table_and_a_shorter_segment(tmp_path: Path) -> None:
    contents, segment = tmp_path / "_MAIN_1.toc", tmp_path / "MAIN_x.oct"
    contents.write_bytes(b"contents")
    segment.write_bytes(b"segment")
    trust.write_seal(tmp_path, contents.name, 1)

    trust.check_seal(tmp_path, 1)
    segment.write_bytes(b"segmen")
    with pytest.raises(SearchError):
        trust.check_seal(tmp_path, 1)
    segment.write_bytes(b"segment")
    contents.write_bytes(b"Contents")
    with pytest.raises(SearchError):
        trust.check_seal(tmp_path, 1)


def test_only_the_seals_of_other_generations_are_dropped(tmp_path: Path) -> None:
    for name in ("seal-1.json", "seal-2.json", "seal-x.json"):
        (tmp_path / name).touch()
    trust.drop_seals(tmp_path, 2)

    assert {path.name for path in tmp_path.iterdir()} >= {"seal-2.json", "seal-x.json"}
    assert not (tmp_path / "seal-1.json").exists()


def test_a_folder_of_our_own_with_plain_files_is_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir(mode=0o700)
    (folder / "file").touch()
    (folder / trust.SCRATCH).mkdir()

    trust.check_folder(folder)
    (folder / "folder").mkdir()
    with pytest.raises(SearchError, match="'folder'"):
        trust.check_folder(folder)


def test_all_is_on_the_disk_before_the_table_of_contents_is_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    steps: list[str] = []
    names: dict[int, str] = {}
    monkeypatch.setattr(os, "fsync", _noting(os.fsync, lambda one: steps.append(f"sync {names.get(one, one)}")))
    monkeypatch.setattr(os, "rename", _noting(os.rename, lambda _old, new: steps.append(f"name {Path(new).name}")))

    real = os.open

    def opening(path: Any, *arguments: Any) -> int:
        descriptor = real(path, *arguments)
        names[descriptor] = Path(path).suffix or "folder"
        return descriptor

    monkeypatch.setattr(os, "open", opening)
    index.update([Document(1, "word")])

    place = steps.index("name _MAIN_1.toc")
    assert "sync .oct" in steps[:place]
    assert "sync .json" in steps[:place]
    assert steps[place - 1] == "sync folder"
    assert steps[place + 1] == "sync folder"


def _noting(function: Callable[..., object], note: Callable[..., None]) -> Callable[..., object]:
    def noting(*arguments: object) -> object:
        note(*arguments)
        return function(*arguments)

    return noting


def test_what_lies_in_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    umask = os.umask(0)
    try:
        index = WhooshIndex(folder, "a library", pause=lambda: None)
        index.clear()
        index.update([Document(1, "word")])
    finally:
        os.umask(umask)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    secret = [path for path in folder.iterdir() if path.suffix in (".oct", ".toc", ".json")]
    assert len(secret) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}


def test_searching_and_updating_leaves_no_files_open(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for number in range(12):
        index.update([Document(number, "word")])
        index.count()
    index.close()

    assert (len(os.listdir("/proc/self/fd")) if before else 0) <= before


def test_half_written_tables_of_contents_are_dropped(tmp_path: Path) -> None:
    for name in ("_MAIN_1.toc", "_MAIN_2.toc.1795863420.8", "_MAIN_x.toc.1", "MAIN_2.toc.1"):
        (tmp_path / name).touch()
    trust.drop_unfinished(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} >= {"_MAIN_1.toc", "_MAIN_x.toc.1", "MAIN_2.toc.1"}
    assert not (tmp_path / "_MAIN_2.toc.1795863420.8").exists()
