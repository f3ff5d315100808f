"""Postings gathered in memory until a segment is written.

Whoosh gathers a tuple a posting and sorts them all in one call, which holds the interpreter for seconds while a screen
waits, and each tuple is one more object for the garbage collector to visit. Here a term owns a byte array or two, which
the collector never visits (arrays of the `array` module it does), and nothing is sorted but terms, in small lots.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

Entry = tuple[str, bytes, int, float, bytes]
"""Field, term, document number, weight, value."""

_LOT = 512
"""Postings between two pauses while a segment is written."""

_number = struct.Struct("=I")
_weight = struct.Struct("=f")


class TermPool:
    """Takes the place of a Whoosh writer's `pool`.

    Args:
        weighted: The fields whose weights are kept; elsewhere a weight is 1.
        placed: The fields whose values are kept; elsewhere a value is empty.
        pause: Called every few hundred postings, to let other threads run.
    """

    def __init__(self, weighted: frozenset[str], placed: frozenset[str], pause: Callable[[], None]) -> None:
        self._weighted = weighted
        self._placed = placed
        self._pause = pause
        self._numbers: dict[str, dict[bytes, bytearray]] = {}
        self._extras: dict[str, dict[bytes, bytearray]] = {}
        """The weights, or the values, each after its length."""
        self._added = 0

    def add(self, entry: Entry) -> None:
        """Take a posting; those of one term come in the order of their documents."""
        name, term, number, weight, value = entry
        field = self._numbers.get(name)
        if field is None:
            field = self._numbers[name] = {}
            self._extras[name] = {}
        numbers = field.get(term)
        if numbers is None:
            numbers = field[term] = bytearray()
            if name in self._weighted or name in self._placed:
                self._extras[name][term] = bytearray()
        numbers += _number.pack(number)
        if name in self._weighted:
            self._extras[name][term] += _weight.pack(weight)
        elif name in self._placed:
            self._extras[name][term] += _number.pack(len(value)) + value
        self._added += 1
        if self._added % _LOT == 0:
            self._pause()

    def iter_postings(self) -> Iterator[Entry]:
        """Give all postings, by field, term and document, and let go of them on the way."""
        given = 0
        for name in sorted(self._numbers):
            field = self._numbers.pop(name)
            for term in self._in_order(field):
                for posting in self._postings(name, term, field.pop(term)):
                    yield posting
                    given += 1
                    if given % _LOT == 0:
                        self._pause()

    def cleanup(self) -> None:
        """Let go of everything."""
        self._numbers.clear()
        self._extras.clear()

    def _in_order(self, field: dict[bytes, bytearray]) -> Iterator[bytes]:
        lots: dict[bytes, list[bytes]] = {}
        for term in field:
            lots.setdefault(term[:3], []).append(term)
        for beginning in sorted(lots):
            yield from sorted(lots.pop(beginning))

    def _postings(self, name: str, term: bytes, packed: bytearray) -> Iterator[Entry]:
        numbers = (number for (number,) in _number.iter_unpack(packed))
        if name in self._weighted:
            weights = _weight.iter_unpack(self._extras[name].pop(term))
            for number, (weight,) in zip(numbers, weights, strict=True):
                yield name, term, number, weight, b""
        elif name in self._placed:
            values = memoryview(self._extras[name].pop(term))
            start = 0
            for number in numbers:
                end = start + _number.size + _number.unpack_from(values, start)[0]
                yield name, term, number, 1.0, bytes(values[start + _number.size : end])
                start = end
        else:
            for number in numbers:
                yield name, term, number, 1.0, b""
