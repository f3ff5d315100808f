"""What the screen shows can be read: by the contrast of its colours, and where nobody sees colours at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from rich.color import Color
from rich.style import Style

from reader.app.app import OctavoApp
from reader.app.theme import TEXTUAL_THEMES
from reader.paths import Places
from tests.ui.conftest import Reader, Start
from tests.unit.app.test_theme import contrast
from widgets.looks import LOOKS, style_of

TEXT, SIGN = 4.5, 3.0
"""The least contrast of texts, and of what is no text: WCAG 2.1, success criteria 1.4.3 (AA) and 1.4.11."""
SIGNS = frozenset("─│━┃-|▌")
"""What is drawn beside texts: rules, and the bar of the cursor, whose line has another ground besides."""


class Look(NamedTuple):
    """How a cell looks to whom colours say nothing."""

    bold: bool
    underline: bool
    reverse: bool


class Cell(NamedTuple):
    """One cell of the screen."""

    sign: str
    style: Style

    @property
    def look(self) -> Look:
        style = self.style
        return Look(bool(style.bold), bool(style.underline), bool(style.reverse))


def rows(app: OctavoApp) -> list[list[Cell]]:
    """Give every cell of the screen; a wide sign is one."""
    strips = app.screen._compositor.render_strips()
    return [
        [Cell(sign, segment.style or Style()) for segment in strip for sign in segment.text if not segment.control]
        for strip in strips
    ]


def colour_of(color: Color | None) -> str:
    assert color is not None, "a cell without a colour has whatever the terminal has"
    assert color.triplet is not None
    return color.triplet.hex


def pale(app: OctavoApp) -> Iterator[tuple[str, str, float]]:
    """Give every sign that has too little contrast."""
    for row in rows(app):
        for cell in row:
            if cell.sign.isspace():
                continue
            ratio = contrast(colour_of(cell.style.color), colour_of(cell.style.bgcolor))
            if ratio < (SIGN if cell.sign in SIGNS else TEXT) - 1e-9:
                yield cell.sign, str(cell.style), round(ratio, 2)


@pytest.mark.parametrize(
    "theme", [theme for theme in TEXTUAL_THEMES if not theme.ansi], ids=lambda theme: str(theme.name)
)
def test_every_part_of_every_widget_has_the_contrast_that_wcag_asks(theme: object) -> None:
    (found,) = [one for one in TEXTUAL_THEMES if one is theme]
    variables = found.to_color_system().generate() | found.variables
    faint = {}
    for name in LOOKS:
        style = style_of(name, variables)
        ratio = contrast(colour_of(style.color), colour_of(style.bgcolor))
        if ratio < (SIGN if name == "rule--line" else TEXT):
            faint[name] = round(ratio, 2)
    assert faint == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_sign_on_the_screen_has_the_contrast_that_wcag_asks(start: Start, theme: str) -> None:
    async with start((110, 30)) as reader:
        reader.app.theme = theme
        reader.main.controls.reading._settings = reader.main.settings
        for keys in (
            ("j", "b", "r", "S", "4", "j"),
            ("enter",),
            ("J", "$", "escape"),
            ("t",),
            (*"new-tag", "enter"),
            ("/", *"decoder (is:unred"),
            ("escape", "/", *"language", "enter"),
            ("z", "j"),
            ("X",),
            ("escape", "f"),
            ("escape", "v"),
            ("escape", "?"),
            ("escape", "O"),
            ("escape", "H"),
            ("escape", "e"),
            ("escape", "/", *"author:a", "tab"),
            ("escape", "g", "escape", "S", "escape", "4"),
        ):
            await reader.press(*keys)
            await reader.idle()
            await reader.until(
                lambda: not list(pale(reader.app)), f"contrast after {keys}: {list(pale(reader.app))[:3]}"
            )
        reader.main.say("It could not be done.", alarm=True)
        reader.main.status.news("3 new")
        reader.main.status.work("Indexing")
        await reader.pilot.pause()
        assert list(pale(reader.app)) == []


def line_with(reader: Reader, text: str) -> list[Cell]:
    """Give the cells of the list's line that shows a text."""
    place = reader.main.list.region
    shown = [row[place.x : place.right] for row in rows(reader.app)[place.y : place.bottom]]
    (line,) = [row for row in shown if text in "".join(cell.sign for cell in row)]
    return line


def seen(line: list[Cell]) -> tuple[str, list[Look]]:
    """Give all that somebody sees of a line to whom colours say nothing; blanks that look alike are alike."""
    return "".join(cell.sign for cell in line), [cell.look for cell in line]


def margin(line: list[Cell]) -> str:
    return "".join(cell.sign for cell in line[:3])


@pytest.mark.parametrize("signs", ["unicode", "ascii"])
async def test_nothing_is_told_by_colour_alone(start: Start, places: Places, signs: str) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text(f"ascii = {'true' if signs == 'ascii' else 'false'}\n")
    terminal = {"TERM": "xterm", "NO_COLOR": "1"}
    async with start((80, 24), terminal) as reader:
        first, second = (row.title[:30] for row in reader.main.listing.rows(0, 2))
        unread = margin(line_with(reader, second))
        cursor = line_with(reader, first)
        assert margin(cursor)[0] != unread[0]
        assert {cell.look.reverse for cell in cursor} == {True}
        assert {cell.look.reverse for cell in line_with(reader, second)} == {False}

        await reader.press("j", "r", "k")
        read = margin(line_with(reader, second))
        await reader.press("j", "b", "k")
        bookmarked = margin(line_with(reader, second))
        await reader.press("j", "space", "k")
        selected = margin(line_with(reader, second))
        await reader.press("j", "space", "k")
        assert len({unread, read, bookmarked, selected}) == 4

        # Which pane has the keys.
        assert rows(reader.app)[reader.main.pane.region.y][1].look == Look(bold=True, underline=False, reverse=False)
        await reader.press("enter")
        assert rows(reader.app)[reader.main.pane.region.y][1].look == Look(bold=True, underline=True, reverse=False)
        await reader.press("escape")

        # What was found, and the passage below it.
        await reader.press("/", *"language", "enter")
        await reader.idle()
        row = line_with(reader, reader.main.listing.rows(1, 2)[0].title[:20])
        words = "".join(cell.sign for cell in row).casefold()
        at = words.find("language")
        assert at >= 0
        assert {cell.look for cell in row[at : at + 8]} == {Look(bold=True, underline=True, reverse=False)}
        assert {cell.look.underline for cell in row[:at]} == {False}
        await reader.press("z")
        await reader.idle()
        assert any(
            cell.look.bold and not cell.look.reverse
            for row in rows(reader.app)
            for cell in row[4:]
            if "language" in "".join(one.sign for one in row).casefold() and not cell.look.underline
        )
        await reader.press("z", "escape")

        # What cannot be read of a query.
        await reader.press("/", *"graph is:unred")
        await reader.idle()
        bar = rows(reader.app)[0]
        text = "".join(cell.sign for cell in bar)
        wrong, right = text.index("is:unred"), text.index("graph")
        assert all(cell.look.underline for cell in bar[wrong + 3 : wrong + 7])
        assert not any(cell.look.underline for cell in bar[right : right + 5])
        assert reader.main.bar._problems[0].reason.split()[0] in text
        await reader.press("escape")

        # The choice that Enter takes, and what went wrong.
        await reader.press("v")
        chosen = [row for row in rows(reader.app) if any(cell.look.reverse and cell.sign.isalpha() for cell in row)]
        assert chosen
        await reader.press("escape")
        reader.main.say("It is done.")
        await reader.pilot.pause()
        calm = rows(reader.app)[-1]
        reader.main.say("It is done.", alarm=True)
        await reader.pilot.pause()
        assert seen(calm) != seen(rows(reader.app)[-1])
