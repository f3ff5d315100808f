"""All that was done, in one line of time: marks of the journals, and imports, which are this library's alone.

One undo goes back along it. An import that a script made is not in its way: somebody who takes back what they did last
does not mean what cron did a minute ago; it can be taken back from the history.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from reader.errors import UnwritableError, UsageError
from reader.journal.device import known_device
from reader.library.imports import Imports, Progress
from reader.library.marks import Marked, MarkKeeper
from reader.library.undoing import Turn
from reader.paths import Places
from reader.store import ImportDone, Store

_IMPORTS = 10_000
"""Imports that are looked at; a library forgets the oldest long before."""
_MILLISECONDS = len("2026-11-21T09:30:00.123")


class Done(NamedTuple):
    """Something that was done, and can be taken back."""

    stamp: str
    label: str
    """What a person calls it."""
    device: str
    papers: int
    undone: bool
    is_here: bool
    """It was done on this device, where alone it can be taken back."""
    is_import: bool = False
    title: str = ""
    """The beginning of the paper's title, where it is about one paper."""

    @property
    def when(self) -> datetime:
        """The time by the clock of the device, in UTC."""
        return datetime.fromisoformat(self.stamp[:_MILLISECONDS]).replace(tzinfo=UTC)


def _nothing(_done: int, _total: int | None) -> None:
    return


class Timeline:
    """Lists what was done, takes it back, and does it again."""

    def __init__(
        self, places: Places, store: Store, imports: Callable[[], Imports], keeper: Callable[[], MarkKeeper]
    ) -> None:
        """Hold the parts."""
        self._places = places
        self._store = store
        self._imports = imports
        self._keeper = keeper

    def history(self, limit: int = 100, offset: int = 0) -> list[Done]:
        """Read what was done on all devices, the newest first."""
        device = self._device()
        acts = [
            Done(act.stamp, act.label, act.device, act.papers, act.undone, act.device == device, title=act.title)
            for act in self._store.acts(limit + offset)
        ]
        imports = [
            Done(done.stamp, done.label, device, done.papers, done.undone, is_here=True, is_import=True)
            for done in self._store.imports(limit + offset)
        ]
        return sorted([*acts, *imports], reverse=True)[offset : offset + limit]

    def _device(self) -> str:
        try:
            return self._keeper().device
        except UnwritableError:
            # What was done can be read all the same, also where nobody was ever given a name.
            with suppress(OSError):
                return known_device(self._places.devices)
            return ""

    def next_import(self, kind: Turn) -> ImportDone | None:
        """Give the import that the next undo, or redo, is about; nothing where it is about a mark, or there is none.

        Whoever has a screen looks here first: an import may be long.
        """
        device = self._keeper().device
        act = self._keeper().next_turn(kind)
        by_hand = [done for done in self._store.imports(_IMPORTS) if done.by_hand]
        standing = max((done.stamp for done in by_hand if not done.undone), default="")
        if kind == "undo":
            found = next((done for done in by_hand if done.stamp == standing), None)
            return found if found and (act is None or act.stamp < standing) else None
        gone = max((done for done in by_hand if done.undone), key=lambda done: done.turned, default=None)
        last = self._store.next_undo(device)
        if gone is None or gone.turned < max(standing, last.stamp if last else ""):
            return None
        turned = max(self._store.turns(act.stamp, "undo"), default="") if act is not None else ""
        return gone if gone.turned > turned else None

    def turn_next(self, kind: Turn, progress: Progress = _nothing) -> Marked | None:
        """Take back what was done last, or do again what was taken back last; nothing where there is none.

        Raises:
            JournalError: nothing was changed.
            StoreError: the library cannot be read or written.
        """
        self._imports().finish()
        done = self.next_import(kind)
        return self._keeper().turn_next(kind) if done is None else self._turn_import(done, kind, progress)

    def turn(self, stamp: str, kind: Turn, progress: Progress = _nothing) -> Marked:
        """Take back a certain act, or do it again.

        Args:
            stamp: Its stamp, or a beginning of it that no other has.
            kind: Which of the two.
            progress: Told how far an import is.

        Raises:
            UsageError: it cannot be done, and why.
        """
        stamp = self._whole(stamp)
        done = next((done for done in self._store.imports(_IMPORTS) if done.stamp == stamp), None)
        if done is None:
            return self._keeper().turn(stamp, kind)
        if done.undone == (kind == "undo"):
            raise UsageError("It was taken back already." if done.undone else "It stands already.")
        return self._turn_import(done, kind, progress)

    def _turn_import(self, done: ImportDone, kind: Turn, progress: Progress) -> Marked:
        turn = self._imports().undo if kind == "undo" else self._imports().redo
        turned = turn(done.number, progress)
        return Marked(done.label, turned.papers if turned else 0)

    def _whole(self, stamp: str) -> str:
        stamps = {*self._store.stamps(stamp), *(done.stamp for done in self._store.imports(_IMPORTS))}
        found = [other for other in stamps if other.startswith(stamp)]
        if len(found) > 1 and stamp not in found:
            raise UsageError(f"Several acts begin with {stamp}; octavo history --json tells them apart.")
        return found[0] if len(found) == 1 else stamp
