"""`identity`: how many tellings of one work become one record, and how many of different works do.

The labelled tellings (see `labelled`) are put into an empty library, in their order and backwards: which of two comes
first must not matter. A pair is two tellings. *Precision* is the part of the pairs that were joined which are of one
work, *recall* the part of the pairs of one work that were joined; `wrong` and `missed` count the others.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from reader.model import Origin
from reader.store import Store
from tests.bench.figures import Figure
from tests.bench.labelled import Telling, tellings

_BATCH = 1_000
_NOW = "2026-01-01T00:00:00Z"

Pairs = set[tuple[int, int]]


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=20_000, help="papers of the corpus to draw from")
    parser.add_argument("--examples", type=int, default=0, help="pairs of each kind of mistake to name")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Join in both orders, and count by what made a pair hard."""
    told = list(tellings(arguments.papers))
    true = _pairs(_grouped(enumerate(telling.work for telling in told)))
    for order in ("forwards", "backwards"):
        joined = join(told, backwards=order == "backwards")
        yield {"bench": "identity", "engine": order, "papers": len(told), **_figures(true, joined)}
        kinds = {kind for telling in told if (kind := telling.kind)}
        for kind in sorted(kinds):
            here = {pair for pair in true if kind == told[pair[1]].kind}
            there = {pair for pair in joined if kind in (told[pair[1]].kind, told[pair[0]].kind)}
            wrong = there - true
            if here or wrong:
                yield {
                    "bench": f"identity.{kind}",
                    "engine": order,
                    "papers": sum(telling.kind == kind for telling in told),
                    **_figures(here, (joined & here) | wrong),
                }
        for name, pairs in (("wrong", joined - true), ("missed", true - joined)):
            seen: Counter[str] = Counter()
            for one, other in sorted(pairs):
                seen[told[other].kind] += 1
                if seen[told[other].kind] <= arguments.examples:
                    yield {"bench": f"identity.{name}", "engine": order, **_shown(told[one], told[other])}


def join(told: Sequence[Telling], *, backwards: bool = False) -> Pairs:
    """Put tellings into an empty library, and give the pairs that became one record, by their places."""
    # A file for each, so that the record tells where it is from.
    entries = [replace(telling.entry, origin=Origin("labelled", str(n), 1)) for n, telling in enumerate(told)]
    if backwards:
        entries.reverse()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "library.db")
        try:
            for start in range(0, len(entries), _BATCH):
                store.put(entries[start : start + _BATCH], _NOW)
            # No record has a number beyond how many entries there were.
            numbers = range(1, len(entries) + 1)
            owners = ((int(where.origin.file), number) for number in numbers for where in store.origins(number))
            return _pairs(_grouped(owners))
        finally:
            store.close()


def _grouped(labels: Iterable[tuple[int, object]]) -> Iterable[list[int]]:
    groups: dict[object, list[int]] = defaultdict(list)
    for place, label in labels:
        groups[label].append(place)
    return groups.values()


def _pairs(groups: Iterable[list[int]]) -> Pairs:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _figures(true: Pairs, joined: Pairs) -> dict[str, float]:
    right = len(true & joined)
    return {
        "pairs": len(true),
        "precision": round(right / len(joined), 4) if joined else 1.0,
        "recall": round(right / len(true), 4) if true else 1.0,
        "wrong": len(joined - true),
        "missed": len(true - joined),
    }


def _shown(one: Telling, other: Telling) -> dict[str, str]:
    return {
        name: f"{telling.kind}: {telling.entry.title} ({', '.join(telling.entry.authors[:3])}; {telling.entry.date})"
        for name, telling in (("one", one), ("other", other))
    }
