"""What is nearly right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.query.nearness import near, spread, within_edits
from tests.thorough import thorough

WORDS = st.text(alphabet="abc", min_size=1, max_size=6)


def edits_away(word: str, alphabet: str) -> set[str]:
    """Give every word that one edit makes of another."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return (
        {left + right[1:] for left, right in cuts if right}
        | {left + sign + right[1:] for left, right in cuts if right for sign in alphabet}
        | {left + sign + right for left, right in cuts for sign in alphabet}
        | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    )


@given(WORDS, WORDS)
@thorough(100, 200)
def test_one_edit_is_what_one_edit_makes(one: str, other: str) -> None:
    expected = one == other or (other in edits_away(one, "abc") and one[0] == other[0])
    assert within_edits(one, other, 1) is expected


@given(WORDS, WORDS, st.integers(0, 2))
@thorough(100, 200)
def test_edits_are_the_same_both_ways_and_more_edits_reach_more(one: str, other: str, edits: int) -> None:
    assert within_edits(one, other, edits) is within_edits(other, one, edits)
    assert not within_edits(one, other, edits) or within_edits(one, other, edits + 1)


def test_no_letter_is_edited_twice() -> None:
    assert not within_edits("xca", "xabc", 2)
    assert within_edits("xca", "xabc", 3)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.integers(0, 4))
@thorough(100, 200)
def test_near_finds_what_trying_every_window_finds(text: list[str], slop: int) -> None:
    terms = ("a", "b", "c")
    width = spread(terms, slop)
    expected = any(set(terms) <= set(text[first : first + width + 1]) for first in range(len(text)))
    found = list(near(enumerate(text), terms, slop))
    assert bool(found) is expected
    assert all(last - first <= width and set(terms) <= set(text[first : last + 1]) for first, last in found)
