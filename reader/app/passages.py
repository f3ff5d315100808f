"""The passages that stand under the titles of what a search found: the place in each abstract that fits best."""

from __future__ import annotations

from collections.abc import Sequence

from reader.library import Library
from reader.query.ast import Field
from reader.query.highlight import Highlighter, Span
from reader.query.snippet import passage
from reader.text import Reading


class Passages:
    """Chooses the passages of one search."""

    def __init__(self, library: Library, highlighter: Highlighter, reading: Reading) -> None:
        self._library = library
        self._highlighter = highlighter
        self._reading = reading

    def __call__(self, numbers: Sequence[int], width: int) -> list[tuple[str, tuple[Span, ...]]]:
        """Give the passage of each of some papers in at most `width` characters; of one that is gone an empty one."""
        abstracts = {paper.id: paper.abstract for paper in self._library.papers(numbers)}
        return [self._best(abstracts.get(number, ""), width) for number in numbers]

    def _best(self, abstract: str, width: int) -> tuple[str, tuple[Span, ...]]:
        shown = self._reading(abstract)
        return passage(shown.text, shown.spans(self._highlighter.spans(abstract, Field.ABSTRACT)), width)
