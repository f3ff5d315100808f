"""Searches that are saved under a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Octavo, write_papers

GRAPHS, SURVEY, SOUND = "arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/abc"


def keys(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()]


def bring_in(octavo: Octavo, folder: Path, *numbers: int) -> None:
    papers = tuple({"id": f"2402.{number:05}", "title": f"Graph {number}"} for number in numbers)
    octavo("import", str(write_papers(folder / "more.jsonl", papers)))


def test_a_search_is_saved_listed_asked_and_forgotten(octavo: Octavo) -> None:
    octavo("mark-read", SURVEY)

    assert octavo("save", "On graphs", "graphs", "-zeppelin").err == "Done: save the search On graphs.\n"
    assert octavo("save", "On graphs", "graphs -zeppelin").err == "Nothing to change: it is so already.\n"
    assert octavo("save", "all", "is:unread").status == 0
    listed = octavo("searches")
    assert (listed.status, listed.err) == (0, "")
    assert listed.out == "all\t2\t2\t\tis:unread\nOn graphs\t2\t1\t\tgraphs -zeppelin\n"
    assert keys(octavo("search", "--saved", "On graphs").out) == [SURVEY, GRAPHS]
    assert octavo("forget", "On graphs").err == "Done: forget the search On graphs.\n"
    assert keys(octavo("searches").out) == ["all"]


def test_a_search_is_told_as_json(octavo: Octavo) -> None:
    octavo("save", "mine", "graphs", "--watch")

    assert json.loads(octavo("searches", "--json").out) == {
        "name": "mine",
        "query": "graphs",
        "watch": True,
        "papers": 2,
        "unread": 2,
        "new": 0,
    }


def test_a_saved_search_is_narrowed_and_ordered_anew(octavo: Octavo) -> None:
    octavo("save", "mine", "graphs OR heard sort:title limit:2")

    assert keys(octavo("list", "--saved", "mine").out) == [SURVEY, GRAPHS]
    assert keys(octavo("list", "--saved", "mine", "-survey").out) == [GRAPHS, SOUND]
    assert keys(octavo("list", "--saved", "mine", "sort:date limit:3").out) == [GRAPHS, SURVEY, SOUND]
    assert keys(octavo("list", "--saved", "mine", "--sort", "-title", "--limit", "1").out) == [SOUND]


def test_what_came_in_later_is_new_in_a_watch_until_it_was_shown(octavo: Octavo, tmp_path: Path) -> None:
    octavo("save", "mine", "graph", "--watch")
    bring_in(octavo, tmp_path, 1, 2)
    assert octavo("searches").out == "mine\t4\t4\t2\tgraph\n"

    # Narrowed down or cut off, it was not shown as a whole.
    octavo("search", "--saved", "mine", "is:unread")
    cut = octavo("search", "--saved", "mine", "--limit", "1", "--json")
    assert [paper["new"] for paper in cut.papers] == [True]
    assert cut.err == "2 new papers come first.\n"

    assert keys(octavo("search", "--saved", "mine").out)[:2] == ["arxiv:2402.00001", "arxiv:2402.00002"]
    assert octavo("searches").out == "mine\t4\t4\t0\tgraph\n"
    assert octavo("search", "--saved", "mine").err == ""


def test_a_watch_with_a_limit_is_shown_when_its_limit_is(octavo: Octavo, tmp_path: Path) -> None:
    octavo("save", "mine", "graph limit:1", "--watch")
    bring_in(octavo, tmp_path, 1, 2)

    octavo("list", "--saved", "mine")

    assert octavo("list", "--saved", "mine").err == ""


def test_saving_is_undone_and_redone_as_marks_are(octavo: Octavo) -> None:
    octavo("save", "mine", "graphs", "--watch")
    octavo("bookmark", GRAPHS)
    octavo("forget", "mine")

    assert octavo("undo").err == "Taken back: forget the search mine.\n"
    assert octavo("searches").out == "mine\t2\t2\t0\tgraphs\n"
    assert octavo("undo").err == "Taken back: bookmark (1 paper).\n"
    assert octavo("redo").err == "Done again: bookmark (1 paper).\n"
    assert octavo("redo").err == "Done again: forget the search mine.\n"
    ended = octavo("searches")
    assert (ended.status, ended.out) == (1, "")


def test_a_name_that_nothing_was_saved_under_is_nothing_found(octavo: Octavo) -> None:
    for arguments in (("search", "--saved", "mine"), ("list", "--saved", "mine"), ("forget", "mine")):
        ended = octavo(*arguments)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err == "octavo: no search is saved as 'mine'; octavo searches lists those that are\n"


def test_problems_of_a_query_are_said_when_it_is_saved(octavo: Octavo) -> None:
    ended = octavo("save", "mine", "is:unred graphs")

    assert ended.status == 0
    assert ended.err.startswith('In the query: unknown state "unred"')
    assert keys(octavo("search", "--saved", "mine").out) == [SURVEY, GRAPHS]


@pytest.mark.parametrize("arguments", [("", "graphs"), ("mine", " "), ("x" * 101, "graphs"), ("mine",), ()])
def test_a_search_without_name_or_query_is_wrong_usage(octavo: Octavo, arguments: tuple[str, ...]) -> None:
    assert octavo("save", *arguments).status == 2
