"""Papers from the network into the library: what is followed, and single papers.

Each lot is in the library before it is remembered as fetched, so whatever breaks in between is fetched once more, and
never lost. One call is one import among the acts, whatever it brought: `u` takes all of it back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from reader.errors import BusyError, NetworkError, UsageError
from reader.followed import DAILY, Follow
from reader.importing import Counts, ImportReport, Shelf, StreamImport
from reader.locking import ProcessLock
from reader.model import Entry
from reader.network.clock import StoppedError
from reader.network.lots import Came, Lot, Wish
from reader.network.remembered import Remembered
from reader.paths import Places

if TYPE_CHECKING:
    from reader.config import Settings
    from reader.library.facade import Library
    from reader.network.following import Network

_SAVE_EVERY: Final = 10
"""Lots after which what is remembered is written down; a few of them may be fetched twice after a crash."""
_SHOWN: Final = 3


class SyncProgress(NamedTuple):
    """How far it is."""

    name: str
    """What is being fetched."""
    day: date | None
    """The day that came last, where it goes by days."""
    papers: int
    """Papers that came up to now, known ones included."""
    added: int

    def __str__(self) -> str:
        """Say it in a few words: `daily 2026-11-29, 12 new`."""
        day = f" {self.day}" if self.day else ""
        return f"{self.name}{day}, {self.added:,} new"


class Trouble(NamedTuple):
    """What could not be fetched."""

    name: str
    why: str
    age: str = ""
    """When it was fetched before, in words, where that is to be said: `fetched 3 days ago`."""

    def __str__(self) -> str:
        """Say it as a sentence for a person."""
        name = f"{self.name} ({self.age})" if self.age else self.name
        return f"{name}: {self.why}{'' if self.why.endswith(('.', '?', '!')) else '.'}"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came."""

    report: ImportReport = field(default_factory=ImportReport)
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Of single papers: the best key of each that came."""

    def __str__(self) -> str:
        """Say it in one line; what went wrong comes first where nothing came."""
        added, updated = self.report.added, self.report.updated
        came = f"{added:,} new paper{'' if added == 1 else 's'}" if added else "Nothing new"
        if updated:
            came += f", {updated:,} updated"
        came = f"Stopped: {came[:1].lower()}{came[1:]}." if self.report.interrupted else f"{came}."
        wrong = str(self.troubles[0]) if self.troubles else ""
        if len(self.troubles) > 1:
            wrong += f" {len(self.troubles) - 1} more could not be fetched; octavo sync --status says why."
        return f"{came} {wrong}".strip() if added or updated or not wrong else wrong


class Syncing:
    """Brings papers in. Safe to use from several threads and processes: only one fetches what is followed at a time."""

    def __init__(
        self,
        places: Places,
        shelf: Callable[[str, bool], Shelf],
        network: Callable[[Places], Network] | None = None,
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            places: Where it is remembered what was fetched.
            shelf: Gives where the papers of one call go, by what to call it and whether a person is at it.
            network: Gives the network; by default the real one.
        """
        self._places = places
        self._shelf = shelf
        self._network = network or real_network

    def sync(
        self,
        settings: Settings,
        names: Sequence[str] = (),
        *,
        since: date | None = None,
        until: date | None = None,
        anew: bool = False,
        by_hand: bool = False,
        progress: Callable[[SyncProgress], None] = lambda _told: None,
        stop: threading.Event | None = None,
    ) -> SyncReport:
        """Fetch what is new of what is followed.

        Args:
            settings: Say what that is.
            names: Of those only these; all where there are none.
            since: The first day that is wanted, where a source goes by days; by default what is new.
            until: The last day.
            anew: Also what was fetched before.
            by_hand: A person does it, so that `u` takes it back.
            progress: Called after each lot, in this thread.
            stop: Ends it soon; what came stays.

        Raises:
            UsageError: nothing that is followed has one of the names.
            BusyError: another process is at it.
            StoreError: the library cannot be written; what came before is in.
        """
        follows = chosen(settings.follow, names)
        stop = stop or threading.Event()
        with self._alone():
            network = self._network(self._places)
            remembered = Remembered(self._places.synced)
            bringing = StreamImport(self._shelf(_called(follows), by_hand), stop)
            wish = Wish(network.clock.today(), since, until, anew)
            return _Sync(network, remembered, bringing, wish, progress, stop).run(follows)

    def add(
        self,
        texts: Sequence[str],
        *,
        by_hand: bool = False,
        progress: Callable[[SyncProgress], None] = lambda _told: None,
        stop: threading.Event | None = None,
    ) -> SyncReport:
        """Fetch single papers by arXiv ids, DOIs or addresses; what cannot be had costs nothing else.

        Raises:
            StoreError: the library cannot be written; what came before is in.
        """
        stop = stop or threading.Event()
        network = self._network(self._places)
        name = texts[0] if len(texts) == 1 else f"{texts[0]} and {len(texts) - 1:,} more"
        shelf = _NotingShelf(self._shelf(name, by_hand))
        bringing = StreamImport(shelf, stop)
        troubles = []
        interrupted = False
        for text in texts:
            before = bringing.report()
            try:
                whole = bringing.take(network.paper(text, stop))
            except StoppedError:
                whole = False
            except NetworkError as error:
                troubles.append(Trouble(text, str(error)))
                continue
            if not whole:
                interrupted = True
                break
            report = bringing.report()
            if report.papers == before.papers and report.problem_count == before.problem_count:
                troubles.append(Trouble(text, "what came tells of no paper"))
            progress(SyncProgress(text, None, report.papers, report.added))
        return SyncReport(bringing.report(interrupted=interrupted), tuple(troubles), (), tuple(shelf.keys))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = ProcessLock(self._places.sync_lock)
        if not lock.take("syncing"):
            holder = lock.holder()
            raise BusyError(
                f"another octavo is fetching already ({holder})" if holder else "octavo is fetching already"
            )
        try:
            yield
        finally:
            lock.release()


class _NotingShelf:
    """Hands on, and notes what comes by: the best key of each paper, in order."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.keys: dict[str, None] = {}

    def put(self, entries: Sequence[Entry], imported_at: str) -> Counts:
        """Take a batch in, all or nothing.

        Raises:
            StoreError: the library cannot be written; nothing of the batch is in.
        """
        counts = self._shelf.put(entries, imported_at)
        self.keys |= dict.fromkeys(entry.keys[0] for entry in entries)
        return counts


class _Sync:
    """One call under way."""

    def __init__(
        self,
        network: Network,
        remembered: Remembered,
        bringing: StreamImport,
        wish: Wish,
        progress: Callable[[SyncProgress], None],
        stop: threading.Event,
    ) -> None:
        self._network = network
        self._remembered = remembered
        self._bringing = bringing
        self._wish = wish
        self._progress = progress
        self._stop = stop
        self._unsaved = 0
        self._notes: list[str] = []

    def run(self, follows: Sequence[Follow]) -> SyncReport:
        troubles: list[Trouble] = []
        interrupted = False
        try:
            for told in self._network.follow(follows, self._wish, self._remembered, self._stop):
                if isinstance(told, Came):
                    if not self._take(told.follow, told.lot):
                        interrupted = True
                        break
                    continue
                self._end(told.follow, told.trouble)
                if told.trouble:
                    troubles.append(Trouble(told.follow.name, told.trouble))
        except StoppedError:
            interrupted = True
        finally:
            self._remembered.save()
        return SyncReport(self._bringing.report(interrupted=interrupted), tuple(troubles), tuple(self._notes))

    def _take(self, follow: Follow, lot: Lot) -> bool:
        """Put a lot into the library, and only then remember it."""
        if not self._bringing.take(lot):
            return False
        for fetched in lot.fetched:
            self._remembered.keep(fetched)
        if lot.day and lot.settled:
            self._remembered.past(follow).settle(lot.day)
        if lot.note:
            self._notes.append(lot.note)
        self._unsaved += 1
        if self._unsaved >= _SAVE_EVERY:
            self._unsaved = 0
            self._remembered.save()
        report = self._bringing.report()
        self._progress(SyncProgress(follow.name, lot.day, report.papers, report.added))
        return True

    def _end(self, follow: Follow, trouble: str) -> None:
        past = self._remembered.past(follow)
        past.tried, past.trouble = self._network.clock.now(), trouble
        if not trouble and self._wish.last == self._wish.today:
            past.at = past.tried
            past.newest = max(past.newest, self._wish.last.isoformat())
        self._remembered.save()


def real_network(places: Places) -> Network:
    """Give the network; whoever asks how old something is does not load it."""
    from reader.network.following import Network

    return Network(places)


def syncing_of(library: Library) -> Syncing:
    """Give what brings papers from the network into a library."""
    return Syncing(library.places, lambda name, by_hand: library.imports.shelf_of(name, by_hand=by_hand))


def chosen(follows: Sequence[Follow], names: Sequence[str]) -> list[Follow]:
    """Give those of some names, or all.

    Raises:
        UsageError: nothing is followed, or nothing of a name.
    """
    if not follows:
        raise UsageError("nothing is followed; octavo config tells how the settings name what is")
    by_name = {follow.name: follow for follow in follows}
    for name in names:
        if name not in by_name:
            from difflib import get_close_matches

            near = get_close_matches(name, list(by_name), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(by_name)}"
            raise UsageError(f"nothing that is followed is called {name!r}; {hint}")
    return [by_name[name] for name in dict.fromkeys(names)] if names else list(follows)


def _called(follows: Sequence[Follow]) -> str:
    names = ["the Daily Papers" if follow.source == DAILY else follow.name for follow in follows]
    if len(names) > _SHOWN:
        names[_SHOWN:] = [f"{len(names) - _SHOWN} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
