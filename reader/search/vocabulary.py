"""What the index knows of words and names by themselves: nearest spellings, completions, counts of properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final

import numpy as np

from reader.query import Field, words
from reader.query.match import fold_category
from reader.query.nearness import within_edits
from reader.search.analysis import encode, year_of
from reader.search.leaf import Leaf
from reader.search.meeting import Meeting
from reader.search.protocol import Count, no_masks

_LOOKED_AT: Final = 2_000
"""Names that are compared with what was typed, the most frequent first."""


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
    found: Counter[str] = Counter()
    if field is Field.CATEGORY:
        wanted = fold_category(beginning)
        for leaf in leaves:
            for name, many in leaf.count_by("category", leaf.alive).items():
                text = name.decode("utf-8", "replace")
                if fold_category(text).startswith(wanted):
                    found[text] += many
    elif field is Field.AUTHOR:
        asked = beginning.split()
        forms = [words.beginning(word) for word in asked]
        for leaf in leaves:
            having = leaf.alive.copy()
            for form in forms:
                having &= leaf.beginning(form, Field.AUTHOR) if form else leaf.alive
            counts = Counter(leaf.count_by("name", having))
            for name, many in islice(counts.most_common(), _LOOKED_AT):
                text = name.decode("utf-8", "replace")
                if _has_all(text, forms):
                    found[text] += many
    return [Count(name, many) for name, many in found.most_common(limit)]


def _has_all(name: str, beginnings: Sequence[str]) -> bool:
    forms = [token.form for token in words.tokens(name)]
    return all(any(form.startswith(beginning) for form in forms) for beginning in beginnings)


def count_by(leaves: Sequence[Leaf], field: Field | None, papers: Collection[int], limit: int) -> list[Count]:
    """Count the categories, authors or years of some papers; the most frequent first."""
    wanted = np.fromiter(papers, np.int64, len(papers))
    found: Counter[str] = Counter()
    for leaf in leaves:
        mask = np.isin(leaf.numbers, wanted) & leaf.alive
        if field is None:
            days, many = np.unique(leaf.days[mask], return_counts=True)
            for day, number in zip(days.tolist(), many.tolist(), strict=True):
                if day:
                    found[str(year_of(day))] += number
        else:
            for name, number in leaf.count_by("name" if field is Field.AUTHOR else "category", mask).items():
                found[name.decode("utf-8", "replace")] += number
    return [Count(name, many) for name, many in found.most_common(limit)]
