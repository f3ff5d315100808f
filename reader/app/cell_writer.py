r"""Writing the difference of two lines in few bytes: where the cursor goes, which pen, what is erased.

Assumed of the terminal, all of it older than any in use: cursor addressing, SGR, EL, ECH, IL, DL and scroll regions, as
in ECMA-48 and in the VT220; and that lines do not wrap (DECAWM off), as Textual sets it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import itemgetter, ne

from reader.app.cells import UNKNOWN, Cell, Line, is_certain
from reader.app.pens import PLAIN, Pen, change_pen, is_erasure, on_blank

_LONGEST_GAP = 8
"""Unchanged cells between changed ones that may be shorter to write again than to jump over."""
_MOST_LINE_FEEDS = 4
"""Lines down that CR and LF may be the shortest way to."""
_SHORTEST_JUMP = 3
"""Bytes of CUF for one column; fewer letters of the same pen are always written again."""
_SHORTEST_TAIL = 4
"""Blanks to the end of a line from which on EL, of 3 bytes, is shorter."""
_SHORTEST_LEAP = 11
"""Blanks amid a line from which on ECH and CUF, of 5 bytes each, are shorter."""

_text_of = itemgetter(0)


class CellWriter:
    """Collects sequences, and knows where the cursor is and which pen is set.

    Args:
        columns: The width of the terminal.
        with_background: Whether erased cells take the background of the moment.
        pen: The pen that is set already.
    """

    def __init__(self, columns: int, *, with_background: bool, pen: Pen = PLAIN) -> None:
        self._columns = columns
        self._with_background = with_background
        self._pen = pen
        self._row: int | None = None
        # After the last column the cursor stands on it or behind it, as the terminal likes: the column is unknown.
        self._column: int | None = None
        self._sequences: list[str] = []

    def write_line(self, row: int, shown: Line, wanted: Line) -> None:
        """Make a row that is shown look as wanted."""
        changed = list(compress(range(self._columns), map(ne, shown, wanted)))
        if not changed:
            return
        tail, erased = self._find_tail(wanted, changed)
        for begin, end in _runs(changed[: bisect_left(changed, erased)], wanted):
            self._go(row, begin, wanted)
            self._write(wanted, begin, end)
        if erased < self._columns:
            # Where the cursor stands amid the same blanks already, they are erased again from there.
            if self._row != row or self._column is None or not tail <= self._column <= erased:
                self._go(row, erased, wanted)
            pen = _pen_for(wanted, self._columns - 1, self._columns, self._pen)
            self._sequences.append(f"{change_pen(self._pen, pen)}\x1b[K")
            self._pen = pen

    def finish(self) -> tuple[str, Pen]:
        """Give all sequences, and the pen they end with; a link ends with the frame."""
        last = self._pen._replace(link="")
        self._sequences.append(change_pen(self._pen, last))
        self._pen = last
        return "".join(self._sequences), last

    def _find_tail(self, wanted: Line, changed: list[int]) -> tuple[int, int]:
        """Find where the blanks at the end of a line begin, and the changed one of them from which on to erase."""
        last = wanted[-1]
        if not self._is_erasable(last):
            return self._columns, self._columns
        tail = self._columns
        while tail and wanted[tail - 1] == last:
            tail -= 1
        first = bisect_left(changed, tail)
        if first == len(changed) or changed[-1] + 1 - changed[first] < _SHORTEST_TAIL:
            return tail, self._columns
        return tail, changed[first]

    def _is_erasable(self, cell: Cell) -> bool:
        return cell[0] == " " and is_erasure(cell[1], self._with_background)

    def _go(self, row: int, column: int, line: Line) -> None:
        """Go on to a column, over what stands before it if that is shorter than a jump."""
        at, way = self._column, ""
        if self._row is not None and self._row < row <= self._row + _MOST_LINE_FEEDS:
            at, way = 0, "\r" + "\n" * (row - self._row)
        elif self._row != row or at is None:
            at = column
        if 0 < column - at <= _LONGEST_GAP and UNKNOWN not in line[at:column]:
            over = way + self._spell(line, at, column + 1, self._pen)[0]
            jump = _move(self._row, self._column, row, column) + self._spell(line, column, column + 1, self._pen)[0]
            if size(over) <= size(jump):
                self._move(row, at)
                self._write(line, at, column)
                return
        self._move(row, column)

    def _move(self, row: int, column: int) -> None:
        if (self._row, self._column) != (row, column):
            self._sequences.append(_move(self._row, self._column, row, column))
            self._row, self._column = row, column

    def _write(self, line: Line, begin: int, end: int) -> None:
        text, self._pen, column = self._spell(line, begin, end, self._pen)
        self._sequences.append(text)
        self._column = column if column < self._columns else None

    def _spell(self, line: Line, begin: int, end: int, pen: Pen) -> tuple[str, Pen, int]:
        """Give some cells of a line as text and sequences; and the pen that is set, and the cursor's column, after."""
        parts: list[str] = []
        column, blank = begin, on_blank(pen)
        while column < end:
            text, wanted = line[column]
            # Both are nearly always the very objects that are compared with: `read_pen` and `on_blank` keep them.
            if wanted is not (blank if text == " " else pen):
                new = _pen_for(line, column, end, pen)
                parts.append(change_pen(pen, new))
                pen, blank = new, on_blank(new)
            if text == " " and (blanks := self._count_blanks(line, column, end)):
                parts.append(f"\x1b[{blanks}X")
                if column + blanks == end:
                    break
                parts.append(f"\x1b[{blanks}C")
                column += blanks
                continue
            parts.append(text)
            column += 1
            if (text > "~" or len(text) > 1) and not is_certain(text):
                while column < len(line) and not line[column][0]:
                    column += 1
                if column < self._columns:
                    parts.append(f"\x1b[{column + 1}G")
        return "".join(parts), pen, column

    def _count_blanks(self, line: Line, begin: int, end: int) -> int:
        """Count the same blanks in a row, if they can be erased and are enough for that."""
        far = begin + _SHORTEST_LEAP
        if far > end or line[far - 1] != line[begin] or not self._is_erasable(line[begin]):
            return 0
        column = begin
        while column < end and line[column] == line[begin]:
            column += 1
        return column - begin if column >= far else 0


def size(text: str) -> int:
    """Count the bytes that a text takes on its way to the terminal."""
    return len(text.encode())


def _runs(changed: Sequence[int], line: Line) -> Iterator[tuple[int, int]]:
    """Join changed columns that lie side by side or nearly so; a wide character is written as one."""
    if not changed:
        return
    begin = end = _first(line, changed[0])
    has_wide = not all(map(_text_of, line))
    for column in changed:
        if column > end:
            first = _first(line, column) if has_wide else column
            if first - end >= _SHORTEST_JUMP or not _is_alike(line, end, first):
                yield begin, end
                begin = first
        if column >= end:
            end = column + 1
            while has_wide and end < len(line) and not line[end][0]:
                end += 1
    yield begin, end


def _first(line: Line, column: int) -> int:
    """Give the column that a character begins in."""
    while not line[column][0]:
        column -= 1
    return column


def _is_alike(line: Line, begin: int, end: int) -> bool:
    """Tell whether some cells are letters and blanks that the pen of the cell after them can write."""
    pen = line[end][1]
    return all(
        (" " < text <= "~" and have == pen) or (text == " " and have == on_blank(pen)) for text, have in line[begin:end]
    )


def _pen_for(line: Line, column: int, end: int, pen: Pen) -> Pen:
    """Choose the pen for a cell; for a blank the one that is set, or the next character's, where they look the same."""
    text, wanted = line[column]
    if wanted == pen:
        return pen
    if text != " ":
        return wanted
    if on_blank(pen) == wanted:
        return pen
    following = next((cell[1] for cell in line[column + 1 : end] if cell[0] != " "), wanted)
    return following if on_blank(following) == wanted else wanted


def _move(row: int | None, column: int | None, new_row: int, new_column: int) -> str:
    """Give the shortest sequence that moves the cursor."""
    place = f"{new_row + 1};{new_column + 1}" if new_column else f"{new_row + 1}" if new_row else ""
    ways = [f"\x1b[{place}H"]
    if row is not None and row <= new_row:
        # Never "\n" alone: whether the tty puts a carriage return before it is its own affair.
        down = "\r" + "\n" * (new_row - row)
        ways.append(down + (step(new_column, "C") if new_column else ""))
        if row < new_row and column == new_column:
            ways.append(step(new_row - row, "B"))
        if row == new_row and column is not None and column < new_column:
            ways.append(step(new_column - column, "C"))
        if row == new_row and column is not None and column > new_column:
            ways.append("\b" * (column - new_column))
    return min(ways, key=len)


def step(count: int, direction: str) -> str:
    """Give a sequence that does something so many times."""
    return f"\x1b[{count if count > 1 else ''}{direction}"
