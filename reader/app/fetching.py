"""R: fetch what is followed, in a thread; progress and outcome in the status line, and the same key stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from reader.app.asking import Asker, Later
from reader.app.stage import Stage

if TYPE_CHECKING:
    from reader.config import Settings
    from reader.library import Library
    from reader.library.syncing import SyncProgress, SyncReport


class Tells(Protocol):
    """The status line, as far as it says what goes on."""

    def work(self, words: str) -> None:
        """Say what goes on in the background; an empty text where nothing does."""
        ...


class Fetching:
    """Fetches when it is told to, and never by itself."""

    def __init__(self, stage: Stage, status: Tells, settings: Settings, asker: Asker, later: Later) -> None:
        """Connect; nothing is loaded before the key.

        Args:
            stage: The screen.
            status: Says how far it is.
            settings: Say what is followed.
            asker: Has the thread.
            later: The way back into the screen's turn; may be called in any thread.
        """
        self._stage = stage
        self._status = status
        self._settings = settings
        self._asker = asker
        self._later = later
        self._stop: threading.Event | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does the command."""
        return {"sync": self._turn}

    def ages(self) -> str:
        """Say how old what is followed is, in a line; an empty text where nothing is followed."""
        from reader.library.fetched import ages, statuses  # not on the way to the first screen

        return ages(statuses(self._stage.library.places, self._settings), time.time())

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self._stop is not None

    def stop(self) -> None:
        """Stop soon, without a word."""
        if self._stop is not None:
            self._stop.set()

    def cancel(self) -> None:
        """Stop soon; what came stays."""
        self.stop()
        self._status.work("stopping")

    def _turn(self) -> None:
        if self.busy:
            self.cancel()
            return
        if self._stage.library.unwritable:
            self._stage.say(self._stage.library.unwritable, alarm=True)
            return
        stop = self._stop = threading.Event()
        library, settings = self._stage.library, self._settings
        self._status.work("fetching")
        keys = f"{self._stage.how_to('sync')} or {self._stage.how_to('back')}"
        self._stage.say(f"Fetching what is followed; {keys} stops it.")

        def tell(words: str) -> None:
            self._later(self._tell, stop, words)

        def ask() -> SyncReport:
            return _fetch(library, settings, stop, tell)

        self._asker.ask(ask, self._done, self._failed)

    def _tell(self, stop: threading.Event, words: str) -> None:
        if stop is self._stop and not stop.is_set():
            self._status.work(words)

    def _done(self, report: SyncReport) -> None:
        self._end()
        words = str(report)
        if problems := report.report.problem_count:
            words += f" {problems:,} record{'' if problems == 1 else 's'} could not be read; octavo sync says which."
        if report.report.added or report.report.updated:
            self._stage.papers_changed()
        self._stage.say(words, alarm=bool(report.troubles))

    def _failed(self, words: str) -> None:
        self._end()
        self._stage.say(words if words.endswith(".") else f"{words[:1].upper()}{words[1:]}.", alarm=True)

    def _end(self) -> None:
        self._stop = None
        self._status.work("")


def _fetch(library: Library, settings: Settings, stop: threading.Event, tell: Callable[[str], None]) -> SyncReport:
    from reader.library.fetched import age, statuses
    from reader.library.syncing import syncing_of  # the network: not before somebody wants it

    def progressed(told: SyncProgress) -> None:
        tell(f"fetching {told}")

    report = syncing_of(library).sync(settings, by_hand=True, progress=progressed, stop=stop)
    if not report.troubles:
        return report
    # Who has no network wants to know how old is what there is.
    now = time.time()
    known = {
        one.follow.name: f"fetched {age(one.at, now)}" if one.at else "never fetched"
        for one in statuses(library.places, settings)
    }
    troubles = tuple(trouble._replace(age=known.get(trouble.name, "")) for trouble in report.troubles)
    return replace(report, troubles=troubles)
