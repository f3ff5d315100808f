from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path

import pytest

from reader.errors import JournalError
from reader.journal import Clock, Damage, Draft, Journal, Line, read

DEVICE = "laptop-3f9a1c22"
NINE_THIRTY = 1795253400.123


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal"


def journal(folder: Path, now: float = NINE_THIRTY, patience: float = 5.0) -> Journal:
    return Journal(folder, DEVICE, Clock(DEVICE, lambda: now), patience)


def draft(paper: str = "arxiv:2602.23229", *, value: bool = True) -> Draft:
    return Draft((paper,), (("read", value),), (("read", not value),), "A title")


def bulk(papers: int) -> Draft:
    keys = tuple(f"arxiv:{number:010d}" for number in range(papers))
    return Draft(keys, (("read", True),), (("read", False),))


def whole(path: Path) -> list[Line]:
    items = list(read(path))
    assert all(isinstance(item, Line) for item in items), items
    return [item for item in items if isinstance(item, Line)]


def test_what_was_written_is_what_is_read(folder: Path) -> None:
    ours = journal(folder)
    one = ours.write("do", "read", [draft()])
    other = ours.write("undo", one.stamp, [draft(value=False)])
    assert whole(ours.path) == [*one.lines, *other.lines]
    assert [(line.kind, line.subject) for line in whole(ours.path)] == [("do", "read"), ("undo", one.stamp)]
    assert ours.path.name == f"{DEVICE}.jsonl"


def test_the_offsets_are_those_of_the_acts(folder: Path) -> None:
    ours = journal(folder)
    one = ours.write("do", "read", [draft()])
    other = ours.write("do", "mark 4,001 read", [bulk(4_001)])
    data = ours.path.read_bytes()
    assert (one.start, one.end, other.start, other.end) == (0, one.end, one.end, len(data))
    assert data[other.start : other.end].count(b"\n") == len(other.lines) == 3
    assert [(line.start, line.end) for line in whole(ours.path)] == [
        (line.start, line.end) for line in one.lines + other.lines
    ]


def test_the_files_are_for_their_owner_alone(folder: Path) -> None:
    ours = journal(folder)
    ours.write("do", "read", [draft()])
    assert stat.S_IMODE(ours.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to tell which file is synced")
def test_an_act_is_synced_and_so_is_the_folder_of_a_new_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    ours = journal(folder)
    ours.write("do", "read", [draft()])
    assert synced == [str(ours.path), str(folder), str(folder.parent)]
    ours.write("do", "read", [draft()])
    assert synced[3:] == [str(ours.path)]


def test_all_lines_of_an_act_go_out_in_one_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    write = os.write

    def count(descriptor: int, data: bytes) -> int:
        sizes.append(len(data))
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", count)
    written = journal(folder).write("do", "mark 4,001 read", [bulk(4_001)])
    assert sizes == [written.end]


def test_a_short_write_is_completed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    ours = journal(folder)
    written = ours.write("do", "read", [draft()])
    assert whole(ours.path) == list(written.lines)
    assert (written.start, written.end) == (0, ours.path.stat().st_size)


def test_a_torn_last_line_stays_alone_whatever_was_torn_off(folder: Path) -> None:
    ours = journal(folder)
    first = ours.write("do", "read", [draft()])
    second = ours.write("do", "read", [draft("doi:10.1/ä")])
    data = ours.path.read_bytes()
    for cut in range(first.end + 1, len(data)):
        ours.path.write_bytes(data[:cut])
        third = ours.write("do", "read", [draft("third")])
        items = list(read(ours.path))
        assert items[0] == first.lines[0]
        assert items[-1] == third.lines[0]
        assert isinstance(items[-1], Line)
        assert (items[-1].start, items[-1].end) == (third.start, third.end) == (cut + 1, ours.path.stat().st_size)
        # Only the newline may be missing: then the line is whole after all.
        assert items[1:-1] == list(second.lines) if cut == len(data) - 1 else isinstance(items[1], Damage)
        assert len(items) == 3


def test_a_full_disk_leaves_no_half_act(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = journal(folder)
    ours.write("do", "read", [draft()])
    before = ours.path.read_bytes()
    write = os.write
    left = [1000]

    def fill(descriptor: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = write(descriptor, data[: left[0]])
        left[0] -= done
        return done

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fill)
        with pytest.raises(JournalError, match=r"no space left.*Nothing was marked"):
            ours.write("do", "mark 4,001 read", [bulk(4_001)])
        assert ours.path.read_bytes() == before
    after = ours.write("do", "read", [draft()])
    assert after.start == len(before)


def test_an_act_that_cannot_be_synced_is_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = journal(folder)
    ours.write("do", "read", [draft()])
    before = ours.path.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(JournalError, match="input/output error"):
        ours.write("do", "read", [draft()])
    assert ours.path.read_bytes() == before


def test_a_file_system_that_cannot_sync_is_good_enough(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", fail)
    ours = journal(folder)
    written = ours.write("do", "read", [draft()])
    assert whole(ours.path) == list(written.lines)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_without_locks_is_good_enough(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", fail)
    ours = journal(folder)
    assert ours.write("do", "read", [draft()]).end == ours.path.stat().st_size


def test_a_lock_that_fails_otherwise_is_an_error_for_the_person(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int, operation: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(JournalError, match="cannot be written: input/output error"):
        journal(folder).write("do", "read", [draft()])


def test_a_lock_held_by_another_is_waited_for_and_then_given_up(folder: Path) -> None:
    ours = journal(folder, patience=0.02)
    ours.write("do", "read", [draft()])
    before = ours.path.read_bytes()
    # A lock belongs to an open file, so one of our own is as good as another process's.
    with ours.path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match="locked by another program"):
            ours.write("do", "read", [draft()])
    assert ours.path.read_bytes() == before
    assert ours.write("do", "read", [draft()]).start == len(before)


def test_acts_of_two_journals_on_one_file_keep_their_order_whatever_their_clocks_say(folder: Path) -> None:
    one, other = journal(folder), journal(folder, now=NINE_THIRTY - 3600)
    stamps = [each.write("do", "read", [draft()]).stamp for each in (one, other, other, one, other, one)]
    assert stamps == sorted(set(stamps))
    assert [line.stamp for line in whole(one.path)] == stamps


def test_the_newest_stamp_is_found_behind_a_long_tail_of_damage(folder: Path) -> None:
    one = journal(folder).write("do", "mark 5,000 read", [bulk(5_000)])
    ours = journal(folder, now=0)
    with ours.path.open("ab") as file:
        file.write(b"\0" * 200_000)
    assert ours.write("do", "read", [draft()]).stamp > one.stamp


def test_a_file_replaced_by_an_older_copy_is_appended_to(folder: Path) -> None:
    ours = journal(folder)
    first = ours.write("do", "read", [draft()])
    copy = ours.path.read_bytes()
    second = ours.write("do", "read", [draft()])
    replacement = folder / "copy"
    replacement.write_bytes(copy)
    replacement.rename(ours.path)
    third = ours.write("do", "read", [draft()])
    assert third.stamp > second.stamp
    assert whole(ours.path) == [*first.lines, *third.lines]


def test_a_file_replaced_while_its_lock_was_waited_for_is_opened_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = journal(folder)
    ours.write("do", "read", [draft()])
    lock = fcntl.flock
    replaced: list[Path] = []

    def replace(descriptor: int, operation: int) -> None:
        lock(descriptor, operation)
        if not replaced:
            replaced.append(ours.path)
            ours.path.unlink()

    monkeypatch.setattr(fcntl, "flock", replace)
    written = ours.write("do", "read", [draft()])
    assert whole(ours.path) == list(written.lines)


def test_a_file_that_is_replaced_all_the_time_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = journal(folder)
    monkeypatch.setattr(fcntl, "flock", lambda descriptor, operation: ours.path.unlink())
    with pytest.raises(JournalError, match="replaced again and again"):
        ours.write("do", "read", [draft()])


def test_a_file_replaced_by_a_shorter_one_is_looked_through_for_newer_stamps(folder: Path) -> None:
    later = journal(folder, now=NINE_THIRTY + 3600).write("do", "read", [draft()])
    path = folder / f"{DEVICE}.jsonl"
    copy = path.read_bytes()
    path.unlink()
    ours = journal(folder)
    for _ in range(2):
        ours.write("do", "read", [draft()])
    path.write_bytes(copy)
    assert ours.write("do", "read", [draft()]).stamp > later.stamp


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    target = tmp_path / "target"
    target.touch()
    ours = journal(folder)
    ours.path.symlink_to(target)
    with pytest.raises(JournalError, match="cannot be written"):
        ours.write("do", "read", [draft()])
    assert target.read_bytes() == b""


def test_a_pipe_is_no_journal(folder: Path) -> None:
    folder.mkdir(parents=True)
    ours = journal(folder)
    os.mkfifo(ours.path)
    with pytest.raises(JournalError, match="not a regular file"):
        ours.write("do", "read", [draft()])


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft(("k",), (("rating", 9),), (("rating", 0),)), "set.rating"),
        (Draft(("k",), (), ()), "set"),
        (Draft((), (("read", True),), (("read", False),)), "nothing"),
        (Draft(("\x1b",), (("read", True),), (("read", False),)), "paper"),
        (Draft(("k",), (("note", "n" * 20_001),), (("note", ""),)), "set.note"),
    ],
)
def test_what_could_not_be_read_back_is_never_written(folder: Path, draft: Draft, field: str) -> None:
    ours = journal(folder)
    with pytest.raises(JournalError, match=field):
        ours.write("do", "act", [draft])
    assert not ours.path.exists() or ours.path.read_bytes() == b""


def test_an_act_without_drafts_is_refused(folder: Path) -> None:
    with pytest.raises(JournalError, match="nothing to write"):
        journal(folder).write("do", "act", [])


def test_the_clock_must_be_the_device_s_own(folder: Path) -> None:
    with pytest.raises(ValueError, match="clock"):
        Journal(folder, DEVICE, Clock("desk-00000000"))
