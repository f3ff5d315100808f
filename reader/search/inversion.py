"""From the words of a batch to the sections of a segment.

Each kind of posting is one sort of 64-bit numbers, in which the term, the paper and the place stand side by side as
bits. Nothing is done term by term.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from reader.search import lexicon
from reader.search.analysis import Batch, Part
from reader.search.layout import Numbers
from reader.search.sections import completed, narrowed, with_papers

_BITS: Final = 20
"""Bits of a place, and of a paper's number in its segment."""
_MASK: Final = (1 << _BITS) - 1


def invert(batch: Batch, pause: Callable[[], None]) -> dict[str, Numbers]:
    """Give the sections of a segment that holds a batch.

    Args:
        batch: The papers.
        pause: Called between the steps, to let other threads run.
    """
    sections = with_papers(batch.numbers, batch.days, batch.lengths, batch.title_ends, batch.abstract_ends)
    _terms(sections, batch, pause)
    pause()
    _forms(sections, batch, pause)
    pause()
    _authors(sections, batch, pause)
    _properties(sections, "name", batch.names, batch.name, batch.name_document, pause)
    _properties(sections, "category", batch.categories, batch.category, batch.category_document, pause)
    return completed(sections, len(batch.numbers))


def _terms(sections: dict[str, Numbers], batch: Batch, pause: Callable[[], None]) -> None:
    words = batch.words
    ordered, rank = _ranked(words.terms, pause)
    key = rank[words.term] << (2 * _BITS)
    key |= words.document.astype(np.uint64) << _BITS
    key |= words.place.astype(np.uint64)
    key = _distinct(key, pause)
    place, posting = (key & _MASK).astype(np.uint32), key >> _BITS
    starts = _group_starts(posting)
    posting = posting[starts]
    document = (posting & _MASK).astype(np.uint32)
    counts = np.diff(starts, append=len(key))
    titles = np.zeros(len(starts), np.int64)
    if len(starts):
        in_title = place < batch.title_ends[np.repeat(document, counts)]
        titles = np.add.reduceat(in_title, starts, dtype=np.int64)
    first = np.searchsorted(posting >> _BITS, np.arange(len(ordered) + 1, dtype=np.uint64))
    sections["term.text"], sections["term.starts"] = lexicon.pack(ordered)
    sections["term.first"] = first.astype(np.uint32)
    sections["term.papers"] = narrowed(document, len(batch.numbers))
    sections["term.counts"] = pack_counts(counts, titles)
    sections["term.spots"] = np.append(starts, len(key))[first].astype(np.uint32)
    sections["term.places"] = narrowed(place)


def _forms(sections: dict[str, Numbers], batch: Batch, pause: Callable[[], None]) -> None:
    words = batch.words
    ordered, rank = _ranked(words.forms, pause)
    key = rank[words.form] << (_BITS + 2)
    key |= words.document.astype(np.uint64) << 2
    key |= words.part.astype(np.uint64)
    key = _distinct(key, pause)
    bit, posting = np.left_shift(1, (key & 3).astype(np.uint8)).astype(np.uint8), key >> 2
    starts = _group_starts(posting)
    posting = posting[starts]
    first = np.searchsorted(posting >> _BITS, np.arange(len(ordered) + 1, dtype=np.uint64))
    sections["form.text"], sections["form.starts"] = lexicon.pack(ordered)
    sections["form.first"] = first.astype(np.uint32)
    sections["form.papers"] = narrowed((posting & _MASK).astype(np.uint32), len(batch.numbers))
    sections["form.parts"] = np.bitwise_or.reduceat(bit, starts) if len(starts) else bit


def _authors(sections: dict[str, Numbers], batch: Batch, pause: Callable[[], None]) -> None:
    words = batch.words
    chosen = np.flatnonzero(words.part == Part.AUTHOR)
    used, form = np.unique(words.form[chosen], return_inverse=True)
    ordered, rank = _ranked([words.forms[number] for number in used.tolist()], pause)
    key = rank[form] << (2 * _BITS)
    key |= words.document[chosen].astype(np.uint64) << _BITS
    key |= np.minimum(words.author[chosen], _MASK).astype(np.uint64)
    key = _distinct(key, pause)
    first = np.searchsorted(key >> (2 * _BITS), np.arange(len(ordered) + 1, dtype=np.uint64))
    sections["author.text"], sections["author.starts"] = lexicon.pack(ordered)
    sections["author.first"] = first.astype(np.uint32)
    sections["author.papers"] = narrowed((key >> _BITS & _MASK).astype(np.uint32), len(batch.numbers))
    sections["author.which"] = narrowed((key & _MASK).astype(np.uint32))


def _properties(
    sections: dict[str, Numbers],
    kind: str,
    texts: list[bytes],
    which: Numbers,
    document: Numbers,
    pause: Callable[[], None],
) -> None:
    ordered, rank = _ranked(texts, pause)
    key = rank[which] << _BITS
    key |= document.astype(np.uint64)
    key = _distinct(key, pause)
    first = np.searchsorted(key >> _BITS, np.arange(len(ordered) + 1, dtype=np.uint64))
    sections[f"{kind}.text"], sections[f"{kind}.starts"] = lexicon.pack(ordered)
    sections[f"{kind}.first"] = first.astype(np.uint32)
    sections[f"{kind}.papers"] = narrowed((key & _MASK).astype(np.uint32), len(sections["paper.number"]))


def _ranked(terms: list[bytes], pause: Callable[[], None]) -> tuple[list[bytes], Numbers]:
    """Sort terms, and tell for each in the given order where it went."""
    ordered = lexicon.in_order(terms, pause)
    place = {term: number for number, term in enumerate(ordered)}
    return ordered, np.fromiter((place[term] for term in terms), np.uint64, len(terms))


def _distinct(key: Numbers, pause: Callable[[], None]) -> Numbers:
    pause()
    key.sort()
    if len(key) < 2:
        return key
    fresh = np.empty(len(key), bool)
    fresh[0] = True
    np.not_equal(key[1:], key[:-1], out=fresh[1:])
    return key if fresh.all() else key[fresh]


def _group_starts(key: Numbers) -> Numbers:
    """Tell where each run of equal numbers begins."""
    if not len(key):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))


def pack_counts(counts: Numbers, titles: Numbers) -> Numbers:
    """Put the occurrences of each posting, and how many of them are in the title (3 at most), into one number."""
    packed = (counts.astype(np.uint32) << 2) | np.minimum(titles, 3).astype(np.uint32)
    return narrowed(packed)
