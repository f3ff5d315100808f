"""A third opinion: SQLite's FTS5, given our own terms, finds the same sets of papers for what it can be asked."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import And, Field, Node, Not, Or, Phrase, Word, words
from reader.search import Document, MemoryIndex, WhooshIndex
from tests.contract.examples import trees_over
from tests.thorough import thorough

# No compounds: their joined forms stand beside their parts, which a plain token stream cannot say. No initials either.
_PLAIN = "fine tuning tuned the of art C++ c gpt Müller müllers hughes hugh 图像 图 model models modelled x y ﬁne α"
PLAIN = _PLAIN.split()
COLUMNS = (
    "title",
    "abstract",
    *(f"author{number}" for number in range(3)),
    *(f"category{number}" for number in range(2)),
)
IN_FIELD = {
    Field.ANY: COLUMNS,
    Field.TITLE: COLUMNS[:1],
    Field.ABSTRACT: COLUMNS[1:2],
    Field.AUTHOR: COLUMNS[2:5],
}


def _hex(term: str) -> str:
    """Make one token of letters and digits of whatever a term is; what begins so goes on beginning so."""
    return term.encode("utf-8", "surrogatepass").hex()


class FullTextSearch:
    """An FTS5 table of stems and one of forms, a column for each text, so that no phrase runs across texts."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._database = sqlite3.connect(":memory:")
        for table in ("stems", "forms"):
            self._database.execute(f"create virtual table {table} using fts5({', '.join(COLUMNS)}, detail=full)")
        for document in documents:
            texts = [""] * len(COLUMNS)
            texts[0], texts[1] = document.title, document.abstract
            texts[2 : 2 + len(document.authors)] = document.authors
            texts[5 : 5 + len(document.categories)] = document.categories
            found = [[token for token in words.tokens(text) if not token.joined] for text in texts]
            for table, said in (
                ("stems", [[token.term for token in tokens] for tokens in found]),
                ("forms", [[token.form for token in tokens] for tokens in found]),
            ):
                self._database.execute(
                    f"insert into {table} (rowid, {', '.join(COLUMNS)}) values ({', '.join('?' * (len(COLUMNS) + 1))})",
                    (document.id, *(" ".join(map(_hex, one)) for one in said)),
                )

    def close(self) -> None:
        self._database.close()

    def search(self, root: Node) -> set[int]:
        """Take the sets of papers together, with FTS5's own AND, OR and NOT where the whole tree is of stems."""
        match root:
            case And(parts):
                return set.intersection(*map(self.search, parts))
            case Or(parts):
                return set.union(*map(self.search, parts))
            case Not(part):
                return self._everything() - self.search(part)
            case Word(prefix=True):
                return self._ask("forms", f"{_columns(root.field)} : {_hex(words.beginning(root.text))} *")
            case Word() | Phrase():
                return self._ask("stems", _said(root))
            case _:
                raise AssertionError(root)

    def search_at_once(self, root: Node) -> set[int]:
        """Ask FTS5 one question; NOT stands between two parts there."""
        return self._ask("stems", _expression(root))

    def _ask(self, table: str, question: str) -> set[int]:
        return {
            row[0] for row in self._database.execute(f"select rowid from {table} where {table} match ?", (question,))
        }

    def _everything(self) -> set[int]:
        return {row[0] for row in self._database.execute("select rowid from stems")}


def _columns(field: Field) -> str:
    return "{" + " ".join(IN_FIELD[field]) + "}"


def _said(leaf: Word | Phrase) -> str:
    terms = [_hex(token.term) for token in words.tokens(leaf.text)]
    return f'{_columns(leaf.field)} : "{" ".join(terms)}"'


def _expression(root: Node) -> str:
    match root:
        case And((sought, Not(refused))):
            return f"({_expression(sought)} NOT {_expression(refused)})"
        case And(parts):
            return "(" + " AND ".join(map(_expression, parts)) + ")"
        case Or(parts):
            return "(" + " OR ".join(map(_expression, parts)) + ")"
        case Word() | Phrase():
            return _said(root)
        case _:
            raise AssertionError(root)


SAID = st.sampled_from([word for word in PLAIN if word not in words.STOP_WORDS])
TEXTS = st.lists(st.sampled_from(PLAIN), max_size=8).map(" ".join)
DOCUMENTS = st.builds(
    Document,
    st.integers(1, 12),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(st.sampled_from(("math", "physics", "art")), max_size=2).map(tuple),
)
LIBRARIES = st.lists(DOCUMENTS, min_size=3, max_size=12, unique_by=lambda one: one.id)
SPOKEN = st.sampled_from((Field.ANY, Field.TITLE, Field.ABSTRACT))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, SAID, SPOKEN),
    st.builds(Phrase, st.lists(SAID, min_size=1, max_size=3).map(" ".join), SPOKEN),
)
BEGINNINGS: st.SearchStrategy[Node] = st.builds(
    lambda word, size, field: Word(word[:size], field, prefix=True),
    st.sampled_from([word for word in PLAIN if word.isascii() and word.isalpha()]),
    st.integers(1, 8),
    st.sampled_from(tuple(IN_FIELD)),
)


def _question(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(leaves, leaves)
    inner = st.one_of(leaves, pairs.map(Or), pairs.map(And), pairs.map(lambda two: And((two[0], Not(two[1])))))
    two = st.tuples(inner, inner)
    return st.one_of(inner, two.map(Or), two.map(And), two.map(lambda both: And((both[0], Not(both[1])))))


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: nothing here is about durability."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshIndex]:
    """One index for all rounds, filled anew each time: so it has several segments and deletions too."""
    index = WhooshIndex(tmp_path_factory.mktemp("third") / "index", "a library", pause=lambda: None)
    index.clear()
    yield index
    index.close()


@thorough(20, 40)
@given(library=LIBRARIES, roots=st.lists(trees_over(st.one_of(LEAVES, BEGINNINGS)), min_size=6, max_size=15))
def test_three_engines_find_the_same(index: WhooshIndex, library: list[Document], roots: list[Node]) -> None:
    third, oracle = _filled(index, library)
    for root in roots:
        found = third.search(root)
        assert set(index.search(root).ids()) == found, root
        assert set(oracle.search(root).ids()) == found, root
    third.close()


@thorough(10, 20)
@given(library=LIBRARIES, roots=st.lists(_question(LEAVES), min_size=6, max_size=15))
def test_one_question_finds_the_same(index: WhooshIndex, library: list[Document], roots: list[Node]) -> None:
    third, _ = _filled(index, library)
    for root in roots:
        assert set(index.search(root).ids()) == third.search_at_once(root), root
    third.close()


def _filled(index: WhooshIndex, library: Sequence[Document]) -> tuple[FullTextSearch, MemoryIndex]:
    half = len(library) // 2
    index.update(library[:half], range(1, 13))
    index.update(library[:half])
    index.update(library[half:])
    oracle = MemoryIndex()
    oracle.update(library)
    return FullTextSearch(library), oracle


def test_they_do_find_something(index: WhooshIndex) -> None:
    library = [
        Document(1, "fine models"),
        Document(2, "models", "fine tuned art"),
        Document(3, "", "", ("Hugh Müller",)),
    ]
    third, _ = _filled(index, library)

    for root, expected in (
        (Phrase("fine model"), {1}),
        (Word("mod", prefix=True), {1, 2}),
        (Word("models"), {1, 2}),
        (And((Word("model"), Not(Word("tuning")))), {1}),
        (Or((Word("hugh"), Word("tuning"))), {2, 3}),
    ):
        assert third.search(root) == expected == set(index.search(root).ids())
    third.close()
