"""What others do to the library while the reader is open: seen within seconds, shown where it stands.

A thread looks (`reader.library.following`), so no key ever waits for a slow file system or for somebody who writes.
What it finds is shown in the screen's own turn: the paper under the cursor stays under it, on the line where it is, and
where nothing that is in sight has changed, nothing is sent to the terminal.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from reader.app.asking import Asker
from reader.app.stage import Stage
from reader.library import Library, Listing
from reader.library.following import Change, Follower

EVERY = 1.0
"""Seconds between two looks."""
_REST = 4.0
"""Nothing is looked at for so many times as long as the last change took to be shown: an import changes much."""
_LONGEST_REST = 5.0
"""Seconds that nothing is looked at, at the most."""
_LONG = 20_000
"""Papers from which on a list is not listed anew after the reader's own marks: what fits no more stays in any case."""


class Shared(Stage, Protocol):
    """The main screen, as far as it can show what others did."""

    def renew(self, listing: Listing) -> None:
        """Show the list as it is now."""
        ...

    def mention(self, words: str) -> None:
        """Say something where the status line has nothing else to say."""
        ...

    def look_again(self) -> None:
        """Draw again what shows marks and papers."""
        ...


class Together:
    """Follows the library, and keeps the screen in step."""

    def __init__(
        self, screen: Shared, library: Library, follower: Follower, asker: Asker, later: Callable[..., object]
    ) -> None:
        """Connect; nothing is looked at before `begin`.

        Args:
            screen: Shows it.
            library: The papers and marks.
            follower: Tells what was changed since the screen was made.
            asker: Lists anew in the background.
            later: The way back into the screen's turn; may be called in any thread.
        """
        self._screen = screen
        self._library = library
        self._asker = asker
        self._later = later
        self._follower = follower
        self._editions = {count.edition.key for count in library.editions()}
        self._wake = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._busy_since = 0.0
        self._rest = 0.0
        self.listed_elsewhere: Callable[[], bool] = lambda: False
        """Whether the list is the answer to a search, which `papers_changed` brings up to date."""
        self.papers_changed: Callable[[bool], None] = lambda _waiting: None
        """Called after papers have come or changed, with whether the index has yet to hear of them."""
        self.changed: Callable[[], None] = lambda: None
        """Called after anything has changed."""

    @property
    def idle(self) -> bool:
        """Whether nothing that was found has yet to be shown."""
        return not self._busy_since

    def begin(self) -> None:
        """Look from now on, once every second."""
        self._thread = threading.Thread(target=self._run, name="octavo-follow", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait for the look that is under way."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while self._next():
            try:
                change = self._follower.look()
            except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged
                self._library.log_unexpected(error)
                continue
            if change is not None and not self._stopped:
                self._busy_since = time.monotonic()
                self._later(self._take, change)

    def _next(self) -> bool:
        with self._wake:
            if not self._stopped:
                self._wake.wait(max(EVERY, self._rest))
            # What was found has to be on the screen before there is more of it.
            while self._busy_since and not self._stopped:
                self._wake.wait(EVERY)
            return not self._stopped

    def _take(self, change: Change) -> None:
        if change.papers or change.waiting:
            self.papers_changed(change.waiting)
        if not (change.papers or change.marks):
            self._shown()
            return
        self._screen.look_again()
        self.changed()
        if change.papers:
            self._tell_of_edition()
        listing = self._screen.listing
        heeded = listing.heeds_marks and not (change.own and len(listing) > _LONG)
        if self.listed_elsewhere() or not (change.papers or heeded):
            # Reading a list of a million papers is work that the next key would feel, and each mark leads here.
            self._shown()
            return
        self._asker.ask(listing.renewed, lambda renewed: self._renew(listing, renewed), lambda _words: self._shown())

    def _renew(self, former: Listing, renewed: Listing) -> None:
        if self._screen.listing is former and not former.is_same(renewed):
            self._screen.renew(renewed)
        self._shown()

    def _shown(self) -> None:
        self._rest = min(_LONGEST_REST, _REST * (time.monotonic() - self._busy_since))
        self._busy_since = 0.0

    def _tell_of_edition(self) -> None:
        """Say which edition came in, unless the line has something else to say."""
        editions = [count.edition for count in self._library.editions()]
        fresh = [edition for edition in editions if edition.key not in self._editions]
        self._editions = {edition.key for edition in editions}
        if len(fresh) == 1:
            key = self._screen.how_to("newest" if fresh[0] == editions[-1] else "views")
            self._screen.mention(f"{fresh[0].title} has come in; {key} shows it.")
        elif fresh:
            self._screen.mention(f"{len(fresh):,} editions have come in; {self._screen.how_to('views')} shows them.")
