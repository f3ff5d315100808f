from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.errors import StoreError
from reader.model import Entry, Origin, Sort
from reader.store import Change, PutCounts, Store
from tests.unit.store.make import LATER, NOW, change, entry, number, settled


def test_a_paper_is_told_as_its_entry_told_it(store: Store) -> None:
    told = entry(
        "arxiv:1", abstract="What.", authors=("A. B", "C. D"), date="2026-01-02", categories=("cs.CL",), line=7
    )
    assert store.put([told], NOW) == PutCounts(added=1)
    paper = store.paper(1)
    assert paper is not None
    assert (paper.key, paper.title, paper.abstract) == ("arxiv:1", "On arxiv:1", "What.")
    assert (paper.authors, paper.date, paper.categories) == (("A. B", "C. D"), "2026-01-02", ("cs.CL",))
    assert paper.appearances == ()


def test_nothing_is_put_of_nothing(store: Store) -> None:
    assert store.put([], NOW) == PutCounts()


def test_the_same_again_changes_nothing(store: Store) -> None:
    entries = [entry("arxiv:1", abstract="One."), entry(title="Two", line=2, edition="2026-01-02")]
    store.put(entries, NOW)
    settled(store)
    before = store.papers([1, 2])
    assert store.put(entries, LATER) == PutCounts(unchanged=2)
    assert store.papers([1, 2]) == before
    assert store.changes_pending() == 0
    assert store.former_texts(1) == []
    assert [(p.first_imported, p.last_imported) for p in store.origins(1)] == [(NOW, LATER)]


def test_the_same_from_another_file_is_no_news_but_an_origin(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="One.")], NOW)
    settled(store)
    assert store.put([entry("arxiv:1", abstract="One.", file="b.jsonl", line=3)], LATER) == PutCounts(unchanged=1)
    assert [p.origin for p in store.origins(1)] == [Origin("jsonl", "a.jsonl", 1), Origin("jsonl", "b.jsonl", 3)]
    assert store.changes_pending() == 0


def test_an_origin_remembers_its_first_time_when_the_place_tells_otherwise(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="One.")], NOW)
    store.put([entry("arxiv:1", abstract="Other.", line=3)], LATER)
    (found,) = store.origins(1)
    assert (found.origin.line, found.first_imported, found.last_imported) == (3, NOW, LATER)


def test_an_origin_moves_with_its_line_and_does_not_multiply(store: Store) -> None:
    for line in (5, 6, 7):
        store.put([entry("arxiv:1", line=line)], NOW)
    assert [p.origin.line for p in store.origins(1)] == [7]


def test_a_changed_abstract_is_updated_and_the_former_kept(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="First version.")], NOW)
    settled(store)
    assert store.put([entry("arxiv:1", abstract="Second version.", line=4)], LATER) == PutCounts(updated=1)
    paper = store.paper(1)
    assert paper is not None
    assert paper.abstract == "Second version."
    (former,) = store.former_texts(1)
    assert (former.field, former.text, former.replaced_at) == ("abstract", "First version.", LATER)
    assert former.replaced_by == Origin("jsonl", "a.jsonl", 4)
    assert [note.paper_id for note in store.take_changes(9)] == [1]


def test_a_changed_title_is_updated_kept_and_still_found_by_its_key(store: Store) -> None:
    store.put([entry("arxiv:1", title="Old name")], NOW)
    store.put([entry("arxiv:1", title="New name")], LATER)
    assert store.rows([1])[0].title == "New name"
    assert [(f.field, f.text) for f in store.former_texts(1)] == [("title", "Old name")]
    assert store.put([entry(title="Old name", file="b")], LATER).added == 0
    assert store.ids([], Sort.TITLE).tolist() == [1]


def test_an_empty_abstract_overwrites_nothing(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="There is one.")], NOW)
    assert store.put([entry("arxiv:1", file="b")], LATER) == PutCounts(unchanged=1)
    paper = store.paper(1)
    assert paper is not None
    assert paper.abstract == "There is one."


def test_two_files_that_differ_do_not_overwrite_one_another_for_ever(store: Store) -> None:
    one, other = entry("arxiv:1", abstract="One.", file="a"), entry("arxiv:1", abstract="Other.", file="b")
    store.put([one], NOW)
    store.put([other], NOW)
    settled(store)
    third = replace(one, origin=Origin("jsonl", "c", 1))
    for again in (one, other, third, one):
        assert store.put([again], LATER) == PutCounts(unchanged=1)
    paper = store.paper(1)
    assert paper is not None
    assert paper.abstract == "Other."
    assert store.changes_pending() == 0


def test_a_file_that_tells_a_paper_twice_settles_down_even_across_batches(store: Store) -> None:
    twice = [entry("arxiv:1", abstract="One.", line=1), entry("arxiv:1", abstract="Other.", line=9)]
    for told in twice:
        store.put([told], NOW)
    settled(store)
    for told in twice:
        assert store.put([told], LATER) == PutCounts(unchanged=1)
    assert store.put(twice, LATER) == PutCounts(unchanged=2)
    assert store.changes_pending() == 0


def test_a_line_that_is_restored_is_followed(store: Store) -> None:
    for when, abstract in enumerate(("One.", "Other.", "One.")):
        store.put([entry("arxiv:1", abstract=abstract)], f"{when}")
    paper = store.paper(1)
    assert paper is not None
    assert paper.abstract == "One."
    assert [f.text for f in store.former_texts(1)] == ["One.", "Other."]


def test_a_new_key_is_remembered_without_work_for_the_index(store: Store) -> None:
    store.put([entry("arxiv:1")], NOW)
    settled(store)
    assert store.put([entry("arxiv:1", "doi:10.1/x")], NOW) == PutCounts(updated=1)
    assert store.changes_pending() == 0
    assert store.find_key("doi:10.1/x") == [("arxiv:1", 1)]


def test_a_better_key_becomes_the_papers_name(store: Store) -> None:
    store.put([entry("doi:10.1/x")], NOW)
    store.put([entry("doi:10.1/x", "arxiv:1")], NOW)
    assert store.rows([1])[0].key == "arxiv:1"


def test_a_title_alone_joins_the_paper_of_that_title(store: Store) -> None:
    store.put([entry("arxiv:1", title="A Survey")], NOW)
    assert store.put([entry(title="A survey", file="b")], NOW).added == 0
    assert store.count([]) == 1


def test_a_seed_and_the_same_paper_with_an_id_become_one_with_its_marks(store: Store) -> None:
    seed = entry(title="Attention again", abstract="We attend to attention.", edition="2025-08-25", rank=3)
    store.put([seed], NOW)
    store.fold("j", 1, [change(seed.keys[0], "bookmarked", True, "1")], [])
    told = entry("arxiv:1", title="Attention again", abstract="We attend to attention. Twice.", file="b")
    assert store.put([told], LATER) == PutCounts(updated=1)
    paper = store.paper(1)
    assert paper is not None
    assert (paper.key, paper.marks.bookmarked, paper.appearances[0].rank) == ("arxiv:1", True, 3)
    assert store.ids([], Sort.DATE).tolist() == [1]


def test_a_title_alone_is_not_joined_where_the_abstracts_contradict(store: Store) -> None:
    store.put([entry(title="Introduction", abstract="Neutrino oscillation measurements underground.")], NOW)
    told = entry("arxiv:1", title="Introduction", abstract="Small language models trained from textbooks.", file="b")
    assert store.put([told], NOW).added == 1


def test_two_arxiv_papers_of_one_title_stay_apart(store: Store) -> None:
    entries = [entry("arxiv:1", title="Comment"), entry("arxiv:2", title="Comment", line=2)]
    assert store.put(entries, NOW) == PutCounts(added=2)
    assert store.put(entries, NOW) == PutCounts(unchanged=2)
    assert store.find_key(entries[0].keys[-1]) == [("arxiv:1", 1)]


def test_an_entry_that_knows_both_keys_makes_one_paper_of_two_records(store: Store) -> None:
    store.put([entry("arxiv:1", title="Preprint", abstract="Short.", edition="2026-01-01", rank=2)], NOW)
    store.put([entry("doi:10.1/x", title="Article", file="b", edition="2026-01-02", rank=5)], NOW)
    changes = [change("doi:10.1/x", "tag:rag", True, "1"), change("arxiv:1", "read", True, "2")]
    store.fold("j", 1, changes, [])
    settled(store)
    assert store.put([entry("arxiv:1", "doi:10.1/x", title="Article", file="c")], LATER) == PutCounts(
        updated=1, merged=1
    )
    paper = store.paper(1)
    assert paper is not None
    assert (paper.key, paper.title, paper.abstract) == ("arxiv:1", "Article", "Short.")
    assert (paper.marks.read, paper.marks.tags) == (True, ("rag",))
    assert [(a.edition.day, a.rank) for a in paper.appearances] == [("2026-01-01", 2), ("2026-01-02", 5)]
    assert [p.origin.file for p in store.origins(1)] == ["a.jsonl", "b", "c"]
    assert [(f.field, f.text) for f in store.former_texts(1)] == [("title", "Preprint")]
    assert store.paper(2) is None
    assert {note.paper_id for note in store.take_changes(9)} == {1, 2}
    assert store.check() == []
    assert [(count.papers, count.unread) for count in store.editions()] == [(1, 0), (1, 0)]


def test_three_records_become_one_under_the_oldest_number(store: Store) -> None:
    store.put([entry("acl:c", title="C")], NOW)
    store.put([entry("doi:10.1/b", title="B")], NOW)
    store.put([entry("arxiv:1", title="A")], NOW)
    assert store.put([entry("arxiv:1", "doi:10.1/b", "acl:c", title="A", file="b")], LATER).merged == 2
    assert [row.key for row in store.rows([1, 2, 3])] == ["arxiv:1"]
    assert {former.text for former in store.former_texts(1)} == {"B", "C"}
    assert {note.paper_id for note in store.take_changes(9)} == {1, 2, 3}
    assert store.check() == []


def test_what_was_replaced_in_a_record_does_not_come_back_when_it_becomes_another(store: Store) -> None:
    store.put([entry("arxiv:1", abstract="Main.")], NOW)
    store.put([entry("doi:10.1/x", abstract="First.")], NOW)
    store.put([entry("doi:10.1/x", abstract="Second.", line=2)], NOW)
    one = [entry("arxiv:1", "doi:10.1/x", file="b"), entry("arxiv:1", abstract="First.", file="c")]
    store.put(one, LATER)
    paper = store.paper(1)
    assert paper is not None
    assert paper.abstract == "Second."
    assert sorted(former.text for former in store.former_texts(1) if former.field == "abstract") == ["First.", "Main."]


def test_records_twice_in_one_edition_keep_the_better_rank(store: Store) -> None:
    store.put([entry("arxiv:1", edition="2026-01-01", rank=4)], NOW)
    store.put([entry("doi:10.1/x", file="b", edition="2026-01-01", rank=2)], NOW)
    store.put([entry("arxiv:1", "doi:10.1/x", file="c")], NOW)
    (row,) = store.rows([1], "daily:2026-01-01")
    assert row.rank == 2
    assert store.editions()[0].papers == 1
    assert store.check() == []


def test_records_with_different_arxiv_ids_are_not_merged_by_a_shared_doi(store: Store) -> None:
    store.put([entry("arxiv:1", "doi:10.1/x"), entry("arxiv:2", line=2)], NOW)
    store.put([entry("arxiv:2", "doi:10.1/x", file="b")], NOW)
    assert store.count([]) == 2
    assert store.find_key("doi:10.1/x") == [("arxiv:1", 1)]


def test_a_merged_records_number_is_not_given_again(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("doi:10.1/x", line=2)], NOW)
    store.put([entry("arxiv:1", "doi:10.1/x", file="b")], NOW)
    store.put([entry("arxiv:3", file="b", line=2)], NOW)
    assert number(store, "arxiv:3") == 3


def test_entries_of_one_batch_are_one_paper_too(store: Store) -> None:
    batch = [
        entry("arxiv:1", title="One", abstract="Longer text."),
        entry("doi:10.1/x", title="Else", line=2),
        entry("arxiv:1", "doi:10.1/x", title="One", line=3),
        entry(title="Else", line=4),
    ]
    counts = store.put(batch, NOW)
    assert (counts.added, counts.merged, store.count([])) == (2, 1, 1)
    assert store.find_key("doi:10.1/x") == store.find_key("arxiv:1")
    assert store.check() == []
    assert store.put(batch, LATER) == PutCounts(unchanged=4)


def test_an_empty_title_joins_nothing(store: Store) -> None:
    one = replace(entry("arxiv:1"), title="", keys=("arxiv:1",))
    other = replace(entry("doi:10.1/x", line=2), title="", keys=("doi:10.1/x",))
    assert store.put([one, other], NOW).added == 2


def test_an_entry_without_a_title_key_is_known_by_its_title_all_the_same(store: Store) -> None:
    store.put([replace(entry("arxiv:1", title="Some Title"), keys=("arxiv:1",))], NOW)
    assert store.put([entry(title="some title", file="b")], NOW).added == 0


def test_a_batch_that_fails_leaves_nothing_behind(store: Store) -> None:
    good, bad = entry("arxiv:1"), entry("arxiv:2", abstract="lone \ud800 surrogate")
    with pytest.raises(StoreError, match="Unicode"):
        store.put([good, bad], NOW)
    assert store.count([]) == 0
    assert store.changes_pending() == 0


def test_each_change_of_searchable_text_is_noted_once(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("arxiv:2", line=2)], NOW)
    assert store.take_changes(9) == [Change(1, 1), Change(2, 2)]
    store.put([entry("arxiv:1", authors=("A. B",))], NOW)
    assert store.take_changes(9) == [Change(2, 2), Change(1, 3)]


def test_a_date_is_work_for_the_index_votes_and_venue_are_none(store: Store) -> None:
    store.put([entry("arxiv:1")], NOW)
    settled(store)
    assert store.put([entry("arxiv:1", up=3, venue="ACL")], NOW) == PutCounts(updated=1)
    assert store.changes_pending() == 0
    assert store.put([entry("arxiv:1", date="2026-01-01")], NOW) == PutCounts(updated=1)
    assert store.changes_pending() == 1


def test_the_most_votes_and_the_first_venue_stay_also_when_records_become_one(store: Store) -> None:
    store.put([entry("arxiv:1", up=3, venue="ACL")], NOW)
    store.put([entry("arxiv:1", up=2, venue="EMNLP")], NOW)
    paper = store.paper(1)
    assert paper is not None
    assert (paper.up, paper.venue) == (3, "ACL")
    store.put([entry("doi:10.1/x", title="Two", up=7, line=2)], NOW)
    store.put([entry("arxiv:1", "doi:10.1/x", line=3)], NOW)
    paper = store.paper(1)
    assert paper is not None
    assert (paper.up, paper.venue) == (7, "ACL")


def test_versions_grow_with_what_changed_and_with_nothing_else(path: Path, store: Store) -> None:
    before = store.versions()
    store.put([entry("arxiv:1")], NOW)
    put = store.versions()
    assert put.papers > before.papers
    assert put.marks == before.marks
    store.put([entry("arxiv:1")], LATER)
    assert store.versions() == put
    # Another connection stands for another process.
    other = Store.open(path)
    other.fold("j", 1, [change("arxiv:1", "read", True, "1")], [])
    marked = store.versions()
    assert marked.papers == put.papers
    assert marked.marks > put.marks
    other.fold("j", 2, [change("arxiv:1", "read", True, "1")], [])
    assert store.versions() == marked
    other.fold("j", 3, [change("arxiv:1", "note", "new", "2")], [])
    assert store.versions().marks > marked.marks
    other.close()


def test_states_are_told_of_papers_that_changed_since(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", line=i) for i in range(1, 4)], NOW)
    assert store.marked_since(-1).ids.tolist() == []
    store.fold("j", 1, [change("arxiv:1", "read", True, "1"), change("arxiv:2", "rating", 5, "1")], [])
    told = store.marked_since(0)
    assert dict(zip(told.ids, told.states, strict=True)) == {1: 1, 2: 20}
    assert store.marked_since(-1) == told
    assert store.marked_since(told.version).ids.tolist() == []
    store.fold("j", 2, [change("arxiv:1", "read", False, "2"), change("arxiv:3", "bookmarked", True, "2")], [])
    told = store.marked_since(told.version)
    assert dict(zip(told.ids, told.states, strict=True)) == {1: 0, 3: 2}
    store.forget_marks()
    told = store.marked_since(told.version)
    assert dict(zip(told.ids, told.states, strict=True)) == {2: 0, 3: 0}


def test_papers_come_in_the_order_asked_for_without_the_missing(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", line=i) for i in range(1, 4)], NOW)
    assert [paper.id for paper in store.papers([3, 9, 1])] == [3, 1]
    assert [row.id for row in store.rows([2, 9, 1, 2])] == [2, 1, 2]
    assert store.paper(9) is None


def test_a_key_finds_its_paper_alone(store: Store) -> None:
    store.put([entry("arxiv:2602.1"), entry("arxiv:2602.11", line=2)], NOW)
    assert store.find_key("arxiv:2602.1") == [("arxiv:2602.1", 1)]


@pytest.mark.parametrize("text", ["2602.1", "arxiv:2602", "ARXIV:2602.1", " 2602 "])
def test_the_beginning_of_a_key_finds_papers(store: Store, text: str) -> None:
    store.put([entry("arxiv:2602.11"), entry("arxiv:2602.12", line=2), entry("arxiv:2701.1", line=3)], NOW)
    assert store.find_key(text) == [("arxiv:2602.11", 1), ("arxiv:2602.12", 2)]
    assert store.find_key(text, limit=1) == [("arxiv:2602.11", 1)]


@pytest.mark.parametrize("text", ["", "%", "_", "\\", "arxiv_", "\udcff"])
def test_signs_of_patterns_find_nothing(store: Store, text: str) -> None:
    store.put([entry("arxiv:1")], NOW)
    assert store.find_key(text) == []


def test_a_paper_is_found_by_a_key_it_was_known_by_before(store: Store) -> None:
    told: Entry = entry("acl:P19-1001")
    store.put([told, replace(told, keys=("doi:10.1/x", *told.keys))], NOW)
    assert store.find_key("p19-1") == [("doi:10.1/x", 1)]
