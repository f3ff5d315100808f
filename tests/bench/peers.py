"""What Octavo's search is held against: SQLite's FTS5 and tantivy, the Rust library behind many search services."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reader.query import words
from reader.query.ast import And, Field, Node, Not, Or, Phrase, Word
from reader.search.protocol import Document
from tests.bench.engines import BEST

_COLUMNS = {Field.TITLE: "title", Field.ABSTRACT: "abstract", Field.AUTHOR: "authors"}
_STOP_WORDS = frozenset(
    (  # noqa: SIM905 - a hundred quoted words would be harder to read
        "a about all also am an and any are as at be been being between both but by can could did do does either for "
        "from had has have having how i if in into is it its like may me more my no not of on or other our over "
        "should so some such than that the their them then there these they this those through to under use used "
        "using very was way we were what when where which who will with within would you"
    ).split()
)
"""What is dropped from a question of some sentences, a list of the peers' own: no change of Octavo's moves the floor.

Written down before it was measured, and kept: FTS5 gets 0.378 on Cranfield and 0.485 on CACM (nDCG@10) with it, 0.374
and 0.461 without any, and 0.373 to 0.379 and 0.473 to 0.498 with five other lists.
"""


class _LeftOutError(Exception):
    """The engine has no such query."""


class Fts5:
    """SQLite's full-text search, with Porter stems and without the texts themselves."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "index.db"
        self._database: sqlite3.Connection | None = None

    @property
    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            # By hand, since the building is one transaction.
            self._database = sqlite3.connect(self._file, isolation_level=None)
        return self._database

    def put(self, documents: Sequence[Document]) -> None:
        """Insert, all batches in one transaction."""
        if not self._open.in_transaction:
            self._open.execute("PRAGMA journal_mode = WAL")
            self._open.execute("BEGIN")
            self._open.execute(
                "CREATE VIRTUAL TABLE papers USING fts5(title, abstract, authors, content='', "
                "tokenize='porter unicode61')"
            )
        self._insert(documents)

    def finish(self) -> None:
        """Commit, and merge into one b-tree."""
        self._open.execute("INSERT INTO papers (papers) VALUES ('optimize')")
        self._open.execute("COMMIT")
        self._open.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def open(self) -> None:
        """Connect anew."""
        self.close()
        self._open.execute("SELECT 1 FROM papers LIMIT 0")

    def close(self) -> None:
        """Close the connection."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def prepare(self, root: Node) -> str | None:
        """Write a MATCH expression."""
        try:
            return _expression(root) or None
        except _LeftOutError:
            return None

    def search(self, question: str) -> int:
        """Find the best."""
        return len(self._ranked(question, BEST))

    def rank(self, text: str, limit: int) -> list[int]:
        """Ask for any of the words; one that is named twice counts twice."""
        asked = [word for word in re.findall(r"\w+", text.lower()) if word not in _STOP_WORDS]
        return self._ranked(" OR ".join(f'"{word}"' for word in asked), limit) if asked else []

    def update(self, documents: Sequence[Document]) -> None:
        """Insert in a transaction of its own."""
        self._open.execute("BEGIN")
        self._insert(documents)
        self._open.execute("COMMIT")

    def _insert(self, documents: Sequence[Document]) -> None:
        self._open.executemany(
            "INSERT INTO papers (rowid, title, abstract, authors) VALUES (?, ?, ?, ?)",
            ((one.id, one.title, one.abstract, "; ".join(one.authors)) for one in documents),
        )

    def _ranked(self, expression: str, limit: int) -> list[int]:
        rows = self._open.execute(
            "SELECT rowid FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT ?", (expression, limit)
        )
        return [row[0] for row in rows]


def _expression(node: Node) -> str:
    """Write a tree as FTS5 reads it; empty where nothing is asked for."""
    match node:
        case And(parts):
            wanted = [text for part in parts if not isinstance(part, Not) and (text := _expression(part))]
            refused = [text for part in parts if isinstance(part, Not) and (text := _expression(part.part))]
            if not wanted:
                return ""
            joined = f"({' AND '.join(wanted)})"
            return f"({joined} NOT ({' OR '.join(refused)}))" if refused else joined
        case Or(parts):
            options = [text for part in parts if (text := _expression(part))]
            return f"({' OR '.join(options)})" if options else ""
        case Word(fuzzy=0) | Phrase(slop=0):
            return _leaf(node)
        case _:
            raise _LeftOutError


def _leaf(leaf: Word | Phrase) -> str:
    begins = isinstance(leaf, Word) and (leaf.prefix or leaf.typed)
    # A stop word alone is nothing to Octavo, so it shall not be work for the others.
    if not begins and not any(words.tokens(leaf.text)):
        return ""
    column = f"{_COLUMNS[leaf.field]} : " if leaf.field in _COLUMNS else ""
    return f'{column}"{leaf.text.replace(chr(34), "")}"{"*" if begins else ""}'


class Tantivy:
    """The Rust library; a package of the group `bench`."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True, indexed=True)
        for name in _COLUMNS.values():
            builder.add_text_field(name, tokenizer_name="en_stem")
        self._schema = builder.build()
        self._folder = folder
        self._index: Any = None
        self._writer: Any = None

    @property
    def _open(self) -> Any:  # a tantivy.Index; the package has no types that mypy reads
        if self._index is None:
            self._index = self._tantivy.Index(self._schema, path=str(self._folder))
        return self._index

    def put(self, documents: Sequence[Document]) -> None:
        """Write with one thread, as the others do."""
        if self._writer is None:
            self._writer = self._open.writer(200_000_000, 1)
        for one in documents:
            self._writer.add_document(
                self._tantivy.Document(
                    number=one.id, title=one.title, abstract=one.abstract, authors="; ".join(one.authors)
                )
            )

    def finish(self) -> None:
        """Commit, and wait for the merging of segments."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._open.reload()

    def open(self) -> None:
        """Open the folder anew."""
        self.close()
        self._open.searcher()

    def close(self) -> None:
        """Forget the objects: the package closes files when they are gone."""
        self._index = self._writer = None

    def prepare(self, root: Node) -> Any:
        """Build a query object."""
        try:
            return self._query(root)
        except _LeftOutError:
            return None

    def search(self, question: Any) -> int:
        """Find the best; tantivy counts all by itself."""
        return self._open.searcher().search(question, BEST).count or 0

    def rank(self, text: str, limit: int) -> list[int]:
        """Ask for any of the words in title or abstract."""
        asked = [word for word in re.findall(r"\w+", text.lower()) if word not in _STOP_WORDS]
        if not asked:
            return []
        searcher = self._open.searcher()
        found = searcher.search(self._open.parse_query(" ".join(asked), ["title", "abstract"]), limit).hits
        return [searcher.doc(address)["number"][0] for _score, address in found]

    def update(self, documents: Sequence[Document]) -> None:
        """Write and commit; the writer stays, since one that is let go of waits for its threads."""
        self.put(documents)
        self._writer.commit()
        self._open.reload()

    def _query(self, node: Node) -> Any:
        occur, query = self._tantivy.Occur, self._tantivy.Query
        match node:
            case And(parts) | Or(parts):
                occurs = occur.Must if isinstance(node, And) else occur.Should
                options = [
                    (occur.MustNot, made) if isinstance(part, Not) else (occurs, made)
                    for part in parts
                    if (made := self._query(part.part if isinstance(part, Not) else part)) is not None
                ]
                return query.boolean_query(options) if any(how == occurs for how, _ in options) else None
            case Word() | Phrase(slop=0):
                return self._leaf(node)
            case _:
                raise _LeftOutError

    def _leaf(self, leaf: Word | Phrase) -> Any:
        occur, query = self._tantivy.Occur, self._tantivy.Query
        fields = [_COLUMNS[leaf.field]] if leaf.field in _COLUMNS else list(_COLUMNS.values())
        text = leaf.text.replace('"', " ").replace("\\", " ")
        telling = any(words.tokens(text))
        if isinstance(leaf, Word) and leaf.fuzzy:
            stem = next((token.term for token in words.tokens(text)), text)
            options = [query.fuzzy_term_query(self._schema, name, stem, leaf.fuzzy) for name in fields]
            return query.boolean_query([(occur.Should, option) for option in options])
        if isinstance(leaf, Word) and (leaf.prefix or leaf.typed):
            pattern = "".join(letter for letter in text.casefold() if letter.isalnum()) + ".*"
            options = [query.regex_query(self._schema, name, pattern) for name in fields]
            if leaf.typed and telling:
                # A finished word is found by its stem, which may be shorter than what was typed.
                options.append(self._open.parse_query(f'"{text}"', fields))
            return query.boolean_query([(occur.Should, option) for option in options])
        return self._open.parse_query(f'"{text}"', fields) if telling else None
