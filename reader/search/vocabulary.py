"""What the index knows of words and names by themselves: nearest spellings, completions, counts of properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Final

import numpy as np

from reader.query import Field, words
from reader.query.match import fold_category
from reader.query.nearness import within_edits
from reader.search.analysis import encode, year_of
from reader.search.layout import Numbers
from reader.search.leaf import Leaf, Mask
from reader.search.meeting import Meeting
from reader.search.protocol import Count, no_masks

_LOOKED_AT: Final = 500
"""Names of a segment that are looked at, the most frequent first."""


def nearest(leaves: Sequence[Leaf], word: str, limit: int) -> list[str]:
    """Give words that are spelled almost as one that the index does not have; the nearest and most frequent first."""
    form, stem = words.fold(word)
    # Whoever has the form has its stem.
    if len(form) < 4 or any(leaf.alive[leaf.postings(encode(stem))[0]].any() for leaf in leaves):
        return []
    most = 1 if len(form) < 6 else 2
    meeting = Meeting(no_masks)
    papers: Counter[str] = Counter()
    for leaf in leaves:
        for number in meeting.alike(leaf, form, most):
            having, _ = leaf.form_range(number, number + 1)
            if living := int(np.count_nonzero(leaf.alive[having])):
                papers[leaf.forms.term(number).decode("utf-8", "replace")] += living
    ranked = sorted(papers, key=lambda other: (not within_edits(form, other, 1), -papers[other], other))
    return ranked[:limit]


def complete(leaves: Sequence[Leaf], field: Field, beginning: str, limit: int) -> list[Count]:
    """Give authors' names of which a word begins so, or categories that begin so; the most frequent first."""
    masks = [(leaf, leaf.alive) for leaf in leaves]
    if field is Field.CATEGORY:
        wanted = fold_category(beginning)
        return _most(masks, "category", limit, lambda name: fold_category(name).startswith(wanted))
    forms = [form for word in beginning.split() if (form := words.beginning(word))]
    for place, (leaf, mask) in enumerate(masks):
        for form in forms:
            mask = mask & leaf.beginning(form, Field.AUTHOR)
        masks[place] = (leaf, mask)
    return _most(masks, "name", limit, lambda name: _has_all(name, forms))


def count_by(leaves: Sequence[Leaf], field: Field | None, papers: Collection[int], limit: int) -> list[Count]:
    """Count the categories, authors or years of some papers; the most frequent first."""
    wanted = np.sort(np.fromiter(papers, np.int64, len(papers)))
    masks = [(leaf, _are_among(leaf.numbers, wanted) & leaf.alive) for leaf in leaves]
    if field is not None:
        return _most(masks, "name" if field is Field.AUTHOR else "category", limit, lambda _name: True)
    found: Counter[str] = Counter()
    for leaf, mask in masks:
        days = np.bincount(leaf.days[mask], minlength=1)
        for day in np.flatnonzero(days[1:]).tolist():
            found[str(year_of(day + 1))] += int(days[day + 1])
    return [Count(year, many) for year, many in found.most_common(limit)]


def _most(masks: Sequence[tuple[Leaf, Mask]], kind: str, limit: int, fits: Callable[[str], bool]) -> list[Count]:
    """Give the names of a kind that fit and that most papers of some sets have.

    Only the most frequent of each segment are looked at, but those are counted in all of them.
    """
    counts = [leaf.counts(kind, mask) for leaf, mask in masks]
    seen: Counter[bytes] = Counter()
    for (leaf, _), many in zip(masks, counts, strict=True):
        lexicon = leaf.lexicon(kind)
        for number in _greatest(many, _LOOKED_AT).tolist():
            seen[lexicon.term(number)] += int(many[number])
    likely = (name for name, _ in seen.most_common() if fits(name.decode("utf-8", "replace")))
    found: Counter[str] = Counter()
    for name in islice(likely, 2 * limit):
        numbers = [leaf.lexicon(kind).find(name) for leaf, _ in masks]
        every = sum(int(many[number]) for many, number in zip(counts, numbers, strict=True) if number >= 0)
        found[name.decode("utf-8", "replace")] += every
    return [Count(name, many) for name, many in found.most_common(limit)]


def _greatest(many: Numbers, limit: int) -> Numbers:
    """Give the places of the greatest numbers above 0; of equal ones, those that come first."""
    places = np.flatnonzero(many)
    if len(places) <= limit:
        return places
    keys = many[places] * len(many) - places
    return places[np.argpartition(keys, len(keys) - limit)[len(keys) - limit :]]


def _has_all(name: str, beginnings: Sequence[str]) -> bool:
    forms = [token.form for token in words.tokens(name)]
    return all(any(form.startswith(beginning) for form in forms) for beginning in beginnings)


def _are_among(numbers: Numbers, wanted: Numbers) -> Mask:
    if not len(wanted):
        return np.zeros(len(numbers), bool)
    found: Mask = wanted[np.minimum(np.searchsorted(wanted, numbers), len(wanted) - 1)] == numbers
    return found
