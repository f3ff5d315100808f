"""In which order papers that were found stand.

BM25 (Robertson, Zaragoza 2009, https://doi.org/10.1561/1500000019) over one field that holds everything, titles counted
twice, with Lucene's idf, which stays positive for common words: ln(1 + (N - n + 0.5) / (n + 0.5)). A word that the
query says twice counts twice, and words that stand side by side in the query count more where they do so in the paper.
ARCHITECTURE.md tells what was tried and what it brought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reader.errors import SearchCancelled
from reader.query import Field
from reader.search.analysis import encode
from reader.search.layout import Numbers
from reader.search.leaf import SHIFT, Leaf, Mask
from reader.search.meeting import run_starts

K1: Final = 1.2
B: Final = 0.7
TITLE: Final = 1.0
"""What an occurrence in the title counts beyond its own."""
PAIR: Final = 0.15
"""What two words side by side count beyond their own, each as much as it is rare."""
BEST: Final = 2_000
"""Papers, the best by their words, of which it is looked at whether the words stand side by side: so many of all"""
_FEWEST: Final = 200
"""segments together, but so many of each."""

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
            scores += leaf.beginning(self.prefix, Field.TITLE) * np.float32(self.weight)
            return
        papers, parts = leaf.form_range(*leaf.forms.beginning(encode(self.prefix)))
        many = np.bincount(papers, minlength=leaf.size) + np.bincount(papers[parts & 1 > 0], minlength=leaf.size)
        having = np.flatnonzero(many)
        _add(having, many[having].astype(np.float32), self.weight, norm, found, scores)


@dataclass(frozen=True, slots=True)
class PairSignal:
    """Two stems that stand side by side in the query count once more where they do so in the paper."""

    first: bytes
    second: bytes
    weight: float
    """The rarity of both together."""

    @property
    def name(self) -> str:
        """Both stems, to be shown."""
        return f"{self.first.decode('utf-8', 'replace')} {self.second.decode('utf-8', 'replace')}"

    def add(self, leaf: Leaf, norm: Scores, found: Mask, scores: Scores) -> None:
        """Add to the scores of the papers found what the pair is worth in them."""
        many = np.bincount(run_starts(leaf, [self.first, self.second], Field.ANY, found) >> SHIFT, minlength=leaf.size)
        having = np.flatnonzero(many)
        _add(having, many[having].astype(np.float32), PAIR * self.weight, norm, found, scores)


_SHORT: Final = 3
"""Letters up to which a beginning is judged by the title alone."""

Signal: TypeAlias = TermSignal | BeginningSignal | PairSignal

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
    pairs = [signal for signal in counted if isinstance(signal, PairSignal)]
    for signal in counted:
        if cancelled():
            raise SearchCancelled
        if not isinstance(signal, PairSignal):
            signal.add(leaf, norm, found, scores)
    if pairs:
        best = _best(scores, found, max(_FEWEST, BEST // len(statistics.leaves)))
        for signal in pairs:
            signal.add(leaf, norm, best, scores)
    return scores


def _best(scores: Scores, found: Mask, limit: int) -> Mask:
    its = scores[found]
    if len(its) <= limit:
        return found
    best: Mask = found & (scores >= np.partition(its, len(its) - limit)[len(its) - limit])
    return best
