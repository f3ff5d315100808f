"""Translated output shows the same as what was meant, in the words of an older terminal."""

from __future__ import annotations

import random
import re

import pyte
import pytest

from reader.app.ability import Ability, Dialect
from reader.app.cell_screen import CellScreen
from reader.app.plain_output import PlainOutput

VT100 = Ability(Dialect.VT100, colours=False)
CONSOLE = Ability(Dialect.CONSOLE)
WITHOUT_COLOURS = Ability(colours=False)
# What the VT100 User Guide knows, of what the reader uses; an unknown private mode it passes over.
IN_THE_GUIDE = re.compile(r"\x1b(?:\[(?:5n|\d*(?:;\d*)?[HABCDJKr]|(?:[01457](?:;[1457])*)?m|\?\d+[hl])|[78DM])")
COLOURS = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m")


def screens(seed: int, with_background: bool = False) -> list[str]:
    """Give frames of a screen on which lines change and scroll, in colours."""
    choose = random.Random(seed)
    cells = CellScreen(30, 8, with_background=with_background)
    pens = ("0", "1", "4", "7", "1;31", "38;5;200", "38;2;1;2;3;48;5;16", "1;4;33", "7;32")
    lines = [[(choose.choice(pens), f"line {number} 器 é")] for number in range(8)]
    frames = []
    for _ in range(12):
        if choose.random() < 0.6:
            at, by = choose.randrange(0, 3), choose.randrange(1, 4)
            block = lines[at:]
            lines[at:] = block[by:] + [[("0", "")]] * by if choose.random() < 0.5 else [[("0", "")]] * by + block[:-by]
        for _ in range(choose.randrange(3)):
            text = "".join(choose.choice("ab  cd器") for _ in range(choose.randrange(20)))
            lines[choose.randrange(8)] = [(choose.choice(pens), text), (choose.choice(pens), " " * 14 + "x")]
        for row, line in enumerate(lines):
            shown = "".join(f"\x1b[{pen}m{text}\x1b[0m" for pen, text in line)
            cells.put(row, 0, 30, shown + " " * 30)
        frames.append(cells.frame())
    return frames


def shown(frames: list[str]) -> tuple[list[str], list[list[tuple[bool, bool, bool]]]]:
    """Give what an emulator shows: the text, and where it is bold, underlined and reversed."""
    screen = pyte.Screen(30, 8)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    for frame in frames:
        for row in range(8):
            screen.buffer[row]  # pyte 0.8.2 moves no line that was never written to
        stream.feed(frame)
    looks = [[screen.buffer[row][column] for column in range(30)] for row in range(8)]
    return screen.display, [
        [(cell.bold and cell.data != " ", cell.underscore, cell.reverse) for cell in line] for line in looks
    ]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("ability", [VT100, CONSOLE, WITHOUT_COLOURS], ids=["vt100", "console", "no colours"])
def test_the_same_is_on_the_screen(seed: int, ability: Ability) -> None:
    frames = screens(seed)
    translate = PlainOutput(ability).translate
    translated = [translate(frame) for frame in frames]
    assert shown(translated) == shown(frames)
    said = "".join(translated)
    if ability is VT100:
        assert "\x1b" not in IN_THE_GUIDE.sub("", said)
    assert ability.colours or not COLOURS.search(said)


def test_lines_and_cells_are_moved_and_erased_in_words_that_a_vt100_has() -> None:
    said = "".join("".join(map(PlainOutput(VT100).translate, screens(seed))) for seed in range(12))
    before = "".join("".join(screens(seed)) for seed in range(12))
    assert all(re.search(rf"\x1b\[\d*{final}", before) for final in "LMX")
    assert all(word in said for word in ("\x1bD", "\x1bM", "\x1b7"))


@pytest.mark.parametrize("ability", [VT100, CONSOLE], ids=["vt100", "console"])
def test_strings_questions_and_modes_that_would_be_printed_are_left_out(ability: Ability) -> None:
    translate = PlainOutput(ability).translate
    for sequence in (
        "\x1b]22;default\x07",
        "\x1b]8;id=1;https://a.org\x1b\\",
        "\x1b]52;c;YQ==\x07",
        "\x1bP200\x1b\\",
        "\x1b[>25u",
        "\x1b[<u",
        "\x1b[?2026$p",
        "\x1b[?2026h",
        "\x1b[?1000h\x1b[?1003h\x1b[?1004h",
    ):
        assert translate(f"a{sequence}b") == "ab"
    assert translate("\x1b[?25l\x1b[?2004h") == "\x1b[?25l\x1b[?2004h"


def test_where_there_may_be_one_screen_only_it_is_cleared_before_it_is_left() -> None:
    assert PlainOutput(CONSOLE).translate("\x1b[?1049l") == "\x1b[m\x1b[r\x1b[H\x1b[2J\x1b[?1049l"
    assert PlainOutput(WITHOUT_COLOURS).translate("\x1b[?1049l\x1b]8;;\x07") == "\x1b[?1049l\x1b]8;;\x07"


def test_nothing_is_translated_for_a_terminal_of_today() -> None:
    assert not Ability().simple
    assert all(ability.simple for ability in (VT100, CONSOLE, WITHOUT_COLOURS))
