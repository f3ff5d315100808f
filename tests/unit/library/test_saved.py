"""Saved searches and watches: kept in the journal, merged between machines, undone like any act, counted when asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.errors import UsageError
from reader.library import Library, SavedSearch
from reader.library.marks import Marked
from reader.paths import find_places
from reader.query.parse import parse
from tests.unit.library.conftest import Shelf, papers


def test_a_saved_search_is_there_again_after_a_start(make_shelf: Callable[[], Shelf]) -> None:
    shelf = make_shelf()
    assert shelf.library.save_search(" On\tgraphs ", "graph  is:unread") == Marked("save the search On graphs", 0)
    assert shelf.library.save_search("On graphs", "graph is:unread") is None
    assert make_shelf().library.saved() == [SavedSearch("On graphs", "graph is:unread")]


def test_saving_and_forgetting_are_undone_and_redone(shelf: Shelf) -> None:
    library = shelf.library
    library.save_search("A", "one", watch=True)
    library.save_search("A", "two", watch=True)
    library.forget_search("A")
    assert library.saved() == []
    assert library.forget_search("A") is None
    assert library.timeline.turn_next("undo") == Marked("forget the search A", 0)
    assert library.saved() == [SavedSearch("A", "two", True)]
    assert library.timeline.turn_next("redo") == Marked("forget the search A", 0)
    assert library.saved() == []
    library.save_search("B", "tree")
    library.bookmark([], on=True)
    assert library.timeline.turn_next("undo") == Marked("save the search B", 0)
    assert library.saved() == []
    library.timeline.turn_next("redo")
    assert library.saved() == [SavedSearch("B", "tree")]


@pytest.mark.parametrize(
    ("name", "query"), [("", "q"), (" \x1b[0m", "q"), ("n" * 101, "q"), ("A", " "), ("A", "q" * 4_001)]
)
def test_what_cannot_be_saved_is_refused(shelf: Shelf, name: str, query: str) -> None:
    with pytest.raises(UsageError):
        shelf.library.save_search(name, query)
    assert shelf.library.saved() == []


def test_searches_of_two_machines_come_together(shelf: Shelf, tmp_path: Path) -> None:
    other = Library.open(find_places(tmp_path / "other"))
    other.save_search("Theirs", "tree")
    other.save_search("Both", "theirs")
    shelf.library.save_search("Mine", "graph")
    shelf.library.save_search("Both", "mine")
    for journal in other.places.journal.glob("*.jsonl"):
        shutil.copy(journal, shelf.library.places.journal)
    other.close()
    assert shelf.library.catch_up()
    assert [(one.name, one.query) for one in shelf.library.saved()] == [
        ("Both", "mine"),
        ("Mine", "graph"),
        ("Theirs", "tree"),
    ]


def test_counts_are_those_of_the_last_counting(shelf: Shelf) -> None:
    library = shelf.library
    shelf.put(*papers(["graph search", "graph", "tree"]))
    library.save_search("Graphs", "graph")
    library.save_search("Filters", "is:unread OR tag:x")
    assert library.saved()[0] == SavedSearch("Filters", "is:unread OR tag:x", False, None, None, None)
    assert library.count_saved()
    assert [one[3:] for one in library.saved()] == [(3, 3, 0), (2, 2, 0)]
    assert not library.count_saved()
    library.read([1], on=True)
    assert library.count_saved()
    assert [one[3:] for one in library.saved()] == [(2, 2, 0), (2, 1, 0)]
    shelf.put(*papers(["new graph"], 4))
    library.count_saved()
    assert [one[3:] for one in library.saved()] == [(3, 3, 0), (3, 2, 0)]
    library.forget_search("Graphs")
    assert library.count_saved()
    assert [one.name for one in library.saved()] == ["Filters"]


def test_a_limit_holds_for_counts_too(shelf: Shelf) -> None:
    shelf.put(*papers(["graph search", "graph", "tree"]))
    shelf.library.save_search("One", "graph limit:1")
    shelf.library.count_saved()
    assert shelf.library.saved()[0].papers == 1


def test_a_watch_tells_what_came_since_it_was_opened(shelf: Shelf) -> None:
    library = shelf.library
    shelf.put(*papers(["graph search", "tree"]))
    library.save_search("Graphs", "graph", watch=True)
    library.count_saved()
    assert library.saved() == [SavedSearch("Graphs", "graph", True, 1, 1, 0)]
    shelf.put(*papers(["more on graphs", "trees", "a graph graph graph"], 3))
    library.count_saved()
    assert library.saved() == [SavedSearch("Graphs", "graph", True, 3, 3, 2)]
    assert sorted(library.new_in("Graphs")) == [3, 5]
    found = library.search(parse("graph sort:date"), watch="Graphs")
    assert (found.listing.ids().tolist(), found.new) == ([3, 5, 1], 2)
    found = library.search(parse("graph"), watch="Graphs")
    assert (found.listing.ids().tolist(), found.new) == ([5, 3, 1], 2)
    found = library.search(parse("is:unread"), watch="Graphs")
    assert (found.listing.ids().tolist(), found.new) == ([3, 4, 5, 1, 2], 3)
    library.seen("Graphs")
    assert library.saved()[0].new == 0
    assert not library.new_in("Graphs")
    assert library.search(parse("graph"), watch="Graphs").new == 0
    library.save_search("Graphs", "graph", watch=False)
    library.count_saved()
    assert library.saved() == [SavedSearch("Graphs", "graph", False, 3, 3, 0)]


def test_what_fits_only_a_part_of_a_watch_is_not_in_it(shelf: Shelf) -> None:
    library = shelf.library
    shelf.put(*papers(["graph search tree"]))
    library.save_search("Three", "graph search tree", watch=True)
    shelf.put(*papers(["graph search", "tree graph search"], 2))
    found = library.search(parse("graph search tree"), watch="Three")
    assert (found.listing.ids().tolist(), found.whole, found.new) == ([3, 1], 2, 1)


def test_a_watch_from_elsewhere_begins_where_this_library_is(shelf: Shelf) -> None:
    library = shelf.library
    shelf.put(*papers(["graph search"]))
    library.save_search("Graphs", "graph", watch=True)
    shelf.store.overlook("Graphs")
    assert not library.new_in("Graphs")
    library.count_saved()
    assert library.saved()[0].new == 0
    shelf.put(*papers(["graph anew"], 2))
    assert library.new_in("Graphs").tolist() == [2]


def test_what_is_no_watch_has_nothing_new(shelf: Shelf) -> None:
    shelf.library.save_search("Graphs", "graph")
    assert not shelf.library.new_in("Graphs")
    assert not shelf.library.new_in("Nothing")
    assert shelf.library.search(parse("graph"), watch="Nothing").new == 0


def test_a_search_that_cannot_be_counted_keeps_its_figures(shelf: Shelf) -> None:
    shelf.put(*papers(["graph search"]))
    shelf.library.save_search("Like", "similar:arxiv:77")
    assert not shelf.library.count_saved()
    assert shelf.library.saved() == [SavedSearch("Like", "similar:arxiv:77")]
