"""Decides whether two tellings are of one paper. Pure: it knows keys and texts, and no database.

A key that means one work in all the world, and that both have, decides, unless nothing else agrees. Titles alone are
weaker: many papers are called "A Survey of ...", and the same paper is told with a title only by one source and with an
arXiv id by another. Own ids that do not say whose they are, `id:7`, are weaker still: another file that numbers its
rows has a seventh too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from reader.model.ids import ARXIV, OWN, TITLE, canonical, kind, title_key
from reader.model.titles import plain_title
from reader.store.authorship import agree, first_family

_WEAK: Final = (f"{TITLE}:", f"{OWN}:")
_LIKENESS: Final = 0.3
"""Part of the shorter abstract's longer words that the other must share, to be a version of it. Of 40,000 pairs of
abstracts of one arXiv category, 99 in 100 share less than 0.29, and half of them less than 0.11."""
_SAMENESS: Final = 0.75
"""The same, to be a version of it whatever the years say."""
_TITLE_LIKENESS: Final = 0.5
"""Part of the shorter title's longer words that the other must share, to be another wording of it."""
_YEARS: Final = 1
"""Between a preprint and what was published of it."""
_LONGER_WORD = re.compile(r"\w{4,}")
_LATIN_WORD = re.compile(r"[a-z]{4,}")


def strong(keys: Iterable[str]) -> list[str]:
    """Give the keys that prove identity, in the order they came."""
    return [key for key in keys if not key.startswith(_WEAK)]


def own(keys: Iterable[str]) -> list[str]:
    """Give the ids that mean something in their own file only, in the order they came."""
    return [key for key in keys if kind(key) == OWN]


def name(keys: Iterable[str]) -> str:
    """Choose the key that a record is called by, in the journal too: an own id only where there is nothing else.

    The journals of two machines would otherwise call different papers by one name.
    """
    keys = list(keys)
    return canonical([key for key in keys if kind(key) != OWN] or keys)


def irreconcilable(keys: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether a key found on both sides must be an error, because the arXiv ids differ.

    arXiv gives one id to a work, while one work can have several DOIs, and a DOI is now and then given to two
    preprints (a paper and its erratum or companion). So two records with different arXiv ids are never made one.
    """
    mine = {key for key in keys if kind(key) == ARXIV}
    theirs = {key for key in others if kind(key) == ARXIV}
    return bool(mine and theirs and mine.isdisjoint(theirs))


def strangers(
    titles: tuple[str, str], authors: tuple[Sequence[str], Sequence[str]], abstracts: tuple[str, str]
) -> bool:
    """Tell whether a DOI, say, that both have must be an error: titles, authors and abstracts are all others.

    Chapters are told with the DOI of their book, and papers with that of their proceedings. A translation has the
    authors of its original, and what is written in two scripts cannot be compared.
    """
    if agree(*authors) is not False or _agree_in_abstracts(*abstracts):
        return False
    words, others = (set(_LATIN_WORD.findall(plain(plain_title(title)))) for title in titles)
    return bool(words and others) and len(words & others) < _TITLE_LIKENESS * min(len(words), len(others))


def joins_by_title(
    keys: Iterable[str],
    others: Iterable[str],
    authors: tuple[Sequence[str], Sequence[str]],
    abstracts: tuple[str, str],
    dates: tuple[str, str] = ("", ""),
) -> bool:
    """Tell whether two tellings that have only their title in common are of one paper.

    Not where both have a key of one kind (two arXiv ids are two papers), nor where authors, years or abstracts
    contradict. Where both have an own id, one file may hold both, so silence is not enough: authors or abstracts must
    agree.
    """
    if rivals(keys, others) or contradict(authors, abstracts, dates):
        return False
    if own(keys) and own(others):
        written, told = agree(*authors), _agree_in_abstracts(*abstracts)
        return told is not False and (written or told) is True
    return True


def rivals(keys: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether both sides have a key of one kind, where none of these is on both."""
    kinds = {kind(key) for key in strong(keys)}
    return any(kind(key) in kinds for key in strong(others))


def contradict(
    authors: tuple[Sequence[str], Sequence[str]], abstracts: tuple[str, str], dates: tuple[str, str] = ("", "")
) -> bool:
    """Tell whether what is known on both sides cannot be of one paper; silence never contradicts.

    A preprint is published in its year or the next. What is further apart is a new edition or another survey of the
    same name, unless the abstracts are the same.
    """
    written = agree(*authors)
    if written is False or (written is None and _agree_in_abstracts(*abstracts) is False):
        return True
    years = [date[:4] for date in dates]
    if not all(map(str.isdecimal, years)) or abs(int(years[0]) - int(years[1])) <= _YEARS:
        return False
    return not (all(abstracts) and _agree_in_abstracts(*abstracts, _SAMENESS))


def namesake_key(title: str, authors: Iterable[str], date: str) -> str:
    """Give the key of a paper whose title another one had first: that of its title, first author and year."""
    return title_key(f"{plain_title(title)} \0 {first_family(authors)} \0 {date[:4]}")


def namesake_keys(title: str, authors: Sequence[str], date: str) -> list[str]:
    """Give the keys under which the same paper, of a year nearby or none, may be known as a namesake."""
    years = ["", *(str(int(date[:4]) + near) for near in (0, -1, 1))] if date[:4].isdecimal() else [""]
    return [namesake_key(title, authors, year) for year in years]


def _agree_in_abstracts(mine: str, theirs: str, likeness: float = _LIKENESS) -> bool | None:
    """Tell whether enough words are on both sides; None where a side has none."""
    words, others = (set(_LONGER_WORD.findall(abstract.casefold())) for abstract in (mine, theirs))
    return len(words & others) >= likeness * min(len(words), len(others)) if words and others else None


def title_order(title: str) -> str:
    """Give what titles are ordered by: case and accents ignored."""
    return title.lower() if title.isascii() else plain(title)


def plain(text: str) -> str:
    """Fold case and take accents off."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
