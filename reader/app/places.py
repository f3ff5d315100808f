"""Where one is: a list and a paper in it; how to get there again, and what is remembered of it for the next start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from reader.errors import UsageError
from reader.model import Sort, View, clean_line
from reader.query.parse import parse

if TYPE_CHECKING:
    from reader.app.main_screen import MainScreen
    from reader.app.saved_views import SavedViews
    from reader.app.searching import Searching

_SAVE_AFTER: Final = 2.0
"""Seconds after which a change of the view is written down; what is marked never waits."""
_LONGEST: Final = 2_000
"""Characters of a text that are believed: as many as a query may have."""
_ROWS: Final = 1 << 31
"""More than any list has; what is beyond is no number of a row."""


class Spot(NamedTuple):
    """A list, and a paper in it."""

    name: str
    """What the list is called."""
    query: str
    sort: Sort
    kind: str
    """`view`, `saved` (a saved search) or `search`."""
    key: str
    """The key of the paper, or an empty text."""
    row: int
    """Its number in the list."""
    title: str = ""
    """The title of the paper, as it is stored."""

    def is_same_list(self, other: Spot) -> bool:
        """Tell whether another spot is in the same list, whatever its order."""
        return (
            self.query == other.query and self.kind == other.kind and (self.kind == "search" or self.name == other.name)
        )

    def is_same(self, other: Spot) -> bool:
        """Tell whether another spot is the same paper of the same list."""
        return self.is_same_list(other) and self.key == other.key

    def told(self) -> dict[str, object]:
        """Give it as values for a file."""
        return {**self._asdict(), "sort": self.sort.value}


def read_spot(told: object) -> Spot | None:
    """Read what `told` gave, from a file that anybody may have written; nothing where it makes no sense."""
    if not isinstance(told, Mapping):
        return None
    texts = [told.get(name) for name in ("name", "query", "kind", "key", "title")]
    row, sort = told.get("row"), told.get("sort")
    if type(row) is not int or not 0 <= row < _ROWS or sort not in list(Sort):
        return None
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in texts):
        return None
    name, query, kind, key, title = (clean_line(str(text)) for text in texts)
    if kind not in ("view", "saved", "search") or not name:
        return None
    return Spot(name, query, Sort(str(sort)), kind, key, row, title)


class Whereabouts:
    """Knows where one is, and leads to where one was."""

    def __init__(self, screen: MainScreen, searching: Searching, saved: SavedViews) -> None:
        """Connect.

        Args:
            screen: What is shown.
            searching: The search that is shown, if one is.
            saved: The saved search that is shown, if one is.
        """
        self._screen = screen
        self._searching = searching
        self._saved = saved
        self._saving = False

    def here(self) -> Spot:
        """Tell where one is."""
        screen, paper = self._screen, self._screen.paper
        view, kind = screen.view, "saved" if self._saved.holds(screen.view) else "view"
        if self._searching.active:
            view, kind = View(view.name, self._searching.query.source, view.sort), "search"
        key, title = (paper.key, paper.title) if paper is not None else ("", "")
        return Spot(view.name, view.query, view.sort, kind, key, screen.cursor, title[:_LONGEST])

    def go(self, spot: Spot) -> None:
        """Go somewhere; where the paper is not in the list any more, that is said."""
        screen = self._screen
        if spot.is_same_list(self.here()):
            self._point(spot)
        elif spot.kind == "search":
            self._searching.revisit(spot.query, spot.key)
        elif spot.kind == "saved":
            self._saved.open(spot.name, key=spot.key, row=spot.row)
        else:
            self._searching.drop()
            self._saved.leave()
            query = parse(spot.query)
            row = screen.library.locate(query, spot.sort, spot.key, spot.row)
            screen.show_view(View(spot.name, spot.query, spot.sort), cursor=spot.row if row is None else row)
            self._miss(spot, row)

    def show(self, name: str, query: str, sort: Sort) -> None:
        """Show a view from its beginning."""
        self._searching.drop()
        self._saved.leave()
        self._screen.show_view(View(name, query, sort))

    def follow(self) -> None:
        """Another paper or list is shown: where one is is written down before long."""
        screen = self._screen
        key = screen.paper.key if screen.paper is not None else ""
        if self._searching.active and self._searching.came_from is not None:
            view, cursor, before = self._searching.came_from
            query = self._searching.query.source
            saved = self._saved.holds(view)
            screen.session.remember(view, before, cursor, opened=screen.opened, query=query, found=key, saved=saved)
        else:
            saved = self._saved.holds(screen.view)
            screen.session.remember(screen.view, key, screen.cursor, opened=screen.opened, saved=saved)
        self.save_soon()

    def save_soon(self) -> None:
        """Write down before long what the session remembers."""
        if not self._saving:
            self._saving = True
            self._screen.set_timer(_SAVE_AFTER, self._save)

    def _point(self, spot: Spot) -> None:
        """Go to a paper of the list that is shown."""
        try:
            row = self._screen.listing.index_of(self._screen.library.resolve(spot.key).id) if spot.key else None
        except UsageError:
            row = None
        self._screen.go_to(spot.row if row is None else row)
        self._miss(spot, row)

    def _miss(self, spot: Spot, row: int | None) -> None:
        if row is None and spot.key:
            self._screen.say("The paper of this place is not in the list any more.")

    def _save(self) -> None:
        self._saving = False
        self._screen.session.save()
