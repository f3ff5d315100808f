"""Pens: what is said of a change from one to another, and what none is."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.app.pens import PLAIN, change_pen, is_erasure, on_blank, read_pen

DARK = "38;2;1;2;3;48;2;9;9;9"
PENS = (
    "",
    "1",
    DARK,
    "48;2;9;9;9",
    "1;38;2;1;2;3;48;2;40;40;40",
    "7;31",
    "4;32",
    "1;3;4;93;44",
    "9",
    "38;5;200;48;5;7",
)


@given(before=st.sampled_from(PENS), after=st.sampled_from(PENS))
def test_a_change_of_pen_is_a_change_to_that_pen_and_never_longer_than_a_reset(before: str, after: str) -> None:
    screen = pyte.Screen(2, 1)
    old, new = read_pen(before), read_pen(after)
    change = change_pen(old, new)
    pyte.Stream(screen).feed(change_pen(PLAIN, old) + "x" + change + "x")
    fresh = pyte.Screen(2, 1)
    pyte.Stream(fresh).feed(change_pen(PLAIN, new) + "xx")
    assert screen.buffer[0][1] == fresh.buffer[0][1]
    assert len(change) <= len(f"\x1b[0;{after}m")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("", "1;31", "\x1b[1;31m"),
        ("1;31", "", "\x1b[m"),
        (DARK, "1;" + DARK, "\x1b[1m"),
        ("1;" + DARK, DARK, "\x1b[22m"),
        ("1;2;31", "1;31", "\x1b[22;1m"),
        (DARK, "48;2;9;9;9", "\x1b[39m"),
        ("1;4;31;42", "3", "\x1b[0;3m"),
        ("31", "31", ""),
        ("39;49", "", ""),
    ],
)
def test_only_what_differs_is_said_of_a_pen(before: str, after: str, change: str) -> None:
    assert change_pen(read_pen(before), read_pen(after)) == change


@pytest.mark.parametrize(
    ("colour", "number"),
    [("215;175;95", 179), ("8;8;8", 232), ("238;238;238", 255), ("0;0;255", None), ("215;175;96", None)],
)
def test_a_colour_that_has_a_number_everywhere_is_said_by_it(colour: str, number: int | None) -> None:
    written = read_pen(f"38;2;{colour};48;2;{colour}")
    spelt = (f"38;5;{number}", f"48;5;{number}") if number else (f"38;2;{colour}", f"48;2;{colour}")
    assert (written.foreground, written.background) == spelt


@pytest.mark.parametrize("parameters", ["11", "38", "38;2;1;2", "38;7;1", "x", "38;5;x", "1;;2"])
def test_parameters_that_make_no_pen_are_refused(parameters: str) -> None:
    with pytest.raises(ValueError, match=r"[0-9x]"):
        read_pen(parameters)


def test_of_blanks_only_what_is_seen_of_them_counts() -> None:
    assert on_blank(read_pen("1;31;44")) == read_pen("44")
    assert on_blank(read_pen("7;31")) == read_pen("7;31")
    assert is_erasure(read_pen("44"), True)
    assert not is_erasure(read_pen("44"), False)
    assert not is_erasure(read_pen("4"), True)
    assert is_erasure(PLAIN, False)
