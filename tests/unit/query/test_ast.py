"""What a query tells of itself."""

from __future__ import annotations

import pytest

from reader.query import And, Has, Is, Not, Or, Phrase, Query, State, Tagged, Thing, Word, is_filter, leaves
from reader.query.tree import with_repositories

A, B, TAG, READ = Word("a"), Phrase("b"), Tagged("t"), Is(State.READ)


def test_leaves_come_from_left_to_right_and_know_whether_they_are_refused() -> None:
    root = And((A, Not(Or((B, Not(TAG)))), READ))
    assert list(leaves(root)) == [(A, True), (B, False), (TAG, True), (READ, True)]
    assert list(leaves(None)) == []


def test_clauses_are_what_must_all_hold() -> None:
    assert Query("", And((A, B))).clauses == (A, B)
    assert Query("", Or((A, B))).clauses == (Or((A, B)),)
    assert Query("").clauses == ()


def test_text_that_is_sought_is_what_is_marked() -> None:
    assert Query("", And((A, Not(B), Or((TAG, Not(Not(B))))))).text_clauses == (A, B)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("", A), True),
        (Query("", Not(A)), True),
        (Query("", Or((TAG, B))), True),
        (Query("", Has(Thing.CODE)), True),
        (Query("", Has(Thing.DOI)), False),
        (Query("", And((TAG, READ))), False),
        (Query("", similar="bookmarked"), True),
        (Query(""), False),
    ],
)
def test_a_query_with_text_needs_the_index(query: Query, expected: bool) -> None:
    assert query.is_text is expected


def test_filters_are_what_the_store_answers_alone() -> None:
    mixed = Or((TAG, A))
    assert Query("", And((A, TAG, Not(READ), mixed, Has(Thing.CODE), Not(A)))).filters == (TAG, Not(READ))
    assert not is_filter(Has(Thing.CODE))
    assert is_filter(Has(Thing.DOI))


def test_code_is_a_repository_too_wherever_it_is_asked_for() -> None:
    either = Or((Has(Thing.CODE), Has(Thing.REPOSITORY)))
    word = Word("a")

    assert with_repositories(Has(Thing.CODE)) == either
    assert with_repositories(And((word, Not(Has(Thing.CODE))))) == And((word, Not(either)))
    assert with_repositories(Or((word, Has(Thing.DOI)))) == Or((word, Has(Thing.DOI)))
