"""What passes the cleaner at the door, and what does not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model.text import _PLAIN, MAX_COMBINING, MAX_STACKED, _clean, clean_block, clean_line, safe_line

VISIBLE_FORMATS = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
INVISIBLE = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0\U00016fe4")
INVISIBLE |= {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0x2060, 0x2070), *range(0xFFF0, 0xFFFC))}


def is_banned(sign: str) -> bool:
    """Tell by Unicode's own words, not by the cleaner's ranges, whether a character has no place in a text."""
    code = ord(sign)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF:
        return True
    category = unicodedata.category(sign)
    if category == "Cf":
        return sign not in VISIBLE_FORMATS
    return (category in {"Cc", "Cs", "Co", "Zl", "Zp"} and sign not in "\n\t") or sign in INVISIBLE


ODD = "\x00\x07\t\n\x0b\r\x1b\x1c\x7f\x80\x85\x90\x9b\x9c\x9d\xa0\xad\u0301\u0323\u0338\u05b6\u0cc2\u0cc6\u1100\u1161"
ODD += "\u115f\u200b\u200d\u200e\u202e\u2028\u2066\u2800\u3000\u3164\ud800\udfff\ue000\ufe0f\ufeff\uffa0\uffff"
ODD += "\U0001fffe\U000e0041\U000e0100\U0010ffff"
TEXTS = st.lists(
    st.sampled_from(["a", "e", "A", " ", "[", "]", "31m", "0;x", "\\", "K\u0327", *ODD])
    | st.text(st.characters(exclude_categories=()), max_size=4),
    max_size=20,
).map("".join)
CLEANERS = pytest.mark.parametrize("clean", [clean_line, clean_block])


@CLEANERS
@settings(max_examples=100)
@given(text=TEXTS)
def test_nothing_banned_comes_through(clean: Callable[[str], str], text: str) -> None:
    assert not {sign for sign in clean(text) if is_banned(sign) or sign == "\t"}


@CLEANERS
@settings(max_examples=100)
@given(text=TEXTS)
def test_a_clean_text_is_in_nfc_and_stays_as_it_is(clean: Callable[[str], str], text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@settings(max_examples=100)
@given(TEXTS)
def test_a_line_has_no_break_and_its_blanks_are_single_and_within(text: str) -> None:
    assert clean_line(text) == " ".join(clean_line(text).split())


@settings(max_examples=100)
@given(TEXTS)
def test_a_block_is_lines_that_are_clean_with_no_more_than_one_empty_between(text: str) -> None:
    block = clean_block(text)
    assert "\n\n\n" not in block
    assert block == block.strip("\n")
    assert all(line == clean_line(line) for line in block.split("\n"))


@settings(max_examples=100)
@given(TEXTS)
def test_a_line_and_a_block_differ_in_their_breaks_only(text: str) -> None:
    assert clean_line(clean_block(text)) == clean_line(text)


@settings(max_examples=100)
@given(TEXTS)
def test_what_is_drawn_keeps_its_length_and_holds_nothing_banned(text: str) -> None:
    drawn = safe_line(text)
    assert len(drawn) == len(text)
    assert not {sign for sign in drawn if is_banned(sign) or sign in "\n\t"}


@settings(max_examples=50)
@given(TEXTS)
def test_a_clean_line_is_drawn_as_it_is(text: str) -> None:
    assert safe_line(clean_line(text)) == clean_line(text)


def test_the_ranges_of_the_cleaner_are_those_of_unicode() -> None:
    planes = [range(0x3400), range(0xA4D0, 0xAC00), range(0xD7A4, 0x17000), range(0x1BC00, 0x1D200)]
    edges = [range(plane << 16 | 0xFFF0, (plane << 16) + 0x10000) for plane in range(17)]
    signs = "".join(chr(code) for part in (*planes, *edges, range(0xE0000, 0xE1000)) for code in part)
    # Set aside for format characters by a Unicode that this Python may not know yet.
    signs = signs.translate(dict.fromkeys(range(0x13430, 0x13460)))
    drawn = safe_line(signs.replace("\n", "").replace("\t", ""))
    kept = "".join(sign for sign in signs if not is_banned(sign) and sign not in "\n\t\ufffd")
    assert drawn.replace("\ufffd", "") == kept


@pytest.mark.parametrize(
    "sequence",
    [
        pytest.param("\x1b[31m", id="CSI"),
        pytest.param("\x1b[38;2;1;2;3m", id="CSI with parameters"),
        pytest.param("\x1b[?1049h", id="private CSI"),
        pytest.param("\x1b[0 q", id="CSI with an intermediate"),
        pytest.param("\x9b31m", id="eight-bit CSI"),
        pytest.param("\x1b]0;title\x07", id="OSC to BEL"),
        pytest.param("\x1b]8;;https://example.org\x1b\\", id="OSC to ST"),
        pytest.param("\x1b]52;c;aGk=\x9c", id="OSC to eight-bit ST"),
        pytest.param("\x9d0;title\x07", id="eight-bit OSC"),
        pytest.param("\x9d0;title\x9c", id="eight-bit OSC to ST"),
        pytest.param("\x1bPq#0;2\x1b\\", id="DCS"),
        pytest.param("\x1bPa\x07b\x1b\\", id="DCS, which BEL does not end"),
        pytest.param("\x90q#0\x9c", id="eight-bit DCS"),
        pytest.param("\x1b_Gf=100\x1b\\", id="APC"),
        pytest.param("\x1b^private\x1b\\", id="PM"),
        pytest.param("\x1bXstring\x1b\\", id="SOS"),
        pytest.param("\x1bOP", id="SS3"),
        pytest.param("\x8fP", id="eight-bit SS3"),
        pytest.param("\x1b(0", id="character set"),
        pytest.param("\x1bc", id="reset"),
        pytest.param("\x1b7\x1b8", id="cursor saved and restored"),
        pytest.param("\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\", id="one sequence in another"),
    ],
)
def test_an_escape_sequence_goes_as_a_whole(sequence: str) -> None:
    assert clean_line(f"one {sequence}two") == "one two"
    assert clean_block(f"one\n{sequence}two") == "one\ntwo"


@pytest.mark.parametrize("sequence", ["\x1b[31", "\x1b]0;title", "\x1bPq#0", "\x1b"])
def test_an_escape_sequence_without_an_end_goes_up_to_the_end_of_its_line(sequence: str) -> None:
    assert clean_block(f"one{sequence}\ntwo") == "one\ntwo"


def test_utf8_read_as_latin1_loses_no_words_to_what_looks_like_a_sequence() -> None:
    misread = "Gauß and Świerk call an “apt” word a “bad” one".encode().decode("latin-1")
    assert clean_line(misread) == "GauÃ and Åwierk call an âaptâ word a âbadâ one"


def test_an_eight_bit_control_string_without_an_end_takes_nothing_with_it() -> None:
    assert clean_line("before \x9dafter") == "before after"


@pytest.mark.parametrize(
    "text",
    [
        "[MASK] and [CLS]",
        "a [/] b",
        "[@click=app.quit]x[/]",
        r"$\alpha$ and \u00e9",
        "[bold red]not bold[/bold red]",
        "&lt;b&gt; %s {0} ${HOME} `ls`",
        "深度学习与注意力机制",
        "ニューラルネットワーク、한국어",
        "Ελληνικά λ̂",
        "עִבְרִית",
        "العَرَبِيَّة",
        "हिन्दी में संख्याएँ",
        "ภาษาไทยที่นี่",
        "Việt Nam, Rozière, Çelik",
        "🤗 👍🏽 🇪🇺 ✨",
        "𝒪(√n) ∑ ≠ ⊥ 𝔼[x] x̂ x̃",
        "⠓⠑⠇⠇⠕",
        "\u0600\u0661\u0662",
    ],
)
def test_what_an_author_writes_stays_to_the_letter(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert clean_line(text) == clean_block(text) == safe_line(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("e\u200b\u0301", "é"),
        ("inter\xadnational", "international"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("\u3164\u115f\uffa0", ""),
        ("nul\x00byte, del\x7f", "nulbyte, del"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("👩\u200d🔬 ❤\ufe0f", "👩🔬 ❤"),
        ("a\u2800\u2800b", "a b"),
        ("a\u3000 \xa0\u2009b", "a b"),
        ("newer than this Python: \U0003fff0", "newer than this Python: \U0003fff0"),
    ],
)
def test_what_cannot_be_seen_goes_and_the_rest_closes_up(text: str, cleaned: str) -> None:
    assert clean_line(text) == cleaned


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_is_one_break(line_break: str) -> None:
    assert clean_block(f"one {line_break}\ttwo") == "one\ntwo"
    assert clean_line(f"one {line_break}\ttwo") == "one two"


def test_blank_lines_of_a_block_fold_to_one_and_its_ends_go() -> None:
    assert clean_block("\n \n one  two \n\t\n\n \nthree\n\n") == "one two\n\nthree"


def test_a_text_that_is_clean_and_plain_is_given_back_as_the_same_object() -> None:
    text = "We propose an attention mechanism. " * 30 + "It works."
    assert clean_line(text) is text
    assert clean_block(text) is text
    assert safe_line(text) is text


def longest_pile(text: str) -> int:
    depth = longest = 0
    for sign in text:
        depth = depth + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        longest = max(longest, depth)
    return longest


@pytest.mark.parametrize("mark", ["\u0301", "\u0323", "\u20dd", "\u0488", "\u0e47", "\u064b", "\u0951", "\ufe20"])
def test_a_pile_of_marks_is_cut_to_what_writing_needs(mark: str) -> None:
    assert longest_pile(clean_line(f"x{mark * 40}y")) == MAX_COMBINING
    assert clean_line(f"x{mark * 40}y")[-1] == "y"


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("שּֽׁ֣ם", id="pointed and accented Hebrew"),
        pytest.param("ཧྐྵྨླྺྼྻྂ", id="the tenfold stack of Tibetan"),
        pytest.param("ကြွှုံ့", id="Myanmar"),
        pytest.param("ญี่ปุ่น", id="Thai"),
        pytest.param("क्ष्म्यू", id="Devanagari"),
        pytest.param("ệ̃", id="Vietnamese with a tilde on top"),
    ],
)
def test_scripts_that_write_with_many_marks_keep_them(word: str) -> None:
    assert clean_line(word) == unicodedata.normalize("NFC", word)


def test_no_script_may_pile_without_end() -> None:
    assert longest_pile(clean_line("ཀ" + "ྐ" * 100)) == MAX_STACKED


def test_a_flood_of_unordered_marks_is_cut_before_it_is_ordered() -> None:
    # Ordering these 100,000 marks would take half a minute.
    assert len(clean_line("a" + "\u0301\u0323" * 50_000)) <= 1 + MAX_COMBINING


@settings(max_examples=50)
@given(st.lists(st.sampled_from("ae\u0301\u0323\u0345\u05b6\u0cc6\u0cc2\u0f90\u20dd"), max_size=30).map("".join))
def test_no_pile_is_higher_than_the_highest_script(text: str) -> None:
    assert longest_pile(clean_line(text)) <= MAX_STACKED


def test_tabs_and_breaks_are_drawn_as_blanks_and_controls_as_what_they_are_not() -> None:
    assert safe_line("a\tb\nc\x1b[1m\u202e") == "a b c\ufffd[1m\ufffd"


def test_this_module_tells_banned_from_drawn() -> None:
    assert all(is_banned(sign) for sign in "\x00\x1b\x9b\u202e\ud800\ue000\ufdd0\U000e0041\u2028\xad\u3164")
    assert not any(is_banned(sign) for sign in "a é\n深🤗\u0301\u0600")
    assert all(one < other for one, other in pairwise(sorted(INVISIBLE)))


def test_what_is_taken_for_clean_at_a_glance_never_changes_beside_anything() -> None:
    plain = [sign for sign in map(chr, range(0x80, 0x110000)) if _PLAIN.compiled.fullmatch(sign)]
    seconds = {
        chr(int(parts[1], 16))
        for parts in (unicodedata.decomposition(chr(code)).split() for code in range(0x110000))
        if len(parts) == 2 and not parts[0].startswith("<")
    }
    assert len(plain) > 34_000
    assert not seconds.intersection(plain)
    assert not any(is_banned(sign) or sign.isspace() or unicodedata.combining(sign) for sign in plain)
    assert unicodedata.normalize("NFC", "".join(plain)) == "".join(plain)
    assert _clean("".join(plain)) == "".join(plain)


@pytest.mark.parametrize(
    "edge", [" x", "x ", "a  b", "\nx", "x\n", "a \nb", "a\n b", "a\n\n\nb", "a\n\n\n\nb", "é\x7f", "–\t–"]
)
def test_what_is_not_clean_is_seen_at_a_glance(edge: str) -> None:
    assert clean_block(edge) != edge
    assert clean_line(edge) != edge


def test_clean_paragraphs_come_back_as_they_are() -> None:
    text = "Erdős – “quoted”,\nline two\n\n第二段 $\\alpha$"
    assert clean_block(text) is text
