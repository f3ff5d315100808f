"""Where a query hit: the ranges of a text to mark, so that somebody sees why a paper is in the list.

It works from the same needs as the search (`match.needs`), so what is marked is what fitted. A row of the list is
marked each time it is drawn, so everything that depends on the query alone is done once, in the constructor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reader.model.lazy_pattern import LazyPattern
from reader.query import words
from reader.query.ast import Field, Node
from reader.query.match import Need, category_fits, needs
from reader.query.nearness import name_fits, near, one_fits, within_edits

Span = tuple[int, int]
"""Where a mark begins and ends in the text, in characters."""

_NAME = LazyPattern(r"[^,;\n]+")
"""One of the names in a line of authors."""
_CATEGORY = LazyPattern(r"[^\s,;]+")


@dataclass(frozen=True, slots=True)
class _Hunt:
    """What to look for in one field's texts."""

    terms: frozenset[str]
    forms: frozenset[str]
    prefixes: tuple[str, ...]
    """The longest first."""
    runs: tuple[tuple[str, ...], ...]
    nears: tuple[tuple[tuple[str, ...], int], ...]
    fuzzies: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, ...], ...]
    categories: tuple[Need, ...]


class Highlighter:
    """Marks in any text what the text leaves of one query look for; filters and what is refused mark nothing."""

    __slots__ = ("_hunts",)

    def __init__(self, root: Node | None) -> None:
        wanted = needs(root)
        self._hunts = {field: _hunt([need for need in wanted if need.field in (Field.ANY, field)]) for field in Field}

    def spans(self, text: str, field: Field | None = None) -> tuple[Span, ...]:
        """Find what to mark, as sorted ranges that neither overlap nor touch.

        A word and a compound are marked whole, a phrase from its first word to its last, and of a word that only begins
        as asked the beginning. Of words that must stand near one another, and of an author's name, each word is marked
        where all of them are there; a category is marked whole.

        Args:
            text: The text as it is shown; of authors, one name or several with commas between them.
            field: The part of the paper that it is; without one, only leaves that look anywhere are marked.
        """
        hunt = self._hunts[field or Field.ANY]
        if hunt is None:
            return ()
        terms, forms, prefixes, fuzzies = hunt.terms, hunt.forms, hunt.prefixes, hunt.fuzzies
        spans: list[Span] = []
        tokens = list(words.tokens(text))
        for start, end, form, term, _, _ in tokens:
            if term in terms or form in forms:
                spans.append((start, end))
            elif prefixes and form.startswith(prefixes):
                beginning = next(prefix for prefix in prefixes if form.startswith(prefix))
                spans.append((start, start + _letters(text[start:end], beginning)))
            elif fuzzies and any(within_edits(asked, form, edits) for asked, edits in fuzzies):
                spans.append((start, end))
        if hunt.runs:
            spans += _runs(tokens, hunt.runs)
        for near_terms, slop in hunt.nears:
            spans += _near(tokens, near_terms, slop)
        if hunt.names:
            spans += _names(text, tokens, hunt.names)
        if hunt.categories:
            spans += _categories(text, hunt.categories)
        return _merged(spans) if spans else ()


def _hunt(wanted: Sequence[Need]) -> _Hunt | None:
    if not wanted:
        return None
    texts = [need for need in wanted if need.field is not Field.CATEGORY]
    return _Hunt(
        terms=frozenset(term for need in texts if not need.by_form for term in need.terms),
        forms=frozenset(form for need in texts if need.by_form for form in need.terms),
        prefixes=tuple(sorted({prefix for need in texts for prefix in need.prefixes}, key=len, reverse=True)),
        runs=tuple(run for need in texts for run in need.runs),
        nears=tuple(one for need in texts for one in need.nears),
        fuzzies=tuple(fuzzy for need in texts for fuzzy in need.fuzzies),
        names=tuple(name for need in texts for name in need.names),
        categories=tuple(need for need in wanted if need.field is Field.CATEGORY),
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


def _runs(tokens: Sequence[words.Token], runs: Sequence[tuple[str, ...]]) -> Iterator[Span]:
    places = {(token.position, token.term): token.end for token in tokens}
    for run in runs:
        last = len(run) - 1
        for token in tokens:
            position = token.position
            if token.term == run[0] and all(
                (position + offset, run[offset]) in places for offset in range(1, last + 1)
            ):
                yield token.start, places[position + last, run[last]]


def _near(tokens: Sequence[words.Token], terms: Sequence[str], slop: int) -> Iterator[Span]:
    said = [token for token in tokens if token.term in terms]
    done = 0
    for first, last in near([(token.position, token.term) for token in said], terms, slop):
        while done < len(said) and said[done].position <= last:
            if said[done].position >= first:
                yield said[done].start, said[done].end
            done += 1


def _names(text: str, tokens: Sequence[words.Token], names: Sequence[tuple[str, ...]]) -> Iterator[Span]:
    place = 0
    for found in _NAME.compiled.finditer(text):
        own = []
        while place < len(tokens) and tokens[place].start < found.end():
            own.append(tokens[place])
            place += 1
        forms = {token.form for token in own}
        for asked in names:
            if name_fits(asked, forms):
                yield from ((its.start, its.end) for its in own if any(one_fits(form, its.form) for form in asked))


def _categories(text: str, wanted: Sequence[Need]) -> Iterator[Span]:
    for found in _CATEGORY.compiled.finditer(text):
        if any(category_fits(need, found[0]) for need in wanted):
            yield found.span()


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    spans.sort()
    merged = spans[:1]
    for start, end in spans[1:]:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
