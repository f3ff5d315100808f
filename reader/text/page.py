"""What pages make of a text: commands without their backslash, entities, tags, and marks made of several signs.

Each function looks at one place of a text and tells what is shown there. Tags that are none of a page's (`<think>`),
and means in angle brackets (`<p>` of a momentum) stay.
"""

from __future__ import annotations

import html
from typing import Final

from reader.model import clean_line
from reader.model.lazy_pattern import LazyPattern
from reader.text import ARTEFACTS
from reader.text.alphabets import lowered, raised
from reader.text.links import Link, find_links
from reader.text.shown import Piece

_ARROWS: Final = {
    "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "longrightarrow": "⟶", "longleftarrow": "⟵",
    "longleftrightarrow": "⟷", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔",
    "uparrow": "↑", "downarrow": "↓",
}  # fmt: skip
_WORDS: Final = {"times": "×", "sim": "∼", "pm": "±", "leq": "≤", "geq": "≥", "neq": "≠"}
PAGE_WORDS: Final = _WORDS | _ARROWS
"""Commands without their backslash, and what they mean."""
_ARROW: Final = LazyPattern(
    r"(?:(?<![\\A-Za-z])|(?<=[a-z])(?=(?:leftright|right|left)arrow[A-Z\d])|(?<=[\d%]))"
    r"(?:(?:long)?(?:leftright|left|right)|Leftright|Left|Right|up|down)arrow(?![a-z])"
)
_ENTITY: Final = LazyPattern(r"&(?:\#\d{1,6}|\#[xX][0-9a-fA-F]{1,5}|[A-Za-z][A-Za-z0-9]{1,24});")
_TAG: Final = LazyPattern(
    r"</?(?:inline-formula|italic|strong|bold|tex-math|jats:[a-z-]{1,12}|mml:[a-z]{1,12}|math|mrow|sub|sup|em|tt|br|mi|mn|mo|i|b|p)"
    r"(?:\s[^<>]{0,200})?\s?/?>"
)
_QUOTE: Final = 2000
"""Characters within which a quotation ends."""
_QUOTED: Final = LazyPattern(r"`([^\s`'][^`'\n]{0,80})'(?![\w'])")
_SHORT: Final = ("i", "b", "p", "math")
"""Tags that a mean could be written as as well; they are tags where both of them are there."""
_FAR: Final = 4000
"""Characters within which both are looked for."""
_STRUCTURES: Final = LazyPattern(r"<(?:mml:)?(?:msup|msub|msubsup|mfrac|msqrt|mroot|mover|munder|mtable|munderover)\b")


def marks_of(text: str) -> list[Link | Piece]:
    """Find the links of a text and the words that a page made of commands, in order."""
    marks: list[Link | Piece] = list(find_links(text))
    links = len(marks)
    for found in ARTEFACTS.compiled.finditer(text):
        start, end = found.span()
        word = found[0]
        if word.endswith("arrow"):
            arrow = next(
                (its for first in range(max(0, start - 13), start) if (its := _ARROW.compiled.match(text, first))), None
            )
            if arrow is None:
                continue
            start, shown = arrow.start(), _ARROWS[arrow[0]]
        else:
            shown = _WORDS[word]
        if not any(link.start < end and start < link.end for link in marks[:links]):
            marks.append(Piece(shown, start, end))
    return sorted(marks, key=lambda mark: mark.start)


def entity(text: str, at: int, end: int) -> Piece | None:
    """Give what the entity that stands here means, if one does: `&gamma;`, `&#8805;`."""
    found = _ENTITY.compiled.match(text, at, end)
    if found is None:
        return None
    shown = clean_line(html.unescape(found[0]))
    if not shown and found[0] in ("&nbsp;", "&#160;", "&thinsp;", "&ensp;"):
        shown = " "
    return Piece(shown, at, found.end())


def is_structured(text: str) -> bool:
    """Tell whether a text has MathML of which the words alone would say something else."""
    return "<" in text and _STRUCTURES.compiled.search(text) is not None


def tag(text: str, at: int, end: int) -> list[Piece] | None:
    """Give what is shown of the tag of a page that stands here, with what it raises or lowers; nothing if none does."""
    found = _TAG.compiled.match(text, at, end)
    if found is None:
        return None
    stop = found.end()
    name = found[0].strip("</> ").partition(" ")[0]
    closing = text[at + 1] == "/"
    if name in _SHORT and not closing and text.find(f"</{name}>", stop, min(end, stop + _FAR)) < 0:
        return None
    if name in _SHORT and closing and text.rfind(f"<{name}", max(0, at - _FAR), at) < 0:
        return None
    if name in ("sub", "sup"):
        close = text.find(f"</{name}>", stop, min(end, stop + 60))
        if closing or close < 0:
            return None
        body, after = text[stop:close], close + len(name) + 3
        moved = raised(body) if name == "sup" else lowered(body)
        if moved is not None:
            return [Piece("", at, stop), Piece(moved, stop, close), Piece("", close, after)]
        if not body.isalnum():
            return None
        sign = Piece("^" if name == "sup" else "_", at, stop)
        return [sign, Piece(f"({body})" if len(body) > 1 else body, stop, after)]
    return [Piece(" " if name in ("p", "br", "jats:p", "jats:title") else "", at, stop)]


def tilde(text: str, at: int) -> str:
    """Tell a blank that keeps words together from the sign for about."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    joins = before and not before.isspace() and before not in "([/~=<>" and not after.isspace() and after not in "~/="
    return "~" if not joins or (before.isdigit() and after.isdigit()) else " "


def dash(text: str, at: int, stop: int) -> str:
    """Give the dash that two or three hyphens stand for; an option of a program and an arrow stay."""
    before, after = text[at - 1 : at] if at else "", text[stop : stop + 1]
    one_sided = (before.isspace() or not before) != (after.isspace() or not after)
    if stop - at > 3 or one_sided or before in ("-", "<") or after == ">":
        return text[at:stop]
    return "—" if stop - at == 3 else "–"


def whole(text: str, link: Link) -> list[Piece]:
    """Give what is shown of a link: its address, without what broke or escaped it, and without a scheme it had not."""
    address = link.address if text[link.start : link.start + 4].lower() == "http" else link.address[len("https://") :]
    if text[link.start : link.end] == address:
        return [Piece(address, link.start, link.end)]
    pieces, place, last = [], link.start, link.end - 1
    for sign in address:
        while place < last and text[place].lower() != sign.lower():
            place += 1
        pieces.append(Piece(sign, min(place, last), min(place, last) + 1))
        place += 1
    return pieces


def quote(text: str, at: int, end: int) -> list[Piece]:
    """Give what is shown of the grave accents that stand here, with a short word that they quote: `word'."""
    if text.startswith("``", at):
        far = min(end, at + _QUOTE)
        closed = text.find("''", at, far) >= 0 or text.find('"', at, far) >= 0
        return [Piece("“" if closed and not text.startswith("```", at) else "``", at, at + 2)]
    quoted = _QUOTED.compiled.match(text, at, end)
    if quoted is None or (at and text[at - 1].isalnum()) or "$" in quoted[1] or "\\" in quoted[1]:
        return [Piece("`", at, at + 1)]
    stop = quoted.end()
    return [Piece("‘", at, at + 1), Piece(quoted[1], at + 1, stop - 1), Piece("’", stop - 1, stop)]
