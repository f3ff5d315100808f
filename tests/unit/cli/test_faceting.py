"""Counting what papers have in common."""

from __future__ import annotations

from tests.unit.cli.conftest import Octavo

GRAPHS, SURVEY = "arxiv:2401.00001", "arxiv:2401.00002"


def test_everything_is_counted_by_everything(octavo: Octavo) -> None:
    octavo("tag", GRAPHS, "rag")

    ended = octavo("facets")

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines()[:4] == ["year\t2024\t3", "category\tcs.CL\t1", "category\tcs.IR\t1", "tag\trag\t1"]
    assert ended.out.splitlines()[-1] == "source\tjsonl\t3"


def test_the_papers_of_a_query_are_counted_by_one_thing(octavo: Octavo) -> None:
    octavo("tag", GRAPHS, "rag", "thesis")
    octavo("tag", SURVEY, "rag")

    assert octavo("facets", "graphs", "--by", "tag").out == "rag\t2\nthesis\t1\n"
    assert octavo("facets", "-survey", "--by", "tag", "--limit", "1").out == "rag\t1\n"
    assert octavo("facets", "graphs sort:date limit:1", "--by", "tag", "--limit", "0").out == "rag\t1\nthesis\t1\n"
    assert octavo("facets", "--by", "source", "--json").papers == [{"by": "source", "name": "jsonl", "papers": 3}]


def test_only_what_fits_as_a_whole_is_counted(octavo: Octavo) -> None:
    assert octavo("facets", "survey", "graphs", "--by", "year").out == "2024\t1\n"


def test_nothing_to_count_is_nothing_found(octavo: Octavo) -> None:
    none, untagged = octavo("facets", "zeppelin"), octavo("facets", "--by", "tag")

    assert (none.status, none.out, none.err) == (1, "", "No paper fits: with “zeppelin”.\n")
    assert (untagged.status, untagged.out, untagged.err) == (1, "", "Of 3 papers none has a tag.\n")
    assert octavo("facets", "--by", "colour").status == 2


def test_a_saved_search_is_counted(octavo: Octavo) -> None:
    octavo("save", "mine", "graphs")

    assert octavo("facets", "--saved", "mine", "--by", "year").out == "2024\t2\n"
