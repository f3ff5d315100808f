"""Which segments are folded: never the big one, and the tail only when it has grown."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.query import Word
from reader.search import Document, WhooshIndex
from reader.search.merging import merge_tail


class Segment:
    """As much of a Whoosh segment as the policy looks at."""

    def __init__(self, size: int, deleted: int = 0) -> None:
        self._size = size
        self._deleted = deleted

    def doc_count_all(self) -> int:
        return self._size

    def deleted_count(self) -> int:
        return self._deleted


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Collect the segments that are read into the writer."""
    seen: list[object] = []

    class Reader:
        def __init__(self, _storage: object, _schema: object, segment: object) -> None:
            seen.append(segment)

        def close(self) -> None:
            """Hold nothing."""

    monkeypatch.setattr("whoosh.reading.SegmentReader", Reader)
    return seen


class Writer:
    """Takes readers and forgets them."""

    storage = schema = None

    def add_reader(self, _reader: object) -> None:
        """Take it."""


def test_a_short_tail_stays(read: list[object]) -> None:
    segments = [Segment(10_000), *(Segment(10) for _ in range(7))]

    assert merge_tail(Writer(), segments) == segments
    assert read == []


def test_a_long_tail_is_folded_and_the_big_ones_stay(read: list[object]) -> None:
    big, middle = Segment(100_000), Segment(5_000)
    tail = [Segment(1_900) for _ in range(8)]

    assert merge_tail(Writer(), [big, *tail, middle]) == [big, middle]
    assert read == tail


def test_a_segment_that_lost_most_of_its_papers_is_written_anew(read: list[object]) -> None:
    hollow, sound = Segment(1_000, 501), Segment(1_000, 500)

    assert merge_tail(Writer(), [hollow, sound]) == [sound]
    assert read == [hollow]


def test_a_segment_without_papers_is_dropped_unread(read: list[object]) -> None:
    assert merge_tail(Writer(), [Segment(5, 5), Segment(0)]) == []
    assert read == []


def test_a_day_of_single_edits_leaves_few_segments(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    for number in range(30):
        index.update([Document(number % 20, f"word edit{number}")])

    assert index.count() == 20
    assert sorted(index.search([Word("word")])) == list(range(20))
    assert list(index.search([Word("edit29")])) == [9]
    assert list(index.search([Word("edit9")])) == []
    assert len(list((tmp_path / "index").glob("*.seg"))) <= 9
    index.close()
