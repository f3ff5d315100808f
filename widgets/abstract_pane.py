"""The pane in which a paper is read: its title, who wrote it and where it appeared, the abstract, the note.

The lines are laid out once for a paper, a width and a search; scrolling only moves over them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from reader.model import Paper
from reader.query import Field
from reader.text import Reading, Shown, as_it_is, readable
from widgets import facts, painting
from widgets.glyphs import UNICODE, Glyphs
from widgets.line_widget import LineWidget

FieldSpans = Callable[[str, Field], Sequence[painting.Span]]
"""Tells which parts of a text of this field to mark."""

MEASURE = 80
"""The widest line of text, in cells: longer ones are hard to read."""

_MATCH_ROOM = 2
"""Lines kept above the first match when the pane scrolls to it."""


class _Line(NamedTuple):
    """One laid-out line: a part of a text, how it looks, and what of it is marked."""

    text: str
    look: str
    place: tuple[str, int]
    """Which text of the paper it belongs to, and which of its lines that has if it has several."""
    offset: int = 0
    """Where in that text it begins."""
    spans: tuple[painting.Span, ...] = ()
    """What is marked, in characters of the text; only what lies on this line."""
    numbers: tuple[painting.Span, ...] = ()
    """The numbers of links on it, likewise."""

    @property
    def marked(self) -> bool:
        """Whether a marked part lies on this line."""
        return bool(self.spans)


class AbstractPane(LineWidget):
    """Shows one paper.

    | class | description |
    | :- | :- |
    | `abstract-pane--title` | the title |
    | `abstract-pane--fact` | authors, dates, editions, address |
    | `abstract-pane--tag` | tags, bookmark and rating |
    | `abstract-pane--text` | the abstract and the note |
    | `abstract-pane--match` | what the search found |
    | `abstract-pane--added` | what the newer version put in |
    | `abstract-pane--removed` | what it took out |
    | `abstract-pane--number` | the number of a link |
    | `abstract-pane--open` | the title while the keys go to the pane |
    | `abstract-pane--heading` | the word above the note |
    """

    @dataclass
    class Clicked(Message):
        """The mouse wants to read here."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._paper: Paper | None = None
        self._spans: FieldSpans | None = None
        self._open = False
        self._top = 0
        self._reading: _Line | None = None
        """The line that was scrolled to, as it was laid out then: panes of other widths go by it."""
        self._lines: list[_Line] = []
        self._width = 0
        self._seek_match = False
        self._reading_of: Reading = readable
        self._former: tuple[str, str] | None = None
        """Title and abstract of a former version that the paper is compared with."""
        self._addresses: tuple[str, ...] = ()
        """Where the numbers behind the links of the abstract lead."""
        self.leads = False
        """Whether the terminal lets a text lead to an address (OSC 8): an open title does, and the numbers of links."""

    # Public

    @property
    def paper(self) -> Paper | None:
        """The paper that is shown."""
        return self._paper

    def shows(self, paper: Paper | None) -> bool:
        """Tell whether it is this paper that is shown, be it with other marks."""
        return paper is not None and self._paper is not None and paper.id == self._paper.id

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        self._lay_out()
        return self._top >= self._last_top

    def show(self, paper: Paper | None, spans: FieldSpans | None = None) -> None:
        """Show a paper from its first line, or from the first match where that lies below.

        A paper that is shown already, with other marks, stays where it was scrolled to.

        Args:
            paper: The paper, or nothing.
            spans: Tells what the search found.
        """
        if paper == self._paper and spans == self._spans:
            return
        before = self._in_sight()
        if self._former and (paper is None or self._paper is None or paper.id != self._paper.id):
            self._former = None
        same = self.shows(paper) and spans == self._spans
        self._paper, self._spans = paper, spans
        self._width = 0
        if not same:
            self._top, self._reading = 0, None
            self._seek_match = spans is not None
        self._lay_out()
        after = self._in_sight()
        self.refresh_lines(y for y, (former, now) in enumerate(zip_longest(before, after)) if former != now)

    @property
    def compared(self) -> bool:
        """Whether it is shown what changed."""
        return self._former is not None

    def compare(self, former: tuple[str, str] | None) -> None:
        """Show what changed since a former title and abstract, or the paper as it is, from its first line."""
        self._former = former
        self._reading, self._width, self._top = None, 0, 0
        self._lay_out()
        self.refresh()

    def read(self, reading: Reading) -> None:
        """Show texts in another way from now on: as they are to be read, or as they are stored."""
        if reading is not self._reading_of:
            self._reading_of = reading
            # Other texts break into other lines: as far down as before is as near as it gets.
            share = self._top / len(self._lines) if self._lines else 0
            self._reading, self._width = None, 0
            self._lay_out()
            self._top = max(0, min(round(share * len(self._lines)), self._last_top))
            self.refresh()

    def open(self, *, opened: bool) -> None:
        """Show whether the keys go to this pane."""
        if opened != self._open:
            self._open = opened
            self._lay_out()
            self.refresh_lines(y for y in range(self.size.height) if self._look_at(y) == "abstract-pane--title")

    def scroll(self, lines: int) -> bool:
        """Move by some lines, down if positive, and tell whether anything moved."""
        self._lay_out()
        former = self._top
        self._top = max(0, min(self._top + lines, self._last_top))
        if self._top != former:
            self._reading = self._lines[self._top] if self._top else None
            self.refresh()
        return self._top != former

    # Handlers

    def on_click(self, event: events.Click) -> None:
        """Ask for the keys."""
        event.stop()
        self.post_message(self.Clicked())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down."""
        event.stop()
        self.scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up."""
        event.stop()
        self.scroll(-3)

    # Drawing

    def draw(self, y: int, width: int) -> Strip:
        """Draw the line that stands at `y`."""
        self._lay_out()
        index = self._top + y
        if index >= len(self._lines):
            return Strip.blank(width, self.ground)
        laid = self._lines[index]
        name = "abstract-pane--open" if self._open and laid.look == "abstract-pane--title" else laid.look
        look = shown = self.look(name)
        if self.leads and name == "abstract-pane--open" and self._paper and self._paper.link:
            shown += _leading_to(self._paper.link)
        compared = laid.place[0].startswith("changed")
        marked = "abstract-pane--added" if compared else "abstract-pane--match"
        pieces = painting.mark(laid.text, laid.spans, shown, shown + self.look(marked), laid.offset)
        if laid.numbers:
            aside = "abstract-pane--removed" if compared else "abstract-pane--number"
            pieces = painting.restyle(pieces, laid.numbers, self.look(aside), laid.offset)
            for span in laid.numbers if self.leads and not compared else ():
                digits = "".join(
                    filter(str.isdecimal, laid.text[max(0, span[0] - laid.offset) : span[1] - laid.offset])
                )
                if digits and int(digits) <= len(self._addresses):
                    style = self.look(aside) + _leading_to(self._addresses[int(digits) - 1])
                    pieces = painting.restyle(pieces, (span,), style, laid.offset)
        # One style from edge to edge: each change of style costs the line some forty bytes.
        return painting.line([Segment(" ", look), *pieces], (), width, look)

    @property
    def _last_top(self) -> int:
        return max(0, len(self._lines) - max(1, self.size.height))

    def _in_sight(self) -> list[_Line]:
        return self._lines[self._top : self._top + self.size.height]

    def _look_at(self, y: int) -> str:
        index = self._top + y
        return self._lines[index].look if index < len(self._lines) else ""

    def _lay_out(self) -> None:
        """Bring the lines into step with the paper and the width, and the first line in sight with the height."""
        width, height = self.size
        if width != self._width:
            self._width = width
            self._lines = self._compose_lines(min(MEASURE, width - 2)) if self._paper and width > 2 else []
            if self._reading is not None:
                self._top = self._find(self._reading)
            if self._seek_match:
                self._seek_match = False
                first = next((index for index, laid in enumerate(self._lines) if laid.marked), 0)
                if first >= height:
                    self._top = first - min(_MATCH_ROOM, height - 1)
                    self._reading = self._lines[self._top]
        self._top = max(0, min(self._top, self._last_top))

    def _find(self, reading: _Line) -> int:
        """Find the line on which a line of a former layout begins; the same number where its text is gone."""
        found = [
            index
            for index, laid in enumerate(self._lines)
            if laid.place == reading.place and laid.offset <= reading.offset
        ]
        return found[-1] if found else self._top

    def _compose_lines(self, width: int) -> list[_Line]:
        paper = self._paper
        assert paper is not None
        if self._former:
            lines = self._changed(self._former[0], paper.title, "title", width)
        else:
            lines = self._wrapped(paper.title, "title", ("title", 0), width, Field.TITLE)
        authors = facts.first_authors(paper.authors, width)
        lines += self._wrapped(authors, "fact", ("authors", 0), width, Field.AUTHOR, as_it_is)
        for number, text in enumerate(facts.in_lines(facts.facts_of(paper), self._glyphs.dot, width)):
            lines += self._wrapped(text, "fact", ("facts", number), width)
        # In place of the gap, so that a mark neither moves what is being read nor sends it again.
        marks = self._wrapped(facts.marks_of(paper, self._glyphs), "tag", ("marks", 0), width)
        lines += marks or [_Line("", "abstract-pane--text", ("gap", 0))]
        if self._former:
            lines += self._changed(self._former[1], paper.abstract, "text", width)
        elif paper.abstract:
            lines += self._paragraphs(paper.abstract, "abstract", width, Field.ABSTRACT)
        else:
            lines += self._wrapped("This source gave no abstract.", "fact", ("abstract", 0), width)
        besides = paper.details.lines()
        everybody = ", ".join(paper.authors)
        if besides or authors != everybody:
            lines.append(_Line("", "abstract-pane--text", ("gap", 2)))
        if authors != everybody:
            all_of_them = f"All {len(paper.authors):,} authors: {everybody}"
            lines += self._wrapped(all_of_them, "fact", ("everybody", 0), width, Field.AUTHOR, as_it_is)
        if besides:
            for number, text in enumerate(besides):
                lines += self._wrapped(text, "fact", ("besides", number), width)
        if paper.marks.note:
            lines.append(_Line("", "abstract-pane--text", ("gap", 1)))
            lines.append(_Line("Note", "abstract-pane--heading", ("heading", 0)))
            lines += self._paragraphs(paper.marks.note, "note", width)
        return lines

    def _paragraphs(self, text: str, name: str, width: int, source: Field | None = None) -> list[_Line]:
        """Lay out a text of one or more paragraphs, with numbers behind the links of an abstract."""
        shown = self._shown(text, source)
        spans = self._found(text, shown, source)
        numbers: tuple[painting.Span, ...] = ()
        words = shown.text
        if source is not None and ("//" in words or "/" in words or "www." in words):
            from reader.text.links import numbered  # most abstracts have none

            with_numbers = numbered(words)
            words, numbers, self._addresses = with_numbers
            spans = tuple(with_numbers.moved(spans))
        lines: list[_Line] = []
        begin = 0
        for number, paragraph in enumerate(words.split("\n")):
            laid = self._broken(paragraph, "text", (name, number), width, spans, numbers, begin)
            lines += laid or [_Line("", "abstract-pane--text", (name, number), begin)]
            begin += len(paragraph) + 1
        return lines

    def _changed(self, former: str, now: str, look: str, width: int) -> list[_Line]:
        """Lay out a text with the words that were taken out and put in."""
        from reader.text.changes import compared  # seldom wanted

        found = compared(self._reading_of(former).text, self._reading_of(now).text)
        lines: list[_Line] = []
        begin = 0
        for number, paragraph in enumerate(found.text.split("\n")):
            place = (f"changed {look}", number)
            laid = self._broken(paragraph, look, place, width, found.added, found.removed, begin)
            lines += laid or [_Line("", "abstract-pane--text", place, begin)]
            begin += len(paragraph) + 1
        return lines

    def _shown(self, text: str, source: Field | None) -> Shown:
        """Show a text of the paper in the way that is wanted; one of the person's own as it is."""
        return self._reading_of(text) if source is not None else as_it_is(text)

    def _found(self, text: str, shown: Shown, source: Field | None) -> tuple[painting.Span, ...]:
        """Give what the search found in a text, where it is shown."""
        return shown.spans(self._spans(text, source)) if self._spans is not None and source is not None else ()

    def _wrapped(
        self,
        text: str,
        look: str,
        place: tuple[str, int],
        width: int,
        source: Field | None = None,
        reading: Reading | None = None,
    ) -> list[_Line]:
        if not text:
            return []
        shown = reading(text) if reading is not None else self._shown(text, source)
        return self._broken(shown.text, look, place, width, self._found(text, shown, source))

    @staticmethod
    def _broken(
        text: str,
        look: str,
        place: tuple[str, int],
        width: int,
        spans: tuple[painting.Span, ...],
        numbers: tuple[painting.Span, ...] = (),
        begin: int = 0,
    ) -> list[_Line]:
        """Break a paragraph that begins at a place of its text into lines."""
        if not text:
            return []
        lines: list[_Line] = []
        for start, end in painting.wrap(text, width):
            first, last = begin + start, begin + end
            marks = _within(spans, first, last) if spans else ()
            signs = _within(numbers, first, last) if numbers else ()
            lines.append(_Line(text[start:end], f"abstract-pane--{look}", place, first, marks, signs))
        return lines


@lru_cache(64)
def _leading_to(address: str) -> Style:
    """Give the style of what leads to an address: the same each time, since each has a number of its own."""
    return Style(link=address)


def _within(spans: tuple[painting.Span, ...], start: int, end: int) -> tuple[painting.Span, ...]:
    """Give the parts, sorted and disjoint, of which anything lies between two places."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    return spans[first : bisect_left(spans, end, key=lambda span: span[0])]
