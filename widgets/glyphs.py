"""The few signs that the reader draws beside text, in two sets."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """The signs of one set; each is one cell wide unless it says otherwise."""

    unread: str
    new: str
    """Stands for `unread` where the paper is new besides."""
    bookmark: str
    rating: str
    cursor: str
    """Stands before the line under the cursor, so that the cursor does not depend on colour."""
    ellipsis: str
    """May be wider than one cell."""
    rule: str
    dot: str
    """Separates facts on a line."""
    tag: str = "#"
    votes: str = "^"
    selected: str = "x"
    """Stands where the cursor's sign does before a paper that is selected."""
    both: str = "X"
    """Stands there where the cursor is on a paper that is selected."""
    edge: str = "|"
    """Stands at both sides of what lies over the panes, where the theme has no other ground for it."""


UNICODE = Glyphs(
    unread="●",
    new="◆",
    bookmark="★",
    rating="★",
    cursor="▌",
    ellipsis="…",
    rule="─",
    dot="·",
    votes="▲",
    selected="✓",
    both="█",
    edge="│",
)
"""For terminals that take UTF-8."""

ASCII = Glyphs(unread="*", new="!", bookmark="+", rating="/5", cursor=">", ellipsis="...", rule="-", dot="-")
"""For terminals that do not, and by the setting `ascii`."""
