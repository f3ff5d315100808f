"""What must hold for any entries, in any order and in batches of any size."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.model import Entry, Origin, Paper
from reader.store import PutCounts, Store
from tests.thorough import thorough
from tests.unit.store.make import LATER, NOW, change, entry, library, settled

KEYS = ("arxiv:1", "arxiv:2", "doi:10.1/a", "doi:10.1/b", "acl:c", "id:7", "id:8")
"""The best first, as an entry has to have them."""
ABSTRACTS = ("", "Neutrino oscillation measured underground.", "Small language models trained on textbooks.")


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Draw tellings of a handful of papers that overlap in keys and titles, each from a line of its own."""
    told = []
    for line in range(1, draw(st.integers(1, 8)) + 1):
        keys = draw(st.sets(st.sampled_from(KEYS), max_size=2))
        told.append(
            entry(
                *sorted(keys, key=KEYS.index),
                title=draw(st.sampled_from(["One title", "Other title", "Third"])),
                abstract=draw(st.sampled_from(ABSTRACTS)),
                authors=draw(
                    st.sampled_from([(), ("Ada Lovelace",), ("A. Lovelace", "Alan Turing"), ("Grace Hopper",)])
                ),
                file=draw(st.sampled_from(["a", "b"])),
                line=line,
                edition=draw(st.sampled_from(["", "2025-08-25", "--08-25"])),
                rank=line,
            )
        )
    return told


def contents(store: Store) -> list[tuple[Paper, object]]:
    found = store.papers(range(1, 30))
    return [(paper, store.former_texts(paper.id)) for paper in found]


@thorough(40, 80)
@given(entries(), st.integers(1, 8))
def test_the_same_entries_again_change_nothing_whatever_the_batches(told: list[Entry], size: int) -> None:
    with library() as store:
        for start in range(0, len(told), size):
            store.put(told[start : start + size], NOW)
        settled(store)
        before = contents(store)
        assert store.check() == []
        for start in range(0, len(told), size):
            again = told[start : start + size]
            assert store.put(again, LATER) == PutCounts(unchanged=len(again))
        assert contents(store) == before
        assert store.changes_pending() == 0


@thorough(40, 80)
@given(entries())
def test_no_entry_is_lost(told: list[Entry]) -> None:
    with library() as store:
        counts = store.put(told, NOW)
        assert counts.added + counts.updated + counts.unchanged == len(told)
        assert store.count([]) == counts.added - counts.merged
        for one in told:
            assert store.find_key(one.keys[0]), one.keys
        placed = {one.appearance.edition for one in told if one.appearance}
        assert len(store.editions()) <= len(placed)
        noted = {note.paper_id for note in store.take_changes(99)}
        assert noted == {paper.id for paper in store.papers(range(1, 30))}


@thorough(30, 60)
@given(entries(), st.lists(st.sampled_from(["arxiv:1", "arxiv:2", "doi:10.1/a", "acl:c"]), max_size=4))
def test_marks_are_the_same_whether_made_before_or_after_the_papers_came(told: list[Entry], keys: list[str]) -> None:
    changes = [change(key, "rating", 1 + index, f"{index}") for index, key in enumerate(keys)]
    with library() as before, library() as after:
        before.fold("j", 1, changes, [])
        for one in told:
            before.put([one], NOW)
            after.put([one], NOW)
        after.fold("j", 1, changes, [])
        assert contents(before) == contents(after)
        assert before.check() == []


@thorough(40, 80)
@given(entries(), entries())
def test_what_was_told_before_does_not_change_what_comes_with_it(told: list[Entry], more: list[Entry]) -> None:
    more = [replace(one, origin=Origin(one.origin.source, "c", one.origin.line)) for one in more]
    with library() as store, library() as other:
        for one in (store, other):
            one.put(told, NOW)
        store.put(more, LATER)
        other.put([*told, *more], LATER)
        assert contents(other) == contents(store)
        assert other.check() == []
