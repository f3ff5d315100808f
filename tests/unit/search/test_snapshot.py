"""One generation, open for reading: what is opened again, and who sees what while somebody writes."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from reader.errors import SearchCancelled, SearchError
from reader.query import And, Word
from reader.search import Document, WhooshIndex, snapshot
from reader.search.layout import SegmentFile
from reader.search.leaf import Leaf


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    """An index of two segments, ten papers each."""
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    for start in (0, 10):
        index.update(Document(number, f"word title{number}") for number in range(start, start + 10))
    return index


def _leaves(index: WhooshIndex) -> list[Leaf]:
    with index._reading() as snapshot:
        return list(snapshot.leaves)


def test_segments_that_stay_are_not_opened_again(index: WhooshIndex) -> None:
    before = _leaves(index)
    index.update([Document(50, "word")])
    after = _leaves(index)

    assert len(before) == 2
    assert len(after) == 3
    assert after[:2] == before


def test_a_deletion_reads_the_file_that_is_open_already(index: WhooshIndex) -> None:
    before = _leaves(index)
    index.update([], [3])
    after = _leaves(index)

    assert [one.file for one in after] == [one.file for one in before]
    assert after[0] is not before[0]
    assert after[1] is before[1]
    assert (before[0].alive.sum(), after[0].alive.sum()) == (10, 9)


def test_what_is_gone_is_let_go(index: WhooshIndex) -> None:
    index.update([], range(10))
    gc.collect()

    assert len(_leaves(index)) == 1
    assert len(index._known) == 1
    assert index.count() == 10


def test_a_snapshot_is_kept_as_long_as_nothing_is_written(index: WhooshIndex) -> None:
    with index._reading() as one, index._reading() as other:
        assert one is other
    index.update([], [99])
    with index._reading() as same:
        assert same is one
    index.update([Document(99, "word")])
    with index._reading() as fresh:
        assert fresh is not one
        assert fresh.generation == one.generation + 1
    assert one.count() == 20
    assert not one.is_current()


def test_what_is_read_stays_whole_while_another_writes(index: WhooshIndex) -> None:
    with index._reading() as snapshot:
        other = WhooshIndex(index._folder, "a library", pause=lambda: None)
        for number in range(8):
            other.update([Document(number, "different")], range(10, 20))
        assert sum(len(leaf.postings(b"word")[0]) for leaf in snapshot.leaves) == 20
        assert snapshot.verify() == []
    assert len(index.search(Word("word"))) == 2


def test_a_segment_of_other_papers_is_not_opened(index: WhooshIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    from reader.search.codec import PostingSegment

    index.close()
    monkeypatch.setattr(PostingSegment, "doc_count_all", lambda _self: 11)

    with pytest.raises(SearchError, match="other papers"):
        index.count()


def test_closed_it_opens_again(index: WhooshIndex) -> None:
    before = _leaves(index)
    index.close()

    assert index._known == {}
    assert [one.numbers.tolist() for one in _leaves(index)] == [one.numbers.tolist() for one in before]


def test_a_search_that_nobody_waits_for_is_broken_off(index: WhooshIndex) -> None:
    root = And((Word("word"), Word("title3")))

    with pytest.raises(SearchCancelled):
        index.search(root, cancelled=lambda: True)
    assert list(index.search(root).ids()) == [3]


def test_two_threads_search_while_one_writes(index: WhooshIndex) -> None:
    done = threading.Event()
    rounds: list[int] = []
    errors: list[BaseException] = []
    started = threading.Barrier(3)

    def search() -> None:
        started.wait()
        try:
            while not done.is_set():
                hits = index.search(Word("word"))
                found = set(hits.ids())
                # Every batch replaces all papers at once: half a batch would show.
                assert len(found) == 20
                assert len(index.search(And((Word("word"), Word("ti", prefix=True))))) in (0, 20)
                rounds.append(len(found))
        except BaseException as error:  # noqa: BLE001 - a thread's edge: the test shows it
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    started.wait()
    for step in range(12):
        index.update(Document(number, "word" if step % 2 else "word title") for number in range(20))
    done.set()
    for thread in threads:
        thread.join()

    assert errors == []
    assert rounds
    assert index.verify() == []


def test_after_many_searches_pages_are_given_back_and_answers_stay(
    index: WhooshIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go: list[str] = []
    monkeypatch.setattr(snapshot, "_LET_GO", 5)
    monkeypatch.setattr(SegmentFile, "let_go", lambda file: let_go.append(file.path.name))
    answers = [list(index.search(Word("word")).ids()) for _ in range(10)]

    assert answers == [sorted(answers[0])] * 10
    assert sorted(let_go) == sorted(2 * list(set(let_go)))
    assert len(set(let_go)) == 2
