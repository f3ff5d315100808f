from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.app.clipboard import MAX_BYTES, copy_sequence


def copied(sequence: str) -> str:
    """Read a plain sequence as a terminal does."""
    opening, ending = "\x1b]52;c;", "\x07"
    assert sequence.startswith(opening)
    assert sequence.endswith(ending)
    return base64.b64decode(sequence[len(opening) : -len(ending)], validate=True).decode()


def test_a_terminal_gets_the_text_in_base64() -> None:
    copy = copy_sequence("Attention is all you need, naïve 机器", {"TERM": "xterm-256color"})
    assert copied(copy.sequence) == "Attention is all you need, naïve 机器"
    assert not copy.shortened


def test_blanks_within_a_line_count() -> None:
    assert copied(copy_sequence("TY  - UNPB\r\n  two  \x1b[31mred  end", {}).sequence) == "TY  - UNPB\n  two red end"


@settings(max_examples=50)
@given(st.text())
def test_no_control_character_is_copied(text: str) -> None:
    got = copied(copy_sequence(text, {}).sequence)
    assert not [
        character for character in got if not character.isprintable() and character != "\n" and character < "\xa0"
    ]


def test_a_text_too_long_is_cut_between_characters_and_says_so() -> None:
    copy = copy_sequence("é" * MAX_BYTES, {})
    assert copy.shortened
    assert copied(copy.sequence) == "é" * (MAX_BYTES // 2)
    assert len(copy.sequence) <= 100_000


def test_tmux_gets_it_plain_and_wrapped_for_the_terminal_around_it() -> None:
    plain = copy_sequence("x", {}).sequence
    copy = copy_sequence("x", {"TMUX": "/run/tmux,1,0", "TERM": "screen-256color"})
    assert copy.sequence == plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


@pytest.mark.parametrize("environ", [{"STY": "1.pts"}, {"TERM": "screen"}, {"TERM": "screen.xterm-256color"}])
def test_screen_gets_it_in_short_pieces(environ: dict[str, str]) -> None:
    text = "a long title " * 100
    pieces = copy_sequence(text, environ).sequence.split("\x1b\\")
    assert pieces.pop() == ""
    assert all(piece.startswith("\x1bP") and len(piece) < 256 for piece in pieces)
    assert copied("".join(piece.removeprefix("\x1bP") for piece in pieces)) == text
