"""The one way a text falls into words: the index, the queries and the highlighter all go through here.

A word is folded (NFKC, lower case, accents off) and stemmed (Porter, https://tartarus.org/martin/PorterStemmer/, as
snowballstemmer has it). A compound (`fine-tuning`, `GPT-4`, `cs.CL`) gives its parts and, at the place of the first,
the parts joined, so that `finetuning`, `fine tuning` and `fine-tuning` can find one another. `C++`, `C#` and `F#` are
words. Runs of Chinese and Japanese characters give overlapping pairs. Stop words have no place at all: they are
skipped, and the words around them are neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

STOP_WORDS = frozenset(
    (  # noqa: SIM905 - forty quoted words would be harder to read
        "a an and are as at be been but by can for from has have in into is it its of on or our such than that the "
        "their these they this to was we were which while will with"
    ).split()
)
"""Words too common to find anything by; kept short, since "not", "no" and "all" can carry the meaning of a title."""

MAX_WORD = 64
"""Characters of a word that are looked at; longer ones are not words that anyone types."""

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f"
_LETTER = rf"[^\W{_CJK}]"
_RUN = rf"(?:{_LETTER}[{_MARKS}]*)+"
_TOKEN = re.compile(rf"[A-Za-z](?:\+\+|\#)(?!\w)|{_RUN}(?:[-\u2010\u2011./'\u2019]{_RUN})*|[{_CJK}]+")
_JOINT = re.compile("[-\u2010\u2011./'\u2019]")


class Token(NamedTuple):
    """A word of a text."""

    start: int
    """Where it begins in the text, in characters."""
    end: int
    form: str
    """The folded word, for prefixes."""
    term: str
    """The stem of the form, for everything else."""
    position: int
    """The word's number, stop words not counted. A joined compound has that of its first part."""
    joined: bool = False
    """Whether this is a compound's joined form, which stands beside its parts."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order; a joined compound comes before its parts."""
    position = 0
    for match in _TOKEN.finditer(text):
        start, word = match.start(), match.group()
        if _is_cjk(word[0]):
            for offset in range(max(1, len(word) - 1)):
                pair = word[offset : offset + 2]
                yield Token(start + offset, start + offset + len(pair), pair, pair, position)
                position += 1
            continue
        parts = _JOINT.split(word)
        if len(parts) == 1:
            form, term = fold(word)
            if term:
                yield Token(start, match.end(), form, term, position)
                position += 1
            continue
        apostrophe = "'" in word or "\u2019" in word
        form, term = fold("".join(parts))
        if term:
            yield Token(start, match.end(), form, term, position, joined=True)
        for part in parts:
            form, term = fold(part)
            end = start + len(part)
            # The "s" of "Bayes's" is no word that anyone looks for.
            if term and not (apostrophe and len(part) == 1 and start > match.start()):
                yield Token(start, end, form, term, position)
                position += 1
            start = end + 1


def beginning(text: str) -> str:
    """Give the form that a word must begin with to fit `text*`; a compound is joined for it.

    Returns:
        An empty text where there is no word, or several that no beginning can stand for (also two or more Chinese or
        Japanese characters: the pairs of `tokens` say the same).
    """
    found = list(islice(_TOKEN.finditer(text), 2))
    if len(found) != 1:
        return ""
    word = found[0].group()
    if _is_cjk(word[0]):
        return word if len(word) == 1 else ""
    return fold("".join(_JOINT.split(word)))[0]


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> tuple[str, str]:
    """Give a single word's folded form and its stem; the stem is empty for a stop word, both where nothing is left."""
    form = word.lower() if word.isascii() else _fold_unicode(word)
    form = form[:MAX_WORD]
    if form in STOP_WORDS:
        return form, ""
    return form, _stemmer()(form) if form.isascii() and form.isalpha() else form


def _fold_unicode(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize(
        "NFC", "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    ).casefold()


def _is_cjk(sign: str) -> bool:
    return (
        "\u3040" <= sign <= "\u30ff"
        or "\u3400" <= sign <= "\u4dbf"
        or "\u4e00" <= sign <= "\u9fff"
        or "\uf900" <= sign <= "\ufaff"
    )


@cache
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer  # 12 ms: only when the first text is indexed or searched

    stem: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return stem
