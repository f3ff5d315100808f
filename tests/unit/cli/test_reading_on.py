"""`octavo read`: papers one by one, in plain lines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from reader.cli.one_by_one import OneByOne, Streams
from reader.config import Settings
from reader.library import Library
from reader.paths import Places
from reader.text import as_it_is
from tests.unit.cli.conftest import Octavo, write_papers

GRAPHS, SURVEY, SOUND = "arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/abc"
QUESTION = "Enter for next, ? for help: "


def said(octavo: Octavo, *typed: str, query: tuple[str, ...] = ("sort:date",)) -> list[str]:
    """Give what is answered to each line, the first paper first."""
    ended = octavo("read", *query, stdin="".join(f"{line}\n" for line in typed))
    assert ended.status == 0, ended.err
    assert "\x1b" not in ended.out + ended.err
    assert "\r" not in ended.out + ended.err
    answers = ended.out.split(QUESTION)
    return [answer.rpartition("\n")[0].strip() for answer in answers]


def test_a_paper_is_told_in_words(octavo: Octavo) -> None:
    octavo("bookmark", GRAPHS)
    octavo("tag", GRAPHS, "rag", "thesis")
    octavo("rate", GRAPHS, "3")
    octavo("note", GRAPHS, "See section 3.\nAnd 4.")

    assert said(octavo)[0] == (
        "Paper 1 of 3.\n"
        "Title: Graphs that retrieve\n"
        "Authors: Ada Lovelace and Émilie du Châtelet\n"
        "Date: 2024-01-03\n"
        "Categories: cs.CL, cs.IR\n"
        "Key: arxiv:2401.00001\n"
        "Marks: unread, bookmarked, 3 of 5 stars, tags rag and thesis, a note.\n"
        "\n"
        "Abstract: We retrieve graphs.\n"
        "\n"
        "Then we rest.\n"
        "\n"
        "Note: See section 3.\n"
        "And 4."
    )


def test_one_goes_on_and_back_and_to_a_number_and_to_what_is_unread(octavo: Octavo) -> None:
    octavo("mark-read", SURVEY)
    steps = {
        "": 2, "p": 1, "n": 3, "k": 2, "3": 3, "N": 1, "G": 3, "gg": 1, "g g": 1, "down": 2, "l": 2, "top": 1,
    }  # fmt: skip
    answers = said(octavo, *steps)
    assert [answer.split("\n")[0] for answer in answers[1:-1]] == [f"Paper {place} of 3." for place in steps.values()]

    answers = said(octavo, "up", "4", "0", "bottom", "", "n")
    assert answers[1:4] == ["That was the first paper.", "There are papers 1 to 3.", "There are papers 1 to 3."]
    assert answers[5:7] == ["That was the last paper.", "There is no unread paper after this one."]


def test_marks_are_made_at_once_and_taken_back(octavo: Octavo) -> None:
    typed = ("b", "r", "t Long Context", "t", "rag", "e a line", "note", "another", "S4", "s", "u", "undo", "redo")
    answers = said(octavo, *typed)
    assert answers[1:-1] == [
        *("Bookmarked.", "Marked as read.", "Tagged long-context.", "Tag: \nTagged rag.", "Note saved."),
        *("Line for the note, or - to take the note away: \nNote saved.", "Rated 4 of 5.", "Bookmark taken off."),
        *("Taken back: take the bookmark off.", "Taken back: rate 4 of 5.", "Done again: rate 4 of 5."),
    ]
    (paper,) = octavo("show", GRAPHS, "--json").papers
    assert (paper["bookmarked"], paper["read"], paper["rating"], paper["note"]) == (True, True, 4, "a line\nanother")
    assert paper["tags"] == ["long-context", "rag"]

    assert said(octavo, "t rag", "e -", "S0", "r")[1:-1] == [
        *("Tag rag taken off.", "Note taken away.", "Rating taken off.", "Marked as unread.")
    ]


def test_a_paper_that_was_before_one_long_enough_becomes_read_as_in_the_reader(octavo: Octavo, places: Places) -> None:
    places.config.mkdir(exist_ok=True)
    for setting, read in (('"open"', [True, True, False]), ('"manual"', [True, True, False])):
        places.settings.write_text(f"mark_read = {setting}\n")
        said(octavo, "")
        assert [paper["read"] for paper in octavo("list", "--json", "sort:date").papers] == read

    octavo("unread", GRAPHS, SOUND)
    now = [0.0]
    heard: list[str] = []

    def ask(_question: str) -> str | None:
        now[0] += 2.5
        return {2.5: "=", 5.0: ""}.get(now[0])

    library = Library.open(places)
    ids = [library.resolve(key).id for key in (GRAPHS, SOUND)]
    OneByOne(library, Settings(), {}, Streams(ask, heard.append), lambda _: (), as_it_is, lambda: now[0]).run(ids)
    assert [library.resolve(key).marks.read for key in (GRAPHS, SOUND)] == [True, False]
    library.close()
    assert heard.count("Marked as read.") == 1


def test_what_is_found_is_read_next_and_what_is_not_leaves_things_as_they_are(octavo: Octavo) -> None:
    answers = said(octavo, "/speech", "/", "survey", "/nothingofthekind", "o")
    assert answers[1].startswith("Paper 1 of 1.\nTitle: Sound and speech")
    assert "Title: A survey of graphs" in answers[2]
    assert answers[3] == ""
    assert answers[4] == "https://arxiv.org/abs/2401.00002"


def test_what_is_copied_in_the_reader_is_written(octavo: Octavo) -> None:
    answers = said(octavo, "yb", "yi", "yk", "copy_title", "yy", "yp", "ym", "yr")
    assert answers[1].startswith("@misc{lovelace2024graphs,")
    assert answers[2:5] == [GRAPHS, "lovelace2024graphs", "Graphs that retrieve"]
    assert answers[5] == "Graphs that retrieve\nhttps://arxiv.org/abs/2401.00001"
    assert all(answers[6:9])


def test_a_command_is_found_by_the_person_s_own_keys_and_the_nearest_is_told(octavo: Octavo, places: Places) -> None:
    places.config.mkdir(exist_ok=True)
    places.settings.write_text('[keys]\nbookmark = "x x"\nexport = "b"\n')
    answers = said(octavo, "xx", "b", "bokmark", "?")
    assert answers[1] == "Bookmarked."
    assert answers[2] == "export means nothing here; ? says what does."
    assert answers[3] == "There is no command 'bokmark'. Did you mean bookmark? ? says which there are."
    assert "xx or bookmark: bookmark the paper, or take the bookmark off." in answers[4]


def test_the_key_that_helps_is_the_one_in_force(octavo: Octavo, places: Places) -> None:
    places.config.mkdir(exist_ok=True)
    for keys, help_ in (('help = "Z"', "Z"), ("help = []", "help"), ('help = "f1"', "f1")):
        places.settings.write_text(f"[keys]\n{keys}\n")
        ended = octavo("read", stdin="raaed\nq\n")
        told = ended.out + ended.err
        assert f"Enter for next, {help_} for help: " in told
        assert f"{help_} says which there are." in told


def test_hostile_texts_and_answers_do_nothing(octavo: Octavo, tmp_path: Path) -> None:
    paper = {"id": "2499.00001", "title": "A\x1b[2Jb\u202ec", "abstract": "x\x9b31my", "date": "2030-01-01"}
    octavo("import", str(write_papers(tmp_path / "hostile.jsonl", (paper,))))
    said(octavo, "\x1b[A", "\x1b]52;c;AAAA\x07", "t \x1b[2J", "x" * 100_000, "9" * 5_000)


def test_without_a_query_the_unread_papers_of_the_newest_edition_are_read(empty: Octavo) -> None:
    ended = empty("read", "--raw", stdin="q\n")
    assert ended.out.startswith("Paper 1 of 53.\nTitle: Decoder-Only or Encoder-Decoder?")
    assert empty("mark-read", "-", stdin=empty("list", 'edition:"Aug 25"').out).status == 0
    ended = empty("read")
    assert (ended.status, ended.out) == (1, "")
    assert "octavo read is:unread reads what else is unread" in ended.err


def test_a_script_that_marks_papers_with_it_is_told_how_that_is_done_now(octavo: Octavo) -> None:
    for query in (("-",), (GRAPHS,), ("2401.00001", "10.1000/abc")):
        ended = octavo("read", *query, stdin="arxiv:2401.00001\n")
        assert (ended.status, ended.out) == (2, "")
        assert "octavo mark-read marks papers as read" in ended.err


def test_lines_are_broken_where_that_is_asked_for(octavo: Octavo) -> None:
    ended = octavo("read", "--width", "20", "speech", stdin="q\n")
    assert all(len(line) <= 20 for line in ended.out.split("\n1 of")[0].splitlines() if " " in line)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudoterminals here")
def test_on_a_terminal_that_can_do_nothing_it_writes_lines_and_nothing_else(octavo: Octavo, places: Places) -> None:
    program = pexpect.spawn(
        str(Path(sys.executable).with_name("octavo")),
        ["read", "graphs", "OR", "speech"],
        env=os.environ | {"TERM": "dumb", "LC_ALL": "C.UTF-8"},
        dimensions=(24, 40),
        timeout=60,
    )
    heard = b""
    for typed, answer in (("", b"of 3"), ("b", b"Bookmarked"), ("2", b"of 3"), ("q", pexpect.EOF)):
        program.expect_exact(QUESTION.encode())
        heard += program.before
        program.sendline(typed)
        program.expect_exact(answer)
        heard += program.before
    program.close()
    assert program.exitstatus == 0
    assert b"\x1b" not in heard
    assert b"\r" not in heard.replace(b"\r\n", b"")
    assert max(len(line) for line in heard.decode().splitlines()) <= 40
