"""What a query means, as values.

A query is a tree: `And`, `Or` and `Not` over leaves. Text leaves are answered by the search index, filters by the
store; `reader.library` puts the two together. `reader.query.match` turns the text leaves of a tree into what engines
look for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reader.model import Sort

if TYPE_CHECKING:
    from reader.query.match import Need


class Field(StrEnum):
    """The part of a paper that a text leaf looks at."""

    ANY = ""
    """Title, abstract, authors and categories together."""
    TITLE = "title"
    ABSTRACT = "abstract"
    AUTHOR = "author"
    CATEGORY = "cat"
    """A category as a whole, or what stands above it: `cat:cs` is `cs.CL` too."""


class State(StrEnum):
    """What `is:` can ask for."""

    UNREAD = "unread"
    READ = "read"
    BOOKMARKED = "bookmarked"
    RATED = "rated"
    NOTED = "noted"
    CHANGED = "changed"
    """A newer version changed its title or abstract, and nobody has looked at it yet."""


class Thing(StrEnum):
    """What `has:` can ask for."""

    CODE = "code"
    """An address of code in the abstract; a text leaf in all but name."""
    NOTE = "note"
    DOI = "doi"
    TAG = "tag"
    REPOSITORY = "repository"
    """An address of code that a source tells of beside the abstract."""


class Measure(StrEnum):
    """A number of a paper that can be compared."""

    RATING = "rating"
    UP = "up"
    """The votes that the source tells of."""


class Day(StrEnum):
    """A day of a paper that a range can be asked of."""

    DATE = "date"
    """The paper's own date."""
    ADDED = "added"
    """The day it came into the library."""


class Name(StrEnum):
    """A kind of key that a paper can be named by."""

    ID = "id"
    """Any key, or the beginning of one, with or without the part before its colon."""
    DOI = "doi"


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
    fuzzy: int = 0
    """Letters that may be wrong, 0 to 2: `transfomer~`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another in the title or in the abstract; all of one author's name, in any order."""

    text: str
    field: Field = Field.ANY
    slop: int = 0
    """With more than 0: all words, in any order, among at most so many others (`"near words"~5`)."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """The paper carries this tag (`tag:rag`)."""

    name: str
    """As `model.marks.tag_name` folds it."""


@dataclass(frozen=True, slots=True)
class Is:
    """The paper is in this state (`is:unread`)."""

    state: State


@dataclass(frozen=True, slots=True)
class Has:
    """The paper has this (`has:doi`)."""

    thing: Thing


@dataclass(frozen=True, slots=True)
class InEdition:
    """The paper appeared in an edition (`edition:"Aug 25"`, `edition:2025-08-25`, `edition:daily-papers:--08-25`)."""

    text: str
    """As typed; `editions.names_edition` tells which editions it names."""


@dataclass(frozen=True, slots=True)
class FromSource:
    """A source of this name told of the paper (`source:daily-papers`)."""

    name: str
    """In lower case, blanks as hyphens."""


@dataclass(frozen=True, slots=True)
class InVenue:
    """The paper appeared there (`venue:neurips`): a part of the venue's name, case ignored."""

    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """The paper has this key (`id:2602.23229`, `doi:10.1000/x`), or one that begins so."""

    kind: Name
    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The note on the paper has these words, one after the other (`note:baseline`)."""

    text: str
    prefix: bool = False
    """The last word may go on."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of the paper compares so (`rating:>=4`)."""

    measure: Measure
    sign: str
    """`<`, `<=`, `=`, `>=` or `>`."""
    number: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of the paper lies in a range; of a paper that knows only its year or month, some day of that does."""

    day: Day
    first: str = ""
    """`YYYY-MM-DD`, or empty where the range has no beginning. It belongs to the range."""
    last: str = ""
    """Likewise for its end."""


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts must hold; two or more."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts must hold; two or more."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Node


TextClause: TypeAlias = Word | Phrase
Filter: TypeAlias = Tagged | Is | Has | InEdition | FromSource | InVenue | Named | Noted | Compared | Dated
Leaf: TypeAlias = TextClause | Filter
Node: TypeAlias = "And | Or | Not | Leaf | Need"
"""A tree; the parser makes none with needs in it, `match.plan` makes those."""


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
    root: Node | None = None
    """What must hold, or None where nothing is asked for."""
    problems: tuple[QueryProblem, ...] = ()
    similar: str = ""
    """What `similar:` names: a paper's key, or `bookmarked`; ranks the papers that pass the rest by likeness."""
    sort: Sort | None = None
    """The order that the query itself asks for (`sort:date`)."""
    backwards: bool = False
    """The order is turned round (`sort:-date`)."""
    limit: int = 0
    """Papers that are wanted at most (`limit:20`); 0 is no limit."""

    @property
    def clauses(self) -> tuple[Node, ...]:
        """The parts that must all hold."""
        if self.root is None:
            return ()
        return self.root.parts if isinstance(self.root, And) else (self.root,)

    @property
    def text_clauses(self) -> tuple[TextClause, ...]:
        """The text leaves anywhere in the tree but under a `Not`: what a highlighter marks."""
        return tuple(leaf for leaf, sought in leaves(self.root) if sought and isinstance(leaf, Word | Phrase))

    @property
    def is_text(self) -> bool:
        """Whether the search index is needed to answer it."""
        return bool(self.similar) or any(
            isinstance(leaf, Word | Phrase) or leaf == Has(Thing.CODE) for leaf, _ in leaves(self.root)
        )

    @property
    def filters(self) -> tuple[Node, ...]:
        """The parts at the top that are filters, or refuse one: what the store can answer by itself."""
        return tuple(part for part in self.clauses if is_filter(part.part if isinstance(part, Not) else part))


def leaves(node: Node | None, *, sought: bool = True) -> Iterator[tuple[Node, bool]]:
    """Yield every leaf of a tree from left to right, and whether it is sought or refused."""
    pending: list[tuple[Node | None, bool]] = [(node, sought)]
    while pending:
        node, sought = pending.pop()
        match node:
            case None:
                continue
            case And(parts) | Or(parts):
                pending += [(part, sought) for part in reversed(parts)]
            case Not(part):
                pending.append((part, not sought))
            case _:
                yield node, sought


def is_filter(node: Node) -> bool:
    """Tell whether a node is a filter, which the store answers."""
    return isinstance(node, Filter) and node != Has(Thing.CODE)
