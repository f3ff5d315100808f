"""The one way a text falls into words: the index, the queries and the highlighter all go through here.

A word is folded (NFKC, lower case, accents off) and stemmed (Porter, https://tartarus.org/martin/PorterStemmer/, as
snowballstemmer has it). A compound (`fine-tuning`, `GPT-4`, `cs.CL`) gives its parts and, at the place of the first,
the parts joined, so that `finetuning`, `fine tuning` and `fine-tuning` can find one another. `C++`, `C#` and `F#` are
words. Runs of Chinese and Japanese characters give overlapping pairs. Stop words have no place at all: they are
skipped, and the words around them are neighbours. A lone Greek letter is a word by its name: `α` is `alpha`. Indices
and exponents are joints, however they are written: `n^2`, `$n^{2}$` and `n²` are one compound; `tex` sees to the rest
of TeX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from reader.query.tex import prepare

__all__ = [
    "MAX_WORD",
    "STOP_WORDS",
    "Expansion",
    "Token",
    "beginning",
    "chunks",
    "expand",
    "expand_once",
    "fold",
    "prepare",
    "tokens",
]

STOP_WORDS = frozenset(
    (  # noqa: SIM905 - forty quoted words would be harder to read
        "a an and are as at be been but by can for from has have in into is it its of on or our such than that the "
        "their these they this to was we were which while will with"
    ).split()
)
"""Words too common to find anything by; kept short, since "not", "no" and "all" can carry the meaning of a title."""

MAX_WORD = 64
"""Characters of a folded word that are looked at; longer ones are not words that anyone types."""

_MAX_RAW = 4 * MAX_WORD
"""Characters of an unfolded word that are looked at, so that no text can fill the memory of `fold`."""

# Kana but the middle dot, iteration marks, unified and compatibility ideographs, the supplementary planes.
_CJK = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that belong to the letter before them: accents, and the vowels of Hebrew, Arabic and the scripts of India and
# south-east Asia.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09e2\u09e3\u0a01-\u0a03\u0a3c-\u0a4d"
    "\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83"
    "\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_LETTER = rf"[^\W_{_CJK}]"
_HYPHENS = "-\u2010-\u2013\u2212\ufe63\uff0d"
_JOINTS = rf"[{_HYPHENS}./_'\u2019]"
_JOINT = re.compile(_JOINTS)
_CJK_SIGN = re.compile(f"[{_CJK}]")
_RAISED = "\u00b2\u00b3\u00b9\u2070\u2071\u2074-\u2079\u207f-\u2089"
# What stands between two joints; a raised or lowered number is joined to what it stands at by nothing that can be seen.
_PART = re.compile(rf"[{_RAISED}]++(?:(?![{_RAISED}]|{_JOINTS}).)*+|(?:(?![{_RAISED}]|{_JOINTS}).)++", re.DOTALL)

# Letters that Unicode does not take apart, as people type them who have no such key.
_UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"}
)
_GREEK = re.compile("[α-ω]")
_GREEK_NAMES = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        (  # noqa: SIM905 - two dozen quoted words would be harder to read
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
            "phi chi psi omega"
        ).split(),
        strict=True,
    )
)


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


class Expansion(NamedTuple):
    """What one chunk of a text stands for."""

    tokens: tuple[Token, ...]
    """Its words, with places and positions counted from the chunk's own beginning."""
    places: int
    """How many positions it takes; none for a stop word."""


@cache
def _pattern() -> re.Pattern[str]:
    """Compile what a chunk is (5 ms: only when the first text is looked at).

    Possessive, so that no text makes it go back: some of the marks are letters too.
    """
    run = rf"{_LETTER}++(?:[{_MARKS}]++{_LETTER}*+|{_JOINTS}{_LETTER}++)*+"
    return re.compile(rf"[A-Za-z](?:\+\+|\#)(?!\w)|{run}|[{_CJK}]++")


def chunks() -> Callable[[str], list[str]]:
    """Give what splits a prepared text into its chunks, in order: words, compounds with their joints, runs of CJK.

    For whoever takes many texts apart: `prepare`, this and `expand` together say what `tokens` says, a position after
    the other.
    """
    return _pattern().findall


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order; a joined compound comes before its parts."""
    position = 0
    make = Token._make
    for match in _pattern().finditer(prepare(text)):
        found, places = expand(match[0])
        begin = match.start()
        for start, end, form, term, place, joined in found:
            yield make((begin + start, begin + end, form, term, position + place, joined))
        position += places


class _Expansions(dict[str, Expansion]):
    """Remembers what chunks stand for; a dictionary, since a call for each word would slow an index build down."""

    def __missing__(self, chunk: str) -> Expansion:
        expansion = expand_once(chunk)
        # Runs of CJK are sentences rather than words, hardly one comes twice. Once it is full it stays as it is, since
        # frequent words come early; to empty it would hold up every other thread.
        if len(self) < _EXPANSIONS and len(chunk) <= MAX_WORD and len(expansion.tokens) <= _MAX_REMEMBERED:
            self[chunk] = expansion
        return expansion


_EXPANSIONS = 1 << 14
_MAX_REMEMBERED = 8
"""Words of a chunk that is remembered."""

expand: Callable[[str], Expansion] = _Expansions().__getitem__
"""Give what a chunk of a prepared text stands for, always the same for the same chunk."""


def expand_once(chunk: str) -> Expansion:
    """Give what `expand` gives and remember nothing: for whoever meets each chunk only once.

    What is remembered is many small objects, and each is looked at whenever the garbage collector looks at all.
    """
    # Most chunks are plain words, and to know that is cheaper than to look for joints.
    if chunk.isascii() and chunk.isalnum():
        form, term = fold(chunk[:_MAX_RAW])
        return Expansion((Token(0, len(chunk), form, term, 0),), 1) if term else Expansion((), 0)
    if _CJK_SIGN.match(chunk):
        return _pairs(chunk)
    parts = [(part.start(), part.end()) for part in _PART.finditer(chunk)]
    if len(parts) == 1:
        form, term = fold(chunk[:_MAX_RAW])
        return Expansion((Token(0, len(chunk), form, term, 0),), 1) if term else Expansion((), 0)
    apostrophe = "'" in chunk or "\u2019" in chunk
    found: list[Token] = []
    place = 0
    form, term = fold("".join(_JOINT.split(chunk))[:_MAX_RAW])
    if term:
        found.append(Token(0, len(chunk), form, term, 0, joined=True))
    for start, end in parts:
        form, term = fold(chunk[start : min(end, start + _MAX_RAW)])
        # The "s" of "Bayes's" is no word that anyone looks for.
        if term and not (apostrophe and end - start == 1 and start):
            found.append(Token(start, end, form, term, place))
            place += 1
    return Expansion(tuple(found), place)


def _pairs(chunk: str) -> Expansion:
    # Composed, so that a compatibility ideograph is the one that the cleaner makes of it.
    composed = unicodedata.normalize("NFC", chunk)
    if len(composed) == len(chunk):
        chunk = composed
    count = max(1, len(chunk) - 1)
    pairs = (chunk[start : start + 2] for start in range(count))
    return Expansion(tuple(Token(at, at + len(pair), pair, pair, at) for at, pair in enumerate(pairs)), count)


def beginning(text: str) -> str:
    """Give the form that a word must begin with to fit `text*`; a compound is joined for it.

    Returns:
        An empty text where there is no word, or several that no beginning can stand for (also two or more Chinese or
        Japanese characters: the pairs of `tokens` say the same).
    """
    found = list(islice(_pattern().finditer(prepare(text)), 2))
    if len(found) != 1:
        return ""
    chunk = found[0][0]
    if _CJK_SIGN.match(chunk):
        return unicodedata.normalize("NFC", chunk) if len(chunk) == 1 else ""
    return fold("".join(_JOINT.split(chunk))[:_MAX_RAW])[0]


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> tuple[str, str]:
    """Give a single word's folded form and its stem; the stem is empty for a stop word, both where nothing is left."""
    form = word.lower() if word.isascii() else _fold_unicode(word)
    form = form[:MAX_WORD]
    if form in STOP_WORDS:
        return form, ""
    # Two letters have no ending: "js" is not the plural of "j".
    return form, _stemmer()(form) if len(form) > 2 and form.isascii() and form.isalpha() else form


def _fold_unicode(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    bare = "".join(sign for sign in decomposed if not (unicodedata.combining(sign) or sign.isspace()))
    form = unicodedata.normalize("NFC", bare.translate(_UNDIVIDED))
    # A Greek letter alone or among Latin ones is a symbol, and a symbol is found by its name: β-VAE, π0.
    if len(_GREEK.findall(form)) == 1:
        form = _GREEK.sub(lambda letter: _GREEK_NAMES.get(letter[0], letter[0]), form)
    return form


@cache
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer  # 12 ms: only when the first text is indexed or searched

    stem: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return stem
