"""What counts for the order, and what is enough where hardly anything fits."""

from __future__ import annotations

import pytest

from reader.query import And, Field, Has, Is, Node, Not, Or, Phrase, State, Thing, Word
from reader.query.match import Need, plan
from reader.search import Document
from reader.search.meeting import Meeting
from reader.search.protocol import no_masks
from reader.search.ranking import BeginningSignal, PairSignal, Signal, Statistics, TermSignal
from reader.search.wanted import LONG, asking, loosened, signals
from tests.unit.search.batches import leaf_of

PAPERS = (
    Document(1, "Graph neural networks", "transformers and transformer models", ("Ada Hughes",), ("cs.CL",)),
    Document(2, "Networks", "a survey of graph models"),
    Document(3, "Other"),
)


@pytest.fixture
def statistics() -> Statistics:
    """What is known of the papers."""
    return Statistics([leaf_of(PAPERS)])


def _signals(statistics: Statistics, *parts: Node) -> list[Signal]:
    root = And(parts) if len(parts) > 1 else parts[0]
    return signals(statistics, Meeting(no_masks), root)


def _words(text: str) -> list[Node]:
    return [Word(word) for word in text.split()]


def _names(found: list[Signal]) -> list[str]:
    return [signal.name for signal in found]


def test_every_word_counts_by_its_rarity(statistics: Statistics) -> None:
    found = _signals(statistics, Word("neural"), Word("missing"))

    assert found[:2] == [
        TermSignal(b"neural", statistics.rarity(1)),
        TermSignal(b"miss", statistics.rarity(0)),
    ]


def test_neighbours_count_once_more(statistics: Statistics) -> None:
    graph, network = statistics.rarity(2), statistics.rarity(2)
    neural = statistics.rarity(1)

    assert _signals(statistics, *_words("graph neural networks"))[3:] == [
        PairSignal(b"graph", b"neural", graph + neural),
        PairSignal(b"neural", b"network", neural + network),
    ]


@pytest.mark.parametrize(
    "parts",
    [
        (Word("graph"), Word("networks", Field.TITLE)),
        (Word("graph"), Word("netw", prefix=True)),
        (Word("graph"), Word("networks", typed=True)),
        (Word("graph"), Word("networks", fuzzy=1)),
        (Word("graph"), Not(Word("networks"))),
        (Word("graph"), Word("graphs")),
        (Word("graph"), Phrase("neural networks")),
        (Or((Word("graph"), Word("neural"))), Word("networks")),
    ],
    ids=str,
)
def test_only_plain_words_are_neighbours(statistics: Statistics, parts: tuple[Node, ...]) -> None:
    assert not [signal for signal in _signals(statistics, *parts) if isinstance(signal, PairSignal)]


def test_a_word_said_twice_counts_twice(statistics: Statistics) -> None:
    found = _signals(statistics, Word("graph"), Word("neural"), Word("graphs"))

    assert found[0] == TermSignal(b"graph", 2 * statistics.rarity(2))


def test_what_is_refused_does_not_count(statistics: Statistics) -> None:
    assert _names(_signals(statistics, Word("graph"), Not(Word("neural")))) == ["graph"]
    assert _names(_signals(statistics, Not(Not(Word("neural"))))) == ["neural"]
    assert _signals(statistics, Is(State.READ), Has(Thing.DOI)) == []


def test_beginnings_count_by_the_papers_that_have_them(statistics: Statistics) -> None:
    found = _signals(statistics, Word("transf", prefix=True), Word("netw", Field.TITLE, prefix=True))

    assert found == [
        BeginningSignal("transf", statistics.rarity(1)),
        BeginningSignal("netw", statistics.rarity(2)),
    ]
    assert _signals(statistics, Word("cs", Field.CATEGORY, prefix=True)) == []
    assert _signals(statistics, Word("cs.CL", Field.CATEGORY)) == []


def test_names_count_by_their_stems(statistics: Statistics) -> None:
    assert {"ada", "hugh"} <= set(_names(_signals(statistics, Phrase("ada hughes", Field.AUTHOR))))


def test_words_spelled_almost_so_count_half(statistics: Statistics) -> None:
    found = _signals(statistics, Word("grapx", fuzzy=1))

    assert TermSignal(b"graph", 0.5 * statistics.rarity(2)) in found


def test_in_a_question_some_words_only_ask(statistics: Statistics) -> None:
    question = _words("what papers discuss graph networks")

    assert len(question) == LONG
    assert _names(_signals(statistics, *question)) == ["graph", "network", "graph network"]
    short = _names(_signals(statistics, *question[1:]))
    assert {"paper", "discuss", "graph", "network"} <= set(short)


def test_a_question_of_nothing_else_still_asks(statistics: Statistics) -> None:
    only = _words("what how does did about")

    assert {"what", "how"} <= set(_names(_signals(statistics, *only)))
    assert {"what", "paper", "discuss"} <= asking()
    assert not {"graph", "model", "network"} & asking()


def _loosened(*parts: Node) -> Node | None:
    planned = plan(And(parts))
    assert planned is not None
    return loosened(planned)


def _need(node: Node) -> Need:
    planned = plan(node)
    assert isinstance(planned, Need)
    return planned


def test_one_telling_word_is_enough() -> None:
    graph, neural = Word("graph"), Word("neural")

    assert _loosened(graph, neural) == Or((_need(graph), _need(neural)))
    assert _loosened(graph, neural, Word("what")) == Or((_need(graph), _need(neural)))
    assert _loosened(graph, Word("what")) == _need(graph)
    assert _loosened(Word("what"), Word("how")) == Or((_need(Word("what")), _need(Word("how"))))
    assert _loosened(graph, Word("wh", prefix=True)) == Or((_need(graph), _need(Word("wh", prefix=True))))


def test_all_else_still_holds() -> None:
    graph, neural = Word("graph"), Word("neural")
    refused, read, area = Not(Word("survey")), Is(State.READ), Word("cs", Field.CATEGORY)
    either = Or((Word("one"), Word("two")))

    assert _loosened(graph, neural, refused, read, area, either) == And(
        (Or((_need(graph), _need(neural))), plan(refused) or read, read, _need(area), plan(either) or read)
    )
    assert _loosened(graph, Word("what"), read) == And((_need(graph), read))


@pytest.mark.parametrize(
    "root",
    [
        Word("graph"),
        Phrase("graph networks"),
        Or((Word("graph"), Word("neural"))),
        Not(Word("graph")),
        And((Word("graph"), Is(State.READ))),
        And((Word("graph"), Word("cs", Field.CATEGORY))),
        And((Word("graph"), Not(Word("neural")))),
    ],
    ids=str,
)
def test_what_is_no_list_of_words_is_not_loosened(root: Node) -> None:
    planned = plan(root)
    assert planned is not None
    assert loosened(planned) is None


def test_a_word_with_a_field_is_meant_and_holds_for_the_parts_too() -> None:
    graph, tree, author = Word("graph"), Word("tree"), Word("hinton", Field.AUTHOR)

    assert _loosened(graph, tree, author) == And((Or((_need(graph), _need(tree))), _need(author)))
    assert _loosened(graph, author) is None
