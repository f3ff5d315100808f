"""The base of every widget that draws its own lines.

Textual repaints whole widgets; over a slow line that is what hurts. A line widget keeps its own scroll position, draws
a line when it is asked for it, and says which lines changed (`refresh_lines`). It has no children, no scrollbars and no
focus: `reader.app` routes the keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.glyphs import UNICODE, Glyphs
from widgets.looks import style_of


class LineWidget(Widget, can_focus=False, inherit_bindings=False):
    """A widget made of lines."""

    ALLOW_SELECT = False
    GROUND: ClassVar[str] = "ground"
    """The name of the look that the widget is drawn on."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._looks: dict[str, Style] = {}
        self._looks_of = ""
        self._glyphs: Glyphs = UNICODE

    def draw(self, y: int, width: int) -> Strip:
        """Draw line `y` (0 is the top of the widget), exactly `width` cells wide."""
        raise NotImplementedError  # every subclass draws

    def draw_with(self, glyphs: Glyphs) -> None:
        """Draw with another set of signs from now on."""
        self._glyphs = glyphs
        self.refresh()

    def refresh_lines(self, lines: Iterable[int]) -> None:
        """Have some lines drawn again, those that are in sight."""
        width, height = self.size
        regions = [Region(0, y, width, 1) for y in lines if 0 <= y < height]
        if regions:
            self.refresh(*regions)

    def look(self, name: str) -> Style:
        """Give the style of a part (see `looks`) in the theme of now."""
        app = self.app
        if self._looks_of != app.theme:
            self._looks, self._looks_of = {}, app.theme
        style = self._looks.get(name)
        if style is None:
            style = self._looks[name] = style_of(name, app.theme_variables)
        return style

    @property
    def ground(self) -> Style:
        """The style of what is drawn on."""
        return self.look(self.GROUND)

    @property
    def raised(self) -> bool:
        """Whether the ground tells the widget from what it lies on; a theme in the terminal's colours has but one."""
        return self.ground.bgcolor != self.look("ground").bgcolor

    def render_line(self, y: int) -> Strip:
        """Draw one line for Textual's compositor."""
        return self.draw(y, self.size.width)
