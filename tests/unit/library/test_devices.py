"""Two to four devices mark, undo and exchange journals at random; in the end all of them hold the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from reader.errors import UsageError
from reader.journal import Clock, Line, device_of, fold, journals, read
from reader.journal.fold import changes_of
from reader.library import Library
from reader.model.notes import NoteText, joined, standing
from reader.paths import find_places
from tests.thorough import thorough
from tests.unit.store.make import NOW, entry

PAPERS = ("arxiv:1", "arxiv:2", "arxiv:3")
YEAR = 366 * 24 * 3600.0


class Mark(NamedTuple):
    """Somebody marks papers."""

    device: int
    papers: tuple[int, ...]
    field: Literal["read", "bookmarked", "rating", "note", "tag"]
    value: int


class Back(NamedTuple):
    """Somebody takes back what was done last, or does it again."""

    device: int
    kind: Literal["undo", "redo"]


class Middle(NamedTuple):
    """Somebody takes back an act from the middle of the history."""

    device: int
    steps: int


class Copy(NamedTuple):
    """The journals of one device are copied to another, perhaps only in part."""

    source: int
    target: int
    part: float


class Jump(NamedTuple):
    """The clock of a device jumps by some years."""

    device: int
    years: int


devices = st.integers(0, 3)
operations = st.one_of(
    st.builds(
        Mark,
        devices,
        st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from(["read", "bookmarked", "rating", "note", "tag"]),
        st.integers(0, 2),
    ),
    st.builds(Back, devices, st.sampled_from(["undo", "undo", "redo"])),
    st.builds(Middle, devices, st.integers(0, 3)),
    st.builds(Copy, devices, devices, st.sampled_from([1.0, 1.0, 0.6, 0.2])),
    st.builds(Jump, devices, st.sampled_from([-3, -1, 1, 20])),
)


class Desk:
    """One device with a library of its own and a clock that may be wrong."""

    def __init__(self, home: Path, number: int) -> None:
        self.offset = 0.0
        self.library = Library.open(find_places(home))
        self.library._store.put([entry(key, line=line) for line, key in enumerate(PAPERS, 1)], NOW)
        folding = self.library._keeper._folding
        # All clocks stand still, so that stamps agree to the millisecond.
        clock = Clock(folding.device, lambda: 1_790_000_000.0 + self.offset)
        folding.clock = folding.journal._clock = clock
        self.number = number

    @property
    def folder(self) -> Path:
        return self.library.places.journal

    def mark(self, mark: Mark) -> None:
        ids, value = mark.papers, mark.value
        match mark.field:
            case "read":
                self.library.read(ids, on=value > 0)
            case "bookmarked":
                self.library.bookmark(ids, on=value > 0)
            case "rating":
                self.library.rate(ids, value)
            case "note":
                self.library.note(ids[0], ["", f"text of {self.number}", "words"][value])
            case "tag":
                self.library.tag(ids, ["rag"], on=value > 0)

    def take(self, other: Desk, part: float) -> None:
        for path in journals(other.folder):
            data = path.read_bytes()
            target = self.folder / path.name
            # Its own journal is the device's alone; a copy of a part is what an interrupted copy leaves.
            if target != self.library._keeper._folding.journal.path:
                target.write_bytes(data[: max(int(len(data) * part), 0)] if part < 1 else data)
        self.library.catch_up()

    def stood(self) -> dict[tuple[str, str], list[tuple[str, bool | int | str]]]:
        return self.library._store.standing(PAPERS, ["read", "bookmarked", "rating", "note", "tag:rag"])


@contextmanager
def desks(number: int) -> Iterator[list[Desk]]:
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        made = [Desk(Path(folder) / str(each), each) for each in range(number)]
        try:
            yield made
        finally:
            for desk in made:
                desk.library.close()


def lines_of(desk: Desk) -> list[Line]:
    return [item for path in journals(desk.folder) for item in read(path) if isinstance(item, Line)]


@thorough(20, 40, deadline=None)
@given(st.integers(2, 4), st.lists(operations, max_size=25), st.permutations(range(4)))
def test_all_devices_hold_the_same_in_the_end(number: int, done: list[NamedTuple], order: list[int]) -> None:
    with desks(number) as made:
        for operation in done:
            desk = made[operation[0] % number]
            match operation:
                case Mark():
                    desk.mark(operation)
                case Back(_, kind):
                    taken_back(desk, kind)
                case Middle(_, steps):
                    from_the_middle(desk, steps)
                case Copy(_, target, part):
                    made[target % number].take(desk, part)
                case Jump(_, years):
                    desk.offset += years * YEAR
        for _ in range(2):
            for source in order:
                for target in order[::-1]:
                    if source < number and target < number and source != target:
                        made[target].take(made[source], 1.0)
        assert len({desk.library._store.marks_digest() for desk in made}) == 1
        assert len({tuple(paper.marks for paper in desk.library.papers([1, 2, 3])) for desk in made}) == 1
        shown_is_what_the_lines_say(made[0])
        assert made[0].library._store.check() == []


def taken_back(desk: Desk, kind: Literal["undo", "redo"]) -> None:
    before = desk.stood()
    desk.library.timeline.turn_next("undo") if kind == "undo" else desk.library.timeline.turn_next("redo")
    nothing_foreign_changed(desk, before)


def from_the_middle(desk: Desk, steps: int) -> None:
    mine = [
        act for act in desk.library.timeline.history() if act.device == desk.library._keeper.device and not act.undone
    ]
    if steps < len(mine):
        before = desk.stood()
        with suppress(UsageError):  # newer marks hold on all of its papers
            desk.library.timeline.turn(mine[steps].stamp, "undo")
        nothing_foreign_changed(desk, before)


def nothing_foreign_changed(desk: Desk, before: dict[tuple[str, str], list[tuple[str, bool | int | str]]]) -> None:
    after = desk.stood()
    for place, held in before.items():
        for stamp, value in held:
            if device_of(stamp) != desk.library._keeper.device:
                assert (stamp, value) in after[place], "an undo took back what another device did"


def shown_is_what_the_lines_say(desk: Desk) -> None:
    """Compare with the pure fold of all lines."""
    lines = lines_of(desk)
    held = fold(lines)
    texts: dict[str, list[NoteText]] = {}
    for change in (change for line in lines for change in changes_of(line)):
        if change.field == "note":
            texts.setdefault(change.paper, []).append(NoteText(change.stamp, change.over, str(change.value)))
    for paper, key in zip(desk.library.papers([1, 2, 3]), PAPERS, strict=True):
        said = {field: change.value for (about, field), change in held.items() if about == key}
        assert paper.marks.read == said.get("read", False)
        assert paper.marks.bookmarked == said.get("bookmarked", False)
        assert paper.marks.rating == said.get("rating", 0)
        assert paper.marks.tags == (("rag",) if said.get("tag:rag") else ())
        assert paper.marks.note == joined(standing(texts.get(key, [])))
