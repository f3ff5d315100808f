"""A line that is edited is drawn in the room there is, with the cursor in sight."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style

from reader.model import safe_line
from tests.unit.widgets.texts import TEXTS
from widgets.editor_line import draw_editor
from widgets.line_editor import LineEditor

PLAIN, CURSOR, MARKED = Style(bold=False), Style(reverse=True), Style(underline=True)


def editor(marked: str) -> LineEditor:
    made = LineEditor(marked.replace("|", ""))
    made.cursor = marked.index("|")
    return made


def drawn(marked: str, room: int) -> tuple[str, str]:
    """Give what is drawn, and what of it is under the cursor."""
    pieces = draw_editor(editor(marked), room, PLAIN, CURSOR)
    return "".join(piece.text for piece in pieces), "".join(piece.text for piece in pieces if piece.style == CURSOR)


@pytest.mark.parametrize(
    ("marked", "room", "shown", "under"),
    [
        ("|", 10, " ", " "),
        ("abc|", 10, "abc ", " "),
        ("a|bc", 10, "abc ", "b"),
        ("|abc", 10, "abc ", "a"),
        ("abcdefghij|", 10, "fghij ", " "),
        ("abcdefghi|j", 10, "abcdefghij", "j"),
        ("|abcdefghijkl", 10, "abcdefghij", "a"),
        ("abcdefghijkl|", 1, " ", " "),
        ("abcdefgh|ijkl", 0, "i", "i"),
        ("注意力机制|", 6, "机制 ", " "),
        ("注意力|机制", 6, "机制 ", "机"),
        ("注|意", 1, "意", "意"),
        ("e|\u0301a", 10, "e\u0301a ", "e\u0301"),
        ("|e\u0301a", 10, "e\u0301a ", "e\u0301"),
        ("a|\x1bb", 10, "a\ufffdb ", "\ufffd"),
    ],
)
def test_what_is_in_sight_and_what_is_under_the_cursor(marked: str, room: int, shown: str, under: str) -> None:
    assert drawn(marked, room) == (shown, under)


def test_without_the_keys_there_is_no_cursor() -> None:
    pieces = draw_editor(editor("abc|"), 10, PLAIN, None)
    assert "".join(piece.text for piece in pieces) == "abc"
    assert {piece.style for piece in pieces} == {PLAIN}


@pytest.mark.parametrize(
    ("span", "marked"), [((1, 3), "bc"), ((0, 99), "abcd"), ((3, 3), "d"), ((4, 4), ""), ((50, 60), ""), ((-2, 1), "a")]
)
def test_a_part_is_marked_and_an_empty_one_by_its_first_sign(span: tuple[int, int], marked: str) -> None:
    pieces = draw_editor(editor("abcd|"), 10, PLAIN, CURSOR, [span], MARKED)
    assert "".join(piece.text for piece in pieces if piece.style == MARKED) == marked


@given(TEXTS, st.integers(0, 200), st.integers(-5, 40))
@example("\u0301" * 5, 3, 0)
@settings(max_examples=100)
def test_no_line_is_wider_than_its_room_and_the_cursor_is_always_in_sight(text: str, position: int, room: int) -> None:
    line = LineEditor()
    line.text = text
    line.cursor = min(position, len(text))
    pieces = draw_editor(line, room, PLAIN, CURSOR)
    under = "".join(piece.text for piece in pieces if piece.style == CURSOR)
    signs = safe_line(text) + " "
    assert Segment.get_line_length(pieces) <= max(1, room, cell_len(under))
    assert signs[line.cursor] in under
    assert "".join(piece.text for piece in pieces) in signs
    assert cell_len(under) >= 1 or not any(map(get_character_cell_size, signs[: line.cursor + 1]))
