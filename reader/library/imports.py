"""The imports of this library as acts: listed, reversed and done again.

They belong to this library alone, and not to the journal: another machine has papers of its own. Which of them `u`
takes back, and in which order among the marks, is for whoever keeps the history; each has a stamp of the clock that
marks have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reader.errors import JournalError
from reader.model import Entry, clean_line
from reader.paths import SEEDS, Places
from reader.store import ImportAct, ImportDone, PutCounts, Store, Turned

if TYPE_CHECKING:
    import threading

    from reader.importing import ImportProgress, ImportReport

Progress = Callable[[int, int], None]
"""Is told how many papers were looked at, and of about how many."""

_NAMELESS: Final = "nameless"
_LONGEST: Final = 60
"""Characters of a file's name in what an import is called."""


class Imports:
    """The imports that changed the library. Safe to use from several threads."""

    def __init__(self, places: Places, store: Store, tick: Callable[[], str] | None = None) -> None:
        """Find out nothing yet.

        Args:
            places: Where the device's name is kept.
            store: The library.
            tick: Gives stamps, as marks have them; by default those of a clock that has seen all that is folded.
        """
        self._places = places
        self._store = store
        self._given = tick

    def shelf(self, paths: Sequence[Path | str], *, by_hand: bool) -> ActShelf | Store:
        """Give what takes in the batches of one import.

        Args:
            paths: What is read, for what to call it.
            by_hand: A person does it, not a script.
        """
        if list(paths) == [SEEDS]:
            # Nobody brought these in, and the first start does without the journal.
            return self._store
        return self.shelf_of(called(paths), by_hand=by_hand)

    def shelf_of(self, name: str, *, by_hand: bool) -> ActShelf:
        """Give what takes in the batches of one import that is no file's: what to call it, and as above."""
        return ActShelf(self._store, ImportAct(self._tick(), name, by_hand))

    def bring(
        self,
        paths: Sequence[Path | str],
        *,
        by_hand: bool,
        year: int | None = None,
        progress: Callable[[ImportProgress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> ImportReport:
        """Bring papers in, as `Library.import_paths` tells."""
        from reader.importing import import_paths

        shelf = self.shelf(paths, by_hand=by_hand)
        report = import_paths(paths, shelf, year=year, progress=progress, stop=stop)
        if isinstance(shelf, ActShelf) and self._store.imports(1) and self._store.imports(1)[0].stamp == shelf.stamp:
            return replace(report, stamp=shelf.stamp)
        return report

    def done(self, limit: int = 100, offset: int = 0) -> list[ImportDone]:
        """List the imports that changed anything, the newest first; the oldest of very many are forgotten."""
        return self._store.imports(limit, offset)

    def undo(self, number: int, progress: Progress = lambda _done, _total: None) -> Turned | None:
        """Reverse an import: what only it told of leaves the library, what it changed is what it was.

        What a later import that stands changed again stays. Marks are not touched, and hold again with the papers. One
        that is cut off is brought to its end by the next reversal, of whichever import.

        Args:
            number: The import.
            progress: Called after each lot of papers, in this thread.

        Returns:
            What was done, or nothing where it is reversed already, or there is no such import.

        Raises:
            StoreError: the library cannot be written; what was reversed so far is, and the next call goes on.
        """
        return self._store.turn_import(number, self._tick(), undone=True, progress=progress)

    def redo(self, number: int, progress: Progress = lambda _done, _total: None) -> Turned | None:
        """Do a reversed import again: the same papers with the same numbers. As `undo` in all else."""
        return self._store.turn_import(number, self._tick(), undone=False, progress=progress)

    def finish(self, progress: Progress = lambda _done, _total: None) -> int:
        """Bring reversals that were cut off to their end; gives how many papers changed. Costs a row where none was.

        Called by: whoever looks for the next act to undo or redo.
        """
        return self._store.finish_turning(progress)

    @cached_property
    def _tick(self) -> Callable[[], str]:
        if self._given is not None:
            return self._given
        from reader.journal import Clock, device_name

        try:
            device = device_name(self._places.devices)
        except JournalError:
            # Only marks need a name that is kept; papers come in all the same.
            device = _NAMELESS
        clock = Clock(device)

        def tick() -> str:
            try:
                clock.observe(self._store.latest_stamp())
                return clock.tick()
            except JournalError:
                # Some journal has led the clock to its end; then the wall clock's order has to do.
                return Clock(device).tick()

        return tick


class ActShelf:
    """Takes in the batches of one import."""

    def __init__(self, store: Store, act: ImportAct) -> None:
        self._store = store
        self._act = act
        self.stamp = act.stamp
        """What the history calls the import."""

    def put(self, entries: Sequence[Entry], imported_at: str) -> PutCounts:
        """Take a batch in, all or nothing.

        Raises:
            StoreError: the library cannot be written; nothing of the batch is in.
        """
        return self._store.put(entries, imported_at, self._act)


def called(paths: Sequence[Path | str]) -> str:
    """Say what is read in few words: `daily.html`, `standard input and 3 more`."""
    if not paths:
        return "nothing"
    first = str(paths[0])
    name = "standard input" if first == "-" else clean_line(Path(first).resolve().name)[:_LONGEST] or first
    return name if len(paths) == 1 else f"{name} and {len(paths) - 1:,} more"
