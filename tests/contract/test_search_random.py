"""Random libraries, random changes, random trees: the Whoosh index finds what the oracle finds."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reader.query import And, Node, Not, Phrase, Word
from reader.search import Document, MemoryIndex, WhooshIndex, merging, sections
from tests.contract.examples import DOCUMENTS, EXAMPLES, LEAVES, PAPERS, TREES_OF_ALL, masks, naive
from tests.thorough import thorough


@pytest.fixture(autouse=True, scope="module")
def _hasty() -> Iterator[None]:
    """Do not wait for the disk, fold segments of any size early, and keep bits of beginnings for the smallest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        patch.setattr(merging, "TAIL", 3)
        patch.setattr(merging, "SMALLEST", 2)
        patch.setattr(sections, "BEGINNINGS_FROM", 2)
        yield


@contextlib.contextmanager
def _whoosh() -> Iterator[WhooshIndex]:
    folder = Path(tempfile.mkdtemp())
    index = WhooshIndex(folder / "index", "a library", pause=lambda: None)
    index.clear()
    try:
        yield index
    finally:
        index.close()
        shutil.rmtree(folder)


@thorough(20, 40, stateful_step_count=16, deadline=None, suppress_health_check=[HealthCheck.too_slow])
class AnIndexAgainstTheOracle(RuleBasedStateMachine):
    """Any sequence of updates leaves the Whoosh index finding what the oracle finds."""

    @initialize()
    def begin(self) -> None:
        self.held = contextlib.ExitStack()
        self.index = self.held.enter_context(_whoosh())
        self.oracle = MemoryIndex()

    @rule(documents=st.lists(DOCUMENTS, max_size=4), removed=st.sets(st.integers(1, 9), max_size=2))
    def change(self, documents: list[Document], removed: set[int]) -> None:
        self.index.update(documents, removed)
        self.oracle.update(documents, removed)

    @rule(roots=st.lists(TREES_OF_ALL, min_size=4, max_size=12))
    def search(self, roots: list[Node]) -> None:
        for root in roots:
            hits = self.index.search(root, masks)
            found = hits.ids()
            assert sorted(found) == sorted(self.oracle.search(root, masks).ids()), root
            assert len(hits) == hits.whole == len(found)
            for limit in (0, 1, 2, 3):
                assert self.index.search(root, masks).best(limit) == found[:limit], root

    @rule(roots=st.lists(TREES_OF_ALL, min_size=2, max_size=3))
    def search_for_parts(self, roots: list[Node]) -> None:
        root = And(tuple(roots))
        hits, whole = self.index.search(root, masks, partly=True), self.index.search(root, masks)
        found = hits.ids()
        assert len(hits) == len(found) == len(set(found))
        assert hits.whole == whole.whole == len(whole)
        assert found[: hits.whole] == whole.ids()
        # The oracle takes every word for a telling one.
        assert set(found) <= set(self.oracle.search(root, masks, partly=True).ids()), root

    @rule()
    def open_again(self) -> None:
        roots = EXAMPLES[:20]
        before = [self.index.search(root, masks).ids() for root in roots]
        self.index.close()
        assert [self.index.search(root, masks).ids() for root in roots] == before

    @rule()
    def forget(self) -> None:
        self.index.clear()
        self.oracle.clear()

    @invariant()
    def the_counts_agree(self) -> None:
        assert self.index.count() == self.oracle.count()

    def teardown(self) -> None:
        assert self.index.verify() == []
        self.held.close()


TestAnIndexAgainstTheOracle = AnIndexAgainstTheOracle.TestCase


@thorough(30, 60)
@given(documents=st.lists(DOCUMENTS, max_size=6, unique_by=lambda one: one.id), root=TREES_OF_ALL)
def test_the_oracle_is_the_definition(documents: list[Document], root: Node) -> None:
    index = MemoryIndex()
    index.update(documents)

    assert set(index.search(root, masks).ids()) == naive(root, documents)


@thorough(6, 12)
@given(
    batches=st.lists(st.lists(DOCUMENTS, min_size=1, max_size=8), min_size=1, max_size=4),
    leaves=st.lists(LEAVES, min_size=40, max_size=40),
)
def test_every_kind_of_leaf_finds_the_same(batches: list[list[Document]], leaves: list[Node]) -> None:
    oracle = MemoryIndex()
    with _whoosh() as index:
        for batch in batches:
            index.update(batch)
            oracle.update(batch)
        for root in (*leaves, *map(Not, leaves)):
            assert sorted(index.search(root, masks).ids()) == sorted(oracle.search(root, masks).ids()), root


def test_a_year_of_single_changes_finds_the_same() -> None:
    oracle = MemoryIndex()
    with _whoosh() as index:
        for step in range(90):
            paper = PAPERS[step * 4 % len(PAPERS)]
            changed = Document(step % 23, f"{paper.title} step{step}", *_rest(paper))
            index.update([changed], [step % 7])
            oracle.update([changed], [step % 7])
        for root in EXAMPLES:
            assert sorted(index.search(root, masks).ids()) == sorted(oracle.search(root, masks).ids()), root
        with index._reading() as snapshot:
            assert 1 < len(snapshot.leaves) < 10
            assert any(leaf.file.array("begin.bits").size for leaf in snapshot.leaves)


def _rest(paper: Document) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    """Give all of a paper but its number and title."""
    return paper.abstract, paper.authors, paper.categories, paper.date


@pytest.mark.parametrize("slop", [1, 1 << 20, 1 << 40])
def test_what_is_near_stands_in_one_paper(slop: int) -> None:
    papers = [
        Document(1, "first", "second"),
        Document(2, "second", "first"),
        Document(3, "", "second third fourth first"),
    ]
    with _whoosh() as index:
        index.update(papers)
        root = Phrase("first second", slop=slop)
        assert set(index.search(root).ids()) == naive(root, papers) == ({3} if slop > 1 else set())


def test_a_wrong_letter_of_another_script_is_one_letter() -> None:
    # A Cyrillic o, a Devanagari ka, and one beyond the basic plane.
    papers = [Document(1, "m\u043edel"), Document(2, "mod\u0915l"), Document(3, "mode\U00010400"), Document(4, "model")]
    with _whoosh() as index:
        index.update(papers)
        for root in (Word("model", fuzzy=1), Word("m\u043edel", fuzzy=1), Word("modle", fuzzy=2)):
            assert set(index.search(root).ids()) == naive(root, papers), root
        assert set(index.search(Word("model", fuzzy=1)).ids()) == {1, 2, 3, 4}
