"""Several Octavos at one journal, for real: processes, threads, a full disk that the system enforces."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from reader.errors import JournalError
from reader.journal import Clock, Draft, Journal, Line, device_name, read

DEVICE = "laptop-3f9a1c22"
ACTS = 15
ROOT = Path(__file__).parents[3]


def write_acts(folder: Path, name: str, now: float, acts: int = ACTS) -> None:
    """Append some acts, each of more than one line, under a wall clock that stands still."""
    journal = Journal(folder, DEVICE, Clock(DEVICE, lambda: now), patience=60)
    for number in range(acts):
        keys = tuple(f"{name}:{number}:{paper}" for paper in range(2_001))
        journal.write("do", name, [Draft(keys, (("read", True),), (("read", False),))])


def acts_of(path: Path) -> list[Line]:
    """Check that each act stands whole and alone and that the stamps ascend; give the first line of each."""
    lines = list(read(path))
    assert all(isinstance(line, Line) for line in lines)
    good = [line for line in lines if isinstance(line, Line)]
    first, second = good[::2], good[1::2]
    assert [line.stamp for line in first] == [line.stamp for line in second]
    assert [len(line.papers) for line in first + second] == [2_000] * len(first) + [1] * len(second)
    stamps = [line.stamp for line in first]
    assert stamps == sorted(set(stamps))
    return first


def numbers(acts: Sequence[Line], name: str) -> list[int]:
    return [int(line.papers[0].split(":")[1]) for line in acts if line.subject == name]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12: fork beside threads of pytest
def test_two_processes_at_one_journal_lose_nothing_and_keep_the_order(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    # The second one's wall clock is an hour behind.
    processes = [
        context.Process(target=write_acts, args=(tmp_path, name, now))
        for name, now in (("one", 1795253400.0), ("other", 1795249800.0))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    acts = acts_of(tmp_path / f"{DEVICE}.jsonl")
    assert numbers(acts, "one") == numbers(acts, "other") == list(range(ACTS))


def test_two_threads_with_journals_of_their_own_lose_nothing_and_keep_the_order(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=write_acts, args=(tmp_path, name, now))
        for name, now in (("one", 1795253400.0), ("other", 1795249800.0))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    acts = acts_of(tmp_path / f"{DEVICE}.jsonl")
    assert numbers(acts, "one") == numbers(acts, "other") == list(range(ACTS))


def test_a_lock_held_by_another_process_is_respected(tmp_path: Path) -> None:
    path = tmp_path / f"{DEVICE}.jsonl"
    holder = (
        "import fcntl, sys; file = open(sys.argv[1], 'ab'); fcntl.flock(file, fcntl.LOCK_EX); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        journal = Journal(tmp_path, DEVICE, Clock(DEVICE), patience=0.02)
        drafts = [Draft(("k",), (("read", True),), (("read", False),))]
        with pytest.raises(JournalError, match="locked by another program"):
            journal.write("do", "read", drafts)
        assert path.read_bytes() == b""
        process.communicate()
    assert journal.write("do", "read", drafts).start == 0


def test_a_disk_that_is_full_in_the_middle_of_an_act_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    write_acts(tmp_path, "before", 0, acts=1)
    path = tmp_path / f"{DEVICE}.jsonl"
    before = path.read_bytes()
    # The system lets the file grow, but not by enough for the act.
    script = f"""
import resource
from pathlib import Path
from reader.errors import JournalError
from tests.unit.journal.test_processes import write_acts
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 20_000}, {len(before) + 20_000}))
try:
    write_acts(Path({str(tmp_path)!r}), "after", 0, acts=1)
except JournalError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert "cannot be written: file too large" in done.stdout
    assert path.read_bytes() == before


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12: fork beside threads of pytest
def test_two_octavos_that_start_at_once_on_a_new_host_are_one_device(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    names = context.SimpleQueue()
    barrier = context.Barrier(3)

    def name() -> None:
        barrier.wait(60)
        names.put(device_name(tmp_path / "devices.json"))

    processes = [context.Process(target=name) for _ in range(3)]
    for process in processes:
        process.start()
    found = {names.get() for _ in processes}
    for process in processes:
        process.join(60)
    assert found == {device_name(tmp_path / "devices.json")}
