"""The query language.

What it means (`ast`), how it is read (`parse`), what it fits (`match`), where it hit (`highlight`), how it is said in
words (`describe`), and what a word is (`words`).
"""

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
