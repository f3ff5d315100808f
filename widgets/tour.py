"""A few lines over the foot of the panes that tell a newcomer which keys to begin with."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from widgets import painting
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget

Hint = tuple[str, str]
"""A key, as it is written for people, and what it does."""

MOST_LINES = 6
_WIDE_FROM = 60
"""Cells from which two hints stand side by side."""


class Tour(LineWidget):
    """Shows hints until a key is pressed.

    | class | description |
    | :- | :- |
    | `tour--title` | what it is |
    | `tour--key` | a key |
    | `tour--text` | what the key does |
    """

    GROUND = "raised"

    class Left(Message):
        """It was clicked."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.display = False
        self._glyphs = glyphs
        self._title = ""
        self._hints: Sequence[Hint] = ()

    def open(self, title: str, hints: Sequence[Hint]) -> None:
        """Show hints, those that matter most first: where there is no room for all, the last are left out."""
        self._title, self._hints = title, hints
        self.fit()
        self.display = True

    def close(self) -> None:
        """Hide."""
        self.display = False

    def fit(self) -> None:
        """Take the lines above the last one of the screen."""
        screen = self.app.size
        lines = 1 + -(-len(self._hints) // self._columns(screen.width))
        height = max(1, min(lines, MOST_LINES, screen.height - 2))
        self.styles.width, self.styles.height = screen.width, height
        self.styles.offset = (0, max(0, screen.height - 1 - height))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Leave, as with any key."""
        event.stop()
        self.post_message(self.Left())

    def draw(self, y: int, width: int) -> Strip:
        """Draw the title, or as many hints as stand side by side."""
        ground = self.ground
        if y == 0:
            words = painting.shorten(self._title, width - 2, self._glyphs.ellipsis)
            title = painting.text(f" {words} ", self.look("tour--title"))
            rule = "" if self.raised else self._glyphs.rule * (width - title.cell_length)
            return painting.line([title, Segment(rule, self.look("rule--line"))], (), width, ground)
        columns = self._columns(width)
        room, key_room = width // columns, 1 + max((painting.cells(key) for key, _ in self._hints), default=0)
        pieces: list[Segment] = []
        for key, text in self._hints[(y - 1) * columns : y * columns]:
            shown = painting.shorten(text, room - key_room - 2, self._glyphs.ellipsis)
            pieces += [
                painting.text(f" {key:<{key_room}}", self.look("tour--key")),
                painting.text(shown, self.look("tour--text")),
            ]
            pieces.append(Segment(" " * max(0, room - key_room - 1 - painting.cells(shown)), ground))
        return painting.line(pieces, (), width, ground)

    def _columns(self, width: int) -> int:
        return 2 if width >= _WIDE_FROM else 1
