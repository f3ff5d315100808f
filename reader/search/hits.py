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
from reader.search.ranking import Scores

_NUMBER_BITS: Final = 24
"""Bits of a paper's number: enough for 16 million papers; beyond them, the order of equals is any."""
_DAY_BITS: Final = 16
_SCORE_DROPPED: Final = 8
"""Bits of a score that are too fine to matter: the last of a number with 24 significant ones."""


class Found(NamedTuple):
    """What one segment contributes."""

    numbers: Numbers
    """The library's numbers of the papers."""
    scores: Scores
    days: Numbers


class RankedHits:
    """The papers found in all segments; `reader.search.protocol.Hits` in NumPy.

    Args:
        found: By segment.
        behind: Papers that fit only a part of the query, the best first.
    """

    def __init__(self, found: Sequence[Found], behind: Numbers | None = None) -> None:
        self._numbers = np.concatenate([one.numbers for one in found]) if found else np.empty(0, np.int64)
        self._scores = np.concatenate([one.scores for one in found]) if found else np.empty(0, np.float32)
        self._days = np.concatenate([one.days for one in found]) if found else np.empty(0, np.uint16)
        self._behind = np.empty(0, np.int64) if behind is None else behind
        self._keys: NDArray[np.uint64] | None = None
        self._ordered: Numbers | None = None
        self.whole = len(self._numbers)

    def __len__(self) -> int:
        return self.whole + len(self._behind)

    def numbers(self) -> Numbers:
        """Give the papers in no order: for counting, and for orders that are not the engine's."""
        return np.concatenate((self._numbers, self._behind)) if len(self._behind) else self._numbers

    def best(self, limit: int) -> array[int]:
        """Give the best papers, the best first."""
        return _as_array(self.best_numbers(limit))

    def ids(self) -> array[int]:
        """Give all papers, the best first."""
        return _as_array(self.best_numbers(len(self)))

    def best_numbers(self, limit: int) -> Numbers:
        """Give the best papers as an array."""
        if limit <= 0:
            return self._numbers[:0]
        if self._ordered is None or len(self._ordered) < min(limit, self.whole):
            self._ordered = self._rank(limit)
        front = self._ordered[:limit]
        if limit > self.whole and len(self._behind):
            return np.concatenate((front, self._behind[: limit - self.whole]))
        return front

    def _rank(self, limit: int) -> Numbers:
        keys = self._key()
        if limit < self.whole // 4:
            # The best few of very many: what lies under the limit-th of them is never sorted.
            threshold = np.partition(keys, self.whole - limit)[self.whole - limit]
            chosen = np.flatnonzero(keys >= threshold)
            return self._numbers[chosen[np.argsort(keys[chosen])[::-1]]]
        return self._numbers[np.argsort(keys)[::-1]]

    def _key(self) -> NDArray[np.uint64]:
        if self._keys is None:
            # The bits of a positive float are in the order of the floats.
            keys = (self._scores.view(np.uint32) >> np.uint32(_SCORE_DROPPED)).astype(np.uint64)
            keys <<= np.uint64(_DAY_BITS)
            keys |= self._days.astype(np.uint64)
            keys <<= np.uint64(_NUMBER_BITS)
            keys |= ~self._numbers.astype(np.uint64) & np.uint64((1 << _NUMBER_BITS) - 1)
            self._keys = keys
        return self._keys


def _as_array(numbers: Numbers) -> array[int]:
    found: array[int] = array("q")
    found.frombytes(np.ascontiguousarray(numbers, np.int64).tobytes())
    return found
