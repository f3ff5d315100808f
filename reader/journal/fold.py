"""From lines to marks, and from marks back to what would undo them: pure functions, without files or clocks.

Folding is a join: the newest stamp wins for each paper and field, so any order of the same lines, read any number of
times, gives the same marks (a last-writer-wins map; Shapiro, Preguiça, Baquero, Zawirski 2011,
https://inria.hal.science/inria-00555588).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from reader.journal.line import Draft, Kind, Line, Values
from reader.model.marks import NOTE, MarkChange, MarksAlike, MarkValue

Holds = Callable[[str, str, MarkValue], tuple[str, ...]]
"""Gives the stamps under which an act still holds for a paper's key, a field and the value that the act gave it; none
where something newer holds."""


class Event(NamedTuple):
    """That an act changed a field of a paper, or was taken back or done again there."""

    stamp: str
    kind: Kind
    act: str
    """The stamp of the act as it was done in the first place."""


def changes_of(line: Line) -> Iterator[MarkChange]:
    """Yield what a line sets, one field of one paper at a time."""
    for paper in line.papers:
        for name, value in line.set:
            yield MarkChange(paper, name, value, line.stamp, line.over if name == NOTE else ())


def gathered_changes_of(line: Line) -> Iterator[MarkChange | MarksAlike]:
    """Yield the same as `changes_of`, one field of many papers at a time where that can be."""
    if len(line.papers) == 1:
        yield from changes_of(line)
        return
    for name, value in line.set:
        if name == NOTE:
            yield from (MarkChange(paper, name, value, line.stamp, line.over) for paper in line.papers)
        else:
            yield MarksAlike(line.papers, name, value, line.stamp)


def newer(one: MarkChange, other: MarkChange) -> MarkChange:
    """Choose between two changes of the same field.

    The same stamp with two values cannot come from a sound journal, but the choice must not depend on the order of
    reading even then, so the values decide.
    """
    return max(one, other, key=lambda change: (change.stamp, repr(change.value), change.over))


def fold(lines: Iterable[Line]) -> dict[tuple[str, str], MarkChange]:
    """Give the change that holds for each paper and field, whatever the order of the lines."""
    marks: dict[tuple[str, str], MarkChange] = {}
    for line in lines:
        for change in changes_of(line):
            place = (change.paper, change.field)
            held = marks.get(place)
            marks[place] = change if held is None else newer(held, change)
    return marks


def stands(act: str, kind: Kind, events: Iterable[Event]) -> bool:
    """Tell whether an act can be taken back, or done again, on a field of a paper of which these are all later events.

    An act that was done stands on top of those before it; one that is taken back leaves the pile, and whatever was
    below it holds again. What is on top can be taken back. What was taken back can be done again where nothing later
    stands on the pile.

    Args:
        act: The stamp of the act as it was done.
        kind: `undo` to take it back, `redo` to do it again.
        events: What happened to the field after the act was done, on any device.
    """
    pile = [act]
    for event in sorted(events):
        if event.kind == "undo":
            if event.act in pile:
                pile.remove(event.act)
        elif event.act not in pile:
            pile.append(event.act)
    if kind == "undo":
        return bool(pile) and pile[-1] == act
    return all(other < act for other in pile)


def undo_drafts(lines: Iterable[Line], holds: Holds) -> list[Draft]:
    """Draft the former values of an act, but only where the act still holds: a newer mark is never undone with it.

    Args:
        lines: The lines of the act as it was done (kind `do`).
        holds: Whether the act holds.

    Returns:
        The drafts for `Journal.write("undo", act, ...)`; empty where nothing of the act holds any more.
    """
    return [draft for line in lines for draft in _still(line, line.was, line.set, holds)]


def redo_drafts(lines: Iterable[Line], holds: Holds) -> list[Draft]:
    """Draft the values of an act anew, but only where its undoing still holds.

    Args:
        lines: The lines of the act as it was done (kind `do`).
        holds: Whether the undoing holds, by the former value.

    Returns:
        The drafts for `Journal.write("redo", act, ...)`; empty where nothing of the undoing holds any more.
    """
    return [draft for line in lines for draft in _still(line, line.set, line.was, holds)]


def _still(line: Line, values: Values, former: Values, holds: Holds) -> Iterator[Draft]:
    # Papers on which the same fields still hold share a draft, so undoing a bulk act is as short as the act.
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    if len(former) == 1:
        # Nearly all acts on very many papers set one field.
        ((name, value),) = former
        single = (name,)
        for paper in line.papers:
            if stamps := holds(paper, name, value):
                groups.setdefault((single, stamps if name == NOTE else ()), []).append(paper)
    for paper in line.papers if len(former) > 1 else ():
        holding = {name: stamps for name, value in former if (stamps := holds(paper, name, value))}
        if holding:
            groups.setdefault((tuple(holding), holding.get(NOTE, ())), []).append(paper)
    for (names, over), papers in groups.items():
        yield Draft(
            papers=tuple(papers),
            set=tuple(pair for pair in values if pair[0] in names),
            was=tuple(pair for pair in former if pair[0] in names),
            title=line.title,
            over=over,
        )
