"""One segment of the index, read a posting list at a time through Whoosh's public reader.

This is the only place that knows how postings are stored.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reader.search.analysis import GRAM, Part, encode
from reader.search.schema import unpack_places


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of each document of a segment, by its number there; it never changes."""

    ids: array[int]
    lengths: array[int]


class Leaf:
    """Answers for one segment which documents hold a term. Deleted ones are among them: `deleted` tells which.

    Not safe to be used by two threads at once: the files below have one place each.
    """

    def __init__(self, reader: Any, columns: Columns) -> None:
        from whoosh.matching import FilterMatcher
        from whoosh.reading import TermNotFound

        self._reader = reader
        self._filter = FilterMatcher
        self._not_found = TermNotFound
        self.columns = columns
        self.size = len(columns.ids)
        self.deleted: frozenset[int] = frozenset(reader.segment().deleted_docs())

    def frequency(self, term: bytes) -> int:
        """Tell how many documents hold a stem anywhere."""
        return int(self._reader.doc_frequency("all", term))

    def documents(self, field: str, term: bytes) -> set[int]:
        """Give the documents that hold a term in a field."""
        matcher = self._matcher(field, term)
        return set(matcher.all_ids()) if matcher is not None else set()

    def weights(self, term: bytes) -> dict[int, float]:
        """Give how often a stem occurs, by document."""
        found: dict[int, float] = {}
        matcher = self._matcher("all", term)
        if matcher is not None:
            while matcher.is_active():
                found[matcher.id()] = matcher.weight()
                matcher.next()
        return found

    def run(self, field: str, terms: tuple[bytes, ...]) -> set[int]:
        """Give the documents in which terms stand at consecutive positions of a field."""
        ends: dict[int, set[int]] = {}
        for offset, term in enumerate(terms):
            matcher = self._matcher(field, term)
            if matcher is None:
                return set()
            next_ends: dict[int, set[int]] = {}
            while matcher.is_active():
                number = matcher.id()
                if not offset:
                    next_ends[number] = set(unpack_places(matcher.value()))
                elif number in ends:
                    before = ends[number]
                    places = {place for place in unpack_places(matcher.value()) if place - 1 in before}
                    if places:
                        next_ends[number] = places
                matcher.next()
            ends = next_ends
            if not ends:
                return set()
        return set(ends)

    def beginning(self, part: Part, prefix: str) -> set[int]:
        """Give the documents with a word in this part that begins so."""
        term = encode(part + prefix)
        if len(prefix) <= GRAM:
            return self.documents("begins", term)
        found: set[int] = set()
        for form in self._forms(term):
            found |= self.documents("forms", form)
        return found

    def _forms(self, beginning: bytes) -> Iterator[bytes]:
        # A list: reading postings while walking the lexicon would move the place in the file.
        return iter(list(self._reader.expand_prefix("forms", beginning)))

    def _matcher(self, field: str, term: bytes) -> Any | None:
        try:
            matcher = self._reader.postings(field, term)
        except self._not_found:
            return None
        # Deleted documents are taken out once, at the end, and not in every list.
        return matcher.child if isinstance(matcher, self._filter) else matcher


def read_columns(reader: Any) -> Columns:
    """Read what never changes of a segment: about 3 ms for 1,000 documents."""
    return Columns(
        array("q", reader.column_reader("id", translate=False)),
        array("I", reader.column_reader("length", translate=False)),
    )
