"""The line between two panes that stand one above the other; beside one another, a gap does."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget


class Rule(LineWidget):
    """Draws itself across its width where it is one line high, and nothing where it is higher.

    | class | description |
    | :- | :- |
    | `rule--line` | the line |
    """

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._glyphs = glyphs

    def draw(self, y: int, width: int) -> Strip:
        """Draw the line, or nothing."""
        sign = self._glyphs.rule if self.size.height == 1 and y == 0 else " "
        return Strip([Segment(sign * width, self.look("rule--line"))], width)
