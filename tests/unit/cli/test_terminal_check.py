"""What is said of a terminal, by its environment alone."""

from __future__ import annotations

import pytest

from reader.cli.terminal_check import describe_terminal
from reader.library.health import Level


def said(environ: dict[str, str], size: tuple[int, int] = (80, 24), encoding: str = "utf-8") -> list[str]:
    return [f"{one.level} {one.said}" for one in describe_terminal(environ, *size, encoding)]


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({"TERM": "xterm-kitty"}, "on this machine, copying (OSC 52) works in this terminal."),
        ({"TERM": "foot", "SSH_TTY": "/dev/pts/1"}, "over SSH, copying (OSC 52) works in this terminal."),
        (
            {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"},
            "is not known to this terminal; what is copied is shown to be selected instead.",
        ),
        ({"TERM": "xterm-256color"}, "works if this terminal takes it; some want it allowed in their settings."),
        (
            {"TERM": "tmux-256color", "SSH_CONNECTION": "1 2 3 4"},
            "over SSH, inside tmux, copying (OSC 52) works where tmux was told: set -g set-clipboard on.",
        ),
        (
            {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-1/default,1,0"},
            "inside tmux, copying goes through tmux, which hands it on to its terminal unless set-clipboard is off.",
        ),
        ({"TERM": "screen", "STY": "1.a"}, "inside screen, copying (OSC 52) works if the terminal around screen"),
        ({"TERM": "linux"}, "is not known to this terminal; what is copied is shown to be selected instead."),
    ],
)
def test_what_lies_between_and_whether_copying_will_work(environ: dict[str, str], way: str) -> None:
    first, last = said(environ)
    assert first.startswith(f"ok TERM={environ['TERM']}, colours: ")
    assert last.startswith("ok ")
    assert way in last


def test_a_terminal_on_which_nothing_can_be_drawn_is_a_problem() -> None:
    assert said({"TERM": "dumb"})[0].startswith("problem ")
    assert said({})[0].startswith("problem ")
    assert said({"TERM": "xterm"}, (30, 24))[0].startswith("problem ")
    assert said({"TERM": "xterm"}, (80, 5))[0].startswith("problem ")
    # A terminal that does not know its size says 0.
    assert said({"TERM": "xterm"}, (0, 0))[0].startswith("ok ")


def test_colours_and_letters_are_named() -> None:
    assert "colours: truecolor" in said({"TERM": "xterm", "COLORTERM": "truecolor"})[0]
    assert "colours: 256 (by TERM)" in said({"TERM": "xterm-256color"})[0]
    assert "colours: 16 (by TERM)" in said({"TERM": "xterm"})[0]
    assert "colours: none (by TERM)" in said({"TERM": "vt100"})[0]
    assert "colours: none (NO_COLOR)" in said({"TERM": "xterm-256color", "NO_COLOR": "1"})[0]
    levels = [one.level for one in describe_terminal({"TERM": "xterm"}, 80, 24, "iso8859-1")]
    assert levels == [Level.OK, Level.NOTE, Level.OK]
