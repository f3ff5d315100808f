"""Why a paper was found, in lines and in JSON."""

from __future__ import annotations

import io

import pytest

from reader.cli.console import Console, cells
from reader.cli.explaining import Reasons, _marked, _Passage
from reader.model import Paper
from reader.query import Field
from reader.query.parse import parse
from tests.unit.cli.conftest import Octavo
from tests.unit.cli.test_console import Tty

GRAPHS, SURVEY = "arxiv:2401.00001", "arxiv:2401.00002"


def test_each_paper_is_explained_in_a_table_that_no_reader_of_keys_takes_for_papers(octavo: Octavo) -> None:
    ended = octavo("search", "graphs", "--explain")

    lines = ended.out.splitlines()
    assert [line.split("\t")[0] for line in lines if not line.startswith("\t")] == [SURVEY, GRAPHS]
    assert lines[1].split() == ["what", "where", "times", "papers", "weight"]
    what, *where, times, papers, weight = lines[2].split()
    assert (what, where, times, papers) == ("graph", ["title", "and", "abstract"], "2", "2")
    assert lines[3].split()[0] == "sum"
    assert lines[3].split()[-1] == weight
    assert len({len(line) for line in lines[1:4]}) == 1
    assert octavo("bookmark", "-", stdin=ended.out).err == "Done: bookmark (2 papers).\n"


def test_json_explains_in_an_object_whose_weights_are_its_score(octavo: Octavo) -> None:
    for paper in octavo("search", "retrieve", "graphs", "--explain", "--json").papers:
        told = paper["explain"]
        assert told["score"] == pytest.approx(sum(weight["score"] for weight in told["weights"]), abs=0.001)
        assert told["length"] > 0
        assert told["mean_length"] > 0
        assert {*told["weights"][0]} == {"what", "field", "occurrences", "papers", "score"}
        assert paper["whole"] is (paper["key"] == GRAPHS)


@pytest.mark.parametrize("query", ["is:unread", f"similar:{GRAPHS} graphs", "-zeppelin"])
def test_what_is_not_found_by_words_is_not_explained_and_that_is_said(octavo: Octavo, query: str) -> None:
    ended = octavo("search", query, "--explain")

    assert ended.status == 0
    assert "\t\t" not in ended.out
    assert not [line for line in ended.out.splitlines() if line.startswith("\t")]
    assert ended.err.startswith("Only the words of a query can be explained")


def test_a_passage_stands_under_each_paper(octavo: Octavo) -> None:
    assert octavo("search", "rest", "--snippets").out.splitlines()[1:] == ["\tWe retrieve graphs.  Then we rest."]
    assert octavo("search", "chatelet", "--snippets").out.splitlines()[1:] == ["\tAda Lovelace, Émilie du Châtelet"]


def test_json_tells_where_the_matches_of_a_passage_are(octavo: Octavo) -> None:
    told = octavo("search", "graph", "cat:cs.CL", "--snippets", "--json").papers[0]["snippet"]

    assert told["field"] == "abstract"
    assert [told["text"][first:last] for first, last in told["marks"]] == ["graphs"]


@pytest.mark.parametrize(
    ("environ", "painted"),
    [({"TERM": "xterm"}, "A \x1b[1mgraph\x1b[0m and \x1b[1mtr\x1b[0m"), ({}, "A graph and tr")],
)
def test_matches_are_bold_on_a_terminal_alone(environ: dict[str, str], painted: str) -> None:
    passage = _Passage("A graph and tree", ((2, 7), (12, 16)), Field.ABSTRACT)

    assert _marked(Console(Tty(), None, environ), passage, 0, 14) == painted
    assert _marked(Console(io.StringIO(), None, {"TERM": "xterm"}), passage, 0, 14) == "A graph and tr"


@pytest.mark.parametrize("abstract", ["word " * 60, "x" * 300, "中文" * 100, "", "中 " * 90])
def test_a_passage_fits_the_terminal_and_loses_nothing(abstract: str) -> None:
    console = Console(Tty(), None, {})
    console.width = 40
    query = parse("word")

    paper = Paper(1, "k", "T", abstract)
    lines = list(Reasons(console, None, query, explain=False, snippets=True).lines(paper))  # type: ignore[arg-type] # nothing is asked of it

    assert all(line.startswith("    ") and cells(line) <= 40 for line in lines)
    text = "".join(line.strip() for line in lines).replace(" ", "").rstrip("…")
    assert abstract.replace(" ", "").startswith(text)
    assert bool(text) == bool(abstract)
