"""Marks as one file: what was written is read back to the byte, and what else may come is taken as far as it goes."""

from __future__ import annotations

import errno
import gzip
import io
import json
import lzma
import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import JournalError, UsageError
from reader.journal.joining import joined, lines_in
from reader.library import state_file
from reader.library.state_file import heading, pieces, read_state, write_state
from tests.unit.journal.test_joining import OURS, line, versions

DESK = "desk-00000001"
STATE = {
    DESK: b"strange\n" + line("2", device=DESK) + b"more\n",
    OURS: b"first\n" + line("1") + line("3"),
}
HEAD = heading(STATE)


def read(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    said: list[str] = []
    parts = read_state(io.BytesIO(data), "marks.jsonl", said.append)
    return {device: part.data for device, part in parts.items()}, said


def test_the_first_line_says_what_it_is() -> None:
    assert json.loads(HEAD) == {
        "octavo": "marks",
        "v": 1,
        "acts": 3,
        "lines": 6,
        "devices": {DESK: 3, OURS: 3},
    }
    assert HEAD.startswith(b'{"octavo":"marks","v":1,')
    assert b"".join(pieces(STATE)) == HEAD + STATE[DESK] + STATE[OURS]


@given(versions())
def test_a_journal_comes_back_to_the_byte(data: bytes) -> None:
    state = {"z": b"junk\n" + line("1", device="z"), "zz": joined([data, line("2", device="zz")])}
    # Lines of other devices go to their own, all others stay where they were.
    parts, said = read(b"".join(pieces(state)))
    assert parts["z"].startswith(state["z"])
    assert {one for part in parts.values() for one in lines_in(part)} == {
        one for part in state.values() for one in lines_in(part)
    }
    assert said == []


@pytest.mark.parametrize("name", ["marks.jsonl", "marks.jsonl.gz", "marks.XZ", "-"])
def test_a_file_is_the_persons_own_and_compressed_as_its_name_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"former")
    path.chmod(0o644)
    write_state(path, STATE)
    data = path.read_bytes()
    if name.endswith(".gz"):
        write_state(path, STATE)
        assert path.read_bytes() == data
        data = gzip.decompress(data)
    if name.endswith("XZ"):
        data = lzma.decompress(data)
    assert read(data) == (STATE, [])
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path / "home" / "..") == os.listdir(tmp_path)
    assert set(os.listdir(tmp_path)) == {"home", name}


@pytest.mark.parametrize("name", ["marks.zst", "marks.jsonl.bz2", "marks.zip"])
def test_a_compression_that_is_not_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"only \.gz and \.xz"):
        write_state(tmp_path / name, STATE)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["marks.jsonl", "marks.gz", "marks.xz"])
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_failure_leaves_the_former_file(
    tmp_path: Path, name: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(b"former")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "hidden draft")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left") as caught:
        write_state(path, STATE)
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"former"
    assert set(os.listdir(tmp_path)) == {"home", name}


def test_a_link_keeps_leading_to_its_file_and_a_folder_or_a_missing_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"former")
    (tmp_path / "link").symlink_to("real")
    write_state(tmp_path / "link", STATE)
    assert (tmp_path / "link").is_symlink()
    assert read((tmp_path / "real").read_bytes()) == (STATE, [])
    with pytest.raises(IsADirectoryError):
        write_state(tmp_path, STATE)
    with pytest.raises(FileNotFoundError) as caught:
        write_state(tmp_path / "no" / "where", STATE)
    assert caught.value.filename == str(tmp_path / "no" / "where")


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_state(pipe, STATE)
    reader.join(60)
    assert read(got[0]) == (STATE, [])
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    "data",
    [
        STATE[DESK] + STATE[OURS][6:],
        HEAD + STATE[DESK] + STATE[OURS] + HEAD + STATE[DESK] + STATE[OURS],
        line("3") + HEAD + STATE[DESK] + STATE[OURS],
        b"\xef\xbb\xbf" + HEAD.replace(b"\n", b"\r\n") + STATE[DESK] + STATE[OURS][:-1],
    ],
)
def test_journals_and_files_one_after_the_other_are_taken(data: bytes) -> None:
    parts, said = read(data)
    assert set(parts) == set(STATE)
    assert set(lines_in(parts[OURS])) - {b"first"} == set(lines_in(line("1") + line("3")))
    assert line("2", device=DESK) in parts[DESK]
    assert said == []


def test_a_file_that_was_cut_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = HEAD + STATE[DESK] + STATE[OURS]
    parts, said = read(whole[:-5])
    assert parts == {DESK: STATE[DESK], OURS: b"first\n" + line("1")}
    assert said == [
        "marks.jsonl, line 7: the file ends in the middle of it; it was left out.",
        "marks.jsonl is incomplete: 1 line fewer than its first line says; what is there was taken.",
    ]
    monkeypatch.setattr(state_file, "MAX_LINE", 200)
    parts, said = read(line("1") + b"x" * 1000 + b"\n" + line("3"))
    assert parts == {OURS: line("1") + line("3")}
    assert said == ["marks.jsonl, line 2: is longer than 0 MB; it was left out."]


def test_a_file_without_any_mark_is_sound() -> None:
    assert read(heading({})) == ({}, [])
    assert read(heading({})[:-1]) == ({}, [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "holds no marks"),
        (b'{"title":"a paper"}\n' * 3, "holds no marks"),
        (os.urandom(5000), "holds no marks"),
        (b"x\n" * 200, "or next to none"),
        (HEAD.replace(b'"v":1', b'"v":2') + STATE[OURS], "is of a newer Octavo"),
        (HEAD.replace(b'"v":1', b'"v":"?"') + STATE[OURS], "is of a newer Octavo"),
        (b"".join(line("1", device=f"d{number}") for number in range(9)), "of more than 5 devices"),
        (line("1") * 1000, "surely no marks"),
    ],
)
def test_what_holds_no_marks_is_refused(data: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_file, "MAX_STRANGE", 100)
    monkeypatch.setattr(state_file, "MAX_DEVICES", 5)
    monkeypatch.setattr(state_file, "MAX_TOTAL", 50_000)
    with pytest.raises(JournalError, match=why):
        read(data)


@given(st.binary(max_size=300) | st.lists(st.sampled_from([HEAD, b'{"octavo":"marks"}', line("1"), b"{", b"\n"])))
def test_nothing_that_is_fed_in_breaks_it(data: bytes | list[bytes]) -> None:
    with suppress(JournalError):
        parts, _ = read(data if isinstance(data, bytes) else b"".join(data))
        assert set(parts) <= {OURS}
