"""What the part of a query that is being typed may become: names of tags, authors, editions, with their counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from reader.errors import SearchError
from reader.library.answers import Completion
from reader.library.plain import LIKE_BOOKMARKED
from reader.query.ast import Field
from reader.query.fields import FIELDS, SORTS, STATES, THINGS

if TYPE_CHECKING:
    from reader.query.where import Part
    from reader.search import SearchIndex
    from reader.search.protocol import Count
    from reader.store import Store

MOST: Final = 20
"""Completions that are offered."""
_VALUES: Final = {"is": (*STATES,), "has": (*THINGS,), "sort": (*SORTS,), "similar": (LIKE_BOOKMARKED,)}
_PLAIN: Final = frozenset("-._/+")
"""Signs that need no quotes."""
_FIELD_OF: Final = {"year": "date", "category": "cat", "author": "author", "tag": "tag", "source": "source"}
"""The field that narrows to a value of a facet."""


def complete(part: Part, store: Store, index: Callable[[], SearchIndex]) -> list[Completion]:
    """Offer what a part may become, the likeliest first; nothing for a kind that has no values to offer."""
    typed = part.beginning.strip('"').casefold()
    match part.kind:
        case "tag":
            tags = sorted(store.tags(), key=lambda tag: (-tag.papers, tag.name))
            found = [Completion(tag.name, tag.papers) for tag in tags if tag.name.startswith(typed)]
        case "author" | "cat":
            field = Field.AUTHOR if part.kind == "author" else Field.CATEGORY
            found = [Completion(quoted(count.name), count.papers) for count in _known(index, typed, field)]
        case "edition":
            found = [
                Completion(f'"{count.edition.key}"', count.papers, count.edition.title)
                for count in reversed(store.editions())
                if _begins((count.edition.key, count.edition.day, count.edition.label, count.edition.title), typed)
            ]
        case "source":
            found = [Completion(quoted(name)) for name in store.sources() if name.casefold().startswith(typed)]
        case "field":
            found = [
                Completion(f"{field.name}:", help=field.help)
                for field in FIELDS
                if _begins((field.name, *field.aliases), typed)
            ]
        case "is" | "has" | "sort" | "similar":
            found = [Completion(value) for value in _VALUES[part.kind] if value.startswith(typed)]
        case _:
            found = []
    return found[:MOST]


def narrowed(text: str, kind: str, name: str) -> str:
    """Give a query with one more filter: the papers that it finds, of one value of a facet.

    Args:
        text: The query.
        kind: The kind of the facet.
        name: The value.
    """
    from reader.query.ast import Or
    from reader.query.parse import parse

    field = _FIELD_OF.get(kind, kind)
    added = f"{field}:{quoted(name, always=field == 'author')}"
    text = text.strip()
    if not text:
        return added
    # What stands beside the last of several alternatives would narrow that one only.
    return f"({text}) {added}" if isinstance(parse(text).root, Or) else f"{text} {added}"


def quoted(name: str, *, always: bool = False) -> str:
    """Write a value as it can stand behind a field: in quotes, unless it is one plain word."""
    name = name.replace('"', " ").strip()
    if name and not always and all(sign.isalnum() or sign in _PLAIN for sign in name):
        return name
    return f'"{name}"'


def _known(index: Callable[[], SearchIndex], typed: str, field: Field) -> list[Count]:
    """Give the authors or categories that begin so, or none where there is no index yet."""
    try:
        return index().complete(field, typed, MOST)
    except SearchError:
        return []


def _begins(names: Iterable[str], typed: str) -> bool:
    return any(name.casefold().startswith(typed) for name in names)
