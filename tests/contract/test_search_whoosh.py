"""Whoosh's own searcher, over Octavo's files, finds what Octavo finds: the codec says what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reader.query import And, Field, Node, Not, Or, Word, words
from reader.search import WhooshIndex, trust
from reader.search.analysis import encode
from reader.search.codec import FIELDS, open_file
from reader.search.schema import build_schema
from reader.search.storage import DurableStorage
from tests.contract.examples import PAPERS, batches, trees_over
from tests.thorough import thorough


class Theirs:
    """The same folder, read by Whoosh alone."""

    def __init__(self, folder: Path) -> None:
        self._storage = DurableStorage(folder)
        self.index = self._storage.open_index(trust.NAME, schema=build_schema())
        self.searcher = self.index.searcher()

    def numbers(self) -> list[int]:
        """Give the library's number of each of Whoosh's documents."""
        segments = [reader.segment() for reader, _ in self.searcher.reader().leaf_readers()]
        return [
            number
            for segment in segments
            for number in open_file(self._storage, segment).array("paper.number").tolist()
        ]

    def find(self, query: Any) -> set[int]:
        numbers, reader = self.numbers(), self.searcher.reader()
        # Whoosh's Not gives deleted papers that stand behind the last one it refuses.
        return {numbers[place] for place in self.searcher.docs_for_query(query) if not reader.is_deleted(place)}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshIndex]:
    """An index of PAPERS in several segments, two papers of which were put in again and one taken out."""
    index = WhooshIndex(tmp_path_factory.mktemp("both") / "index", "a library", pause=lambda: None)
    index.clear()
    for batch in batches(PAPERS, 4):
        index.update(batch)
    index.update(PAPERS[1:3], [5])
    yield index
    index.close()


@pytest.fixture(scope="module")
def theirs(ours: WhooshIndex) -> Iterator[Theirs]:
    """What Whoosh sees of it."""
    theirs = Theirs(ours._folder)
    yield theirs
    theirs.searcher.close()


def _ids(index: WhooshIndex, root: Node) -> set[int]:
    return set(index.search(root).ids())


def test_there_is_more_than_one_segment_and_something_deleted(theirs: Theirs) -> None:
    reader = theirs.searcher.reader()

    assert len(list(reader.leaf_readers())) > 2
    assert reader.has_deletions()
    assert reader.doc_count() == len(PAPERS) - 1


def test_every_term_finds_the_same(ours: WhooshIndex, theirs: Theirs) -> None:
    from whoosh import query

    with ours._reading() as snapshot:
        for field, kind in FIELDS.items():
            expected: dict[bytes, set[int]] = {}
            for leaf in snapshot.leaves:
                lexicon, first = getattr(leaf, _ATTRIBUTES[kind]), leaf.file.array(f"{kind}.first").tolist()
                papers = leaf.file.array(f"{kind}.papers").tolist()
                for number, term in enumerate(lexicon.terms()):
                    own = {place for place in papers[first[number] : first[number + 1]] if leaf.alive[place]}
                    expected.setdefault(term, set()).update(int(leaf.numbers[place]) for place in own)
            assert set(theirs.searcher.reader().lexicon(field)) == expected.keys()
            assert {term: theirs.find(query.Term(field, term)) for term in expected} == expected


_ATTRIBUTES = {"term": "terms", "form": "forms", "author": "authors", "category": "categories"}

SPOKEN = sorted({token.form for paper in PAPERS for token in words.tokens(f"{paper.title} {paper.abstract}")})
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from([word for word in SPOKEN if len(list(words.tokens(word))) == 1])),
    st.builds(
        lambda word, size: Word(word[:size], prefix=True),
        st.sampled_from([word for word in SPOKEN if word.isascii() and word.isalnum()]),
        st.integers(1, 6),
    ),
    st.builds(Word, st.sampled_from(("hughes", "muller", "ada", "j", "王", "nobody")), st.just(Field.AUTHOR)),
)


def _translated(root: Node) -> Any:
    from whoosh import query

    match root:
        case And(parts):
            return query.And([_translated(part) for part in parts])
        case Or(parts):
            return query.Or([_translated(part) for part in parts])
        case Not(part):
            # By itself in an Or, Whoosh's Not refuses what the other parts found.
            return query.And([query.Every(), query.Not(_translated(part))])
        case Word(text, Field.AUTHOR):
            return query.Term("author", encode(words.fold(text)[0]))
        case Word(text, prefix=True):
            return query.Prefix("form", encode(words.beginning(text)))
        case Word(text):
            return query.Term("all", encode(words.fold(text)[1]))
        case _:
            raise AssertionError(root)


def _nodes(root: Node) -> Iterator[Node]:
    yield root
    for part in root.parts if isinstance(root, And | Or) else (root.part,) if isinstance(root, Not) else ():
        yield from _nodes(part)


def _refuses(root: Node) -> bool:
    return any(isinstance(node, Not) for node in _nodes(root))


@thorough(75, 150)
@given(root=trees_over(LEAVES))
def test_trees_find_the_same(ours: WhooshIndex, theirs: Theirs, root: Node) -> None:
    # Whoosh takes a refusal within a refusal for less than it is.
    assume(not any(isinstance(leaf, Not) and _refuses(leaf.part) for leaf in _nodes(root)))
    assert theirs.find(_translated(root)) == _ids(ours, root)


def test_categories_are_kept_as_they_are_written(ours: WhooshIndex, theirs: Theirs) -> None:
    from whoosh import query

    below = [query.Prefix("category", encode(text)) for text in ("cs", "CS")]

    assert theirs.find(query.Or(below)) == _ids(ours, Word("cs", Field.CATEGORY))
    assert theirs.find(query.Term("category", b"CS.cl")) == {8}


def test_it_counts_alike(theirs: Theirs) -> None:
    reader = theirs.searcher.reader()

    assert reader.doc_frequency("all", b"nobody") == 0
    # Two authors of the ninth paper are called so: it is one paper.
    assert reader.doc_frequency("author", b"j") == reader.frequency("author", b"j") == 2
    for term in (b"model", b"neural", b"hugh"):
        said = [
            sum(
                token.term.encode() == term
                for text in (one.title, one.abstract, *one.authors, *one.categories)
                for token in words.tokens(text)
            )
            for one in PAPERS
        ]
        # Deleted papers count until their segment is folded: two papers were put in again.
        again = [said[1], said[2]]
        assert reader.frequency("all", term) == sum(said) + sum(again)
        assert reader.doc_frequency("all", term) == sum(map(bool, said)) + sum(map(bool, again))


def test_what_whoosh_scores_is_what_occurs(theirs: Theirs) -> None:
    from whoosh import query
    from whoosh.scoring import Frequency

    with theirs.index.searcher(weighting=Frequency()) as searcher:
        results = searcher.search(query.Term("all", b"neural"), limit=None)
        numbers = theirs.numbers()

        assert {numbers[place]: score for score, place in results.top_n} == {3: 2.0, 6: 3.0}
