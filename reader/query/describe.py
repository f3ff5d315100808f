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
_THINGS: Final = {Thing.CODE: "code", Thing.NOTE: "a note", Thing.DOI: "a DOI", Thing.TAG: "a tag"}
_COMPARED: Final = {"<": "less than {}", "<=": "{} or less", "=": "{}", ">=": "{} or more", ">": "more than {}"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = {Day.DATE: "dated", Day.ADDED: "added"}
_LAST_DAYS: Final = ("31", "30", "29", "28")


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
        said.append(f"like {_shown(query.similar)}")
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
        return _refused(parts[0])
    word = " and " if isinstance(node, And) else " or "
    first = parts[0]
    if all(part[::2] == first[::2] and not part.mixed for part in parts):
        objects = word.join(part.object for part in parts)
        return _Said(first.verb, _cut(objects, MAX_LENGTH), first.place, mixed=True)
    told = (f"({part.words})" if part.mixed else part.words for part in parts)
    return _Said("", _cut(word.join(told), MAX_LENGTH), mixed=True)


def _refused(said: _Said) -> _Said:
    if said.mixed:
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
    if not first:
        return f"up to {_day(last, last=True)}" if last else "any time"
    if not last:
        return f"from {_day(first)} on"
    one, other = _day(first), _day(last, last=True)
    if one == other:
        return one
    # A year that begins in January and does not end in December is no year.
    return f"from {one} to {other}"


def _day(day: str, *, last: bool = False) -> str:
    """Say a day as the year or month that it begins, or that it is the last one of."""
    year, month, number = day[:4], day[5:7], day[8:]
    ends = _LAST_DAYS if last and _is_last(year, month, number) else ("01",) if not last else ()
    if number not in ends:
        return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
    return year if month == ("12" if last else "01") else f"{_MONTHS[int(month) - 1]} {year}"


def _is_last(year: str, month: str, number: str) -> bool:
    from calendar import monthrange

    return monthrange(int(year), int(month))[1] == int(number)


def _shown(text: str) -> str:
    return _cut(safe_line(text), MAX_SHOWN)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
