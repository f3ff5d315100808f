"""Turning texts into cells: measure, shorten, wrap and mark, for widgets that draw their own lines.

Everything that is drawn passes `safe_line` here, so no widget can forget it. Widths are terminal cells, positions are
characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.model import safe_line

Span = tuple[int, int]
"""The start and end of a part of a text, in characters."""

_NEVER_LAST = 0.6
"""A shortened text is cut at a blank only if that leaves more than this part of the room filled."""


def shorten(text: str, width: int, ellipsis: str = "…") -> str:
    """Cut a text to a width in cells, at the end of a word where that does not waste too much, never within one cell.

    Args:
        text: One line.
        width: The room, in cells; nothing is drawn in less than one.
        ellipsis: What stands for the part that is left out.

    Returns:
        The text as `safe_line` draws it, so that it is drawn as wide as it was measured.
    """
    if width <= 0:
        return ""
    text = safe_line(text)
    if cell_len(text) <= width:
        return text
    room = width - cell_len(ellipsis)
    if room <= 0:
        return ellipsis[:width]
    cut = _fitting(text, 0, room)
    blank = text.rfind(" ", 0, cut + 1)
    if blank > 0 and cell_len(text[:blank]) > room * _NEVER_LAST:
        cut = blank
    return text[:cut].rstrip(" ,;:-–—") + ellipsis


def hints(words: str, room: int) -> str:
    """Say as many hints as there is room for, each of them whole: the first and the last stay longest.

    Args:
        words: Hints with two blanks between each: `Enter takes one  Tab takes it and stays  Esc closes`.
        room: Cells.

    Returns:
        An empty text where there is no room for any of them.
    """
    parts = words.split("  ")
    while parts and cells("  ".join(parts)) > room:
        if len(parts) > 2:
            del parts[-2]
        else:
            parts.remove(max(parts, key=cells))
    return "  ".join(parts)


def cells(content: str) -> int:
    """Tell how many cells a text takes when it is drawn."""
    return cell_len(safe_line(content))


def wrap(text: str, width: int) -> list[Span]:
    """Break a paragraph into lines of a width in cells; a word longer than the line is broken where it has to be.

    Returns:
        The parts of the text, one a line; the blanks at the breaks are in none of them. At least one part.
    """
    spans: list[Span] = []
    text = safe_line(text)
    start, length = 0, len(text)
    width = max(1, width)
    while start < length:
        end = _fitting(text, start, width)
        if end < length and text[end] != " ":
            blank = text.rfind(" ", start + 1, end)
            end = blank if blank > start else end
        if end == start:
            # A sign of two cells where there is but one: it is drawn cut, with all that stands on it.
            end = _fitting(text, start, get_character_cell_size(text[start]))
        following = end
        while following < length and text[following] == " ":
            following += 1
        while end > start + 1 and text[end - 1] == " ":
            end -= 1
        spans.append((start, end))
        start = following
    return spans or [(0, 0)]


def mark(text: str, spans: Sequence[Span], plain: Style, marked: Style, offset: int = 0) -> list[Segment]:
    """Draw a text with some of its parts in another style.

    Args:
        text: One line, or the part of one that begins at `offset`.
        spans: What to mark, sorted and disjoint, in characters of the whole text.
        plain: The style of the rest.
        marked: The style of the marked parts.
        offset: Where the line begins in the text that the spans belong to.
    """
    segments: list[Segment] = []
    position, safe = 0, safe_line(text)
    for start, end in spans:
        start, end = max(start - offset, position), min(end - offset, len(text))
        if start >= end:
            continue
        if start > position:
            segments.append(Segment(safe[position:start], plain))
        segments.append(Segment(safe[start:end], marked))
        position = end
    if position < len(safe):
        segments.append(Segment(safe[position:], plain))
    return segments


def restyle(pieces: Iterable[Segment], spans: Sequence[Span], style: Style, offset: int = 0) -> list[Segment]:
    """Give some parts of a drawn text a style of their own, as `mark` counts them; two styles beside the plain one."""
    drawn: list[Segment] = []
    position = offset
    for piece in pieces:
        place = 0
        for start, end in spans:
            start, end = max(start - position, place), min(end - position, len(piece.text))
            if start < end:
                drawn += [Segment(piece.text[place:start], piece.style), Segment(piece.text[start:end], style)]
                place = end
        drawn.append(Segment(piece.text[place:], piece.style))
        position += len(piece.text)
    return [piece for piece in drawn if piece.text]


def line(left: Iterable[Segment], right: Iterable[Segment], width: int, fill: Style) -> Strip:
    """Put pieces at the left and the right end of a line; where there is no room for both, the right one goes."""
    left, right = list(left), list(right)
    left_cells = Segment.get_line_length(left)
    right_cells = Segment.get_line_length(right)
    gap = width - left_cells - right_cells
    if gap < (1 if right else 0):
        return Strip(left, left_cells).adjust_cell_length(width, fill).simplify()
    return Strip([*left, Segment(" " * gap, fill), *right], width).simplify()


def text(content: str, style: Style) -> Segment:
    """Draw a text as it is, except for what a terminal could obey."""
    return Segment(safe_line(content), style)


def _fitting(content: str, start: int, room: int) -> int:
    """Find the end of what fits into some cells; combining marks stay with what they stand on."""
    end = start + room
    if (chunk := content[start : end + 1]).isascii():
        return start + min(len(chunk), room)
    used = 0
    for index in range(start, len(content)):
        used += get_character_cell_size(content[index])
        if used > room:
            return index
    return len(content)
