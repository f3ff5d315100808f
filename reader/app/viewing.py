"""Which papers are listed, and in which order: editions, all, unread, bookmarks, saved searches, tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reader.app.keys import Given
from reader.app.picking import Picking
from reader.app.pinned import Pinned
from reader.app.saved_views import SavedViews
from reader.app.saving import Saving, choice_of, id_of, name_of
from reader.app.searching import Searching
from reader.app.stage import Stage
from reader.app.views import ALL, BOOKMARKS, SORT_WORDS, TRENDING, UNREAD, edition_view, tag_view
from reader.model import Sort, View
from reader.query.editions import named
from reader.query.parse import parse
from widgets.picker import Choice

_NEXT_SORT = {
    Sort.RANK: Sort.DATE,
    Sort.DATE: Sort.TITLE,
    Sort.TITLE: Sort.ADDED,
    Sort.ADDED: Sort.TRENDING,
    Sort.TRENDING: Sort.DATE,
}


class Viewing:
    """The commands that choose a list."""

    def __init__(
        self,
        stage: Stage,
        picking: Picking,
        searching: Searching,
        saved: SavedViews,
        saving: Saving,
        count: Callable[[], None],
        ages: Callable[[], str],
        given: Given,
        pinned: Pinned,
    ) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose.
            searching: The search that another view ends.
            saved: Shows saved searches.
            saving: Forgets them.
            count: Has saved searches counted that were not yet.
            ages: Says how old is what is followed.
            given: How many editions to go on by.
            pinned: Knows which views are on digits.
        """
        self._pinned = pinned
        self._given = given
        self._stage = stage
        self._picking = picking
        self._searching = searching
        self._saved = saved
        self._saving = saving
        self._count = count
        self._ages = ages
        self._opening = 0

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
        editions = [count.edition for count in self._stage.library.editions()]
        if not editions:
            self._stage.say("There is no edition yet; octavo import PAGE brings one in.")
            return
        views = [edition_view(edition) for edition in editions]
        # One without a year that is shown may have got its year meanwhile.
        head, _, key = self._stage.view.query.partition(":")
        shown = named(key.strip('"'), editions) if head == "edition" else []
        now = editions.index(shown[-1]) if shown else -1
        index = max(0, min(now + step * self._given.times, len(views) - 1)) if now >= 0 else len(views) - 1
        if index == now:
            self._stage.say("This is the newest edition." if step > 0 else "This is the oldest edition.")
            return
        self._show(views[index])

    def counted(self) -> None:
        """Show the figures of saved searches anew where they are offered just now."""
        self._picking.renew(self._opening)

    def _choose(self) -> None:
        views: dict[str, View] = {}

        def choices() -> list[Choice]:
            views.clear()
            return list(self._pinned.marked(list(self._offered(views))))

        def picked(choice: Choice, _typed: str) -> None:
            if name := name_of(choice):
                self._saved.open(name)
            elif not self._pinned.take(choice):
                self._show(views[choice.id])

        def dropped(choice: Choice) -> None:
            if name := name_of(choice):
                self._saving.forget(name)

        shown, saved = self._saved.shown, self._stage.library.saved()
        help_ = "Enter shows  Del forgets a saved search  Esc closes" if saved else "Enter shows  Esc closes"
        at = id_of(shown.name) if shown is not None else self._stage.view.query
        note = f"fetched: {ages}" if (ages := self._ages()) else ""
        self._opening = self._picking.begin("Views", choices, picked, help_=help_, at=at, dropped=dropped, note=note)
        if any(search.papers is None for search in saved):
            self._count()

    def _offered(self, views: dict[str, View]) -> Iterator[Choice]:
        """Offer every view, and note those that are no saved searches by the ids of their choices."""
        library = self._stage.library
        totals = library.totals()

        def offer(view: View, papers: int, unread: int) -> Choice:
            views[view.query] = view
            return Choice(view.query, view.name, aside=f"{unread:,} unread of {papers:,}")

        yield offer(ALL, totals.papers, totals.unread)
        yield offer(UNREAD, totals.unread, totals.unread)
        yield offer(BOOKMARKS, totals.bookmarked, library.count(parse("is:bookmarked is:unread")))
        first = library.listing(parse(TRENDING.query), TRENDING.sort).rows(0, 1)
        if first and first[0].up:
            yield offer(TRENDING, totals.papers, totals.unread)
        yield from map(choice_of, library.saved())
        for edition in reversed(library.editions()):
            yield offer(edition_view(edition.edition), edition.papers, edition.unread)
        for tag in library.tags():
            yield offer(tag_view(tag.name), tag.papers, tag.unread)

    def _show(self, view: View) -> None:
        self._searching.drop()
        self._saved.leave()
        self._stage.show_view(view)

    def _reorder(self) -> None:
        if self._searching.active:
            self._stage.say(self._searching.reorder())
            return
        if self._saved.shown is not None:
            self._stage.say(self._saved.reorder())
            return
        view, row = self._stage.view, self._stage.row
        in_edition = view.query.startswith("edition:")
        sort = Sort.RANK if in_edition and view.sort is Sort.TRENDING else _NEXT_SORT.get(view.sort, Sort.DATE)
        view = View(view.name, view.query, sort) if view.query != TRENDING.query else View(ALL.name, ALL.query, sort)
        listing = self._stage.library.listing(parse(view.query), sort)
        cursor = listing.index_of(row.id) if row is not None else None
        self._stage.show(listing, view, cursor=cursor or 0)
        self._stage.say(f"Sorted {SORT_WORDS[sort]}.")
