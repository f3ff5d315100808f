r"""The one cleaner at the door: what comes from outside is text, and nothing but text, from here on.

A terminal obeys control characters, escape sequences and bidirectional overrides wherever they come from, so none
of them may pass. `clean_line` and `clean_block` are applied once, before anything is stored; `safe_line` once more,
at the last moment before a string is drawn or printed. Nothing here interprets markup: `[MASK]` and `[/]` stay.
Cleaning what is clean changes nothing, and what is clean is Unicode NFC.

Sources: C0 and C1 controls and the grammar of escape sequences as in ECMA-48 5.2 to 5.6; bidirectional formatting
characters as in Unicode Standard Annex 9, 2; the Trojan Source paper (https://arxiv.org/abs/2111.00169) for what they
can do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from reader.model.lazy_pattern import LazyPattern

MAX_COMBINING: Final = 4
"""Combining marks kept on one character: enough for Vietnamese, IPA, Thai, Arabic and the scripts of India."""
MAX_STACKED: Final = 8
"""The same for the scripts that need more: pointed and accented Hebrew, Myanmar, and Tibetan, which writes the lower
letters of a stack as marks. More than this only smears over the lines above and below."""

# What is neither seen nor heard of again. Unassigned code points stay: they are letters and emoji of a Unicode newer
# than this Python's, no terminal obeys them, and those that are set aside to be invisible are in the ranges below.
# Of the format characters (Cf) only those of Arabic, Syriac and Kaithi that are drawn stay. Joiners and variation
# selectors go on purpose: terminals disagree on how many cells the sequences made with them take, and one cell of
# disagreement breaks the line. A family emoji falls into its members, and Persian compounds lose an invisible break.
_BANNED_RANGES: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but newline and tab
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"  # surrogates, private use
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\xad\u034f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb"  # zero width, annotations
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # layout of hieroglyphs, shorthand, music
    "\u2028\u2029"  # line and paragraph separators
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0\U00016fe4"  # fillers
    "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters, and those of the other planes:
) + "".join(chr(plane << 16 | last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF))
_BANNED: Final = LazyPattern(f"[{_BANNED_RANGES}]")

# A C1 control after one of these is a byte of UTF-8 that was read as Latin-1 ("Ã" and 9F are a German sharp s). It goes
# alone: taken for the start of a sequence, it would take the author's next words with it.
_ALONE: Final = "(?<![\x80-\xf4])"
# A carriage return, vertical tab, form feed, NEL or a line separator is a line break to whoever wrote it.
_BREAKS: Final = LazyPattern(f"\r\n?|[\x0b\x0c\u2028\u2029]|{_ALONE}\x85")
# An escape sequence goes as a whole, so that no "[31m" is left where a colour was. One that has no end goes up to the
# end of its line, except that an eight-bit control string needs its end to be believed.
_ESCAPES: Final = LazyPattern(
    f"(?:\x1b\\[|{_ALONE}\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    "|\x1b][^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)?"  # OSC
    "|\x1b[PX^_][^\x1b\x9c\n]*(?:\x1b\\\\|\x9c)?"  # DCS, SOS, PM, APC
    f"|{_ALONE}[\x90\x98\x9d-\x9f][^\x07\x1b\x90\x98-\x9f\n]*(?:\x07|\x1b\\\\|\x9c)"  # the same in eight bits
    f"|(?:\x1b[NO]|{_ALONE}[\x8e\x8f])[!-~]?"  # single shifts
    "|\x1b[ -/]*[0-~]?"
)
# Looked for first: trying the pattern above at each character takes ten times as long.
_CONTROL: Final = LazyPattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# Marks are neither word characters nor below U+0300; what else is in such a run is sorted out by category.
_PILE: Final = LazyPattern(rf"[^\w\s\x00-\u02ff]{{{MAX_COMBINING + 1},}}")
# Ordering marks takes time by the square of their number, so a flood of them is cut before it is put into NFC, to the
# length that Unicode Standard Annex 15, 13 calls stream-safe.
_STREAM_SAFE: Final = 30
_FLOOD: Final = LazyPattern(rf"[^\w\s\x00-\u02ff]{{{_STREAM_SAFE + 1},}}")
_STACKING: Final = LazyPattern("[\u0591-\u05c7\u0f18-\u0fbc\u102b-\u109d\uaa7b-\uaa7d]")
_GAP: Final = LazyPattern("\n{3,}")

# What most texts that are not all ASCII have: letters of Latin, Greek and Cyrillic that carry their accents, dashes and
# quotation marks, arrows and operators, Han, kana and Hangul. Each is drawn, none is a mark, none goes together with
# the one before it, so a text of these and printable ASCII is clean and in NFC, however they are mixed.
_PLAIN: Final = LazyPattern(
    "[\xa1-\xac\xae-\u02ff\u0391-\u03c9\u0410-\u044f\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u3041-\u3096\u30a1-\u30fa"
    "\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e\U0001d400-\U0001d7ff]*"
)
_PRINTABLE: Final = bytes(range(ord(" "), ord("~") + 1))


def clean_line(text: str) -> str:
    """Make one clean line of a text from outside: no controls, white space folded, Unicode NFC."""
    # In line, since most texts are clean and a call would cost half as much again.
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return text if _is_clean(text) else " ".join(_clean(text).split())


def clean_block(text: str) -> str:
    """Make clean paragraphs of a text from outside: like `clean_line`, but single and double line breaks stay."""
    # Where a blank in place of each break, or pair of breaks, makes a clean line, no line has a blank at either end.
    if _is_clean(text if "\n" not in text else text.replace("\n\n", "\n").replace("\n", " ")):
        return text
    lines = [" ".join(line.split()) for line in _clean(text).split("\n")]
    return _GAP.compiled.sub("\n\n", "\n".join(lines)).strip("\n")


def safe_line(text: str) -> str:
    r"""Guard a string at the last moment before it is drawn: what a terminal could obey becomes U+FFFD.

    Cheap for clean text, and keeps the length, so that positions found in the text still fit.
    """
    if text.isascii() and text.isprintable():
        return text
    return _BANNED.compiled.sub("\ufffd", text).replace("\n", " ").replace("\t", " ")


def _is_clean(text: str) -> bool:
    """Tell of most clean lines, and of no others, that they are clean: in a tenth of the time that cleaning takes."""
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        return False
    strange = text.encode("utf-8", "surrogatepass").translate(None, _PRINTABLE)
    return not strange or _PLAIN.compiled.fullmatch(strange.decode("utf-8", "surrogatepass")) is not None


def _clean(text: str) -> str:
    """Take out what is not text; white space is folded by the callers, who know which of it counts."""
    if not text.replace("\n", " ").isprintable():
        if _CONTROL.compiled.search(text):
            text = _ESCAPES.compiled.sub("", _BREAKS.compiled.sub("\n", text))
        text = _BANNED.compiled.sub("", text)
    elif not text.isascii():  # some fillers and all variation selectors count as printable
        text = _BANNED.compiled.sub("", text)
    if text.isascii():
        return text
    # The blank of Braille is drawn as a blank, but is none to `str.split`.
    text = _FLOOD.compiled.sub(_dammed, text.replace("\u2800", " "))
    text = unicodedata.normalize("NFC", text)
    # A mark that goes can let its neighbours compose, so this ends only when nothing is left to do.
    while (shorter := _PILE.compiled.sub(_shortened, text)) != text:
        text = unicodedata.normalize("NFC", shorter)
    return text


def _dammed(run: re.Match[str]) -> str:
    return "".join(sign for sign, depth in _depths(run[0]) if depth <= _STREAM_SAFE)


def _shortened(run: re.Match[str]) -> str:
    return "".join(
        sign
        for sign, depth in _depths(run[0])
        if depth <= MAX_COMBINING or (depth <= MAX_STACKED and _STACKING.compiled.match(sign))
    )


def _depths(run: str) -> Iterator[tuple[str, int]]:
    """Give each character with its place among the marks on one base, 0 for what is no mark."""
    depth = 0
    for sign in run:
        is_mark = unicodedata.category(sign) in {"Mn", "Me"} or unicodedata.combining(sign)
        depth = depth + 1 if is_mark else 0
        yield sign, depth
