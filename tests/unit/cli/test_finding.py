"""Listing and searching from the shell."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reader.cli.asking import joined
from reader.errors import SearchError
from reader.library import Library
from reader.paths import Places
from tests.unit.cli.conftest import Octavo, write_papers

GRAPHS, SURVEY, SOUND = "arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/abc"


def keys(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()]


def test_a_list_in_a_pipe_is_key_state_and_title_between_tabs(octavo: Octavo) -> None:
    octavo("mark-read", SURVEY)
    octavo("bookmark", SURVEY, SOUND)

    ended = octavo("list")

    assert ended.status == 0
    assert ended.err == ""
    assert ended.out == (
        "arxiv:2401.00001\tunread\tGraphs that retrieve\n"
        "arxiv:2401.00002\tread,bookmarked\tA survey of graphs\n"
        "doi:10.1000/abc\tunread,bookmarked\tSound and speech\n"
    )


def test_json_tells_everything_of_a_paper(octavo: Octavo) -> None:
    octavo("tag", GRAPHS, "rag", "graphs")
    octavo("note", GRAPHS, "Read twice.")
    octavo("rate", GRAPHS, "4")

    assert octavo("list", "--json", "--limit", "1").papers == [
        {
            "key": GRAPHS,
            "title": "Graphs that retrieve",
            "abstract": "We retrieve graphs.\n\nThen we rest.",
            "authors": ["Ada Lovelace", "Émilie du Châtelet"],
            "date": "2024-01-03",
            "url": "",
            "categories": ["cs.CL", "cs.IR"],
            "editions": [],
            "venue": "",
            "upvotes": 0,
            "details": {},
            "read": False,
            "bookmarked": False,
            "rating": 4,
            "tags": ["graphs", "rag"],
            "note": "Read twice.",
            "whole": True,
        }
    ]


def test_json_is_ascii_wherever_it_goes(octavo: Octavo) -> None:
    assert octavo("list", "--json").out.isascii()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("date", [GRAPHS, SURVEY, SOUND]),
        ("title", [SURVEY, GRAPHS, SOUND]),
        ("added", [SOUND, SURVEY, GRAPHS]),
        ("relevance", [GRAPHS, SURVEY, SOUND]),
    ],
)
def test_a_list_is_sorted_as_asked(octavo: Octavo, sort: str, expected: list[str]) -> None:
    assert keys(octavo("list", "--sort", sort).out) == expected


def test_a_limit_that_was_given_goes_without_a_word(octavo: Octavo) -> None:
    ended = octavo("list", "--limit", "2")

    assert keys(ended.out) == [GRAPHS, SURVEY]
    assert ended.err == ""


def test_filters_hold(octavo: Octavo) -> None:
    octavo("tag", SOUND, "audio")

    assert keys(octavo("list", "tag:audio").out) == [SOUND]
    assert keys(octavo("list", "-tag:audio").out) == [GRAPHS, SURVEY]


def test_words_are_searched_for_by_list_too(octavo: Octavo) -> None:
    assert keys(octavo("list", "graph", "--sort", "title").out) == [SURVEY, GRAPHS]


def test_a_word_to_leave_out_is_no_option(octavo: Octavo) -> None:
    assert keys(octavo("search", "graphs", "-survey").out) == [GRAPHS]
    assert keys(octavo("list", "-heard").out) == [GRAPHS, SURVEY]
    assert keys(octavo("list", "-h").out)[0] == "Usage: octavo list [OPTIONS] [QUERY]..."


def test_words_after_two_minus_signs_are_no_options_either(octavo: Octavo) -> None:
    assert keys(octavo("search", "--", "graphs", "-survey").out) == [GRAPHS]


def test_a_search_indexes_what_is_new_and_finds_the_best_first(octavo: Octavo, places: Places) -> None:
    ended = octavo("search", "graphs")

    assert keys(ended.out) == [SURVEY, GRAPHS]
    assert ended.err == ""
    library = Library.open(places)
    assert library.index_pending() == 0
    library.close()


def test_a_search_gives_twenty_and_says_how_many_there_are(octavo: Octavo, tmp_path: Path) -> None:
    papers = tuple({"id": f"2402.{number:05}", "title": f"Clouds {number}"} for number in range(25))
    octavo("import", str(write_papers(tmp_path / "more.jsonl", papers)))

    ended = octavo("search", "clouds")

    assert len(keys(ended.out)) == 20
    assert ended.err == "20 of 25 papers; --limit 0 writes all.\n"
    assert len(keys(octavo("search", "clouds", "--limit", "0").out)) == 25


def test_nothing_found_is_status_one(octavo: Octavo) -> None:
    ended = octavo("search", "zeppelin", "is:unread")

    assert (ended.status, ended.out, ended.err) == (1, "", "No paper fits: unread, with “zeppelin”.\n")


def test_what_cannot_be_read_of_a_query_is_shown_and_the_rest_runs(octavo: Octavo) -> None:
    ended = octavo("list", "survey", "sort:dat", "is:unred")

    assert keys(ended.out) == [SURVEY]
    assert ended.status == 0
    lines = ended.err.splitlines()
    assert [line for line in lines if line.startswith("In the query: ")] == [lines[0], lines[3]]
    assert lines[1::3] == ["  survey sort:dat is:unred"] * 2
    assert [line.index("^") for line in lines[2::3]] == [len("  survey sort:"), len("  survey sort:dat is:")]
    assert lines[3] == 'In the query: unknown state "unred", did you mean "unread"?'


def test_the_place_in_a_wide_or_long_query_is_right(octavo: Octavo) -> None:
    wide = octavo("list", "中文 (").err.splitlines()
    long = octavo("list", "x" * 40 + " " + "y" * 40 + " (").err.splitlines()

    assert wide[1:3] == ["  中文 (", "       ^"]
    assert long[1].index("(") == long[2].index("^")
    assert len(long[1]) <= 62


def test_an_edition_keeps_the_quotes_that_the_shell_took(empty: Octavo) -> None:
    quoted = empty("list", 'edition:"Aug 25"')

    assert len(quoted.out.splitlines()) == 53
    assert empty("list", "edition:Aug 25").out == quoted.out


@pytest.mark.parametrize(
    ("word", "query"),
    [
        ("edition:Aug 25", 'edition:"Aug 25"'),
        ("-edition:25 Aug 2025", '-edition:"25 Aug 2025"'),
        ("edition:Daily Papers Aug 25", 'edition:"Daily Papers Aug 25"'),
        ('edition:"Aug 25"', 'edition:"Aug 25"'),
        ("edition:aug graph", "edition:aug graph"),
        ("title:graph -survey", "title:graph -survey"),
    ],
)
def test_only_what_is_surely_the_name_of_an_edition_is_quoted(word: str, query: str) -> None:
    assert joined((word,)) == query


def test_an_edition_is_listed_by_rank(empty: Octavo) -> None:
    papers = empty("list", "edition:Mar 24", "--json").papers

    ranks = [place["rank"] for paper in papers for place in paper["editions"] if place["day"] == "--03-24"]
    assert ranks == list(range(1, 49))


def test_an_empty_library_begins_with_the_bundled_papers_and_says_so(empty: Octavo) -> None:
    ended = empty("list")

    assert len(ended.out.splitlines()) == 95
    assert ended.err == "The library was empty: 95 papers of two bundled Daily Papers pages are in it now.\n"
    assert empty("list").err == ""


def test_an_index_that_somebody_else_writes_is_searched_as_it_is(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch
) -> None:
    octavo("search", "graphs")

    def refuse(*_: object) -> int:
        raise SearchError("Another program is writing the index; nothing was changed.")

    monkeypatch.setattr(Library, "update_index", refuse)
    ended = octavo("search", "graphs")

    assert set(keys(ended.out)) == {GRAPHS, SURVEY}
    assert ended.err == "Another program is writing the index; nothing was changed.\n"


def test_an_index_that_cannot_answer_is_status_three(octavo: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "update_index", lambda *_: 0)

    ended = octavo("search", "graphs")

    assert ended.status == 3
    assert ended.out == ""
    assert ended.err.startswith("octavo: There is no index in ")


@pytest.mark.parametrize("command", ["search", "list", "facets"])
def test_nothing_is_not_said_to_fit_while_papers_wait_that_cannot_be_indexed(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    from reader.indexing import Indexer

    def begin_and_fail(indexer: Indexer, *_: object) -> int:
        indexer._begin_anew()
        raise SearchError("The index could not be written: no space left on device.")

    monkeypatch.setattr(Indexer, "run", begin_and_fail)
    ended = octavo(command, "graphs")

    assert (ended.status, ended.out) == (3, "")
    assert "The index could not be written: no space left on device.\n3 papers are not indexed yet" in ended.err


def test_a_search_that_is_stopped_while_it_indexes_searches_nothing(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: Library, stop: threading.Event, __: object) -> int:
        stop.set()
        return 0

    monkeypatch.setattr(Library, "update_index", stopped)
    ended = octavo("search", "graphs")

    assert (ended.status, ended.out, ended.err) == (130, "", "Stopped: 3 papers wait to be indexed.\n")


@pytest.mark.parametrize("command", ["list", "search"])
def test_the_query_orders_turns_round_and_limits_the_list(octavo: Octavo, command: str) -> None:
    assert keys(octavo(command, "sort:title").out) == [SURVEY, GRAPHS, SOUND]
    assert keys(octavo(command, "sort:-title limit:2").out) == [SOUND, GRAPHS]
    assert keys(octavo(command, "graphs sort:oldest").out) == [SURVEY, GRAPHS]


def test_an_option_wins_over_the_query(octavo: Octavo) -> None:
    assert keys(octavo("list", "sort:title limit:1", "--sort", "date").out) == [GRAPHS]
    assert keys(octavo("list", "sort:-title", "--sort", "title").out) == [SURVEY, GRAPHS, SOUND]
    assert keys(octavo("list", "sort:title limit:1", "--limit", "2").out) == [SURVEY, GRAPHS]
    assert len(keys(octavo("search", "is:unread limit:1", "--limit", "0").out)) == 3


@pytest.mark.parametrize(
    ("sort", "first"), [("oldest", SOUND), ("-date", SOUND), ("-oldest", GRAPHS), ("rating", GRAPHS), ("-title", SOUND)]
)
def test_the_option_knows_every_order_of_the_language(octavo: Octavo, sort: str, first: str) -> None:
    assert keys(octavo("list", "--sort", sort).out)[0] == first


def test_papers_that_fit_in_part_follow_a_word(octavo: Octavo) -> None:
    ended = octavo("search", "survey", "graphs", "--json")

    assert [(paper["key"], paper["whole"]) for paper in ended.papers] == [(SURVEY, True), (GRAPHS, False)]
    assert (ended.status, ended.err) == (0, "1 paper fits; 1 more fits in part:\n")
    assert octavo("search", "survey", "graphs", "--limit", "1").err == ""


def test_where_none_fits_as_a_whole_it_is_nothing_found_though_parts_are_shown(octavo: Octavo) -> None:
    ended = octavo("search", "survey", "zeppelin")

    assert (ended.status, keys(ended.out)) == (1, [SURVEY])
    assert ended.err == "No paper fits: with “survey”, with “zeppelin”.\n1 paper fits in part:\n"


def test_a_list_holds_only_what_fits_as_a_whole(octavo: Octavo) -> None:
    assert keys(octavo("list", "survey", "graphs").out) == [SURVEY]

    ended = octavo("list", "survey", "zeppelin")

    assert (ended.status, ended.out) == (1, "")
    assert ended.err.endswith("1 paper fits in part; octavo search shows them.\n")


def test_a_misspelt_word_is_answered_with_the_nearest(octavo: Octavo) -> None:
    ended = octavo("search", "serch", "is:unread")
    nearest = octavo("search", "surveyy", "is:unread")

    assert "Did you mean" not in ended.err
    assert (nearest.status, nearest.out) == (1, "")
    assert nearest.err == "No paper fits: unread, with “surveyy”.\nDid you mean: survey is:unread\n"


def test_papers_like_one_are_ranked_and_narrowed(octavo: Octavo) -> None:
    assert keys(octavo("similar", "2401.00001").out) == [SURVEY]
    assert octavo("similar", GRAPHS).out == octavo("search", f"similar:{GRAPHS}").out
    assert octavo("search", "similar:https://arxiv.org/abs/2401.00001v2").out == octavo("similar", GRAPHS).out
    octavo("mark-read", SURVEY)
    assert octavo("similar", GRAPHS, "is:unread").status == 1


def test_papers_like_those_that_are_bookmarked(octavo: Octavo) -> None:
    none = octavo("similar", "--bookmarked")
    octavo("bookmark", SURVEY)
    ended = octavo("similar", "--bookmarked", "cat:cs.CL")

    assert (none.status, none.out) == (1, "")
    assert none.err == "No paper is bookmarked yet, so none can be like those that are.\n"
    assert (ended.status, keys(ended.out)) == (0, [GRAPHS])


def test_what_nobody_knows_has_nothing_like_it(octavo: Octavo) -> None:
    assert octavo("similar", "nope").status == 1
    assert octavo("search", "similar:nope").err == "octavo: no paper has a key that begins with 'nope'\n"
    assert octavo("similar", "2401").status == 2
    assert octavo("similar").status == 2
