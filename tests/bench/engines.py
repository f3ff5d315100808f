"""The search engines that are compared, behind one small surface: build, open, ask, add a day's papers.

All index titles, abstracts and authors with positions, stemmed, and rank by BM25. Octavo gives the number of all papers
found and the best 50; the others are asked for the best 50, as they are meant to be used.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from reader.indexing import BATCHES
from reader.query import words
from reader.query.ast import Node, Phrase, Word, leaves
from reader.search.protocol import Document, Hits, Masks, SearchIndex, no_masks

BEST = 50
"""Papers that are wanted: some more than a screen shows."""
NAMES = ("octavo", "fts5", "tantivy")


class Engine(Protocol):
    """A search engine with its index in a folder."""

    name: str

    def put(self, documents: Sequence[Document]) -> None:
        """Take a batch of documents into an index that is being built."""
        ...

    def finish(self) -> None:
        """End the building: all is durable, and as good to search as it gets."""
        ...

    def open(self) -> None:
        """Open the index, as a process that has just started does."""
        ...

    def close(self) -> None:
        """Let go of it; nothing where it is not open."""
        ...

    def prepare(self, root: Node) -> Any:
        """Put a query into the engine's own form, which is not timed; None where the engine cannot be asked that."""
        ...

    def search(self, question: Any) -> int:
        """Find the best papers, and tell how many were found: all, or at most the best."""
        ...

    def rank(self, text: str, limit: int) -> list[int]:
        """Rank papers by a text as a person would type it, not all words of which need to be found."""
        ...

    def update(self, documents: Sequence[Document]) -> None:
        """Add new documents to a finished index, durably, so that the next search finds them."""
        ...


class Octavo:
    """The product's own index."""

    name = "octavo"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: SearchIndex | None = None
        self._building = False

    @property
    def index(self) -> SearchIndex:
        """The index, opened if it is not."""
        if self._index is None:
            from reader.search.whoosh_index import WhooshIndex

            self._index = WhooshIndex(self._folder, "bench")
        return self._index

    def put(self, documents: Sequence[Document]) -> None:
        """Update, as the indexer does; the first batch begins a new index."""
        if not self._building:
            self._building = True
            self.index.clear()
        self.index.update(documents)

    def finish(self) -> None:
        """Do nothing more: every update is durable."""

    def open(self) -> None:
        """Begin anew."""
        self.close()
        self.index.count()

    def close(self) -> None:
        """Close the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def prepare(self, root: Node) -> Node:
        """Ask with the tree as it is."""
        return root

    def search(self, question: Node, masks: Masks = no_masks) -> int:
        """Find all, and rank the best."""
        return look_at(self.index.search(question, masks))

    def rank(self, text: str, limit: int) -> list[int]:
        """Ask for papers that fit some of the words, too."""
        from reader.query.parse import parse

        root = parse(text).root
        return self.index.search(root, partly=True).best(limit).tolist()

    def update(self, documents: Sequence[Document]) -> None:
        """Update, as after an import."""
        self.index.update(documents)


def look_at(hits: Hits) -> int:
    """Take of an answer what a screen takes: how many there are, and the best."""
    found = len(hits)
    hits.best(BEST)
    return found


def engines(folder: Path, wanted: Sequence[str]) -> Iterator[Engine]:
    """Give the engines that are wanted and there, each with a folder of its own."""
    from tests.bench.peers import Fts5, Tantivy

    kinds: dict[str, Callable[[Path], Engine]] = {"octavo": Octavo, "fts5": Fts5, "tantivy": Tantivy}
    for name in wanted:
        try:
            yield kinds[name](folder / name)
        except ImportError:
            continue  # tantivy is a package of the group `bench`, so it may not be there


def engine_names(text: str) -> list[str]:
    """Read an option: names with commas between them."""
    names = [name for name in text.split(",") if name]
    if unknown := [name for name in names if name not in NAMES]:
        raise ArgumentTypeError(f"no engine {unknown[0]!r}: choose from {', '.join(NAMES)}")
    return names


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Part the documents as `reader.indexing` does: small batches first."""
    documents = iter(documents)
    number = 0
    while batch := list(islice(documents, BATCHES[min(number, len(BATCHES) - 1)])):
        yield batch
        number += 1


def document(number: int, paper: dict[str, Any]) -> Document:
    """Make a document of an object of Octavo's JSON Lines."""
    return Document(
        id=number,
        title=paper["title"],
        abstract=paper.get("abstract") or "",
        authors=tuple(paper.get("authors") or ()),
        categories=tuple(paper.get("categories") or ()),
        date=paper.get("date") or "",
    )


def is_asking(root: Node | None) -> bool:
    """Tell whether a query asks for anything: stop words, signs and words to leave out alone do not."""
    return any(sought and isinstance(leaf, Word | Phrase) and _is_telling(leaf) for leaf, sought in leaves(root))


def _is_telling(leaf: Word | Phrase) -> bool:
    if any(words.tokens(leaf.text)):
        return True
    return isinstance(leaf, Word) and (leaf.prefix or leaf.typed) and bool(words.beginning(leaf.text))
