"""The colours: a dark and a light theme of our own, and the terminal's own 16 colours.

A token that several style sheets share must be a theme variable: one declared in a .tcss file is not seen by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

THEMES: Final = ("dark", "light", "terminal")
"""The names by which people choose."""

_TOKENS_DARK = {
    "octavo-dim": "#8a8a8a",
    "octavo-unread": "#eeeeee",
    "octavo-accent": "#d7af5f",
    "octavo-match": "#87d7af",
    "octavo-alarm": "#ff8787",
    "octavo-cursor-background": "#2b3240",
    "octavo-cursor-foreground": "#ffffff",
    "octavo-raised": "#1d222c",
    "octavo-cursor-style": "none",
    "octavo-rule": "#6c6c6c",
}
_TOKENS_LIGHT = {
    "octavo-dim": "#666259",
    "octavo-unread": "#14130f",
    "octavo-accent": "#9a4a12",
    "octavo-match": "#00604f",
    "octavo-alarm": "#b3261e",
    "octavo-cursor-background": "#e6dfcc",
    "octavo-cursor-foreground": "#000000",
    "octavo-raised": "#f0ebdd",
    "octavo-cursor-style": "none",
    "octavo-rule": "#938a72",
}
_TOKENS_TERMINAL = {
    "octavo-dim": "ansi_default",
    "octavo-unread": "ansi_default",
    "octavo-accent": "ansi_yellow",
    "octavo-match": "ansi_green",
    "octavo-alarm": "ansi_red",
    "octavo-cursor-background": "ansi_default",
    "octavo-cursor-foreground": "ansi_default",
    "octavo-raised": "ansi_default",
    "octavo-cursor-style": "reverse",
    "octavo-rule": "ansi_default",
}

# What Textual's own style sheets ask of a theme in the terminal's colours, as its theme "ansi-dark" has it.
_ANSI_VARIABLES = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "border-blurred": "ansi_black",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-background": "ansi_white",
    "input-cursor-background": "ansi_black",
    "input-cursor-foreground": "ansi_bright_white",
    "input-cursor-text-style": "none",
    "input-selection-background": "ansi_bright_blue",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_bright_blue",
    "screen-selection-foreground": "ansi_black",
}

DEFAULT_TOKENS: Final[Mapping[str, str]] = _TOKENS_DARK

TEXTUAL_THEMES: Final = (
    Theme(
        name="dark",
        primary="#d7af5f",
        foreground="#c6c6c6",
        background="#12151b",
        surface="#12151b",
        panel="#1d222c",
        dark=True,
        variables=_TOKENS_DARK,
    ),
    Theme(
        name="light",
        primary="#9a4a12",
        foreground="#38352d",
        background="#fbf8f0",
        surface="#fbf8f0",
        panel="#f0ebdd",
        dark=False,
        variables=_TOKENS_LIGHT,
    ),
    Theme(
        name="terminal",
        primary="ansi_yellow",
        secondary="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        accent="ansi_yellow",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        ansi=True,
        variables=_TOKENS_TERMINAL | _ANSI_VARIABLES,
    ),
)


def choose_theme(setting: str, environ: Mapping[str, str]) -> str:
    """Decide on the theme: as set, and for `auto` the terminal's own colours where colours are unwanted or few.

    `NO_COLOR` is honoured as https://no-color.org asks; a terminal not known to take 256 colours gets its own 16. Some
    terminals tell the numbers of their colours in `COLORFGBG`, the ground last: 7 and 15 are the light ones.
    """
    if setting != "auto":
        return setting
    term = environ.get("TERM", "")
    rich = environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or "256color" in term or "kitty" in term
    if not rich or environ.get("NO_COLOR") or environ.get("SSH_TTY"):
        return "terminal"
    return "light" if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else "dark"
