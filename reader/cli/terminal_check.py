"""What the terminal can do, as far as the environment tells: nothing is sent to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from reader.app.ability import find_ability, find_encoding
from reader.library.health import Finding
from reader.library.health.finding import note, ok, problem

_NARROW: Final = 40
_LOW: Final = 10
_COPIES: Final = ("alacritty", "foot", "ghostty", "kitty", "rio", "wezterm", "xterm-kitty", "xterm-ghostty")
"""How TERM begins in terminals that take OSC 52 as they come; what their own pages say of it."""
_PROGRAMS: Final = frozenset({"iTerm.app", "WezTerm", "ghostty", "vscode", "rio"})
_VARIABLES: Final = ("KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "WT_SESSION")


def check_terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Tell what the reader will find; that a script has no terminal is no problem."""
    if sys.stdout is None or not sys.stdout.isatty():
        yield ok("terminal", "there is none here; the reader needs one.")
        return
    size = os.get_terminal_size(sys.stdout.fileno())
    yield from describe_terminal(
        environ, size.columns, size.lines, find_encoding(environ, sys.stdout.encoding or "unknown")
    )


def describe_terminal(environ: Mapping[str, str], columns: int, lines: int, encoding: str) -> Iterator[Finding]:
    """Say what a terminal of this size and encoding is good for."""
    term = environ.get("TERM", "")
    colours = "none (NO_COLOR)" if environ.get("NO_COLOR") else environ.get("COLORTERM") or _by_name(environ, term)
    said = f"TERM={term}, colours: {colours}, encoding {encoding}, {columns} columns, {lines} lines."
    if term in ("", "dumb"):
        yield problem("terminal", f"{said} The reader cannot draw on it; set TERM, such as xterm-256color.")
    elif 0 < columns < _NARROW or 0 < lines < _LOW:
        yield problem("terminal", f"{said} The reader needs about 40 columns and 12 lines.")
    else:
        yield ok("terminal", said)
    if encoding.lower().replace("-", "") != "utf8":
        yield note(
            "terminal", "it does not take UTF-8, so frames are drawn in ASCII; set LC_ALL, such as C.UTF-8, if it does."
        )
    yield ok("terminal", _way(environ, term) + _copying(environ, term))


def _by_name(environ: Mapping[str, str], term: str) -> str:
    if not find_ability(environ).colours:
        return "none (by TERM)"
    return "256 (by TERM)" if "256color" in term or "direct" in term else "16 (by TERM)"


def _way(environ: Mapping[str, str], term: str) -> str:
    """Say what lies between the program and the person."""
    over = "over SSH, " if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") else ""
    inside = "inside tmux, " if _in_tmux(environ, term) else "inside screen, " if _in_screen(environ, term) else ""
    return f"{over}{inside}" if over or inside else "on this machine, "


def _copying(environ: Mapping[str, str], term: str) -> str:
    """Say whether what is copied (OSC 52) will probably get to the person's clipboard."""
    if environ.get("TMUX"):
        return "copying goes through tmux, which hands it on to its terminal unless set-clipboard is off."
    if _in_tmux(environ, term):
        return "copying (OSC 52) works where tmux was told: set -g set-clipboard on."
    if _in_screen(environ, term):
        return "copying (OSC 52) works if the terminal around screen takes it."
    program = environ.get("TERM_PROGRAM", "")
    if term in ("dumb", "") or not find_ability(environ).copies:
        return "copying (OSC 52) is not known to this terminal; what is copied is shown to be selected instead."
    if program in _PROGRAMS or any(environ.get(name) for name in _VARIABLES) or term.startswith(_COPIES):
        return "copying (OSC 52) works in this terminal."
    return "copying (OSC 52) works if this terminal takes it; some want it allowed in their settings."


def _in_tmux(environ: Mapping[str, str], term: str) -> bool:
    return bool(environ.get("TMUX")) or term.startswith("tmux")


def _in_screen(environ: Mapping[str, str], term: str) -> bool:
    return bool(environ.get("STY")) or term.startswith("screen")
