"""A union takes the place of a journal: all or nothing, whatever happens on the way."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from reader.errors import JournalError
from reader.journal import Clock, Draft, Journal, Line, read
from reader.journal import replacing as replacing_module
from reader.journal.file import open_locked
from reader.journal.replacing import join_into
from tests.unit.journal.test_joining import OURS, line

START = line("1") + line("2")
CALLS = ("open", "write", "fsync", "replace")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    folder.mkdir()
    return folder / f"{OURS}.jsonl"


def drafts(path: Path) -> list[str]:
    return [name for name in os.listdir(path.parent) if name != path.name]


def test_a_journal_becomes_the_union_and_stays_the_persons_own(path: Path) -> None:
    path.write_bytes(START + line("4"))
    path.chmod(0o644)
    told: list[str] = []
    replaced = join_into(path, [START + line("3")], rewriting=lambda: told.append("anew"))
    assert replaced == (START + line("4"), START + line("3") + line("4"))
    assert path.read_bytes() == replaced.after
    assert path.stat().st_mode & 0o777 == 0o600
    assert told == ["anew"]
    assert drafts(path) == []


def test_what_only_goes_on_is_not_told_as_rewritten(path: Path) -> None:
    path.write_bytes(START + line("3")[:-9])
    join_into(path, [START + line("3")], rewriting=lambda: pytest.fail("nothing before the end has changed"))
    assert path.read_bytes() == START + line("3")


@pytest.mark.parametrize("others", [[], [b""], [START], [line("1")], [line("2")], [START + b'{"torn']])
def test_a_journal_that_holds_all_of_it_is_not_touched(path: Path, others: list[bytes]) -> None:
    path.write_bytes(START + b'{"under way')
    before = path.stat()
    assert join_into(path, others).after == START + b'{"under way'
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_journal_is_made_where_there_is_none(path: Path) -> None:
    path.parent.rmdir()
    join_into(path, [START])
    assert path.read_bytes() == START
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    join_into(path, [b"torn"])
    assert not path.exists()


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_each_call_may_fail_and_the_journal_is_the_old_or_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_there: bool, error: BaseException
) -> None:
    real: Callable[..., Any] = getattr(os, name)
    old = START + line("4")
    new = START + line("3") + line("4") if is_there else START + line("3")
    for failing in range(1, 20):
        if is_there:
            path.write_bytes(old)
        else:
            path.unlink(missing_ok=True)
        calls = 0

        def call(*arguments: Any, failing: int = failing, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise error
            return real(*arguments, **named)

        with monkeypatch.context() as patch, suppress(type(error)):
            patch.setattr(os, name, call)
            join_into(path, [START + line("3")])
        held = path.read_bytes() if path.exists() else b""
        assert held in ((old, new) if is_there else (b"", new))
        assert drafts(path) == []
        if calls < failing:
            assert held == new
            return
    pytest.fail("it never came to an end")


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_all_of_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:7])))
    join_into(path, [START])
    assert path.read_bytes() == START


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda path: path.symlink_to(path.with_name("elsewhere")), OSError),
        (lambda path: path.mkdir(), OSError),
        (os.mkfifo, JournalError),
    ],
)
def test_what_is_no_file_is_left_alone(path: Path, make: Callable[[Path], None], error: type[Exception]) -> None:
    path.with_name("elsewhere").write_bytes(b"precious")
    make(path)
    before = path.lstat().st_mode
    with pytest.raises(error):
        join_into(path, [START])
    assert path.lstat().st_mode == before
    assert path.with_name("elsewhere").read_bytes() == b"precious"


def test_what_is_too_large_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing_module, "MAX_FILE", len(START) + 5)
    path.write_bytes(START)
    with pytest.raises(JournalError, match="would become larger"):
        join_into(path, [START + line("3")])
    path.write_bytes(START + line("3"))
    with pytest.raises(JournalError, match="is larger than"):
        join_into(path, [START])
    assert path.read_bytes() == START + line("3")


def test_drafts_of_a_killed_process_are_swept_once_they_are_old(path: Path) -> None:
    old, young, other = (path.with_name(f".{name}") for name in (f"{path.name}.0123abcd", f"{path.name}.ffffffff", "x"))
    for file in (old, young, other):
        file.write_bytes(b"")
    for file in (old, other):
        os.utime(file, (0, 0))
    join_into(path, [START])
    assert sorted(drafts(path)) == sorted([young.name, other.name])


def test_a_lock_that_is_held_is_respected(path: Path) -> None:
    path.write_bytes(START)
    with open_locked(path), pytest.raises(JournalError, match="locked by another program"):
        join_into(path, [START + line("3")], patience=0.02)
    assert path.read_bytes() == START


def test_marks_made_meanwhile_are_in_the_union(path: Path) -> None:
    journal = Journal(path.parent, OURS, Clock(OURS), patience=60)
    joins = 10
    written: list[str] = []
    over = threading.Event()

    def mark() -> None:
        while not over.is_set() or not written:
            draft = Draft(("k",), (("read", True),), (("read", False),))
            written.append(journal.write("do", "read", [draft]).stamp)

    marker = threading.Thread(target=mark)
    marker.start()
    try:
        for number in range(joins):
            other = b'{"v":1,"at":"2020-01-01T00:00:00.000Z-%04x-%s"}\n' % (number, OURS.encode())
            join_into(path, [other], patience=60)
    finally:
        over.set()
        marker.join(60)
    found = [item.stamp for item in read(path) if isinstance(item, Line)]
    assert found == written
    assert path.read_bytes().count(b'"2020-01-01') == joins
