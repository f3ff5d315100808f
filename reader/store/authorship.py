"""Whether two lists of authors can be of one paper, however their names are written.

Names come as `Konrad Zuse`, `Zuse, Konrad`, `Zuse K`, `K. Zuse` or `ZUSE, K.`, with accents, without, or with those of
TeX, given names first or last, and lists are cut: `et al.`. Two names agree where their family names do and no initial
contradicts, or where they are the same words in another order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from reader.model.titles import plain_title

_SHARE: Final = 0.5
"""Part of the shorter list's names that must be in the other: lists are cut and names misspelt, but strangers of one
title have now and then a `Wang` in common."""
_NOBODY: Final = frozenset(("al", "others", "etal"))
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))
_INITIALS: Final = re.compile(r"[A-Z]{1,3}")
_WORD: Final = re.compile(r"[^\W\d_]+")


class Person(NamedTuple):
    """An author's name, folded."""

    family: str
    """The last word of the family name, so that `van der Berg` and `Berg, J. van der` agree."""
    initial: str
    """Of the first given name, or empty."""
    words: frozenset[str]


def agree(mine: Sequence[str], theirs: Sequence[str]) -> bool | None:
    """Tell whether enough of the shorter list is in the other; None where a side names nobody."""
    ours, others = _people(mine), _people(theirs)
    if not ours or not others:
        return None
    if len(ours) > len(others):
        ours, others = others, ours
    by_family: dict[str, set[str]] = {}
    words = {person.words for person in others}
    for person in others:
        by_family.setdefault(person.family, set()).add(person.initial)
    known = sum(
        person.words in words or _compatible(person.initial, by_family.get(person.family, ())) for person in ours
    )
    return known >= max(1, _SHARE * len(ours))


def first_family(authors: Iterable[str]) -> str:
    """Give the folded family name of the first author, or an empty text."""
    return next((found.family for author in authors if (found := person(author))), "")


def family_name(author: str) -> str:
    """Give the last word of an author's family name, without case and accents, or an empty text."""
    found = person(author)
    return found.family if found else ""


def person(author: str) -> Person | None:
    """Read an author's name; None where it is none."""
    name = author if author.isascii() and "\\" not in author else _bare(author)
    family, comma, given = name.partition(",")
    if comma and given.strip().rstrip(".").lower() in _SUFFIXES:
        comma = given = ""
    words = _words(family)
    first = _words(given) if comma else []
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    if not words or words[-1].lower() in _NOBODY:
        return None
    if not comma and len(words) > 1:
        if _INITIALS.fullmatch(words[-1]) and not name.rstrip().endswith(".") and not _INITIALS.fullmatch(words[0]):
            words, first = words[:-1], words[-1:]
        else:
            words, first = words[-1:], words[:-1]
    folded = frozenset(word.lower() for word in (*words, *first))
    return Person(words[-1].lower(), first[0][0].lower() if first else "", folded)


def _people(authors: Iterable[str]) -> set[Person]:
    return {found for author in authors if (found := person(author))}


def _compatible(initial: str, initials: Iterable[str]) -> bool:
    return any(not initial or not other or initial == other for other in initials)


def _words(text: str) -> list[str]:
    # Hyphens and apostrophes are within a word: Abu-Alfeilat, O'Brien, D'Amico.
    return _WORD.findall(re.sub(r"(?<=\w)['’‐‑-](?=\w)", "", text))


def _bare(name: str) -> str:
    """Take accents off, those of TeX too."""
    if "\\" in name:
        name = re.sub(r"\\[`'^~\"=.]|[{}]", "", plain_title(name))
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain_title(name)) if not unicodedata.combining(sign))
