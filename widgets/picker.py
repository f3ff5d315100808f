"""A list to choose from that narrows as one types: tags, views, commands and help are all one of these.

It lies over the panes and is always there, hidden: a key typed right after the one that opens it cannot get lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from widgets import painting
from widgets.editor_line import draw_editor
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_editor import LineEditor
from widgets.line_widget import LineWidget

_WIDEST, _HIGHEST = 76, 26
_AROUND = 4
"""Cells and lines around the picker, where the screen has them."""
_WHOLE_BELOW = 44
"""Cells of a line of which the picker takes all."""
_HEAD = 2
"""Lines above the choices: the title and what is typed."""
_LABEL = 24
"""Cells of a label that what stands at the right end leaves it."""


class Choice(NamedTuple):
    """Something to choose."""

    id: str
    """What the picker answers with."""
    label: str
    detail: str = ""
    """Words that explain the label; filtered by as well."""
    aside: str = ""
    """A few characters at the right end: a key, a count."""
    chosen: bool | None = None
    """Whether it is on already, or nothing where that has no meaning."""


class Picker(LineWidget):
    """Shows choices over the panes.

    | class | description |
    | :- | :- |
    | `picker--title` | what is being chosen |
    | `picker--filter` | what was typed |
    | `picker--cursor` | the cell under the editor's cursor |
    | `picker--label` | a choice |
    | `picker--detail` | its explanation |
    | `picker--aside` | its key or count |
    | `picker--current` | the choice that Enter takes |

    With an introduction it is only read: nothing is filtered or taken, and moving scrolls.
    """

    GROUND = "raised"

    @dataclass
    class Picked(Message):
        """A choice was clicked."""

        index: int

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.display = False
        self.editor = LineEditor()
        """What was typed to filter by; whoever changes it calls `narrow`."""
        self._glyphs = glyphs
        self._title = ""
        self._note = ""
        self._help = ""
        self._choices: Sequence[Choice] = ()
        self._found: list[Choice] = []
        self._create = ""
        self._made_first = False
        self._intro = ""
        self._waiting = ""
        self._room = 0
        self._below = False
        self._cursor = 0
        self._top = 0

    # Public

    @property
    def opened(self) -> bool:
        """Whether the picker has the keys."""
        return bool(self.display)

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor, or nothing where none is left."""
        return self._found[self._cursor] if self._found else None

    @property
    def only_read(self) -> bool:
        """Whether there is nothing to take."""
        return bool(self._intro)

    def open(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        help_: str = "",
        create: str = "",
        at: str = "",
        made_first: bool = False,
        intro: str = "",
        waiting: str = "",
        room: int = 0,
        below: bool = False,
        note: str = "",
    ) -> None:
        """Show choices and begin with an empty filter.

        Args:
            title: What is being chosen.
            choices: In the order to show.
            help_: A few words about the keys.
            create: Offers to make what was typed, such as `New tag`; empty where only the choices count.
            at: The id of the choice to begin at.
            made_first: What was typed is offered before the choices that fit, since taking one of those overwrites it.
            intro: Makes it something that is only read, and stands above it.
            waiting: What to say while there are no choices yet.
            room: Choices to have room for, whatever is offered at first: they are on the way.
            below: Explains only the choice under the cursor, on a line of its own, where each beside its own label
                would have to be cut.
            note: A few words beside the title.
        """
        self._title, self._help, self._create, self._made_first = title, help_, create, made_first
        self._intro, self._waiting, self._room, self._below, self._note = intro, waiting, room, below, note
        self.editor.set("")
        self._cursor = 0
        self._choices = choices
        self.fit()
        self.offer(choices, at=at)
        self.display = True

    def offer(self, choices: Sequence[Choice], *, at: str = "") -> None:
        """Replace the choices, keeping the filter; where the one to begin at is gone, the cursor stays where it is."""
        former = self._cursor if at else 0
        self._choices = choices
        if choices:
            self._waiting = ""
        self.narrow()
        self._cursor = next((index for index, choice in enumerate(self._found) if choice.id == at), former)
        self._cursor = max(0, min(self._cursor, len(self._found) - 1))
        self._follow()

    def introduce(self, intro: str) -> None:
        """Replace the words above what is only read."""
        self._intro = intro
        self.refresh()

    def close(self) -> None:
        """Hide."""
        self.display = False

    def narrow(self) -> None:
        """Keep the choices that hold every word that was typed, those whose label or a word of it begins so first."""
        typed = self.editor.text.casefold().strip()
        words = typed.split()

        def fits(choice: Choice) -> bool:
            content = f"{choice.label} {choice.detail} {choice.aside}".casefold()
            return all(word in content for word in words)

        self._found = [choice for choice in self._choices if fits(choice)]
        if typed:
            self._found.sort(key=lambda choice: _nearness(choice.label.casefold(), typed))
            exact = any(choice.label.casefold() == typed for choice in self._found)
            if self._create and not exact:
                made = Choice("", f"{self._create}: {self.editor.text.strip()}")
                self._found.insert(0 if self._made_first else len(self._found), made)
        self._cursor = self._top = 0
        self.refresh()

    def move(self, steps: int) -> None:
        """Move the cursor, round the ends; what is only read scrolls."""
        if self.only_read:
            self._top = max(0, min(self._top + steps, len(self._found) - self._page))
            self.refresh()
        elif self._found:
            self._cursor = (self._cursor + steps) % len(self._found)
            self._follow()
            self.refresh()

    def point(self, index: int) -> None:
        """Put the cursor on a choice."""
        if 0 <= index < len(self._found):
            self._cursor = index
            self._follow()
            self.refresh()

    def fit(self) -> None:
        """Take a place in the middle of the screen, as large as it needs; a small screen is taken as a whole."""
        screen = self.app.size
        width = min(_WIDEST, screen.width - _AROUND if screen.width >= _WHOLE_BELOW else screen.width)
        room = screen.height - _AROUND if screen.height > 2 * _AROUND else screen.height
        lines = max(len(self._choices), self._room)
        height = min(lines + _HEAD + 2 + bool(self._create) + self._below, room, _HIGHEST)
        self.styles.width, self.styles.height = width, height
        top = min(max(1, (screen.height - height) // 3), screen.height - height)
        self.styles.offset = ((screen.width - width) // 2, top)
        self._follow()
        self.refresh()

    # Handlers

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.stop()
        index = self._top + event.y - _HEAD
        if _HEAD <= event.y < _HEAD + self._page and index < len(self._found):
            self.post_message(self.Picked(index))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up."""
        event.stop()
        self.move(-1)

    # Drawing

    def draw(self, y: int, width: int) -> Strip:
        """Draw a line; where nothing else tells it from what it lies on, between two edges."""
        if self.raised or width == self.app.size.width:
            return self._draw(y, width)
        edge = painting.text(self._glyphs.edge, self.look("rule--line"))
        return Strip([edge, *self._draw(y, width - 2), edge], width).simplify()

    def _draw(self, y: int, width: int) -> Strip:
        """Draw the title, the filter, a choice or the words about the keys."""
        ground = self.ground
        if y == 0:
            left = [painting.text(f" {self._title}", self.look("picker--title"))]
            counted = "" if self.only_read or self._waiting else f"{len(self._found):,} "
            right = [painting.text(counted, self.look("picker--aside"))]
            if self._note and (rest := width - painting.cells(self._title) - len(counted) - 4) > 8:
                words = painting.shorten(self._note, rest, self._glyphs.ellipsis)
                left.append(painting.text(f"  {words}", self.look("picker--detail")))
            return painting.line(left, right, width, ground)
        if y == 1:
            return self._draw_intro(width) if self.only_read else self._draw_filter(width)
        if self._below and y == _HEAD + self._page and y < self.size.height - 1:
            words = painting.shorten(self.current.detail if self.current else "", width - 2, self._glyphs.ellipsis)
            return painting.line([painting.text(f" {words}", self.look("picker--label"))], (), width, ground)
        if y >= _HEAD + self._page:
            words = painting.hints(self._help, width - 2)
            return painting.line([painting.text(f" {words}", self.look("picker--detail"))], (), width, ground)
        index = self._top + y - _HEAD
        if index >= len(self._found):
            words = f" {self._empty}" if index == 0 else ""
            return painting.line([painting.text(words, self.look("picker--detail"))], (), width, ground)
        return self._draw_choice(self._found[index], width, under_cursor=index == self._cursor and not self.only_read)

    @property
    def _empty(self) -> str:
        if self._waiting or self.only_read:
            return self._waiting
        return "Type a name." if self._create else "Nothing fits."

    def _draw_intro(self, width: int) -> Strip:
        words = painting.shorten(self._intro, width - 2, self._glyphs.ellipsis)
        return painting.line([painting.text(f" {words}", self.look("picker--detail"))], (), width, self.ground)

    def _draw_filter(self, width: int) -> Strip:
        pieces = draw_editor(self.editor, width - 4, self.look("picker--filter"), self.look("picker--cursor"))
        sign = painting.text(" > ", self.look("picker--detail"))
        return painting.line([sign, *pieces], (), width, self.ground)

    def _draw_choice(self, choice: Choice, width: int, *, under_cursor: bool) -> Strip:
        names = ("label", "detail", "aside")
        looks = [self.look(f"picker--{name}") for name in names]
        ground = self.ground
        if under_cursor:
            ground = self.look("picker--current")
            looks = [ground + Style(bold=look.bold) for look in looks]
        label, detail, aside = looks
        sign = self._glyphs.cursor if under_cursor else " "
        if choice.chosen is not None:
            sign += "[x] " if choice.chosen else "[ ] "
        left = [Segment(sign, label)]
        right = [painting.text(f"  {choice.aside} ", aside)] if choice.aside else []
        room = width - Segment.get_line_length(left) - Segment.get_line_length(right) - 1
        if right and room < min(painting.cells(choice.label), _LABEL):
            # What it is called comes before what is said of it.
            room += Segment.get_line_length(right)
            right = []
        words = painting.shorten(choice.label, room, self._glyphs.ellipsis)
        left.append(painting.text(words, label))
        if choice.detail and not self._below and (rest := room - painting.cells(words) - 2) > 8:
            left.append(painting.text("  " + painting.shorten(choice.detail, rest, self._glyphs.ellipsis), detail))
        return painting.line(left, right, width, ground)

    @property
    def _page(self) -> int:
        """The number of choices in sight; the words about the keys go where they would take the last one's place."""
        height = self.styles.height
        lines = (int(height.value) if height is not None else self.size.height) - _HEAD
        # A screen that is taken as a whole has no line to tell about the keys or the choice on.
        return max(1, lines if self.app.size.height <= 2 * _AROUND else lines - 1 - self._below)

    def _follow(self) -> None:
        page = self._page
        if not self._top <= self._cursor < self._top + page:
            self._top = max(0, self._cursor - page // 2)
        self._top = max(0, min(self._top, len(self._found) - page))


def _nearness(label: str, typed: str) -> int:
    if label.startswith(typed):
        return 0
    if f" {typed}" in label:
        return 1
    return 2 if typed in label else 3
