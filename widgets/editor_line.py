"""Drawing a line that is edited: as much of it as there is room for, the cursor always in sight."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style

from reader.model import safe_line
from widgets import painting
from widgets.line_editor import LineEditor


def draw_editor(
    editor: LineEditor,
    room: int,
    plain: Style,
    cursor: Style | None,
    spans: Sequence[painting.Span] = (),
    marked: Style | None = None,
) -> list[Segment]:
    """Draw a line that is edited, in at most `room` cells, or one where that is less.

    Args:
        editor: The line and its cursor.
        room: Cells.
        plain: The style of the line.
        cursor: The style of the cell under the cursor; nothing where the keys go elsewhere.
        spans: Parts to mark, in characters of the line.
        marked: Their style.
    """
    text = safe_line(editor.text) + " "
    low, high = _under(text, editor.cursor)
    room = max(1, room, cell_len(text[low:high]))
    start = _first(text, low, room - cell_len(text[low:high]), room)
    end, used = start, 0
    while end < len(text) and (used := used + get_character_cell_size(text[end])) <= room:
        end += 1
    styles = [plain] * len(text)
    for first, last in spans:
        for index in range(max(0, first), min(max(last, first + 1), len(text) - 1)):
            styles[index] = marked or plain
    if cursor is None:
        end = min(end, len(text) - 1)
    else:
        styles[low:high] = [cursor] * (high - low)
    return [Segment(text[index], styles[index]) for index in range(start, end)]


def _under(text: str, position: int) -> painting.Span:
    """Find the sign under the cursor, with the marks that stand on it: a mark alone has no cell to show a cursor in."""
    low, high = position, position + 1
    while low > 0 and not get_character_cell_size(text[low]):
        low -= 1
    while high < len(text) and not get_character_cell_size(text[high]):
        high += 1
    return low, high


def _first(text: str, position: int, before: int, room: int) -> int:
    """Find where to begin, so that what comes before a position fits; moves on by half the room."""
    start = 0
    while start < position and cell_len(text[start:position]) > before:
        start = min(position, start + max(1, room // 2))
    while start < position and not get_character_cell_size(text[start]):
        start += 1
    return start
