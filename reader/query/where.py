"""What is being typed at the cursor of a query, so that it can be completed: a field's name, or the value of one."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.query.fields import FIELDS, NAMES, FieldName
from reader.query.lex import Kind, Lexeme, lexemes, plain
from reader.query.parse import MAX_QUERY

__all__ = ["FIELDS", "FieldName", "Part", "part_at"]

_COMPLETED: Final = frozenset(("tag", "author", "cat", "is", "has", "sort", "edition", "source", "similar"))


class Part(NamedTuple):
    """The part of a query that the cursor is in."""

    kind: str
    """`field` where a word could become the name of a field, or the field of which a value is typed: `tag`, `author`,
    `cat`, `is`, `has`, `sort`, `edition`, `source` or `similar`."""
    beginning: str
    """What was typed of it up to the cursor, without a quote before it."""
    start: int
    """Where it begins, in characters; a quote at its beginning belongs to it, as does one at its end."""
    end: int
    """Where it ends: what stands between here and `start` is what a completed value replaces, quotes and all."""


def part_at(text: str, cursor: int) -> Part | None:
    """Tell what is being typed.

    Args:
        text: The query.
        cursor: The character before which the cursor stands.

    Returns:
        The part, or None where nothing that could be completed is typed.
    """
    text = plain(text[:MAX_QUERY])
    groups = [""]
    before: Lexeme | None = None
    for lexeme in lexemes(text):
        if lexeme.start >= cursor:
            break
        if cursor <= lexeme.end:
            return _part(text, cursor, lexeme, _name(before, lexeme) or groups[-1])
        if lexeme.kind is Kind.OPEN:
            groups.append(_name(before, lexeme) or groups[-1])
        elif lexeme.kind is Kind.CLOSE and len(groups) > 1:
            groups.pop()
        before = lexeme
    return None


def _name(before: Lexeme | None, lexeme: Lexeme) -> str:
    """Give the field whose colon stands right before a lexeme."""
    if before is None or before.kind is not Kind.LABEL or before.value or before.end != lexeme.start:
        return ""
    return NAMES.get(before.text.casefold(), "")


def _part(text: str, cursor: int, lexeme: Lexeme, name: str) -> Part | None:
    match lexeme.kind:
        case Kind.LABEL if cursor >= lexeme.value_start:
            name, start, end = NAMES.get(lexeme.text.casefold(), ""), lexeme.value_start, lexeme.end
        case Kind.LABEL:
            return _field(text, cursor, lexeme.start, lexeme.value_start)
        case Kind.QUOTE:
            end = lexeme.end - len(lexeme.value)
            if cursor > end or (lexeme.closed and cursor == end):
                return None
            return Part(name, text[lexeme.start + 1 : cursor], lexeme.start, end) if name in _COMPLETED else None
        case Kind.WORD if not name:
            return _field(text, cursor, lexeme.start, lexeme.end)
        case Kind.WORD:
            start, end = lexeme.start, lexeme.end
        case _:
            return None
    if name not in _COMPLETED:
        return None
    if name == "sort" and text.startswith("-", start) and cursor > start:
        start += 1
    return Part(name, text[start:cursor], start, end)


def _field(text: str, cursor: int, start: int, end: int) -> Part | None:
    beginning = text[start:cursor]
    folded = beginning.casefold()
    return Part("field", beginning, start, end) if any(name.startswith(folded) for name in NAMES) else None
