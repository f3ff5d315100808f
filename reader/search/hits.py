"""The papers that a search found, ranked only as far as somebody looks.

A paper's place is one 64-bit number: its score, then its date, then its number turned round. So equals have one
order, whoever asks and however many are asked for, and sorting is sorting of plain numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reader.search.layout import Numbers
from reader.search.leaf import Mask
from reader.search.ranking import Scores

_NUMBER_BITS: Final = 24
"""Bits of a paper's number: enough for 16 million papers; beyond them, the order of equals is any."""
_DAY_BITS: Final = 16
_SCORE_DROPPED: Final = 8
"""Bits of a score that are too fine to matter: the last of a number with 24 significant ones."""


_STEP: Final = 32
"""Of so many papers one is looked at, to guess which scores the best ones have."""
_SAFETY: Final = 16
"""Papers more than needed that the guess aims at, in the sample."""


class Found(NamedTuple):
    """What one segment contributes; all arrays have an entry for each of its papers."""

    numbers: Numbers
    """The library's number."""
    days: Numbers
    """The date."""
    mask: Mask
    """Whether the paper was found."""
    scores: Scores
    """Its score, where it was."""


class RankedHits:
    """The papers found in all segments; `reader.search.protocol.Hits` in NumPy.

    Args:
        found: By segment.
        behind: Papers that fit only a part of the query, the best first.
    """

    def __init__(self, found: Sequence[Found], behind: Numbers | None = None) -> None:
        self._found = found
        self._behind = np.empty(0, np.int64) if behind is None else behind
        self._ordered = np.empty(0, np.int64)
        self.whole = sum(int(np.count_nonzero(one.mask)) for one in found)

    def __len__(self) -> int:
        return self.whole + len(self._behind)

    def numbers(self) -> Numbers:
        """Give the papers in no order: for counting, and for orders that are not the engine's."""
        return np.concatenate([*(one.numbers[one.mask] for one in self._found), self._behind])

    def best(self, limit: int) -> array[int]:
        """Give the best papers, the best first."""
        return _as_array(self.best_numbers(limit))

    def ids(self) -> array[int]:
        """Give all papers, the best first."""
        return _as_array(self.best_numbers(len(self)))

    def best_numbers(self, limit: int) -> Numbers:
        """Give the best papers as an array."""
        if len(self._ordered) < min(limit, self.whole):
            self._ordered = self._rank(limit)
        front = self._ordered[: max(0, limit)]
        if limit > self.whole and len(self._behind):
            return np.concatenate((front, self._behind[: limit - self.whole]))
        return front

    def _rank(self, limit: int) -> Numbers:
        """Rank the best papers, and all that happen to be as good as the last of them."""
        chosen = [one.mask for one in self._found]
        if limit * 4 < self.whole:
            # The best few of very many: what lies under them is never sorted.
            least = self._guess(limit)
            likely = [one.mask & (one.scores >= least) for one in self._found]
            if sum(int(np.count_nonzero(mask)) for mask in likely) >= limit:
                chosen = likely
        numbers = np.concatenate([one.numbers[mask] for one, mask in zip(self._found, chosen, strict=True)])
        keys = np.concatenate([_keys(one, mask) for one, mask in zip(self._found, chosen, strict=True)])
        if limit * 4 < len(keys):
            best = np.flatnonzero(keys >= np.partition(keys, len(keys) - limit)[len(keys) - limit])
            numbers, keys = numbers[best], keys[best]
        return numbers[np.argsort(keys)[::-1]]

    def _guess(self, limit: int) -> np.float32:
        """Guess from a sample a score that more papers have than are wanted, but not many more."""
        sample = np.concatenate([one.scores[::_STEP][one.mask[::_STEP]] for one in self._found])
        rank = limit // _STEP * 2 + _SAFETY
        if len(sample) <= rank:
            return np.float32(0)
        guess = np.partition(sample, len(sample) - rank)[len(sample) - rank :][:1]
        # As coarse as scores are in the order, or newer papers of the same coarse score would be left out.
        coarse = guess.view(np.uint32) >> np.uint32(_SCORE_DROPPED) << np.uint32(_SCORE_DROPPED)
        least: np.float32 = coarse.view(np.float32)[0]
        return least


def _keys(found: Found, mask: Mask) -> NDArray[np.uint64]:
    """Give the places of some papers as numbers, the greatest for the best."""
    # The bits of a positive float are in the order of the floats.
    keys = (found.scores[mask].view(np.uint32) >> np.uint32(_SCORE_DROPPED)).astype(np.uint64)
    keys <<= np.uint64(_DAY_BITS)
    keys |= found.days[mask].astype(np.uint64)
    keys <<= np.uint64(_NUMBER_BITS)
    keys |= ~found.numbers[mask].astype(np.uint64) & np.uint64((1 << _NUMBER_BITS) - 1)
    return keys


def _as_array(numbers: Numbers) -> array[int]:
    found: array[int] = array("q")
    found.frombytes(np.ascontiguousarray(numbers, np.int64).tobytes())
    return found
