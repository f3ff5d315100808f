"""What others did to a library that is open: marks and papers that came from another reader, a cron job, a file sync.

Looking costs a few stat calls where nothing happened, and a row of the library where something did. It may wait for a
file system or for a writer, so it is for a thread of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

from reader.errors import JournalError, StoreError
from reader.paths import Places
from reader.store import Folded, Store

_SUFFIX: Final = ".jsonl"
_AFTER: Final = 2
"""Looks after one that found a changed file in which the library is asked all the same: the clock of a file system has
ticks (10 ms and longer), and two writes in one of them look like one."""

_Print = tuple[int, int, int]
"""What tells a file from what it was: its number, its size, its time."""


class Change(NamedTuple):
    """What is not as it was when somebody looked the last time; this process may have done it itself."""

    papers: bool
    marks: bool
    waiting: bool
    """Papers wait for the index."""
    own: bool = False
    """This process did all of it, as far as it is about marks; never wrong where it says so."""


class Follower:
    """Looks at what is new. One thread looks; any other may ask for it to begin."""

    def __init__(
        self, places: Places, store: Store, fold: Callable[[], object], own: Callable[[], int] = lambda: 0
    ) -> None:
        """Remember how everything is now.

        Args:
            places: Where the files lie.
            store: The open library.
            fold: Folds what is new in the journals.
            own: Tells how often acts of this process made the version of the marks grow by one.
        """
        self._places = places
        self._store = store
        self._fold = fold
        self._journals: dict[str, _Print] | None = None
        self._files: tuple[_Print | None, ...] = ()
        self._asking = _AFTER
        self._own = own
        self._own_before = own()
        self._pulse = store.pulse()

    def look(self) -> Change | None:
        """Take in what others wrote, and tell what is not as it was the last time; nothing where all is.

        A library that cannot be read or written just now is looked at again the next time.
        """
        with suppress(StoreError):
            self._look_at_journals()
        files = tuple(_print(f"{self._places.library}{end}") for end in ("", "-wal"))
        self._asking = _AFTER if files != self._files else self._asking - 1
        if self._asking < 0:
            return None
        try:
            pulse = self._store.pulse()
        except StoreError:
            self._asking = _AFTER
            return None
        self._files = files
        before, self._pulse = self._pulse, pulse
        own_before, self._own_before = self._own_before, self._own()
        if pulse == before:
            return None
        return Change(
            papers=(pulse.papers, pulse.editions) != (before.papers, before.editions),
            marks=pulse.marks != before.marks,
            waiting=pulse.waiting,
            own=pulse.marks - before.marks == self._own_before - own_before,
        )

    def _look_at_journals(self) -> None:
        prints = journal_prints(self._places)
        if prints == self._journals:
            return
        for name, its in prints.items():
            before = (self._journals or {}).get(name)
            # Another file of the same length took its place, or holes in it were filled, as some copying does.
            if before is not None and before != its and before[1] == its[1] == self._store.folded(name):
                self._store.fold(name, 0, (), ())
        with suppress(JournalError):  # a file that cannot be read now may be another one the next time
            self._fold()
        # What is too fresh to be looked at is looked at again.
        self._journals = None if any(map(is_unchecked, self._store.journals().values())) else prints


def journal_prints(places: Places) -> dict[str, _Print]:
    """Tell of each device's journal what it looks like; what a file sync is still copying has another name."""
    prints = {}
    with suppress(OSError), os.scandir(places.journal) as found:
        for entry in found:
            name, suffix = os.path.splitext(entry.name)
            if suffix == _SUFFIX and not name.startswith("."):
                with suppress(OSError):
                    its = entry.stat()
                    prints[name] = (its.st_ino, its.st_size, its.st_mtime_ns)
    return prints


def has_news(places: Places, store: Store) -> bool:
    """Tell whether a journal has more than was folded of it, or less, or is gone, or was too fresh to be looked at."""
    sizes = {name: size for name, (_, size, _) in journal_prints(places).items()}
    known = store.journals()
    return sizes != {name: folded.upto for name, folded in known.items()} or any(map(is_unchecked, known.values()))


def is_unchecked(journal: Folded) -> bool:
    """Tell whether a journal was replaced, and was too fresh to be looked at: its writer may still have been at it."""
    return not journal.tail


def _print(path: str) -> _Print | None:
    try:
        its = os.stat(path)
    except OSError:
        return None
    return its.st_ino, its.st_size, its.st_mtime_ns
