"""How each part of a widget looks: its colours, by the names that themes give them, and whether it is bold.

A table and not style sheets: thirty component classes are parsed, matched and computed before the first frame, which
was a twentieth of the time to it; a table costs nothing until a line is drawn. Themes still rule: looks name their
tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.style import Style
from textual.color import Color


class Look(NamedTuple):
    """The look of one part."""

    color: str
    """The theme's token for the letters."""
    background: str = "background"
    """The theme's token for the ground."""
    bold: bool = False
    underline: bool = False
    reverse: bool = False
    """Swaps the two colours: for the cell under a cursor, which reads on every terminal so."""


_DIM, _STRONG, _ACCENT, _MATCH, _ALARM = "octavo-dim", "octavo-unread", "octavo-accent", "octavo-match", "octavo-alarm"
_RAISED, _CURSOR, _ON_CURSOR = "octavo-raised", "octavo-cursor-background", "octavo-cursor-foreground"

LOOKS: Final[Mapping[str, Look]] = {
    "ground": Look("foreground"),
    "raised": Look("foreground", _RAISED),
    "rule--line": Look("octavo-rule"),
    "paper-list--title": Look(_DIM),
    "paper-list--unread": Look(_STRONG),
    "paper-list--mark": Look(_ACCENT),
    "paper-list--bookmark": Look(_ACCENT),
    "paper-list--detail": Look(_DIM),
    "paper-list--match": Look(_MATCH, bold=True, underline=True),
    "paper-list--passage": Look(_DIM),
    "paper-list--passage-match": Look(_MATCH, bold=True),
    "paper-list--cursor": Look(_ON_CURSOR, _CURSOR),
    "paper-list--empty": Look(_DIM),
    "abstract-pane--title": Look(_STRONG, bold=True),
    "abstract-pane--open": Look(_ACCENT, bold=True, underline=True),
    "abstract-pane--fact": Look(_DIM),
    "abstract-pane--tag": Look(_ACCENT),
    "abstract-pane--text": Look("foreground"),
    "abstract-pane--match": Look(_MATCH, bold=True, underline=True),
    "abstract-pane--added": Look(_MATCH, bold=True, underline=True),
    "abstract-pane--removed": Look(_DIM),
    "abstract-pane--number": Look(_DIM),
    "abstract-pane--heading": Look(_ACCENT, bold=True),
    "search-bar--title": Look(_ACCENT, bold=True),
    "search-bar--fact": Look(_DIM),
    "search-bar--sign": Look(_ACCENT, bold=True),
    "search-bar--query": Look(_STRONG),
    "search-bar--cursor": Look(_STRONG, reverse=True),
    "search-bar--problem": Look(_ALARM),
    "status-line--place": Look(_DIM),
    "status-line--selected": Look(_ACCENT),
    "status-line--notice": Look(_STRONG),
    "status-line--alarm": Look(_ALARM, bold=True),
    "status-line--work": Look(_MATCH),
    "status-line--news": Look(_ACCENT),
    "status-line--hint": Look(_DIM),
    "status-line--offer": Look(_DIM),
    "status-line--chosen": Look(_ACCENT, bold=True),
    "tour--title": Look(_ACCENT, _RAISED, bold=True),
    "tour--key": Look(_STRONG, _RAISED, bold=True),
    "tour--text": Look(_DIM, _RAISED),
    "picker--title": Look(_ACCENT, _RAISED, bold=True),
    "picker--filter": Look(_STRONG, _RAISED),
    "picker--cursor": Look(_STRONG, _RAISED, reverse=True),
    "picker--label": Look(_STRONG, _RAISED),
    "picker--detail": Look(_DIM, _RAISED),
    "picker--aside": Look(_DIM, _RAISED),
    "picker--current": Look(_ON_CURSOR, _CURSOR),
}
"""Every part that a widget draws, as `widget--part`."""


def style_of(name: str, variables: Mapping[str, str]) -> Style:
    """Give the style of a part in a theme.

    Args:
        name: A key of `LOOKS`.
        variables: The theme's tokens and their colours.
    """
    look = LOOKS[name]
    # A theme in the terminal's own colours has no other ground for the cursor: it swaps the two.
    swapped = look.background == _CURSOR and variables["octavo-cursor-style"] == "reverse"
    return Style(
        color=Color.parse(variables[look.color]).rich_color,
        bgcolor=Color.parse(variables[look.background]).rich_color,
        bold=look.bold or None,
        underline=look.underline or None,
        reverse=look.reverse or swapped or None,
    )
