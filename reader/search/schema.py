"""The fields of the index, as Whoosh is told of them.

Whoosh's own analysers are never used: postings are made from `analysis` for a whole batch. Nothing is stored: rows are
shown from the library, and the index can be thrown away at any time.
"""

from __future__ import annotations

from typing import Any, Final

from whoosh.fields import FieldType, Schema
from whoosh.formats import Frequency

from reader.search.codec import FIELDS

FORMAT: Final = 5
"""Raised whenever the sections, the analysis or the codec change; an index of another number is built anew."""


class Terms(FieldType):  # type: ignore[misc]  # Whoosh's classes are not typed for us
    """A field of terms already taken apart."""

    indexed = True

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None)

    def to_bytes(self, value: Any) -> bytes:
        """Give a term as it is in the index."""
        return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")

    def from_bytes(self, bs: Any) -> Any:
        """Leave terms as bytes: nobody shows them."""
        return bs


def build_schema() -> Any:
    """Build the schema anew; an index is never opened with the pickled one it carries."""
    return Schema(**{name: Terms() for name in FIELDS})
