"""What was done is listed, and any of it is taken back, from the shell."""

from __future__ import annotations

import json

from tests.unit.cli.conftest import Octavo

GRAPHS, SURVEY = "arxiv:2401.00001", "arxiv:2401.00002"


def test_what_was_done_is_listed_the_newest_first_with_what_was_taken_back(octavo: Octavo) -> None:
    octavo("bookmark", GRAPHS)
    octavo("mark-read", GRAPHS, SURVEY)
    octavo("tag", GRAPHS, "rag")
    octavo("undo")
    said = [line.split("  ", 2)[2] for line in octavo("history").out.splitlines()]
    assert said[0].startswith("taken back  tag #rag: ")
    assert said[1] == "mark 2 papers read"
    assert said[2].startswith("bookmark: ")
    assert said[3] == "import of 3 papers from papers.jsonl"
    assert octavo("history", "--limit", "2").out.count("\n") == 2


def test_an_act_is_taken_back_from_the_middle_by_its_time(octavo: Octavo) -> None:
    octavo("bookmark", GRAPHS)
    octavo("tag", GRAPHS, "rag")
    told = [json.loads(line) for line in octavo("history", "-n", "2", "--json").out.splitlines()]
    assert [(one["what"], one["papers"], one["here"]) for one in told] == [("tag #rag", 1, True), ("bookmark", 1, True)]
    when = octavo("history").out.splitlines()[1].split()[0]
    assert octavo("undo", when).err == "Taken back: bookmark (1 paper).\n"
    paper = octavo("show", GRAPHS, "--json").papers[0]
    assert (paper["bookmarked"], paper["tags"]) == (False, ["rag"])
    again = octavo("undo", when)
    assert (again.status, again.err) == (2, "octavo: It was taken back already.\n")
    assert octavo("redo", when).err == "Done again: bookmark (1 paper).\n"


def test_where_nothing_was_done_that_is_said(empty: Octavo) -> None:
    ended = empty("history")
    assert (ended.status, ended.err) == (1, "Nothing was done yet.\n")


def test_a_time_that_no_act_has_is_said(octavo: Octavo) -> None:
    octavo("bookmark", GRAPHS)
    ended = octavo("undo", "1999")
    assert (ended.status, ended.err) == (2, "octavo: There is no such act.\n")
