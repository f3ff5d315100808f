"""Ids that mean something in their own file only, and titles' keys that come from outside."""

from __future__ import annotations

from dataclasses import replace

from reader.model import Entry, ids
from reader.store import PutCounts, Store
from tests.unit.store.make import LATER, NOW, change, entry

TITLES = ("Owls", "Bread", "Clouds")
OWLS = "Birds of the night, quietly hunting above the frozen meadows."
SHIPS = "Vessels whose hulls were coated against barnacles, measured during years of service."


def rows(file: str, *titles: str) -> list[Entry]:
    """Make a file that numbers its rows."""
    return [entry(f"id:{line}", title=title, file=file, line=line) for line, title in enumerate(titles, 1)]


def test_two_files_that_number_their_rows_do_not_fuse_their_papers(store: Store) -> None:
    first, second = rows("a", *TITLES), rows("b", "Ships", "Snow", "Sheep")
    assert store.put(first, NOW) == PutCounts(added=3)
    assert store.put(second, NOW) == PutCounts(added=3)
    assert {row.title for row in store.rows(range(1, 7))} == {*TITLES, "Ships", "Snow", "Sheep"}
    assert store.check() == []
    for told in (first, second, first):
        assert store.put(told, LATER) == PutCounts(unchanged=3)


def test_an_own_id_and_the_title_together_are_one_paper_whatever_else_differs(store: Store) -> None:
    store.put([entry("id:7", title="Owls", abstract="Birds of the night, quietly hunting.")], NOW)
    told = entry("id:7", title="Owls", abstract="Something entirely different written here.", file="b")
    assert store.put([told], NOW) == PutCounts(updated=1)


def test_the_same_title_under_other_own_ids_is_one_paper_only_where_something_agrees(store: Store) -> None:
    store.put([entry("id:1", title="Comment"), entry("id:2", title="Comment", line=2)], NOW)
    store.put([entry("id:1", title="Owls", authors=("Ada Lovelace",), file="b")], NOW)
    assert store.count([]) == 3
    assert store.put([entry("id:9", title="Owls", authors=("A. Lovelace",), file="c")], NOW).added == 0


def test_the_second_paper_of_an_own_id_has_a_name_and_marks_of_its_own(store: Store) -> None:
    store.put([*rows("a", "Owls"), *rows("b", "Ships")], NOW)
    owls, ships = store.rows([1, 2])
    assert (owls.key, ships.key) == (ids.title_key("Owls"), ids.title_key("Ships"))
    assert store.find_key("id:1") == [(owls.key, 1)]
    store.fold("j", 1, [change(ships.key, "bookmarked", True, "1")], [])
    assert [row.bookmarked for row in store.rows([1, 2])] == [False, True]


def test_marks_made_on_another_machine_keep_to_their_paper_whoever_came_first(store: Store) -> None:
    store.fold("j", 1, [change(ids.title_key("Owls"), "read", True, "1")], [])
    store.put([*rows("b", "Ships"), *rows("a", "Owls")], NOW)
    assert [(row.title, row.read) for row in store.rows([1, 2])] == [("Ships", False), ("Owls", True)]


def test_an_entry_of_which_all_keys_are_taken_and_that_tells_nothing_else_goes_to_the_paper_of_its_title(
    store: Store,
) -> None:
    store.put([entry("id:1", title="Owls"), entry("arxiv:2", title="Ships", abstract=OWLS, line=2)], NOW)
    told = entry("id:1", title="Ships", abstract=SHIPS, file="b")
    assert store.put([told], NOW).added == 0
    assert store.put([told], LATER) == PutCounts(unchanged=1)
    assert store.check() == []


def test_an_entry_of_which_all_keys_are_taken_is_a_paper_of_its_own_where_its_authors_are_others(store: Store) -> None:
    store.put([entry("id:1", title="Owls"), entry("arxiv:2", title="Ships", authors=("Ada Lovelace",), line=2)], NOW)
    told = entry("id:1", title="Ships", authors=("Alan Turing",), file="b")
    assert store.put([told], NOW).added == 1
    assert store.put([told], LATER) == PutCounts(unchanged=1)
    assert store.check() == []


def test_an_arxiv_id_and_an_own_id_lead_to_the_paper_of_the_arxiv_id(store: Store) -> None:
    store.put([*rows("a", "Owls"), entry("arxiv:2", title="Ships", line=2)], NOW)
    assert store.put([entry("arxiv:2", "id:1", title="Ships", file="b")], NOW) == PutCounts(unchanged=1)
    assert store.count([]) == 2


def test_a_title_key_from_outside_finds_the_paper_that_was_renamed(store: Store) -> None:
    old, new = ids.title_key("Old name"), ids.title_key("New name")
    store.put([entry(title="Old name")], NOW)
    told = replace(entry(title="New name", file="b"), keys=(old, new))
    assert store.put([told], NOW) == PutCounts(updated=1)
    assert [row.title for row in store.rows([1])] == ["New name"]
    assert store.find_key(new)[0][1] == store.find_key(old)[0][1] == 1
    assert store.put([told], LATER) == PutCounts(unchanged=1)


def test_a_title_key_from_outside_is_kept_where_it_is_new(store: Store) -> None:
    old, new = ids.title_key("Old name"), ids.title_key("New name")
    store.put([replace(entry(title="New name"), keys=(old, new))], NOW)
    assert store.put([entry(title="Old name", file="b"), entry(title="New name", file="b", line=2)], NOW).added == 0


def test_both_titles_of_a_renamed_paper_make_one_of_two_records(store: Store) -> None:
    old, new = ids.title_key("Old name"), ids.title_key("New name")
    store.put([entry(title="Old name"), entry(title="New name", line=2)], NOW)
    assert store.put([replace(entry(title="New name", file="b"), keys=(old, new))], NOW).merged == 1
    assert store.check() == []


def test_editions_of_one_line_count_as_one_paper(store: Store) -> None:
    one = entry("arxiv:1", edition="2026-01-01")
    told = [one, replace(one, appearance=entry("x", edition="2026-01-02", rank=4).appearance), entry("arxiv:2", line=2)]
    assert store.put(told, NOW) == PutCounts(added=2, editions=2)
    assert store.put(told, LATER) == PutCounts(unchanged=2)
    third = replace(one, appearance=entry("x", edition="2026-01-03").appearance)
    assert store.put([*told[:2], third, told[2]], LATER) == PutCounts(updated=1, unchanged=1, editions=1)
    paper = store.paper(1)
    assert paper is not None
    assert [(place.edition.day, place.rank) for place in paper.appearances] == [
        ("2026-01-01", 1),
        ("2026-01-02", 4),
        ("2026-01-03", 1),
    ]
