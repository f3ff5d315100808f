r"""What a terminal shows, and the fewest bytes that make it show something else.

A `CellScreen` remembers what it had written. It is told pieces of rows as they shall look, compares, and answers with
sequences for the cells that differ; what moved up or down as a whole is scrolled where that is shorter. Pure: it writes
nothing itself, and knows nothing of Textual.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from reader.app.cell_writer import CellWriter, size, step
from reader.app.cells import UNKNOWN, Line, cut_cells, place_cells, read_cells
from reader.app.pens import PLAIN, Pen, change_pen, is_erasure

_FEWEST_SCROLLED = 3
"""Rows that must be found elsewhere before a scroll is worth a try."""


class CellScreen:
    """The cells of a terminal; at first nothing is known of them.

    Args:
        columns: The width of the terminal.
        rows: Its height.
        with_background: Whether erased cells take the background of the moment; terminfo calls it `bce`.
    """

    def __init__(self, columns: int, rows: int, *, with_background: bool) -> None:
        self._columns = columns
        self._rows = rows
        self._with_background = with_background
        self._shown: list[Line] = [[UNKNOWN] * columns for _ in range(rows)]
        self._wanted: dict[int, Line] = {}
        # What was put where, so that to put the same again costs a comparison of two strings.
        self._pieces: list[dict[int, tuple[int, str]]] = [{} for _ in range(rows)]
        self._is_known = False
        self._pen = PLAIN

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._columns, self._rows

    def put(self, row: int, column: int, columns: int, rendered: str) -> None:
        """Say how a piece of a row shall look from the next frame on; what lies outside of the screen is left out.

        Args:
            row: From 0.
            column: Of the piece's first cell, from 0.
            columns: The width of the piece; what is rendered beyond it is cut off.
            rendered: Text with sequences, as `cells.read_cells` takes it.

        Raises:
            ValueError: a pen is not understood.
        """
        end = min(column + columns, self._columns)
        if not 0 <= row < self._rows or not 0 <= column < end:
            return
        pieces = self._pieces[row]
        if pieces.get(column) == (end, rendered):
            return
        cells = cut_cells(read_cells(rendered), end - column)
        line = self._wanted.get(row)
        if line is None:
            line = self._wanted[row] = self._shown[row].copy()
        first, last = place_cells(line, column, cells)
        for other in [at for at, (stop, _) in pieces.items() if at < last and stop > first]:
            del pieces[other]
        pieces[column] = (end, rendered)

    def frame(self) -> str:
        """Give the sequences that make the terminal show all that was put; they leave it with the pen used last.

        The next frame goes on with that pen, most often the right one: putting it down and taking it up again would be
        a tenth of a small frame. Whoever writes anything else in between gets the plain one by `LAY_DOWN_PEN`.

        The first frame after which every cell is known clears the screen, and is a whole picture.
        """
        wanted, self._wanted = self._wanted, {}
        if not wanted:
            return ""
        if self._is_known:
            sequences, self._pen = self._shorter(wanted)
        elif any(UNKNOWN in wanted.get(row, line) for row, line in enumerate(self._shown)):
            sequences, self._pen = self._difference(self._shown, wanted, self._pen)
        else:
            wanted = dict(enumerate(self._shown)) | wanted
            pen = self._find_fill(wanted.values())
            blank = [[(" ", pen)] * self._columns] * self._rows
            # Whatever ran in this terminal before may have left a pen and a scroll region.
            clear = f"\x1b[r\x1b[m{change_pen(PLAIN, pen)}\x1b[2J"
            picture, self._pen = self._difference(blank, wanted, pen)
            sequences = clear + picture
            self._is_known = True
        for row, line in wanted.items():
            self._shown[row] = line
        return sequences

    def _shorter(self, wanted: Mapping[int, Line]) -> tuple[str, Pen]:
        """Give the difference to what is shown, scrolled before or not, whichever is shorter, and the pen after it."""
        written = self._difference(self._shown, wanted, self._pen)
        scroll = find_scroll(self._shown, wanted)
        if scroll is None:
            return written
        rows = dict(enumerate(self._shown[scroll.top : scroll.bottom], scroll.top))
        rest, last = self._difference(scroll.apply(self._shown, self._pen), rows | dict(wanted), self._pen)
        scrolled = scroll.sequences(self._rows) + rest
        return (scrolled, last) if size(scrolled) < size(written[0]) else written

    def _difference(self, shown: Sequence[Line], wanted: Mapping[int, Line], pen: Pen) -> tuple[str, Pen]:
        writer = CellWriter(self._columns, with_background=self._with_background, pen=pen)
        for row in sorted(wanted):
            writer.write_line(row, shown[row], wanted[row])
        return writer.finish()

    def _find_fill(self, lines: Iterable[Line]) -> Pen:
        """Find the pen of blanks that most lines end with, to clear the screen with."""
        ends = Counter(pen for text, pen in (line[-1] for line in lines) if text == " ")
        return next((pen for pen, _ in ends.most_common() if is_erasure(pen, self._with_background)), PLAIN)


@dataclass(frozen=True, slots=True)
class Scroll:
    """Rows that move together."""

    top: int
    bottom: int
    """The row after the last one."""
    lines: int
    """How far they move up; negative: down."""

    def apply(self, shown: Sequence[Line], pen: Pen) -> list[Line]:
        """Give the lines as they stand afterwards.

        Of those that came free nothing is known, unless the pen of the moment is plain: whether they take its
        background, as erased ones do, is where terminals differ.
        """
        rows = shown[self.top : self.bottom]
        free: list[Line] = [[UNKNOWN if pen != PLAIN else (" ", PLAIN)] * len(shown[0]) for _ in range(abs(self.lines))]
        rows = [*rows[self.lines :], *free] if self.lines > 0 else [*free, *rows[: self.lines]]
        return [*shown[: self.top], *rows, *shown[self.bottom :]]

    def sequences(self, height: int) -> str:
        """Give what scrolls so; the cursor is anywhere afterwards.

        IL and DL in a scroll region; SU and SD would be shorter, but the Linux console has neither.
        """
        shift = f"\x1b[{self.top + 1}H{step(abs(self.lines), 'M' if self.lines > 0 else 'L')}"
        return shift if self.bottom == height else f"\x1b[{self.top + 1};{self.bottom}r{shift}\x1b[r"


def find_scroll(shown: Sequence[Line], wanted: Mapping[int, Line]) -> Scroll | None:
    """Find the shift by which most of the wanted rows stand on the screen already, by their text alone."""
    if len(wanted) < _FEWEST_SCROLLED:
        return None
    texts = [_text(line) for line in shown]
    sought = {row: text for row, line in wanted.items() if (text := _text(line)).strip() and text != texts[row]}
    places: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        places.setdefault(text, []).append(row)
    votes = Counter(place - row for row, text in sought.items() for place in places.get(text, ()))
    if not votes:
        return None
    shift, count = votes.most_common(1)[0]
    if count < _FEWEST_SCROLLED:
        return None
    found = [row for row, text in sought.items() if 0 <= row + shift < len(texts) and texts[row + shift] == text]
    ends = (min(found), max(found), min(found) + shift, max(found) + shift)
    return Scroll(min(ends), max(ends) + 1, shift)


def _text(line: Line) -> str:
    return "".join(map(itemgetter(0), line))
