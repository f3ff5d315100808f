"""Moving through the list and the abstract: the keys go to the pane that is open, `J` and `K` to the other one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.keys import Given
from reader.app.stage import Stage
from widgets.abstract_pane import AbstractPane
from widgets.paper_list import PaperList

_FAR = 1 << 40
"""More than there are papers or lines."""


class Moving:
    """The commands that move."""

    def __init__(self, stage: Stage, papers: PaperList, pane: AbstractPane, given: Given) -> None:
        """Connect.

        Args:
            stage: The screen.
            papers: The list.
            pane: The abstract.
            given: How far to go, where a number was typed.
        """
        self._stage = stage
        self._given = given
        self._list = papers
        self._pane = pane

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "down": lambda: self._move(1),
            "up": lambda: self._move(-1),
            "half_down": lambda: self._move(self._page // 2 or 1),
            "half_up": lambda: self._move(-(self._page // 2) or -1),
            "page_down": lambda: self._move(max(1, self._page - 1)),
            "page_up": lambda: self._move(-max(1, self._page - 1)),
            "top": lambda: self._go(self._given.count or 1),
            "bottom": lambda: self._go(self._given.count or _FAR),
            "other_down": lambda: self._move_other(1),
            "other_up": lambda: self._move_other(-1),
            "next_unread": lambda: self._seek_unread(1),
            "previous_unread": lambda: self._seek_unread(-1),
        }

    @property
    def _page(self) -> int:
        return self._pane.size.height if self._stage.opened else self._list.page

    def _move(self, steps: int) -> None:
        steps *= self._given.times
        if self._stage.opened:
            self._pane.scroll(steps)
        else:
            self._stage.go_to(self._list.cursor + steps)

    def _go(self, number: int) -> None:
        """Go to a paper or line by its number, 1 for the first; to the last one where there are not so many."""
        if self._stage.opened:
            self._pane.scroll(-_FAR)
            self._pane.scroll(number - 1)
        else:
            self._stage.go_to(number - 1)

    def _move_other(self, steps: int) -> None:
        steps *= self._given.times
        if self._stage.opened:
            self._stage.go_to(self._list.cursor + steps)
        else:
            self._pane.scroll(steps)

    def _seek_unread(self, step: int) -> None:
        index = self._stage.listing.next_unread(self._list.cursor, step, self._given.times)
        if index is None:
            self._stage.say("No unread paper below." if step > 0 else "No unread paper above.")
        else:
            self._stage.go_to(index)
