"""How much is in the saved searches: counted in the background when something has changed, and said softly.

Counting means searching, so it never happens while the hands are at work: not in the first seconds, and after marks
only once they have settled.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen
from textual.timer import Timer

from reader.app.asking import Asker
from reader.app.saved_views import SavedViews
from reader.library import Library
from reader.library.answers import SavedSearch
from widgets.painting import shorten

FIRST = 4.0
"""Seconds after the start when it is counted for the first time."""
SETTLED = 1.5
"""Seconds without a mark after which the marks have settled."""
_NAME = 24
"""Cells of a name in the status line."""


class Counting:
    """Keeps the counts of the saved searches fresh."""

    def __init__(self, library: Library, screen: Screen[None], asker: Asker, views: SavedViews) -> None:
        """Connect; nothing is counted before `begin`.

        Args:
            library: Counts.
            screen: Has the clock.
            asker: Asks in the background.
            views: Knows what one looks at, so that this is no news.
        """
        self._library = library
        self._screen = screen
        self._asker = asker
        self._views = views
        self._timer: Timer | None = None
        self._begun = False
        self.told: Callable[[str], None] = lambda _news: None
        """Called with what is new in the watches, whenever it was counted; an empty text where nothing is."""
        self.changed: Callable[[], None] = lambda: None
        """Called when it was counted."""

    def begin(self) -> None:
        """Count before long."""
        self._after(FIRST)

    def soon(self) -> None:
        """Count once what is changing has settled, and not in the first seconds."""
        if self._begun:
            self._after(SETTLED)

    def count(self) -> None:
        """Count now, in the background."""
        self._stop()
        self._begun = True
        self._asker.ask(self._library.count_saved, self._counted)

    def tell(self) -> None:
        """Say what is new, by the last count."""
        shown = self._views.shown
        self.told(news_of([s for s in self._library.saved() if s.new and (shown is None or s.name != shown.name)]))

    def _after(self, seconds: float) -> None:
        self._stop()
        self._timer = self._screen.set_timer(seconds, self.count)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _counted(self, _changed: bool) -> None:
        # Of two counts that overlap only the second is heard of, so whether it changed anything means nothing.
        self.changed()
        self.tell()


def news_of(searches: list[SavedSearch]) -> str:
    """Say in a few words what is new in the watches that have something."""
    new = sum(search.new or 0 for search in searches)
    if not new:
        return ""
    where = shorten(searches[0].name, _NAME) if len(searches) == 1 else f"{len(searches)} watches"
    return f"{new:,} new in {where}"
