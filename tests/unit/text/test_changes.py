from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.changes import MOST_CHANGES, MOST_WORDS, changes, compared

WORDS = st.lists(st.sampled_from("abc"), max_size=14)


@given(WORDS, WORDS)
def test_both_texts_are_in_what_is_shown(former: list[str], now: list[str]) -> None:
    found = changes(former, now)
    assert [word for sign, words in found for word in words if sign != "+"] == former
    assert [word for sign, words in found for word in words if sign != "-"] == now


@given(WORDS, WORDS)
def test_no_word_that_could_stay_is_taken_out_and_put_in(former: list[str], now: list[str]) -> None:
    longest = [[0] * (len(now) + 1) for _ in range(len(former) + 1)]
    for i, one in enumerate(former):
        for j, other in enumerate(now):
            longest[i + 1][j + 1] = longest[i][j] + 1 if one == other else max(longest[i][j + 1], longest[i + 1][j])
    stayed = sum(len(words) for sign, words in changes(former, now) if sign == "=")
    assert stayed == longest[-1][-1]


def test_what_changed_is_marked_with_signs_and_told_by_place() -> None:
    found = compared("A small model is good.", "A large model is very good.")
    assert found.text == "A [-small-] {+large+} model is {+very+} good."
    assert [found.text[start:end] for start, end in found.added] == ["{+large+}", "{+very+}"]
    assert [found.text[start:end] for start, end in found.removed] == ["[-small-]"]
    assert found.differ


def test_the_same_words_are_no_change_however_they_are_set() -> None:
    assert not compared("One  two", " One two ").differ


def test_paragraphs_stay_and_no_mark_goes_over_their_end() -> None:
    found = compared("One.\n\nTwo.", "One.\n\nThree.\nFour.")
    assert found.text == "One.\n\n[-Two.-] {+Three.+}\n{+Four.+}"


@pytest.mark.parametrize(
    ("former", "now"),
    [
        (["a"] * MOST_WORDS, ["b", "a"] * MOST_WORDS),
        ([f"{n}" for n in range(MOST_CHANGES)], [f"x{n}" for n in range(MOST_CHANGES)]),
    ],
)
def test_texts_with_little_in_common_are_taken_out_and_put_in_as_a_whole(former: list[str], now: list[str]) -> None:
    assert len(compared(" ".join(former), " ".join(now)).removed) <= 1
