"""Selecting papers: one by one, from here to there, or all of a list; what is done next is done to all of them.

A selection is a set of papers by their numbers, so another order of the list and moving about leave it alone. A range
is two rows until it ends: while it grows over 100,000 papers nothing is counted one by one. It belongs to the list in
which it was made, and is dropped where another one is shown, so that nothing is done to papers nobody sees.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence

from reader.app.keys import Given
from reader.app.stage import Stage
from reader.library.listing import NEAR
from reader.model import Paper
from widgets.paper_list import PaperList
from widgets.status_line import StatusLine

_MOST_TEXTS = 500
"""Papers of which texts are given at once: a terminal's clipboard has room for some dozens of whole entries."""


class Selecting:
    """The commands that select, and what is selected."""

    def __init__(self, stage: Stage, papers: PaperList, status: StatusLine, given: Given) -> None:
        """Connect; the list asks here which rows bear the mark from now on.

        Args:
            stage: The screen.
            papers: The list.
            status: Says how many are selected.
            given: How many papers to select at once.
        """
        self._given = given
        self._stage = stage
        self._list = papers
        self._status = status
        self._chosen: set[int] = set()
        self._before: set[int] = set()
        """What was selected before it was dropped, to be selected again."""
        self._anchor: int | None = None
        """The row where the range began that grows with the cursor."""
        self._cursor = 0
        self._rows: list[int] = []
        """The rows of what was selected before the range, while there is one, in order."""
        self._listing = stage.listing
        self._made_in = self._place
        papers.selected = self.holds

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "select": self._toggle,
            "select_range": self._range,
            "select_all": self._all,
            "select_others": self._invert,
            "select_again": self._again,
        }

    @property
    def number(self) -> int:
        """How many papers are selected."""
        if self._anchor is None:
            return len(self._chosen)
        first, last = self._span(self._anchor)
        return len(self._chosen) + last + 1 - first - (bisect_right(self._rows, last) - bisect_left(self._rows, first))

    def holds(self, index: int, paper_id: int) -> bool:
        """Tell whether a row is selected. Called by: the list, for each row that it draws.

        Args:
            index: Its number in the list.
            paper_id: The paper in it.
        """
        if paper_id in self._chosen:
            return True
        if self._anchor is None:
            return False
        first, last = self._span(self._anchor)
        return first <= index <= last

    def ids(self) -> Sequence[int]:
        """Give the papers that are selected, in the order of the list; a range ends here."""
        self._catch_up()
        self._end_range()
        return [number for number in self._listing.ids() if number in self._chosen] if self._chosen else ()

    def targets(self) -> Sequence[int]:
        """Give the papers that a command is meant for: those selected, or else the one under the cursor."""
        row = self._stage.row
        return self.ids() or ([row.id] if row is not None else [])

    def papers(self) -> list[Paper]:
        """Give the papers of which texts are wanted at once: those selected, or else the one under the cursor.

        Returns:
            Nothing where they are more than a clipboard is for, which is said.
        """
        numbers = self.targets()
        if len(numbers) > _MOST_TEXTS:
            writes = f"{self._stage.how_to('export')} writes them to a file"
            self._stage.say(f"A clipboard takes {_MOST_TEXTS} papers at the most; {writes}.", alarm=True)
            return []
        return self._stage.library.papers(numbers)

    def follow(self) -> None:
        """Another row or list is shown: a range grows, and a selection of another list is dropped."""
        self._catch_up()
        if self._anchor is not None and self._cursor != self._stage.cursor:
            self._list.redraw(self._cursor, self._stage.cursor)
            self._tell()
        self._cursor = self._stage.cursor

    def back(self) -> bool:
        """End the range, or else select nothing any more; tells whether there was either."""
        self._catch_up()
        if self._anchor is not None:
            self._end_range()
            return True
        number = len(self._chosen)
        if number:
            self._drop()
            self._stage.say(f"{number:,} selected no more.")
        return bool(number)

    # The commands

    def _toggle(self) -> None:
        self._catch_up()
        self._end_range()
        index, times = self._stage.cursor, self._given.times
        rows = self._listing.rows(index, index + times) if times <= NEAR else ()
        # Of very many the numbers alone are asked for.
        numbers = [row.id for row in rows] if times <= NEAR else self._listing.ids()[index : index + times]
        self._chosen.symmetric_difference_update(numbers)
        self._list.redraw(index, index + times - 1)
        self._tell()
        if not self._stage.opened:
            self._stage.go_to(index + times)

    def _range(self) -> None:
        self._catch_up()
        if self._anchor is not None:
            self._end_range()
            return
        if self._stage.row is None:
            return
        self._anchor = self._cursor = self._stage.cursor
        ids = self._listing.ids() if self._chosen else ()
        self._rows = [index for index, number in enumerate(ids) if number in self._chosen]
        self._list.redraw(self._cursor, self._cursor)
        self._tell()

    def _all(self) -> None:
        self._catch_up()
        self._end_range()
        if len(self._chosen) == len(self._listing):
            self.back()
        else:
            self._choose(set(self._listing.ids()))

    def _invert(self) -> None:
        self._catch_up()
        self._end_range()
        self._choose(set(self._listing.ids()) - self._chosen)

    def _again(self) -> None:
        self._catch_up()
        self._end_range()
        again = self._before.intersection(self._listing.ids())
        if again:
            self._choose(self._chosen | again)
        else:
            self._stage.say("Nothing in this list was selected before.")

    # State

    @property
    def _place(self) -> tuple[str, str]:
        """What the list is, whatever its order."""
        return self._stage.view.name, self._stage.view.query

    def _span(self, anchor: int) -> tuple[int, int]:
        cursor = self._list.cursor
        return (anchor, cursor) if anchor <= cursor else (cursor, anchor)

    def _choose(self, chosen: set[int]) -> None:
        self._chosen = chosen
        self._list.refresh()
        self._tell()

    def _drop(self) -> None:
        self._before = self._chosen
        self._choose(set())

    def _end_range(self) -> None:
        """Keep what the range reaches over, and end it."""
        if self._anchor is None:
            return
        first, last = self._span(self._anchor)
        self._anchor, self._rows = None, []
        self._chosen.update(self._listing.ids()[first : last + 1])
        self._tell()

    def _catch_up(self) -> None:
        """Take note of the list that is shown: of this one in another order what is still there stays selected."""
        listing = self._stage.listing
        if listing is self._listing:
            return
        if self._anchor is not None:
            # The rows of the range are those of the former list, whose cursor is the last one that was followed.
            first, last = sorted((self._anchor, self._cursor))
            self._anchor, self._rows = None, []
            self._chosen.update(self._listing.ids()[first : last + 1])
        former, self._listing = self._made_in, listing
        self._made_in = self._place
        if not self._chosen:
            return
        if former != self._made_in:
            number = len(self._chosen)
            self._drop()
            self._stage.say(f"Another list: {number:,} selected no more.")
        else:
            self._chosen.intersection_update(listing.ids())
            self._tell()

    def _tell(self) -> None:
        number = self.number
        upto = " up to here" if self._anchor is not None else ""
        self._status.select(f"{number:,} selected{upto}" if number else "")
        self._stage.hint()
