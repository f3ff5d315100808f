"""The order of what is found, and that scores are BM25 to the last addend."""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from pathlib import Path

import numpy as np
import pytest

from reader.errors import SearchCancelled
from reader.query import And, Field, Node, Or, Phrase, Word
from reader.search import Document, WhooshIndex, ranking
from reader.search.finding import explain
from reader.search.layout import Numbers
from reader.search.leaf import Leaf
from reader.search.ranking import (
    K1,
    PAIR,
    B,
    BeginningSignal,
    PairSignal,
    Signal,
    Statistics,
    TermSignal,
    occurrences,
    score,
)
from tests.unit.search.batches import leaf_of

PAPERS = (
    Document(1, "Graph models", "graph of words", ("Ada Li",)),
    Document(2, "Words", "a graph model, more words, many more words"),
    Document(3, "Other", "things"),
)
LENGTHS = (2 * 2 + 2 + 2, 1 * 2 + 7, 1 * 2 + 1)
"""The words of each, those of the title twice; names count too, and "a" and "of" do not."""


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    """An empty index."""
    index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
    index.clear()
    return index


def _ranked(index: WhooshIndex, texts: Iterable[tuple[str, str]], *parts: Node) -> list[int]:
    index.update(Document(number, title, abstract) for number, (title, abstract) in enumerate(texts, start=1))
    return list(index.search(And(parts) if len(parts) > 1 else parts[0]).ids())


def _scores(leaf: Leaf, signal: Signal, among: Iterable[int] | None = None) -> list[float]:
    found = np.ones(leaf.size, bool) if among is None else np.isin(np.arange(leaf.size), list(among))
    statistics = Statistics([leaf])
    scores: list[float] = score(statistics, leaf, [signal], found).tolist()
    return scores


def _bm25(many: float, weight: float, length: int) -> float:
    mean = sum(LENGTHS) / 3
    return weight * many * (K1 + 1) / (many + K1 * (1 - B + B * length / mean))


def test_lengths_are_as_counted_by_hand() -> None:
    leaf = leaf_of(PAPERS)

    assert tuple(leaf.lengths) == LENGTHS
    assert Statistics([leaf]).mean == sum(LENGTHS) / 3


def test_a_word_is_worth_what_bm25_says() -> None:
    statistics = Statistics([leaf_of(PAPERS)])
    rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))

    assert statistics.frequency(b"graph") == 2
    assert statistics.rarity(2) == pytest.approx(rarity)
    # In the first it occurs twice, one of them in the title.
    assert _scores(leaf_of(PAPERS), TermSignal(b"graph", rarity)) == pytest.approx(
        [_bm25(2 + 1, rarity, LENGTHS[0]), _bm25(1, rarity, LENGTHS[1]), 0]
    )
    assert _scores(leaf_of(PAPERS), TermSignal(b"nobody", 1.0)) == [0, 0, 0]


def test_only_what_was_found_is_scored() -> None:
    scores = _scores(leaf_of(PAPERS), TermSignal(b"word", 1.0), among=[1])

    assert scores[0] == scores[2] == 0
    assert scores[1] == pytest.approx(_bm25(3 + 1, 1.0, LENGTHS[1]))


def test_two_words_side_by_side_are_worth_more() -> None:
    leaf = leaf_of(PAPERS)

    assert _scores(leaf, PairSignal(b"graph", b"model", 2.0)) == pytest.approx(
        [_bm25(1, PAIR * 2.0, LENGTHS[0]), _bm25(1, PAIR * 2.0, LENGTHS[1]), 0]
    )
    assert _scores(leaf, PairSignal(b"model", b"graph", 2.0)) == [0, 0, 0]
    assert _scores(leaf, PairSignal(b"graph", b"word", 2.0))[0] > 0  # "of" has no place


def test_pairs_are_looked_for_among_the_best_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "BEST", 2)
    monkeypatch.setattr(ranking, "_FEWEST", 2)
    leaf = leaf_of([Document(number, "graph " * (5 - number) + "model") for number in range(5)])
    statistics = Statistics([leaf])
    term, pair = TermSignal(b"graph", 1.0), PairSignal(b"graph", b"model", 1.0)
    everything = np.ones(5, bool)
    plain = score(statistics, leaf, [term], everything)
    paired = score(statistics, leaf, [pair, term], everything)

    assert sorted(np.flatnonzero(paired > plain)) == sorted(np.argsort(-plain)[:2])


def test_each_word_that_begins_so_counts_once() -> None:
    leaf = leaf_of([Document(1, "grape", "grapes grape graph"), Document(2, "x", "grape"), Document(3, "grand", "")])
    statistics = Statistics([leaf])
    norm = statistics.norm(leaf)

    assert _scores(leaf, BeginningSignal("grap", 1.0)) == pytest.approx(
        [4 * (K1 + 1) / (4 + norm[0]), (K1 + 1) / (1 + norm[1]), 0]
    )
    # Of one to three letters only the title tells anything.
    assert _scores(leaf, BeginningSignal("gr", 1.5)) == [1.5, 0, 1.5]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint32])
def test_occurrences_in_the_title_count_twice(kind: type) -> None:
    packed: Numbers = np.array([1 << 2, 3 << 2 | 1, 40 << 2 | 3], kind)

    assert occurrences(packed).tolist() == [1, 4, 43]


def test_statistics_are_those_of_all_segments() -> None:
    one, other = leaf_of(PAPERS[:1]), leaf_of(PAPERS[1:])
    statistics, together = Statistics([one, other]), Statistics([leaf_of(PAPERS)])

    assert (statistics.papers, statistics.mean) == (together.papers, together.mean)
    assert statistics.frequency(b"graph") == together.frequency(b"graph")
    signals: list[Signal] = [
        TermSignal(b"graph", 1.0),
        PairSignal(b"graph", b"model", 1.0),
        BeginningSignal("gra", 1.0),
    ]
    halves = [score(statistics, leaf, signals, np.ones(leaf.size, bool)).tolist() for leaf in (one, other)]
    whole = score(together, together.leaves[0], signals, np.ones(3, bool)).tolist()
    assert sum(halves, []) == pytest.approx(whole)  # noqa: RUF017 - two lists


def test_rarity_is_never_negative() -> None:
    statistics = Statistics([leaf_of(PAPERS)])

    assert statistics.rarity(0) > statistics.rarity(1) > statistics.rarity(3) > 0
    assert statistics.rarity(99) > 0
    assert Statistics([]).mean == 1.0


def test_a_cancelled_score_is_broken_off() -> None:
    leaf = leaf_of(PAPERS)

    with pytest.raises(SearchCancelled):
        score(Statistics([leaf]), leaf, [TermSignal(b"graph", 1.0)], np.ones(3, bool), lambda: True)


def test_an_explanation_adds_up() -> None:
    leaf = leaf_of(PAPERS)
    statistics = Statistics([leaf])
    root = And((Word("graph"), Word("models"), Word("wor", prefix=True)))
    found = explain(statistics, root, 2)

    assert found.score == pytest.approx(sum(weight.score for weight in found.weights))
    assert [weight.what for weight in found.weights] == sorted(
        (weight.what for weight in found.weights),
        key=lambda what: -next(one.score for one in found.weights if one.what == what),
    )
    told = {weight.what: (weight.field, weight.occurrences, weight.papers) for weight in found.weights}
    assert told["graph"] == ("abstract", 1, 2)
    assert told["graph model"] == ("side by side", 1, 0)
    assert told["wor*"] == ("title and abstract", 1, 2)
    assert (found.length, found.mean_length) == (LENGTHS[1], statistics.mean)
    title = {weight.what: weight.field for weight in explain(statistics, root, 1).weights}
    assert title["graph"] == "title and abstract"
    assert title["model"] == "title"
    assert explain(statistics, root, 99).score == 0


def test_the_explained_score_is_the_one_that_ranks(index: WhooshIndex) -> None:
    index.update(PAPERS)
    root = Or((Word("graph"), Word("words"), Phrase("more words")))
    order = list(index.search(root).ids())

    assert order == sorted(order, key=lambda paper: -index.explain(root, paper).score)
    assert len(order) == 2


def test_a_word_of_the_title_counts_more_than_one_of_the_abstract(index: WhooshIndex) -> None:
    texts = [("one two", "graph three"), ("graph two", "one three"), ("other", "thing")]

    assert _ranked(index, texts, Word("graph")) == [2, 1]


def test_a_short_paper_about_it_comes_before_a_long_one(index: WhooshIndex) -> None:
    texts = [("x", "graph " + "filler " * 50), ("x", "graph filler"), ("y", "z")]

    assert _ranked(index, texts, Word("graph")) == [2, 1]


def test_the_rare_word_decides(index: WhooshIndex) -> None:
    texts = [("x", "model model graph"), ("x", "model graph graph"), *[("y", "model")] * 8]

    assert _ranked(index, texts, Word("model"), Word("graph")) == [2, 1]


def test_words_side_by_side_come_first(index: WhooshIndex) -> None:
    texts = [("x", "model one graph"), ("x", "graph model one"), ("y", "z")]

    assert _ranked(index, texts, Word("graph"), Word("model")) == [2, 1]


def test_a_title_that_begins_as_typed_comes_first(index: WhooshIndex) -> None:
    texts = [("x", "translucent"), ("y", "transit"), ("transfer", "z"), ("w", "v")]

    assert _ranked(index, texts, Word("trans", typed=True)) == [3, 1, 2]


def test_the_word_itself_comes_before_one_spelled_almost_so(index: WhooshIndex) -> None:
    texts = [("x", "kiften"), ("x", "kitten"), ("w", "v")]

    assert _ranked(index, texts, Word("kitten", fuzzy=1)) == [2, 1]


def test_likeness_is_by_telling_words(index: WhooshIndex) -> None:
    index.update(PAPERS)
    index.update([Document(4, "graph"), Document(5, "words other", "things")])

    assert set(index.similar([PAPERS[0]]).best(1)) <= {2, 4}
    assert 1 not in index.similar([PAPERS[0]]).ids()
    assert 3 not in index.similar([PAPERS[0]]).ids()
    assert set(index.similar([PAPERS[0]], Word("more")).ids()) == {2}
    assert list(index.similar([Document(99, "nothing known", "zzz")]).ids()) == []


def test_equals_come_by_number(index: WhooshIndex) -> None:
    index.update([Document(5, "same"), Document(2, "same")])
    index.update([Document(3, "same")])

    assert list(index.search(Word("same")).ids()) == [2, 3, 5]


def test_segments_are_weighed_together(index: WhooshIndex) -> None:
    index.update([Document(1, "x", "graph filler filler")])
    index.update([Document(2, "graph", "graph")])
    index.update([Document(number, "other") for number in range(3, 9)])

    assert list(index.search(Word("graph")).ids()) == [2, 1]


def test_a_word_of_a_field_is_ranked_too(index: WhooshIndex) -> None:
    index.update([Document(1, "graph"), Document(2, "graph", "graph graph"), Document(3, "z")])

    assert set(index.search(Word("graph", Field.TITLE)).ids()) == {1, 2}
    assert index.explain(Word("graph", Field.TITLE), 1).score > 0
