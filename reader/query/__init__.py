"""The query language: what it means (`ast`), how it is read (`parse`), what it fits (`match`), where it hit (`highlight`)."""

from reader.query.ast import (
    Clause,
    Field,
    Filter,
    InEdition,
    Is,
    Phrase,
    Query,
    QueryProblem,
    State,
    Tagged,
    TextClause,
    Word,
)

__all__ = [
    "Clause",
    "Field",
    "Filter",
    "InEdition",
    "Is",
    "Phrase",
    "Query",
    "QueryProblem",
    "State",
    "Tagged",
    "TextClause",
    "Word",
]
