"""Which segments are folded together when a batch is committed, and how.

Whoosh's own policy leaves dozens of segments after a day of small edits, and writes postings anew one by one. Here
small segments are folded as soon as a few of one size have gathered, so that their number grows with the logarithm of
the library, up to `LARGEST` papers, whose numbers just fit 16 bits. Folding moves whole arrays: the new place of each
posting follows from how many postings of its term the segments before hold, and nothing is sorted but terms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from reader.search import lexicon
from reader.search.layout import Numbers
from reader.search.sections import completed, narrowed, with_papers

TAIL: Final = 4
"""Segments of one size that are folded into one of the next."""
SMALLEST: Final = 512
"""Papers up to which segments are of the smallest size; each next size is `TAIL` times that."""
LARGEST: Final = 1 << 16
"""Papers of the largest segment."""
_WASTE: Final = 2
"""A segment of which only one paper in so many is left is written anew."""


class Sized(Protocol):
    """A segment as Whoosh tells of it."""

    def doc_count_all(self) -> int:
        """Tell how many papers it has, deleted ones too."""
        ...

    def deleted_count(self) -> int:
        """Tell how many of them are deleted."""
        ...


Segment = TypeVar("Segment", bound=Sized)


class Source(NamedTuple):
    """A segment to be folded."""

    array: Callable[[str], Numbers]
    """Gives a section by its name."""
    alive: NDArray[np.bool_]
    """Which of its papers are kept."""


def chosen(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Choose which segments to fold together, each list into one; the order within a list is that of the segments."""
    sizes: dict[int, list[Segment]] = {}
    for segment in segments:
        sizes.setdefault(_size(segment), []).append(segment)
    folds: list[list[Segment]] = []
    for size in sorted(sizes):
        group: list[Segment] = []
        for segment in sizes[size]:
            if sum(map(_living, group)) + _living(segment) > LARGEST:
                # No room for another one, so there is nothing to wait for.
                if len(group) > 1:
                    folds.append(group)
                group = []
            group.append(segment)
        if len(group) >= TAIL or _wasted(group):
            folds.append(group)
    return folds


def fold(sources: Sequence[Source], pause: Callable[[], None]) -> dict[str, Numbers]:
    """Give the sections of one segment that holds the living papers of all, in their order.

    Args:
        sources: The segments; the arrays of each are read once.
        pause: Called between the steps, to let other threads run.
    """
    moves = _moves(sources)
    papers = sum(int(source.alive.sum()) for source in sources)

    def kept(name: str) -> Numbers:
        return np.concatenate([source.array(name)[source.alive] for source in sources])

    sections = with_papers(
        kept("paper.number"), kept("paper.day"), kept("paper.length"), kept("paper.title"), kept("paper.abstract")
    )
    for kind, others in (
        ("term", ("term.counts",)),
        ("form", ("form.parts",)),
        ("author", ("author.which",)),
        ("name", ()),
        ("category", ()),
    ):
        _fold_kind(sections, kind, others, sources, moves, papers, pause)
        pause()
    return completed(sections, papers)


def _size(segment: Sized) -> int:
    size, limit = 0, SMALLEST
    while _living(segment) > limit:
        size, limit = size + 1, limit * TAIL
    return size


def _living(segment: Sized) -> int:
    return segment.doc_count_all() - segment.deleted_count()


def _wasted(fold: Sequence[Sized]) -> bool:
    return any(segment.deleted_count() * _WASTE > segment.doc_count_all() for segment in fold)


def _moves(sources: Sequence[Source]) -> list[Numbers]:
    """Give each paper of each segment its number in the new one."""
    moves, base = [], 0
    for source in sources:
        moves.append(np.cumsum(source.alive, dtype=np.int64) - 1 + base)
        base += int(source.alive.sum())
    return moves


class _Postings(NamedTuple):
    """The living postings of one kind in one segment."""

    rank: Numbers
    """The number of each posting's term in the new lexicon."""
    kept: Numbers
    """Which postings they are."""
    own: Numbers
    """How many postings of the same term stand before each."""


def _fold_kind(
    sections: dict[str, Numbers],
    kind: str,
    others: Sequence[str],
    sources: Sequence[Source],
    moves: Sequence[Numbers],
    papers: int,
    pause: Callable[[], None],
) -> None:
    lexicons = [lexicon.Lexicon(source.array(f"{kind}.text"), source.array(f"{kind}.starts")) for source in sources]
    terms = [one.terms() for one in lexicons]
    ordered = lexicon.in_order(set().union(*terms), pause)
    place = {term: number for number, term in enumerate(ordered)}
    ranks = [np.fromiter((place[term] for term in one), np.int64, len(one)) for one in terms]
    del place, terms
    pause()
    living = [_living_postings(source, kind, rank) for source, rank in zip(sources, ranks, strict=True)]
    totals = [np.bincount(one.rank, minlength=len(ordered)) for one in living]
    total: Numbers = np.vstack(totals).sum(axis=0)
    used = np.flatnonzero(total)
    first = np.cumsum(total) - total
    targets = []
    for one, many in zip(living, totals, strict=True):
        targets.append(first[one.rank] + one.own)
        first = first + many
    length = int(total.sum())
    sections[f"{kind}.text"], sections[f"{kind}.starts"] = lexicon.pack([ordered[number] for number in used.tolist()])
    sections[f"{kind}.first"] = np.append(np.cumsum(total[used]) - total[used], length).astype(np.uint32)
    for name in (f"{kind}.papers", *others):
        column = np.zeros(length, np.uint32)
        for source, move, one, target in zip(sources, moves, living, targets, strict=True):
            values = source.array(name)[one.kept]
            column[target] = move[values] if name.endswith(".papers") else values
        sections[name] = narrowed(column, papers if name.endswith(".papers") else None)
        pause()
    if kind == "term":
        _fold_places(sections, sources, living, targets)


def _fold_places(
    sections: dict[str, Numbers], sources: Sequence[Source], living: Sequence[_Postings], targets: Sequence[Numbers]
) -> None:
    many = (sections["term.counts"] >> 2).astype(np.int64)
    ends = np.cumsum(many)
    starts = ends - many
    places = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint32)
    for source, one, target in zip(sources, living, targets, strict=True):
        own = (source.array("term.counts") >> 2).astype(np.int64)
        own_starts = np.cumsum(own) - own
        sizes = own[one.kept]
        inner = np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places[np.repeat(starts[target], sizes) + inner] = source.array("term.places")[
            np.repeat(own_starts[one.kept], sizes) + inner
        ]
    sections["term.spots"] = np.append(starts, len(places))[sections["term.first"]].astype(np.uint32)
    sections["term.places"] = narrowed(places)


def _living_postings(source: Source, kind: str, rank: Numbers) -> _Postings:
    first = source.array(f"{kind}.first").astype(np.int64)
    many = np.diff(first)
    term = np.repeat(np.arange(len(many)), many)
    papers = source.array(f"{kind}.papers")
    kept = np.flatnonzero(source.alive[papers]) if not source.alive.all() else np.arange(len(papers))
    term = term[kept]
    # Counted among the living only: a term's postings stand side by side.
    before = np.searchsorted(term, np.arange(len(many)))
    return _Postings(rank[term], kept, np.arange(len(kept)) - before[term])
