"""A lexicon is a sorted list of terms, and answers as one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reader.query.nearness import within_edits
from reader.search import lexicon
from reader.search.lexicon import OUTSIDE_ASCII, Lexicon, in_order, letters_of

WORDS = st.one_of(st.text("ab", max_size=4), st.text(max_size=4)).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
TERMS = st.sets(WORDS, max_size=40)


def _packed(terms: set[bytes]) -> Lexicon:
    return Lexicon(*lexicon.pack(sorted(terms)))


@given(TERMS)
def test_gives_back_its_terms(terms: set[bytes]) -> None:
    found, expected = _packed(terms), sorted(terms)

    assert found.size == len(expected)
    assert found.terms() == expected
    assert [found.term(number) for number in range(found.size)] == expected
    middle = len(expected) // 2
    assert found.terms(1, middle) == expected[1:middle]
    assert found.terms(3) == expected[3:]
    assert found.lengths().tolist() == [len(term) for term in expected]


@given(TERMS, WORDS)
def test_finds_what_it_has(terms: set[bytes], other: bytes) -> None:
    found, expected = _packed(terms), sorted(terms)

    for term in (*expected, other):
        assert found.find(term) == (expected.index(term) if term in terms else -1)


@given(TERMS, WORDS)
def test_what_begins_so_stands_side_by_side(terms: set[bytes], prefix: bytes) -> None:
    found = _packed(terms)
    start, stop = found.beginning(prefix)

    assert start <= stop
    assert found.terms(start, stop) == [term for term in sorted(terms) if term.startswith(prefix)]


@given(st.sets(st.text(min_size=1, max_size=6).map(lambda text: text.encode()), max_size=30))
def test_the_letters_of_all_are_those_of_each(terms: set[bytes]) -> None:
    found = lexicon.letters(*lexicon.pack(sorted(terms)))

    assert found.dtype == np.uint32
    assert found.tolist() == [letters_of(term) for term in sorted(terms)]


@given(st.text("abcdeфж図", min_size=1, max_size=7), st.text("abcdeфж図", min_size=1, max_size=7))
def test_an_edit_is_two_bits_at_most(one: str, other: str) -> None:
    different = (letters_of(one.encode()) ^ letters_of(other.encode())).bit_count()

    for edits in (1, 2):
        if within_edits(one, other, edits):
            assert different <= 2 * edits


def test_letters_outside_ascii_are_one_bit() -> None:
    assert letters_of("éф図".encode()) == OUTSIDE_ASCII
    assert letters_of(b"ab").bit_count() == 2
    assert not letters_of(b"azAZ09+#") & OUTSIDE_ASCII


def test_an_empty_lexicon_answers() -> None:
    for found in (Lexicon(*lexicon.pack([])), Lexicon(np.empty(0, np.uint8), np.empty(0, np.uint8))):
        assert found.size == 0
        assert found.find(b"x") == -1
        assert found.beginning(b"x") == (0, 0)
        assert found.terms() == []


@given(st.lists(WORDS, unique=True, max_size=60))
def test_sorts_in_lots_as_at_once(terms: list[bytes]) -> None:
    assert in_order(terms, lambda: None) == sorted(terms)


def test_pauses_between_large_lots() -> None:
    pauses: list[None] = []
    terms = [f"{number % 3}{number % 7}{number:06}".encode() for number in range(20_000)]

    assert in_order(iter(terms), lambda: pauses.append(None)) == sorted(terms)
    assert 2 <= len(pauses) <= 5


def test_what_is_remembered_of_terms_is_bounded_and_right() -> None:
    terms = [f"{number:05}".encode() for number in range(0, 6_000, 2)]
    found = Lexicon(*lexicon.pack(terms))

    for number in range(6_000):
        term = f"{number:05}".encode()
        assert found.find(term) == found.find(term) == (number // 2 if number % 2 == 0 else -1)
    assert len(found._known) <= lexicon._REMEMBERED
