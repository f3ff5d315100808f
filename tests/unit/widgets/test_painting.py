"""Measuring, shortening, wrapping and marking: every line is as wide as it was said to be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style

from reader.model import safe_line
from tests.unit.widgets.texts import TEXTS
from widgets import painting
from widgets.glyphs import ASCII, UNICODE

PLAIN, MARKED, FILL = Style(bold=False), Style(underline=True), Style(dim=True)


# shorten


@given(TEXTS, st.integers(-1, 60), st.sampled_from([UNICODE.ellipsis, ASCII.ellipsis]))
@settings(max_examples=100)
def test_a_shortened_text_is_never_wider_than_asked(text: str, width: int, ellipsis: str) -> None:
    short = painting.shorten(text, width, ellipsis)
    assert cell_len(safe_line(short)) <= max(0, width)


@given(TEXTS, st.integers(1, 60))
@settings(max_examples=100)
def test_a_text_is_shortened_only_where_it_does_not_fit(text: str, width: int) -> None:
    fits = cell_len(safe_line(text)) <= width
    short = painting.shorten(text, width)
    assert short == safe_line(text) if fits else short.endswith("…")


@given(TEXTS, st.integers(2, 60))
@settings(max_examples=100)
def test_what_is_kept_is_the_beginning_of_the_text(text: str, width: int) -> None:
    short = painting.shorten(text, width)
    kept = short if cell_len(safe_line(text)) <= width else short[:-1]
    assert safe_line(text).startswith(kept)


@pytest.mark.parametrize(
    ("width", "short"),
    [
        (30, "Attention is all you need"),
        (25, "Attention is all you need"),
        (24, "Attention is all you…"),
        (21, "Attention is all you…"),
        (20, "Attention is all…"),
        (12, "Attention…"),
        (6, "Atten…"),
        (1, "…"),
        (0, ""),
        (-5, ""),
    ],
)
def test_a_text_ends_at_a_word_where_that_does_not_waste_too_much(width: int, short: str) -> None:
    assert painting.shorten("Attention is all you need", width) == short


def test_a_word_is_cut_rather_than_half_of_the_room_left_empty() -> None:
    assert painting.shorten("An antidisestablishmentarianism", 20) == "An antidisestablish…"


def test_the_waste_is_measured_in_cells_for_wide_signs_too() -> None:
    assert painting.shorten("注意力机制 变压器模型", 14) == "注意力机制…"


def test_a_comma_or_dash_before_the_ellipsis_goes() -> None:
    assert painting.shorten("One, two, three", 10) == "One, two…"
    assert painting.shorten("One two - three", 11) == "One two…"


def test_the_ellipsis_of_plain_terminals_takes_three_cells() -> None:
    assert painting.shorten("Attention is all you need", 19, "...") == "Attention is all..."
    assert painting.shorten("Attention is all you need", 18, "...") == "Attention is..."
    assert painting.shorten("Attention", 2, "...") == ".."


def test_a_wide_sign_is_never_halved() -> None:
    assert painting.shorten("注意力机制", 6) == "注意…"
    assert painting.shorten("注意力机制", 5) == "注意…"
    assert painting.shorten("注意力机制", 2) == "…"


def test_marks_take_no_room_and_stay_with_their_letter() -> None:
    letters = "e\u0301" * 10
    assert painting.shorten(letters, 10) == letters
    assert painting.shorten(letters, 5) == "e\u0301" * 4 + "…"


def test_a_text_of_controls_is_as_wide_as_what_stands_for_them() -> None:
    assert painting.shorten("\x00" * 10, 5) == "\ufffd" * 4 + "…"
    assert painting.cells("\x00\x1b[") == 3


# wrap


def fits_or_is_one_sign(text: str, width: int) -> bool:
    """Tell whether a line fits, or is a single sign wider than the whole line, with its marks."""
    return cell_len(text) <= width or (get_character_cell_size(text[0]) == cell_len(text) == 2 and width == 1)


@given(TEXTS, st.integers(1, 30))
@example("\u0301注\u0301注", 1)
@example("注意", 1)
@settings(max_examples=100)
def test_every_wrapped_line_fits(text: str, width: int) -> None:
    safe = safe_line(text)
    assert all(fits_or_is_one_sign(safe[start:end], width) for start, end in painting.wrap(text, width) if safe)


@given(TEXTS, st.integers(-1, 30))
@settings(max_examples=100)
def test_wrapping_loses_nothing_but_blanks_and_keeps_the_order(text: str, width: int) -> None:
    safe = safe_line(text)
    spans = painting.wrap(text, width)
    ends = [(0, 0), *spans, (len(safe), len(safe))]
    for (_, end), (start, _) in pairwise(ends):
        assert end <= start
        assert not safe[end:start].strip(" ")
    assert all(start < end for start, end in spans) or spans == [(0, 0)]


@given(st.text(alphabet="ab e\u0301\u0323注", max_size=60), st.integers(2, 12))
@settings(max_examples=100)
def test_no_line_begins_with_a_mark_that_belongs_to_the_line_before(text: str, width: int) -> None:
    starts = [start for start, _ in painting.wrap(text, width) if start and text[start - 1] != " "]
    assert not [start for start in starts if get_character_cell_size(text[start]) == 0]


@given(st.lists(st.text(alphabet="abc注", min_size=1, max_size=5), max_size=20), st.integers(10, 30))
@settings(max_examples=50)
def test_words_that_fit_on_a_line_are_not_broken(words: list[str], width: int) -> None:
    text = " ".join(words)
    assert [word for start, end in painting.wrap(text, width) for word in text[start:end].split()] == words


def test_a_word_longer_than_the_line_is_broken_where_it_has_to_be() -> None:
    text = "ab abcdefgh c"
    assert [text[start:end] for start, end in painting.wrap(text, 4)] == ["ab", "abcd", "efgh", "c"]


def test_blanks_at_a_break_stand_on_neither_line() -> None:
    text = "ab   cdef"
    assert [text[start:end] for start, end in painting.wrap(text, 4)] == ["ab", "cdef"]


def test_a_sign_wider_than_the_line_takes_its_marks_along() -> None:
    assert painting.wrap("注\u0301意a", 1) == [(0, 2), (2, 3), (3, 4)]


def test_nothing_is_one_empty_line() -> None:
    assert painting.wrap("", 10) == [(0, 0)]


# mark

SPANS = st.lists(st.integers(0, 60), max_size=12, unique=True).map(
    lambda edges: list(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(TEXTS, SPANS, st.integers(0, 20))
@settings(max_examples=100)
def test_marking_draws_the_whole_text_and_marks_exactly_the_spans(
    text: str, spans: list[painting.Span], offset: int
) -> None:
    segments = painting.mark(text, spans, PLAIN, MARKED, offset)
    assert "".join(segment.text for segment in segments) == safe_line(text)
    flags = [segment.style is MARKED for segment in segments for _ in segment.text]
    wanted = [any(start <= index + offset < end for start, end in spans) for index in range(len(text))]
    assert flags == wanted


def test_no_piece_of_a_marked_line_is_empty() -> None:
    segments = painting.mark("abc", [(0, 1), (1, 1), (1, 3), (5, 9)], PLAIN, MARKED)
    assert [segment.text for segment in segments] == ["a", "bc"]


# line


@given(TEXTS, TEXTS, st.integers(0, 60))
@settings(max_examples=100)
def test_a_line_has_exactly_the_width(left: str, right: str, width: int) -> None:
    strip = painting.line([painting.text(left, PLAIN)], [painting.text(right, PLAIN)] if right else [], width, FILL)
    assert strip.cell_length == width
    assert cell_len(strip.text) == width


def test_the_right_end_goes_where_there_is_no_room_for_a_blank_between() -> None:
    left, right = [Segment("left", PLAIN)], [Segment("right", PLAIN)]
    assert painting.line(left, right, 10, FILL).text == "left right"
    assert painting.line(left, right, 9, FILL).text == "left     "
    assert painting.line(left, right, 2, FILL).text == "le"


def test_a_wide_sign_at_the_edge_becomes_a_blank() -> None:
    assert painting.line([Segment("a注", PLAIN)], [], 2, FILL).text == "a "


def test_what_is_drawn_cannot_be_obeyed() -> None:
    assert painting.text("a\x1b[31mb\u202ec", PLAIN).text == "a\ufffd[31mb\ufffdc"


def test_hints_are_left_out_whole_the_first_and_the_last_of_them_last() -> None:
    words = "Enter takes one  Tab takes it and stays  Esc closes"
    assert [painting.hints(words, room) for room in (51, 50, 27, 26, 10, 9)] == [
        *(words, "Enter takes one  Esc closes", "Enter takes one  Esc closes"),
        *("Esc closes", "Esc closes", ""),
    ]
    assert painting.hints("? help", 5) == ""
