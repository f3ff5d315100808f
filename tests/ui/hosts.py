"""An app around a single widget, with the real style sheets and themes: another style would be another widget."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import PurePath
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from reader.app.app import SHEETS
from reader.app.theme import DEFAULT_TOKENS, TEXTUAL_THEMES
from reader.paths import STYLES
from widgets.line_widget import LineWidget

HOSTILE = [
    "a \x1b[31mred\x1b[0m",
    "c1 \x9b2J \x85 end",
    "bidi \u202egnp.exe\u2066",
    "a [/] b",
    "[@click=app.quit]x[/]",
    "nul \x00 here",
    "tab\there",
    "new\nline",
    "[MASK] and [CLS]",
    "joined 👩\u200d👩\u200d👧 ❤\ufe0f",
    "\ud800 surrogate",
    "",
]
"""Texts that a terminal, or a markup language, could obey."""


class Host(App[None], inherit_bindings=False):
    """Shows one widget over the whole screen."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [str(STYLES / f"{name}.tcss") for name in SHEETS]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, widget: Widget, theme: str = "dark") -> None:
        super().__init__()
        self.animation_level = "none"
        for known in TEXTUAL_THEMES:
            self.register_theme(known)
        self.theme = theme
        self._widget = widget

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DEFAULT_TOKENS)

    def compose(self) -> ComposeResult:
        yield self._widget


class Hosted:
    """A widget on a screen, and what it does there."""

    def __init__(self, pilot: Pilot[None], widget: LineWidget, messages: list[Message]) -> None:
        self.pilot = pilot
        self.widget = widget
        self.messages = messages
        self.drawn: list[int] = []
        """The lines that were drawn since `still`, in order."""

    @property
    def lines(self) -> list[str]:
        """What the screen shows, line by line, without trailing blanks."""
        strips = self.pilot.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    def told(self, kind: type[Message]) -> list[Any]:
        """Give the messages of a kind that were posted."""
        once = {id(message): message for message in self.messages if isinstance(message, kind)}  # each parent tells too
        return list(once.values())

    async def still(self) -> None:
        """Wait until the widget stops drawing, and begin to count anew."""
        await self.settle()
        self.drawn.clear()

    async def settle(self) -> None:
        """Wait until a turn goes by in which nothing is drawn."""
        while True:
            number = len(self.drawn)
            await self.pilot.pause()
            if len(self.drawn) == number:
                return

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for a condition, never for time; shows the screen where it does not come."""
        for _ in range(200):
            if holds():
                return
            await self.pilot.pause()
        raise AssertionError(f"waited in vain for {what}; the screen:\n" + "\n".join(self.lines))

    async def turn_wheel(self, way: str, x: int = 5, y: int = 3) -> None:
        """Turn the mouse's wheel `up` or `down` by a notch."""
        kind = events.MouseScrollDown if way == "down" else events.MouseScrollUp
        await self.pilot._post_mouse_events([kind], None, (x, y), button=0)

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal another size, and wait until the widget has it."""
        await self.pilot.resize_terminal(width, height)
        fills = self.widget.styles.width is not None and str(self.widget.styles.width) == "1fr"
        sized: Widget = self.widget if fills else self.pilot.app.screen
        await self.until(lambda: sized.size == (width, height), "the size")
        await self.settle()


@asynccontextmanager
async def hosted(
    widget: LineWidget, size: tuple[int, int] = (80, 24), theme: str = "dark", *, fill: bool = True
) -> AsyncIterator[Hosted]:
    """Show a widget: `async with hosted(PaperList()) as host`.

    Args:
        widget: The widget.
        size: Cells and lines of the terminal.
        theme: The name of the theme.
        fill: Give the widget the whole screen; one that places itself does without.
    """
    messages: list[Message] = []
    if fill:
        widget.styles.width, widget.styles.height = "1fr", "1fr"
    async with Host(widget, theme).run_test(size=size, message_hook=messages.append) as pilot:
        host = Hosted(pilot, widget, messages)
        draw = widget.draw

        def count(y: int, width: int) -> Any:
            host.drawn.append(y)
            return draw(y, width)

        widget.draw = count  # type: ignore[method-assign]  # counts what is drawn
        await host.still()
        yield host
