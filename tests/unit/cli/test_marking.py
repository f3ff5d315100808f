"""Marks, notes, tags and taking them back, from the shell."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Octavo

GRAPHS, SURVEY, SOUND = "arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/abc"


@pytest.mark.parametrize(
    ("do", "undo", "field", "said", "taken"),
    [
        ("bookmark", "unbookmark", "bookmarked", "bookmark (1 paper)", "take the bookmark off (1 paper)"),
        ("mark-read", "unread", "read", "mark read (1 paper)", "mark unread (1 paper)"),
    ],
)
def test_a_mark_is_made_and_taken_off(octavo: Octavo, do: str, undo: str, field: str, said: str, taken: str) -> None:
    ended = octavo(do, GRAPHS)
    assert (ended.status, ended.out, ended.err) == (0, "", f"Done: {said}.\n")
    assert octavo("show", GRAPHS, "--json").papers[0][field] is True

    assert octavo(undo, GRAPHS).err == f"Done: {taken}.\n"
    assert octavo("show", GRAPHS, "--json").papers[0][field] is False


def test_what_is_so_already_is_no_mistake(octavo: Octavo) -> None:
    ended = octavo("unread", GRAPHS)

    assert (ended.status, ended.err) == (0, "Nothing to change: it is so already.\n")


def test_several_papers_are_marked_at_once(octavo: Octavo) -> None:
    assert octavo("mark-read", GRAPHS, SOUND).err == "Done: mark 2 papers read.\n"
    assert [paper["read"] for paper in octavo("list", "--json").papers] == [True, False, True]


def test_where_one_paper_is_unknown_none_is_marked(octavo: Octavo) -> None:
    ended = octavo("bookmark", GRAPHS, "2999.99999")

    assert ended.status == 1
    assert ended.err == "octavo: no paper has a key that begins with '2999.99999'\n"
    assert octavo("list", "is:bookmarked").status == 1


@pytest.mark.parametrize(
    "text",
    [
        "2401.00001",
        "2401.00001v7",
        "arXiv:2401.00001",
        "https://arxiv.org/abs/2401.00001v2",
        "https://arxiv.org/pdf/2401.00001",
        "arxiv:2401.00001",
    ],
)
def test_a_paper_is_meant_by_its_id_with_a_version_or_an_address(octavo: Octavo, text: str) -> None:
    assert octavo("show", text, "--json").papers[0]["key"] == GRAPHS


@pytest.mark.parametrize("text", ["10.1000/ABC", "https://doi.org/10.1000/abc", "10.10", "doi:10.1000/abc"])
def test_a_paper_is_meant_by_its_doi_or_the_start_of_it(octavo: Octavo, text: str) -> None:
    assert octavo("show", text, "--json").papers[0]["key"] == SOUND


def test_a_key_that_begins_several_is_wrong_usage(octavo: Octavo) -> None:
    ended = octavo("show", "2401")

    assert ended.status == 2
    assert ended.err == f"octavo: '2401' could be any of {GRAPHS}, {SURVEY}; give more of the key\n"


def test_keys_come_from_standard_input(octavo: Octavo) -> None:
    listed = octavo("list", "graph").out

    assert octavo("mark-read", "-", stdin=listed).err == "Done: mark 2 papers read.\n"
    assert octavo("tag", "-", "rag", stdin=f"\n  {SOUND}  \n").err == "Done: tag #rag (1 paper).\n"
    assert octavo("bookmark", "-", stdin="").err == "No paper was given.\n"


def test_tags_are_folded_counted_and_taken_off(octavo: Octavo) -> None:
    assert octavo("tag", GRAPHS, "Long Context", "#rag").err == "Done: tag #long-context #rag (1 paper).\n"
    octavo("tag", SURVEY, "rag")
    octavo("mark-read", SURVEY)

    assert octavo("tags").out == "long-context\t1\t1\nrag\t2\t1\n"
    assert octavo("untag", GRAPHS, "long-context").err == "Done: untag #long-context (1 paper).\n"
    assert octavo("tags").out == "rag\t2\t1\n"


def test_a_tag_of_nothing_is_wrong_usage(octavo: Octavo) -> None:
    ended = octavo("tag", GRAPHS, "##")

    assert (ended.status, ended.err) == (
        2,
        "octavo: '##' cannot be a tag; a tag has at least one letter or digit\n",
    )


def test_no_tags_is_nothing_found(octavo: Octavo) -> None:
    assert octavo("tags").status == 1


def test_a_rating_is_a_number_of_stars(octavo: Octavo) -> None:
    assert octavo("rate", GRAPHS, "5").err == "Done: rate 5 of 5 (1 paper).\n"
    assert octavo("rate", GRAPHS, "0").err == "Done: take the rating off (1 paper).\n"
    assert octavo("rate", GRAPHS, "6").status == 2
    assert octavo("rate", GRAPHS, "good").status == 2


def test_a_note_is_written_printed_and_taken_away(octavo: Octavo) -> None:
    assert octavo("note", GRAPHS).status == 1
    assert octavo("note", GRAPHS, "First line\nsecond").status == 0

    printed = octavo("note", GRAPHS)
    assert (printed.status, printed.out, printed.err) == (0, "First line\nsecond\n", "")

    assert octavo("note", GRAPHS, "").err == "Done: take the note away (1 paper).\n"
    assert octavo("note", GRAPHS).status == 1


def test_a_note_comes_from_standard_input(octavo: Octavo) -> None:
    octavo("note", GRAPHS, "-", stdin="Élan\n\nvital\n")

    assert octavo("note", GRAPHS).out == "Élan\n\nvital\n"


def test_a_note_that_is_too_long_is_refused(octavo: Octavo) -> None:
    ended = octavo("note", GRAPHS, "x" * 20_001)

    assert ended.status == 2
    assert "at most 20,000 characters" in ended.err


def test_acts_are_taken_back_and_done_again(octavo: Octavo) -> None:
    octavo("mark-read", GRAPHS, SURVEY)
    octavo("bookmark", SOUND)

    assert octavo("undo").err == "Taken back: bookmark (1 paper).\n"
    assert octavo("undo").err == "Taken back: mark 2 papers read.\n"
    assert octavo("list", "is:read").status == 1
    assert octavo("redo").err == "Done again: mark 2 papers read.\n"
    assert octavo("redo").err == "Done again: bookmark (1 paper).\n"
    last = octavo("redo")
    assert (last.status, last.err) == (1, "There is nothing to do again.\n")


def test_where_nothing_was_marked_nothing_is_taken_back(octavo: Octavo) -> None:
    ended = octavo("undo")

    assert (ended.status, ended.out, ended.err) == (1, "", "There is nothing to take back.\n")
