"""In which order papers that were found stand.

BM25 (Robertson, Zaragoza 2009, https://doi.org/10.1561/1500000019) over one field that holds everything, titles counted
twice, with Lucene's idf, which stays positive for common words: ln(1 + (N - n + 0.5) / (n + 0.5)); a word that the query
says twice counts twice. Words that stand side by side in the query add to it where they do so in the paper. ARCHITECTURE.md tells what was tried and
what it brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reader.errors import SearchCancelled
from reader.query import Field, words
from reader.query.match import Need
from reader.search.analysis import encode
from reader.search.leaf import Leaf, Mask
from reader.search.layout import Numbers
from reader.search.meeting import Meeting

K1: Final = 1.2
B: Final = 0.75
TITLE: Final = 1.0
"""What an occurrence in the title counts beyond its own."""

Scores: TypeAlias = NDArray[np.float32]


class Statistics:
    """What is known of all segments together, and of each segment what BM25 needs; worked out once a generation."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        self.papers = sum(leaf.size for leaf in leaves)
        total = sum(int(leaf.lengths.sum(dtype=np.int64)) for leaf in leaves)
        self.mean = total / self.papers if total else 1.0
        self._norms: dict[int, Scores] = {}
        self._frequencies: dict[bytes, int] = {}

    def norm(self, leaf: Leaf) -> Scores:
        """Give for each paper of a segment what its length adds to an occurrence: K1 * (1 - B + B * length / mean)."""
        found = self._norms.get(id(leaf))
        if found is None:
            found = (leaf.lengths * np.float32(K1 * B / self.mean) + np.float32(K1 * (1 - B))).astype(np.float32)
            self._norms[id(leaf)] = found
        return found

    def frequency(self, term: bytes) -> int:
        """Tell how many papers have a stem."""
        found = self._frequencies.get(term)
        if found is None:
            found = self._frequencies[term] = sum(leaf.frequency(term) for leaf in self.leaves)
        return found

    def rarity(self, papers: int) -> float:
        """Give Lucene's idf of what so many papers have."""
        return log(1 + (max(0, self.papers - papers) + 0.5) / (papers + 0.5))


@dataclass(frozen=True, slots=True)
class TermSignal:
    """A stem that counts wherever it stands."""

    term: bytes
    weight: float
    """Its rarity, as often as the query says it."""

    @property
    def name(self) -> str:
        """The stem, to be shown."""
        return self.term.decode("utf-8", "replace")

    def add(self, leaf: Leaf, norm: Scores, found: Mask, scores: Scores) -> None:
        """Add to the scores of the papers found what the stem is worth in them."""
        papers, counts = leaf.postings(self.term)
        _add(papers, occurrences(counts), self.weight, norm, found, scores)


@dataclass(frozen=True, slots=True)
class BeginningSignal:
    """A beginning of words, of which each different one counts once, and once more in the title."""

    prefix: str
    weight: float

    @property
    def name(self) -> str:
        """The beginning, to be shown."""
        return f"{self.prefix}*"

    def add(self, leaf: Leaf, norm: Scores, found: Mask, scores: Scores) -> None:
        """Add to the scores of the papers found what the beginning is worth in them."""
        if len(self.prefix) <= _SHORT:
            # Nearly every paper has such words; only those with one in the title tell anything.
            chosen = leaf.beginning(self.prefix, Field.TITLE) & found
            scores[chosen] += np.float32(self.weight)
            return
        papers, parts = leaf.form_range(*leaf.forms.beginning(encode(self.prefix)))
        many = np.bincount(papers, minlength=leaf.size) + np.bincount(papers[parts & 1 > 0], minlength=leaf.size)
        having = np.flatnonzero(many)
        _add(having, many[having].astype(np.float32), self.weight, norm, found, scores)


_SHORT: Final = 2
"""Letters up to which a beginning is judged by the title alone."""

Signal: TypeAlias = TermSignal | BeginningSignal

_OCCURRENCES: Final = np.array([(packed >> 2) + TITLE * (packed & 3) for packed in range(256)], np.float32)


def occurrences(counts: Numbers) -> Scores:
    """Give what the occurrences of postings count, those in the title more."""
    if counts.dtype == np.uint8:
        return _OCCURRENCES[counts]
    return ((counts >> 2) + TITLE * (counts & 3)).astype(np.float32)


def _add(papers: Numbers, many: Scores, weight: float, norm: Scores, found: Mask, scores: Scores) -> None:
    chosen = found[papers]
    if not chosen.all():
        papers, many = papers[chosen], many[chosen]
    scores[papers] += many * np.float32(weight * (K1 + 1)) / (many + norm[papers])


def signals(statistics: Statistics, meeting: Meeting, needs: Sequence[Need]) -> list[Signal]:
    """Give what counts for a query: its stems, and the beginnings of words."""
    counted: Counter[bytes] = Counter()
    prefixes: dict[tuple[str, Field], Need] = {}
    for need in needs:
        if need.field is Field.CATEGORY:
            continue
        counted.update(_stems(need))
        for prefix in need.prefixes:
            prefixes[prefix, need.field] = need
    found: list[Signal] = [
        TermSignal(term, many * statistics.rarity(statistics.frequency(term))) for term, many in counted.items()
    ]
    for prefix, field in prefixes:
        having = sum(int(np.count_nonzero(_beginning(meeting, leaf, prefix, field))) for leaf in statistics.leaves)
        found.append(BeginningSignal(prefix, statistics.rarity(having)))
    return found


def _beginning(meeting: Meeting, leaf: Leaf, prefix: str, field: Field) -> Mask:
    return meeting.meeting(leaf, Need(field, prefixes=(prefix,)))


def _stems(need: Need) -> Iterator[bytes]:
    texts = [
        *need.terms,
        *(term for run in need.runs for term in run),
        *(term for terms, _ in need.nears for term in terms),
        *(word for name in need.names for word in name),
    ]
    for text in texts:
        stem = words.fold(text)[1] if need.by_form else text
        if stem:
            yield encode(stem)


def score(
    statistics: Statistics,
    leaf: Leaf,
    counted: Sequence[Signal],
    found: Mask,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scores:
    """Give each paper of a segment that was found its score; the others have 0.

    Raises:
        SearchCancelled: nobody waits for it any more.
    """
    scores = np.zeros(leaf.size, np.float32)
    norm = statistics.norm(leaf)
    for signal in counted:
        if cancelled():
            raise SearchCancelled
        signal.add(leaf, norm, found, scores)
    return scores
