from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

from reader.app.terminal_input import (
    MAX_PASTE,
    PASTE_END,
    PASTE_PATIENCE,
    PASTE_START,
    SEQUENCE_PATIENCE,
    SETTLING,
    SETTLING_AT_MOST,
    AltKey,
    EscapeKey,
    InputScanner,
    Pasted,
    Piece,
    Typed,
    clean_paste,
    is_safe_sequence,
)

FRAGMENTS = [
    "\x1b",
    "[",
    "]",
    "O",
    "P",
    "q",
    "1",
    ";",
    ":",
    "\x07",
    "~",
    "u",
    PASTE_START,
    PASTE_END,
    "é",
    "\x9b",
    "\0",
]


def known(sequence: str) -> bool:
    return sequence in ANSI_SEQUENCES_KEYS or is_safe_sequence(sequence)


def scanner() -> InputScanner:
    return InputScanner(known, escape_delay=0.1)


def read(*chunks: str) -> list[Piece]:
    """Feed chunks at once, and then let time pass until nothing more is due."""
    scan, pieces = scanner(), []
    for chunk in chunks:
        pieces += scan.feed(chunk, 0.0)
    pieces += let_time_pass(scan, 0.0)
    return pieces


def let_time_pass(scan: InputScanner, now: float) -> list[Piece]:
    pieces = []
    while (wait := scan.wait(now)) is not None:
        now += wait + 0.001
        pieces += scan.tick(now)
    return pieces


def test_plain_text_passes_in_one_piece() -> None:
    assert read("hello wörld") == [Typed("hello wörld")]


@pytest.mark.parametrize("sequence", ["\x1b[A", "\x1bOP", "\x1b[[A", "\x1b[7$", "\x1b[<0;3;4M", "\x1b[97;5u", "\x1bb"])
def test_a_known_sequence_passes_whole_even_when_it_comes_in_single_characters(sequence: str) -> None:
    assert read(*"x", *sequence, *"y") == [Typed("x"), Typed(sequence), Typed("y")]


def test_a_lone_escape_is_the_escape_key_once_its_delay_has_passed() -> None:
    scan = scanner()
    assert scan.feed("\x1b", 5.0) == []
    assert scan.tick(5.09) == []
    assert scan.tick(5.11) == [EscapeKey()]
    assert scan.wait(5.11) is None


def test_two_escapes_are_two_escape_keys() -> None:
    assert read("\x1b\x1b") == [EscapeKey(), EscapeKey()]


@pytest.mark.parametrize("character", ["x", "G", "4", "-", "/", "[", "O", "]", "\r"])
def test_escape_and_a_character_is_alt(character: str) -> None:
    assert read("\x1b" + character) == [AltKey(character)]


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[?62;4;22c",
        "\x1b[" + "1;" * 40 + "q",
        "\x1b]0;q\x07",
        "\x1b]11;rgb:0/0/0\x1b\\",
        "\x1bPqq\x9c",
        "\x1b_q\x1b\\",
        "\x1b[Mqqq",
        "\x1b[1114112u",
        "\x1b[97:65u",
    ],
)
def test_a_sequence_that_means_nothing_here_is_dropped_as_a_whole(sequence: str) -> None:
    assert read("a", *sequence, "b") == [Typed("a"), Typed("b")]


def test_a_sequence_without_end_is_dropped_after_a_silence_and_not_before() -> None:
    scan = scanner()
    scan.feed("\x1b]0;" + "q" * 10, 0.0)
    assert scan.tick(SEQUENCE_PATIENCE - 0.01) == []
    assert scan.tick(SEQUENCE_PATIENCE + 0.01) == []
    assert scan.feed("j", 1.0) == [Typed("j")]


def test_an_endless_sequence_does_not_grow() -> None:
    scan = scanner()
    scan.feed("\x1b[", 0.0)
    for _ in range(50):
        assert scan.feed("9" * 1000, 0.0) == []
        assert len(scan._unfinished) <= 4096
    assert scan.feed("qj", 0.0) == [Typed("j")]


def test_a_sequence_broken_off_by_another_is_dropped_and_the_other_counts() -> None:
    assert read("\x1b[1;\x1b[A") == [Typed("\x1b[A")]


def test_a_long_text_of_an_input_method_is_typed() -> None:
    sequence = "\x1b[0;;" + ":".join(str(ord(character)) for character in "机器学习论文") + "u"
    assert len(sequence) > 32
    assert read(sequence) == [Typed("机器学习论文")]


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_paste_split_anywhere_is_one_paste(cut: int) -> None:
    stream = f"j{PASTE_START}a \x1b q{PASTE_END}k" + " " * 8
    assert read(stream[:cut], stream[cut:]) == [Typed("j"), Pasted("a"), Typed("k" + " " * 8)]


def test_a_nested_start_marker_is_part_of_the_paste() -> None:
    assert read(f"{PASTE_START}a{PASTE_START}q{PASTE_END}") == [Pasted("aq")]


def test_text_between_an_end_marker_in_the_paste_and_the_real_one_presses_no_keys() -> None:
    assert read(f"{PASTE_START}a{PASTE_END}q", f"q{PASTE_END}j") == [Pasted("aqq"), Typed("j")]


def test_two_pastes_in_a_row_stay_two() -> None:
    stream = f"{PASTE_START}a{PASTE_END}j{PASTE_START}b{PASTE_END}"
    assert read(stream) == [Pasted("a"), Typed("j"), Pasted("b")]


def test_keys_after_a_paste_count_when_the_terminal_is_silent_or_soon_anyway() -> None:
    scan = scanner()
    scan.feed(f"{PASTE_START}a{PASTE_END}", 0.0)
    assert scan.wait(0.0) == SETTLING
    now = 0.0
    pieces: list[Piece] = []
    while not pieces:
        now += SETTLING / 2
        pieces = scan.tick(now) or scan.feed("j", now)
        assert now <= SETTLING_AT_MOST + SETTLING
    assert pieces[0] == Pasted("a")
    assert isinstance(pieces[1], Typed)


def test_a_paste_without_end_is_handed_out_after_a_silence() -> None:
    scan = scanner()
    scan.feed(PASTE_START + "abc", 0.0)
    assert scan.tick(PASTE_PATIENCE - 0.01) == []
    assert scan.tick(PASTE_PATIENCE + 0.01) == [Pasted("abc")]
    assert scan.wait(2.0) is None


def test_after_a_paste_without_end_one_key_counts_and_more_at_once_is_paste() -> None:
    scan = scanner()
    scan.feed(PASTE_START + "abc", 0.0)
    scan.tick(PASTE_PATIENCE + 0.01)
    scan.feed("qqq", 2.0)
    assert scan.tick(2.0 + PASTE_PATIENCE + 0.01) == [Pasted("qqq")]
    assert scan.feed("j", 5.0) == [Typed("j")]


def test_a_huge_paste_is_shortened_and_says_by_how_much() -> None:
    assert read(PASTE_START, "x" * MAX_PASTE, "yz", PASTE_END) == [Pasted("x" * MAX_PASTE, dropped=2)]


def test_a_pasted_text_keeps_its_lines_and_the_blanks_at_their_ends() -> None:
    assert clean_paste("  a\x1b[31mb\x00 \r\nc\u202ed\n\n") == "  ab \ncd\n\n"


@settings(max_examples=100)
@given(
    st.sampled_from([PASTE_START, PASTE_END]).flatmap(
        lambda left_out: st.lists(st.sampled_from([one for one in FRAGMENTS if one != left_out]), max_size=12)
    ),
    st.integers(0, 40),
)
def test_a_paste_never_becomes_keys_whatever_it_holds(fragments: list[str], cut: int) -> None:
    # A start after an end inside one text cannot be told from two pastes, so a text holds only one kind of marker here.
    text = "".join(fragments)
    if PASTE_START not in text or PASTE_END not in text:
        stream = f"{PASTE_START}{text}{PASTE_END}"
        pieces = read(stream[:cut], stream[cut:])
        assert all(isinstance(piece, Pasted) for piece in pieces)
        assert len(pieces) <= 1


@settings(max_examples=100)
@given(
    st.text(alphabet="".join(sorted(set("".join(FRAGMENTS)))) + "0123456789<?$RMmtHI", max_size=40), st.integers(0, 40)
)
def test_whatever_comes_textuals_parser_survives_what_it_is_given_and_is_ready_after_it(text: str, cut: int) -> None:
    parser = XTermParser()
    for piece in read(text[:cut], text[cut:]):
        if isinstance(piece, Typed):
            list(parser.feed(piece.text))
    assert [event.key for event in parser.feed("j") if isinstance(event, events.Key)] == ["j"]


@settings(max_examples=100)
@given(st.text(max_size=30), st.text(max_size=30))
def test_reading_in_two_goes_gives_the_same_as_in_one(before: str, after: str) -> None:
    def joined(pieces: list[Piece]) -> list[Piece]:
        whole: list[Piece] = []
        for piece in pieces:
            if whole and isinstance(piece, Typed) and isinstance(whole[-1], Typed):
                whole[-1] = Typed(whole[-1].text + piece.text)
            else:
                whole.append(piece)
        return whole

    assert joined(read(before, after)) == joined(read(before + after))


def test_textuals_parser_is_done_with_a_known_sequence_at_its_last_character() -> None:
    replies = ["\x1b[48;24;80;240;800t", "\x1b[?2026;2$y", "\x1b[3;4R", "\x1b[I", "\x1b[97;;98:99u"]
    # Two escapes in a row never reach the parser: each is a key.
    for sequence in {one for one in ANSI_SEQUENCES_KEYS if one[0] == "\x1b"} - {"\x1b", "\x1b\x1b"} | set(replies):
        parser = XTermParser()
        list(parser.feed(sequence))
        assert parser._timeout_time is None, repr(sequence)
