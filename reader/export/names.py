"""Names of authors taken apart, as bibliographies want them: which part is the family's.

Sources: how BibTeX takes names apart (https://tug.ctan.org/info/bibtex/tamethebeast/ttb_en.pdf, 11.1): a word in lower
case before the last one begins the family's name. CSL's names (https://github.com/citation-style-language/schema).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_SUFFIX: Final = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_BODIES: Final = re.compile(
    r"\b(?:team|collaborations?|consortium|group|project|laborator(?:y|ies)|labs?|institute|university|committee|"
    r"foundation|association|society|research|inc|ai|et al)\b\.?",
    re.IGNORECASE,
)


class Name(NamedTuple):
    """An author's name; that of a body has only a family."""

    family: str
    given: str = ""
    particle: str = ""
    """`van der`, `du`: a part of the family's name that nobody sorts by."""
    suffix: str = ""


def parted(name: str) -> Name:
    """Take a name apart: `Given van Family Jr.`, or `Family, Given`."""
    sides = [side.strip() for side in name.split(",") if side.strip()]
    if len(sides) == 2 and not _SUFFIX.fullmatch(sides[1]):
        return _with_particle(sides[0].split(), sides[1])
    if len(sides) > 2 or not sides:
        return Name(name.strip())
    words = sides[0].split()
    suffix = sides[1] if len(sides) == 2 else ""
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    if len(words) == 1 or _BODIES.search(sides[0]):
        return Name(name.strip())
    begin = next((place for place, word in enumerate(words[:-1]) if place and word[0].islower()), len(words) - 1)
    return _with_particle(words[begin:], " ".join(words[:begin]), suffix)


def _with_particle(words: list[str], given: str, suffix: str = "") -> Name:
    last = next((place for place, word in enumerate(words) if not word[0].islower()), 0)
    return Name(" ".join(words[last:]), given, " ".join(words[:last]), suffix)
