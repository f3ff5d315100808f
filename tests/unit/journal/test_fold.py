from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.journal import Draft, Event, Holds, Line, changes_of, fold, newer, redo_drafts, stands, undo_drafts
from reader.model import MarkChange, MarkValue
from tests.thorough import thorough
from tests.unit.journal.strategies import lines

FIRST, SECOND, THIRD, FOURTH = (f"2026-11-21T09:30:0{number}.000Z-0000-laptop" for number in range(4))
journal = st.lists(lines(), max_size=8)


def line(stamp: str, papers: tuple[str, ...], **values: MarkValue) -> Line:
    return Line(
        stamp,
        "do",
        "act",
        papers,
        tuple(values.items()),
        tuple((name, type(value)()) for name, value in values.items()),
    )


def standing(held: Mapping[tuple[str, str], str], applied: set[str]) -> Holds:
    return lambda paper, field, _value: tuple({held.get((paper, field), "")} & applied)


@thorough(25, 50)
@given(journal, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(said: list[Line], random: Random) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(said)


def test_even_one_stamp_with_two_values_gives_the_same_in_any_order() -> None:
    for one, other in (
        (line(FIRST, ("a",), note="x"), line(FIRST, ("a",), note="y")),
        (line(FIRST, ("a",), read=True), line(FIRST, ("a",), read=False)),
    ):
        assert fold([one, other]) == fold([other, one])


@thorough(25, 50)
@given(journal)
def test_reading_a_journal_twice_changes_nothing(said: list[Line]) -> None:
    assert fold(said + said) == fold(said)


@thorough(25, 50)
@given(journal, journal)
def test_folding_in_parts_gives_the_same_as_folding_at_once(one: list[Line], other: list[Line]) -> None:
    merged = fold(one)
    for place, change in fold(other).items():
        merged[place] = newer(merged[place], change) if place in merged else change
    assert merged == fold(one + other)


@thorough(25, 50)
@given(journal)
def test_the_newest_stamp_holds_for_every_paper_and_field(said: list[Line]) -> None:
    held = fold(said)
    for change in (change for each in said for change in changes_of(each)):
        assert held[change.paper, change.field].stamp >= change.stamp


def test_every_field_of_every_paper_is_one_change() -> None:
    assert list(changes_of(line(FIRST, ("a", "b"), read=True, rating=3))) == [
        MarkChange("a", "read", True, FIRST),
        MarkChange("a", "rating", 3, FIRST),
        MarkChange("b", "read", True, FIRST),
        MarkChange("b", "rating", 3, FIRST),
    ]


def test_tags_of_one_paper_are_fields_of_their_own() -> None:
    held = fold([line(SECOND, ("a",), **{"tag:x": True}), line(FIRST, ("a",), **{"tag:y": True})])
    assert {field for _, field in held} == {"tag:x", "tag:y"}


def test_undoing_gives_the_former_values_under_one_draft() -> None:
    act = line(FIRST, ("a", "b"), read=True)
    held = {("a", "read"): FIRST, ("b", "read"): FIRST}
    assert undo_drafts([act], standing(held, {FIRST})) == [Draft(("a", "b"), (("read", False),), (("read", True),))]


def test_undoing_leaves_newer_marks_alone() -> None:
    act = line(FIRST, ("a", "b", "c"), read=True, rating=4)
    held = {
        ("a", "read"): FIRST,
        ("a", "rating"): SECOND,
        ("b", "read"): SECOND,
        ("b", "rating"): SECOND,
        ("c", "read"): FIRST,
        ("c", "rating"): FIRST,
    }
    assert undo_drafts([act], standing(held, {FIRST})) == [
        Draft(("a",), (("read", False),), (("read", True),)),
        Draft(("c",), (("read", False), ("rating", 0)), (("read", True), ("rating", 4))),
    ]


def test_nothing_is_undone_where_nothing_of_the_act_holds() -> None:
    assert undo_drafts([line(FIRST, ("a",), read=True)], standing({("a", "read"): SECOND}, {FIRST})) == []
    assert undo_drafts([line(FIRST, ("a",), read=True)], standing({}, {FIRST})) == []


def test_what_was_redone_can_be_undone_again() -> None:
    act = line(FIRST, ("a",), read=True)
    undone = redo_drafts([act], standing({("a", "read"): SECOND}, {SECOND}))
    assert undone == [Draft(("a",), (("read", True),), (("read", False),))]
    again = undo_drafts([act], standing({("a", "read"): THIRD}, {FIRST, THIRD}))
    assert again == [Draft(("a",), (("read", False),), (("read", True),))]


def test_undoing_a_note_says_which_text_it_replaces() -> None:
    act = Line(FIRST, "do", "note", ("a",), (("note", "new"),), (("note", "old"),), "T")
    (draft,) = undo_drafts([act], standing({("a", "note"): FIRST}, {FIRST}))
    assert draft == Draft(("a",), (("note", "old"),), (("note", "new"),), "T", (FIRST,))


@thorough(25, 50)
@given(st.lists(lines(), min_size=1, max_size=6), lines())
def test_undoing_the_newest_act_restores_what_held_before(before: list[Line], last: Line) -> None:
    held = fold(before)
    newest = "2030-01-01T00:00:00.000Z-0000-laptop"
    undoing = "2030-01-01T00:00:00.001Z-0000-laptop"
    # Former values are one for all papers of a line, so the act is on one paper here.
    paper = last.papers[0]
    was = tuple((name, held[paper, name].value if (paper, name) in held else type(value)()) for name, value in last.set)
    act = Line(newest, "do", "act", (paper,), last.set, was)
    now = fold([*before, act])
    drafts = undo_drafts([act], lambda paper, field, _value: (newest,) if now[paper, field].stamp == newest else ())
    undone = fold(
        [*before, act, *(Line(undoing, "undo", newest, draft.papers, draft.set, draft.was) for draft in drafts)]
    )
    for name, former in was:
        assert undone[paper, name].value == former
    assert {place: change for place, change in undone.items() if place[0] != paper} == {
        place: change for place, change in held.items() if place[0] != paper
    }


@pytest.mark.parametrize(
    ("kind", "events", "said"),
    [
        ("undo", [], True),
        ("undo", [Event(SECOND, "do", SECOND)], False),
        ("undo", [Event(SECOND, "do", SECOND), Event(THIRD, "undo", SECOND)], True),
        (
            "undo",
            [Event(SECOND, "do", SECOND), Event(THIRD, "undo", SECOND), Event(FOURTH, "redo", SECOND)],
            False,
        ),
        ("undo", [Event(SECOND, "undo", FIRST)], False),
        ("redo", [Event(SECOND, "undo", FIRST)], True),
        ("redo", [], False),
        # Another act was undone and done again: it is older, so what follows it can be done again.
        ("redo", [Event(SECOND, "undo", FIRST), Event(THIRD, "redo", "2026-01-01")], True),
        ("redo", [Event(SECOND, "undo", FIRST), Event(THIRD, "do", THIRD)], False),
        ("redo", [Event(SECOND, "undo", FIRST), Event(THIRD, "do", THIRD), Event(FOURTH, "undo", THIRD)], True),
    ],
)
def test_an_act_stands_where_all_that_was_done_after_it_was_taken_back(
    kind: Literal["undo", "redo"], events: list[Event], said: bool
) -> None:
    assert stands(FIRST, kind, events) is said
    assert stands(FIRST, kind, events[::-1]) is said
