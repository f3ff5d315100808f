"""The one cleaner at the door: what comes from outside is text, and nothing but text, from here on.

A terminal obeys control characters, escape sequences and bidirectional overrides wherever they come from, so none
of them may pass. `clean_line` and `clean_block` are applied once, before anything is stored; `safe_line` once more,
at the last moment before a string is drawn or printed. Nothing here interprets markup: `[MASK]` and `[/]` stay.

Sources: C0 and C1 controls as in ECMA-48 5.2 and 5.3; bidirectional formatting characters as in Unicode Standard
Annex 9, 2; the Trojan Source paper (https://arxiv.org/abs/2111.00169) for what they can do.
"""

from __future__ import annotations

import re
import unicodedata

MAX_COMBINING = 4
"""Combining marks kept on one character: enough for Vietnamese and IPA, too few to smear over other lines."""

# Everything of category Cc but newline and tab, surrogates, line and paragraph separators, bidirectional controls,
# zero-width and invisible format characters, variation selectors, tags, interlinear annotation, private use, noncharacters.
_BANNED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# A carriage return, vertical tab, form feed, NEL or a line separator is a line break to whoever wrote it.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_PILE = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{%d})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+" % MAX_COMBINING
)
# An escape sequence goes as a whole, so that no "[31m" is left where a colour was (ECMA-48 5.4; OSC ends at BEL or ST).
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_BLANKS = re.compile(r"\s+")


def clean_line(text: str) -> str:
    """Make one clean line of a text from outside: no controls, white space folded, Unicode NFC."""
    return _BLANKS.sub(" ", _clean(text)).strip()


def clean_block(text: str) -> str:
    """Make clean paragraphs of a text from outside: like `clean_line`, but line breaks stay, no more than two in a row."""
    lines = [_BLANKS.sub(" ", line).strip() for line in _clean(text).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def safe_line(text: str) -> str:
    """Guard a string at the last moment before it is drawn: whatever a terminal could obey becomes `\\N{REPLACEMENT CHARACTER}`.

    Cheap for clean text, and keeps the length, so that positions found in the text still fit.
    """
    if text.isascii() and text.isprintable():
        return text
    return _BANNED.sub("\ufffd", text).replace("\n", " ").replace("\t", " ")


def _clean(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = _PILE.sub(r"\1", text)
    elif text.isprintable():
        return text
    text = _ESCAPES.sub("", text)
    return _BANNED.sub("", _BREAKS.sub("\n", text))
