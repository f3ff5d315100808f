r"""Whether two texts read the same, and only are written in two ways.

`\emph{Erd\H{o}s} --- a life` of one file is `Erdős — a life` in another, and lines are wrapped by one program and not
by the next. Such a text is no news. What a reader would take for another text is one: a word, a sign of a formula, a
capital, a comma.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from reader.model.lazy_pattern import LazyPattern
from reader.model.titles import plain_title

_DOTS = LazyPattern(r"\\(?:[lc]?dots|textellipsis)(?![A-Za-z])")
_COMMANDS: Final = {
    "textunderscore": "_", "textgreater": ">", "textless": "<", "textasciicircum": "^", "textregistered": "®",
    "texttrademark": "™", "copyright": "©", "pounds": "£", "textdegree": "°", "textbackslash": "", "textasciitilde": "",
    "textbraceleft": "", "textbraceright": "", "lbrace": "", "rbrace": "", "ss": "ß", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "i", "j": "j", "dh": "ð",
    "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "euro": "€",
    "slash": "/", "textendash": "-", "textemdash": "-",
}  # fmt: skip
_NAMED = LazyPattern(rf"\\({'|'.join(sorted(_COMMANDS, key=len, reverse=True))})(?![A-Za-z])")
_SET = LazyPattern(
    r"\\(?:url|path|href|uppercase|lowercase|enquote|mkbibquote|mkbibemph|textsuperscript|textsubscript)(?![A-Za-z])"
)
_ESCAPED = LazyPattern(r"\\(?=[&%#_])")
_SPACES = LazyPattern(r"\\[,;!:@/\- ]")
_ACCENTED = LazyPattern(r"\\([`'^~\"=.])\s*(?=[\\{]*[A-Za-z])")
_DASHES = LazyPattern("[-\u2010-\u2015\u2212]+")
_BESIDE = LazyPattern("[\\s{}$\\\\~`'\"‘’‚“”„´ʹ]+")
"""Blanks and braces, what sets off formulas and commands, and quotation marks, of which each program has its own."""


def read_alike(one: str, other: str) -> bool:
    """Tell whether two texts differ in nothing but the way they are written."""
    return one == other or _reading(one) == _reading(other)


def shows_less(former: str, new: str) -> bool:
    """Tell of two texts that read alike whether the first has lost the accents that the second one has."""
    has_ways = any(sign in former for sign in "\\&<$")
    return former.isascii() and not has_ways and any(sign.isalpha() and not sign.isascii() for sign in new)


def _reading(text: str) -> str:
    if "\\" in text:
        text = _DOTS.compiled.sub("...", text)
        text = _NAMED.compiled.sub(lambda command: _COMMANDS[command[1]], text)
        text = _ESCAPED.compiled.sub("", text)
        text = _SPACES.compiled.sub("", _SET.compiled.sub("", text))
        text = _ACCENTED.compiled.sub("", text)
    text = plain_title(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign)).replace("ı", "i")
    return _BESIDE.compiled.sub("", _DASHES.compiled.sub("-", text))
