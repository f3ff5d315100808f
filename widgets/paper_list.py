"""The list of papers: a window over any number of rows, of which only those in sight are ever fetched.

The list knows nothing of the library. It is given `PaperRows`, draws them, and moves its cursor when told to; the
screen that owns it moves the abstract along in the same turn, so that one key press is one frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from reader.model import Row, safe_line
from widgets import painting
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget

Spans = Callable[[str], Sequence[painting.Span]]
"""Tells which parts of a title to mark."""

_DATE_FROM = 60
"""The least width, in cells, at which the date has room beside the title."""
_TITLE_ROOM = 12
"""The least room, in cells, that rating and date leave to the title."""


class PaperRows(Protocol):
    """Where the rows of a list come from."""

    def __len__(self) -> int:
        """Tell how many papers the list has; must cost nothing."""
        ...

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """Fetch some rows. Called by: `PaperList`, on the way to a frame, for at most a screenful."""
        ...


class NoRows:
    """The list with nothing in it."""

    def __len__(self) -> int:
        return 0

    def rows(self, start: int, stop: int) -> Sequence[Row]:  # noqa: ARG002 - the protocol's arguments
        """Give nothing."""
        return ()


class PaperList(LineWidget):
    """Shows one paper a line, with a cursor on one of them.

    | class | description |
    | :- | :- |
    | `paper-list--title` | the title of a paper that was read |
    | `paper-list--unread` | the title of a paper that was not |
    | `paper-list--mark` | the mark of an unread paper, and of a new one |
    | `paper-list--bookmark` | the bookmark's mark |
    | `paper-list--detail` | rank, date and rating |
    | `paper-list--match` | the part of a title that the search found |
    | `paper-list--cursor` | the line under the cursor |
    | `paper-list--empty` | the words in place of an empty list |
    """

    @dataclass
    class Pointed(Message):
        """The mouse pointed at a paper, or turned its wheel."""

        index: int
        """The row to go to."""
        again: bool = False
        """It was there already: open it."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.cursor = 0
        """The row under the cursor, 0 for the first; meaningless while the list is empty."""
        self.empty = ""
        """What to say in place of an empty list; lines are separated by newlines."""
        self._glyphs = glyphs
        self._rows: PaperRows = NoRows()
        self._top = 0
        self._centre = False
        """Whether the cursor is to stand in the middle once there is a size."""
        self._window: dict[int, Row] = {}
        self._spans: Spans | None = None
        self._new = 0

    # Public

    @property
    def row(self) -> Row | None:
        """The row under the cursor, or nothing in an empty list."""
        return self._fetch(self.cursor) if len(self._rows) else None

    @property
    def page(self) -> int:
        """The number of rows in sight, at least one."""
        return max(1, self.size.height)

    def __len__(self) -> int:
        return len(self._rows)

    def show(
        self, rows: PaperRows, cursor: int = 0, spans: Spans | None = None, *, empty: str = "", new: int = 0
    ) -> None:
        """Show another list.

        Args:
            rows: The papers.
            cursor: The row to begin at; brought into the list where it lies outside.
            spans: Tells which parts of a title to mark.
            empty: What to say where there are no papers.
            new: Rows at the beginning that are new: while they are unread, their mark says so.
        """
        self._rows, self._spans, self.empty, self._new = rows, spans, empty, new
        self._window.clear()
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self._top = 0
        self._centre = not self.size.height
        self._follow(centre=True)
        self.refresh()

    def move_to(self, index: int) -> bool:
        """Put the cursor on a row, as near as the list has it, and tell whether it moved."""
        index = max(0, min(index, len(self._rows) - 1))
        if index == self.cursor:
            return False
        former, self.cursor = self.cursor, index
        if self._follow():
            self.refresh()
        else:
            self.refresh_lines((former - self._top, index - self._top))
        return True

    def reread(self) -> None:
        """Fetch the rows in sight anew, and draw those that changed: their marks did."""
        former = dict(self._window)
        self._window.clear()
        for index, row in former.items():
            if self._top <= index < self._top + self.page and self._fetch(index) != row:
                self.refresh_lines((index - self._top,))

    # Handlers

    def on_resize(self) -> None:
        """Keep the cursor in sight; the lines were drawn for the new size already, so only what scrolled is anew."""
        former, centre = self._top, self._centre
        if centre:
            self._centre, self._top = False, 0
        self._follow(centre=centre)
        if self._top != former:
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to the paper that was clicked, or open the one under the cursor."""
        index = self._top + event.y
        if 0 <= index < len(self._rows):
            event.stop()
            self.post_message(self.Pointed(index, again=index == self.cursor))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move on by three papers."""
        event.stop()
        self._point(self.cursor + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move back by three papers."""
        event.stop()
        self._point(self.cursor - 3)

    def _point(self, index: int) -> None:
        if len(self._rows):
            self.post_message(self.Pointed(max(0, min(index, len(self._rows) - 1))))

    # Drawing

    def draw(self, y: int, width: int) -> Strip:
        """Draw the row that stands at line `y`."""
        index = self._top + y
        if index < len(self._rows):
            row = self._fetch(index)
            if row is not None:
                return self._draw_row(row, width, under_cursor=index == self.cursor, new=index < self._new)
        if not len(self._rows):
            lines = self.empty.split("\n")
            first = max(0, (self.size.height - len(lines)) // 3)
            if first <= y < first + len(lines):
                words = painting.shorten(lines[y - first], width - 4, self._glyphs.ellipsis)
                style = self.look("paper-list--empty")
                return painting.line([painting.text("  " + words, style)], (), width, self.ground)
        return Strip.blank(width, self.ground)

    def _draw_row(self, row: Row, width: int, *, under_cursor: bool, new: bool) -> Strip:
        glyphs = self._glyphs
        names = ("title" if row.read else "unread", "mark", "bookmark", "detail", "match")
        looks = [self.look(f"paper-list--{name}") for name in names]
        ground = self.ground
        if under_cursor:
            # The cursor's colours win, so that the line reads on every terminal; bold and underline still tell.
            ground = self.look("paper-list--cursor")
            looks = [ground + Style(bold=look.bold, underline=look.underline) for look in looks]
        title, mark, bookmark, detail, match = looks
        left = [
            Segment(glyphs.cursor, bookmark) if under_cursor else Segment(" ", detail),
            Segment(" ", detail) if row.read else Segment(glyphs.new if new else glyphs.unread, mark),
            Segment(glyphs.bookmark, bookmark) if row.bookmarked else Segment(" ", detail),
        ]
        if row.rank:
            left.append(Segment(f"{row.rank:>3} ", detail))
        else:
            left.append(Segment(" ", detail))
        facts = []
        if row.rating:
            facts.append(f"{row.rating}{glyphs.rating}")
        if row.date and width >= _DATE_FROM:
            facts.append(row.date)
        # One blank of the two before the facts is the gap that a line keeps anyway.
        right = [painting.text(" " + " ".join(facts) + " ", detail)] if facts else [Segment(" ", title)]
        room = width - Segment.get_line_length(left) - Segment.get_line_length(right) - bool(facts)
        if facts and room < _TITLE_ROOM:
            room, right = width - Segment.get_line_length(left) - 1, [Segment(" ", detail)]
        words = painting.shorten(row.title, room, glyphs.ellipsis)
        spans = self._spans(row.title) if self._spans else ()
        kept = len(words) if words == safe_line(row.title) else len(words) - len(glyphs.ellipsis)
        spans = [(start, min(end, kept)) for start, end in spans]
        left.extend(painting.mark(words, spans, title, match))
        return painting.line(left, right, width, ground if facts else title)

    # The window

    def _fetch(self, index: int) -> Row | None:
        row = self._window.get(index)
        if row is None:
            start = min(self._top, index)
            stop = max(self._top + self.page, index + 1)
            if stop - start > 3 * self.page:
                start, stop = index, index + 1
            if len(self._window) > 8 * self.page:
                self._window.clear()
            self._window.update(enumerate(self._rows.rows(start, min(stop, len(self._rows))), start))
            row = self._window.get(index)
        return row

    def _follow(self, *, centre: bool = False) -> bool:
        """Bring the cursor into sight, half a page at a time, and tell whether the list scrolled."""
        page, last = self.page, max(0, len(self._rows) - self.page)
        former = self._top
        if centre and not self._top <= self.cursor < self._top + page:
            self._top = self.cursor - page // 2
        elif self.cursor < self._top:
            self._top = min(self.cursor, self._top - page // 2)
        elif self.cursor >= self._top + page:
            self._top = max(self.cursor - page + 1, self._top + (page + 1) // 2)
        self._top = max(0, min(self._top, last))
        return self._top != former
