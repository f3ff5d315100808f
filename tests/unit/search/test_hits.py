"""The order of what was found, and that one order is all there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.search.hits import Found, RankedHits

Row = tuple[int, float, int]
# Scores that differ by less than a ten-thousandth are one and the same place, so these are either far apart or equal.
SCORES = st.sampled_from((0.0, 0.125, 1.0, 1.5, 3.0, 100.0))
ROWS: st.SearchStrategy[list[list[Row]]] = st.lists(
    st.tuples(st.integers(0, 300), SCORES, st.sampled_from((0, 1, 40_000, 65_535))),
    max_size=60,
    unique_by=lambda row: row[0],
).flatmap(lambda rows: st.integers(1, 4).map(lambda parts: [rows[part::parts] for part in range(parts)]))


def _hits(parts: list[list[Row]], behind: list[int] | None = None) -> RankedHits:
    found = [
        Found(
            # Before each paper that was found stands one that was not, and better than all.
            np.array([number for row in rows for number in (1_000 + row[0], row[0])], np.int64),
            np.array([day for row in rows for day in (65_535, row[2])], np.uint16),
            np.array([False, True] * len(rows), bool),
            np.array([score for row in rows for score in (1e6, row[1])], np.float32),
        )
        for rows in parts
    ]
    return RankedHits(found, None if behind is None else np.array(behind, np.int64))


def _naive(parts: list[list[Row]]) -> list[int]:
    return [
        row[0] for row in sorted((row for rows in parts for row in rows), key=lambda row: (-row[1], -row[2], row[0]))
    ]


@given(ROWS)
def test_the_best_come_first_then_the_newer_then_the_lower_number(parts: list[list[Row]]) -> None:
    hits = _hits(parts)

    assert list(hits.ids()) == _naive(parts)
    assert len(hits) == hits.whole == len(hits.ids())
    assert sorted(hits.numbers().tolist()) == sorted(_naive(parts))


@settings(max_examples=60)
@given(ROWS, st.lists(st.integers(0, 70), min_size=1, max_size=5))
def test_the_best_few_are_the_first_of_all(parts: list[list[Row]], limits: list[int]) -> None:
    hits, expected = _hits(parts), _naive(parts)

    for limit in limits:
        assert list(hits.best(limit)) == expected[:limit]
        assert list(_hits(parts).best(limit)) == expected[:limit]


@given(ROWS, st.integers(0, 80))
def test_those_behind_come_last(parts: list[list[Row]], limit: int) -> None:
    behind = [900, 20_000, 500]
    hits, expected = _hits(parts, behind), [*_naive(parts), *behind]

    assert list(hits.best(limit)) == expected[:limit]
    assert list(hits.ids()) == expected
    assert (len(hits), hits.whole) == (len(expected), len(expected) - 3)
    assert sorted(hits.numbers().tolist()) == sorted(expected)


def test_thousands_of_equals_are_in_order() -> None:
    rng = np.random.default_rng(1)
    numbers = rng.permutation(20_000)
    parts = [[(int(number), 1.0, 7) for number in half] for half in np.split(numbers, 2)]

    assert list(_hits(parts).best(100)) == list(range(100))
    assert list(_hits(parts).ids()) == list(range(20_000))


def test_a_difference_too_fine_to_matter_is_none() -> None:
    near, apart = float(np.float32(2) + np.float32(1e-6)), 2.001

    assert list(_hits([[(1, 2.0, 1), (2, near, 0)]]).ids()) == [1, 2]
    assert list(_hits([[(1, 2.0, 1), (2, apart, 0)]]).ids()) == [2, 1]


def test_nothing_found_is_nothing() -> None:
    for hits in (RankedHits(()), _hits([]), _hits([[], []])):
        assert (len(hits), hits.whole, list(hits.ids()), list(hits.best(3))) == (0, 0, [], [])
        assert hits.numbers().tolist() == []


@pytest.mark.parametrize("limit", [0, -1])
def test_the_best_none_are_none(limit: int) -> None:
    assert list(_hits([[(number, 1.0, 0) for number in range(50)]], [99]).best(limit)) == []


@pytest.mark.parametrize("numbers", [[0, 1 << 24, 1 << 40], [-5, 3, -(1 << 30)], [1 << 24, (1 << 24) + 1]])
def test_numbers_beyond_millions_are_all_found(numbers: list[int]) -> None:
    hits = _hits([[(number, 1.0, 0) for number in numbers]])

    assert sorted(hits.ids()) == sorted(numbers)
    assert list(hits.best(len(numbers))) == list(hits.ids())
