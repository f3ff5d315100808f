"""Which segments are folded, and that folding gives what indexing everything at once gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import Word
from reader.search import Document, WhooshIndex, merging, sections
from reader.search.merging import LARGEST, SMALLEST, TAIL, Source, chosen, fold
from tests.thorough import thorough
from tests.unit.search.batches import Held, listed, sections_of
from tests.unit.search.test_inversion import DOCUMENTS


class Segment:
    """As much of a Whoosh segment as the policy looks at."""

    def __init__(self, size: int, deleted: int = 0) -> None:
        self._size = size
        self._deleted = deleted

    def doc_count_all(self) -> int:
        return self._size

    def deleted_count(self) -> int:
        return self._deleted

    def __repr__(self) -> str:
        return f"{self._size}-{self._deleted}"


def test_a_short_tail_stays() -> None:
    assert chosen([Segment(10_000), *(Segment(10) for _ in range(TAIL - 1))]) == []
    assert chosen([]) == []


def test_a_long_tail_is_folded_and_the_big_ones_stay() -> None:
    big, middle = Segment(40_000), Segment(5_000)
    tail = [Segment(SMALLEST - number) for number in range(TAIL)]

    assert chosen([big, *tail, middle]) == [tail]


def test_sizes_are_told_by_the_papers_that_are_left() -> None:
    tail = [Segment(SMALLEST + 100, 100) for _ in range(TAIL)]

    assert chosen(tail) == [tail]
    assert chosen([Segment(SMALLEST + 101, 100), *tail[1:]]) == []


@pytest.mark.parametrize("size", [1, SMALLEST, SMALLEST + 1, SMALLEST * TAIL, SMALLEST * TAIL + 1])
def test_segments_of_each_size_are_folded_among_themselves(size: int) -> None:
    group = [Segment(size) for _ in range(TAIL)]

    assert chosen([*group, Segment(max(size, SMALLEST) * TAIL * 2)]) == [group]


def test_what_lost_most_of_its_papers_is_written_anew() -> None:
    hollow, sound = Segment(30_000, 15_001), Segment(3_000, 1_500)

    assert chosen([hollow, sound]) == [[hollow]]


def test_nothing_grows_beyond_the_largest() -> None:
    segments = [Segment(LARGEST // 3 + 1) for _ in range(9)]
    folds = chosen(segments)

    assert all(sum(one.doc_count_all() for one in group) <= LARGEST for group in folds)
    assert chosen([Segment(LARGEST * 3)] * 8) == []


@given(st.lists(st.integers(1, 200_000).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))))
def test_every_segment_is_folded_once_at_most(sizes: list[tuple[int, int]]) -> None:
    segments = [Segment(*size) for size in sizes]
    folds = chosen(segments)
    folded = [segment for group in folds for segment in group]

    assert len(folded) == len(set(folded))
    for group in folds:
        assert [segment for segment in segments if segment in group] == group
        many = sum(one.doc_count_all() - one.deleted_count() for one in group)
        assert many <= LARGEST or len(group) == 1


def test_segments_grow_with_the_logarithm_of_the_library() -> None:
    held: list[Segment] = []
    for _ in range(2_000):
        held.append(Segment(50))
        for group in chosen(held):
            merged = Segment(sum(one.doc_count_all() for one in group))
            held = [one for one in held if one not in group] + [merged]

    assert sum(one.doc_count_all() for one in held) == 100_000
    assert len(held) < 20


def _folded(batches: Sequence[tuple[Sequence[Document], set[int]]]) -> dict[str, object]:
    sources = []
    for documents, dead in batches:
        alive = np.array([place not in dead for place in range(len(documents))], bool)
        sources.append(Source(Held(sections_of(documents)).array, alive))
    return dict(listed(fold(sources, lambda: None)))


BATCHES = st.lists(
    st.tuples(st.lists(DOCUMENTS, min_size=1, max_size=5), st.sets(st.integers(0, 4))), max_size=4
).filter(lambda batches: any(len(dead & set(range(len(documents)))) < len(documents) for documents, dead in batches))


@thorough(30, 60)
@given(BATCHES)
def test_folding_is_indexing_all_at_once(batches: list[tuple[list[Document], set[int]]]) -> None:
    left = [one for documents, dead in batches for place, one in enumerate(documents) if place not in dead]

    assert _folded(batches) == listed(sections_of(left))


def test_folding_keeps_the_bits_of_beginnings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "BEGINNINGS_FROM", 6)
    monkeypatch.setattr(sections, "_DENSE", 3)
    papers = [Document(number, f"graph model{number}", "green" * (number % 2)) for number in range(9)]
    folded = _folded([(papers[:4], {1}), (papers[4:], set())])

    assert folded == listed(sections_of([paper for paper in papers if paper.id != 1]))
    assert "begin.bits" in folded
    assert "begin.bits" not in sections_of(papers[:4])


def test_folding_needs_wider_numbers() -> None:
    batches = [
        ([Document(number + half * 200, f"word{number}") for number in range(200)], set[int]()) for half in (0, 1)
    ]

    assert sections_of(batches[0][0])["term.papers"].dtype == np.uint8
    assert _folded(batches) == listed(sections_of([one for documents, _ in batches for one in documents]))


def test_a_day_of_single_edits_leaves_few_segments(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    for number in range(30):
        index.update([Document(number % 20, f"word edit{number}")])

    assert index.count() == 20
    assert sorted(index.search(Word("word")).ids()) == list(range(20))
    assert list(index.search(Word("edit29")).ids()) == [9]
    assert list(index.search(Word("edit9")).ids()) == []
    assert len(list((tmp_path / "index").glob("*.oct"))) <= merging.TAIL
    index.close()
