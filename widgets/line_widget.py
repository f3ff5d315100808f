"""The base of every widget that draws its own lines.

Textual repaints whole widgets; over a slow line that is what hurts. A line widget keeps its own scroll position, draws
a line when it is asked for it, and says which lines changed (`refresh_lines`). It has no children, no scrollbars and no
focus: `reader.app` routes the keys.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class LineWidget(Widget, can_focus=False, inherit_bindings=False):
    """A widget made of lines."""

    ALLOW_SELECT = False

    def draw(self, y: int, width: int) -> Strip:
        """Draw line `y` (0 is the top of the widget), exactly `width` cells wide."""
        raise NotImplementedError  # every subclass draws

    def refresh_lines(self, lines: Iterable[int]) -> None:
        """Have some lines drawn again, those that are in sight."""
        width, height = self.size
        regions = [Region(0, y, width, 1) for y in lines if 0 <= y < height]
        if regions:
            self.refresh(*regions)

    def look(self, *names: str) -> Style:
        """Give the style of a component class, with what it inherits."""
        return self.get_component_rich_style(*names)

    def render_line(self, y: int) -> Strip:
        """Draw one line for Textual's compositor."""
        return self.draw(y, self.size.width)
