"""Whatever somebody types: read, searched, answered as the oracle answers. Never an exception, never a broken index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import And, Field, Node, Not, Or, Phrase, Word, is_filter
from reader.query.ast import leaves
from reader.query.parse import parse
from reader.search import MemoryIndex, WhooshIndex
from tests.contract.examples import PAPERS, batches, masks
from tests.thorough import thorough

NASTY = (
    "***",
    "*",
    "?*",
    "*a*",
    "a~5",
    "a~999999999999",
    '"a b"~99999',
    "models~2",
    "[a TO",
    "{a TO b}",
    "((((",
    "))))",
    ")(",
    '"',
    '""',
    '"""',
    "-",
    "--",
    "-(",
    "NOT",
    "NOT NOT",
    "NOT NOT NOT models",
    "AND OR",
    "OR",
    "&&",
    "||",
    ":",
    "title:",
    "author:*",
    "author:a*",
    "author:-",
    'author:""',
    "author:(a OR",
    "cat:*",
    "cat:.",
    "cat:cs.*",
    "cat:.*",
    "title:title:title:a",
    "a^5",
    "a\\",
    "\\",
    "\\\\",
    '\\"u',
    "$",
    "$\\alpha",
    "$$$",
    "{}",
    "\x00",
    "\x00models",
    "\x07\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ud800",
    "a\udfff*",
    "\udc80~",
    '"\ud83d \ude00"',
    "\U0010ffff*",
    "\u0301",
    "a" + "\u0301" * 300,
    "ﷺ",
    "ﷺ*",
    "İ",
    "ß*",
    "ſ",
    "\u200b",
    "\u202e",
    "图*",
    "图像识别~2",
    '"图 像"~3',
    "x" * 10_000,
    "é" * 10_000,
    "图" * 10_000,
    "-" * 10_000,
    "a-" * 5_000,
    "a." * 3_000,
    "a*" * 1_000,
    '"' * 4_001,
    "(" * 500 + "models" + ")" * 500,
    "NOT (" * 500 + "models",
    "(a OR (b AND " * 250,
    "models " * 1_000,
    " OR ".join(f"w{number}" for number in range(1_000)),
    " ".join(f"{letter}*" for letter in "abcdefghij" * 20),
    " ".join(f"model{number}~2" for number in range(60)),
    "the of and in",
    "-the",
    "a AND the",
    "...",
    "C++",
    "c#*",
    "1..",
    "date:..",
    "date:99999999",
    "rating:>=99999999999",
    "up:<",
    "tag:",
    "is:nothing",
    "similar:",
    "limit:0",
    "sort:-",
    "id:%",
    "doi:10.%/_",
    "note:*",
    "has:code",
    "has:code -has:code",
    "'; drop table papers; --",
    "%s%n{0}",
    "../../etc",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshIndex]:
    """An index of PAPERS in several segments."""
    index = WhooshIndex(tmp_path_factory.mktemp("hostile") / "index", "a library", pause=lambda: None)
    index.clear()
    for batch in batches(PAPERS, 4):
        index.update(batch)
    yield index
    index.close()


@pytest.fixture(scope="module")
def oracle() -> MemoryIndex:
    """The same papers, looked at one by one."""
    oracle = MemoryIndex()
    oracle.update(PAPERS)
    return oracle


def _near_anywhere(root: Node | None) -> bool:
    return any(isinstance(leaf, Phrase) and leaf.slop and leaf.field is Field.ANY for leaf, _ in leaves(root))


def _answered(index: WhooshIndex, oracle: MemoryIndex, root: Node | None) -> list[int]:
    hits = index.search(root, masks, partly=True)
    found = list(hits.ids())
    assert len(found) == len(set(found)) == len(hits)
    whole = set(found[: hits.whole])
    if not _near_anywhere(root):
        assert whole == set(oracle.search(root, masks).ids())
    for paper in found[:2]:
        assert index.explain(root, paper).score >= 0
    return found


@pytest.mark.parametrize("typing", [False, True], ids=["done", "typing"])
@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:20]))
def test_it_is_answered(text: str, typing: bool, index: WhooshIndex, oracle: MemoryIndex) -> None:
    _answered(index, oracle, parse(text, typing=typing).root)


@thorough(75, 150)
@given(
    st.lists(
        st.one_of(st.sampled_from(NASTY), st.text(max_size=12), st.sampled_from(("models", " ", "müller", "cs.CL")))
    )
    .map("".join)
    .filter(lambda text: len(text) < 30_000),
    st.booleans(),
)
def test_any_of_it_together_is_answered(index: WhooshIndex, oracle: MemoryIndex, text: str, typing: bool) -> None:
    _answered(index, oracle, parse(text, typing=typing).root)


@thorough(30, 60)
@given(st.text(st.characters(), min_size=1, max_size=30), st.sampled_from(Field), st.integers(0, 3))
def test_leaves_of_any_text_are_answered(
    index: WhooshIndex, oracle: MemoryIndex, text: str, field: Field, kind: int
) -> None:
    leaf = (Word(text, field), Word(text, field, prefix=True), Word(text, field, fuzzy=2), Phrase(text, field))[kind]

    _answered(index, oracle, leaf)
    index.nearest(text)
    index.complete(field, text)


@pytest.mark.parametrize("levels", [500, 2_000])
def test_a_tree_of_any_depth_is_answered(levels: int, index: WhooshIndex, oracle: MemoryIndex) -> None:
    def deeper(node: Node, level: int) -> Node:
        return Or((node, Word(f"w{level}"))) if level % 2 else And((node, Not(Word(f"w{level}"))))

    root: Node = Word("models")
    for level in range(levels):
        root = deeper(root, level)

    assert set(_answered(index, oracle, root)) == {1, 3}
    assert index.count() == len(PAPERS)


def test_a_tree_of_any_width_is_answered(index: WhooshIndex, oracle: MemoryIndex) -> None:
    words = tuple(Word(f"w{number}", prefix=bool(number % 2)) for number in range(1_000))

    assert _answered(index, oracle, Or((*words, Word("bayes")))) == [5]
    assert _answered(index, oracle, And((Word("bayes"), *map(Not, words)))) == [5]


def test_after_all_that_the_index_is_sound(index: WhooshIndex) -> None:
    assert index.verify() == []
    assert index.count() == len(PAPERS)


def test_filters_are_read_too() -> None:
    roots = [parse(text).root for text in NASTY]

    assert sum(root is not None for root in roots) > len(roots) // 3
    assert any(is_filter(leaf) for root in roots for leaf, _ in leaves(root))
