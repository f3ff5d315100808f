"""Removing, bringing back, merging and splitting papers, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.conftest import Octavo, write_papers

GRAPHS, SURVEY, SOUND = "arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/abc"


def listed(octavo: Octavo) -> list[str]:
    return [line.split("\t")[0] for line in octavo("list").out.splitlines()]


def test_a_paper_is_removed_and_brought_back_with_its_marks(octavo: Octavo) -> None:
    octavo("tag", GRAPHS, "rag")
    ended = octavo("remove", "2401.00001")
    assert (ended.status, ended.out, ended.err) == (0, "", "Done: remove (1 paper).\n")
    assert listed(octavo) == [SURVEY, SOUND]
    assert octavo("search", "retrieve").status == 1
    assert octavo("removed").out == f"{GRAPHS}\tGraphs that retrieve\n"
    assert octavo("removed", "--json").papers == [{"key": GRAPHS, "title": "Graphs that retrieve"}]

    assert octavo("unremove", "https://arxiv.org/abs/2401.00001v2").err == "Done: bring back (1 paper).\n"
    assert octavo("show", GRAPHS, "--json").papers[0]["tags"] == ["rag"]
    assert len(octavo("search", "retrieve").out.splitlines()) == 1
    assert (octavo("removed").status, octavo("removed").err) == (1, "No paper was removed.\n")


def test_undo_and_redo_do_for_removing_what_they_do_for_marks(octavo: Octavo) -> None:
    octavo("remove", "-", *[], stdin="")
    assert octavo("remove", GRAPHS, SOUND).err == "Done: remove 2 papers.\n"
    assert octavo("undo").err == "Taken back: remove 2 papers.\n"
    assert len(listed(octavo)) == 3
    assert octavo("redo").err == "Done again: remove 2 papers.\n"
    assert listed(octavo) == [SURVEY]


def test_a_removed_paper_is_said_to_be_so_with_the_way_back(octavo: Octavo) -> None:
    octavo("remove", GRAPHS)
    for command in (["show", "2401.00001"], ["bookmark", GRAPHS], ["note", GRAPHS, "x"], ["similar", GRAPHS]):
        ended = octavo(*command)
        assert ended.status == 1
        assert f"{GRAPHS} was removed from the library; octavo unremove {GRAPHS} brings it back" in ended.err


def test_bringing_back_what_is_there_changes_nothing_and_what_is_not_is_said(octavo: Octavo) -> None:
    assert octavo("unremove", GRAPHS).err == "Nothing to change: it is so already.\n"
    assert octavo("unremove", "2999.1").err == "octavo: no paper has a key that begins with '2999.1'\n"
    octavo("remove", GRAPHS, SURVEY)
    assert "could be any of" in octavo("unremove", "2401.0000").err


def test_importing_a_removed_paper_again_leaves_it_out(octavo: Octavo, tmp_path: Path) -> None:
    octavo("remove", GRAPHS)
    assert octavo("import", str(write_papers(tmp_path / "p.jsonl"))).err == "0 papers added, 0 updated, 3 unchanged.\n"
    assert listed(octavo) == [SURVEY, SOUND]


def test_removing_everything_does_not_bring_the_bundled_papers_in(octavo: Octavo) -> None:
    octavo("remove", "-", stdin=octavo("list").out)
    assert octavo("list").err == "There are no papers.\n"


def test_two_papers_become_one_and_two_again(octavo: Octavo) -> None:
    assert octavo("merge", SURVEY, SOUND).err == "Done: merge two papers.\n"
    assert octavo("show", SOUND, "--json").papers[0]["title"] == "A survey of graphs"
    assert len(listed(octavo)) == 2
    ended = octavo("merge", SURVEY, SOUND)
    assert (ended.status, "is one paper with that already" in ended.err) == (2, True)
    assert octavo("split", SOUND).err == "Done: take merged papers apart.\n"
    assert octavo("show", SOUND, "--json").papers[0]["title"] == "Sound and speech"
    assert len(listed(octavo)) == 3
    ended = octavo("split", SOUND)
    assert (ended.status, ended.out, "There is nothing to take apart: only " in ended.err) == (1, "", True)


def test_merging_is_undone_step_by_step(octavo: Octavo) -> None:
    octavo("merge", SURVEY, SOUND)
    octavo("merge", GRAPHS, SURVEY)
    assert listed(octavo) == [GRAPHS]
    octavo("undo")
    assert len(listed(octavo)) == 2
    octavo("undo")
    assert len(listed(octavo)) == 3
    octavo("redo")
    octavo("redo")
    assert json.loads(octavo("list", "--json").out)["title"] == "Graphs that retrieve"
    assert octavo("doctor").status == 0


def test_what_an_import_joined_is_listed_and_taken_apart(octavo: Octavo, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@article{g, title={Graphs that retrieve}, doi={10.1000/g}, journal={J. Graphs}}\n")
    octavo("import", str(bib))
    octavo("tag", GRAPHS, "rag")
    ended = octavo("split", GRAPHS)
    assert ended.status == 0
    assert [line.split("\t")[1:4:2] for line in ended.out.splitlines()] == [
        ["jsonl", GRAPHS],
        ["bibtex", "doi:10.1000/g"],
    ]
    assert octavo("split", GRAPHS, "10.1000/h").status == 2
    assert octavo("split", GRAPHS, "2").err == "Done: take a paper apart (1 paper).\n"
    one, other = (octavo("show", key, "--json").papers[0] for key in (GRAPHS, "10.1000/g"))
    assert (one["venue"], one["tags"], other["venue"], other["tags"]) == ("", ["rag"], "J. Graphs", [])
    octavo("import", str(bib))
    assert len(listed(octavo)) == 4
    assert octavo("undo").err == "Taken back: take a paper apart (1 paper).\n"
    assert len(listed(octavo)) == 3
