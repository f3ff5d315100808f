"""A query said in words, for the status line and for a list that is empty because of it."""

from __future__ import annotations

from reader.model import safe_line
from reader.query.ast import Clause, Field, InEdition, Is, Phrase, Query, Tagged, Word

MAX_SHOWN = 40
"""Characters of one text that are shown."""

_ORDER = (Is, InEdition, Tagged)
_PLACES = {Field.ANY: "", Field.TITLE: " in the title", Field.ABSTRACT: " in the abstract", Field.AUTHOR: ""}


def describe(query: Query) -> str:
    """Say what a query asks for: `unread, tagged rag, with “graph”, without “survey”`.

    Returns:
        One line without anything that a terminal would obey; empty for a query without clauses.
    """
    return ", ".join(_say(clause) for clause in sorted(query.clauses, key=_rank))


def _rank(clause: Clause) -> tuple[bool, int]:
    """Put what is asked for before what is refused, and states, editions, tags and texts in this order."""
    return clause.negated, _ORDER.index(type(clause)) if type(clause) in _ORDER else len(_ORDER)


def _say(clause: Clause) -> str:
    without = "not " if clause.negated else ""
    match clause:
        case Is():
            return without + clause.state.value
        case Tagged():
            return f"{without}tagged {_shown(clause.name)}"
        case InEdition():
            return f"{without}in edition {_shown(clause.text)}"
        case Word() | Phrase():
            return _say_text(clause)


def _say_text(clause: Word | Phrase) -> str:
    star = "…" if isinstance(clause, Word) and clause.prefix else ""
    text = f"“{_shown(clause.text)}{star}”"
    if clause.field is Field.AUTHOR:
        return f"not by {text}" if clause.negated else f"by {text}"
    return f"{'without' if clause.negated else 'with'} {text}{_PLACES[clause.field]}"


def _shown(text: str) -> str:
    text = safe_line(text)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
