"""Figures: how they are summed up, and how they are printed.

A figure is one JSON object with a `bench`, an `engine` and numbers whose names end in their unit (`p50_ms`, `bytes`,
`per_s`, `mib`). Where something else was measured in the same run as a floor, `floor` names it and `ratio` tells how
many times it the figure is: ratios hold on other machines, milliseconds do not.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

Figure = dict[str, Any]
"""A JSON object; its values are strings and numbers."""

_COLUMNS = ("bench", "engine", "papers")


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least this share (0 to 1) of all are not above: the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float], unit: str = "ms") -> dict[str, float]:
    """Sum up many measurements: median, 95th percentile and the worst."""
    return {
        f"p50_{unit}": rounded(statistics.median(values)),
        f"p95_{unit}": rounded(percentile(values, 0.95)),
        f"worst_{unit}": rounded(max(values)),
    }


def rounded(value: float) -> float:
    """Keep three digits, and no more than were measured."""
    if value == 0 or not math.isfinite(value):
        return value
    digits = 2 - math.floor(math.log10(abs(value)))
    return round(value, max(0, digits))


def as_json(figures: Iterable[Figure]) -> Iterable[str]:
    """Write one JSON object a line."""
    for figure in figures:
        yield json.dumps(figure, ensure_ascii=False)


def as_table(figures: Sequence[Figure]) -> Iterable[str]:
    """Write one line a figure: what, who, how many papers, and then the numbers by name."""
    rows = [[str(figure.get(name, "")) for name in _COLUMNS] for figure in figures]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(_COLUMNS))]
    for figure, row in zip(figures, rows, strict=True):
        numbers = "  ".join(f"{name} {value}" for name, value in figure.items() if name not in _COLUMNS)
        head = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        yield f"{head}  {numbers}".rstrip()
