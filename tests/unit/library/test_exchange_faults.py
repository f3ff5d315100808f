"""An exchange that goes wrong: folders that refuse, disks that are full, and an end before any system call."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from reader.errors import JournalError, UsageError
from reader.library.exchange import Exchange, Exchanged, Moved
from reader.paths import find_places
from reader.store import Store
from tests.unit.journal.test_joining import line
from tests.unit.library.machines import Machine


def test_folders_that_make_no_sense_are_refused(machine: Callable[[str], Machine], tmp_path: Path) -> None:
    one = machine("one")
    (tmp_path / "file").write_bytes(b"")
    for named, why in (
        (one.home, "own folder"),
        (one.home / "data", "own folder"),
        (one.journal, "own folder"),
        (tmp_path / "no" / "where", "no such file"),
        (tmp_path / "file", "is a file"),
        (tmp_path / "file" / "below", "not a directory"),
    ):
        with pytest.raises(UsageError, match=why):
            one.sync(named)
    for target in (one.own, one.journal / "new.jsonl", one.library.places.library, one.library.places.devices):
        with pytest.raises(UsageError, match="a file of the library itself"):
            one.library.exchange.export(target)


def fails_below(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let a system call fail for all that lies in a folder."""
    real: Callable[..., Any] = getattr(os, name)

    def call(path: Any, *arguments: Any, **named: Any) -> Any:
        where = os.readlink(f"/proc/self/fd/{path}") if isinstance(path, int) else os.fspath(path)
        writes = name != "open" or (arguments and arguments[0] & os.O_RDWR)
        if writes and str(where).startswith(f"{folder}/"):
            raise OSError(number, os.strerror(number), where)
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, name, call)


@pytest.mark.parametrize(
    ("name", "number"),
    [("write", errno.ENOSPC), ("fsync", errno.EIO), ("open", errno.EROFS), ("replace", errno.EACCES)],
)
def test_a_folder_that_cannot_be_written_still_gives(
    machine: Callable[[str], Machine], stick: Path, name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = machine("one"), machine("other")
    other.library.read(other.ids[:2], on=True)
    other.sync(stick)
    one.library.rate(one.ids[:2], 5)
    with monkeypatch.context() as patch:
        fails_below(stick, name, patch, number)
        done = one.sync(stick)
    assert done.came == [Moved(other.device, 1, 2)]
    assert done.went == []
    assert done.failures == [
        f"{stick / one.own.name} cannot be written: {os.strerror(number).lower()}; it is as it was."
    ]
    assert os.listdir(stick) == [other.own.name]
    assert one.sync(stick) == Exchanged(went=[Moved(one.device, 1, 2)])


def test_a_read_only_folder_with_nothing_to_send_is_no_trouble(
    machine: Callable[[str], Machine], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = machine("one"), machine("other")
    other.library.read(other.ids[:2], on=True)
    other.sync(stick)
    fails_below(stick, "open", monkeypatch, errno.EROFS)
    assert one.sync(stick) == Exchanged(came=[Moved(other.device, 1, 2)])


def test_a_stick_that_is_full_of_one_journal_takes_the_others(
    machine: Callable[[str], Machine], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = machine("one")
    for device in ("a", "b", "c"):
        (one.journal / f"{device}.jsonl").write_bytes(line("1", device=device))
    write = os.write

    def full(descriptor: int, data: Any) -> int:
        if "/stick/.b.jsonl" in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    done = one.sync(stick)
    assert [moved.device for moved in done.went] == ["a", "c"]
    assert len(done.failures) == 1
    assert sorted(os.listdir(stick)) == ["a.jsonl", "c.jsonl"]


def test_a_file_that_holds_nothing_is_refused_and_changes_nothing(machine: Callable[[str], Machine]) -> None:
    one = machine("one")
    with pytest.raises(JournalError, match="holds no marks"):
        one.take(b'{"title":"a paper"}\n')
    assert one.files == {}


CALLS = ("open", "write", "fsync", "replace", "mkdir", "unlink")
"""All that changes anything on the disk; the library file is SQLite's care."""


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12: fork beside threads of pytest
def test_a_kill_before_any_system_call_leaves_good_files_and_the_next_exchange_ends_it(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    start = line("1", device="z") + line("2", device="z")
    files = {ours: {"z": start + line("4", device="z"), "a": line("1", device="a")}, theirs: {}}
    files[theirs] = {"z": start + line("3", device="z") + b'{"torn', "b": line("5", device="b")}
    whole = {
        "z.jsonl": start + line("3", device="z") + line("4", device="z"),
        "a.jsonl": line("1", device="a"),
        "b.jsonl": line("5", device="b"),
    }
    (ours / "data").mkdir(parents=True)
    for killed_before in range(1, 400):
        for folder, journals in ((ours / "data" / "journal", files[ours]), (theirs, files[theirs])):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for device, data in journals.items():
                (folder / f"{device}.jsonl").write_bytes(data)
        child = os.fork()
        if child == 0:
            os._exit(exchange_and_die(ours, theirs, killed_before))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, 9)
        for folder, journals in ((ours / "data" / "journal", files[ours]), (theirs, files[theirs])):
            for path in folder.glob("*.jsonl"):
                assert path.read_bytes() in (journals.get(path.stem, b""), whole[path.name])
            assert {f"{device}.jsonl" for device in journals} <= set(os.listdir(folder))
        exchange(ours).with_folder(theirs)
        for folder in (ours / "data" / "journal", theirs):
            found = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
            assert found == whole
        if status == 0:
            assert killed_before > 20
            return
    pytest.fail("it never came to an end")


class NoStore:
    """Stands for a library file, which has its own ways to survive."""

    def fold(self, *_: object) -> None:
        pass


def exchange(home: Path) -> Exchange:
    return Exchange(find_places(home), cast(Store, NoStore()), lambda: False)


def exchange_and_die(ours: Path, theirs: Path, killed_before: int) -> int:
    """Exchange in a process that ends before one of the calls, as by a kill: nothing is tidied."""
    try:
        count = 0

        def dying(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                nonlocal count
                count += 1
                if count == killed_before:
                    os._exit(9)
                return real(*arguments, **named)

            return call

        for name in CALLS:
            setattr(os, name, dying(getattr(os, name)))
        exchange(ours).with_folder(theirs)
    except BaseException:  # noqa: BLE001 - the edge of the process
        return 1
    return 0
