"""What the index keeps of a paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.query import words
from reader.search import Document
from reader.search.analysis import analyse, encode


def test_the_title_counts_twice() -> None:
    found = analyse(Document(1, "models", "a model of models"))

    assert found.all == {b"model": 4}
    assert found.length == 4


def test_names_are_kept_as_they_are_and_stemmed() -> None:
    found = analyse(Document(1, "", authors=("Ada Hughes", "Bo Hughes")))

    assert found.authors == {b"ada": [0], b"hughes": [1, 4], b"bo": [3]}
    assert found.others == {b"ada": [0], b"hugh": [1, 4], b"bo": [3]}


def test_no_run_reaches_from_a_name_into_a_category() -> None:
    found = analyse(Document(1, "", authors=("Ada",), categories=("cs.CL", "math")))

    assert found.others[b"ada"] == [0]
    assert found.others[b"cs"] == [2]
    assert found.others[b"cl"] == [3]
    assert found.others[b"math"] == [5]


def test_beginnings_know_their_part() -> None:
    found = analyse(Document(1, "Models", "x", ("Li",)))

    assert found.begins == {b"tm", b"tmo", b"tmod", b"ax", b"ul", b"uli"}
    assert found.forms == {b"tmodels", b"ax", b"uli"}


def test_half_a_surrogate_pair_loses_no_paper() -> None:
    assert analyse(Document(1, "a\ud800b word")).length > 0
    assert encode("\ud800")


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_positions_ascend_and_counts_agree(title: str, names: list[str]) -> None:
    found = analyse(Document(1, title, title, tuple(names)))

    for positions in (found.title, found.abstract, found.authors, found.others):
        for places in positions.values():
            assert places == sorted(places)
    assert sum(found.all.values()) == found.length
    assert {form[1:] for form in found.forms if form[:1] == b"t"} == {
        encode(token.form) for token in words.tokens(title)
    }
