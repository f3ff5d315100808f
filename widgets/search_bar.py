"""The first line of the screen: the name of the list, or the query that is being typed."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.query import QueryProblem
from widgets import painting
from widgets.editor_line import draw_editor
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_editor import LineEditor
from widgets.line_widget import LineWidget

_EDITOR_FROM = 20
"""The least room, in cells, that the query keeps beside the words at its right."""
_DETAIL_FROM = 12
"""The least room, in cells, in which it is told what is in a list."""


class SearchBar(LineWidget):
    """Names the list that is shown, or takes a query and shows where it cannot be read.

    | class | description |
    | :- | :- |
    | `search-bar--title` | the name of the list |
    | `search-bar--fact` | how many papers it has, and what is in it |
    | `search-bar--sign` | the sign before a query |
    | `search-bar--query` | the query |
    | `search-bar--cursor` | the cell under the editor's cursor |
    | `search-bar--problem` | the part of a query that cannot be read, and why |
    """

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.editor = LineEditor()
        """The query; whoever changes it calls `refresh`."""
        self._glyphs = glyphs
        self._title = ""
        self._fact = ""
        self._detail = ""
        self._phrase = ""
        self._editing = False
        self._searching = False
        self._problems: tuple[QueryProblem, ...] = ()

    # Public

    @property
    def editing(self) -> bool:
        """Whether the keys go to the query."""
        return self._editing

    def entitle(self, title: str, fact: str, detail: str = "") -> None:
        """Say which list is shown, how many papers it has, and where its name does not tell it, what is in it."""
        if (title, fact, detail) != (self._title, self._fact, self._detail):
            self._title, self._fact, self._detail = title, fact, detail
            self.refresh()

    def phrase(self, words: str) -> None:
        """Say a query in words while it is not being edited; an empty text lets it speak for itself."""
        if words != self._phrase:
            self._phrase = words
            self.refresh()

    def edit(self, *, editing: bool, searching: bool) -> None:
        """Show the query in place of the name, with or without a cursor.

        Args:
            editing: The keys go to the query.
            searching: The list is the answer to a query, so the query stands in the name's place.
        """
        if (editing, searching) != (self._editing, self._searching):
            self._editing, self._searching = editing, searching
            self.refresh()

    def blame(self, problems: tuple[QueryProblem, ...]) -> None:
        """Show where the query cannot be read; an empty tuple where it can."""
        if problems != self._problems:
            self._problems = problems
            self.refresh()

    @property
    def untold(self) -> str:
        """What is wrong with the query, where the line has no room to say it whole; an empty text where it has."""
        reason = self._problems[0].reason if self._problems else ""
        return reason if painting.cells(reason) > self.size.width - _EDITOR_FROM - 4 else ""

    @property
    def _number(self) -> str:
        return self._fact.partition(f" {self._glyphs.dot} ")[0]

    # Drawing

    def draw(self, y: int, width: int) -> Strip:
        """Draw the one line."""
        if y:
            return Strip.blank(width, self.ground)
        if self._editing or self._searching:
            return self._draw_query(width)
        fact = self._fact
        if painting.cells(self._title) + painting.cells(fact) + 4 > width:
            fact = self._number  # how many are unread may be left out, before the name is
        room = max(8, width - painting.cells(fact) - 4)
        title = painting.shorten(self._title, room, self._glyphs.ellipsis)
        left = [Segment(" ", self.ground), painting.text(title, self.look("search-bar--title"))]
        if self._detail and (rest := room - painting.cells(title) - 2) >= _DETAIL_FROM:
            detail = painting.shorten(self._detail, rest, self._glyphs.ellipsis)
            left.append(painting.text(f"  {detail}", self.look("search-bar--fact")))
        right = [painting.text(fact + " ", self.look("search-bar--fact"))]
        return painting.line(left, right, width, self.ground)

    def _draw_query(self, width: int) -> Strip:
        most = width - _EDITOR_FROM - 4
        words = self._fact if painting.cells(self._fact) <= most else self._number
        look = self.look("search-bar--fact")
        if self._problems and not self.untold:
            words, look = self._problems[0].reason, self.look("search-bar--problem")
        words = painting.shorten(words, most, self._glyphs.ellipsis)
        right = [painting.text(f" {words} ", look)] if words else []
        room = width - 4 - Segment.get_line_length(right)
        left = [painting.text(" / ", self.look("search-bar--sign"))]
        if self._phrase and not self._editing:
            phrase = painting.shorten(self._phrase, room, self._glyphs.ellipsis)
            left.append(painting.text(phrase, self.look("search-bar--query")))
        else:
            left += self._draw_editor(room)
        return painting.line(left, right, width, self.ground)

    def _draw_editor(self, room: int) -> list[Segment]:
        plain, wrong = self.look("search-bar--query"), self.look("search-bar--problem")
        return draw_editor(
            self.editor,
            room,
            plain,
            self.look("search-bar--cursor") if self._editing else None,
            [(problem.column, problem.column + problem.length) for problem in self._problems],
            plain + Style(underline=True, color=wrong.color),
        )
