"""Undo goes back any number of steps, also from the middle, and never touches what another device did."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader.errors import UsageError
from reader.library import Library
from reader.model import Marks
from reader.paths import find_places
from tests.unit.store.make import NOW, entry

PAPERS = ("arxiv:1", "arxiv:2", "arxiv:3")


class Device:
    """A library of its own on a device of its own, with three papers."""

    def __init__(self, home: Path) -> None:
        self.library = Library.open(find_places(home))
        self.library._store.put([entry(key, line=line) for line, key in enumerate(PAPERS, 1)], NOW)
        self.ids = {key: self.library.resolve(key).id for key in PAPERS}

    @property
    def journal(self) -> Path:
        return self.library.places.journal

    def marks(self, key: str = "arxiv:1") -> Marks:
        paper = self.library.paper(self.ids[key])
        assert paper is not None
        return paper.marks

    def hear(self, other: Device) -> None:
        """Take over the journals of another device."""
        for path in other.journal.glob("*.jsonl"):
            shutil.copy2(path, self.journal / path.name)
        self.library.catch_up()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Callable[[str], Device]]:
    made: list[Device] = []

    def make(name: str) -> Device:
        made.append(Device(tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        one.library.close()


def test_every_step_is_taken_back_one_by_one_and_done_again(device: Callable[[str], Device]) -> None:
    one = device("one")
    for stars in (1, 2, 3):
        one.library.rate([1], stars)
    seen = []
    while one.library.timeline.turn_next("undo"):
        seen.append(one.marks().rating)
    assert seen == [2, 1, 0]
    while one.library.timeline.turn_next("redo"):
        seen.append(one.marks().rating)
    assert seen == [2, 1, 0, 1, 2, 3]


def test_steps_go_on_after_a_restart(device: Callable[[str], Device]) -> None:
    one = device("one")
    one.library.rate([1], 1)
    one.library.rate([1], 2)
    one.library.timeline.turn_next("undo")
    again = device("one")
    assert again.library.timeline.turn_next("undo")
    assert again.marks().rating == 0
    assert again.library.timeline.turn_next("undo") is None


def test_a_bulk_act_in_between_is_taken_back_where_it_holds(device: Callable[[str], Device]) -> None:
    one = device("one")
    one.library.read([1, 2, 3], on=True)
    one.library.read([2], on=False)
    one.library.timeline.turn_next("undo")
    one.library.timeline.turn_next("undo")
    assert [one.marks(key).read for key in PAPERS] == [False, False, False]


def test_the_mark_of_another_device_is_never_taken_back(device: Callable[[str], Device]) -> None:
    here, there = device("here"), device("there")
    here.library.rate([1], 4)
    there.library.rate([1], 4)
    here.hear(there)
    assert here.library.timeline.turn_next("undo") is None
    assert here.marks().rating == 4


def test_what_another_device_did_in_between_holds_although_it_looks_the_same(device: Callable[[str], Device]) -> None:
    here, there = device("here"), device("there")
    here.library.rate([1], 4)
    there.library.rate([1], 4)
    here.hear(there)
    here.library.rate([1], 5)
    here.library.timeline.turn_next("undo")
    assert here.marks().rating == 4
    assert here.library.timeline.turn_next("undo") is None
    assert here.marks().rating == 4


def test_an_act_is_taken_back_from_the_middle(device: Callable[[str], Device]) -> None:
    one = device("one")
    one.library.bookmark([1, 2], on=True)
    one.library.tag([1], ["rag"], on=True)
    one.library.bookmark([2], on=False)
    oldest = one.library.timeline.history()[-1]
    taken = one.library.timeline.turn(oldest.stamp, "undo")
    assert taken.papers == 1
    assert [one.marks(key).bookmarked for key in PAPERS] == [False, False, False]
    assert one.marks().tags == ("rag",)
    assert [done.undone for done in one.library.timeline.history()] == [False, False, True]
    one.library.timeline.turn(oldest.stamp, "redo")
    assert one.marks().bookmarked
    assert [done.undone for done in one.library.timeline.history()] == [False, False, False]


def test_why_an_act_cannot_be_taken_back_is_said(device: Callable[[str], Device]) -> None:
    here, there = device("here"), device("there")
    here.library.rate([1], 4)
    there.library.rate([1], 5)
    there.library.bookmark([2], on=True)
    here.hear(there)
    foreign, newer, mine = here.library.timeline.history()
    with pytest.raises(UsageError, match="This was done on"):
        here.library.timeline.turn(foreign.stamp, "undo")
    with pytest.raises(UsageError, match="Newer marks hold"):
        here.library.timeline.turn(mine.stamp, "undo")
    with pytest.raises(UsageError, match="stands already"):
        here.library.timeline.turn(mine.stamp, "redo")
    with pytest.raises(UsageError, match="no such act"):
        here.library.timeline.turn("nonsense", "undo")
    assert newer.papers == 1


def test_both_texts_of_a_note_stay_until_somebody_edits_them(device: Callable[[str], Device]) -> None:
    here, there = device("here"), device("there")
    here.library.note(1, "seen at the reading group")
    there.library.note(1, "compare with DPO")
    here.hear(there)
    there.hear(here)
    both = here.marks().note
    assert both == there.marks().note
    assert "reading group" in both
    assert "compare with DPO" in both
    assert "[also written on " in both
    here.library.note(1, "one text")
    there.hear(here)
    assert here.marks().note == there.marks().note == "one text"
    here.library.timeline.turn_next("undo")
    there.hear(here)
    assert here.marks().note == there.marks().note == both


def test_taking_a_note_back_leaves_the_text_of_the_other_device(device: Callable[[str], Device]) -> None:
    here, there = device("here"), device("there")
    here.library.note(1, "mine")
    there.library.note(1, "theirs")
    here.hear(there)
    here.library.timeline.turn_next("undo")
    assert here.marks().note == "theirs"
    there.hear(here)
    assert there.marks().note == "theirs"


def test_what_was_asked_before_something_else_happened_is_not_believed(device: Callable[[str], Device]) -> None:
    here, there = device("here"), device("there")
    here.library.read([1, 2], on=True)
    asked = here.library._keeper.next_turn("undo")
    assert asked is not None
    assert asked.papers == 2
    there.hear(here)
    there.library.read([2], on=False)
    there.library.read([2], on=True)
    here.hear(there)
    undone = here.library.timeline.turn_next("undo")
    assert undone is not None
    assert undone.papers == 1
    assert (here.marks().read, here.marks("arxiv:2").read) == (False, True)
