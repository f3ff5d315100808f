"""The last line of the screen: where one is, what just happened, what goes on, and the key that helps next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip

from widgets import painting
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget

_NOTICE_ROOM = 20
"""The room, in cells, that what just happened gets before what goes on in the background."""

_TAKES = "Tab takes"
_TAKES_FROM = 60
"""The least width, in cells, at which the key that takes a choice is named."""


class StatusLine(LineWidget):
    """Shows one line, and draws it again only when its words change.

    | class | description |
    | :- | :- |
    | `status-line--place` | the position in the list |
    | `status-line--selected` | how many papers are selected |
    | `status-line--notice` | what just happened |
    | `status-line--alarm` | what went wrong |
    | `status-line--work` | what goes on in the background |
    | `status-line--news` | what is new somewhere else |
    | `status-line--hint` | the keys that help next |
    | `status-line--offer` | what may be typed next |
    | `status-line--chosen` | which of that Tab takes |
    """

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._place = ""
        self._selected = ""
        self._notice = ""
        self._alarm = False
        self._work = ""
        self._hint = ""
        self._news = ""
        self._label = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._chosen = 0

    # Public

    @property
    def notice(self) -> str:
        """What the line says just now, or nothing."""
        return self._notice

    @property
    def alarming(self) -> bool:
        """Whether that is something that went wrong."""
        return self._alarm and bool(self._notice)

    def place(self, words: str) -> None:
        """Say where the cursor is."""
        if words != self._place:
            self._place = words
            self.refresh()

    def select(self, words: str) -> None:
        """Say beside that how many papers are selected; an empty text where none is."""
        if words != self._selected:
            self._selected = words
            self.refresh()

    def say(self, words: str, *, alarm: bool = False) -> None:
        """Say what just happened; an empty text takes it back."""
        if (words, alarm) != (self._notice, self._alarm):
            self._notice, self._alarm = words, alarm
            self.refresh()

    def work(self, words: str) -> None:
        """Say what goes on in the background; an empty text where nothing does."""
        if words != self._work:
            self._work = words
            self.refresh()

    def hint(self, words: str) -> None:
        """Say which keys help next."""
        if words != self._hint:
            self._hint = words
            self.refresh()

    def news(self, words: str) -> None:
        """Say beside those keys what is new somewhere else; an empty text where nothing is."""
        if words != self._news:
            self._news = words
            self.refresh()

    def offer(self, label: str, choices: Sequence[tuple[str, str]], chosen: int = 0) -> None:
        """Show what may be typed next, in place of everything else; no choices take it back.

        Args:
            label: What is being chosen.
            choices: The choices, each with a few words or a figure.
            chosen: Which one is marked.
        """
        choices = tuple(choices)
        if (label, choices, chosen) != (self._label, self._choices, self._chosen):
            shown = bool(self._choices or choices)
            self._label, self._choices, self._chosen = label, choices, chosen
            if shown:
                self.refresh()

    # Drawing

    def draw(self, y: int, width: int) -> Strip:
        """Draw the one line: what just happened comes before what is always there."""
        if y:
            return Strip.blank(width, self.ground)
        if self._choices:
            return self._draw_choices(width)
        left = [painting.text(f" {self._place}", self.look("status-line--place"))] if self._place else []
        if self._selected:
            left.append(painting.text(f" {self._glyphs.dot} {self._selected}", self.look("status-line--selected")))
        if width - Segment.get_line_length(left) - 3 < painting.cells(self._notice) <= width - 4:
            left = []  # it says where keys lead, at its end: better whole than beside what is always there
        room = width - max(1, Segment.get_line_length(left)) - 3
        right = []
        notice, work = painting.cells(self._notice), self._work
        # What just happened is said whole where it can be: it names the key that helps, and is gone with the next.
        notice = notice if notice <= room else min(notice, _NOTICE_ROOM)
        while ", " in work and painting.cells(work) + 3 + notice > room:
            work = work.rpartition(", ")[0]  # how fast and how long matter less than how far
        if work and painting.cells(work) + 3 + notice <= room:
            right.append(painting.text(f"  {work} ", self.look("status-line--work")))
        elif not self._notice:
            for words, name in ((self._news, "news"), (self._hint, "hint")):
                rest = room - 2 - Segment.get_line_length(right)
                words = painting.hints(words, rest) if name == "hint" else words
                if words and painting.cells(words) <= rest:
                    right.append(painting.text(f"  {words} ", self.look(f"status-line--{name}")))
        if self._notice:
            words = painting.shorten(self._notice, room - Segment.get_line_length(right), self._glyphs.ellipsis)
            look = self.look("status-line--alarm" if self._alarm else "status-line--notice")
            left.append(painting.text(f"  {words}" if left else f" {words}", look))
        return painting.line(left, right, width, self.ground)

    def _draw_choices(self, width: int) -> Strip:
        """Draw the choices that there is room for, the marked one always among them."""
        plain, marked = self.look("status-line--offer"), self.look("status-line--chosen")
        left = [painting.text(f" {self._label}" if self._label else "", plain)]
        right = [painting.text(f"  {_TAKES} ", plain)] if width >= _TAKES_FROM else []
        room = width - painting.cells(self._label) - 2 - Segment.get_line_length(right)
        sizes = [2 + painting.cells(" ".join(filter(None, choice))) for choice in self._choices]
        more = 2 + painting.cells(self._glyphs.ellipsis)
        first, last = 0, _fitting(sizes, 0, room, more)
        while self._chosen >= last and first < self._chosen:
            first += 1
            last = _fitting(sizes, first, room, more)
        for index in range(first, last):
            name, aside = self._choices[index]
            cut = painting.shorten(name, room - 2, self._glyphs.ellipsis)
            left.append(Segment(" " if not self._label and index == first else "  ", plain))
            left.append(painting.text(cut, marked if index == self._chosen else plain))
            if aside:
                rest = room - 3 - painting.cells(cut) if last == first + 1 else painting.cells(aside)
                left.append(painting.text(f" {painting.shorten(aside, rest, self._glyphs.ellipsis)}", plain))
        if last < len(self._choices):
            left.append(painting.text(f"  {self._glyphs.ellipsis}", plain))
        return painting.line(left, right, width, plain)


def _fitting(sizes: Sequence[int], first: int, room: int, more: int) -> int:
    """Find the end of the choices that fit; at least one does, and where one is left out, so does the sign for it."""
    last = first
    while last < len(sizes) and sum(sizes[first : last + 1]) <= room - (more if last + 1 < len(sizes) else 0):
        last += 1
    return max(last, first + 1)
