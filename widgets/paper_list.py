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
from reader.text import Reading, readable
from widgets import painting
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget

Spans = Callable[[str], Sequence[painting.Span]]
"""Tells which parts of a title, as it is stored, to mark."""
Passage = tuple[str, Sequence[painting.Span]]
"""A passage of a paper's text, and what of it to mark."""
Passages = Callable[[Sequence[int], int], Sequence[Passage]]
"""Gives a passage of each of some papers, by their numbers, in at most so many characters."""

_DATE_FROM = 60
"""The least width, in cells, at which the date has room beside the title."""
_TITLE_ROOM = 12
"""The least room, in cells, that rating and date leave to the title."""
_PASSAGES_FROM = 4
"""The least height, in lines, at which passages stand under the titles: two papers are in sight then."""


_VOTES_FROM = 40
"""The least width, in cells, at which votes have room beside the title."""
_VOTES = 6
"""Cells that votes take."""
_DAY = 10
"""Cells of a date with its day."""


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
    """Shows one paper a line, with a cursor on one of them; where passages are wanted, each has a second line for one.

    | class | description |
    | :- | :- |
    | `paper-list--title` | the title of a paper that was read |
    | `paper-list--unread` | the title of a paper that was not |
    | `paper-list--mark` | the mark of an unread paper, and of a new one |
    | `paper-list--bookmark` | the bookmark's mark |
    | `paper-list--detail` | rank, date and rating |
    | `paper-list--match` | the part of a title that the search found |
    | `paper-list--passage` | the passage under a title |
    | `paper-list--passage-match` | the part of a passage that the search found |
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
        self.votes = False
        """Whether votes are shown; whoever changes it shows a list."""
        self.selected: Callable[[int, int], bool] = lambda _index, _paper_id: False
        """Tells of a row, by its number and its paper's, whether it is selected; who changes that has it redrawn."""
        self._glyphs = glyphs
        self._rows: PaperRows = NoRows()
        self._top = 0
        self._centre = False
        """Whether the cursor is to stand in the middle once there is a size."""
        self._window: dict[int, Row] = {}
        self._spans: Spans | None = None
        self._new = 0
        self._passages: Passages | None = None
        self._told: dict[int, Passage] = {}
        """The passages of the rows in the window, by row."""
        self._told_width = 0
        self._reading: Reading = readable

    # Public

    @property
    def row(self) -> Row | None:
        """The row under the cursor, or nothing in an empty list."""
        return self._fetch(self.cursor) if len(self._rows) else None

    @property
    def page(self) -> int:
        """The number of rows in sight as a whole, at least one."""
        return max(1, self.size.height // self._step)

    def __len__(self) -> int:
        return len(self._rows)

    def show(
        self,
        rows: PaperRows,
        cursor: int = 0,
        spans: Spans | None = None,
        *,
        empty: str = "",
        passages: Passages | None = None,
        new: int = 0,
        still: bool = False,
    ) -> None:
        """Show another list.

        Args:
            rows: The papers.
            cursor: The row to begin at; brought into the list where it lies outside.
            spans: Tells which parts of a title to mark.
            empty: What to say where there are no papers.
            passages: Gives what stands under the titles; one line a paper without it.
            new: Rows at the beginning that are new: while they are unread, their mark says so.
            still: It is the same list as before, with other papers in it: the cursor stays on the line where it is.
        """
        above = self.cursor - self._top
        self._rows, self._spans, self._passages, self.empty, self._new = rows, spans, passages, empty, new
        self._forget()
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self._top = max(0, self.cursor - above) if still else 0
        self._centre = not self.size.height
        self._follow(centre=not still)
        self.refresh()

    def tell(self, passages: Passages | None) -> None:
        """Show passages under the titles from now on, or none any more; the cursor's line stays where it is."""
        before = (self.cursor - self._top) * self._step
        self._passages = passages
        self._forget()
        self._top = max(0, self.cursor - before // self._step)
        self._follow()
        self.refresh()

    def read(self, reading: Reading, passages: Passages | None) -> None:
        """Show titles and passages in another way from now on: as they are to be read, or as they are stored."""
        self._reading, self._passages = reading, passages
        self._told.clear()
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
            self.refresh_lines(y for row in (former, index) for y in self._lines_of(row))
        return True

    def reread(self) -> None:
        """Fetch the rows in sight anew, and draw those that changed: their marks did."""
        former = dict(self._window)
        self._window.clear()
        for index, row in former.items():
            if self._top <= index < self._top + self._shown and self._fetch(index) != row:
                self.refresh_lines(self._lines_of(index))

    def redraw(self, first: int, last: int) -> None:
        """Draw the rows anew from one to another, in either order: what is selected has changed."""
        first, last = sorted((first, last))
        shown = range(max(first, self._top), min(last + 1, self._top + self._shown))
        self.refresh_lines(y for row in shown for y in self._lines_of(row))

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
        index = self._top + event.y // self._step
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
        index, below = self._top + y // self._step, y % self._step
        if index < len(self._rows):
            row = self._fetch(index)
            if row is not None and below:
                return self._draw_passage(row, index, width)
            if row is not None:
                return self._draw_row(row, index, width)
        if not len(self._rows):
            lines = [line for words in self.empty.split("\n") for line in self._two_lines(words, width - 4)]
            first = max(0, (self.size.height - len(lines)) // 3)
            if first <= y < first + len(lines):
                style = self.look("paper-list--empty")
                return painting.line([painting.text("  " + lines[y - first], style)], (), width, self.ground)
        return Strip.blank(width, self.ground)

    def _two_lines(self, words: str, width: int) -> list[str]:
        """Break words into two lines at the most, so that what to do about it stays in sight behind a long query."""
        (_, end), *more = painting.wrap(words, width)
        return [words[:end], *([painting.shorten(words[more[0][0] :], width, self._glyphs.ellipsis)] if more else [])]

    def _draw_row(self, row: Row, index: int, width: int) -> Strip:
        glyphs = self._glyphs
        under_cursor = index == self.cursor
        names = ("title" if row.read else "unread", "mark", "bookmark", "detail", "match")
        looks = [self.look(f"paper-list--{name}") for name in names]
        ground = self.ground
        if under_cursor:
            # The cursor's colours win, so that the line reads on every terminal; bold and underline still tell.
            ground = self.look("paper-list--cursor")
            looks = [ground + Style(bold=look.bold, underline=look.underline) for look in looks]
        title, mark, bookmark, detail, match = looks
        signs = (" ", glyphs.cursor, glyphs.selected, glyphs.both)
        sign = signs[under_cursor + 2 * self.selected(index, row.id)]
        left = [
            Segment(sign, detail if sign == " " else bookmark),
            Segment(" ", detail) if row.read else Segment(glyphs.new if index < self._new else glyphs.unread, mark),
            Segment(glyphs.bookmark, bookmark) if row.bookmarked else Segment(" ", detail),
        ]
        if row.rank:
            left.append(Segment(f"{row.rank:>3} ", detail))
        else:
            left.append(Segment(" ", detail))
        facts = []
        if row.renewed:
            facts.append(f"v{row.renewed}")
        if row.rating:
            facts.append(f"{row.rating}{glyphs.rating}")
        if self.votes and width >= _VOTES_FROM:
            # As wide for every paper, so that one looks down a column; the date too, which may be a year only.
            facts.append(_votes(row.up, glyphs.votes))
            facts += [f"{row.date:>{_DAY}}"] if width >= _DATE_FROM else []
        elif row.date and width >= _DATE_FROM:
            facts.append(row.date)
        # One blank of the two before the facts is the gap that a line keeps anyway.
        right = [painting.text(" " + " ".join(facts) + " ", detail)] if facts else [Segment(" ", title)]
        room = width - Segment.get_line_length(left) - Segment.get_line_length(right) - bool(facts)
        if facts and room < _TITLE_ROOM:
            room, right = width - Segment.get_line_length(left) - 1, [Segment(" ", detail)]
        shown = self._reading(row.title)
        words = painting.shorten(shown.text, room, glyphs.ellipsis)
        found = shown.spans(self._spans(row.title)) if self._spans else ()
        kept = len(words) if words == safe_line(shown.text) else len(words) - len(glyphs.ellipsis)
        spans = [(start, min(end, kept)) for start, end in found]
        left.extend(painting.mark(words, spans, title, match))
        return painting.line(left, right, width, ground if facts else title)

    def _draw_passage(self, row: Row, index: int, width: int) -> Strip:
        """Draw what stands under a title; of the cursor it has the bar at the left only, which costs a cell a move."""
        plain, match = self.look("paper-list--passage"), self.look("paper-list--passage-match")
        sign = self._glyphs.cursor if index == self.cursor else " "
        margin = 7 if row.rank else 4
        left = [Segment(sign, self.look("paper-list--bookmark")), Segment(" " * (margin - 1), plain)]
        text, spans = self._passage(index, width - margin - 1)
        words = painting.shorten(text, width - margin - 1, self._glyphs.ellipsis)
        kept = len(words) if words == safe_line(text) else len(words) - len(self._glyphs.ellipsis)
        left.extend(painting.mark(words, [(start, min(end, kept)) for start, end in spans], plain, match))
        return painting.line(left, (), width, plain)

    # The window

    @property
    def _step(self) -> int:
        """The lines of a row."""
        return 2 if self._passages is not None and self.size.height >= _PASSAGES_FROM else 1

    @property
    def _shown(self) -> int:
        """The number of rows of which anything is in sight."""
        return -(-self.size.height // self._step)

    def _lines_of(self, index: int) -> range:
        """Give the lines on which a row stands."""
        first = (index - self._top) * self._step
        return range(first, first + self._step)

    def _forget(self) -> None:
        self._window.clear()
        self._told.clear()

    def _passage(self, index: int, width: int) -> Passage:
        """Give the passage of a row; those of all rows in sight are fetched at once."""
        if width != self._told_width:
            self._told.clear()
            self._told_width = width
        if index not in self._told and self._passages is not None:
            wanted = [place for place in self._window if place not in self._told and self._in_sight(place, index)]
            passages = self._passages([self._window[place].id for place in wanted], width)
            self._told.update(zip(wanted, passages, strict=True))
        return self._told.get(index, ("", ()))

    def _in_sight(self, place: int, index: int) -> bool:
        return place == index or self._top <= place < self._top + self._shown

    def _fetch(self, index: int) -> Row | None:
        row = self._window.get(index)
        if row is None:
            start = min(self._top, index)
            stop = max(self._top + max(1, self._shown), index + 1)
            if stop - start > 3 * self.page:
                start, stop = index, index + 1
            if len(self._window) > 8 * self.page:
                self._forget()
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


def _votes(up: int, sign: str) -> str:
    """Write votes in the cells that they take: `▲  120`, `▲  12k`; blanks where there are none."""
    shown = f"{up:,}" if up < 1_000 else f"{up}" if up < 10_000 else f"{min(up // 1_000, 999)}k"
    return f"{sign}{shown:>{_VOTES - 1}}" if up else " " * _VOTES
