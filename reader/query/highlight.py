"""Where a query hit: the ranges of a text to mark, so that somebody sees why a paper is in the list.

It works from the same needs as the search (`match.needs`), so what is marked is what fitted. A row of the list is
marked each time it is drawn, so everything that depends on the query alone is done once, in the constructor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.query import words
from reader.query.ast import Clause, Field, Phrase, Word
from reader.query.match import Need, needs

Span = tuple[int, int]
"""Where a mark begins and ends in the text, in characters."""


@dataclass(frozen=True, slots=True)
class _Hunt:
    """What to look for in one field's texts."""

    terms: frozenset[str]
    forms: frozenset[str]
    prefixes: tuple[str, ...]
    """The longest first."""
    term_runs: tuple[tuple[str, ...], ...]
    form_runs: tuple[tuple[str, ...], ...]


class Highlighter:
    """Marks in any text what the positive clauses of one query look for; filters and negated clauses mark nothing."""

    __slots__ = ("_hunts",)

    def __init__(self, clauses: Iterable[Clause]) -> None:
        wanted = needs(clause for clause in clauses if isinstance(clause, Word | Phrase))
        self._hunts = {field: _hunt([need for need in wanted if _looks_at(need, field)]) for field in Field}

    def spans(self, text: str, field: Field | None = None) -> tuple[Span, ...]:
        """Find what to mark, as sorted ranges that neither overlap nor touch.

        A word and a compound are marked whole, a phrase from its first word to its last, and of a word that only begins
        as asked the beginning.

        Args:
            text: The text as it is shown.
            field: The part of the paper that it is; without one, only clauses that look anywhere are marked.
        """
        hunt = self._hunts[field or Field.ANY]
        if hunt is None:
            return ()
        terms, forms, prefixes = hunt.terms, hunt.forms, hunt.prefixes
        spans: list[Span] = []
        tokens = list(words.tokens(text))
        for start, end, form, term, _, _ in tokens:
            if term in terms or form in forms:
                spans.append((start, end))
            elif prefixes and form.startswith(prefixes):
                beginning = next(prefix for prefix in prefixes if form.startswith(prefix))
                spans.append((start, start + _letters(text[start:end], beginning)))
        if hunt.term_runs:
            spans += _runs(tokens, [token.term for token in tokens], hunt.term_runs)
        if hunt.form_runs:
            spans += _runs(tokens, [token.form for token in tokens], hunt.form_runs)
        return _merged(spans) if spans else ()


def _looks_at(need: Need, field: Field) -> bool:
    return not need.negated and need.field in (Field.ANY, field)


def _hunt(wanted: Sequence[Need]) -> _Hunt | None:
    if not wanted:
        return None
    return _Hunt(
        terms=frozenset(term for need in wanted if not need.by_form for term in need.terms),
        forms=frozenset(form for need in wanted if need.by_form for form in need.terms),
        prefixes=tuple(sorted({prefix for need in wanted for prefix in need.prefixes}, key=len, reverse=True)),
        term_runs=tuple(run for need in wanted if not need.by_form for run in need.runs),
        form_runs=tuple(run for need in wanted if need.by_form for run in need.runs),
    )


def _letters(word: str, beginning: str) -> int:
    """Count the characters of a word that the folded beginning covers; all of them where that cannot be told."""
    length = len(beginning)
    if word[:length].lower() == beginning and word.isascii():
        return length
    # Folding can give more or fewer characters than it took (ß, ligatures, accents apart, the hyphen of a compound).
    for length in range(1, min(len(word), 4 * len(beginning)) + 1):
        if words.beginning(word[:length]) == beginning and words.beginning(word[: length + 1]) != beginning:
            return length
    return len(word)


def _runs(tokens: Sequence[words.Token], said: Sequence[str], runs: Sequence[tuple[str, ...]]) -> list[Span]:
    places = {(token.position, one): token.end for token, one in zip(tokens, said, strict=True)}
    spans = []
    for run in runs:
        last = len(run) - 1
        for token, one in zip(tokens, said, strict=True):
            position = token.position
            if one == run[0] and all((position + offset, run[offset]) in places for offset in range(1, last + 1)):
                spans.append((token.start, places[position + last, run[last]]))
    return spans


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    spans.sort()
    merged = spans[:1]
    for start, end in spans[1:]:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
