"""A query said in words, for the status line and for a list that is empty because of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.model import safe_line
from reader.query.ast import (
    And,
    Compared,
    Dated,
    Day,
    Field,
    FromSource,
    Has,
    InEdition,
    InVenue,
    Is,
    Measure,
    Named,
    Node,
    Not,
    Noted,
    Or,
    Phrase,
    Query,
    Tagged,
    Thing,
    Word,
)
from reader.query.tree import fold_tree

MAX_SHOWN: Final = 40
"""Characters of one text that are shown."""
MAX_LENGTH: Final = 400
"""Characters of the whole."""

_ORDER: Final = (Is, InEdition, Tagged)
_PLACES: Final = {
    Field.ANY: "",
    Field.TITLE: " in the title",
    Field.ABSTRACT: " in the abstract",
    Field.AUTHOR: "",
    Field.CATEGORY: "",
}
_THINGS: Final = {
    Thing.CODE: "code",
    Thing.NOTE: "a note",
    Thing.DOI: "a DOI",
    Thing.TAG: "a tag",
    Thing.REPOSITORY: "a repository",
}
_COMPARED: Final = {"<": "less than {}", "<=": "{} or less", "=": "{}", ">=": "{} or more", ">": "more than {}"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = {Day.DATE: "dated", Day.ADDED: "added"}


class _Said(NamedTuple):
    """A part of a query in words: parts of which only the object differs are said in one."""

    verb: str
    object: str
    place: str = ""
    mixed: bool = False
    """Whether it has an "and" or "or" in it that a "not" or another one would tear apart."""

    @property
    def words(self) -> str:
        return f"{self.verb} {self.object}{self.place}".strip()


def describe(query: Query) -> str:
    """Say what a query asks for: `unread, tagged rag, with “graph” or “tree”, without “survey”, rated 4 or more`.

    Returns:
        One line of at most `MAX_LENGTH` characters, without anything that a terminal would obey; empty for a query that
        asks for nothing.
    """
    said = [fold_tree(clause, _leaf, _joined).words for clause in sorted(query.clauses, key=_rank)]
    if query.similar:
        said.append("like the bookmarked" if query.similar == "bookmarked" else f"like {_shown(query.similar)}")
    if query.sort is not None:
        said.append(f"by {query.sort.value}{' backwards' if query.backwards else ''}")
    if query.limit:
        said.append(f"at most {query.limit}")
    return _cut(", ".join(said), MAX_LENGTH)


def _rank(clause: Node) -> tuple[bool, bool, int]:
    """Put numbers and days last; of the others what is asked for first: states, editions, tags and texts."""
    refused = isinstance(clause, Not)
    bare = clause.part if isinstance(clause, Not) else clause
    return (
        isinstance(bare, Compared | Dated),
        refused,
        _ORDER.index(type(bare)) if type(bare) in _ORDER else len(_ORDER),
    )


def _joined(node: And | Or | Not, parts: list[_Said]) -> _Said:
    if isinstance(node, Not):
        return _refused(parts[0], alternatives=isinstance(node.part, Or))
    word = " and " if isinstance(node, And) else " or "
    first = parts[0]
    if all(part[::2] == first[::2] and not part.mixed for part in parts):
        objects = word.join(part.object for part in parts)
        return _Said(first.verb, _cut(objects, MAX_LENGTH), first.place, mixed=True)
    told = (f"({part.words})" if part.mixed else part.words for part in parts)
    return _Said("", _cut(word.join(told), MAX_LENGTH), mixed=True)


def _refused(said: _Said, *, alternatives: bool) -> _Said:
    # "Without a or b" is without either, but "without a and b" could be taken for that as well.
    if said.mixed and not (alternatives and said.verb):
        return _Said("not", f"({said.words})")
    if said.verb == "with":
        return said._replace(verb="without")
    return said._replace(verb=f"not {said.verb}" if said.verb else "not")


def _leaf(leaf: Node) -> _Said:
    match leaf:
        case Word() | Phrase():
            return _text(leaf)
        case Is():
            return _Said("", leaf.state.value)
        case Has():
            return _Said("with", _THINGS[leaf.thing])
        case Tagged():
            return _Said("tagged", _shown(leaf.name))
        case InEdition():
            return _Said("in edition", _shown(leaf.text))
        case FromSource():
            return _Said("from", _shown(leaf.name))
        case InVenue():
            return _Said("published at", _shown(leaf.text))
        case Named():
            return _Said(leaf.kind.value, _shown(leaf.text))
        case Noted():
            return _Said("with", f"“{_shown(leaf.text)}{'…' if leaf.prefix else ''}”", " in the note")
        case Compared(Measure.RATING, sign, number):
            return _Said("rated", _COMPARED[sign].format(number))
        case Compared(_, sign, number):
            return _Said("with", f"{_COMPARED[sign].format(number)} votes")
        case Dated():
            return _Said(_DAYS[leaf.day], _range(leaf.first, leaf.last))
        case _:
            return _Said("", "")


def _text(leaf: Word | Phrase) -> _Said:
    if leaf.field is Field.CATEGORY:
        return _Said("in category", _shown(leaf.text) + ("…" if isinstance(leaf, Word) and leaf.prefix else ""))
    star = "…" if isinstance(leaf, Word) and leaf.prefix else ""
    told = f"“{_shown(leaf.text)}{star}”"
    if isinstance(leaf, Word) and leaf.fuzzy:
        told = f"nearly {told}"
    if isinstance(leaf, Phrase) and leaf.slop and leaf.field is not Field.AUTHOR:
        told = f"{told} nearby"
    return _Said("by" if leaf.field is Field.AUTHOR else "with", told, _PLACES[leaf.field])


def _range(first: str, last: str) -> str:
    """Say a range in years where it is one of whole years, in months likewise, and else in days."""
    if not (first or last):
        return "any time"
    parts = 3
    if (not first or first.endswith("-01")) and (not last or _ends_a_month(last)):
        whole_years = (not first or first[5:7] == "01") and (not last or last[5:7] == "12")
        parts = 1 if whole_years else 2
    one, other = _day(first, parts), _day(last, parts)
    if not last:
        return f"from {one} on"
    if not first:
        return f"up to {other}"
    return one if one == other else f"from {one} to {other}"


def _ends_a_month(day: str) -> bool:
    from calendar import monthrange  # a millisecond, and only where a day is asked for

    return monthrange(int(day[:4]), int(day[5:7]))[1] == int(day[8:])


def _day(day: str, parts: int) -> str:
    """Say a day, or with two parts its month, with one its year."""
    if not day or parts == 1:
        return day[:4]
    month = f"{_MONTHS[int(day[5:7]) - 1]} {day[:4]}"
    return month if parts == 2 else f"{int(day[8:])} {month}"


def _shown(text: str) -> str:
    return _cut(safe_line(text), MAX_SHOWN)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
