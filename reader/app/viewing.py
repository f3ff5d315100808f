"""Which papers are listed, and in which order: editions, all, unread, bookmarks, tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.picking import Picking
from reader.app.searching import Searching
from reader.app.stage import Stage
from reader.app.views import ALL, BOOKMARKS, SORT_WORDS, UNREAD, edition_view, tag_view
from reader.model import Sort, View
from reader.query.parse import parse
from widgets.picker import Choice

_NEXT_SORT = {Sort.RANK: Sort.DATE, Sort.DATE: Sort.TITLE, Sort.TITLE: Sort.ADDED, Sort.ADDED: Sort.DATE}


class Viewing:
    """The commands that choose a list."""

    def __init__(self, stage: Stage, picking: Picking, searching: Searching) -> None:
        self._stage = stage
        self._picking = picking
        self._searching = searching

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "newest": self._newest,
            "all": lambda: self._show(ALL),
            "unread": lambda: self._show(UNREAD),
            "bookmarks": lambda: self._show(BOOKMARKS),
            "next_edition": lambda: self._step(1),
            "previous_edition": lambda: self._step(-1),
            "views": self._choose,
            "order": self._reorder,
        }

    def _newest(self) -> None:
        """Show the newest edition."""
        editions = self._stage.library.editions()
        if editions:
            self._show(edition_view(editions[-1].edition))
        else:
            self._stage.say("There is no edition yet; octavo import PAGE brings one in.")

    def _step(self, step: int) -> None:
        views = [edition_view(count.edition) for count in self._stage.library.editions()]
        if not views:
            self._stage.say("There is no edition yet; octavo import PAGE brings one in.")
            return
        queries = [view.query for view in views]
        current = self._stage.view.query
        index = queries.index(current) + step if current in queries else len(views) - 1
        if not 0 <= index < len(views):
            self._stage.say("This is the newest edition." if step > 0 else "This is the oldest edition.")
            return
        self._show(views[index])

    def _choose(self) -> None:
        library = self._stage.library
        totals = library.totals()
        views: dict[str, View] = {}
        choices: list[Choice] = []

        def offer(view: View, papers: int, unread: int) -> None:
            views[view.query] = view
            choices.append(Choice(view.query, view.name, aside=f"{unread} unread of {papers}"))

        offer(ALL, totals.papers, totals.unread)
        offer(UNREAD, totals.unread, totals.unread)
        offer(BOOKMARKS, totals.bookmarked, library.count(parse("is:bookmarked is:unread")))
        for edition in reversed(library.editions()):
            offer(edition_view(edition.edition), edition.papers, edition.unread)
        for tag in library.tags():
            offer(tag_view(tag.name), tag.papers, tag.unread)

        def picked(choice: Choice, _typed: str) -> None:
            self._show(views[choice.id])

        self._picking.begin("Views", choices, picked, help_="Enter shows  Esc closes", at=self._stage.view.query)

    def _show(self, view: View) -> None:
        self._searching.drop()
        self._stage.show_view(view)

    def _reorder(self) -> None:
        if self._searching.active:
            self._stage.say(self._searching.reorder())
            return
        view, row = self._stage.view, self._stage.row
        in_edition = view.query.startswith("edition:")
        sort = Sort.RANK if in_edition and view.sort is Sort.ADDED else _NEXT_SORT[view.sort]
        view = View(view.name, view.query, sort)
        listing = self._stage.library.listing(parse(view.query), sort)
        cursor = listing.index_of(row.id) if row is not None else None
        self._stage.show(listing, view, cursor=cursor or 0)
        self._stage.say(f"Sorted {SORT_WORDS[sort]}.")
