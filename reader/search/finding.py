"""What is asked of all segments together: searching, likeness, and why a paper stands where it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from reader.query import Field
from reader.query.ast import Node
from reader.query.match import plan
from reader.search.analysis import Analyser, Part, encode
from reader.search.hits import Found, RankedHits
from reader.search.leaf import Leaf, Mask
from reader.search.meeting import Meeting
from reader.search.protocol import MOST_BEHIND, Document, Explanation, Masks, Weight, no_masks
from reader.search.ranking import PairSignal, Signal, Statistics, TermSignal, score
from reader.search.wanted import loosened, signals

FEW: Final = 10
"""Papers that fit a whole query below which those that fit a part of it follow."""
WHOLE: Final = 40
"""Papers of which others are compared with the abstract too; of further ones it is the title."""
TELLING: Final = 40
"""Words of some papers that others are compared by."""


def find(
    statistics: Statistics,
    root: Node,
    masks: Masks,
    *,
    partly: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> RankedHits:
    """Find and rank the papers that fit a tree.

    Raises:
        SearchCancelled: nobody waits for the answer any more.
    """
    wanted = plan(root)
    if wanted is None:
        return RankedHits(())
    meeting = Meeting(masks, cancelled)
    chosen = [(leaf, leaf.living(meeting.papers(leaf, wanted))) for leaf in statistics.leaves]
    counted = signals(statistics, meeting, root)
    found = [_found(statistics, leaf, mask, counted, cancelled) for leaf, mask in chosen if mask.any()]
    hits = RankedHits(found)
    if not partly or hits.whole >= FEW:
        return hits
    loose = loosened(wanted)
    if loose is None:
        return hits
    behind = [
        _found(statistics, leaf, mask, counted, cancelled)
        for leaf, whole in chosen
        if (mask := leaf.living(meeting.papers(leaf, loose)) & ~whole).any()
    ]
    return RankedHits(found, RankedHits(behind).best_numbers(MOST_BEHIND))


def _found(
    statistics: Statistics, leaf: Leaf, mask: Mask, counted: Sequence[Signal], cancelled: Callable[[], bool]
) -> Found:
    return Found(leaf.numbers, leaf.days, mask, score(statistics, leaf, counted, mask, cancelled))


def alike(statistics: Statistics, documents: Sequence[Document], wanted: Node | None, masks: Masks) -> RankedHits:
    """Rank papers by likeness to documents: by the words that tell most about these, weighed as a query's.

    A word tells the more, the more often the documents have it and the fewer others do (Rocchio 1971; Lucene's
    MoreLikeThis chooses alike).
    """
    analyser = Analyser()
    for place, document in enumerate(documents):
        analyser.add(Document(document.id, document.title, document.abstract if place < WHOLE else ""))
    batch = analyser.batch()
    worth = np.where(batch.words.part == Part.TITLE, 2, 1)
    many = np.bincount(batch.words.term, weights=worth, minlength=len(batch.words.terms))
    telling: dict[bytes, float] = {}
    for number in np.argsort(-many)[: TELLING * 8].tolist():
        term = batch.words.terms[number]
        papers = statistics.frequency(term)
        # What no other paper has finds nothing.
        if papers > 1 and many[number] > 0:
            telling[term] = _telling(float(many[number]), statistics.rarity(papers))
    heaviest = sorted(telling.items(), key=lambda entry: -entry[1])[:TELLING]
    counted = [TermSignal(term, weight) for term, weight in heaviest]
    meeting = Meeting(masks)
    own = np.array([document.id for document in documents], np.int64)
    found = []
    for leaf in statistics.leaves:
        mask = leaf.alive & ~np.isin(leaf.numbers, own)
        if wanted is not None:
            mask &= meeting.papers(leaf, wanted)
        scores = score(statistics, leaf, counted, mask)
        found.append(Found(leaf.numbers, leaf.days, scores > 0, scores))
    return RankedHits(found)


def _telling(many: float, rarity: float) -> float:
    return many / (many + 1.2) * rarity


def explain(statistics: Statistics, root: Node, paper: int) -> Explanation:
    """Say what a paper's score consists of."""
    meeting = Meeting(no_masks)
    counted = signals(statistics, meeting, root)
    for leaf in statistics.leaves:
        for place in np.flatnonzero((leaf.numbers == paper) & leaf.alive).tolist():
            weights = [weight for signal in counted if (weight := _weight(statistics, leaf, place, signal)).score > 0]
            weights.sort(key=lambda weight: -weight.score)
            return Explanation(
                sum(weight.score for weight in weights), tuple(weights), int(leaf.lengths[place]), statistics.mean
            )
    return Explanation(0.0, (), 0, statistics.mean)


def _weight(statistics: Statistics, leaf: Leaf, place: int, signal: Signal) -> Weight:
    only = leaf.mask()
    only[place] = True
    worth = float(score(statistics, leaf, [signal], only)[place])
    if isinstance(signal, TermSignal):
        papers, counts = leaf.postings(signal.term)
        at = int(np.searchsorted(papers, place))
        packed = int(counts[at]) if at < len(papers) and papers[at] == place else 0
        return Weight(
            signal.name, _parts(leaf, signal.term, only), packed >> 2, statistics.frequency(signal.term), worth
        )
    if isinstance(signal, PairSignal):
        return Weight(signal.name, "side by side", 1, 0, worth)
    having = sum(int(np.count_nonzero(one.beginning(signal.prefix, Field.ANY))) for one in statistics.leaves)
    found = [name for name, field in _BEGINNINGS if leaf.beginning(signal.prefix, field)[place]]
    words, _ = leaf.form_range(*leaf.forms.beginning(encode(signal.prefix)))
    return Weight(signal.name, " and ".join(found), int(np.count_nonzero(words == place)), having, worth)


_BEGINNINGS: Final = (
    ("title", Field.TITLE),
    ("abstract", Field.ABSTRACT),
    ("author", Field.AUTHOR),
    ("category", Field.CATEGORY),
)


def _parts(leaf: Leaf, term: bytes, only: Mask) -> str:
    """Say in which parts of one paper a stem stands."""
    keys = leaf.places(term, only)
    named = (("title", Field.TITLE), ("abstract", Field.ABSTRACT), ("author or category", Field.AUTHOR))
    return " and ".join(name for name, field in named if len(leaf.in_field(keys, field)))
