r"""The words of a title without the way that a source writes them: TeX, markup, entities, letters that have no accents.

`title_key` leaves out punctuation, blanks, accents and case, and is for ever as it is, since marks are kept under it.
What it takes for letters, though a source only writes the same sign in another way, is folded here:
`\emph{On} Erd\H{o}s`, `<i>On</i> Erdős` and `On Erdős`, `α` and `$\alpha$`, `&amp;`, `&` and `and`. The key of what
comes out is a second key of the paper.

Sources: accents and letters of The TeXbook, chapter 9; elements that journals have in titles
(https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/face-markup/), and entities
(https://html.spec.whatwg.org/multipage/named-characters.html).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from reader.model.ids import title_key
from reader.model.lazy_pattern import LazyPattern

_WORTH_A_LOOK = LazyPattern(r"[\\&<]|[^\x00-\x7f]")
_ENTITY = LazyPattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ELEMENT = LazyPattern(
    r"</?(?:(?:mml|jats):)?(?:i|b|u|em|strong|italic|bold|underline|sub|sup|sc|scp|tt|inline-formula|math|mi|mn|mo|mrow|"
    r"msub|msup|msubsup|mtext|span|br)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_ACCENT = LazyPattern(r"\\[cvHukrdbt](?:\s*\{\s*\\?([A-Za-z])\s*\}|\s+\\?([A-Za-z]))")
_LOOKS = LazyPattern(
    r"\\(?:emph|text(?:it|bf|sc|tt|rm|sf|sl|up|md|normal)?|math(?:rm|bf|it|cal|bb|frak|scr|sf|tt|bin|rel|op|ord)|mbox|hbox|"
    r"em|it|bf|sc|tt|rm|sf|sl|cal|bb|Bbb|frak|scr|ensuremath|operatorname|boldsymbol|bm|pmb|left|right|big|Big|protect|relax|"
    r"limits|nolimits|displaystyle|textstyle|scriptstyle|overline|underline|bar|hat|tilde|vec|dot|ddot|widehat|widetilde|check|breve|acute|grave|"
    # Signs, which do not count any more than they do where they are written as such.
    r"to|rightarrow|leftarrow|leftrightarrow|longrightarrow|Rightarrow|mapsto|times|cdot|cdots|ldots|dots|pm|mp|sim|simeq|"
    r"approx|equiv|cong|leq?|geq?|neq|ne|ll|gg|prime|ast|star|circ|bullet|dagger|vert|Vert|mid|infty|sqrt|otimes|oplus|"
    r"in|subset|cap|cup|wedge|vee|langle|rangle|lbrace|rbrace|partial|nabla|aleph|forall|exists|setminus|emptyset|quad|qquad|degree|textdegree|textendash|textemdash|"
    r"textquote(?:right|left|single|dblright|dblleft))(?![A-Za-z])\s*"
)
_RING = LazyPattern(r"\\(?:AA|aa)(?![A-Za-z])\s*")
_ELL = LazyPattern(r"\\ell(?![A-Za-z])")
_VARIANT = LazyPattern(r"\\var(?=(?:epsilon|theta|phi|rho|sigma|pi|kappa)(?![A-Za-z]))")
_AMPERSAND = LazyPattern(r"\\?&")
_LETTERS: Final = str.maketrans(
    {
        "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d",
        "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng", "Ŋ": "ng", "ℓ": "l", "ℵ": "", "ʹ": "",
    }
)  # fmt: skip
_GREEK = LazyPattern("[\u0370-\u03ff]")
_MATHEMATICAL = LazyPattern("[\U0001d6a8-\U0001d7cb\u00b5\u03d5\u03f5\u2126]")


def folded_key(title: str) -> str:
    """Give the second key of a title, or an empty text where it is the first (`ids.title_key`)."""
    if not _WORTH_A_LOOK.compiled.search(title):
        return ""
    folded = plain_title(title)
    if folded == title or not any(map(str.isalnum, folded)):
        return ""
    key = title_key(folded)
    return "" if key == title_key(title) else key


def plain_title(title: str) -> str:
    """Give a title's words as a person would type them on any keyboard; takes the time of a few passes over it."""
    if "&" in title:
        # Twice: a page that was made of a page has `&amp;amp;`.
        title = _ENTITY.compiled.sub(_sign_of, _ENTITY.compiled.sub(_sign_of, title))
        title = _AMPERSAND.compiled.sub(" and ", title)
    if "<" in title:
        title = _ELEMENT.compiled.sub("", title)
    if "\\" in title:
        title = _ACCENT.compiled.sub(lambda found: found[1] or found[2], title)
        title = _RING.compiled.sub("a", title)
        title = _ELL.compiled.sub("l", _VARIANT.compiled.sub(r"\\", _LOOKS.compiled.sub("", title)))
    if title.isascii():
        return title
    title = _MATHEMATICAL.compiled.sub(lambda found: unicodedata.normalize("NFKD", found[0]), title)
    return _GREEK.compiled.sub(_name_of, title.translate(_LETTERS))


def _sign_of(entity: re.Match[str]) -> str:
    from html import unescape  # seldom needed; its table is large

    return unescape(entity[0])


def _name_of(letter: re.Match[str]) -> str:
    """Give `alpha` of `α`, and of an accented or a final one as well; Greek titles are folded all alike."""
    bare = unicodedata.normalize("NFD", letter[0])[0]
    name = unicodedata.name(bare, "").split(" WITH ")[0]
    return (
        name.rsplit(" ", 1)[-1].lower().replace("lamda", "lambda") if " LETTER " in name or "SYMBOL" in name else bare
    )
