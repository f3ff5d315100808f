"""Every search index finds exactly what `query.match` says, and the naive one is the oracle."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader.errors import SearchCancelled
from reader.query import And, Field, Filter, Has, Node, Not, Or, Phrase, Thing, Word
from reader.search import Document, MemoryIndex, SearchIndex, WhooshIndex
from reader.search.protocol import Mask
from tests.contract.examples import EXAMPLES, PAPERS, TAG, UNREAD, batches, masks, naive

Make = Callable[[Path], SearchIndex]


def _memory(_folder: Path) -> SearchIndex:
    return MemoryIndex()


def _whoosh(folder: Path) -> SearchIndex:
    index = WhooshIndex(folder / "index", "a library", pause=lambda: None)
    index.clear()
    return index


KINDS = pytest.mark.parametrize("kind", [_memory, _whoosh], ids=["memory", "whoosh"])


@pytest.fixture(scope="module", params=[_memory, _whoosh], ids=["memory", "whoosh"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index of PAPERS, in several commits; tests only read it."""
    index: SearchIndex = request.param(tmp_path_factory.mktemp("filled"))
    for batch in batches(PAPERS, 3):
        index.update(batch)
    yield index
    index.close()


def _ids(index: SearchIndex, root: Node | None) -> list[int]:
    return list(index.search(root, masks).ids())


@pytest.mark.parametrize("root", EXAMPLES, ids=str)
def test_finds_just_the_papers_that_fit(filled: SearchIndex, root: Node) -> None:
    hits = filled.search(root, masks)
    found = hits.ids()

    assert isinstance(found, array)
    assert found.typecode == "q"
    assert len(found) == len(set(found)) == len(hits) == hits.whole
    assert set(found) == naive(root, PAPERS)


def test_the_examples_find_something_and_not_everything() -> None:
    answers = [len(naive(root, PAPERS)) for root in EXAMPLES]

    assert sum(0 < answer < len(PAPERS) for answer in answers) > len(EXAMPLES) * 3 // 4


@pytest.mark.parametrize("root", EXAMPLES, ids=str)
def test_the_best_are_the_first_of_all(filled: SearchIndex, root: Node) -> None:
    everything = filled.search(root, masks).ids()

    for limit in range(len(PAPERS) + 2):
        # Each asked of fresh hits, which have no order yet.
        best = filled.search(root, masks).best(limit)
        assert best.typecode == "q"
        assert best == everything[:limit]


def test_nothing_asked_for_finds_nothing(filled: SearchIndex) -> None:
    hits = filled.search(None)

    assert (len(hits), hits.whole, list(hits.ids()), list(hits.best(5))) == (0, 0, [], [])


def test_who_says_it_more_often_comes_first(filled: SearchIndex) -> None:
    assert _ids(filled, And((Word("machine"), Word("translation")))) == [6, 3]


def test_without_masks_a_filter_lets_nothing_through(filled: SearchIndex) -> None:
    assert list(filled.search(And((Word("hughes"), UNREAD))).ids()) == []
    assert set(filled.search(And((Word("hughes"), Not(UNREAD)))).ids()) == naive(Word("hughes"), PAPERS)


@KINDS
class TestOrder:
    def test_of_equals_the_newer_comes_first_then_the_lower_number(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(5, "same"), Document(4, "same", date="2020-01-02"), Document(9, "same")])
        index.update([Document(2, "same", date="2020-01-02"), Document(7, "same", date="2021-01-01"), Document(1, "x")])

        assert _ids(index, Word("same")) == [7, 2, 4, 5, 9]
        assert list(index.search(Word("same")).best(2)) == [7, 2]

    def test_many_equals_have_one_order_however_many_are_asked_for(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        papers = [Document(1 + number * 7 % 41, "same", date=f"20{number % 3:02}") for number in range(40)]
        for batch in batches(papers, 9):
            index.update(batch)
        expected = [paper.id for paper in sorted(papers, key=lambda one: (-int(one.date), one.id))]

        for limit in (0, 1, 3, 9, 10, 11, 39, 40, 41):
            assert list(index.search(Word("same")).best(limit)) == expected[:limit]
        # One and the same answer, asked for more and for less.
        hits = index.search(Word("same"))
        assert [list(hits.best(limit)) for limit in (2, 20, 5, 40, 0)] == [expected[:n] for n in (2, 20, 5, 40, 0)]

    def test_closing_changes_no_order(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        for batch in batches(PAPERS, 2):
            index.update(batch)
        roots: list[Node] = [
            Or((Word("models"), Word("neural"), Word("hughes"))),
            Word("t", prefix=True),
            Not(Word("zzz")),
        ]
        before = [_ids(index, root) for root in roots]
        index.close()

        assert [_ids(index, root) for root in roots] == before
        assert all(len(found) > 2 for found in before)


@KINDS
class TestPartly:
    def _filled(self, kind: Make, folder: Path) -> SearchIndex:
        index = kind(folder)
        index.update(
            [
                Document(1, "graph neural network"),
                Document(2, "graph neural"),
                Document(3, "network"),
                Document(4, "graph", authors=("Ada Hughes",)),
                Document(5, "other"),
                Document(6, "graph refused"),
            ]
        )
        return index

    def test_parts_follow_the_wholes(self, kind: Make, tmp_path: Path) -> None:
        index = self._filled(kind, tmp_path)
        root = And((Word("graph"), Word("neural"), Word("network")))
        hits = index.search(root, partly=True)

        assert hits.whole == 1
        assert len(hits) == 5
        assert hits.ids()[0] == 1
        assert set(hits.ids()[1:]) == {2, 3, 4, 6}
        for limit in range(7):
            assert index.search(root, partly=True).best(limit) == hits.ids()[:limit]
        assert list(index.search(root).ids()) == [1]

    def test_what_is_refused_stays_out_and_filters_hold(self, kind: Make, tmp_path: Path) -> None:
        index = self._filled(kind, tmp_path)
        words = (Word("graph"), Word("neural"), Word("network"))

        refusing = index.search(And((*words, Not(Word("refused")))), masks, partly=True)
        filtered = index.search(And((*words, TAG)), masks, partly=True)
        unread = index.search(And((*words, Not(UNREAD), Not(Word("hughes", Field.AUTHOR)))), masks, partly=True)

        assert (refusing.whole, set(refusing.ids())) == (1, {1, 2, 3, 4})
        assert (filtered.whole, set(filtered.ids())) == (0, {2, 3})
        assert (unread.whole, set(unread.ids())) == (0, {2, 6})

    def test_ten_wholes_are_enough(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(Document(number, "graph network deep" if number < 10 else "graph") for number in range(30))
        root = And((Word("graph"), Word("network"), Word("deep")))

        assert len(index.search(root, partly=True)) == 10
        index.update([], [0])
        hits = index.search(root, partly=True)
        assert (hits.whole, len(hits)) == (9, 29)
        assert set(hits.ids()[:9]) == set(range(1, 10))

    def test_a_thousand_follow_at_most(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(Document(number, "graph" if number else "graph network deep") for number in range(1_200))
        hits = index.search(And((Word("graph"), Word("network"), Word("deep"))), partly=True)

        assert (hits.whole, len(hits), len(hits.ids())) == (1, 1_001, 1_001)
        assert list(hits.best(1_050)) == list(hits.ids())


@KINDS
class TestChanging:
    def test_an_empty_index_answers(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)

        assert index.count() == 0
        for root in (Word("x"), Not(Word("x")), Phrase("x y"), Phrase("x y", slop=2), Word("xxxx", fuzzy=2), UNREAD):
            assert _ids(index, root) == []
        assert (index.nearest("models"), index.complete(Field.AUTHOR, "a"), index.count_by(None, [1])) == ([], [], [])
        assert index.explain(Word("x"), 1).score == 0
        assert list(index.similar([Document(1, "x")]).ids()) == []

    def test_a_paper_put_in_again_replaces_itself(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(1, "old"), Document(2, "other")])
        index.update([Document(1, "new")])

        assert index.count() == 2
        assert _ids(index, Word("old")) == []
        assert _ids(index, Word("new")) == [1]

    def test_of_one_number_twice_in_a_batch_the_last_counts(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(1, "first"), Document(2, "other"), Document(1, "second")])

        assert index.count() == 2
        assert _ids(index, Word("first")) == []
        assert _ids(index, Word("second")) == [1]

    def test_what_is_put_in_and_removed_is_removed(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(1, "word"), Document(2, "word")])
        index.update([Document(2, "word"), Document(3, "word")], [2, 99])

        assert sorted(_ids(index, Word("word"))) == [1, 3]
        assert index.count() == 2

    def test_removing_everything_leaves_nothing(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(PAPERS)
        index.update([], [paper.id for paper in PAPERS])

        assert index.count() == 0
        assert _ids(index, Not(Word("zzz"))) == []
        index.update(PAPERS[:2])
        assert sorted(_ids(index, Not(Word("zzz")))) == [1, 2]

    def test_clearing_forgets_all(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(PAPERS)
        index.clear()

        assert index.count() == 0
        index.update(PAPERS[:2])
        assert index.count() == 2

    def test_numbers_of_any_size_and_sign_come_back(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        numbers = [0, -5, 1, 2**40]
        index.update(Document(number, "word") for number in numbers)

        assert sorted(_ids(index, Word("word"))) == sorted(numbers)

    def test_a_text_that_fails_to_come_changes_nothing(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(PAPERS[:2])

        def failing() -> Iterator[Document]:
            yield Document(9, "diffusion")
            raise RuntimeError("gone")

        with pytest.raises(RuntimeError, match="gone"):
            index.update(failing(), [1])

        assert _ids(index, Word("diffusion")) == [1]
        assert index.count() == 2
        index.update([Document(9, "diffusion")], [1])
        assert _ids(index, Word("diffusion")) == [9]

    def test_threads_search_while_one_updates(self, kind: Make, tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(0, "word")])
        done = threading.Event()
        seen: list[set[int]] = []
        errors: list[Exception] = []

        def look() -> None:
            while not done.is_set():
                try:
                    seen.append(set(index.search(Word("word")).ids()))
                except Exception as error:  # noqa: BLE001 - a thread's edge: the test shows it
                    errors.append(error)
                    return

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for start in range(1, 13, 2):
            index.update([Document(start, "word"), Document(start + 1, "word")])
        done.set()
        for thread in threads:
            thread.join()

        assert errors == []
        wholes = [set(range(size)) for size in range(1, 14, 2)]
        assert all(found in wholes for found in seen)
        assert set(_ids(index, Word("word"))) == set(range(13))


def test_nobody_waits_for_a_cancelled_search(tmp_path: Path) -> None:
    index = _whoosh(tmp_path)
    index.update(PAPERS)
    root = And((Word("models"), Word("neural"), Word("diffusion")))

    with pytest.raises(SearchCancelled):
        index.search(root, cancelled=lambda: True)
    # Broken off at any step, it is cancelled; and it never condemns the index.
    asked = 0
    for allowed in range(100):
        answers = iter([False] * allowed + [True] * 100)
        try:
            found = index.search(root, cancelled=lambda: next(answers))  # noqa: B023 - called within this round
        except SearchCancelled:
            asked += 1
        else:
            break
    assert asked > 3
    assert set(found.ids()) == naive(root, PAPERS)


def test_a_filter_that_cannot_be_answered_condemns_nothing(tmp_path: Path) -> None:
    index = _whoosh(tmp_path)
    index.update(PAPERS)

    def failing(_node: Filter) -> Mask:
        raise RuntimeError("the store is busy")

    with pytest.raises(RuntimeError, match="busy"):
        index.search(And((Word("models"), UNREAD)), failing)
    with pytest.raises(RuntimeError, match="busy"):
        index.similar(PAPERS[:1], UNREAD, failing)

    assert set(index.search(Word("models"), failing).ids()) == naive(Word("models"), PAPERS)


def test_a_filter_is_answered_once_however_many_segments_there_are(tmp_path: Path) -> None:
    index = _whoosh(tmp_path)
    for batch in batches(PAPERS, 3):
        index.update(batch)
    asked: list[Filter] = []

    def noting(node: Filter) -> Mask:
        asked.append(node)
        return masks(node)

    index.search(And((Or((Word("models"), TAG)), UNREAD, Has(Thing.CODE))), noting, partly=True)
    assert asked == [TAG, UNREAD]
