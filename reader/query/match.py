"""What fits a query: the one definition that the index, the naive oracle and the highlighter all answer to.

A text clause is first taken apart into a `Need`: the terms, runs of terms and beginnings of words of which one must be
found. Everything that has to agree on what fits works from needs, and nothing derives them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from reader.model import Edition
from reader.query import words
from reader.query.ast import Field, TextClause, Word


class Texts(Protocol):
    """The texts of one paper; `search.protocol.Document` and `model.Paper` both have them."""

    @property
    def title(self) -> str:
        """The title."""
        ...

    @property
    def abstract(self) -> str:
        """The abstract, or an empty text."""
        ...

    @property
    def authors(self) -> tuple[str, ...]:
        """A name each."""
        ...

    @property
    def categories(self) -> tuple[str, ...]:
        """A category each, such as `cs.CL`."""
        ...


class Need(NamedTuple):
    """What a text clause asks for: one of `terms`, `runs` or `prefixes` must be found in the field."""

    field: Field
    negated: bool = False
    """None of them may be found."""
    terms: tuple[str, ...] = ()
    """A token, joined or not, has this very term (on `Field.AUTHOR`: this form)."""
    runs: tuple[tuple[str, ...], ...] = ()
    """Two or more terms (on `Field.AUTHOR`: forms) stand at consecutive positions of one text: the title, the abstract,
    one author's name, one category. A joined token stands at the position of its first part."""
    prefixes: tuple[str, ...] = ()
    """A token's form, joined or not, begins so."""

    @property
    def by_form(self) -> bool:
        """Whether `terms` and `runs` hold forms: names are not stemmed, Hughes is not Hugh."""
        return self.field is Field.AUTHOR


def fits(clauses: Sequence[TextClause], texts: Texts) -> bool:
    """Tell whether every clause fits a paper, and no negated one does.

    A clause without any word that counts (stop words, signs) restricts nothing; where there is no other, nothing fits.
    """
    return meets(needs(clauses), texts)


def needs(clauses: Iterable[TextClause]) -> tuple[Need, ...]:
    """Take clauses apart; those that restrict nothing are left out, and where no need is left, nothing fits.

    A stop word that is still being typed ("in", on the way to "inference") stands for the words that begin so as long
    as it is alone, and restricts nothing as soon as it is not.
    """
    solid: list[Need] = []
    loose: list[Need] = []
    for clause in clauses:
        need = _need(clause)
        if need is None:
            continue
        typed_stop_word = isinstance(clause, Word) and clause.typed and not (need.terms or need.runs)
        (loose if typed_stop_word else solid).append(need)
    return tuple(dict.fromkeys(solid or loose))


def meets(wanted: Sequence[Need], texts: Texts) -> bool:
    """Tell whether a paper meets all needs, as `needs` gave them."""
    analysed: dict[Field, list[list[words.Token]]] = {}
    for need in wanted:
        if need.field not in analysed:
            analysed[need.field] = [list(words.tokens(text)) for text in _texts(need.field, texts)]
        if any(_found_in(need, tokens) for tokens in analysed[need.field]) is need.negated:
            return False
    return bool(wanted)


def _need(clause: TextClause) -> Need | None:
    by_form = clause.field is Field.AUTHOR
    terms: tuple[str, ...] = ()
    runs: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    if isinstance(clause, Word) and (clause.prefix or clause.typed):
        beginning = words.beginning(clause.text)
        prefixes = (beginning,) if beginning else ()
    if not (prefixes and isinstance(clause, Word) and clause.prefix):
        found = list(words.tokens(clause.text))
        joined = [token.form if by_form else token.term for token in found if token.joined]
        plain = tuple(token.form if by_form else token.term for token in found if not token.joined)
        # Only a word that is one compound can be written joined; of a phrase, the parts count.
        if joined and (not plain or (isinstance(clause, Word) and _is_compound(found))):
            terms += tuple(joined)
        if len(plain) == 1:
            terms += plain
        elif plain:
            runs = (plain,)
    if not (terms or runs or prefixes):
        return None
    return Need(clause.field, clause.negated, terms, runs, prefixes)


def _is_compound(found: Sequence[words.Token]) -> bool:
    whole = found[0]
    return whole.joined and all(token.end <= whole.end and not token.joined for token in found[1:])


def _texts(field: Field, texts: Texts) -> Iterator[str]:
    if field in (Field.ANY, Field.TITLE):
        yield texts.title
    if field in (Field.ANY, Field.ABSTRACT):
        yield texts.abstract
    if field in (Field.ANY, Field.AUTHOR):
        yield from texts.authors
    if field is Field.ANY:
        yield from texts.categories


def _found_in(need: Need, tokens: Sequence[words.Token]) -> bool:
    if need.prefixes and any(token.form.startswith(need.prefixes) for token in tokens):
        return True
    said = [token.form if need.by_form else token.term for token in tokens]
    if any(term in said for term in need.terms):
        return True
    places = {(token.position, term) for token, term in zip(tokens, said, strict=True)} if need.runs else set()
    return any(
        all((token.position + offset, term) in places for offset, term in enumerate(run))
        for run in need.runs
        for token in tokens
    )


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SEPARATORS = r"[\s_./,\u2010-\u2015-]+"
_NUMERIC_DAY = r"(?:([0-9]{4})(?:-|$))?(?:([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
_NAMED_PART = r"[0-9]+|[^\W\d_]+"


def names_edition(text: str, edition: Edition) -> bool:
    """Tell whether what stands after `edition:` names an edition.

    By its key, its source, its day (`2025-08-25`, `08-25`, `--08-25`), its month (`2025-08`, `Aug 2025`, `Aug`), its
    year or its label (`Aug 25`, `aug25`, `25 August 2025`), the day also after the source (`daily-papers:aug 25`). Case
    does not count, nor do blanks, hyphens, dots and slashes between the parts. No year names an edition without one.
    """
    source = _fold(edition.source)
    folded = _fold(text)
    if not folded:
        return False
    if folded == source:
        return True
    head, colon, tail = folded.partition(":")
    if colon and head.strip("-") == source:
        folded = tail.strip("-")
        if not folded:
            return True
    day = _day(folded)
    if day is None:
        return False
    its = (edition.day[:4], edition.day[-5:-3], edition.day[-2:])  # without a year, "--08" is none that was asked for
    return all(not wanted or wanted == has for wanted, has in zip(day, its, strict=True))


def _fold(text: str) -> str:
    return re.sub(_SEPARATORS, "-", text.casefold()).strip("-")


def _day(folded: str) -> tuple[str, str, str] | None:
    """Read year, month and day, each empty where it is not given; None where this is no day, month or year."""
    numeric = re.fullmatch(_NUMERIC_DAY, folded)
    if numeric:
        year, first, second = (numeric[index] or "" for index in (1, 2, 3))
        # "08-25" is a day, "2025-08" a month, but "08" alone could be either and is neither.
        return (year, first.zfill(2) if first else "", second.zfill(2) if second else "") if year or second else None
    year = month = day = ""
    for part in re.findall(_NAMED_PART, folded):
        if part.isdecimal() and len(part) == 4 and not year:
            year = part
        elif part.isdecimal() and len(part) <= 2 and not day:
            day = part.zfill(2)
        elif len(part) >= 3 and not month and (name := next((m for m in _MONTHS if m.startswith(part)), "")):
            month = f"{_MONTHS.index(name) + 1:02}"
        elif part not in ("st", "nd", "rd", "th"):
            return None
    return (year, month, day) if month else None
