"""Postings gathered in memory until a segment is written.

Whoosh gathers a tuple a posting and sorts them all in one call, which holds the interpreter for seconds while a screen
waits, and each tuple is one more object for the garbage collector to visit. Here a term owns flat arrays: nothing is
sorted but terms, in small lots, and the collector sees nothing at all.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

Entry = tuple[str, bytes, int, float, bytes]
"""Field, term, document number, weight, value."""

_LOT = 512
"""Postings between two pauses while a segment is written."""


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
        self._documents: dict[str, dict[bytes, array[int]]] = {}
        self._weights: dict[str, dict[bytes, array[float]]] = {name: {} for name in weighted}
        self._values: dict[str, dict[bytes, bytearray]] = {name: {} for name in placed}
        self._added = 0

    def add(self, entry: Entry) -> None:
        """Take a posting; those of one term come in the order of their documents."""
        name, term, number, weight, value = entry
        field = self._documents.setdefault(name, {})
        numbers = field.get(term)
        if numbers is None:
            field[term] = array("I", (number,))
            if name in self._weighted:
                self._weights[name][term] = array("f", (weight,))
            elif name in self._placed:
                self._values[name][term] = bytearray(len(value).to_bytes(4, "little") + value)
        else:
            numbers.append(number)
            if name in self._weighted:
                self._weights[name][term].append(weight)
            elif name in self._placed:
                self._values[name][term] += len(value).to_bytes(4, "little") + value
        self._added += 1
        if self._added % _LOT == 0:
            self._pause()

    def iter_postings(self) -> Iterator[Entry]:
        """Give all postings, by field, term and document, and let go of them on the way."""
        given = 0
        for name in sorted(self._documents):
            field = self._documents.pop(name)
            for term in self._in_order(field):
                for posting in self._postings(name, term, field.pop(term)):
                    yield posting
                    given += 1
                    if given % _LOT == 0:
                        self._pause()

    def cleanup(self) -> None:
        """Let go of everything."""
        self._documents.clear()
        for name in self._weights:
            self._weights[name] = {}
        for name in self._values:
            self._values[name] = {}

    def _in_order(self, field: dict[bytes, array[int]]) -> Iterator[bytes]:
        lots: dict[bytes, list[bytes]] = {}
        for term in field:
            lots.setdefault(term[:3], []).append(term)
        for beginning in sorted(lots):
            yield from sorted(lots.pop(beginning))

    def _postings(self, name: str, term: bytes, numbers: array[int]) -> Iterator[Entry]:
        if name in self._weighted:
            for number, weight in zip(numbers, self._weights[name].pop(term), strict=True):
                yield name, term, number, weight, b""
        elif name in self._placed:
            values = memoryview(self._values[name].pop(term))
            start = 0
            for number in numbers:
                end = start + 4 + int.from_bytes(values[start : start + 4], "little")
                yield name, term, number, 1.0, bytes(values[start + 4 : end])
                start = end
        else:
            for number in numbers:
                yield name, term, number, 1.0, b""
