from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from reader.model import Details, Entry, MarkChange
from reader.store import Store
from tests.thorough import thorough
from tests.unit.store.make import LATER, NOW, change, entry, library, number
from tests.unit.store.shape import indexed, shape


def same(key: str, other: str, stamp: str) -> MarkChange:
    return change(key, "same", other, stamp)


@pytest.fixture
def two(store: Store) -> Store:
    """A library with two records of one paper, and another paper."""
    store.put(
        [
            entry("arxiv:1", title="The draft", abstract="Short.", authors=("A. Uthor",), edition="2025-08-25"),
            entry("acl:1", title="The paper", abstract="As it was printed.", venue="ACL", line=2),
            entry("arxiv:3", line=3),
        ],
        NOW,
    )
    store.fold("j", 1, [change("arxiv:1", "read", True, "1"), change("acl:1", "tag:a", True, "1")], [])
    return store


def test_two_records_become_one_with_the_texts_of_the_main_one(two: Store) -> None:
    two.fold("j", 2, [same("arxiv:1", "acl:1", "2")], [])
    assert number(two, "arxiv:1") == number(two, "acl:1") == 1
    paper = two.paper(1)
    assert paper is not None
    assert (paper.key, paper.title, paper.abstract) == ("arxiv:1", "The paper", "As it was printed.")
    assert (paper.venue, paper.authors) == ("ACL", ("A. Uthor",))
    assert (paper.marks.read, paper.marks.tags) == (True, ("a",))
    assert len(paper.appearances) == 1
    assert [member.key for member in two.members(1)] == ["acl:1", "arxiv:1"]
    assert two.totals().papers == 2
    assert indexed(two, {1, 2, 3}) == {1, 3}
    assert two.check() == []


def test_what_only_one_tells_beside_the_bibliography_is_known_of_both_together(two: Store) -> None:
    code, other = "https://example.org/code", "https://example.org/other"
    draft = replace(entry("arxiv:1"), title="", details=Details(code=code, stars=5, comments=2, version=4))
    paper = replace(entry("acl:1"), title="", details=Details(code=other, stars=1, project="https://example.org/x"))
    two.put([draft], LATER)
    two.fold("j", 2, [same("arxiv:1", "acl:1", "2")], [])
    assert [one.details for one in two.papers([1])] == [Details(code=code, stars=5, comments=2)]
    two.put([paper], LATER)
    # The main one's word counts where both have one.
    joined = Details(code=other, stars=1, comments=2, project="https://example.org/x")
    assert [one.details for one in two.papers([1])] == [joined]
    two.fold("j", 3, [same("arxiv:1", "", "3")], [])
    assert [one.details for one in two.papers([1, 2])] == [draft.details, paper.details]
    assert two.check() == []


def test_split_they_are_what_they_were(two: Store) -> None:
    before = shape(two)
    two.fold("j", 2, [same("arxiv:1", "acl:1", "2")], [])
    two.fold("j", 3, [same("arxiv:1", "", "3")], [])
    assert shape(two) == before
    assert indexed(two, set()) == {1, 2, 3}
    assert two.check() == []


def test_what_imports_tell_meanwhile_is_kept_on_the_record_it_was_told_of(two: Store) -> None:
    two.fold("j", 2, [same("arxiv:1", "acl:1", "2")], [])
    two.put([entry("acl:1", title="The paper", abstract="Revised after print.", file="b", edition="2025-09-01")], LATER)
    paper = two.paper(1)
    assert paper is not None
    assert (paper.abstract, len(paper.appearances)) == ("Revised after print.", 2)
    two.fold("j", 3, [same("arxiv:1", "", "3")], [])
    one, other = two.papers([1, 2])
    assert (one.abstract, other.abstract) == ("Short.", "Revised after print.")
    assert [len(paper.appearances) for paper in (one, other)] == [1, 1]
    assert two.check() == []


@pytest.mark.parametrize("leads", [[("a", "b"), ("b", "a")], [("a", "b"), ("b", "c"), ("c", "a")], [("a", "a")]])
def test_rings_and_self_reference_are_safe(store: Store, leads: list[tuple[str, str]]) -> None:
    store.put([entry(f"acl:{name}", line=line) for line, name in enumerate("abc", 1)], NOW)
    for stamp, (key, other) in enumerate(leads):
        store.fold("j", stamp, [same(f"acl:{key}", f"acl:{other}", str(stamp))], [])
    assert store.totals().papers == 4 - len({key for key, _ in leads})
    assert store.check() == []


def test_of_a_ring_the_newer_word_says_which_is_the_main_one(two: Store) -> None:
    two.fold("j", 2, [same("arxiv:1", "acl:1", "2")], [])
    two.fold("k", 2, [same("acl:1", "arxiv:1", "3")], [])
    assert [member.key for member in two.members(1)] == ["arxiv:1", "acl:1"]
    paper = two.paper(1)
    assert paper is not None
    assert paper.title == "The draft"


def test_a_chain_falls_apart_where_it_is_cut(store: Store) -> None:
    store.put([entry(f"acl:{name}", line=line) for line, name in enumerate("abc", 1)], NOW)
    store.fold("j", 1, [same("acl:c", "acl:b", "1"), same("acl:b", "acl:a", "2")], [])
    assert store.totals().papers == 1
    store.fold("j", 2, [same("acl:b", "", "3")], [])
    assert store.totals().papers == 2
    assert number(store, "acl:c") == number(store, "acl:b") == 2
    assert store.check() == []


def test_it_waits_for_either_record(store: Store) -> None:
    store.fold("j", 1, [same("acl:b", "acl:a", "1")], [])
    store.put([entry("acl:b")], NOW)
    store.put([entry("acl:a")], NOW)
    assert store.totals().papers == 1
    assert store.check() == []


def test_a_removed_group_comes_back_as_one(two: Store) -> None:
    two.fold("j", 2, [same("arxiv:1", "acl:1", "2")], [])
    before = shape(two)
    two.fold("j", 3, [change("arxiv:1", "removed", True, "3")], [])
    assert two.totals().papers == 1
    assert [paper.key for paper in two.find_removed("acl:1")] == ["arxiv:1"]
    two.fold("j", 4, [change("acl:1", "removed", False, "4")], [])
    assert shape(two) == before
    assert two.check() == []


def test_the_stamp_of_same_is_that_of_the_record_as_it_was_imported(store: Store) -> None:
    store.put([entry(f"acl:{name}", line=line) for line, name in enumerate("abc", 1)], NOW)
    store.fold("j", 1, [same("acl:b", "acl:a", "1"), same("acl:c", "acl:a", "2")], [])
    assert store.standing(["acl:b"], ["same"]) == {("acl:b", "same"): [("1", "acl:a")]}


NAMES = "abcd"
_key = st.sampled_from([f"acl:{name}" for name in NAMES] + [f"doi:10.1/{name}" for name in NAMES])
_change = st.one_of(
    st.tuples(_key, st.just("removed"), st.booleans()),
    st.tuples(_key, st.just("same"), st.one_of(_key, st.just(""))),
    st.tuples(_key, st.just("read"), st.booleans()),
)


def _entries(seed: int) -> list[list[Entry]]:
    """Make a few files about the same papers; some only know one key, and now and then one shows two to be one."""
    dice = random.Random(seed)
    batches = []
    for file in range(3):
        batch = []
        for line in range(1, 4):
            name = dice.choice(NAMES)
            keys = dice.choice([[f"acl:{name}"], [f"doi:10.1/{name}"], [f"acl:{name}", f"doi:10.1/{name}"]])
            day = dice.choice(["", "2025-08-25", "--08-25"])
            title = f"On {name} {dice.choice(['at first', 'at last'])}"
            batch.append(
                entry(*keys, title=title, abstract=f"{dice.random()}.", file=str(file), line=line, edition=day)
            )
        batches.append(batch)
    return batches


@given(seed=st.integers(0, 500), said=st.lists(_change, max_size=10), order=st.randoms(use_true_random=False))
@thorough(10, 20, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_the_same_lines_and_imports_makes_the_same_library(
    seed: int, said: list[tuple[str, str, bool | str]], order: random.Random
) -> None:
    changes = [change(key, field, value, f"{stamp:02}") for stamp, (key, field, value) in enumerate(said)]
    batches = _entries(seed)
    shuffled = order.sample(changes, len(changes))
    cuts = sorted(order.randint(0, len(shuffled)) for _ in batches)
    with library() as one, library() as other:
        for batch in batches:
            one.put(batch, NOW)
        one.fold("j", 1, changes, [])
        known: set[int] = set()
        start = 0
        for cut, batch in zip(cuts, batches, strict=True):
            for single in shuffled[start:cut]:
                other.fold("j", 1, [single], [])
            start = cut
            other.put(batch, NOW)
            known = indexed(other, known)
            assert other.check() == []
        other.fold("j", 1, shuffled[start:], [])
        assert other.check() == []
        assert shape(other) == shape(one)
        assert indexed(other, known) == set(shape(one)["told"])
