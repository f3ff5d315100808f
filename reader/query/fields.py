"""The names that may stand before a colon in a query, with what each is for: parser, completion and help share it."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.model import Sort
from reader.query.ast import Field, State, Thing


class FieldName(NamedTuple):
    """A field of the query language."""

    name: str
    help: str
    """One line, for completion and help."""
    aliases: tuple[str, ...] = ()
    """Other names that do as well."""


FIELDS: Final = (
    FieldName("title", "words in the title", ("ti",)),
    FieldName("abstract", "words in the abstract", ("abs",)),
    FieldName("author", "an author's name, in any order, with or without initials", ("au",)),
    FieldName("cat", "a category, or all below it: cs, cs.CL", ("category",)),
    FieldName("tag", "papers with this tag"),
    FieldName("note", "words in your note"),
    FieldName("is", "unread, read, bookmarked, rated, noted or changed"),
    FieldName("has", "code, repository, note, doi or tag"),
    FieldName("rating", "your rating: 4, >=4, 3..5"),
    FieldName("up", "votes at the source: >20"),
    FieldName("date", "when the paper appeared: 2025, 2024-08..2025-02, <2020, 30d"),
    FieldName("added", "when it came into the library: today, 7d, 2025-08"),
    FieldName("edition", 'the edition it appeared in: "Aug 25", 2025-08'),
    FieldName("source", "the source that told of it: daily-papers"),
    FieldName("venue", "where it was published: neurips"),
    FieldName("id", "the paper's key, or the beginning of it: 2602.23229"),
    FieldName("doi", "the paper's DOI, or the beginning of it"),
    FieldName("similar", "papers like this one: a key, or bookmarked"),
    FieldName("sort", "the order: date, title, added, rank, ...; with a minus backwards"),
    FieldName("limit", "so many papers at most: 20"),
)
"""Every field, in the order in which help shows them."""

NAMES: Final = {label: field.name for field in FIELDS for label in (field.name, *field.aliases)}
"""The field that each name and alias stands for."""

TEXT_FIELDS: Final = {
    "title": Field.TITLE,
    "abstract": Field.ABSTRACT,
    "author": Field.AUTHOR,
    "cat": Field.CATEGORY,
}
"""The fields that are answered by their words."""

STATES: Final = {state.value: state for state in State} | {"starred": State.BOOKMARKED}
"""What may stand after `is:`."""

THINGS: Final = {thing.value: thing for thing in Thing} | {"notes": Thing.NOTE, "tags": Thing.TAG}
"""What may stand after `has:`."""

SORTS: Final = {sort.value: (sort, False) for sort in Sort} | {
    "newest": (Sort.DATE, False),
    "oldest": (Sort.DATE, True),
}
"""What may stand after `sort:`: the order, and whether it is turned round."""

DIRECTIVES: Final = frozenset(("similar", "sort", "limit"))
"""Fields that say something of the whole query, so that they can be neither refused nor an alternative."""
