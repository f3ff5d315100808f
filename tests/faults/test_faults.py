"""A few runs of the harness, always the same ones; `make faults` does many. And: the harness can fail."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.faults import damage, reading, starving, tracing
from tests.faults.__main__ import KILLS, OTHERS, run
from tests.faults.checks import Lost
from tests.faults.homes import Stage
from tests.faults.report import Tally, table
from tests.faults.scenarios import ONE, Event, judged, killing, known
from tests.faults.tracing import Ended, Fault, How

traced = pytest.mark.skipif(not tracing.can_trace(), reason="this machine does not let a program be traced")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage for the runs of this module."""
    return Stage(tmp_path_factory.mktemp("faults"))


QUICK = (
    (Event("a mark is killed", "", killing(ONE[:1])), 2),
    (Event("the reader is killed", "", reading.marking("few")), 1),
    (Event("the library is damaged", "", damage.of_library), 1),
    (Event("a journal is damaged", "", damage.of_journal), 1),
    (Event("the index is damaged", "", damage.of_index), 1),
    (Event("a small file is damaged", "", damage.of_small_file), 1),
    (Event("a stranger wrote the index", "", damage.by_strangers), 1),
)


@pytest.mark.parametrize(("event", "runs"), QUICK, ids=[event.name for event, _ in QUICK])
def test_nothing_is_lost_when(stage: Stage, event: Event, runs: int) -> None:
    (tally,) = run(stage, [event], runs, seed=1)

    assert tally.lost == []
    assert tally.survived == runs


def test_nothing_is_lost_when_the_disk_is_full_at_the_write_of_a_mark(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starving, "ACTS", ONE[:1])
    (tally,) = run(stage, [Event("disk full", "", starving.refused)], 2, seed=3)

    assert tally.lost == []


def test_a_lost_mark_and_half_an_act_are_found(stage: Stage) -> None:
    act, is_known = ONE[0], known(stage, ONE[0])
    home = stage.copy("few")

    assert judged(home, act, is_known, Ended(137, "", ""), asked=False) is False
    with pytest.raises(Lost, match="acknowledged, and lost: 1 marks differ"):
        judged(home, act, is_known, Ended(0, "", ""), asked=False)
    with pytest.raises(Lost, match="acknowledged, and lost"):
        judged(home, act, is_known, Ended(137, "", "Done: bookmark (1 paper).\n"), asked=False)
    assert home.run("bookmark", "arxiv:2001.00030").returncode == 0
    with pytest.raises(Lost, match="half an act"):
        judged(home, act, is_known, Ended(137, "", ""), asked=False)


def test_the_table_sums_up_and_a_failure_can_be_repeated(stage: Stage) -> None:
    def lose(*_: object) -> None:
        raise Lost("a mark is gone")

    (tally,) = run(stage, [Event("an event", "nothing is lost", lose)], 2, seed=7)  # type: ignore[arg-type]  # it only fails

    assert tally.lost[1] == "an event: a mark is gone\n  python -m tests.faults --event 'an event' --seed 7 --only 1"
    assert list(table([tally, Tally(KILLS[0])]))[-2:] == [
        "| an event | nothing is lost | 2 | 0 | 0 | 0 | 2 |",
        "| **all** | | 2 | 0 | 0 | 0 | 2 |",
    ]
    assert len({event.name for event in (*KILLS, *OTHERS)}) == len(KILLS) + len(OTHERS)


PROGRAM = """
import os, sys
for number in range(3):
    with open(sys.argv[1] + str(number), "wb", buffering=0) as file:
        file.write(b"0123456789")
os.write(2, b"done")
"""


@traced
@pytest.mark.parametrize(
    ("call", "how", "sizes", "said"),
    [
        (0, How.BEFORE, [], ""),
        (2, How.BEFORE, [10], ""),
        (3, How.BEFORE, [10, 0], ""),
        (3, How.TORN, [10, 5], ""),
        (3, How.AFTER, [10, 10], ""),
        (6, How.BEFORE, [10, 10, 10], ""),
        (6, How.AFTER, [10, 10, 10], "done"),
    ],
)
def test_a_fault_strikes_at_its_call(tmp_path: Path, call: int, how: How, sizes: list[int], said: str) -> None:
    argv = [sys.executable, "-B", "-c", PROGRAM, str(tmp_path / "file")]
    whole = tracing.run(argv, os.environ)
    assert (whole.status, whole.err, len(whole.calls)) == (0, "done", 7)
    for path in tmp_path.glob("file*"):
        path.unlink()

    ended = tracing.run(argv, os.environ, fault=Fault(call, how))

    assert (ended.status, ended.err) == (128 + signal.SIGKILL, said)
    assert [path.stat().st_size for path in sorted(tmp_path.glob("file*"))] == sizes


@pytest.mark.skipif(not tracing.can_refuse(), reason="no call can be made to fail here")
def test_a_full_disk_refuses_writes_to_files_alone(tmp_path: Path) -> None:
    argv = [sys.executable, "-B", "-c", PROGRAM, str(tmp_path / "file")]

    ended = tracing.run(argv, os.environ, fault=Fault(2, How.FULL))

    assert ended.status == 1
    assert "No space left on device" in ended.err
    assert [path.stat().st_size for path in sorted(tmp_path.glob("file*"))] == [10, 0]
