"""A sorted list of terms, searched where it lies in the file.

Terms are UTF-8 and sorted by their bytes, which is the order of their code points, so all terms that begin alike stand
side by side. A lexicon is two sections: the terms' bytes one after the other, and where each begins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from reader.search.layout import Numbers, as_bytes

_LOT = 4_096
"""Terms sorted at a time, so that no sort holds the interpreter for long."""
_REMEMBERED: Final = 1_024
"""Terms of which a lexicon remembers where they stand."""
OUTSIDE_ASCII: Final = 1
"""The bit that stands for all letters outside ASCII, so that none of them is more than one bit."""


class Lexicon:
    """The terms of one kind of a segment, by their number: 0 for the first in the order of bytes."""

    __slots__ = ("_known", "_starts", "_text", "size")

    def __init__(self, text: Numbers, starts: Numbers) -> None:
        self._text = as_bytes(text)
        self._starts = starts
        self.size = max(0, len(starts) - 1)
        self._known: dict[bytes, int] = {}
        """Terms that were looked for lately: a query asks for each of its words some times."""

    def term(self, number: int) -> bytes:
        """Give the term of a number."""
        return bytes(self._text[self._starts[number] : self._starts[number + 1]])

    def terms(self, start: int = 0, stop: int | None = None) -> list[bytes]:
        """Give the terms of consecutive numbers."""
        stop = self.size if stop is None else stop
        if start >= stop:
            return []
        places = self._starts[start : stop + 1].tolist()
        text, base = bytes(self._text[places[0] : places[-1]]), places[0]
        return [text[a - base : b - base] for a, b in pairwise(places)]

    def find(self, term: bytes) -> int:
        """Give the number of a term, or -1 where it is not there."""
        known = self._known.get(term)
        if known is not None:
            return known
        place = self._place(term)
        number = place if place < self.size and self.term(place) == term else -1
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[term] = number
        return number

    def beginning(self, prefix: bytes, low: int = 0, high: int | None = None) -> tuple[int, int]:
        """Give the numbers of the terms that begin so, as a range; looked for in another range, where that is known."""
        start = self._place(prefix, low, high)
        # No byte of UTF-8 is 0xFF, so this is behind every term with the prefix.
        return start, self._place(prefix + b"\xff", start, high)

    def lengths(self) -> Numbers:
        """Give the bytes of each term."""
        return np.diff(self._starts)

    def _place(self, term: bytes, low: int = 0, high: int | None = None) -> int:
        text, starts = self._text, self._starts

        def at(number: int) -> bytes:
            return text[starts[number] : starts[number + 1]].tobytes()

        return bisect_left(range(self.size), term, low, self.size if high is None else high, key=at)


def letters_of(term: bytes) -> int:
    """Give which letters a term has, each byte as one of 32 bits."""
    mask = 0
    for byte in term:
        mask |= 1 << (byte & 31) if byte < 128 else OUTSIDE_ASCII
    return mask


def letters(text: Numbers, starts: Numbers) -> Numbers:
    """Give the letters of every term of a lexicon, as `letters_of` gives those of one; no term is empty."""
    if not len(text):
        return np.empty(0, np.uint32)
    bits = np.left_shift(np.uint32(1), np.where(text < 128, text & 31, 0).astype(np.uint32))
    found: Numbers = np.bitwise_or.reduceat(bits, starts[:-1].astype(np.int64))
    return found


def in_order(terms: Iterable[bytes], pause: Callable[[], None]) -> list[bytes]:
    """Sort terms in small lots, with a pause after each."""
    lots: dict[bytes, list[bytes]] = {}
    for term in terms:
        lots.setdefault(term[:2], []).append(term)
    ordered: list[bytes] = []
    pending = 0
    for beginning in sorted(lots):
        lot = lots.pop(beginning)
        lot.sort()
        ordered += lot
        pending += len(lot)
        if pending >= _LOT:
            pending = 0
            pause()
    return ordered


def pack(ordered: Sequence[bytes]) -> tuple[Numbers, Numbers]:
    """Make the two sections of a lexicon of sorted terms: their bytes, and where each begins."""
    starts = np.zeros(len(ordered) + 1, np.uint32)
    np.cumsum(np.fromiter(map(len, ordered), np.uint32, len(ordered)), out=starts[1:])
    return np.frombuffer(b"".join(ordered), np.uint8), starts
