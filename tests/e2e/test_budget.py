"""What keys may cost at 80x24, in bytes of what the installed program writes: these are the same on every machine.

A cursor move with its abstract is over a thousand bytes, since the texts alone are that many: the two titles whose
colours change, and the lines of another abstract. In 16 colours all but these texts shrinks by a third and more.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

OCTAVO = str(Path(sys.executable).with_name("octavo"))
SEEDS = Path(__file__).resolve().parents[2] / "seeds"

MOVES = 22
TRIES = 4
BUDGETS: Mapping[str, Mapping[str, int]] = {
    "truecolor": {"first": 4_000, "cursor": 1_000, "held": 300, "page": 1_800, "mark": 150, "letter": 150},
    "": {"first": 2_666, "cursor": 920, "held": 200, "page": 1_500, "mark": 100, "letter": 100},
}
"""Medians, by `COLORTERM`; with no such variable `TERM` is `xterm`, which has 16 colours."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the bundled papers, indexed."""
    home = tmp_path_factory.mktemp("budget") / "octavo"
    for command in (["import", str(SEEDS)], ["reindex"]):
        subprocess.run([OCTAVO, "--home", str(home), *command], check=True, capture_output=True, timeout=60)
    return home


@pytest.mark.parametrize("colours", BUDGETS)
def test_no_key_costs_more_than_its_budget(colours: str, library: Path, tmp_path: Path) -> None:
    budget = BUDGETS[colours]
    env = {"COLORTERM": colours, "TERM": "xterm-256color" if colours else "xterm"}
    home = tmp_path / "octavo"
    shutil.copytree(library, home)
    with Terminal([OCTAVO, "--home", str(home)], env=env, home=tmp_path) as terminal:

        def cost(act: Callable[[], object], shows: str) -> int:
            before = len(terminal.raw)
            act()
            terminal.until(shows)  # the status line is the last thing in a frame
            return len(terminal.raw) - before

        terminal.until(" 1 of 53")
        assert len(terminal.raw) <= budget["first"]
        terminal.press("2")
        terminal.until(" 1 of 95")
        moves = [cost(lambda: terminal.press("j"), f" {row} of 95") for row in range(2, 2 + MOVES)]
        assert statistics.median(moves) <= budget["cursor"]
        words = ("Bookmarked.", "taken off.", "Bookmarked.", "taken off.")
        assert statistics.median([cost(lambda: terminal.press("b"), word) for word in words]) <= budget["mark"]
        terminal.press("g", "g")
        terminal.until(" 1 of 95")
        pages = [cost(lambda: terminal.press("pagedown"), f" {1 + 10 * page} of 95") for page in range(1, 8)]
        assert statistics.median(pages) <= budget["page"]

        # The first strokes show their abstracts, as those of a hand do; every fifth stroke scrolls the list.
        most = 3 * budget["cursor"] + (MOVES - 3) * budget["held"] * 1.3
        # On a busy machine a stroke may come so late that the key seems to rest, never so early that it seems held.
        assert any(hold(terminal) <= most for _ in range(TRIES))

        terminal.press("/")
        terminal.until("Esc leaves")
        letters = [cost(lambda: terminal.type("l"), " / l "), cost(lambda: terminal.type("a"), " / la ")]
        assert max(letters) <= budget["letter"]
        # The editor's cursor does not blink, here or anywhere.
        terminal.until(lambda: is_silent(terminal), "a second of silence")
        terminal.press("escape")
        terminal.until("/ search")
        terminal.until(lambda: is_silent(terminal), "a second of silence")
        terminal.press("e")
        terminal.until("Ctrl-C gives up")
        terminal.until(lambda: is_silent(terminal), "a second of silence")


def hold(terminal: Terminal) -> int:
    """Hold a key down from the first paper on, and tell how many bytes that cost until it rests."""
    terminal.press("g", "g")
    terminal.until(" 1 of 95")
    terminal.until(lambda: is_silent(terminal), "the first abstract")
    before = len(terminal.raw)
    for _ in range(MOVES):  # by the clock of the hand, whenever the answers come
        struck = time.monotonic()
        terminal.press("j")
        terminal._pump(max(0.0, struck + 1 / 30 - time.monotonic()))
    terminal.until(f" {1 + MOVES} of 95")
    cost = len(terminal.raw) - before
    terminal.until(lambda: is_silent(terminal), "the abstract, which comes when the key rests")
    return cost


def is_silent(terminal: Terminal) -> bool:
    """Wait a second, or for output; tell whether none came: a cursor that blinks would write in every one."""
    before = len(terminal.raw)
    terminal._pump(1.0)
    return len(terminal.raw) == before
