"""What the index keeps of a paper: its texts taken apart once, ready for every field of the schema.

`reader.query.words` says what a word is, `reader.query.match` what it fits; this module only sorts words into fields.
Bump `schema.FORMAT` with every change here or there that gives other terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from reader.query import words
from reader.search.protocol import Document

GRAM = 3
"""Letters up to which the beginnings of words have postings of their own; longer ones are looked up in the lexicon."""

Frequencies = dict[bytes, int]
Positions = dict[bytes, list[int]]


class Part(StrEnum):
    """The text a form stands in: the first letter of every term in the fields for the beginnings of words."""

    TITLE = "t"
    ABSTRACT = "a"
    AUTHOR = "u"
    CATEGORY = "c"


@dataclass(slots=True)
class Analysis:
    """The terms of one paper, by field."""

    all: Frequencies = field(default_factory=dict)
    """Every stem with its number of occurrences, those of the title counted twice."""
    title: Positions = field(default_factory=dict)
    abstract: Positions = field(default_factory=dict)
    authors: Positions = field(default_factory=dict)
    """Forms, not stems: Hughes is not Hugh."""
    others: Positions = field(default_factory=dict)
    """The stems of names and categories, for runs of words in any text."""
    forms: set[bytes] = field(default_factory=set)
    begins: set[bytes] = field(default_factory=set)
    length: int = 0
    """The occurrences in `all` together."""


def encode(term: str) -> bytes:
    """Give a term as the index holds it; half a surrogate pair is no reason to lose a paper."""
    return term.encode("utf-8", "surrogatepass")


def analyse(document: Document) -> Analysis:
    """Take a paper's texts apart."""
    found = Analysis()
    _read(found, Part.TITLE, (document.title,), found.title, count=2)
    _read(found, Part.ABSTRACT, (document.abstract,), found.abstract)
    after = _read(found, Part.AUTHOR, document.authors, found.others, found.authors)
    _read(found, Part.CATEGORY, document.categories, found.others, first=after)
    return found


def _read(
    found: Analysis,
    part: Part,
    texts: Iterable[str],
    positions: Positions,
    forms: Positions | None = None,
    *,
    first: int = 0,
    count: int = 1,
) -> int:
    """Sort the words of one part into the fields, numbering them on with a gap after each text that no run can cross.

    Args:
        found: The analysis so far.
        part: The part of the paper that the texts are.
        texts: Its texts.
        positions: The field that takes the positions of its stems.
        forms: The field that takes the positions of its forms, if one does.
        first: The first position.
        count: How often each occurrence counts.

    Returns:
        The first position that no run of this part can reach.
    """
    everything, seen, sign = found.all, found.forms, part.value
    for text in texts:
        last = first - 2
        for token in words.tokens(text):
            last = first + token.position
            term, form, beginnings = _encoded(sign, token.form, token.term)
            everything[term] = everything.get(term, 0) + count
            found.length += count
            positions.setdefault(term, []).append(last)
            if forms is not None:
                forms.setdefault(form[1:], []).append(last)
            if form not in seen:
                seen.add(form)
                found.begins.update(beginnings)
        first = last + 2
    return first


@lru_cache(maxsize=1 << 16)
def _encoded(part: str, form: str, term: str) -> tuple[bytes, bytes, tuple[bytes, ...]]:
    """Give a word's stem, its form and the beginnings of that, as the index holds them.

    The part is a plain string: tuples of nothing but plain values are no business of the garbage collector.
    """
    beginnings = tuple(encode(part + form[:letters]) for letters in range(1, min(GRAM, len(form)) + 1))
    return encode(term), encode(part + form), beginnings
