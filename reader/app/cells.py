r"""Cells: what stands in each column of a row, read from rendered text and put into a line.

Pure. Wide and combining characters are measured as Rich measures them, because Textual lays out with that; where a
terminal thinks otherwise, `is_certain` says which cells its cursor must not be trusted after.
"""

from __future__ import annotations

import re
from typing import Final

from rich.cells import split_graphemes

from reader.app.pens import PLAIN, Pen, on_blank, read_pen

Cell = tuple[str, Pen]
"""A character with all that combines with it, and its pen. The second column of a wide one has no text.

A blank has the pen that `on_blank` gives, so that cells that look alike are equal.
"""
Line = list[Cell]

UNKNOWN: Final[Cell] = ("\0", PLAIN)
"""A cell of which nobody knows what it shows; no cell that is read equals it."""

_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\]8;([^\x1b\x07]*)(?:\x1b\\|\x07)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FIRST_EMOJI: Final = "\U0001f000"


def read_cells(rendered: str) -> Line:
    """Read cells from text with SGR and OSC 8 sequences, each pen set after a reset, as Textual renders strips.

    Other control characters are left out; so is a combining character with nothing to combine with.

    Raises:
        ValueError: a pen is not understood.
    """
    cells: Line = []
    parameters = link = ""
    former = pen = PLAIN
    for index, part in enumerate(_SEQUENCE.split(rendered)):
        kind = index % 3
        if not part and (kind == 0 or part is None):
            continue
        if kind == 1:
            parameters = "" if part == "0" else part
        elif kind == 2:
            link = "" if part == ";" else part
        else:
            former, pen = pen, read_pen(parameters, link)
            _add_cells(cells, part, pen, former)
    return cells


def place_cells(line: Line, column: int, cells: Line) -> tuple[int, int]:
    """Write cells over those of a line, as a terminal does: half of a wide character leaves a blank.

    Returns:
        The first column touched, and the one after the last.
    """
    end = column + len(cells)
    if not cells:
        return column, column
    first, last = column, end
    if column > 0 and not line[column][0]:
        first -= 1
        line[first] = _blank(line[first][1])
    line[column:end] = cells
    if end < len(line) and not line[end][0]:
        line[end] = _blank(line[end][1])
        last += 1
    return first, last


def cut_cells(cells: Line, columns: int) -> Line:
    """Leave out what is beyond so many columns; a wide character of which half is left becomes a blank."""
    cut = cells[:columns]
    if len(cells) > columns > 0 and not cells[columns][0]:
        cut[-1] = _blank(cut[-1][1])
    return cut


def is_certain(text: str) -> bool:
    """Tell whether every terminal agrees with Rich on how wide this is: not clusters, and not emoji."""
    return len(text) < 2 and text < _FIRST_EMOJI


def _add_cells(cells: Line, text: str, pen: Pen, former: Pen) -> None:
    blank = _blank(pen)
    if text.isascii() and text.isprintable():
        cells.extend([blank if character == " " else (character, pen) for character in text])
        return
    text = _CONTROL.sub("", text)
    for begin, end, width in split_graphemes(text)[0]:
        cluster = text[begin:end]
        if width == 0:
            _combine(cells, cluster, former)
        elif cluster == " ":
            cells.append(blank)
        else:
            cells.append((cluster, pen))
            cells.extend([("", pen)] * (width - 1))


def _combine(cells: Line, cluster: str, former: Pen) -> None:
    """Add to the last character what came with another pen; a terminal draws both with the first one's."""
    base = len(cells) - 1
    while base >= 0 and not cells[base][0]:
        base -= 1
    if base >= 0:
        text, pen = cells[base]
        cells[base] = (text + cluster, former if text == " " else pen)


def _blank(pen: Pen) -> Cell:
    return (" ", on_blank(pen))
