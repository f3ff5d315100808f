"""Finds notes by their words. Notes are short and few beside papers, so each is looked at, and its words remembered."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Final

from reader.query import words
from reader.query.ast import Noted

_REMEMBERED: Final = 8_192
"""Notes whose words are remembered."""


def noted(connection: sqlite3.Connection, asked: Noted) -> list[int]:
    """Give the papers whose note has the words, one after the other, in ascending order.

    Where nothing that was asked for counts as a word, every note fits.
    """
    run, beginning, joined = _wanted(asked)
    return [
        number
        for number, text in connection.execute("SELECT paper, text FROM notes ORDER BY paper")
        if _fits(_words(text), run, beginning, joined)
    ]


def _wanted(asked: Noted) -> tuple[tuple[str, ...], str, str]:
    """Take what is asked for apart: stems in a row, the form that a last word must begin with, a compound's stem."""
    text, beginning = asked.text, ""
    if asked.prefix:
        text, _, last = asked.text.rstrip().rpartition(" ")
        beginning = words.beginning(last)
        if not beginning:
            text = asked.text
    found = list(words.tokens(text))
    run = tuple(token.term for token in found if not token.joined)
    whole = found[0] if found and found[0].joined and not beginning else None
    # Only a word that is one compound can be written joined.
    joined = whole.term if whole and all(token.end <= whole.end for token in found) else ""
    return run, beginning, joined


@lru_cache(maxsize=_REMEMBERED)
def _words(text: str) -> tuple[words.Token, ...]:
    return tuple(words.tokens(text))


def _fits(tokens: tuple[words.Token, ...], run: tuple[str, ...], beginning: str, joined: str) -> bool:
    if joined and any(token.term == joined for token in tokens):
        return True
    if len(run) == 1 and not beginning:
        return any(token.term == run[0] for token in tokens)
    places = {(token.position, token.term) for token in tokens}
    if not beginning:
        return not run or any(
            all((start + offset, term) in places for offset, term in enumerate(run))
            for start, term in places
            if term == run[0]
        )
    return any(
        token.form.startswith(beginning)
        and all((token.position - len(run) + offset, term) in places for offset, term in enumerate(run))
        for token in tokens
    )
