"""Which papers are listed, and in which order: editions, all, unread, bookmarks, tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.stage import Stage
from reader.library import Listing
from reader.model import Edition, Sort, View
from reader.query.parse import parse
from widgets.picker import Choice

ALL = View("All papers", "", Sort.DATE)
UNREAD = View("Unread", "is:unread", Sort.DATE)
BOOKMARKS = View("Bookmarks", "is:bookmarked", Sort.DATE)

_NEXT_SORT = {Sort.RANK: Sort.DATE, Sort.DATE: Sort.TITLE, Sort.TITLE: Sort.ADDED, Sort.ADDED: Sort.DATE}
_SORT_WORDS = {
    Sort.RANK: "by rank",
    Sort.DATE: "the newest first",
    Sort.TITLE: "by title",
    Sort.ADDED: "the last added first",
    Sort.RELEVANCE: "the best match first",
}


def edition_view(edition: Edition) -> View:
    """Give the view of one edition."""
    return View(edition.title, f'edition:"{edition.key}"', Sort.RANK)


def tag_view(name: str) -> View:
    """Give the view of one tag."""
    return View(f"#{name}", f"tag:{name}", Sort.DATE)


class Viewing:
    """The commands that choose a list."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "newest": self.newest,
            "all": lambda: self.show(ALL),
            "unread": lambda: self.show(UNREAD),
            "bookmarks": lambda: self.show(BOOKMARKS),
            "next_edition": lambda: self._step(1),
            "previous_edition": lambda: self._step(-1),
            "views": self._choose,
            "order": self._reorder,
        }

    def first_view(self) -> View:
        """Choose what a first start shows: the newest edition, or all papers where there is none."""
        editions = self._stage.library.editions()
        return edition_view(editions[-1].edition) if editions else ALL

    def listing(self, view: View) -> Listing:
        """Give the papers of a view."""
        return self._stage.library.listing(parse(view.query), view.sort)

    def show(self, view: View, *, cursor: int = 0) -> None:
        """Show a view from the top, or from a row."""
        self._stage.show(self.listing(view), view, cursor=cursor)

    def newest(self) -> None:
        """Show the newest edition."""
        editions = self._stage.library.editions()
        if editions:
            self.show(edition_view(editions[-1].edition))
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
        self.show(views[index])

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
            self.show(views[choice.id])

        self._stage.choose("Views", choices, picked, help_="Enter shows  Esc closes", at=self._stage.view.query)

    def _reorder(self) -> None:
        view, row = self._stage.view, self._stage.row
        in_edition = view.query.startswith("edition:")
        sort = Sort.RANK if in_edition and view.sort is Sort.ADDED else _NEXT_SORT[view.sort]
        view = View(view.name, view.query, sort)
        listing = self.listing(view)
        cursor = listing.index_of(row.id) if row is not None else None
        self._stage.show(listing, view, cursor=cursor or 0)
        self._stage.say(f"Sorted {_SORT_WORDS[sort]}.")
