"""What counts for the order of those found: the words of a query, how often it says them, and which stand together.

Which papers are found is decided elsewhere (`meeting`); here only what they are judged by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice, pairwise
from typing import Final

import numpy as np

from reader.query import Field, Phrase, Word, words
from reader.query.ast import And, Node, Or, leaves
from reader.query.match import Need, needs, plan
from reader.search.analysis import encode
from reader.search.leaf import Leaf, Mask
from reader.search.meeting import Meeting
from reader.search.ranking import BeginningSignal, PairSignal, Signal, Statistics, TermSignal

LONG: Final = 5
"""Different words from which a query is taken for a question, in which some words only ask."""
_ASKING: Final = (
    "what how do does did i am any there about who whom where when why would could should me my you your he she his "
    "her if then than also each other some more most very only own same so too no not all both few just over under "
    "again further once here being having doing because until against between through during before after above below "
    "up down out off had were must may might shall one two give given use used using many much within without upon "
    "via per exist interested concerning concern articles article information found discuss discusses describe "
    "describes papers paper dealing deal regarding relate related"
)
"""What questions are asked with, whatever they are about."""
_PAIRS: Final = 24
"""Pairs of words of a query that are looked for side by side, the first ones."""
_ALMOST: Final = 0.5
"""What a word counts that is spelled almost as the one asked for, beside that one."""
_MOST_ALIKE: Final = 32


@cache
def asking() -> frozenset[str]:
    """Give the stems of words that only ask."""
    return frozenset(words.fold(word)[1] for word in _ASKING.split())


def signals(statistics: Statistics, meeting: Meeting, root: Node) -> list[Signal]:
    """Give what counts for a query, as the parser gave it (or as a plan, where repetitions do not matter)."""
    said = list(_said(root))
    counted: Counter[str] = Counter(stem for _, need in said for stem in _stems(need))
    idle = asking() if len(counted) >= LONG else frozenset()
    if counted.keys() <= idle:
        idle = frozenset()
    rarity = {stem: statistics.rarity(statistics.frequency(encode(stem))) for stem in counted if stem not in idle}
    found: list[Signal] = [TermSignal(encode(stem), counted[stem] * weight) for stem, weight in rarity.items()]
    pairs = (pair for pair in dict.fromkeys(_neighbours(root)) if pair[0] != pair[1] and rarity.keys() >= {*pair})
    for first, second in islice(pairs, _PAIRS):
        found.append(PairSignal(encode(first), encode(second), rarity[first] + rarity[second]))
    prefixes = dict.fromkeys((prefix, need.field) for _, need in said for prefix in need.prefixes)
    for prefix, field in prefixes:
        if field is not Field.CATEGORY:
            having = sum(int(np.count_nonzero(_beginning(meeting, leaf, prefix, field))) for leaf in statistics.leaves)
            found.append(BeginningSignal(prefix, statistics.rarity(having)))
    for form, edits in dict.fromkeys(fuzzy for _, need in said for fuzzy in need.fuzzies):
        found += _almost(statistics, meeting, form, edits, counted.keys())
    return found


def loosened(root: Node) -> Node | None:
    """Give a plan of which one telling word is enough, where there are several; all else in it still holds."""
    if not isinstance(root, And):
        return None
    # Whoever names a field means it; only what may stand anywhere can be missing.
    said = tuple(part for part in root.parts if isinstance(part, Need) and part.field is Field.ANY)
    if len(said) < 2:
        return None
    telling = tuple(need for need in said if not set(_stems(need)) <= asking() or need.prefixes) or said
    rest = tuple(part for part in root.parts if part not in said)
    loose = Or(telling) if len(telling) > 1 else telling[0]
    return And((loose, *rest)) if rest else loose


def _said(root: Node) -> Iterator[tuple[Node, Need]]:
    """Yield what is sought, as often as it is said."""
    sought = set(needs(root))
    for leaf, wanted in leaves(root):
        need = leaf if isinstance(leaf, Need) else plan(leaf) if isinstance(leaf, Word | Phrase) else None
        if wanted and isinstance(need, Need) and need in sought:
            yield leaf, need


def _neighbours(root: Node) -> Iterator[tuple[str, str]]:
    """Yield stems that stand side by side in a query of words."""
    parts = root.parts if isinstance(root, And) else ()
    for one, other in pairwise(parts):
        if _is_plain(one) and _is_plain(other):
            first, second = _spoken(one), _spoken(other)
            if first and second:
                yield first[-1], second[0]


def _is_plain(node: Node) -> bool:
    return isinstance(node, Word) and node.field is Field.ANY and not (node.prefix or node.typed or node.fuzzy)


def _spoken(node: Node) -> list[str]:
    assert isinstance(node, Word)
    return [token.term for token in words.tokens(node.text) if not token.joined]


def _stems(need: Need) -> Iterator[str]:
    if need.field is Field.CATEGORY:
        return
    texts = [
        *need.terms,
        *(term for run in need.runs for term in run),
        *(term for terms, _ in need.nears for term in terms),
        *(word for name in need.names for word in name),
    ]
    for text in texts:
        stem = words.fold(text)[1] if need.by_form else text
        if stem:
            yield stem


def _beginning(meeting: Meeting, leaf: Leaf, prefix: str, field: Field) -> Mask:
    return meeting.meeting(leaf, Need(field, prefixes=(prefix,)))


def _almost(
    statistics: Statistics, meeting: Meeting, form: str, edits: int, counted: Collection[str]
) -> Iterator[Signal]:
    found: Counter[str] = Counter()
    for leaf in statistics.leaves:
        for number in meeting.alike(leaf, form, edits):
            stem = words.fold(leaf.forms.term(number).decode("utf-8", "surrogatepass"))[1]
            if stem and stem not in counted:
                found[stem] = statistics.frequency(encode(stem))
    for stem, papers in found.most_common(_MOST_ALIKE):
        yield TermSignal(encode(stem), _ALMOST * statistics.rarity(papers))
