"""The naive search index: every paper is looked at for every query. It defines what the others must find."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from reader.query import TextClause, words
from reader.query.match import fits
from reader.search.protocol import Document


class MemoryIndex:
    """Keeps the papers themselves; the order is by the number of words that the query names, then by number."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] = {}

    def search(self, clauses: Sequence[TextClause]) -> array[int]:
        """Find every paper that all clauses fit."""
        # A copy: another thread may be writing.
        found = [document for document in list(self._documents.values()) if fits(clauses, document)]
        named = {token.term for clause in clauses for token in words.tokens(clause.text)}
        found.sort(key=lambda document: (-_occurrences(document, named), document.id))
        return array("q", (document.id for document in found))

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Put documents in and take others out; a number that is both put in and removed is removed."""
        changed = self._documents | {document.id: document for document in documents}
        for number in removed:
            changed.pop(number, None)
        self._documents = changed

    def count(self) -> int:
        """Tell how many papers are in the index."""
        return len(self._documents)

    def clear(self) -> None:
        """Forget all papers."""
        self._documents = {}

    def close(self) -> None:
        """Do nothing: the papers stay."""


def _occurrences(document: Document, named: set[str]) -> int:
    texts = (document.title, document.abstract, *document.authors, *document.categories)
    return sum(token.term in named for text in texts for token in words.tokens(text))
