"""Takes one text apart that names all authors, as bibliographies and forms write them."""

from __future__ import annotations

import re
from typing import Final

_AND: Final = re.compile(r"(?:\s*,)?\s+(?:and|&)\s+", re.IGNORECASE)
_SEMICOLON: Final = re.compile(r"\s*;\s*(?:(?:and|&)\s+)?", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"(?:Jr|Sr|[IVX]{2,4})\.?")
_COMMA: Final = re.compile(r"\s*,\s*")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,4}")


def names_of(text: str) -> list[str]:
    """Give the names of a text: `A, B and C`, `A; B`, `Family, Given and Family, Given`, `Family, G., Family, G.`.

    A comma between a family name and a given one stays. Where nobody can tell, it separates: `Given Family` is what
    most texts have.
    """
    if ";" in text:
        return _SEMICOLON.split(text)
    parts = _AND.split(text)
    if all(map(_is_inverted, parts)):
        return parts
    names = []
    for part in parts:
        pieces = _COMMA.split(part)
        if len(pieces) % 2 == 0 and all(map(_is_initials, pieces[1::2])):
            names += [f"{family}, {initials}" for family, initials in zip(pieces[::2], pieces[1::2], strict=True)]
        else:
            names += pieces
    return names


def _is_initials(piece: str) -> bool:
    return piece.isupper() and _INITIALS.fullmatch(piece) is not None


def _is_inverted(part: str) -> bool:
    """Tell whether a part is one name with the family's first, of which one side is a single word."""
    sides = part.strip().split(",")
    return len(sides) == 2 and any(len(side.split()) == 1 for side in sides)


def spoken(name: str) -> str:
    """Give a name as it is spoken: `Given Family` of `Family, Given`, `Given Family Jr.` of `Family, Jr., Given`.

    RIS has the suffix last. One with more commas is no person's, and stays.
    """
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts) and not _SUFFIX.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3 and all(parts) and _SUFFIX.fullmatch(parts[2]):
        return f"{parts[1]} {parts[0]} {parts[2]}"
    if len(parts) == 3 and all(parts) and len(parts[1]) <= 4:
        return f"{parts[2]} {parts[0]} {parts[1]}"
    return name.strip().rstrip(",")
