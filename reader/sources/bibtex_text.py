r"""BibTeX's own way of writing signs, made into the signs: `{\"u}` and `\"{u}` are `ü`, braces go, `\&` is `&`.

Mathematics between dollar signs stays as it is, with its braces, and so does every command that stands for more than
a letter, with the braces behind it: what they mean is not for a bibliography to say. Only commands that set a text
differently are taken off it.

Source: BibTeXing (Oren Patashnik, 1988), 4; the accents are those of The TeXbook, chapter 9.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "r": "\u030a", "c": "\u0327", "k": "\u0328", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_SIGNS: Final = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textasciitilde": "~", "textunderscore": "_", "textbackslash": "\\", "textgreater": ">",
    "textless": "<", "textasciicircum": "^", "textregistered": "®", "texttrademark": "™", "copyright": "©",
    "pounds": "£", "euro": "€",
    "textbraceleft": r"\{", "textbraceright": r"\}",
    "textdegree": "°", "dots": "…", "ldots": "…", "textellipsis": "…", "S": "§", "P": "¶", "slash": "/",
}  # fmt: skip
_LOOKS: Final = (
    "emph|textit|textbf|textsc|texttt|textrm|textsf|textsl|textup|textmd|textnormal|text|mbox|hbox|url|path|uppercase|"
    "lowercase|underline|enquote|mkbibquote|mkbibemph|relax|protect|em|it|bf|sc|tt|rm|sf|sl|/|-|,|;|!|@"
)
_PARTS: Final = re.compile(r"(?<!\\)\$\$.*?(?<!\\)\$\$|(?<!\\)\$[^$]*(?<!\\)\$", re.DOTALL)
_ACCENT: Final = re.compile(
    r"""\\(?:([`'^~"=.])\s*|([uvHrckdb])(?:\s+|(?=\{)|(?=\\)))(?:\{\s*\\?([A-Za-z])\s*\}|\\([ij])(?![A-Za-z])\s?|([A-Za-z]))"""
)
_SIGN: Final = re.compile(
    rf"\\({'|'.join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|\s+)?"
)
_LOOK: Final = re.compile(rf"\\(?:{_LOOKS})(?![A-Za-z])\s*")
_ESCAPED: Final = re.compile(r"\\([&%$#_{} ])")
_TIE: Final = re.compile(r"(?<!\\)~")
_BRACED: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}]+|\\", re.DOTALL)


def plain_text(text: str) -> str:
    """Give a value as it is meant to be read."""
    if not any(sign in text for sign in "\\{}~$-`'"):
        return text
    parts: list[str] = []
    at = 0
    for math in _PARTS.finditer(text):
        parts += (_plain(text[at : math.start()]), math[0])
        at = math.end()
    parts.append(_plain(text[at:]))
    return "".join(parts)


def plain_address(text: str) -> str:
    """Give an address or an id without what TeX needs around and in it."""
    text = re.sub(r"\\(?:url|path|href)\s*", "", text)
    return re.sub(r"\\([&%$#_~])", r"\1", text).replace("{", "").replace("}", "").strip()


def _plain(text: str) -> str:
    if "\\" not in text:
        text = text.replace("~", " ")
    else:
        # A tie is a blank, before the command for the sign itself is read.
        text = _TIE.sub(" ", _ACCENT.sub(_accented, text))
        text = _SIGN.sub(lambda sign: _SIGNS[sign[1]], text)
        text = _LOOK.sub("", text)
    if "{" in text or "}" in text:
        text = _without_braces(text) if "\\" in text else text.replace("{", "").replace("}", "")
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _without_braces(text: str) -> str:
    r"""Take off the braces, but those in which a command that stays has what it needs: `\bar{m}`."""
    kept: list[bool] = []
    parts: list[str] = []
    holds = False
    """Whether a command, or one thing that it needs, stands right before."""
    for piece in _BRACED.findall(text):
        if piece == "{":
            kept.append(holds)
            parts.append(piece if holds else "")
            holds = False
        elif piece == "}":
            holds = kept.pop() if kept else False
            parts.append(piece if holds else "")
        else:
            parts.append(piece)
            holds = piece[0] == "\\" and piece[1:2].isalpha()
    return "".join(parts)


def _accented(found: re.Match[str]) -> str:
    accent, letter = found[1] or found[2], found[3] or found[4] or found[5]
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
