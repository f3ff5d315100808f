"""Saving the search on the screen under a name, watching it, and forgetting it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reader.app.picking import Picking
from reader.app.saved_views import SavedViews
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.library.answers import SavedSearch
from reader.model import clean_line
from reader.model.marks import search_name
from widgets.painting import shorten
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.library.marks import Marked

_QUERY = 44
"""Cells of a query in a title."""


class Saving:
    """The commands about saved searches; each is one call of the library and one message."""

    def __init__(self, stage: Stage, picking: Picking, views: SavedViews) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose a name.
            views: Knows which saved search is shown.
        """
        self._stage = stage
        self._picking = picking
        self._views = views

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"save_search": self._save, "watch": self._watch, "forget_search": self._choose_to_forget}

    def forget(self, name: str) -> None:
        """Forget a saved search."""
        self._try(
            lambda: _said(
                self._stage.library.forget_search(name),
                f"Forgot {name}; {self._stage.how_to('undo')} takes it back.",
                f"No {name} here.",
            )
        )

    def _save(self) -> None:
        query = self._stage.view.query
        if not query.strip():
            begins = f"{self._stage.how_to('search')} begins a search"
            self._stage.say(f"Every paper is here, so there is nothing to save; {begins}.")
            return
        saved = {search.name: search for search in self._stage.library.saved()}

        def picked(choice: Choice, typed: str) -> None:
            self._save_as(saved.get(choice.id), choice.id or search_name(typed), query)

        shown = self._current()
        self._picking.begin(
            f"Save {shorten(query, _QUERY)} as",
            [Choice(search.name, search.name, search.query, "replace") for search in saved.values()],
            picked,
            help_="Type a name  Enter saves  Esc closes",
            create="Save as",
            at=shown.name if shown else "",
            made_first=True,
        )

    def _save_as(self, former: SavedSearch | None, name: str, query: str) -> None:
        def act() -> str:
            # What is watched stays watched when it is worded anew.
            marked = self._stage.library.save_search(name, query, watch=former is not None and former.watch)
            key = self._stage.how_to
            words = f"Saved as {name}: {key('views')} finds it, {key('watch')} watches it for new papers."
            if former is not None:
                words = f"Replaced {name}; {key('undo')} takes it back."
            return _said(marked, words, f"It is saved as {name} already.")

        self._try(act)

    def _watch(self) -> None:
        search = self._current()
        if search is None:
            key = self._stage.how_to
            self._stage.say(f"This is no saved search; {key('save_search')} saves it, then {key('watch')} watches it.")
            return
        words = (
            f"{search.name} is an ordinary search again."
            if search.watch
            else f"Watching {search.name}: new papers are marked and come first."
        )
        library = self._stage.library
        self._try(
            lambda: _said(
                library.save_search(search.name, search.query, watch=not search.watch), words, "It is so already."
            )
        )

    def _choose_to_forget(self) -> None:
        saved = self._stage.library.saved()
        if not saved:
            self._stage.say(f"No search is saved; {self._stage.how_to('save_search')} saves the one on the screen.")
            return
        shown = self._current()
        self._picking.begin(
            "Forget a saved search",
            [choice_of(search) for search in saved],
            lambda choice, _typed: self.forget(name_of(choice)),
            help_="Enter forgets  Esc closes",
            at=f"{_SAVED}{shown.name}" if shown else "",
        )

    def _current(self) -> SavedSearch | None:
        """Give the saved search that is shown, also where it was typed once more."""
        if self._views.shown is not None:
            return self._views.shown
        query = clean_line(self._stage.view.query)
        return next((search for search in self._stage.library.saved() if query and search.query == query), None)

    def _try(self, act: Callable[[], str]) -> None:
        """Do something, show it, and say how it went."""
        try:
            words = act()
        except OctavoError as error:
            self._stage.say(str(error), alarm=True)
            return
        self._stage.marks_changed()
        self._stage.say(words)


_SAVED = "saved "


def choice_of(search: SavedSearch) -> Choice:
    """Offer a saved search, with what was counted in it last."""
    return Choice(f"{_SAVED}{search.name}", search.name, search.query, counts_of(search))


def name_of(choice: Choice) -> str:
    """Give the name of the saved search that is offered, or an empty text where it is something else."""
    return choice.id.removeprefix(_SAVED) if choice.id.startswith(_SAVED) else ""


def id_of(name: str) -> str:
    """Give the id of the choice that offers a saved search."""
    return f"{_SAVED}{name}"


def counts_of(search: SavedSearch) -> str:
    """Say how much is in a saved search: `3 new, 12 unread of 340`; `watching` stands for a watch without news."""
    if search.papers is None:
        return "counting…"
    words = f"{search.unread:,} unread of {search.papers:,}"
    if not search.watch:
        return words
    return f"{search.new:,} new, {words}" if search.new else f"watching, {words}"


def _said(marked: Marked | None, words: str, nothing: str) -> str:
    """Choose what to say: that nothing changed, why a change is not to be seen yet, or that it was made."""
    return nothing if marked is None else marked.late or words
