"""Marks of several machines: whatever way they take, in whatever order, they become the same on all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from reader.journal import Line, read
from reader.journal.joining import lines_in
from reader.library.exchange import Exchanged, Moved
from tests.unit.journal.test_joining import line
from tests.unit.library.machines import Machine

NOTHING = Exchanged()


def copy_others(source: Machine, target: Machine) -> None:
    """Copy plain files, as rsync or a file sync would: all journals but the other machine's own."""
    for path in source.journal.glob("*.jsonl"):
        to = target.journal / path.name
        if to != target.own and (not to.exists() or path.read_bytes().startswith(to.read_bytes())):
            shutil.copy(path, to)
    target.library.catch_up()


@pytest.mark.parametrize("seed", range(6))
def test_three_machines_end_with_the_same_marks_whatever_way_they_went(
    machine: Callable[[str], Machine], tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    machines = [machine(name) for name in "abc"]
    folders = [tmp_path / "stick", tmp_path / "share"]
    for _ in range(25):
        one, other = random.sample(machines, 2)
        match random.randrange(7):
            case 0:
                one.sync(random.choice(folders))
            case 1:
                one.sync(other.home)
                other.library.catch_up()
            case 2:
                copy_others(one, other)
            case 3:
                data = one.exported()
                other.take(data)
                other.take(data + b"".join(one.files.values()))
            case _:
                one.mark(random)
    for way in random.sample([*machines, *machines[:2]], 5):
        way.sync(folders[0])
    for one in machines:
        one.sync(folders[0])
        assert one.sync(folders[0]) == NOTHING
    first = machines[0]
    for other in machines[1:]:
        assert other.files == first.files
        assert other.marks == first.marks
        assert other.history == first.history
        assert other.store.marks_digest() == first.store.marks_digest()
    assert any(one.history for one in machines)


def test_what_came_and_went_is_told_once(machine: Callable[[str], Machine], stick: Path) -> None:
    one, other = machine("one"), machine("other")
    one.library.read(one.ids[:3], on=True)
    one.library.note(one.ids[0], "look again")
    other.library.rate(other.ids[:1], 4)
    assert one.sync(stick) == Exchanged(went=[Moved(one.device, 2, 4)])
    assert other.sync(stick) == Exchanged(came=[Moved(one.device, 2, 4)], went=[Moved(other.device, 1, 1)])
    assert other.sync(stick) == NOTHING
    assert one.sync(stick) == Exchanged(came=[Moved(other.device, 1, 1)])
    assert one.marks == other.marks
    assert stick.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in stick.iterdir()} == {0o600}


def test_what_came_is_shown_at_once_and_a_later_mark_wins_over_it(machine: Callable[[str], Machine]) -> None:
    one, other = machine("one"), machine("other")
    one.library.rate(one.ids[:1], 2)
    other.take(one.exported())
    assert [paper.marks.rating for paper in other.library.papers(other.ids[:1])] == [2]
    other.library.rate(other.ids[:1], 5)
    one.take(other.exported())
    assert [paper.marks.rating for paper in one.library.papers(one.ids[:1])] == [5]
    assert one.library.timeline.turn_next("undo") is None


def test_an_undo_of_one_machine_arrives_at_the_other(machine: Callable[[str], Machine], stick: Path) -> None:
    one, other = machine("one"), machine("other")
    one.library.bookmark(one.ids[:2], on=True)
    one.sync(stick)
    other.sync(stick)
    one.library.timeline.turn_next("undo")
    one.sync(stick)
    other.sync(stick)
    assert one.marks == other.marks
    assert not any(paper.marks.bookmarked for paper in other.library.papers(other.ids))


@pytest.mark.parametrize("kind", ["home", "data", "journal", "fresh data"])
def test_the_home_of_another_octavo_is_known(machine: Callable[[str], Machine], kind: str) -> None:
    one, other = machine("one"), machine("other")
    one.library.read(one.ids[:1], on=True)
    if kind == "fresh data":
        other.journal.rmdir()
    one.sync({"home": other.home, "journal": other.journal}.get(kind, other.home / "data"))
    assert one.files == other.files
    other.library.catch_up()
    assert one.marks == other.marks


def test_a_clone_with_the_same_device_loses_nothing(machine: Callable[[str], Machine], tmp_path: Path) -> None:
    one = machine("one")
    one.library.read(one.ids[:1], on=True)
    one.library.close()
    shutil.copytree(tmp_path / "one", tmp_path / "clone")
    one, clone = machine("one"), machine("clone")
    assert one.device == clone.device
    random = Random(1)
    for _ in range(12):
        for each in (one, clone):
            each.mark(random)
    clone.sync(one.home)
    one.library.catch_up()
    assert one.files == clone.files
    assert one.marks == clone.marks
    held = len(list(lines_in(one.own.read_bytes())))
    assert sum(isinstance(item, Line) for item in read(one.own)) == held
    assert one.sync(clone.home) == NOTHING
    one.mark(random)
    clone.sync(one.home)
    assert one.marks == clone.marks


def test_an_act_is_taken_back_though_its_journal_was_rewritten_before_it(
    machine: Callable[[str], Machine], stick: Path
) -> None:
    one = machine("one")
    one.library.rate(one.ids[:1], 2)
    one.library.tag(one.ids[:2], ["rag"], on=True)
    former = line("1", device=one.device).replace(b"2026-", b"2020-")
    stick.mkdir()
    (stick / "copy.jsonl").write_bytes(former)
    one.sync(stick)
    assert one.own.read_bytes().startswith(former)
    for _ in range(2):
        assert one.library.timeline.turn_next("undo") is not None
    assert all(paper.marks.rating == 0 and not paper.marks.tags for paper in one.library.papers(one.ids))
    assert one.library.timeline.turn_next("redo") is not None
    assert [paper.marks.rating for paper in one.library.papers(one.ids[:1])] == [2]


def test_a_line_that_slips_in_before_what_was_folded_is_seen_by_both_libraries(
    machine: Callable[[str], Machine], tmp_path: Path
) -> None:
    # Lines of the same length, so that the offset folded up to is the end of a line before and after.
    one, other = machine("one"), machine("other")
    template = (
        b'{"v":1,"at":"2020-01-01T00:00:0%d.000Z-0000-z","do":"x","paper":"arxiv:%d","set":{"read":true},"was":{}}\n'
    )
    first, second, third = (template % (number, number) for number in range(3))
    (one.journal / "z.jsonl").write_bytes(first + third)
    (other.journal / "z.jsonl").write_bytes(second + third)
    one.library.catch_up()
    other.library.catch_up()
    assert one.sync(other.home).came == [Moved("z", 1, 1)]
    other.library.catch_up()
    for each in (one, other):
        assert each.files == {"z.jsonl": first + second + third}
        assert [paper.marks.read for paper in each.library.papers(each.ids[:3])] == [True, True, True]


def test_a_conflict_copy_is_joined_into_the_journal_that_its_stamps_name(
    machine: Callable[[str], Machine], stick: Path
) -> None:
    one, other = machine("one"), machine("other")
    one.library.read(one.ids[:1], on=True)
    one.sync(stick)
    one.library.rate(one.ids[:1], 3)
    shutil.copy(one.own, stick / f"{one.device}.sync-conflict-20261130-101010-ABCDEF.jsonl")
    assert other.sync(stick).came == [Moved(one.device, 2, 2)]
    assert other.files == one.files == {one.own.name: (stick / one.own.name).read_bytes()}
    assert one.sync(stick) == NOTHING


def test_a_copy_beside_our_own_journal_is_joined_and_told(machine: Callable[[str], Machine], stick: Path) -> None:
    one = machine("one")
    one.library.read(one.ids[:1], on=True)
    one.library.rate(one.ids[:1], 3)
    text = one.own.read_bytes()
    (one.journal / f"{one.device} (copy).jsonl").write_bytes(text)
    one.own.write_bytes(text[: text.index(b"\n") + 1])
    done = one.sync(stick)
    assert (done.came, done.joined) == ([], [one.device])
    assert one.own.read_bytes() == (stick / one.own.name).read_bytes() == text
    assert one.sync(stick) == NOTHING


def test_a_journal_put_back_from_a_backup_gets_what_it_lacks(machine: Callable[[str], Machine], stick: Path) -> None:
    one = machine("one")
    random = Random(7)
    for _ in range(8):
        one.mark(random)
    one.sync(stick)
    text, marks = one.own.read_bytes(), one.marks
    one.own.write_bytes(b"".join(text.splitlines(keepends=True)[:2]))
    one.sync(stick)
    assert one.own.read_bytes() == text
    assert one.marks == marks


def test_damaged_and_torn_lines_are_told_with_file_and_line_and_the_rest_comes(
    machine: Callable[[str], Machine], stick: Path
) -> None:
    one = machine("one")
    stick.mkdir()
    newer = b'{"v":7,"at":"2026-11-30T10:00:02.000Z-0000-desk"}\n'
    good = (
        b'{"v":1,"at":"2026-11-30T10:00:01.000Z-0000-desk","do":"x","paper":"arxiv:1",'
        b'"set":{"read":true},"was":{"read":false}}\n'
    )
    file = stick / "desk.jsonl"
    file.write_bytes(good + b"broken \x1b[31m\n" + newer + b'{"torn')
    done = one.sync(stick)
    assert done.came == [Moved("desk", 1, 1, 2)]
    assert done.problems == [
        f"{file}, line 2: this is not a line of JSON in UTF-8; the line was handed on as it is.",
        f"{file}, line 3: v: version 7 needs a newer Octavo; the line was handed on as it is.",
        f"{file}, line 4: the file ends in the middle of it; it was left out.",
    ]
    assert one.files["desk.jsonl"] == good + b"broken \x1b[31m\n" + newer
    assert one.sync(stick).came == []
    assert one.take(one.exported()) == NOTHING


def test_many_damaged_lines_are_counted(machine: Callable[[str], Machine], stick: Path) -> None:
    stick.mkdir()
    (stick / "z.jsonl").write_bytes(line("1", device="z") + b"".join(b"%d\n" % number for number in range(100)))
    done = machine("one").sync(stick)
    assert (len(done.problems), done.more_problems) == (20, 81)
