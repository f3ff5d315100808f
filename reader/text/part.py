"""What a formula is read into: its parts, and what is raised where one line of Unicode cannot show it."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, NamedTuple

from reader.model.lazy_pattern import LazyPattern
from reader.text.shown import Piece


class Unreadable(Exception):  # noqa: N818 - no error: the formula is shown as it was written
    """A formula that one line of Unicode cannot show faithfully; what stands in the way is its argument."""


class Kind(Enum):
    """What a part of a formula is: it decides about the blanks around it."""

    ORDINARY = auto()
    WORD = auto()
    OPERATOR = auto()
    BLANK = auto()
    NOTHING = auto()


class Part(NamedTuple):
    """A part of a formula that was read."""

    kind: Kind
    pieces: list[Piece]
    end: int
    """Where the raw text goes on."""


def after_blank(text: str, at: int, end: int) -> int:
    """Give the place of the next character that is no blank."""
    while at < end and text[at] in " \n\t":
        at += 1
    return at


def braces(text: str) -> dict[int, int]:
    """Find for each opening brace that has one its closing brace; those behind a backslash are signs."""
    closes: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACES.compiled.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            closes[opened.pop()] = found.start()
    return closes


_BRACES: Final = LazyPattern(r"\\.|[{}]")
