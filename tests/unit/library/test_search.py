"""Whole queries: words through the index, filters through masks, orders, limits, likeness, suggestions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from reader.library import Found, Library
from reader.library.results import FIRST, Results
from reader.model import Sort
from reader.query.parse import parse
from tests.unit.library.conftest import Shelf, papers
from tests.unit.store.make import LATER, NOW, entry


def search(shelf: Shelf, text: str, sort: Sort | None = None, **how: object) -> Found:
    return shelf.library.search(parse(text), sort, **how)  # type: ignore[arg-type]  # any argument of a search


def found(shelf: Shelf, text: str, sort: Sort | None = None, **how: object) -> list[int]:
    return search(shelf, text, sort, **how).listing.ids().tolist()


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    shelf.put(*papers(["graph search", "graph graph", "tree search", "graph of trees", "sets"]))
    shelf.library.tag([2, 3], ["rag"], on=True)
    shelf.library.read([1], on=True)
    shelf.library.bookmark([4], on=True)
    return shelf


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("graph", [2, 1, 4]),
        ("graph is:unread", [2, 4]),
        ("graph -tag:rag", [1, 4]),
        ("graph OR tag:rag", [2, 1, 4, 3]),
        ("tag:rag", [2, 3]),
        ("tag:rag OR is:bookmarked", [2, 3, 4]),
        ("-(tag:rag OR is:bookmarked)", [1, 5]),
        ("", [1, 2, 3, 4, 5]),
        ("graph sort:date", [1, 2, 4]),
        ("graph sort:-date", [4, 2, 1]),
        ("graph sort:relevance limit:2", [2, 1]),
        ("is:unread limit:2", [2, 3]),
        ("is:unread sort:added", [5, 4, 3, 2]),
        ("is:unread sort:oldest", [5, 4, 3, 2]),
    ],
)
@pytest.mark.parametrize("prepared", [False, True])
def test_a_query_finds_what_fits_all_of_it_in_its_order(full: Shelf, text: str, ids: list[int], prepared: bool) -> None:
    if prepared:
        full.library.prepare()
    answer = search(full, text)
    assert answer.listing.ids().tolist() == ids
    assert len(answer.listing) == answer.whole == len(ids)
    assert answer.unread == answer.listing.unread() == len([one for one in ids if one != 1])
    assert [row.id for row in answer.listing.rows(0, 9)] == ids
    assert [row.id for row in answer.listing.rows(1, 2)] == ids[1:2]
    for place, paper in enumerate(ids):
        assert answer.listing.index_of(paper) == place
    assert answer.listing.index_of(99) is None


def test_the_query_has_the_last_word_about_its_order(full: Shelf) -> None:
    assert found(full, "graph", Sort.TITLE) == [2, 4, 1]
    assert found(full, "graph sort:date", Sort.TITLE) == [1, 2, 4]
    assert found(full, "tag:rag", Sort.RELEVANCE) == [2, 3]


def test_papers_that_fit_a_part_stay_behind_whatever_the_order(full: Shelf) -> None:
    answer = search(full, "tree search", Sort.ADDED)
    assert answer.whole == 1
    assert answer.listing.ids().tolist() == [3, 4, 1]


def test_while_a_query_is_typed_parts_are_looked_for_only_where_nothing_fits(full: Shelf) -> None:
    assert found(full, "graph search", finished=False) == [1]
    assert full.index.partly == [False]
    assert found(full, "graph sets", finished=False) == [2, 1, 4, 5]
    assert full.index.partly == [False, False, True]


def test_a_paper_that_is_gone_but_still_indexed_is_not_found(full: Shelf) -> None:
    full.store.put([entry("doi:10.1/x", title="graph graph graph", line=6)], NOW)
    full.reindex()
    assert found(full, "graph") == [6, 2, 1, 4]
    full.store.put([entry("arxiv:1", "doi:10.1/x", title="graph search", line=7)], LATER)
    answer = search(full, "graph")
    assert answer.listing.ids().tolist() == [2, 1, 4]
    assert answer.trouble == "2 papers are not indexed yet; more may follow."
    assert found(full, "similar:arxiv:2") == [1, 4]


def test_likeness_leaves_the_paper_out_and_takes_filters(full: Shelf) -> None:
    assert found(full, "similar:arxiv:1") == [2, 3, 4]
    assert found(full, "similar:arxiv:1 tag:rag") == [2, 3]
    assert found(full, "similar:bookmarked") == [1, 2]
    assert found(full, "similar:bookmarked sort:-date") == [2, 1]


def test_what_is_like_nothing_says_why(full: Shelf) -> None:
    full.library.bookmark([4], on=False)
    nothing = search(full, "similar:bookmarked")
    assert len(nothing.listing) == 0
    assert nothing.trouble == "No paper is bookmarked yet, so none can be like those that are."
    assert "arxiv:77" in search(full, "similar:arxiv:77").trouble
    assert search(full, "similar:arxiv:").listing.rows(0, 5) == []


def test_words_that_are_found_nowhere_have_suggestions(full: Shelf) -> None:
    answer = search(full, "grahp tag:grahp")
    assert answer.suggestions == ("graph tag:grahp",)
    assert search(full, "grahp", finished=False).suggestions == ()
    assert search(full, "graph tree sets").suggestions == ()
    assert search(full, 'title:"serch tre"').suggestions[0] == 'title:"search tree"'


def test_only_the_first_screens_are_asked_for_until_somebody_goes_further(shelf: Shelf) -> None:
    shelf.put(*(entry(f"arxiv:{i}", title=f"graph {i}", line=i) for i in range(1, FIRST + 100)))
    listing = search(shelf, "graph", finished=False).listing
    shelf.index.hits.asked.clear()
    assert [row.id for row in listing.rows(0, 3)] == [1, 2, 3]
    assert -1 not in shelf.index.hits.asked
    assert [row.id for row in listing.rows(FIRST + 9, FIRST + 11)] == [FIRST + 10, FIRST + 11]


@pytest.mark.parametrize("text", ["graph", "is:unread OR is:read"])
def test_a_result_knows_what_is_unread_now(shelf: Shelf, text: str) -> None:
    shelf.put(*(entry(f"arxiv:{i}", title=f"graph {i}", line=i) for i in range(1, 301)))
    listing = search(shelf, text, Sort.TITLE).listing
    assert isinstance(listing, Results)
    order = listing.ids().tolist()
    shelf.library.read(order[10:250], on=True)
    assert listing.unread() == 60
    assert listing.next_unread(9, 1) == 250
    assert listing.next_unread(250, 1) == 251
    assert listing.next_unread(250, -1) == 9
    assert listing.next_unread(200, -1) == 9
    assert listing.next_unread(0, -1) is None
    shelf.library.read(order[250:], on=True)
    assert listing.next_unread(9, 1) is None
    shelf.library.timeline.turn_next("undo")
    assert listing.unread() == 60


def test_a_result_in_an_edition_has_its_ranks_and_its_order(shelf: Shelf) -> None:
    shelf.put(
        entry("arxiv:1", title="graph", edition="2025-08-25", rank=2),
        entry("arxiv:2", title="graph", edition="2025-08-25", rank=1, line=2),
        entry("arxiv:3", title="graph", line=3),
    )
    shelf.library.prepare()
    for text in ("edition:2025-08-25", "graph edition:2025-08-25 sort:rank"):
        rows = search(shelf, text).listing.rows(0, 9)
        assert [(row.id, row.rank) for row in rows] == [(2, 1), (1, 2)]


def test_a_plain_list_of_filters_needs_neither_index_nor_arrays(full: Shelf) -> None:
    answer = search(full, "tag:rag is:unread")
    assert not isinstance(answer.listing, Results)
    assert full.library._finder is None


def test_dates_go_to_the_index_and_a_change_of_one_as_well(full: Shelf) -> None:
    assert full.index.documents[3].date == "2027-01-01"
    full.put(replace(papers(["tree search"], 3)[0], date="2020-02-02"))
    assert full.index.documents[3].date == "2020-02-02"


def test_facets_count_what_papers_have_in_common(shelf: Shelf) -> None:
    shelf.put(
        entry("arxiv:1", title="graph", date="2025-01-01", authors=("A B", "C D"), categories=("cs.CL",)),
        entry("arxiv:2", title="graph", date="2025", authors=("A B",), edition="2025-08-25", line=2),
        entry("arxiv:3", title="tree", date="2024-01-01", categories=("cs.CL",), line=3),
    )
    shelf.library.tag([1, 2], ["rag"], on=True)
    shelf.library.tag([3], ["other"], on=True)
    facets = {facet.kind: dict(facet.counts) for facet in shelf.library.facets(search(shelf, "graph").listing)}
    assert facets == {
        "year": {"2025": 2},
        "category": {"cs.CL": 1},
        "author": {"A B": 2, "C D": 1},
        "tag": {"rag": 2},
        "source": {"jsonl": 2, "daily": 1},
    }
    first = shelf.library.facets(search(shelf, "graph").listing, 1)
    assert [len(facet.counts) for facet in first] == [1] * 5
    for kind, values in facets.items():
        for name, number in values.items():
            if kind in ("tag", "source", "year"):
                assert len(found(shelf, shelf.library.narrowed("graph", kind, name))) == number


@pytest.mark.parametrize(
    ("text", "kind", "name", "narrowed"),
    [
        ("", "year", "2025", "date:2025"),
        ("rag", "category", "cs.CL", "rag cat:cs.CL"),
        ("rag", "author", "Ada Lovelace", 'rag author:"Ada Lovelace"'),
        ("a OR b", "tag", "x", "(a OR b) tag:x"),
        ("a OR b sort:date", "tag", "x", "(a OR b sort:date) tag:x"),
        ("(a OR b) c ", "source", "daily papers", '(a OR b) c source:"daily papers"'),
        ("a", "author", 'O"Neil', 'a author:"O Neil"'),
    ],
)
def test_a_narrowed_query_is_the_query_with_one_filter_more(
    shelf: Shelf, text: str, kind: str, name: str, narrowed: str
) -> None:
    assert shelf.library.narrowed(text, kind, name) == narrowed
    query = parse(narrowed)
    assert query.problems == ()
    assert query.sort is parse(text).sort
    assert len(query.clauses) == (len(parse(text).clauses) or 0) + 1 or "OR" in text


def test_why_a_paper_ranks_so_is_the_indexs_business(full: Shelf) -> None:
    assert full.library.explain(parse("graph"), 4).length == 3


def test_many_threads_may_search_at_a_time(full: Shelf) -> None:
    library: Library = full.library

    def run(_number: int) -> list[list[int]]:
        return [library.search(parse("graph is:unread")).listing.ids().tolist() for _ in range(20)]

    with ThreadPoolExecutor(4) as pool:
        assert all(ids == [2, 4] for answers in pool.map(run, range(4)) for ids in answers)
    assert np.count_nonzero(library._find().masks.now().everything()) == 5
