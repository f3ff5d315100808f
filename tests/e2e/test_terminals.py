"""The reader in terminals of every kind: what is sent to each, and what is on its screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

import pytest
from rich.cells import cell_len

from reader.model import clean_line
from tests.e2e.program import OCTAVO, Home
from tests.e2e.terminal import Terminal
from tests.unit.app.test_plain_output import COLOURS, IN_THE_GUIDE

WIDE = (
    "机器 learning of 深い things 머신러닝",
    "Cafe\u0301 and nai\u0308ve Zoe\u0308 with accents",
    "Rockets 🚀 family 👨‍👩‍👧 flag 🇪🇺",
)


def start(home: Home, term: str, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None) -> Terminal:
    """Start the reader in a terminal of a name; without `COLORTERM` the name is all that tells."""
    given = {"TERM": term, "COLORTERM": "", **(env or {})}
    return Terminal([OCTAVO], size=size, env=given, home=home.folder)


def use(person: Terminal) -> None:
    """Search, open, look at the help, write a note and leave; then see that the terminal is as it was."""
    person.until("Lanterns in the Fog").type("/diffusion\r").until("3 papers")
    person.press("enter").until("back").press("escape")
    person.type("?").until("Help").press("escape")
    person.type("e").until("Note on").type("Seen.").press("escape").until("Note saved.")
    person.type("b").until("Bookmarked.")
    assert person.press("Q").exit_status() == 0
    assert person.not_restored() == []


@pytest.mark.parametrize("term", ["vt100", "vt220"])
def test_a_serial_terminal_gets_nothing_that_it_does_not_know(person_home: Home, term: str) -> None:
    with start(person_home, term, env={"LC_ALL": "C"}) as person:
        use(person)
        said = bytes(person.raw).decode("ascii")  # no other letter either
    assert "\x1b" not in IN_THE_GUIDE.sub("", said)
    assert not COLOURS.search(said)
    # What it does know tells the cursor and what was found.
    assert "\x1b[7m" in said
    assert "\x1b[1;4m" in said


def test_a_console_gets_its_colours_but_no_strings_and_no_questions(person_home: Home) -> None:
    with start(person_home, "linux") as person:
        use(person)
        said = bytes(person.raw).decode()
    assert COLOURS.search(said)
    assert not re.search(r"\x1b[\]P]|\x1b\[[<=>]|\x1b\[[0-?]*\$", said)
    # It has no second screen: the prompt stands on an empty one.
    assert said.rpartition("\x1b[2J")[2].replace("\x1b[?1049l", "").replace("\x1b[?25h", "").strip() == ""


@pytest.mark.parametrize("env", [{"NO_COLOR": "1", "COLORTERM": "truecolor"}, {"TERM": "xterm-mono"}])
def test_no_colour_is_sent_where_none_is_wanted_or_known(person_home: Home, env: Mapping[str, str]) -> None:
    person_home.places.settings.parent.mkdir(parents=True, exist_ok=True)
    person_home.places.settings.write_text('theme = "dark"\n')
    with start(person_home, "xterm-256color", env=env) as person:
        person.until("Lanterns in the Fog").type(":colours\r").until("Colours").type("light\r").until("no colours")
        use(person)
        said = bytes(person.raw).decode()
    assert not COLOURS.search(said)
    assert "\x1b[7m" in said


@pytest.mark.parametrize(
    ("env", "colours"),
    [
        # Those that 256 numbers hold are said by their number there too: half of the bytes.
        ({"COLORTERM": "truecolor"}, r"[34]8;(?:2;\d+;\d+;\d+|5;\d+)"),
        ({}, r"[34]8;5;\d+"),
        ({"TERM": "screen"}, "3[0-7]"),
        ({"TERM": "xterm-kitty"}, r"[34]8;5;\d+"),
        ({"COLORTERM": "truecolor", "COLORFGBG": "0;15"}, "48;2;251;248;240"),
    ],
    ids=["truecolor", "256", "16", "kitty", "light"],
)
def test_colours_are_those_that_the_terminal_has(person_home: Home, env: Mapping[str, str], colours: str) -> None:
    with start(person_home, "xterm-256color", env=env) as person:
        person.until("Lanterns in the Fog")
        assert person.press("Q").exit_status() == 0
        found = {match[0] for match in COLOURS.finditer(bytes(person.raw).decode())}
    assert any(re.search(colours, sequence) for sequence in found)
    assert any("8;2;" in sequence for sequence in found) == ("COLORTERM" in env)
    if "48;2" not in colours:
        assert all(re.search(rf"\x1b\[(?:[01247];|2[247];)*(?:;?(?:{colours}|[34]9))+m", one) for one in found), found


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"LC_ALL": "", "LANG": "POSIX"}])
def test_without_unicode_all_is_ascii_and_every_column_stands(person_home: Home, env: Mapping[str, str]) -> None:
    person_home.bring_in(
        [{"id": "2402.00001", "title": WIDE[0], "abstract": f"{WIDE[1]} – “{WIDE[2]}”", "date": "2024-03-01"}]
    )
    with start(person_home, "xterm-256color", env=env) as person:
        person.until("learning of").type("b").until("Bookmarked.")
        assert "???? learning of ???? things ????????" in person.text
        assert 'Cafe and naive Zoe with accents - "Rockets ?? family ?????? flag ??' in person.text
        assert person.press("Q").exit_status() == 0
        bytes(person.raw).decode("ascii")


def test_wide_signs_accents_and_emoji_shift_no_column(person_home: Home) -> None:
    person_home.bring_in(
        [
            {"id": f"2402.0000{number}", "title": f"{text} end", "abstract": text * 9, "date": "2024-02-01"}
            for number, text in enumerate(WIDE)
        ]
    )
    with start(person_home, "xterm-256color", (60, 20)) as person:
        person.until("learning of")
        # Enter behind the digit: it is the view, and no count of what follows.
        for keys in ("j", "j", "J", "k", "b", "/a\r", "j", "2\r", "G", "gg", "b"):
            person.type(keys)
        person.until("All papers").until("1 of 13  Bookmarked.")
        before = [person.row(row) for row in range(19)]
        shown = len(person.raw)
        person.press("ctrl+l").until(lambda: b"Lanterns" in person.raw[shown:] and person.screen[-1] != "", "all anew")
        assert [person.row(row) for row in range(19)] == before
        for text in WIDE:
            (row,) = [row for row in before[1:8] if text.split()[0][:2] in "".join(row)[:12]]
            column = 4 + cell_len(clean_line(text)) + 1
            assert row[column : column + 3] == list("end"), row
            assert row[-11:-1] == list("2024-02-01"), row
        assert person.press("Q").exit_status() == 0


def test_links_lead_somewhere_where_the_terminal_lets_them(person_home: Home) -> None:
    text = "Code is at https://github.com/a/b and data at www.example.org/data."
    person_home.bring_in([{"id": "2402.00001", "title": "Linked", "abstract": text, "date": "2024-05-01"}])
    with start(person_home, "xterm-256color") as person:
        person.until("Linked").press("enter").until("h back").press("j", "k", "escape").until("? help")
        assert person.press("Q").exit_status() == 0
        led = re.findall(
            rb"\x1b]8;id=[^;]*;([^\x1b]+)\x1b\\((?:\x1b\[[\d;]*\w|[^\x1b])*)\x1b]8;;\x1b", bytes(person.raw)
        )
    assert {(address, re.sub(rb"\x1b\[[\d;]*\w", b"", words).strip()) for address, words in led} == {
        (b"https://github.com/a/b", b"[1]"),
        (b"https://www.example.org/data", b"[2]"),
        (b"https://arxiv.org/abs/2402.00001", b"Linked"),
    }
    with start(person_home, "linux") as person:
        person.until("Linked").press("enter").until("h back")
        assert b"\x1b]" not in person.raw
        assert person.press("Q").exit_status() == 0


@pytest.mark.parametrize(("size", "last"), [((20, 5), 4), ((40, 12), 11), ((300, 100), 99)])
def test_every_size_has_room_for_a_list_its_names_and_a_paper(
    person_home: Home, size: tuple[int, int], last: int
) -> None:
    with start(person_home, "xterm-256color", size) as person:
        person.until("Lanterns").until(lambda: person.screen[last].startswith(" 1 of 10"), "the status line")
        person.type("v").until("All papers").press("escape").type("?").until("Half a").press("escape")
        person.press("enter").until("Fog").press("escape").type("t").until("Tags").type("new\r").until("Tagged")
        person.type("G").until(lambda: person.screen[last].startswith(" 10 of 10"), "the last paper")
        person.type("e").until("Note on").type("Seen.").until("Seen.").press("escape").until("Note saved.")
        assert person.press("Q").exit_status() == 0
        assert person.not_restored() == []
    assert person_home.keys("tag:new") == {"arxiv:2401.00001"}


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": ""}, {"TERM": "unknown"}])
def test_a_terminal_that_can_place_nothing_is_told_what_to_do(person_home: Home, env: Mapping[str, str]) -> None:
    with start(person_home, "dumb", env=env) as person:
        assert person.exit_status() == 2
        assert b"octavo list" in person.raw
        assert b"\x1b" not in person.raw


def test_a_megabyte_pasted_into_a_field_is_cut_and_said_so(person_home: Home) -> None:
    megabyte = "diffusion " * 100_000
    with start(person_home, "xterm-256color") as person:
        person.until("Lanterns in the Fog").type("/").paste(megabyte).until(
            "too long: 900,000 characters were left out"
        )
        person.press("ctrl+u").type("owl").until("1 paper").press("escape")
        person.type("t").until("Tags of").paste("word " * 1_000).until("its end was left out.").press("escape")
        person.type("e").until("Note on").paste(megabyte).until("80,000 characters too long to save")
        person.press("ctrl+c").until(lambda: "Note on" not in person.text, "the list")
        assert person.press("Q").exit_status() == 0
    assert person_home.list("has:note") == []


def test_a_crash_gives_the_terminal_back_and_loses_no_mark(person_home: Home) -> None:
    with start(person_home, "xterm-256color") as person:
        person.until("Lanterns in the Fog").type("jb").until("Bookmarked.")
        # The library vanishes under the reader.
        person_home.places.library.write_bytes(b"no library any more" * 1_000)
        person.type("jjkk2G4gg1").press("ctrl+l")
        with suppress(AssertionError):
            person.until(lambda: person.state() == "Z", "the end", deadline=3)
        if person.state() != "Z":
            person.press("Q")
        person.exit_status()
        assert person.not_restored() == []
        assert b"Traceback" not in person.raw
    assert person_home.run("doctor", "--fix").returncode in (0, 1)
    assert b'"bookmarked"' in person_home.journal.read_bytes()
