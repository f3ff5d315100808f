"""Keeping marks: each is written to the journal, then folded into the store, and can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reader.collecting import seldom_collecting
from reader.errors import StoreError, UsageError
from reader.journal import Draft, Kind, Values
from reader.library.folding import Folding
from reader.library.undoing import Turn, next_turn, turn_of
from reader.model import MAX_NOTE, MAX_RATING, MarkValue, clean_block, tag_name
from reader.model.marks import BOOKMARKED, NOTE, QUERY, RATING, READ, WATCH, search_key, search_of, tag_field
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
    late: str = ""
    """Why it is not shown yet although it is safe, in a sentence; empty where it is shown."""


class MarkKeeper:
    """Writes this device's journal and keeps the store's copy of all journals up to date."""

    def __init__(self, places: Places, store: Store) -> None:
        """Find out which device this is.

        Raises:
            JournalError: the device's name cannot be kept.
        """
        self._store = store
        self._folding = Folding(places, store)
        self._guard = threading.RLock()
        self._found: tuple[Turn, object, tuple[Act, list[Draft]]] | None = None
        """What is turned next, as it was asked last, and the state of the library then."""
        self.own = 0
        """How often acts of this process, and nothing else with them, made the version of the marks grow."""

    @property
    def device(self) -> str:
        """The name of this device."""
        return self._folding.device

    @property
    def damages(self) -> list[str]:
        """What could not be read of the journals since the library was opened, a sentence each."""
        return self._folding.damages

    def catch_up(self) -> set[int]:
        """Fold the lines that are new, of every device; returns the papers whose marks changed.

        Raises:
            StoreError: the library cannot be written.
        """
        with self._guard:
            return self._folding.catch_up()

    def read(self, ids: Sequence[int], *, on: bool) -> Marked | None:
        """Mark papers as read or unread."""
        what = "read" if on else "unread"
        return self.mark(ids, READ, on, f"mark {what}" if len(ids) == 1 else f"mark {{papers}} papers {what}")

    def bookmark(self, ids: Sequence[int], *, on: bool) -> Marked | None:
        """Bookmark papers, or take the bookmarks off."""
        return self.mark(ids, BOOKMARKED, on, "bookmark" if on else "take the bookmark off")

    def rate(self, ids: Sequence[int], stars: int) -> Marked | None:
        """Rate papers from 1 to 5, or take the rating off with 0.

        Raises:
            UsageError: it is another number.
        """
        if not 0 <= stars <= MAX_RATING:
            raise UsageError(f"a rating is a number from 0 to {MAX_RATING}, not {stars}")
        return self.mark(ids, RATING, stars, f"rate {stars} of {MAX_RATING}" if stars else "take the rating off")

    def tag(self, ids: Sequence[int], names: Iterable[str], *, on: bool) -> Marked | None:
        """Put tags on papers, or take them off.

        Raises:
            UsageError: a name has nothing that could be a tag.
        """
        folded = []
        for name in names:
            if not (tag := tag_name(name)):
                raise UsageError(f"{name!r} cannot be a tag; a tag has at least one letter or digit")
            folded.append(tag)
        words = " ".join(f"#{name}" for name in folded)
        values = [(tag_field(name), on) for name in folded]
        return self.mark_fields(ids, values, f"tag {words}" if on else f"untag {words}")

    def note(self, paper_id: int, text: str) -> Marked | None:
        """Keep a note on a paper; an empty text takes it away.

        Raises:
            UsageError: the note is too long.
        """
        note = clean_block(text)
        if len(note) > MAX_NOTE:
            raise UsageError(f"a note has at most {MAX_NOTE:,} characters, and this one has {len(note):,}")
        return self.mark([paper_id], NOTE, note, "write a note" if note else "take the note away")

    def mark(self, ids: Sequence[int], field: str, value: MarkValue, label: str) -> Marked | None:
        """Set one field on papers; those that have the value already are left alone.

        Args:
            ids: The papers.
            field: As in `reader.model.marks`.
            value: The new value.
            label: What to call it; `{papers}` stands for the number of papers that change.

        Raises:
            JournalError: nothing was marked.
            StoreError: the library cannot be read; nothing was marked.
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
            StoreError: the library cannot be read; nothing was saved.
        """
        with self._guard:
            self._try_to_catch_up()
            held = self._store.registers(search_key(name))
            changing = tuple((field, value) for field, value in values if held.get(field, _UNSAVED[field]) != value)
            if not changing:
                return None
            former = tuple((field, held.get(field, _UNSAVED[field])) for field, _ in changing)
            return self._write("do", label, label, [Draft((search_key(name),), changing, former)])

    def draft(self, label: str, make: Callable[[], Sequence[Draft]]) -> Marked | None:
        """Write what is drafted once all journals are folded, as one act; nothing where nothing is.

        Args:
            label: What to call it; `{papers}` stands for the number of papers.
            make: Drafts it from the library as it is then.

        Raises:
            JournalError: nothing was marked.
            StoreError: the library cannot be read; nothing was marked.
        """
        with self._guard, seldom_collecting():
            self._try_to_catch_up()
            drafts = make()
            if not drafts:
                return None
            label = label.replace("{papers}", f"{_papers(drafts):,}")
            return self._write("do", label, label, drafts)

    def next_turn(self, kind: Turn) -> Act | None:
        """Give the act that an undo takes back, or that a redo does again.

        Raises:
            StoreError: the library cannot be read or written, so it is not known what was done last.
        """
        with self._guard, seldom_collecting():
            found = self._next(kind)
            self._found = (kind, self._state(), found) if found is not None else None
            return found[0] if found is not None else None

    def turn_next(self, kind: Turn) -> Marked | None:
        """Take back the newest act of this device that still stands, or do again the one that was taken back last.

        Raises:
            JournalError: nothing was changed.
            StoreError: the library cannot be read or written, so it is not known what was done last.
        """
        with self._guard, seldom_collecting():
            found = self._next(kind)
            self._found = None
            if found is None:
                return None
            act, drafts = found
            return self._write(kind, act.stamp, act.label, drafts)

    def turn(self, stamp: str, kind: Turn) -> Marked:
        """Take back a certain act of this device, or do it again.

        Raises:
            UsageError: it cannot be done, and why.
        """
        with self._guard:
            self._folding.catch_up()
            act, drafts = turn_of(self._folding, self._store, stamp, kind)
            return self._write(kind, act.stamp, act.label, drafts)

    def _next(self, kind: Turn) -> tuple[Act, list[Draft]] | None:
        """Find what is turned next; where that was asked just now, and nothing happened since, it is known."""
        self._folding.catch_up()
        if self._found is not None and self._found[:2] == (kind, self._state()):
            return self._found[2]
        return next_turn(self._folding, self._store, kind)

    def _state(self) -> object:
        """Give what is another whenever any line was folded, or any paper changed."""
        return self._store.journals(), self._store.pulse()

    def _try_to_catch_up(self) -> None:
        try:
            self._folding.catch_up()
        except StoreError:
            # A library that cannot be written now is no reason to refuse a mark: the journal is what keeps it.
            return

    def _write(self, kind: Kind, subject: str, label: str, drafts: Sequence[Draft]) -> Marked:
        written = self._folding.journal.write(kind, subject, drafts)
        late = ""
        try:
            before = self._store.versions().marks
            self._folding.take(written)
            self.own += self._store.versions().marks - before == 1
        except StoreError as error:
            late = f"This is safe in the journal, and shown once the library can be written. {error}"
        return Marked(label, _papers(drafts), late)

    def _drafts(self, ids: Sequence[int], values: Sequence[tuple[str, MarkValue]]) -> list[Draft]:
        """Draft what changes; papers that change alike share a draft."""
        current = [(field, value, self._store.current(ids, field)) for field, value in values]
        names = self._store.names(ids)
        groups: dict[tuple[Values, Values, tuple[str, ...]], list[int]] = {}
        if len(current) == 1:
            # As below, for the acts that are on very many papers.
            ((field, value, now),) = current
            alike: dict[tuple[MarkValue, tuple[str, ...]], list[int]] = {}
            for paper_id in ids:
                was, stamps = now[paper_id]
                if was != value and paper_id in names:
                    alike.setdefault((was, stamps if field == NOTE else ()), []).append(paper_id)
            for (was, over), group in alike.items():
                groups[((field, value),), ((field, was),), over] = group
        for paper_id in ids if len(current) > 1 else ():
            held = [(field, value, *now[paper_id]) for field, value, now in current]
            changing = tuple([(field, value) for field, value, was, _ in held if was != value])
            if not changing or paper_id not in names:
                continue
            former = tuple([(field, was) for field, value, was, _ in held if was != value])
            over = next((stamps for field, value, was, stamps in held if field == NOTE and was != value), ())
            groups.setdefault((changing, former, over), []).append(paper_id)
        return [
            Draft(
                papers=tuple([names[paper_id][0] for paper_id in group]),
                title=names[group[0]][1] if len(group) == 1 else "",
                set=changing,
                was=former,
                over=over,
            )
            for (changing, former, over), group in groups.items()
        ]


def _papers(drafts: Sequence[Draft]) -> int:
    return len({paper for draft in drafts if not search_of(draft.papers[0]) for paper in draft.papers})
