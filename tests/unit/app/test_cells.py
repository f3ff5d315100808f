"""The difference of two screens: right for every terminal, and short."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.app.cell_screen import CellScreen, Scroll, find_scroll
from reader.app.cell_writer import size
from reader.app.cells import Line, cut_cells, place_cells, read_cells
from reader.app.pens import PLAIN, Pen, read_pen
from tests.thorough import thorough

WIDTH, HEIGHT = 16, 7
DARK = "38;2;1;2;3;48;2;9;9;9"
BAR = "1;38;2;1;2;3;48;2;40;40;40"
PENS = ("", "1", DARK, DARK, "48;2;9;9;9", BAR, "7;31", "4;32", "1;3;4;93;44", "9", "38;5;200;48;5;7")
# Text and its width in cells; no emoji, of whose width pyte and Rich think differently.
ATOMS = (
    ("a", 1),
    ("b", 1),
    ("e", 1),
    (" ", 1),
    (" ", 1),
    ("─", 1),
    ("é", 1),
    ("e\u0301", 1),
    ("漢", 2),
    ("字\u0301", 2),
)

Segment = tuple[str, str]
"""A text and the SGR parameters that it is drawn with."""
Frame = tuple[tuple[Segment, ...], ...]


class Terminal(pyte.Screen):  # type: ignore[misc]  # pyte has no types
    """An emulator that erases as xterm does: pyte's own ED passes over cells that were never written."""

    def erase_in_display(self, *arguments: Any, **options: Any) -> None:
        for row in range(self.lines):
            self.buffer[row].update({column: self.buffer[row][column] for column in range(self.columns)})
        super().erase_in_display(*arguments, **options)


class Forgetful(Terminal):
    """A terminal that erases with its own background, whatever the pen (terminfo without `bce`)."""

    def _plainly(self, erase: Any, *arguments: Any) -> None:
        pen, self.cursor.attrs = self.cursor.attrs, self.default_char
        erase(*arguments)
        self.cursor.attrs = pen

    def erase_in_line(self, *arguments: Any, **_: Any) -> None:
        self._plainly(super().erase_in_line, *arguments)

    def erase_in_display(self, *arguments: Any, **_: Any) -> None:
        self._plainly(super().erase_in_display, *arguments)

    def erase_characters(self, *arguments: Any) -> None:
        self._plainly(super().erase_characters, *arguments)


def seen(screen: pyte.Screen) -> list[list[object]]:
    """What a person sees: of a blank nothing but its background, unless it is reversed or underlined."""
    rows: list[list[object]] = []
    for row in range(screen.lines):
        cells = [screen.buffer[row][column] for column in range(screen.columns)]
        rows.append(
            [
                (cell.data, cell.bg)
                if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)
                else cell
                for cell in cells
            ]
        )
    return rows


def rendered(segments: Iterable[Segment]) -> str:
    """Render as Textual's strips do."""
    return "".join(f"\x1b[{pen}m{text}\x1b[0m" if pen else text for text, pen in segments)


def painted(frame: Frame) -> list[list[object]]:
    """What a whole new terminal shows of a frame."""
    screen = pyte.Screen(WIDTH, len(frame))
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    for row, line in enumerate(frame, 1):
        stream.feed(f"\x1b[{row};1H{rendered(line)}")
    return seen(screen)


def put(cells: CellScreen, frame: Frame) -> CellScreen:
    for row, line in enumerate(frame):
        cells.put(row, 0, WIDTH, rendered(line))
    return cells


def without_combining(frame: Frame) -> Frame:
    return tuple(tuple((text.replace("\u0301", ""), pen) for text, pen in line) for line in frame)


def frame_of(*rows: str, pen: str = DARK) -> Frame:
    return tuple(((row.ljust(WIDTH), pen),) for row in rows)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    left = WIDTH
    while left:
        text, width = "", 0
        for atom, cells in draw(st.lists(st.sampled_from(ATOMS), min_size=1, max_size=8)):
            if width + cells <= left:
                text, width = text + atom, width + cells
        repeated = min(left - width, draw(st.sampled_from((0, 0, 1, 5, 12))))
        text, width = text + " " * repeated, width + repeated
        segments.append((text, draw(st.sampled_from(PENS))))
        left -= width
    return tuple(segments)


@st.composite
def sessions(draw: st.DrawFn) -> list[Frame]:
    """Some frames, one after the other, in which lines stay, move and change."""
    pool = draw(st.lists(lines(), min_size=3, max_size=9))
    frame: list[tuple[Segment, ...]] = [draw(st.sampled_from(pool)) for _ in range(HEIGHT)]
    frames = [tuple(frame)]
    for _ in range(draw(st.integers(1, 3))):
        shift = draw(st.integers(-3, 3))
        top = draw(st.integers(0, 2))
        moved = frame[top:]
        moved = (pool * HEIGHT)[: max(0, -shift)] + moved[max(0, shift) :] + (pool * HEIGHT)[: max(0, shift)]
        frame = frame[:top] + moved[: HEIGHT - top]
        for row in draw(st.lists(st.integers(0, HEIGHT - 1), max_size=3)):
            frame[row] = draw(st.sampled_from(pool))
        frames.append(tuple(frame))
    return frames


_BARE: tuple[Segment, ...] = (("aaa     ", ""), ("aaaaaaaa", ""))
_COLOURED: tuple[Segment, ...] = (("aa", ""), ("aaaaaaaa     ", "38;2;1;2;3;48;2;9;9;9"), ("a", ""))
_SCROLLED: list[Frame] = [
    (_BARE, _BARE, _COLOURED, _BARE, _BARE, _BARE, _BARE),
    (_BARE, _COLOURED, _BARE, _BARE, _COLOURED, _BARE, _BARE),
    (_BARE, _COLOURED, _BARE, _COLOURED, _BARE, _BARE, _COLOURED),
]
"""Lines that came free by scrolling were once believed to have a background that they had not."""


@thorough(50, 100, deadline=None)
@example(session=_SCROLLED, with_background=True, wraps=False)
@given(session=sessions(), with_background=st.booleans(), wraps=st.booleans())
def test_the_terminal_shows_each_frame_as_if_it_were_painted_whole(
    session: list[Frame], with_background: bool, wraps: bool
) -> None:
    screen = Terminal(WIDTH, HEIGHT) if with_background else Forgetful(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("" if wraps else "\x1b[?7l")
    cells = CellScreen(WIDTH, HEIGHT, with_background=with_background)
    for frame in session:
        if wraps:  # pyte wraps before a combining character too, which no terminal does
            frame = without_combining(frame)
        stream.feed(put(cells, frame).frame())
        assert seen(screen) == painted(frame)


@thorough(30, 60, deadline=None)
@given(session=sessions())
def test_a_frame_is_never_much_longer_than_painting_every_row_whole(session: list[Frame]) -> None:
    cells = CellScreen(WIDTH, HEIGHT, with_background=True)
    for frame in map(without_combining, session):  # the cursor is placed anew after each cluster
        whole = sum(size(f"\x1b[{row};1H{rendered(line)}\r\n") for row, line in enumerate(frame, 1))
        assert size(put(cells, frame).frame()) <= whole + len("\x1b[r\x1b[m\x1b[48;2;40;40;40m\x1b[2J")


@thorough(30, 60, deadline=None)
@given(session=sessions(), data=st.data())
def test_pieces_of_rows_come_together_in_any_order(session: list[Frame], data: st.DataObject) -> None:
    cells = put(CellScreen(WIDTH, HEIGHT, with_background=True), session[0])
    screen = Terminal(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l" + cells.frame())
    model: list[Line] = [read_cells(rendered(line)) for line in session[0]]
    for _ in range(data.draw(st.integers(1, 12))):
        row, begin = data.draw(st.integers(0, HEIGHT - 1)), data.draw(st.integers(0, WIDTH - 1))
        columns = data.draw(st.integers(1, WIDTH))
        piece = rendered(data.draw(lines()))
        cells.put(row, begin, columns, piece)
        place_cells(model[row], begin, cut_cells(read_cells(piece), min(columns, WIDTH - begin)))
        if data.draw(st.booleans()):
            stream.feed(cells.frame())
    stream.feed(cells.frame())
    assert seen(screen) == painted(tuple(tuple((text, spelt(pen)) for text, pen in line) for line in model))


def spelt(pen: Pen) -> str:
    return ";".join(filter(None, [*map(str, pen.attributes), pen.foreground, pen.background]))


def test_the_pen_of_one_frame_goes_on_in_the_next() -> None:
    cells = put(CellScreen(WIDTH, 2, with_background=True), frame_of("one", "two"))
    assert cells.frame()
    assert put(cells, frame_of("one", "twX")).frame() == "\x1b[2;3HX"


def test_cells_are_read_with_their_width_and_without_control_characters() -> None:
    assert [text for text, _ in read_cells("a漢e\u0301\x07\x9bb\x1b[2J")] == [
        "a",
        "漢",
        "",
        "e\u0301",
        "b",
        "[",
        "2",
        "J",
    ]
    assert read_cells("\u0301a") == [("a", PLAIN)]
    assert read_cells("\x1b[1m漢\x1b[0m\u0301") == [("漢\u0301", read_pen("1")), ("", read_pen("1"))]
    assert read_cells("\x1b[1;31m \x1b[0m\u0301") == [(" \u0301", read_pen("1;31"))]


def test_half_of_a_wide_character_leaves_a_blank() -> None:
    line = read_cells("漢字x")
    assert place_cells(line, 1, read_cells("ab")) == (0, 4)
    assert line == read_cells(" ab x")
    assert cut_cells(read_cells("a漢"), 2) == read_cells("a ")
    assert cut_cells(read_cells("a漢"), 3) == read_cells("a漢")
    assert cut_cells(read_cells("a漢"), 4) == read_cells("a漢")


def shown(*rows: str, width: int = WIDTH) -> CellScreen:
    cells = CellScreen(width, len(rows), with_background=True)
    for row, text in enumerate(rows):
        cells.put(row, 0, width, text.ljust(width))
    cells.frame()
    return cells


def test_the_first_picture_clears_the_screen_with_its_background() -> None:
    cells = put(CellScreen(WIDTH, 2, with_background=True), frame_of("one", "two"))
    assert cells.frame() == f"\x1b[r\x1b[m\x1b[48;2;9;9;9m\x1b[2J\x1b[H\x1b[{DARK[:10]}mone\r\ntwo"
    assert put(cells, frame_of("one", "two")).frame() == ""


def test_until_every_cell_is_known_nothing_is_cleared_and_no_gap_is_written_over() -> None:
    cells = CellScreen(8, 1, with_background=True)
    cells.put(0, 0, 2, "ab")
    cells.put(0, 4, 2, "ef")
    assert cells.frame() == "\x1b[Hab\x1b[2Cef"
    cells.put(0, 2, 6, "cdefgh")
    assert cells.frame().endswith("\x1b[2J\x1b[Habcdefgh")


@pytest.mark.parametrize(
    ("before", "after", "bytes_sent"),
    [
        ("abcdef", "abcXef", "\x1b[1;4HX"),
        ("abcdefghijk", "XbcdefghijX", "\x1b[HX\x1b[9CX"),
        ("abcdefghijk", "XbcXefghijk", "\x1b[HXbcX"),
        ("abcdefgh", "ab", "\x1b[1;3H\x1b[K"),
        ("abcde", "abc", "\x1b[1;4H  "),
        ("abc", "abc", ""),
        ("a" * 16, "b" + " " * 14 + "b", "\x1b[Hb\x1b[14X\x1b[14Cb"),
        ("a" * 16, "b" + " " * 14 + "a", "\x1b[Hb\x1b[14X"),
    ],
)
def test_a_changed_line_takes_few_bytes(before: str, after: str, bytes_sent: str) -> None:
    cells = shown(before)
    cells.put(0, 0, WIDTH, after.ljust(WIDTH))
    assert cells.frame() == bytes_sent


def test_a_terminal_that_erases_with_its_own_background_gets_blanks() -> None:
    cells = put(CellScreen(WIDTH, 1, with_background=False), frame_of("abcdefgh"))
    cells.frame()
    sequences = put(cells, frame_of("ab")).frame()
    assert "\x1b[K" not in sequences
    assert sequences == "\x1b[1;3H      "


def test_rows_that_moved_are_scrolled() -> None:
    titles = [f"the title of {number}" for number in range(20)]
    cells = shown("head", *titles[:10], "foot", width=20)
    for row, text in enumerate(titles[1:11], 1):
        cells.put(row, 0, 20, text.ljust(20))
    assert cells.frame() == "\x1b[2;11r\x1b[2H\x1b[M\x1b[r\x1b[11Hthe title of 10"
    for row, text in enumerate(titles[:10], 1):
        cells.put(row, 0, 20, text.ljust(20))
    assert cells.frame() == "\x1b[2;11r\x1b[2H\x1b[L\x1b[r\x1b[2Hthe title of 0"


def test_a_scroll_that_would_cost_more_than_it_saves_is_left() -> None:
    cells = shown("a", "b", "c", "d")
    for row, text in enumerate("bcd"):
        cells.put(row, 0, WIDTH, text.ljust(WIDTH))
    assert "r" not in cells.frame()


def test_a_scroll_to_the_last_row_needs_no_region() -> None:
    assert Scroll(2, 10, 3).sequences(10) == "\x1b[3H\x1b[3M"
    assert find_scroll([read_cells("a")], {0: read_cells("b")}) is None


@pytest.mark.parametrize("text", ["👍", "☁\ufe0f", "e\u0301"])
def test_the_cursor_is_not_trusted_behind_what_terminals_measure_differently(text: str) -> None:
    cells = shown("abcdefgh")
    width = len(read_cells(text))
    cells.put(0, 0, WIDTH, (text + "xyz").ljust(WIDTH))
    assert cells.frame().startswith(f"\x1b[H{text}\x1b[{width + 1}Gxyz")


def test_links_open_and_close_where_they_begin_and_end() -> None:
    cells = shown("abcdef")
    cells.put(0, 0, WIDTH, "a\x1b]8;id=7;http://x\x1b\\\x1b[4mbc\x1b[0m\x1b]8;;\x1b\\def".ljust(WIDTH + 40))
    assert cells.frame() == "\x1b[1;2H\x1b]8;id=7;http://x\x1b\\\x1b[4mbc\x1b]8;;\x1b\\"


def test_what_lies_outside_of_the_screen_is_left_out() -> None:
    cells = shown("abc", width=4)
    for place in ((1, 0), (-1, 0), (0, 4), (0, -1)):
        cells.put(*place, 4, "xxxx")
    cells.put(0, 2, 9, "漢字")
    assert cells.frame() == "\x1b[1;3H漢"
    cells.put(0, 3, 9, "漢字")
    assert cells.frame() == "\x1b[1;3H  "


def test_the_same_piece_again_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = shown("abc")
    monkeypatch.setattr("reader.app.cell_screen.read_cells", partial(pytest.fail, "read"))
    cells.put(0, 0, WIDTH, "abc".ljust(WIDTH))
    assert cells.frame() == ""


def test_a_piece_that_another_one_overlaid_is_read_again() -> None:
    cells = shown("漢字xxxx", width=8)
    cells.put(0, 1, 1, "y")
    assert cells.frame() == "\x1b[H y"
    cells.put(0, 0, 8, "漢字xxxx")
    assert cells.frame() == "\x1b[H漢"
