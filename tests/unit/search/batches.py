"""Small batches of papers, made into sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from reader.search import Document
from reader.search.analysis import Analyser, Batch
from reader.search.inversion import invert
from reader.search.layout import Numbers
from reader.search.leaf import Leaf, Mask

Sections = dict[str, Numbers]


def batch_of(documents: Iterable[Document]) -> Batch:
    """Take papers apart."""
    analyser = Analyser()
    for document in documents:
        analyser.add(document)
    return analyser.batch()


def sections_of(documents: Iterable[Document]) -> Sections:
    """Give the sections of a segment that holds the papers."""
    return invert(batch_of(documents), lambda: None)


class Held:
    """Sections that are in no file."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections

    def array(self, name: str) -> Numbers:
        """Give a section."""
        return self._sections.get(name, np.empty(0, np.uint8))


def leaf_of(documents: Iterable[Document], dead: Iterable[int] = ()) -> Leaf:
    """Open a segment that holds the papers and is in no file; the dead ones by their place."""
    held = Held(sections_of(documents))
    alive: Mask = np.ones(len(held.array("paper.number")), bool)
    alive[list(dead)] = False
    return Leaf(held, alive)  # type: ignore[arg-type]  # all that a leaf asks of its file


def listed(sections: Sections) -> dict[str, tuple[str, list[int]]]:
    """Give sections so that they can be compared."""
    return {name: (numbers.dtype.str, numbers.tolist()) for name, numbers in sections.items()}


def by_term(array: Callable[[str], Numbers], kind: str, column: str) -> dict[bytes, list[int]]:
    """Give the postings of each term."""
    text, starts = bytes(array(f"{kind}.text")), array(f"{kind}.starts").tolist()
    first, numbers = array(f"{kind}.first").tolist(), array(f"{kind}.{column}").tolist()
    return {
        text[starts[at] : starts[at + 1]]: numbers[first[at] : first[at + 1]] for at in range(max(0, len(starts) - 1))
    }
