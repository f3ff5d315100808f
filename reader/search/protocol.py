"""The seam between the library and whatever engine finds papers by their words."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from reader.query.ast import Field, Filter, Node


@dataclass(frozen=True, slots=True)
class Document:
    """The searchable texts of one paper."""

    id: int
    """The library's number of the paper; the only thing the index stores."""
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    date: str = ""
    """`YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty: of equally good papers the newer comes first, and years are counted."""


MOST_BEHIND: Final = 1_000
"""Papers that fit only a part of a query and follow those that fit all of it, at most."""


class Mask(Protocol):
    """What a filter lets through, by the number of the paper; numbers at or past its end are not let through.

    An engine may need a NumPy array of bool, so whoever makes masks makes those.
    """

    def __len__(self) -> int:
        """Tell how many numbers it knows."""
        ...

    def __getitem__(self, number: int, /) -> Any:
        """Tell whether a paper is let through."""
        ...


Masks: TypeAlias = Callable[[Filter], Mask]
"""Answers the filters of a query: the store's knowledge, as the engine needs it."""


def no_masks(_filter: Filter) -> Mask:
    """Let nothing through: for queries without filters."""
    return []


class Hits(Protocol):
    """The papers that a search found, ranked as far as somebody asks."""

    whole: int
    """How many of them fit the whole query; those that fit a part of it come behind them."""

    def __len__(self) -> int:
        """Tell how many papers were found."""
        ...

    def best(self, limit: int) -> array[int]:
        """Give the best papers, the best first; 'q' is the type code."""
        ...

    def ids(self) -> array[int]:
        """Give all papers, the best first."""
        ...


class Weight(NamedTuple):
    """One reason for a paper's place among those found."""

    what: str
    """The term or beginning of a word that was found, or another reason in a word or two: `words close together`."""
    field: str
    """Where: `title`, `abstract`, `title and abstract`, `author or category`, `side by side`, ..."""
    occurrences: int
    papers: int
    """How many papers of the index have it."""
    score: float
    """What it adds to the paper's score."""


class Explanation(NamedTuple):
    """Why a paper ranks where it does."""

    score: float
    """The sum of the weights."""
    weights: tuple[Weight, ...]
    """The heaviest first."""
    length: int
    """Words of the paper that count."""
    mean_length: float
    """Of all papers."""


class Count(NamedTuple):
    """How many of some papers have a property."""

    name: str
    """As it is written: a year, a category, an author's name."""
    papers: int


class SearchIndex(Protocol):
    """Finds and ranks papers by their words. `reader.query.match` says what matches; the order is the engine's.

    Implementations: `whoosh_index.WhooshIndex`, and `memory_index.MemoryIndex`, the naive oracle. Reading is safe from
    several threads at once, and while one thread writes. Everything may raise SearchError where the index is missing or
    damaged: whoever owns it then rebuilds it.
    """

    def search(
        self,
        root: Node | None,
        masks: Masks = no_masks,
        *,
        partly: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Hits:
        """Find every paper that fits the tree, the best first; of equals, the newer one, then the lower number.

        Called by: `reader.library`, in a worker thread. Leaves that hold no term at all (stop words, signs) are
        ignored, and where no other leaf was given, nothing is found.

        Args:
            root: A tree of the query language.
            masks: What the filters in it let through.
            partly: Where fewer than ten papers fit and the query has two or more words without a field: papers that fit
                some of these follow, ranked, a thousand at most. All else in the query holds for them too.
            cancelled: Asked between the steps; once it is true, SearchCancelled is raised.
        """
        ...

    def similar(self, documents: Sequence[Document], root: Node | None = None, masks: Masks = no_masks) -> Hits:
        """Rank the papers that fit the tree (all of them without one) by likeness to the documents, which are left out.

        Papers that share no telling word with them are not found.
        """
        ...

    def explain(self, root: Node | None, paper: int) -> Explanation:
        """Say what a paper's place among those found comes from; an empty explanation where it is not in the index."""
        ...

    def count_by(self, field: Field | None, papers: Collection[int], limit: int = 50) -> list[Count]:
        """Count the properties of some papers: categories, authors, or years where no field is named; most first."""
        ...

    def nearest(self, word: str, limit: int = 3) -> list[str]:
        """Give words of the index that are spelled almost as one that is not; none where the index has the word."""
        ...

    def complete(self, field: Field, beginning: str, limit: int = 20) -> list[Count]:
        """Give authors' names of which a word begins so, or categories that begin so; the most frequent first."""
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
        """Tell how many papers are in the index."""
        ...

    def verify(self) -> list[str]:
        """Compare every file with its checksum, and say what does not fit; nothing where all is well."""
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
