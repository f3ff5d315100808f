"""Taking back what was done, and doing it again: any number of steps, after a restart too, also from the middle.

An act is taken back on those papers and fields on which it still holds. It holds where its own stamp stands; and where
what was done after it was taken back again, which is seen from the lines that came after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from reader.errors import UsageError
from reader.journal import Draft, Event, Line, device_of, redo_drafts, stands, undo_drafts
from reader.library.folding import Folding, understood
from reader.model import MarkValue
from reader.store import Act, Store

Turn = Literal["undo", "redo"]


def next_turn(folding: Folding, store: Store, kind: Turn) -> tuple[Act, list[Draft]] | None:
    """Find what an undo, or a redo, of this device does, or nothing.

    Acts of which nothing holds any more, since newer marks do everywhere, are passed over.
    """
    before = ""
    while True:
        act = store.next_undo(folding.device, before) if kind == "undo" else store.next_redo(folding.device)
        if act is None or act.stamp == before:
            return None
        before = act.stamp
        if drafts := drafts_of(store, act, kind):
            return act, drafts


def turn_of(folding: Folding, store: Store, stamp: str, kind: Turn) -> tuple[Act, list[Draft]]:
    """Find what taking back a certain act does, or doing it again.

    Raises:
        UsageError: it cannot be done, and why.
    """
    act = store.act(stamp)
    if act is None or act.kind != "do":
        raise UsageError("There is no such act.")
    if act.device != folding.device:
        raise UsageError(f"This was done on {act.device}; it can be taken back there.")
    if act.undone == (kind == "undo"):
        raise UsageError("It was taken back already." if act.undone else "It stands already.")
    drafts = drafts_of(store, act, kind)
    if not drafts:
        raise UsageError("Newer marks hold on all of its papers, so there is nothing to change.")
    return act, drafts


def drafts_of(store: Store, act: Act, kind: Turn) -> list[Draft]:
    """Draft what an undo or a redo of an act writes; nothing where nothing of it holds any more."""
    lines = understood(store.act_lines(act.stamp))
    standing = Standing(store, act, kind, lines)
    return undo_drafts(lines, standing.holds) if kind == "undo" else redo_drafts(lines, standing.holds)


class Standing:
    """Tells where an act, or its undoing, still holds."""

    def __init__(self, store: Store, act: Act, kind: Turn, lines: Iterable[Line]) -> None:
        self._store = store
        self._act = act.stamp
        self._kind = kind
        self._papers = {paper for line in lines for paper in line.papers}
        self._held = store.standing(self._papers, {name for line in lines for name, _ in line.set})
        turns = store.turns(act.stamp, "redo" if kind == "undo" else "undo")
        self._own = {act.stamp, *turns} if kind == "undo" else set(turns)
        self._owned: dict[int, tuple[str, ...]] = {}
        """The stamps of ours, by the list they stand in: what holds alike on many papers is one list for all."""
        self._events: dict[tuple[int | str, str], list[Event]] | None = None
        self._numbers: dict[str, int] = {}

    def holds(self, paper: str, field: str, value: MarkValue) -> tuple[str, ...]:
        """Give the stamps under which it holds for a key and a field to which it gave a value; none where it does not.

        As `reader.journal.Holds` asks it.
        """
        said = self._held.get((paper, field))
        if not said:
            return ()
        own = self._owned.get(id(said))
        if own is None:
            own = self._owned[id(said)] = tuple(stamp for stamp, _ in said if stamp in self._own)
        if own:
            return own
        device = device_of(self._act)
        alike = tuple(stamp for stamp, held in said if held == value and stamp > self._act)
        if not any(device_of(stamp) == device for stamp in alike):
            return ()
        return alike if stands(self._act, self._kind, self._later(paper, field)) else ()

    def _later(self, paper: str, field: str) -> list[Event]:
        """Give what happened to a field of a paper after the act."""
        if self._events is None:
            self._events = self._read()
        return self._events.get((self._numbers.get(paper, paper), field), [])

    def _read(self) -> dict[tuple[int | str, str], list[Event]]:
        lines = understood(self._store.lines_after(self._act))
        self._numbers = self._store.numbers(self._papers.union(*(line.papers for line in lines)))
        wanted = {self._numbers.get(paper, paper) for paper in self._papers}
        events: dict[tuple[int | str, str], list[Event]] = {}
        for line in lines:
            for paper in line.papers:
                place = self._numbers.get(paper, paper)
                if place in wanted:
                    for name, _ in line.set:
                        events.setdefault((place, name), []).append(Event(line.stamp, line.kind, line.act))
        return events
