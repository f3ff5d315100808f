"""Decides whether two tellings are of one paper. Pure: it knows keys and texts, and no database.

A key that both have decides. Titles alone are weaker: many papers are called "A Survey of ...", and the same paper is
told with a title only by one source and with an arXiv id by another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

TITLE: Final = "title"
"""The kind of key that is made of the title and proves little."""

_ARXIV: Final = "arxiv"
_LIKENESS: Final = 0.3
"""Part of the shorter abstract's longer words that the other must share, to be a version of it. Of 40,000 pairs of
abstracts of one arXiv category, 99 in 100 share less than 0.29, and half of them less than 0.11."""
_LONGER_WORD = re.compile(r"\w{4,}")


def kind(key: str) -> str:
    """Give the part of a key before its colon: `arxiv`, `doi`, `title`."""
    return key.partition(":")[0]


def strong(keys: Iterable[str]) -> list[str]:
    """Give the keys that prove identity, in the order they came."""
    return [key for key in keys if kind(key) != TITLE]


def irreconcilable(keys: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether a key found on both sides must be an error, because the arXiv ids differ.

    arXiv gives one id to a work, while one work can have several DOIs, and a DOI is now and then given to two
    preprints (a paper and its erratum or companion). So two records with different arXiv ids are never made one.
    """
    mine = {key for key in keys if kind(key) == _ARXIV}
    theirs = {key for key in others if kind(key) == _ARXIV}
    return bool(mine and theirs and mine.isdisjoint(theirs))


def joins_by_title(
    keys: Iterable[str],
    others: Iterable[str],
    authors: tuple[Sequence[str], Sequence[str]],
    abstracts: tuple[str, str],
) -> bool:
    """Tell whether two tellings that have only their title in common are of one paper.

    Not where both have a key of one kind (two arXiv ids are two papers), nor where authors or abstracts contradict.
    """
    kinds = {kind(key) for key in strong(keys)}
    if any(kind(key) in kinds for key in strong(others)):
        return False
    return not contradict(authors, abstracts)


def contradict(authors: tuple[Sequence[str], Sequence[str]], abstracts: tuple[str, str]) -> bool:
    """Tell whether what is known on both sides cannot be of one paper; silence never contradicts."""
    mine, theirs = ({family_name(name) for name in names} - {""} for names in authors)
    if mine and theirs:
        return mine.isdisjoint(theirs)
    words, others = (set(_LONGER_WORD.findall(abstract.casefold())) for abstract in abstracts)
    if words and others:
        return len(words & others) < _LIKENESS * min(len(words), len(others))
    return False


def family_name(name: str) -> str:
    """Give a name's family name without case and accents: `Rozière, Baptiste` and `Baptiste Rozière` agree."""
    family = name.partition(",")[0] if "," in name else name.rsplit(" ", maxsplit=1)[-1]
    return plain(family).strip()


def title_order(title: str) -> str:
    """Give what titles are ordered by: case and accents ignored."""
    return title.lower() if title.isascii() else plain(title)


def plain(text: str) -> str:
    """Fold case and take accents off."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
