"""The main job in a real terminal, end to end: read, search, mark, leave in whatever way, and find it all again."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress

import pytest

from reader.app.signals import HANGUP, INTERRUPTED, TERMINATED
from tests.e2e.program import OCTAVO, PAPERS, Home, json_lines
from tests.e2e.terminal import Terminal, environment


def position(number: int, of: int) -> Callable[[str], bool]:
    return lambda line: line.startswith(f" {number} of {of} ") or line == f" {number} of {of}"


def at(person: Terminal, number: int, of: int = len(PAPERS)) -> None:
    """Wait until the cursor is on a paper."""
    there = position(number, of)
    person.until(lambda: there(person.screen[-1] + " "), f"paper {number} of {of}")


def leave(person: Terminal) -> None:
    """Quit, and see that the terminal is as it was."""
    assert person.press("Q").exit_status() == 0
    assert person.not_restored() == []


def test_the_main_job_from_an_empty_home_to_the_undo_after_a_restart(empty_home: Home) -> None:
    with empty_home.reader() as person:
        person.until("Welcome. 95 papers of two Daily Papers pages are here to begin with.")
        assert "Daily Papers Aug 25" in person.screen[0]
        assert "Decoder-Only or Encoder-Decoder?" in person.text
        person.type("/diffusion").until(" 5 papers")
        # The list and the line that tells the place may be drawn a moment apart.
        person.press("enter", "j").until(
            lambda: person.screen[-1].startswith(" 2 of 5") and person.screen[2].startswith("▌")
        )
        title = person.screen[2].split("●", 1)[1].strip()[:30]
        person.press("b").until("Bookmarked.")
        person.type("trag\r").until("Tagged #rag.")
        # The editor is there before it is drawn: nothing of what is typed into it meanwhile may be lost.
        person.type("eSee the appendix, [MASK].").press("escape").until("Note saved.")
        person.type("S4").until("Rated 4 of 5.")
        leave(person)

    (marked,) = empty_home.list("is:bookmarked")
    assert marked["title"].startswith(title)
    assert (marked["tags"], marked["rating"], marked["note"]) == (["rag"], 4, "See the appendix, [MASK].")

    with empty_home.reader() as person:
        person.until("/ diffusion").until(lambda: person.screen[-1].startswith(" 2 of 5"))
        person.until("★ bookmarked  4 of 5  with a note  #rag")
        for label in ("rate 4 of 5", "write a note", "tag #rag", "bookmark"):
            person.press("u").until(f"Taken back: {label}.")
        person.press("u").until("Nothing to undo.")
        person.until(lambda: "bookmarked" not in person.text)
        person.press("ctrl+r").until("Done again: bookmark.")
        leave(person)

    (marked,) = empty_home.list("is:bookmarked")
    assert (marked["tags"], marked["rating"], marked["note"]) == ([], 0, "")
    assert empty_home.only_logged() == ""


def test_a_search_typed_with_its_enter_and_a_mark_in_one_write_marks_what_is_found(person_home: Home) -> None:
    with person_home.reader() as person:
        person.type("/teapot\rb").until("Bookmarked.")
        at(person, 1, 1)
        leave(person)

    assert [paper["title"] for paper in person_home.list("is:bookmarked")] == ["Diffusion in a Teapot"]


def test_ctrl_c_held_down_quits_without_a_word(person_home: Home) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog")
        with suppress(OSError):  # the terminal is gone with the program
            while person.state() != "Z":
                person.press("ctrl+c")
        assert person.exit_status() == 0
        assert person.not_restored() == []
        assert b"octavo" not in person.raw.rpartition(b"\x1b[?1049l")[2]


@pytest.mark.parametrize("keys", ["Qe", "Qtrag\rb", "/owl\rQb"])
def test_what_is_typed_behind_the_key_that_quits_does_nothing(person_home: Home, keys: str) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type(keys)
        assert person.exit_status() == 0
        assert person.not_restored() == []

    assert all(not (paper["bookmarked"] or paper["tags"]) for paper in person_home.list())
    assert person_home.only_logged() == ""


def test_keys_typed_before_the_first_screen_are_not_lost(person_home: Home) -> None:
    with person_home.reader() as person:
        # The terminal is still in the hands of the line discipline, which keeps whole lines for the program.
        person.type("jj\n").until(lambda: b"\x1b[?1049h" in person.raw, "the alternate screen")
        person.type("jb").until("Bookmarked.")
        leave(person)

    assert len(person_home.keys("is:bookmarked")) == 1


def test_a_resize_in_the_middle_of_a_search_and_with_the_picker_open_keeps_everything(person_home: Home) -> None:
    with person_home.reader() as person:
        person.type("/diff").until("3 papers").resize(40, 12)
        person.type("usion").until(lambda: "/ diffusion" in person.screen[0], "the query").until("Slow Diffusion")
        person.resize(20, 5).until(lambda: len(person.screen) == 5 and "diffusion" in person.screen[0], "the query")
        person.resize(120, 40).until("A diffusion that takes its time.").press("enter")
        person.press("t").until("Tags of Slow Diffusion").type("sl")
        person.resize(40, 12).until(lambda: "> sl" in person.text and len(person.screen) == 12, "the filter")
        person.resize(20, 5).until(lambda: "> sl" in person.text and len(person.screen) == 5, "the filter")
        person.type("ow").resize(80, 24).until("> slow").press("enter").until("Tagged #slow.")
        leave(person)

    assert [paper["title"] for paper in person_home.list("tag:slow")] == ["Slow Diffusion"]


def test_suspended_and_continued_the_reader_is_where_it_was(person_home: Home) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("jj")
        at(person, 3)
        person.press("ctrl+z").until(lambda: person.state() == "T", "the process to stop")
        assert person.not_restored() == []
        shown = len(person.raw)
        person.signal(signal.SIGCONT).until(lambda: b"Tide Table" in person.raw[shown:], "a new picture")
        person.type("b").until("Bookmarked.")
        assert person.press("ctrl+c").exit_status() == 0
        assert person.not_restored() == []

    assert person_home.keys("is:bookmarked") == {"arxiv:2401.00003"}


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGHUP, HANGUP), (signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)],
)
def test_a_signal_ends_the_reader_in_order_and_the_place_is_kept(person_home: Home, number: int, status: int) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("jjb").until("Bookmarked.").type("j")
        at(person, 4)
        assert person.signal(number).exit_status() == status
        assert person.not_restored() == []
        assert b"Traceback" not in person.raw

    assert person_home.keys("is:bookmarked") == {"arxiv:2401.00003"}
    with person_home.reader() as person:
        at(person, 4)
        leave(person)


@pytest.mark.parametrize("keys", ["jjj", "/diff", "t", "e", "?"], ids=["list", "search", "tags", "note", "help"])
def test_a_terminal_that_is_closed_ends_the_reader_whatever_it_shows(person_home: Home, keys: str) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("b").until("Bookmarked.")
        before = len(person.raw)
        person.type(keys).until(lambda: len(person.raw) > before, "an answer")
        assert person.hang_up().exit_status() == HANGUP

    assert person_home.keys("is:bookmarked") == {"arxiv:2401.00001"}
    assert person_home.only_logged() == ""


def test_an_import_beside_the_reader_stops_neither(person_home: Home) -> None:
    papers = [{"id": f"2402.{number:05}", "title": f"Paper {number}", "abstract": "Of many."} for number in range(600)]
    with person_home.reader() as person:
        person.until("Lanterns in the Fog")
        importing = subprocess.Popen(
            [OCTAVO, "import", "-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(person_home.folder),
        )
        assert importing.stdin is not None
        assert importing.stderr is not None
        importing.stdin.write(json_lines(papers))
        importing.stdin.close()
        marked = 0
        while importing.poll() is None or marked < 4:
            person.type("b").until("Bookmarked.").type("b").until("Bookmark taken off.").type("bj")
            marked += 1
            if marked == len(PAPERS) - 1:
                break
            # The list grows meanwhile.
            place = f" {marked + 1} of "
            person.until(lambda place=place: person.screen[-1].startswith(place), place)  # type: ignore[misc]  # mypy cannot see the type of a default
        said = importing.stderr.read().decode()
        assert (importing.wait(60), said) == (0, "600 papers added, 0 updated, 0 unchanged.\n")
        importing.stderr.close()
        person.type("2").until("All papers").until("610 papers")
        leave(person)

    assert len(person_home.keys("is:bookmarked")) == marked
    assert person_home.only_logged() == ""


def test_two_readers_on_one_home_see_one_anothers_marks(person_home: Home) -> None:
    with person_home.reader() as one, person_home.reader() as other:
        one.until("Lanterns in the Fog").type("b").until("Bookmarked.")
        other.until("Lanterns in the Fog").type("jb").until("Bookmarked.")
        # Whoever marks sees what was marked before, and so does the other with its next mark.
        other.until(lambda: all("★" in other.screen[line] for line in (1, 2)), "both stars")
        one.type("r").until("Marked as read.")
        one.until(lambda: all("★" in one.screen[line] for line in (1, 2)), "both stars")
        for number in range(1, 5):
            one.type("jS3")
            other.type("jjS5")
            at(one, 1 + number)
            at(other, 2 + 2 * number)
        one.until("Rated 3 of 5.")
        other.until("Rated 5 of 5.")
        leave(one)
        leave(other)

    assert person_home.keys("is:bookmarked") == {"arxiv:2401.00001", "arxiv:2401.00002"}
    assert len([paper for paper in person_home.list() if paper["rating"]]) == 7
    assert person_home.run("doctor").returncode == 0
