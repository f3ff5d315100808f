"""The fields of the index, and how a paper's analysis becomes postings.

Whoosh's own analysers are never used: a field takes what `analysis.analyse` has already sorted. Nothing is stored but
the paper's number, in a column: rows are shown from the library, and the index can be thrown away at any time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.columns import NumericColumn
from whoosh.fields import FieldType, Schema
from whoosh.formats import Format

FORMAT = 1
"""Raised whenever schema or analysis change; an index of another number is built anew."""

WEIGHTED = frozenset({"all"})
"""Fields whose postings carry the term's frequency."""
PLACED = frozenset({"title", "abstract", "authors", "others"})
"""Fields whose postings carry the term's positions."""

Posting = tuple[bytes, int, float, bytes]
"""Term, frequency, weight and value, as `FieldType.index` of Whoosh is to give them."""


class _Bare(Format):  # type: ignore[misc]  # Whoosh's classes are not typed for us
    """Postings without a value of their own."""

    posting_size = 0


class _Placed(Format):  # type: ignore[misc]  # as above
    """Postings that hold the term's positions, as `pack_places` writes them."""

    posting_size = -1


class _Terms(FieldType):  # type: ignore[misc]  # as above
    """A field of terms already taken apart."""

    indexed = True

    def __init__(self, form: Format) -> None:
        super().__init__(format=form, analyzer=None)

    def from_bytes(self, term: Any) -> Any:
        """Leave terms as bytes: nobody shows them."""
        return term


class Existing(_Terms):
    """Tells only which papers a term occurs in."""

    def index(self, value: Iterable[bytes], **_options: Any) -> Iterator[Posting]:
        """Give a posting a term."""
        for term in value:
            yield term, 1, 1.0, b""


class Counted(_Terms):
    """Tells how often a term occurs, as the posting's weight."""

    def index(self, value: dict[bytes, int], **_options: Any) -> Iterator[Posting]:
        """Give a posting a term."""
        for term, count in value.items():
            yield term, count, float(count), b""


class Placed(_Terms):
    """Tells where a term occurs."""

    def index(self, value: dict[bytes, list[int]], **_options: Any) -> Iterator[Posting]:
        """Give a posting a term."""
        for term, places in value.items():
            yield term, len(places), 1.0, pack_places(places)


class Number(FieldType):  # type: ignore[misc]  # as above
    """A number of the paper, in a column and nowhere else."""

    indexed = False

    def __init__(self, typecode: str) -> None:
        super().__init__(format=None, analyzer=None, sortable=NumericColumn(typecode))

    def to_column_value(self, value: Any) -> Any:
        """Leave the number as it is."""
        return value

    def from_column_value(self, value: Any) -> Any:
        """Leave the number as it is."""
        return value


def build_schema() -> Any:
    """Build the schema anew; an index is never opened with the pickled one it carries."""
    return Schema(
        id=Number("q"),
        length=Number("I"),
        all=Counted(_Bare()),
        title=Placed(_Placed()),
        abstract=Placed(_Placed()),
        authors=Placed(_Placed()),
        others=Placed(_Placed()),
        forms=Existing(_Bare()),
        begins=Existing(_Bare()),
    )


def pack_places(places: list[int]) -> bytes:
    """Write ascending positions, 4 bytes each, the lowest byte first."""
    return struct.pack(f"<{len(places)}I", *places)


def unpack_places(value: bytes) -> tuple[int, ...]:
    """Read what `pack_places` wrote."""
    places: tuple[int, ...] = struct.unpack(f"<{len(value) // 4}I", value)
    return places
