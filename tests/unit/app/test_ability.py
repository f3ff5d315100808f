"""What a terminal can do, by its name, its terminfo entry and what its person set."""

from __future__ import annotations

import pytest

from reader.app.ability import Ability, Dialect, Entry, find_ability, find_encoding, why_unfit


def no_entry(_term: str) -> Entry | None:
    return None


def ability(environ: dict[str, str], entry: Entry | None = None) -> Ability:
    return find_ability(environ, entry=lambda _term: entry)


@pytest.mark.parametrize(
    "term",
    ["xterm", "xterm-256color", "tmux-256color", "screen", "screen.xterm-256color", "xterm-kitty", "alacritty", "foot"],
)
def test_terminals_of_today_are_known_without_terminfo(term: str) -> None:
    def never(_term: str) -> Entry | None:
        raise AssertionError("a look into terminfo is not needed")

    assert find_ability({"TERM": term}, entry=never) == Ability()
    assert why_unfit({"TERM": term}, never) == ""


@pytest.mark.parametrize(
    ("term", "dialect", "colours"),
    [
        ("linux", Dialect.CONSOLE, True),
        ("vt100", Dialect.VT100, False),
        ("vt220-w", Dialect.VT100, False),
        ("xterm-mono", Dialect.FULL, False),
        ("wsvt25m", Dialect.CONSOLE, False),
        ("something-new", Dialect.FULL, True),
    ],
)
def test_a_terminal_without_an_entry_is_taken_by_its_name(term: str, dialect: Dialect, colours: bool) -> None:
    entry = Entry(colours=False, addresses=True) if term == "wsvt25m" else None
    found = ability({"TERM": term}, entry)
    assert (found.dialect, found.colours) == (dialect, colours)
    assert found.copies == found.links == (dialect is Dialect.FULL)
    assert why_unfit({"TERM": term}, no_entry) == ""


def test_an_entry_without_colours_is_believed_unless_the_terminal_says_otherwise() -> None:
    bare = Entry(colours=False, addresses=True)
    assert not ability({"TERM": "rxvt-m"}, bare).colours
    assert not ability({"TERM": "something-old"}, bare).colours
    assert ability({"TERM": "something-old", "COLORTERM": "truecolor"}, bare).colours
    assert not ability({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}).colours
    assert ability({"TERM": "xterm-256color", "NO_COLOR": ""}).colours


def test_the_terminal_of_macos_is_known_to_copy_nothing() -> None:
    assert not ability({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}).copies


@pytest.mark.parametrize("environ", [{}, {"TERM": "dumb"}, {"TERM": "unknown"}, {"TERM": "vt52"}, {"TERM": "paper"}])
def test_what_can_place_nothing_is_refused_with_what_to_do_instead(environ: dict[str, str]) -> None:
    why = why_unfit(environ, lambda term: Entry(colours=False, addresses=False) if term == "paper" else None)
    assert "octavo list" in why
    assert environ.get("TERM", "TERM is not set") in why


def test_a_hostile_name_is_not_repeated() -> None:
    why = why_unfit({"TERM": "\x1b]0;x\x07"}, lambda _term: Entry(colours=False, addresses=False))
    assert why.isprintable()


@pytest.mark.parametrize(
    ("environ", "before", "encoding"),
    [
        ({}, {}, "utf-8"),
        ({"LANG": "en_GB.UTF-8"}, {}, "utf-8"),
        ({"LC_ALL": "C"}, {}, "ascii"),
        ({"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, {}, "ascii"),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, {}, "utf-8"),
        # Python has put the locale there itself.
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, {"LANG": "C"}, "ascii"),
        ({"LC_CTYPE": "C.UTF-8"}, {}, "utf-8"),
        # The person has.
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, None, "utf-8"),
        ({"LANG": "C", "PYTHONIOENCODING": "utf-8"}, {}, "utf-8"),
    ],
)
def test_ascii_is_what_a_person_asks_for_and_not_what_python_makes_of_it(
    environ: dict[str, str], before: dict[str, str] | None, encoding: str
) -> None:
    assert find_encoding(environ, "UTF-8", at_birth=lambda: before) == encoding


def test_a_serial_terminal_of_which_nothing_is_said_takes_ascii() -> None:
    assert find_ability({"TERM": "vt100"}, entry=no_entry).encoding == "ascii"
    assert find_ability({"TERM": "vt100", "LANG": "de_DE.UTF-8"}, entry=no_entry).encoding == "utf-8"
    assert find_ability({"TERM": "vt100", "LANG": "de_DE"}, "iso8859-1", entry=no_entry).encoding == "iso8859-1"
