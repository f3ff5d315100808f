"""Keeping marks: each is written to the journal, then folded into the store, and can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from reader.errors import JournalError
from reader.journal import (
    Clock,
    Damage,
    Draft,
    Journal,
    Line,
    changes_of,
    device_name,
    journals,
    read,
    read_act,
    redo_drafts,
    undo_drafts,
)
from reader.model import MarkValue
from reader.model.marks import NOTE, QUERY, WATCH, search_key, search_of
from reader.paths import Places
from reader.store import Act, Store

_UNSAVED: Final[Mapping[str, MarkValue]] = {QUERY: "", WATCH: False}
"""What the fields of a search are that was never saved."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An act that was done, or taken back."""

    label: str
    """What a person calls it."""
    papers: int
    """How many papers it touched; none where it was about a saved search."""


class MarkKeeper:
    """Writes this device's journal and keeps the store's copy of all journals up to date."""

    def __init__(self, places: Places, store: Store) -> None:
        """Find out which device this is.

        Raises:
            JournalError: the device's name cannot be kept.
        """
        self._folder = places.journal
        self._store = store
        self._device = device_name(places.devices)
        self._clock = Clock(self._device)
        self._clock.observe(store.latest_stamp())
        self._journal = Journal(places.journal, self._device, self._clock)
        self._guard = threading.RLock()
        self.damages: list[str] = []
        """What could not be read of the journals since the library was opened, a sentence each."""

    def catch_up(self) -> set[int]:
        """Fold the lines that are new, of every device; returns the papers whose marks changed."""
        changed: set[int] = set()
        with self._guard:
            for path in journals(self._folder):
                try:
                    changed |= self._fold(path.stem)
                except JournalError as error:
                    # Another device's file that cannot be read must not keep this one from marking.
                    self.damages.append(str(error))
        return changed

    def mark(self, ids: Sequence[int], field: str, value: MarkValue, label: str) -> Marked | None:
        """Set one field on papers; those that have the value already are left alone.

        Args:
            ids: The papers.
            field: As in `reader.model.marks`.
            value: The new value.
            label: What to call it; `{papers}` stands for the number of papers that change.

        Raises:
            JournalError: nothing was marked.
            StoreError: the mark is safe in the journal, but cannot be shown yet.
        """
        return self.mark_fields(ids, [(field, value)], label)

    def mark_fields(self, ids: Sequence[int], values: Sequence[tuple[str, MarkValue]], label: str) -> Marked | None:
        """Set several fields on papers as one act."""
        return self.draft(label, lambda: list(self._drafts(ids, values)))

    def save(self, name: str, values: Sequence[tuple[str, MarkValue]], label: str) -> Marked | None:
        """Set fields of a saved search; nothing is returned where it has these values already.

        Args:
            name: As `model.marks.search_name` folds it.
            values: Fields and their new values.
            label: What to call it.

        Raises:
            JournalError: nothing was saved.
            StoreError: it is safe in the journal, but cannot be shown yet.
        """
        with self._guard:
            self.catch_up()
            held = self._store.registers(search_key(name))
            changing = tuple((field, value) for field, value in values if held.get(field, _UNSAVED[field]) != value)
            if not changing:
                return None
            former = tuple((field, held.get(field, _UNSAVED[field])) for field, _ in changing)
            self._journal.write("do", label, [Draft((search_key(name),), changing, former)])
            self._fold(self._device)
            return Marked(label, 0)

    def draft(self, label: str, make: Callable[[], Sequence[Draft]]) -> Marked | None:
        """Write what is drafted once all journals are folded, as one act; nothing where nothing is.

        Args:
            label: What to call it; `{papers}` stands for the number of papers.
            make: Drafts it from the library as it is then.

        Raises:
            JournalError: nothing was marked.
            StoreError: the mark is safe in the journal, but cannot be shown yet.
        """
        with self._guard:
            self.catch_up()
            drafts = make()
            if not drafts:
                return None
            papers = len({paper for draft in drafts for paper in draft.papers})
            label = label.replace("{papers}", f"{papers:,}")
            self._journal.write("do", label, drafts)
            self._fold(self._device)
            return Marked(label, papers)

    def undo(self) -> Marked | None:
        """Take back the newest act of this device that still stands."""
        return self._again("undo")

    def redo(self) -> Marked | None:
        """Do again the act that was taken back last."""
        return self._again("redo")

    def _again(self, kind: Literal["undo", "redo"]) -> Marked | None:
        with self._guard:
            self.catch_up()
            before = ""
            while True:
                undoing = kind == "undo"
                act = self._store.next_undo(self._device, before) if undoing else self._store.next_redo(self._device)
                if act is None or act.stamp == before:
                    return None
                before = act.stamp
                lines = read_act(self._journal.path, act.stamp, act.start, act.end)
                standing = self._store.standing(
                    {paper for line in lines for paper in line.papers}, {name for line in lines for name, _ in line.set}
                )
                held = partial(_held, standing)
                if undoing:
                    drafts = undo_drafts(lines, {act.stamp, *self._store.turns(act.stamp, "redo")}, held)
                else:
                    drafts = redo_drafts(lines, self._store.turns(act.stamp, "undo"), held)
                if drafts:
                    self._journal.write(kind, act.stamp, drafts)
                    self._fold(self._device)
                    return Marked(
                        act.label, len({paper for one in drafts for paper in one.papers if not search_of(paper)})
                    )
                # Newer marks of other devices hold everywhere: nothing is left of this act, so look at the one before.

    def _drafts(self, ids: Sequence[int], values: Sequence[tuple[str, MarkValue]]) -> list[Draft]:
        """Draft what changes; papers that change alike share a draft."""
        current = {field: self._store.current(ids, field) for field, _ in values}
        rows = {row.id: row for row in self._store.rows(ids)}
        groups: dict[tuple[tuple[tuple[str, MarkValue], ...], tuple[tuple[str, MarkValue], ...], str], list[int]] = {}
        for paper_id in ids:
            if paper_id not in rows:
                continue
            changing = [(field, value) for field, value in values if current[field][paper_id][0] != value]
            if not changing:
                continue
            former = tuple((field, current[field][paper_id][0]) for field, _ in changing)
            over = next((current[field][paper_id][1] for field, _ in changing if field == NOTE), "")
            groups.setdefault((tuple(changing), former, over), []).append(paper_id)
        return [
            Draft(
                papers=tuple(rows[paper_id].key for paper_id in group),
                title=rows[group[0]].title if len(group) == 1 else "",
                set=changing_values,
                was=former,
                over=over,
            )
            for (changing_values, former, over), group in groups.items()
        ]

    def _fold(self, device: str) -> set[int]:
        start = self._store.folded(device)
        reading = read(self._folder / f"{device}.jsonl", start)
        lines: list[Line] = []
        for item in reading:
            if isinstance(item, Damage):
                self.damages.append(str(item))
            else:
                lines.append(item)
                self._clock.observe(item.stamp)
        if reading.end == start:
            return set()
        changes = [change for line in lines for change in changes_of(line)]
        return self._store.fold(device, reading.end, changes, list(_acts(device, lines)))


def _held(standing: Mapping[tuple[str, str], str], paper: str, field: str) -> str:
    return standing.get((paper, field), "")


def _acts(device: str, lines: Sequence[Line]) -> list[Act]:
    acts: dict[str, Act] = {}
    for line in lines:
        known = acts.get(line.stamp)
        acts[line.stamp] = Act(
            stamp=line.stamp,
            device=device,
            kind=line.kind,
            of="" if line.kind == "do" else line.subject,
            label=line.subject if line.kind == "do" else "",
            start=min(known.start, line.start) if known else line.start,
            end=max(known.end, line.end) if known else line.end,
            papers=(known.papers if known else 0) + sum(not search_of(paper) for paper in line.papers),
        )
    return list(acts.values())
