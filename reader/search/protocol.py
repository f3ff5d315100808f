"""The seam between the library and whatever engine finds papers by their words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from reader.query import TextClause


@dataclass(frozen=True, slots=True)
class Document:
    """The searchable texts of one paper."""

    id: int
    """The library's number of the paper; the only thing the index stores."""
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class SearchIndex(Protocol):
    """Finds and ranks papers by their words. `reader.query.match` says what matches; the order is the engine's.

    Implementations: `whoosh_index.WhooshIndex`, and `memory_index.MemoryIndex`, the naive oracle. Reading is safe from
    several threads at once, and while one thread writes.
    """

    def search(self, clauses: Sequence[TextClause]) -> array[int]:
        """Find every paper that all clauses fit (none of the negated ones), the best first; 'q' is the type code.

        Called by: `reader.library`, in a worker thread, with at least one clause; words that hold no term at all
        (stop words, signs) are ignored, and where only such words were given, nothing is found.

        Raises:
            SearchError: the index is missing or damaged; the caller rebuilds it.
        """
        ...

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Put documents in, in place of any with the same id, take out the removed ones, and make it durable.

        Called by: `reader.indexing`, from one thread at a time. All or nothing: after a crash either the whole batch
        is found or none of it.

        Raises:
            SearchError: nothing was changed (another process is writing, the disk is full, the index is damaged).
        """
        ...

    def count(self) -> int:
        """Tell how many papers are in the index.

        Raises:
            SearchError: the index is missing or damaged.
        """
        ...

    def clear(self) -> None:
        """Throw the index away and begin an empty one.

        Raises:
            SearchError: the folder cannot be written.
        """
        ...

    def close(self) -> None:
        """Let go of files and memory; the index may be opened again."""
        ...
