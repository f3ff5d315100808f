"""What reaches a terminal or a pipe, and how wide it is."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.cli.console import Console, Style, cells, shorten


class Tty(io.TextIOWrapper):
    """A stream that says that it is a terminal, and keeps its bytes."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="", write_through=True)

    def isatty(self) -> bool:
        return True


def console(environ: Mapping[str, str], encoding: str = "utf-8") -> tuple[Console, Tty, Tty]:
    out, err = Tty(encoding), Tty(encoding)
    return Console(out, err, environ), out, err


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(environ: Mapping[str, str], wanted: bool) -> None:
    one, _, _ = console(environ)

    assert one.colours is wanted
    assert one.paint("x", Style.STRONG) == ("\x1b[1mx\x1b[0m" if wanted else "x")


def test_a_pipe_has_no_colours() -> None:
    piped = Console(io.StringIO(), io.StringIO(), {"TERM": "xterm"})

    assert not piped.colours
    assert piped.width == 0


def test_nothing_that_a_terminal_obeys_is_written() -> None:
    one, out, err = console({"TERM": "xterm"})

    one.data("a\x1b[31mb\u202ec\x07d\te")
    one.words("a\x1b]0;t\x07b")
    one.write(one.paint("x\x9by", Style.BAD))

    assert out.bytes.getvalue().decode() == "a�[31mb�c�d e\n\x1b[31mx�y\x1b[0m\n"
    assert err.bytes.getvalue().decode() == "a�]0;t�b\n"


def test_what_the_encoding_lacks_is_written_as_its_number() -> None:
    one, out, _ = console({}, "ascii")

    one.data("Rozière 中")

    assert out.bytes.getvalue() == b"Rozi\\xe8re \\u4e2d\n"
    assert one.ellipsis == "..."


def test_closed_streams_swallow_everything() -> None:
    closed = Console(None, None, {})

    closed.data("x")
    closed.words("x")
    closed.redraw("x")


def test_a_line_is_drawn_over_and_taken_away() -> None:
    one, out, err = console({})

    one.redraw("half")
    one.redraw("")

    assert out.bytes.getvalue() == b""
    assert err.bytes.getvalue().decode() == f"\r{'half'.ljust(79)}\r{' ' * 79}\r"


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("中文", 4), ("e\u0301", 1), ("ｗ", 2), ("…", 1)])
def test_columns_are_those_of_a_terminal(text: str, columns: int) -> None:
    assert cells(text) == columns


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("three short words", 17, "three short words"),
        ("three short words", 16, "three short…"),
        ("three short words", 12, "three short…"),
        ("three short words", 11, "three…"),
        ("unbreakable", 5, "unbr…"),
        ("中文中文", 5, "中文…"),
        ("x", 0, ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, room: int, short: str) -> None:
    assert shorten(text, room, "…") == short


@given(st.text(max_size=60), st.integers(0, 50))
@settings(max_examples=80)
def test_a_text_never_takes_more_than_its_room(text: str, room: int) -> None:
    assert cells(shorten(text, room, "…")) <= room
