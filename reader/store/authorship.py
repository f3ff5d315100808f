"""Whether two lists of authors can be of one paper, however their names are written.

Names come as `Konrad Zuse`, `Zuse, Konrad`, `Zuse K`, `K. Zuse` or `ZUSE, K.`, with accents, without, or with those of
TeX, given names first or last, and lists are cut: `et al.`. Two names agree where their family names do and no given
name contradicts, or where they are the same words in another order.
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
_SHARE_OF_STRANGERS: Final = 0.8
"""The same where the first names differ: another order, or others who wrote on the same with some of them."""
_NOBODY: Final = frozenset(("al", "others", "etal"))
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))
_INITIALS: Final = re.compile(r"[A-Z]{1,3}")
_WORD: Final = re.compile(r"[^\W\d_]+")


class Person(NamedTuple):
    """An author's name, folded."""

    family: str
    """The last word of the family name, so that `van der Berg` and `Berg, J. van der` agree."""
    given: str
    """The first given name, or its initial, or empty."""
    words: frozenset[str]


def agree(mine: Sequence[str], theirs: Sequence[str]) -> bool | None:
    """Tell whether enough of the shorter list is in the other; None where a side names nobody."""
    ours, others = _people(mine), _people(theirs)
    if not ours or not others:
        return None
    if len(ours) > len(others):
        ours, others = others, ours
    given: dict[str, set[str]] = {}
    words = {person.words for person in others}
    for person in others:
        given.setdefault(person.family, set()).add(person.given)

    def known(person: Person) -> bool:
        return person.words in words or _compatible(person.given, given.get(person.family, ()))

    share = sum(map(known, ours)) / len(ours)
    # A list that is cut keeps its first name.
    first, other = ours[0], others[0]
    together = first.words == other.words or (first.family == other.family and _compatible(first.given, [other.given]))
    return share >= (_SHARE if together else _SHARE_OF_STRANGERS) and (together or len(ours) > 1)


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
            words, first = words[:-1], [words[-1][0]]
        else:
            words, first = words[-1:], words[:-1]
    folded = frozenset(word.lower() for word in (*words, *first))
    return Person(words[-1].lower(), first[0].lower() if first else "", folded)


def _people(authors: Iterable[str]) -> list[Person]:
    return list(dict.fromkeys(found for author in authors if (found := person(author))))


def _compatible(given: str, others: Iterable[str]) -> bool:
    """Tell whether a given name begins as one of the others does: `A`, `Alex`, `Alexander`; no name always does."""
    return any(given.startswith(other) or other.startswith(given) for other in others)


def _words(text: str) -> list[str]:
    # Hyphens and apostrophes are within a word: Abu-Alfeilat, O'Brien, D'Amico.
    return _WORD.findall(re.sub(r"(?<=\w)['’‐‑-](?=\w)", "", text))


def _bare(name: str) -> str:
    """Take accents off, those of TeX too."""
    if "\\" in name:
        name = re.sub(r"\\[`'^~\"=.]|[{}]", "", plain_title(name))
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain_title(name)) if not unicodedata.combining(sign))
