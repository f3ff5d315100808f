"""The colours: complete in every theme, chosen by what the terminal can do, and readable."""

from __future__ import annotations

import re

import pytest
from textual.color import Color

from reader.app.theme import DEFAULT_TOKENS, TEXTUAL_THEMES, THEMES, choose_theme
from reader.paths import STYLES
from widgets.looks import LOOKS

THEME = {theme.name: theme for theme in TEXTUAL_THEMES}


def colour(theme: str, token: str) -> str:
    """Give a colour of a theme, as it is written."""
    if token in ("foreground", "background"):
        found = getattr(THEME[theme], token)
        assert isinstance(found, str)
        return found
    return THEME[theme].variables[token]


def own(theme: str) -> set[str]:
    """Give the tokens of a theme that are ours; Textual adds some to a theme of the terminal's colours."""
    return {token for token in THEME[theme].variables if token.startswith("octavo-")}


def luminance(written: str) -> float:
    """Give the relative luminance of a colour, from 0 to 1: WCAG 2.1, definition of relative luminance."""
    shares = []
    for part in Color.parse(written).rgb:
        share = part / 255
        shares.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = shares
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21: WCAG 2.1, definition of contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff0000", "#ff0000") == 1


def test_every_name_has_its_theme() -> None:
    assert tuple(THEME) == THEMES


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_every_token_and_no_other(theme: str) -> None:
    assert own(theme) == set(DEFAULT_TOKENS)


def test_every_token_that_a_look_or_a_sheet_uses_is_there_and_every_token_is_used() -> None:
    sheets = "".join(path.read_text("utf-8") for path in STYLES.glob("*.tcss"))
    looks = {token for look in LOOKS.values() for token in look[:2] if token.startswith("octavo-")}
    assert set(re.findall(r"\$(octavo-[a-z-]+)", sheets)) | looks | {"octavo-cursor-style"} == set(DEFAULT_TOKENS)


def test_no_style_sheet_names_a_colour_of_its_own() -> None:
    for path in STYLES.glob("*.tcss"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        values = re.findall(r"(?:color|background):\s*([^;]+);", rules)
        assert [value for value in values if not re.fullmatch(r"\$[a-z-]+|transparent", value)] == [], path.name


READ = ["foreground", "octavo-unread", "octavo-dim", "octavo-accent", "octavo-match", "octavo-alarm"]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("ground", ["background", "octavo-raised"])
@pytest.mark.parametrize("token", READ)
def test_every_text_can_be_read_on_every_ground(theme: str, ground: str, token: str) -> None:
    assert contrast(colour(theme, token), colour(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_line_under_the_cursor_can_be_read(theme: str) -> None:
    # Dim texts do not step back under the cursor: the widgets draw all of that line in the cursor's own colours.
    ground = colour(theme, "octavo-cursor-background")
    for token in (
        "octavo-cursor-foreground",
        "foreground",
        "octavo-accent",
        "octavo-match",
        "octavo-alarm",
    ):
        assert contrast(colour(theme, token), ground) >= 4.5, token


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_what_is_unread_stands_out_from_what_is_read(theme: str) -> None:
    ground = colour(theme, "background")
    assert contrast(colour(theme, "octavo-unread"), ground) >= 2 * contrast(colour(theme, "octavo-dim"), ground)


def test_the_terminal_s_own_colours_are_names_only_the_terminal_knows_and_its_cursor_is_reverse() -> None:
    tokens = THEME["terminal"].variables
    assert tokens["octavo-cursor-style"] == "reverse"
    assert all(tokens[token].startswith("ansi_") for token in own("terminal") - {"octavo-cursor-style"})
    assert THEME["terminal"].ansi


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "xterm-256color"}, "dark"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dark"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "dark"),
        ({"TERM": "xterm", "COLORTERM": "TrueColor"}, "dark"),
        ({"TERM": "tmux-256color"}, "dark"),
        ({"TERM": "screen-256color"}, "dark"),
        ({"TERM": "xterm-kitty"}, "dark"),
        ({"TERM": "xterm"}, "terminal"),
        ({"TERM": "linux"}, "terminal"),
        ({"TERM": "vt100"}, "terminal"),
        ({"TERM": "dumb"}, "terminal"),
        ({"TERM": "screen"}, "terminal"),
        ({"TERM": ""}, "terminal"),
        ({}, "terminal"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "terminal"),
        ({"TERM": "xterm-256color", "NO_COLOR": "0"}, "terminal"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "dark"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "SSH_TTY": "/dev/pts/1"}, "terminal"),
        ({"TERM": "xterm-256color", "SSH_TTY": ""}, "dark"),
        ({"TERM": "rxvt-unicode-256color", "COLORFGBG": "0;15"}, "light"),
        ({"TERM": "rxvt-unicode-256color", "COLORFGBG": "0;default;7"}, "light"),
        ({"TERM": "rxvt-unicode-256color", "COLORFGBG": "15;0"}, "dark"),
    ],
)
def test_the_theme_follows_what_the_terminal_can_do(environ: dict[str, str], theme: str) -> None:
    assert choose_theme("auto", environ) == theme


@pytest.mark.parametrize("setting", THEMES)
@pytest.mark.parametrize("environ", [{}, {"TERM": "dumb", "NO_COLOR": "1"}, {"TERM": "xterm-256color"}])
def test_a_theme_that_was_chosen_is_taken_anywhere(setting: str, environ: dict[str, str]) -> None:
    assert choose_theme(setting, environ) == setting
