"""What a query means, as values.

For now a query is a conjunction: every clause must hold, a negated one must not. Text clauses are answered by the
search index, filters by the store; `reader.library` intersects the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Field(StrEnum):
    """The part of a paper that a text clause looks at."""

    ANY = ""
    """Title, abstract, authors and categories together."""
    TITLE = "title"
    ABSTRACT = "abstract"
    AUTHOR = "author"


class State(StrEnum):
    """What `is:` can ask for."""

    UNREAD = "unread"
    READ = "read"
    BOOKMARKED = "bookmarked"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a compound such as `fine-tuning`, that must occur."""

    text: str
    """As it was typed, without field, sign or star."""
    field: Field = Field.ANY
    prefix: bool = False
    """A word that begins so is enough: `trans*`."""
    typed: bool = False
    """The word is still being typed: its stem is enough, and so is a word that begins so."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another in the title or in the abstract (or in one author's name)."""

    text: str
    field: Field = Field.ANY
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Tagged:
    """The paper carries this tag (`tag:rag`)."""

    name: str
    """As `model.marks.tag_name` folds it."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """The paper is in this state (`is:unread`)."""

    state: State
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InEdition:
    """The paper appeared in an edition (`edition:"Aug 25"`, `edition:2025-08-25`, `edition:daily-papers:--08-25`)."""

    text: str
    """As typed; `match.names_edition` tells which editions it names."""
    negated: bool = False


TextClause = Word | Phrase
Filter = Tagged | Is | InEdition
Clause = TextClause | Filter


class QueryProblem(NamedTuple):
    """Something in the query that could not be read; the rest of it still holds."""

    column: int
    """Where it begins, 0 for the first character of the query."""
    length: int
    reason: str
    """A few words: `unknown field "titel", did you mean "title"?`."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the best reading of it."""

    source: str
    """The text that was parsed."""
    clauses: tuple[Clause, ...] = ()
    problems: tuple[QueryProblem, ...] = ()

    @property
    def text_clauses(self) -> tuple[TextClause, ...]:
        """The clauses that the search index answers."""
        return tuple(clause for clause in self.clauses if isinstance(clause, Word | Phrase))

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The clauses that the store answers."""
        return tuple(clause for clause in self.clauses if not isinstance(clause, Word | Phrase))
