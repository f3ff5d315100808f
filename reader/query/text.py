"""The words and phrases of a query, read with the signs that stand at them: stars, and `~` for what is near."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.model.lazy_pattern import LazyPattern
from reader.query.ast import Field, Phrase, Word
from reader.query.lex import Lexeme

MAX_WORD: Final = 64
"""Characters of a word."""
MAX_PHRASE: Final = 512
"""Characters of a phrase."""
MAX_FUZZY: Final = 2
"""Letters that may be wrong in a word."""
TWO_WRONG: Final = 6
"""Letters of a word in which two may be wrong, where that is asked for: of shorter ones half of the words would do."""
LONG_WORD: Final = 8
"""Letters of a word in which two may be wrong, where no number is given."""
NEAR: Final = 5
"""Words that may stand among near ones, where no number is given."""
MAX_SLOP: Final = 50
"""Words that may stand among near ones."""

_FUZZY: Final = LazyPattern(r"~[0-9.]*$")
_WILDCARD: Final = LazyPattern(r"[*?](?=\w)")


class Told(NamedTuple):
    """A problem: where it begins, its length in characters, and what it is."""

    column: int
    length: int
    reason: str


def read_word(text: str, start: int, field: Field, *, typing: bool) -> tuple[Word | None, list[Told]]:
    """Read a word without its sign and field.

    Args:
        text: As it was typed, not empty.
        start: Where it begins in the query.
        field: Where it is looked for.
        typing: It may go on.

    Returns:
        The best reading, or None where nothing is left; and what is wrong with it.
    """
    problems: list[Told] = []
    bare = text.rstrip(",;.!?") or text
    finished = bare != text
    fuzzy = _FUZZY.compiled.search(bare)
    edits = 0
    if fuzzy and (fuzzy.start() or len(bare) <= 2):  # but "~200" is a number that somebody looks for
        bare, finished = bare[: fuzzy.start()], True
        edits, reason = _edits(fuzzy[0][1:], bare)
        if reason:
            problems.append(Told(start + fuzzy.start(), len(fuzzy[0]), reason))
        if not bare:
            return None, problems
    body = bare.rstrip("*")
    prefix = body != bare
    if bare and not any(map(str.isalnum, body)) and (prefix or "?" in body[1:] or "*" in body):
        problems.append(Told(start, len(bare), "a star needs the beginning of a word before it"))
        return None, problems
    leading = len(body) - len(body.lstrip("*?")) if any(map(str.isalnum, body)) else 0
    wildcard = _WILDCARD.compiled.search(body, leading)
    if leading or wildcard:
        place = 0 if leading or wildcard is None else wildcard.start()
        problems.append(Told(start + place, leading or 1, "a star is understood only at the end of a word"))
        if wildcard:
            body, prefix = body[: wildcard.start()], True
        body = body[leading:]
    if len(body) > MAX_WORD:
        at = start + leading + MAX_WORD
        problems.append(Told(at, len(body) - MAX_WORD, f"a word ends after {MAX_WORD} characters"))
        body = body[:MAX_WORD]
    if not body:
        return None, problems
    typed = typing and not (finished or prefix)
    return Word(body, field, prefix, typed, 0 if prefix else edits), problems


def read_phrase(lexeme: Lexeme, field: Field) -> tuple[Phrase | None, list[Told]]:
    """Read what stands between quotes, with single blanks, and how near its words must be.

    Returns:
        The phrase, or None where nothing is between the quotes; and what is wrong with it.
    """
    problems: list[Told] = []
    phrase = " ".join(lexeme.text.split())
    if len(phrase) > MAX_PHRASE:
        length = lexeme.end - len(lexeme.value) - lexeme.start
        problems.append(Told(lexeme.start, length, f"a phrase ends after {MAX_PHRASE} characters"))
        phrase = phrase[:MAX_PHRASE].rpartition(" ")[0] or phrase[:MAX_PHRASE]
    slop, number = 0, lexeme.value[1:]
    if lexeme.value:
        slop = NEAR if not number.isdigit() else min(int(number[:9]), MAX_SLOP)
        if number and (not number.isdigit() or int(number[:9]) > MAX_SLOP):
            reason = f"nearness is a number of words from 0 to {MAX_SLOP}"
            problems.append(Told(lexeme.value_start, len(lexeme.value), reason))
    return (Phrase(phrase, field, slop) if phrase else None), problems


def _edits(number: str, word: str) -> tuple[int, str]:
    """Give how many letters of a word may be wrong, and what is wrong with that."""
    if not word:
        return 0, "nearness (~) needs a word before it"
    from reader.query.match import MIN_FUZZY  # what a word is costs 5 ms to load, and few words have this sign
    from reader.query.words import beginning

    letters = len(beginning(word))
    if letters < MIN_FUZZY:
        return 0, f"only words of {MIN_FUZZY} letters or more can be looked for with letters wrong"
    usual = MAX_FUZZY if letters >= LONG_WORD else 1
    if not number:
        return usual, ""
    if number == "2" and letters < TWO_WRONG:
        return 1, f"in a word of fewer than {TWO_WRONG} letters only one can be wrong"
    if number in ("0", "1", "2"):
        return int(number), ""
    most = MAX_FUZZY if letters >= TWO_WRONG else 1
    return most if number.isdigit() else usual, f"at most {most} letters can be wrong"
