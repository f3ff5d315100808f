"""Decides whether two tellings are of one paper. Pure: it knows keys and texts, and no database.

A key that means one work in all the world, and that both have, decides. Titles alone are weaker: many papers are called
"A Survey of ...", and the same paper is told with a title only by one source and with an arXiv id by another. Own ids
that do not say whose they are, `id:7`, are weaker still: another file that numbers its rows has a seventh too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from reader.model.ids import ARXIV, OWN, TITLE, canonical, kind

_WEAK: Final = (f"{TITLE}:", f"{OWN}:")
_LIKENESS: Final = 0.3
"""Part of the shorter abstract's longer words that the other must share, to be a version of it. Of 40,000 pairs of
abstracts of one arXiv category, 99 in 100 share less than 0.29, and half of them less than 0.11."""
_LONGER_WORD = re.compile(r"\w{4,}")


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


def joins_by_title(
    keys: Iterable[str],
    others: Iterable[str],
    authors: tuple[Sequence[str], Sequence[str]],
    abstracts: tuple[str, str],
) -> bool:
    """Tell whether two tellings that have only their title in common are of one paper.

    Not where both have a key of one kind (two arXiv ids are two papers), nor where authors or abstracts contradict.
    Where both have an own id, one file may hold both, so silence is not enough: authors or abstracts must agree.
    """
    if rivals(keys, others):
        return False
    if own(keys) and own(others):
        written, told = _agree_in_authors(*authors), _agree_in_abstracts(*abstracts)
        return written is not False and told is not False and (written or told) is True
    return not contradict(authors, abstracts)


def rivals(keys: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether both sides have a key of one kind, where none of these is on both."""
    kinds = {kind(key) for key in strong(keys)}
    return any(kind(key) in kinds for key in strong(others))


def contradict(authors: tuple[Sequence[str], Sequence[str]], abstracts: tuple[str, str]) -> bool:
    """Tell whether what is known on both sides cannot be of one paper; silence never contradicts."""
    agree = _agree_in_authors(*authors)
    if agree is None:
        agree = _agree_in_abstracts(*abstracts)
    return agree is False


def _agree_in_authors(mine: Sequence[str], theirs: Sequence[str]) -> bool | None:
    """Tell whether a family name is on both sides; None where a side names nobody."""
    names, others = ({family_name(author) for author in authors} - {""} for authors in (mine, theirs))
    return not names.isdisjoint(others) if names and others else None


def _agree_in_abstracts(mine: str, theirs: str) -> bool | None:
    """Tell whether enough words are on both sides; None where a side has none."""
    words, others = (set(_LONGER_WORD.findall(abstract.casefold())) for abstract in (mine, theirs))
    return len(words & others) >= _LIKENESS * min(len(words), len(others)) if words and others else None


def family_name(author: str) -> str:
    """Give a name's family name without case and accents: `Rozière, Baptiste` and `Baptiste Rozière` agree."""
    family = author.partition(",")[0] if "," in author else author.rsplit(" ", maxsplit=1)[-1]
    return plain(family).strip()


def title_order(title: str) -> str:
    """Give what titles are ordered by: case and accents ignored."""
    return title.lower() if title.isascii() else plain(title)


def plain(text: str) -> str:
    """Fold case and take accents off."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
