r"""Commands of a text whose arguments say more than how it looks: accents and references.

`\'e`, `\v{c}` and `\'{\i}` are letters. Of `\cite{...}` nothing is shown, since nobody has the list of references, but
for `[…]` where the sentence needs something there: "of [...] and [...]".
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from reader.model.lazy_pattern import LazyPattern
from reader.text import symbols
from reader.text.alphabets import lowered, raised
from reader.text.part import after_blank
from reader.text.shown import Piece, joined

MOVED: Final = {"textsuperscript": ("^", raised), "textsubscript": ("_", lowered)}
"""Commands that raise or lower a word of a text."""
COMMAND: Final = LazyPattern(r"\\(?:([A-Za-z]+)(\*?)|(.))")
"""A command: its name of letters, or its sign."""
_CITING: Final = LazyPattern(
    r"(?:\b(?:in|of|by|from|to|see|and|with|on|than|as|at|for|or|ref|refs|the|paper|article|extends|extend|following)|[,;])\Z"
)


def accented(text: str, name: str, at: int, stop: int, end: int) -> Piece | None:
    r"""Read an accent and its letter: `\'e`, `\'{e}`, `\v{c}`, `\c c`, `\'{\i}`."""
    begin = stop
    if name.isalpha():
        begin = after_blank(text, stop, end)
        if begin == stop and text[stop : stop + 1] not in ("{", "\\"):
            return None
    braces = 0
    while text[begin : begin + 1] == "{" and braces < 3:
        begin += 1
        braces += 1
    base, after = text[begin : begin + 1], begin + 1
    if base == "\\":
        found = COMMAND.compiled.match(text, begin, end)
        if found is None or (found[1] or "") not in symbols.LETTERS or len(found[1]) > 2:
            return None
        base, after = symbols.LETTERS[found[1]], found.end()
        base = {"ı": "i", "ȷ": "j"}.get(base, base)
        after = after if braces else after_name(text, after, end)
    if braces and base == "}" and name in "~^":
        return Piece(name, at, after) if braces == 1 else None
    if not base.isalpha() or (name == "'" and not braces and _is_possessive(text, at, after)):
        return None
    for _ in range(braces):
        if text[after : after + 1] != "}":
            return None
        after += 1
    if after > end:
        return None
    return Piece(unicodedata.normalize("NFC", base + symbols.TEXT_ACCENTS[name]), at, after)


def reference(text: str, out: list[Piece], name: str, at: int, after: int) -> int:
    r"""Leave out `\cite{...}` and its like, or show that something was there where the sentence needs it."""
    before = joined(out[-3:])[-40:].rstrip() if out else ""
    following = text[after : after + 1]
    if "cite" in name and _CITING.compiled.search(before):
        blank = "" if not out or out[-1].text[-1:] in " ([" else " "
        out.append(Piece(f"{blank}[…]" + (" " if following.isalnum() else ""), at, after))
        return after
    if before[-1:] in ("(", "[") and following in (")", "]"):
        unblank_end(out)
        unblank(out, 1)
        unblank_end(out)
        return after + 1
    if following in ("", " ", ".", ",", ";", ":", ")", "]", "?", "!", "\n"):
        unblank_end(out)
    elif following.isalnum() and out and out[-1].text[-1:].isalnum():
        out.append(Piece(" ", at, after))
    return after


def _is_possessive(text: str, at: int, after: int) -> bool:
    r"""Tell whether an apostrophe was escaped for a program: `an object\'s`."""
    return text[after - 1] in "st" and text[at - 1 : at].isalpha() and not text[after : after + 1].isalpha()


def after_name(text: str, at: int, end: int) -> int:
    """Give the place behind a command's name and what ends it: a blank, or empty braces."""
    if text.startswith("{}", at):
        return at + 2
    after = after_blank(text, at, end)
    return after if after < end else at


def unblank(out: list[Piece], count: int) -> None:
    """Take the last characters of the last piece away."""
    text, start, end = out.pop()
    if len(text) > count:
        out.append(Piece(text[:-count], start, end - count if len(text) == end - start else end))


def unblank_end(out: list[Piece]) -> None:
    """Take the blanks at the end away."""
    while out and out[-1].text.endswith((" ", "\n")):
        unblank(out, len(out[-1].text) - len(out[-1].text.rstrip()))


def moved(text: str, name: str, at: int, stop: int, close: int, end: int) -> list[Piece]:
    """Give what is shown of a word that stands raised or lowered in a text; nothing where it is more than a word."""
    sign, move = MOVED[name]
    words = text[stop + 1 : close] if close < end else ""
    if not words.isalnum():
        return []
    shape = move(words)
    if shape is None:
        return [Piece(sign, at, stop), Piece(f"({words})", stop, close + 1)]
    return [Piece(shape, at, close + 1)]


def closes_script(text: str, at: int) -> bool:
    """Tell whether an index or exponent in brackets ends here: what stands behind `x_(ij,k)` belongs to `x`."""
    if text[at - 1 : at] != ")":
        return False
    open_ = 0
    for place in range(at - 1, max(-1, at - 80), -1):
        open_ += (text[place] == ")") - (text[place] == "(")
        if not open_:
            return text[place - 1 : place] in ("_", "^") if place else False
    return False


def simple(text: str, command: re.Match[str], at: int, end: int) -> Piece | None:
    r"""Give what is shown of a command that stands for a letter, a sign or a blank, with what belongs to it.

    Args:
        text: The raw text.
        command: The command, as `COMMAND` finds it.
        at: Where it begins.
        end: Where the text ends that it is in.
    """
    name, stop = command[1] or command[3], command.end()
    following = text[stop : stop + 1]
    if name == "deg" and text[max(0, at - 3) : at].rstrip(" {")[-1:].isdigit():
        return Piece("°", at, after_name(text, stop, end))
    if name in symbols.TEXT_ACCENTS and (letter := accented(text, name, at, stop, end)):
        return letter
    if name == "'" and following.isalpha():
        return Piece("'", at, stop)
    # `\O(n)` is somebody's own sign for the order of growth.
    if name in symbols.LETTERS and (len(name) > 1 or following != "("):
        return Piece(symbols.LETTERS[name], at, after_name(text, stop, end))
    if name in symbols.TEXT_SIGNS:
        stop += 2 if text.startswith("{}", stop) else 0
        stop += symbols.TEXT_SIGNS[name][-1:] == "." == text[stop : stop + 1]
        return Piece(symbols.TEXT_SIGNS[name], at, stop)
    if name == "\\" and text[at - 1 : at] == "{" and following in symbols.TEXT_ACCENTS:
        # A program escaped the backslash as well.
        letter = accented(text, following, at, stop + 1, end)
        if letter:
            return letter
    if name in ("\\", "newline", "linebreak") or name in symbols.BLANKS:
        return Piece(" ", at, stop)
    sign = symbols.ESCAPED.get(name) or ("" if command[1] else symbols.DELIMITERS.get(name))
    return Piece(sign, at, stop) if sign else None
