"""What the reader does to the terminal that it is shown in, or to the page of a browser that stands for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reader.app.ability import Ability
from reader.app.browser import is_served, open_address

if TYPE_CHECKING:
    from reader.app.main_screen import MainScreen


class Terminal:
    """The commands about it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"redraw": self._redraw, "suspend": self._suspend}

    @property
    def is_page(self) -> bool:
        """Whether it is a page of a browser, which has no shell."""
        return is_served(self._screen.environ)

    def visit(self, address: str) -> bool:
        """Open an address where there is a browser, and tell whether there is one."""
        return open_address(address, self._screen.environ, self._screen.app.open_url)

    def recolour(self, theme: str) -> None:
        """Show other colours, and remember that they were chosen."""
        if not getattr(self._screen.app, "ability", Ability()).colours:
            self._screen.say("This terminal has no colours, or NO_COLOR asks for none.")
            return
        self._screen.app.theme = theme
        self._screen.session.choose_theme(theme)

    def _redraw(self) -> None:
        self._screen.app.refresh(repaint=True, layout=True)

    def _suspend(self) -> None:
        self._screen.session.save()
        self._screen.app.action_suspend_process()
