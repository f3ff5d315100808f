r"""TeX in titles and abstracts, made harmless before a text falls into words.

Nothing is typeset: signs of TeX become blanks, joints of a compound, or a mark that folding takes off, one character
for one, so that where a word stands in the text stays true. `Rozi\`ere` is one word, `n^{2}` is the compound of `n` and
`2`, `\mathcal{O}` is `O`, and a command that means a symbol (`\alpha`) is the word that it is called by.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from reader.model.lazy_pattern import LazyPattern

GLUE: Final = "\u0301"
"""What stands for a sign that is no part of a word and does not end it: an accent, which folding takes off."""
JOINT: Final = "_"
"""What stands for the sign of an index or exponent: it parts the word as a hyphen does."""

# Commands that change how their argument looks and nothing else.
_LOOKS: Final = (
    "math(?:cal|bf|rm|bb|sf|it|tt|frak|scr|normal|op|bin|rel)|text(?:bf|it|tt|rm|sf|sc|sl|md|up|normal)?|emph|boldsymbol|"
    "operatorname|underline|overline|widehat|widetilde|hat|tilde|bar|vec|dot|ddot|acute|grave|check|breve|bm|mbox|hbox|"
    "ensuremath|tiny|small|large|Large|it|bf|rm|tt|sc|sf|sl|em|displaystyle|textstyle|scriptstyle|mathstrut|limits|nolimits"
)
# Commands that part what stands around them.
_FRAMES: Final = (
    "[dt]?frac|sqrt|left|right|middle|[bB]igg?[lrm]?|footnote|url|href|quad|qquad|item|par|noindent|newline|linebreak|"
    "hspace|vspace|over|choose|stackrel|underbrace|overbrace|title|section|paragraph|caption|"
    "cdots?|ldots|dots|colon|mid|nonumber|not"
)
# Commands of which the argument is no text either.
_NAMES: Final = r"(?:begin|end|cite[a-z]*|ref|eqref|label)\*?\{[^{}\n]{0,80}\}"
# Letters of which TeX has a second shape: `\varphi` is `\phi`.
_VARIANTS: Final = "epsilon|theta|kappa|phi|rho|sigma|pi"
# What a page makes of an arrow between two words: they are shown apart (`reader.text`), so they are found apart.
_ARROW: Final = LazyPattern(r"(?<=[a-z])(?:leftright|right|left)arrow(?=[A-Z\d])")
_ENDS: Final = "(?![A-Za-z])"
_SIGNS: Final = str.maketrans("{}$", "   ")


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"""
          (?P<script> [\^_] (?: \{{ | \\(?:{_LOOKS}){_ENDS} | \\(?!(?:{_FRAMES}){_ENDS})(?=[A-Za-z]) )++ )
        | (?P<accent> \\(?: [`'^"~=.](?=\{{*\\?[A-Za-z]) | [cvuHkrdb](?:\ (?=[A-Za-z]) | (?=\{{)) | [-/()\[\]] ) )
        | \\(?P<letter> ss|a[ae]|A[AE]|oe|OE|o|O|l|L|i|j ) {_ENDS} (?P<gap>\ (?=[A-Za-z]))?
        | (?P<looks> \\(?:{_LOOKS}){_ENDS}\*? )
        | (?P<blank> \\(?:{_FRAMES}){_ENDS} | \\{_NAMES} | \\var(?={_VARIANTS}) | \}}\{{ | \\\\ )
        | \\(?P<sign> [#_&%${{}}] )
        | (?P<money> (?<=[^\W\d])\$(?=\d) | \\ )
        | (?P<glue> [{{}}$] )
        | (?P<power> \^ )
        """,
        re.VERBOSE,
    )


def prepare(text: str) -> str:
    """Take the signs of TeX out of a text, which keeps its length; a text without any is returned as it is."""
    if "arrow" in text:
        text = _ARROW.compiled.sub(lambda found: " " * len(found[0]), text)
    if not ("\\" in text or "$" in text or "{" in text or "}" in text or "^" in text):
        return text
    return _pattern().sub(_harmless, text)


def _harmless(found: re.Match[str]) -> str:
    length = found.end() - found.start()
    match found.lastgroup:
        case "script":
            return GLUE * (length - 1) + JOINT
        case "letter" | "gap":
            letter = found["letter"]
            # "\aa" is one letter with a ring.
            letter = GLUE + letter[0] if letter in ("aa", "AA") else letter
            return GLUE + letter + GLUE * len(found["gap"] or "")
        case "sign":
            # "C\#" is a word with its sign, and "a\_b" one with a joint, so the sign comes where it is looked for.
            return GLUE + JOINT if found["sign"] == JOINT else found["sign"].translate(_SIGNS) + GLUE
        case "blank" | "money":
            return " " * length
        case "power":
            return JOINT
        case _:
            return GLUE * length
