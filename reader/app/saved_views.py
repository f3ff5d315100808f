"""Saved searches as views: under their name, answered in the background, the new papers of a watch first.

What is new in a watch stays marked for as long as one looks, searches that are begun there and left again included; it
is seen once another view is shown or the reader is quit. A connection that drops is no such thing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from reader.app.asking import Asker
from reader.app.stage import Stage
from reader.app.views import SORT_WORDS, first_view
from reader.errors import OctavoError, UsageError
from reader.library import Found
from reader.library.answers import SavedSearch
from reader.library.plain import usual_sort
from reader.model import Sort, View
from reader.query import Query
from reader.query.describe import describe
from reader.query.highlight import Highlighter
from reader.query.parse import parse


class _Shown(NamedTuple):
    """The saved search that is shown, or that a search returns to."""

    search: SavedSearch
    query: Query
    view: View
    found: Found


class _Asked(NamedTuple):
    """How the answer that is waited for is to be shown."""

    search: SavedSearch
    query: Query
    sort: Sort
    key: str = ""
    """The paper to go to."""
    row: int = 0
    """The row to go to where that paper is not there."""
    needed: bool = False
    """There is no list to stay at where it fails."""
    quiet: bool = False
    """It is on the screen already; nobody waits for it."""


class SavedViews:
    """Opens saved searches, and knows which one is shown."""

    def __init__(self, stage: Stage, asker: Asker, leave_search: Callable[[], None]) -> None:
        """Connect.

        Args:
            stage: The screen.
            asker: Searches in the background.
            leave_search: Forgets the search that is shown, if one is.
        """
        self._stage = stage
        self._asker = asker
        self._leave_search = leave_search
        self._shown: _Shown | None = None
        self._asked: _Asked | None = None
        self._failed: _Asked | None = None
        self.arrived: Callable[[bool], None] = lambda _well: None
        """Called when what was waited for has come, or failed."""
        self.left: Callable[[], None] = lambda: None
        """Called after what was new in a watch was seen."""

    @property
    def awaited(self) -> bool:
        """Whether a saved search was opened and has yet to come: keys typed now are meant for what is in it."""
        return self._asked is not None and not self._asked.quiet

    @property
    def shown(self) -> SavedSearch | None:
        """The saved search that is on the screen."""
        return self._shown.search if self._shown is not None and self._shown.view == self._stage.view else None

    def holds(self, view: View) -> bool:
        """Tell whether a view is the saved search that is open, or is being opened."""
        if self._asked is not None and self._asked.needed:
            return view.name == self._asked.search.name
        return self._shown is not None and self._shown.view == view

    def open(self, name: str, *, key: str = "", row: int = 0, needed: bool = False) -> None:
        """Show a saved search when its papers are found.

        Args:
            name: Its name.
            key: The paper to go to.
            row: The row to go to where that paper is not in it.
            needed: There is no list to stay at where it fails.
        """
        search = _named(self._stage.library.saved(), name)
        if search is None:
            self._stage.say(f"No search is saved as {name} any more.", alarm=True)
            if needed:
                self._stage.show_view(first_view(self._stage.library))
            return
        query = parse(search.query)
        self._ask(_Asked(search, query, query.sort or usual_sort(query), key, row, needed))

    def reopen(self, view: View, cursor: int) -> bool:
        """Show a view again if it is a saved search, and tell whether it is one. Called by: the screen."""
        if self._shown is not None and self._shown.view == view:
            # What was counted when it was opened is counted anew: papers may have been read in a search.
            found = self._shown.found
            self._shown = self._shown._replace(found=found._replace(unread=found.listing.unread()))
            self._show(self._shown, cursor)
            return True
        search = _named(self._stage.library.saved(), view.name)
        if search is None or search.query != view.query:
            return False
        self.open(search.name, row=cursor, needed=True)
        return True

    def again(self) -> None:
        """Look once more: the index has changed."""
        if self._failed is not None:
            self._ask(self._failed)
        elif self._shown is not None and self._asked is None:
            self._look_again(self._shown, self._shown.view.sort)

    def reorder(self) -> str:
        """Change the order of the saved search that is shown, and give the words that say so."""
        assert self._shown is not None, "only what is shown is put in another order"
        query, view = self._shown.query, self._shown.view
        if query.sort is not None:
            return f"The saved search itself asks for its order: {SORT_WORDS[query.sort]}."
        order = list(dict.fromkeys((usual_sort(query), Sort.DATE, Sort.TITLE, Sort.TRENDING)))
        sort = order[((order.index(view.sort) if view.sort in order else 0) + 1) % len(order)]
        self._look_again(self._shown, sort)
        return f"Sorted {SORT_WORDS[sort]}."

    def renew(self) -> None:
        """Take note that what is saved has changed: the search that is shown may be a watch now, or none any more."""
        if self._shown is None:
            return
        search = _named(self._stage.library.saved(), self._shown.search.name)
        if search is not None and search.query == self._shown.search.query:
            self._shown = self._shown._replace(search=search)

    def leave(self) -> None:
        """Take note that another view is shown from now on: what was new was seen."""
        if self.end():
            self.left()

    def end(self) -> bool:
        """Leave as the last thing that is done, and tell whether something new was seen."""
        shown, self._shown, self._asked, self._failed = self._shown, None, None, None
        self._asker.forget()
        library = self._stage.library
        # Papers that are not indexed yet would be taken for seen, and nobody has seen them.
        if shown is None or not shown.search.watch or not shown.found.new or library.index_pending():
            return False
        with suppress(OctavoError):
            library.seen(shown.search.name)
        return True

    def cancel(self) -> None:
        """Wait no longer."""
        asked, self._asked = self._asked, None
        self._asker.forget()
        if asked is not None and asked.needed:
            self._stage.show_view(first_view(self._stage.library))

    def _look_again(self, shown: _Shown, sort: Sort) -> None:
        self._ask(_Asked(shown.search, shown.query, sort, quiet=True))

    def _ask(self, asked: _Asked) -> None:
        library, watch = self._stage.library, asked.search.name if asked.search.watch else ""
        self._asked, self._failed = asked, None
        self._asker.ask(
            lambda: library.search(asked.query, asked.sort, partly=False, watch=watch), self._answered, self._say_failed
        )

    def _answered(self, found: Found) -> None:
        asked, self._asked = self._asked, None
        assert asked is not None, "an answer that nobody waits for is dropped"
        view = View(asked.search.name, asked.search.query, asked.sort)
        shown = _Shown(asked.search, asked.query, view, found)
        if asked.quiet:
            self._take_quietly(shown, asked)
            return
        if self._shown is None or self._shown.search.name != asked.search.name:
            self.leave()
        self._leave_search()
        self._shown = shown
        self._show(shown, self._row_of(asked, found))
        if found.trouble:
            self._stage.say(found.trouble, alarm=True)
        self.arrived(True)

    def _take_quietly(self, shown: _Shown, asked: _Asked) -> None:
        """Bring what is shown up to date where it is; a search that returns to it finds it so."""
        on_screen, paper = self.shown is not None, self._stage.paper
        self._shown = shown
        if on_screen:
            key = paper.key if paper is not None else ""
            row = self._row_of(asked._replace(key=key, row=self._stage.cursor), shown.found)
            self._show(shown, row, still=True)

    def _say_failed(self, words: str) -> None:
        asked, self._asked = self._asked, None
        if asked is not None and asked.needed:
            self._failed = asked
            self._stage.show_view(first_view(self._stage.library))
        if asked is None or not asked.quiet:
            self._stage.say(words, alarm=True)
            self.arrived(False)

    def _show(self, shown: _Shown, cursor: int, *, still: bool = False) -> None:
        query, name = shown.query, shown.search.name
        self._stage.show(
            shown.found.listing,
            shown.view,
            cursor=cursor,
            highlighter=Highlighter(query.root) if query.text_clauses else None,
            empty=f"Nothing is in {name}: {describe(query)}.\n{self._stage.how_to('views')} chooses another view.",
            found=shown.found,
            still=still,
        )

    def _row_of(self, asked: _Asked, found: Found) -> int:
        if asked.key:
            with suppress(UsageError):
                row = found.listing.index_of(self._stage.library.resolve(asked.key).id)
                return asked.row if row is None else row
        return asked.row


def _named(searches: list[SavedSearch], name: str) -> SavedSearch | None:
    return next((search for search in searches if search.name == name), None)
