"""A lock keeps all others out, on file systems with and without locks, and outlives no process that held it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from reader import locking
from reader.locking import LockFile, ProcessLock, is_gone, posix_locks, wait_for

ROOT = Path(__file__).parents[2]
ADDS = 40


def no_locks(number: int) -> object:
    def fail(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def without_locks(folder: Path, number: int) -> dict[str, str]:
    """Give the environment of an interpreter whose file system has no locks."""
    (folder / "sitecustomize.py").write_text(
        textwrap.dedent(f"""
        import fcntl, os
        def fail(*arguments):
            raise OSError({number}, os.strerror({number}))
        fcntl.flock = fcntl.lockf = fail
        """)
    )
    return os.environ | {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != "home"]


ADDING = """
import os, sys
from pathlib import Path
from reader.journal.lock import locked
path = Path(sys.argv[1])
for _ in range({adds}):
    descriptor = os.open(path, os.O_RDWR)
    with locked(descriptor, path, 60):
        number = int(os.pread(descriptor, 20, 0)) + 1
        os.pwrite(descriptor, b"%d" % number, 0)
    os.close(descriptor)
"""


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP])
def test_processes_on_a_file_system_without_locks_keep_one_another_out(tmp_path: Path, number: int) -> None:
    counted = tmp_path / "counted"
    counted.write_text("0")
    environ = without_locks(tmp_path, number)
    command = [sys.executable, "-c", ADDING.format(adds=ADDS), str(counted)]
    processes = [subprocess.Popen(command, env=environ) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert int(counted.read_text()) == 3 * ADDS
    assert sorted(path.name for path in tmp_path.iterdir() if "lock" in path.name) == []


def test_a_lock_of_a_process_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    taking = (
        f"import os, pathlib; from reader.locking import LockFile; "
        f"assert LockFile(pathlib.Path({str(path)!r})).take(); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", taking], cwd=ROOT, check=False).returncode == -9
    left = LockFile(path).holder()
    assert left is not None
    assert is_gone(left)
    lock = LockFile(path)
    assert lock.take()
    assert not LockFile(path).take()
    lock.release()
    assert left_in(tmp_path) == []


def test_many_that_find_a_lock_left_behind_take_it_over_once(tmp_path: Path) -> None:
    counted = tmp_path / "counted"
    counted.write_text("0")
    gone = locking._me()._replace(process=2**22 + 1)
    (tmp_path / ".counted.lock").write_text(json.dumps(gone._asdict()))
    environ = without_locks(tmp_path, errno.ENOLCK)
    command = [sys.executable, "-c", ADDING.format(adds=10), str(counted)]
    processes = [subprocess.Popen(command, env=environ) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert int(counted.read_text()) == 40


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({}, False),
        ({"process": 2**22 + 1}, True),
        ({"began": "1"}, True),
        ({"boot": "another"}, True),
        ({"boot": ""}, False),
        ({"space": "pid:[1]", "process": 2**22 + 1}, False),
        ({"host": "another", "process": 2**22 + 1, "boot": "another"}, False),
    ],
)
def test_only_a_process_of_this_machine_is_known_to_be_gone(change: dict[str, object], gone: bool) -> None:
    me = locking._me()
    assert is_gone(type(me)(**(me._asdict() | change))) is gone


def test_a_lock_file_that_says_nothing_is_left_alone_until_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    assert not LockFile(path).take()
    os.utime(path, (1, 1))
    assert LockFile(path).take()


def test_where_there_are_no_links_the_file_is_made_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_locks(errno.EPERM))
    first, second = LockFile(tmp_path / "lock"), LockFile(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("without", [False, True])
def test_one_object_holds_a_lock_of_processes(tmp_path: Path, without: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if without:
        monkeypatch.setattr(fcntl, "flock", no_locks(errno.EOPNOTSUPP))
    first, second = ProcessLock(tmp_path / "lock"), ProcessLock(tmp_path / "lock")
    assert first.take("rebuild")
    assert not second.take()
    holder = second.holder()
    assert holder is not None
    assert (holder.purpose, holder.process) == ("rebuild", os.getpid())
    first.release()
    first.release()
    assert second.take()
    second.release()


def test_whether_there_are_locks_is_found_by_trying_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert posix_locks(tmp_path)
    monkeypatch.setattr(fcntl, "lockf", no_locks(errno.ENOLCK))
    assert not posix_locks(tmp_path)
    monkeypatch.setattr(fcntl, "lockf", no_locks(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        posix_locks(tmp_path)
    assert left_in(tmp_path) == []


def test_a_lock_that_is_held_is_waited_for_and_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", no_locks(errno.ENOLCK))
    path = tmp_path / "file"
    path.touch()
    with path.open() as file:
        release = wait_for(file.fileno(), path, 0.05)
        assert release is not None
        assert wait_for(file.fileno(), path, 0.05) is None
        release()
        assert wait_for(file.fileno(), path, 0.05) is not None
