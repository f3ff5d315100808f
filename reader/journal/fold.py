"""From lines to marks, and from marks back to what would undo them: pure functions, without files or clocks.

Folding is a join: the newest stamp wins for each paper and field, so any order of the same lines, read any number of
times, gives the same marks (a last-writer-wins map; Shapiro, Preguiça, Baquero, Zawirski 2011,
https://inria.hal.science/inria-00555588).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from reader.journal.line import Draft, Line, Values
from reader.model.marks import NOTE, MarkChange

Standing = Callable[[str, str], str]
"""Gives the stamp that holds now for a paper's key and a field, or an empty text where nobody marked it."""


def changes_of(line: Line) -> Iterator[MarkChange]:
    """Yield what a line sets, one field of one paper at a time."""
    for paper in line.papers:
        for name, value in line.set:
            yield MarkChange(paper, name, value, line.stamp)


def newer(one: MarkChange, other: MarkChange) -> MarkChange:
    """Choose between two changes of the same field.

    The same stamp with two values cannot come from a sound journal, but the choice must not depend on the order of
    reading even then, so the values decide.
    """
    return max(one, other, key=lambda change: (change.stamp, repr(change.value)))


def fold(lines: Iterable[Line]) -> dict[tuple[str, str], MarkChange]:
    """Give the change that holds for each paper and field, whatever the order of the lines."""
    marks: dict[tuple[str, str], MarkChange] = {}
    for line in lines:
        for change in changes_of(line):
            place = (change.paper, change.field)
            held = marks.get(place)
            marks[place] = change if held is None else newer(held, change)
    return marks


def undo_drafts(lines: Iterable[Line], applied: Collection[str], standing: Standing) -> list[Draft]:
    """Draft the former values of an act, but only where the act still holds: a newer mark is never undone with it.

    Args:
        lines: The lines of the act as it was done (kind `do`).
        applied: The stamps under which the act was applied: its own, and those of its redoings.
        standing: The stamp that holds now.

    Returns:
        The drafts for `Journal.write("undo", act, ...)`; empty where nothing of the act holds any more.
    """
    return [draft for line in lines for draft in _still(line, line.was, line.set, applied, standing)]


def redo_drafts(lines: Iterable[Line], undone: Collection[str], standing: Standing) -> list[Draft]:
    """Draft the values of an act anew, but only where its undoing still holds.

    Args:
        lines: The lines of the act as it was done (kind `do`).
        undone: The stamps of the act's undoings.
        standing: The stamp that holds now.

    Returns:
        The drafts for `Journal.write("redo", act, ...)`; empty where nothing of the undoing holds any more.
    """
    return [draft for line in lines for draft in _still(line, line.set, line.was, undone, standing)]


def _still(line: Line, values: Values, former: Values, stamps: Collection[str], standing: Standing) -> Iterator[Draft]:
    # Papers on which the same fields still hold share a draft, so undoing a bulk act is as short as the act.
    groups: dict[tuple[frozenset[str], str], list[str]] = {}
    for paper in line.papers:
        holding = {name: stamp for name, _ in values if (stamp := standing(paper, name)) in stamps}
        if holding:
            groups.setdefault((frozenset(holding), holding.get(NOTE, "")), []).append(paper)
    for (names, over), papers in groups.items():
        yield Draft(
            papers=tuple(papers),
            set=tuple(pair for pair in values if pair[0] in names),
            was=tuple(pair for pair in former if pair[0] in names),
            title=line.title,
            over=over,
        )
