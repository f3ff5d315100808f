"""How good a ranking is: nDCG, average precision and recall, as TREC's programs count them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name")


def ndcg(ranking: Sequence[Name], grades: Mapping[Name, int], depth: int = 10) -> float:
    """Give the discounted gain of the first papers, against that of the best order of all that were judged.

    The gain is the grade itself (not 2 to its power); one that was not judged, or judged below 0, gains nothing.
    """
    ideal = _gain(sorted((max(0, grade) for grade in grades.values()), reverse=True)[:depth])
    return _gain([max(0, grades.get(name, 0)) for name in ranking[:depth]]) / ideal if ideal else 0.0


def average_precision(ranking: Sequence[Name], grades: Mapping[Name, int]) -> float:
    """Give the mean of the precision at each relevant paper; one that is not in the ranking counts with 0."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    found, total = 0, 0.0
    for place, name in enumerate(ranking, 1):
        if name in relevant:
            found += 1
            total += found / place
    return total / len(relevant) if relevant else 0.0


def recall(ranking: Sequence[Name], grades: Mapping[Name, int], depth: int = 100) -> float:
    """Give the share of the relevant papers that are among the first."""
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))
