"""The search engines that are compared, behind one small surface: build, open, search.

Octavo gives every paper found, ranked. The others are asked for the best 20, as they are meant to be used, over the
same titles and abstracts, stemmed, ranked by BM25, all words required.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from reader.query import Field, Phrase, TextClause, Word, words
from reader.search.protocol import Document, SearchIndex

BATCH = 4_000
"""Papers in one update, as `reader.indexing` does it."""
BEST = 20


class Engine(Protocol):
    """A search engine with its index in a folder."""

    name: str

    def build(self, documents: Iterable[Document]) -> None:
        """Make the index, durable at the end."""
        ...

    def open(self) -> None:
        """Open the index anew, as a process that has just started does."""
        ...

    def search(self, clauses: Sequence[TextClause]) -> int:
        """Tell how many papers were found, or how many of the best."""
        ...


class Octavo:
    """The product's own index."""

    name = "octavo"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: SearchIndex = self._fresh()

    def build(self, documents: Iterable[Document]) -> None:
        """Update in the batches of the indexer."""
        self._index.clear()
        documents = iter(documents)
        while batch := list(itertools.islice(documents, BATCH)):
            self._index.update(batch)

    def open(self) -> None:
        """Let go of what is open, and begin anew."""
        self._index.close()
        self._index = self._fresh()

    def search(self, clauses: Sequence[TextClause]) -> int:
        """Find and rank all."""
        return len(self._index.search(clauses))

    def _fresh(self) -> SearchIndex:
        from reader.search.whoosh_index import WhooshIndex

        return WhooshIndex(self._folder, "bench")


class Fts5:
    """SQLite's full-text search."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._file = folder / "index.db"
        self._database = sqlite3.connect(self._file)

    def build(self, documents: Iterable[Document]) -> None:
        """Insert all in one transaction."""
        with self._database:
            self._database.execute(
                "CREATE VIRTUAL TABLE papers USING fts5(title, abstract, content='', tokenize='porter unicode61')"
            )
            self._database.executemany(
                "INSERT INTO papers (rowid, title, abstract) VALUES (?, ?, ?)",
                ((document.id, document.title, document.abstract) for document in documents),
            )

    def open(self) -> None:
        """Connect again."""
        self._database.close()
        self._database = sqlite3.connect(self._file)

    def search(self, clauses: Sequence[TextClause]) -> int:
        """Ask with a MATCH expression."""
        wanted = " AND ".join(self._expression(clause) for clause in clauses if not clause.negated)
        unwanted = "".join(f" NOT {self._expression(clause)}" for clause in clauses if clause.negated)
        if not wanted:
            return 0
        rows = self._database.execute(
            "SELECT rowid FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT ?", (wanted + unwanted, BEST)
        )
        return len(rows.fetchall())

    @staticmethod
    def _expression(clause: TextClause) -> str:
        column = f"{clause.field.value} : " if clause.field in (Field.TITLE, Field.ABSTRACT) else ""
        star = "*" if isinstance(clause, Word) and (clause.prefix or clause.typed) else ""
        return f'{column}"{clause.text.replace(chr(34), "")}"{star}'


class Tantivy:
    """The Rust library behind many search services; a package of the group `bench`, so it may not be there."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir(exist_ok=True)
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True, indexed=True)
        for name in ("title", "abstract"):
            builder.add_text_field(name, tokenizer_name="en_stem")
        self._schema = builder.build()
        self._folder = folder
        self.open()

    def build(self, documents: Iterable[Document]) -> None:
        """Write with one thread, as the others do."""
        writer = self._index.writer(200_000_000, 1)
        for one in documents:
            writer.add_document(self._tantivy.Document(number=one.id, title=one.title, abstract=one.abstract))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def open(self) -> None:
        """Open the folder, or make it."""
        self._index = self._tantivy.Index(self._schema, path=str(self._folder))

    def search(self, clauses: Sequence[TextClause]) -> int:
        """Build the query from its parts; beginnings of words are regular expressions over the terms."""
        occur = self._tantivy.Occur
        parts = [
            (occur.MustNot if clause.negated else occur.Must, query)
            for clause in clauses
            if (query := self._query(clause)) is not None
        ]
        if not any(not clause.negated for clause in clauses) or not parts:
            return 0
        return len(self._index.searcher().search(self._tantivy.Query.boolean_query(parts), BEST).hits)

    def _query(self, clause: TextClause) -> Any:  # a tantivy.Query; the package has no types that mypy reads
        fields = [clause.field.value] if clause.field in (Field.TITLE, Field.ABSTRACT) else ["title", "abstract"]
        query, occur = self._tantivy.Query, self._tantivy.Occur
        if isinstance(clause, Word) and (clause.prefix or clause.typed):
            pattern = "".join(letter for letter in clause.text.casefold() if letter.isalnum()) + ".*"
            options = [(occur.Should, query.regex_query(self._schema, name, pattern)) for name in fields]
            if clause.typed:
                # A finished word is found by its stem, which may be shorter than what was typed.
                options.append((occur.Should, self._index.parse_query(f'"{clause.text.replace(chr(34), "")}"', fields)))
            return query.boolean_query(options)
        text = clause.text.replace('"', " ").replace("\\", " ")
        if not any(letter.isalnum() for letter in text):
            return None
        return self._index.parse_query(f'"{text}"', fields)


def engines(folder: Path, wanted: Sequence[str]) -> Iterator[Engine]:
    """Give the engines that are wanted and there, each with a folder of its own."""
    for kind in (Octavo, Fts5, Tantivy):
        if kind.name in wanted:
            try:
                yield kind(folder / kind.name)
            except ImportError:
                continue


def is_empty(clauses: Sequence[TextClause]) -> bool:
    """Tell whether nothing is asked for: only stop words or signs, and words to leave out."""
    positive = [clause for clause in clauses if not clause.negated]
    return not any(words.tokens(clause.text) for clause in positive if isinstance(clause, Word | Phrase))
