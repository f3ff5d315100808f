"""The last line of the screen: where one is, what just happened, what goes on, and the key that helps next."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from widgets import painting
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget

_NOTICE_ROOM = 20
"""The room, in cells, that what just happened gets before what goes on in the background."""


class StatusLine(LineWidget):
    """Shows one line, and draws it again only when its words change.

    | class | description |
    | :- | :- |
    | `status-line--place` | the position in the list |
    | `status-line--notice` | what just happened |
    | `status-line--alarm` | what went wrong |
    | `status-line--work` | what goes on in the background |
    | `status-line--news` | what is new somewhere else |
    | `status-line--hint` | the keys that help next |
    """

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._place = ""
        self._notice = ""
        self._alarm = False
        self._work = ""
        self._hint = ""
        self._news = ""

    # Public

    @property
    def notice(self) -> str:
        """What the line says just now, or nothing."""
        return self._notice

    def place(self, words: str) -> None:
        """Say where the cursor is."""
        if words != self._place:
            self._place = words
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

    # Drawing

    def draw(self, y: int, width: int) -> Strip:
        """Draw the one line: what just happened comes before what is always there."""
        if y:
            return Strip.blank(width, self.ground)
        left = [painting.text(f" {self._place}", self.look("status-line--place"))] if self._place else []
        room = width - painting.cells(self._place) - 4
        right = []
        notice = min(painting.cells(self._notice), _NOTICE_ROOM)
        if self._work and painting.cells(self._work) + 3 + notice <= room:
            right.append(painting.text(f"  {self._work} ", self.look("status-line--work")))
        elif not self._notice:
            for words, name in ((self._news, "news"), (self._hint, "hint")):
                taken = Segment.get_line_length(right)
                if words and painting.cells(words) + 2 + taken <= room:
                    right.append(painting.text(f"  {words} ", self.look(f"status-line--{name}")))
        if self._notice:
            words = painting.shorten(self._notice, room - Segment.get_line_length(right), self._glyphs.ellipsis)
            look = self.look("status-line--alarm" if self._alarm else "status-line--notice")
            left.append(painting.text(f"  {words}", look))
        return painting.line(left, right, width, self.ground)
