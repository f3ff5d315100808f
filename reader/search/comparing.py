"""Is what the index holds what the library holds? As far as that can be told without reading a posting.

Of each paper the index keeps its number, its day, how many of its words count and where its title and abstract end.
Another text has other figures, but for one with as many words in each part.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from reader.search.analysis import Analyser
from reader.search.leaf import Leaf
from reader.search.protocol import Document

_COLUMNS = ("paper.day", "paper.length", "paper.title", "paper.abstract")


def numbers(leaves: Sequence[Leaf]) -> array[int]:
    """Give the numbers of all papers that the index holds, in ascending order."""
    held = [leaf.numbers[leaf.alive] for leaf in leaves]
    return array("q", np.sort(np.concatenate(held)).astype(np.int64).tobytes() if held else b"")


def differing(leaves: Sequence[Leaf], documents: Iterable[Document]) -> list[int]:
    """Give the numbers of those papers that the index does not hold, or holds with another text."""
    analyser = Analyser()
    for document in documents:
        analyser.add(document)
    if not len(analyser):
        return []
    batch = analyser.batch()
    told = dict(
        zip(
            batch.numbers.tolist(),
            np.stack([batch.days, batch.lengths, batch.title_ends, batch.abstract_ends], axis=1).tolist(),
            strict=True,
        )
    )
    wanted = np.array(list(told), np.int64)
    for leaf in leaves:
        places = np.flatnonzero(np.isin(leaf.numbers, wanted) & leaf.alive)
        held = np.stack([leaf.file.array(column)[places] for column in _COLUMNS], axis=1).tolist()
        for number, figures in zip(leaf.numbers[places].tolist(), held, strict=True):
            if told.get(number) == figures:
                del told[number]
    return sorted(told)
