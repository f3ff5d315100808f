"""A query's text cut into lexemes: the parser and whatever completes a query while it is typed share the cuts.

Every character is looked at a bounded number of times. What a lexeme means is none of the lexer's business: it knows
signs, quotes, parentheses, words, and a name before a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

# One character for one, so that columns stay true.
_PLAIN_SIGNS: Final = str.maketrans("“”„‟＂：＊－−–（）＋～＜＞＝｜＆", '""""":*---()+~<>=|&')


class Kind(Enum):
    """What a lexeme is."""

    WORD = auto()
    LABEL = auto()
    """A name with its colon, and the value that follows without a blank, if any does."""
    QUOTE = auto()
    """From a quote to the next one, or to the end; with what follows the closing one, if that is `~` and a number."""
    OPEN = auto()
    CLOSE = auto()
    SIGN = auto()
    """One or several minus or plus signs before something."""


class Lexeme(NamedTuple):
    """A piece of a query."""

    kind: Kind
    text: str
    """The word; the name without its colon; what stands between the quotes; the sign."""
    start: int
    """Where it begins, in characters."""
    end: int
    value: str = ""
    """Of a label, what follows the colon; of a quote, what follows the closing one (`~5`)."""
    value_start: int = 0
    """Where that begins."""
    closed: bool = True
    """Whether a quote has its second sign."""


@cache
def _pattern() -> re.Pattern[str]:
    # A backslash before a quote is TeX if a letter or a brace follows: M\"uller. A sign is one only where a clause
    # begins, which is wherever the scan stands, as a word takes every sign within it.
    return re.compile(
        r"""
          (?P<open> \( )
        | (?P<close> \) )
        | " (?P<quoted> (?: [^"\\] | \\"(?=[^\W\d]|\{) | \\ )*+ ) (?P<closing> " (?P<slop> ~[0-9.]* )? )?
        | (?P<sign> [-+]++ )
        | (?P<label> [^\W\d]\w*+ ) : (?P<value> (?: [^\s"()\\] | \\"(?=[^\W\d]|\{) | \\ )*+ )
        | (?P<word> (?: [^\s"()\\] | \\"(?=[^\W\d]|\{) | \\ )++ )
        """,
        re.VERBOSE,
    )


def plain(text: str) -> str:
    """Put plain signs in place of curly and full-width ones; the length stays."""
    return text.translate(_PLAIN_SIGNS)


def lexemes(text: str) -> Iterator[Lexeme]:
    """Cut a text that `plain` gave; between lexemes are blanks and nothing else."""
    for found in _pattern().finditer(text):
        start, end = found.span()
        match found.lastgroup:
            case "open":
                yield Lexeme(Kind.OPEN, "(", start, end)
            case "close":
                yield Lexeme(Kind.CLOSE, ")", start, end)
            case "sign":
                yield Lexeme(Kind.SIGN, "-" if "-" in found["sign"] else "+", start, end)
            case "value":
                yield Lexeme(Kind.LABEL, found["label"], start, end, found["value"], found.start("value"))
            case "word":
                yield Lexeme(Kind.WORD, found["word"], start, end)
            case _:
                slop = found["slop"] or ""
                closed = found["closing"] is not None
                yield Lexeme(Kind.QUOTE, found["quoted"], start, end, slop, end - len(slop), closed)
