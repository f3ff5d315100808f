"""The program with its lean output beside the same program with Textual's own: the same screens, in fewer bytes.

Both get the same keys. After each step both must come to show the same, cell by cell, with colours and attributes.
`OCTAVO_TEST_SESSIONS` asks for more sessions than the few that always run; the long tests have one more.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.e2e.terminal import Terminal

OCTAVO = str(Path(sys.executable).with_name("octavo"))
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SESSIONS = int(os.environ.get("OCTAVO_TEST_SESSIONS", "2"))
STEPS = 14

NO_PLACE = "Nothing takes a paste"
"""What a paste is answered with where no text is typed: whoever shows it has done all keys before."""
MOVES = ("j", "k", "J", "K", "G", "g g", "ctrl+d", "ctrl+u", "pagedown", "pageup", "n", "N", "down", "up")
MARKS = ("b", "r", "u", "U", "S 4", "S 0", "A", "u")
VIEWS = ("1", "2", "3", "4", "[", "]", "O", "enter", "h", "ctrl+l")
WORDS = ("retrieval", "language model", "title:attention", "zzz")
SIZES = ((80, 24), (40, 12), (120, 40), (61, 17), (100, 30))


class Faithful(pyte.Screen):  # type: ignore[misc]  # pyte has no types
    """An emulator that erases as xterm does: pyte's own ED passes over cells that were never written."""

    def erase_in_display(self, *arguments: Any, **options: Any) -> None:
        for row in range(self.lines):
            self.buffer[row].update({column: self.buffer[row][column] for column in range(self.columns)})
        super().erase_in_display(*arguments, **options)


class Painted(Terminal):
    """A terminal of which colours matter."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._screen = Faithful(self._screen.columns, self._screen.lines)
        self._stream = pyte.ByteStream(self._screen)

    def cells(self) -> list[list[object]]:
        """What a person sees: of a blank nothing but its background, unless it is reversed or underlined."""
        self._pump(0)
        rows: list[list[object]] = []
        for row in range(self._screen.lines):
            line = self._screen.buffer[row]
            cells = [line[column] for column in range(self._screen.columns)]
            rows.append([(" ", cell.bg) if is_mere_blank(cell) else cell for cell in cells])
        return rows

    def garble(self) -> None:
        """Let another program write over everything."""
        self._pump(0)
        self._stream.feed(b"\x1b[m\x1b[H" + b"garbage " * (self._screen.columns * self._screen.lines // 8) + b"\x1b[m")


def is_mere_blank(cell: Any) -> bool:
    return cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)


class Pair:
    """Two terminals and one person who types into both."""

    def __init__(self, lean: Painted, stock: Painted) -> None:
        self.lean = lean
        self.stock = stock
        self._done: list[str] = []

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.lean._screen.columns, self.lean._screen.lines

    def press(self, *names: str) -> None:
        self._each(lambda terminal: terminal.press(*names), f"press {names}")

    def type(self, text: str) -> None:
        self._each(lambda terminal: terminal.type(text), f"type {text!r}")

    def resize(self, columns: int, rows: int) -> None:
        """Change both windows, which leaves nothing of what they showed, and wait for the new picture."""
        self._each(lambda terminal: terminal.resize(columns, rows).garble(), f"resize {columns}x{rows}")
        self.until(NO_PLACE)
        self.same()

    def garble(self) -> None:
        self._each(Painted.garble, "garble")

    def until(self, text: str, *, gone: bool = False) -> None:
        """Wait until both show a text, or no longer show it."""

        def met(terminal: Painted) -> bool:
            return (text in terminal.text) is not gone

        for terminal in (self.lean, self.stock):
            terminal.until(partial(met, terminal), f"{text!r}, {gone=}, after {self._done}")

    def settle(self) -> None:
        """Wait until all keys are done, and both show the same."""
        self._each(lambda terminal: terminal.paste("x"), "paste")
        self.until(NO_PLACE)
        self.same()

    def same(self) -> None:
        """Wait until both show the same."""
        try:
            self.lean.until(lambda: self.lean.cells() == self.stock.cells(), f"the same screen after {self._done}")
        except AssertionError as error:
            raise AssertionError(f"{error}\nTextual's own output shows\n{self.stock._frame()}") from None

    def _each(self, act: Callable[[Painted], object], words: str) -> None:
        self._done.append(words)
        for terminal in (self.lean, self.stock):
            act(terminal)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the bundled papers, indexed; nothing becomes read by itself."""
    home = tmp_path_factory.mktemp("lean") / "octavo"
    for command in (["import", str(SEEDS)], ["reindex"]):
        subprocess.run([OCTAVO, "--home", str(home), *command], check=True, capture_output=True, timeout=60)
    return home


@pytest.fixture(scope="module")
def counts(library: Path) -> Mapping[str, int]:
    """How many papers each query finds."""

    def count(word: str) -> int:
        argv = [OCTAVO, "--home", str(library), "search", "--json", "--limit", "0", "--", word]
        return len(subprocess.run(argv, check=False, capture_output=True, timeout=60).stdout.splitlines())

    return {word: count(word) for word in WORDS}


@contextmanager
def pair(library: Path, folder: Path, size: tuple[int, int] = (80, 24), **more: str) -> Iterator[Pair]:
    terminals = []
    for name in ("lean", "stock"):
        home = folder / name
        shutil.copytree(library, home / "octavo")
        (home / "octavo" / "config").mkdir(exist_ok=True)
        # Nothing happens by the clock, of which each program has its own.
        (home / "octavo" / "config" / "config.toml").write_text('mark_read = "manual"\ncount_seconds = 0\n')
        argv = [OCTAVO, "--home", str(home / "octavo")]
        terminals.append(Painted(argv, size=size, env={"OCTAVO_OUTPUT": name, **more}, home=home))
    with terminals[0] as lean, terminals[1] as stock:
        both = Pair(lean, stock)
        both.until("of 53")
        yield both


def walk(both: Pair, chance: random.Random, counts: Mapping[str, int]) -> None:
    """Do one thing that a reader does, of those that end where they began: in the list or the abstract.

    Nothing is typed right after Escape, because the two together might be read as Alt and a key.
    """
    kind = chance.choice(("moves", "moves", "moves", "marks", "views", "search", "picker", "help", "note", "resize"))
    match kind:
        case "moves" | "marks" | "views":
            for keys in chance.choices({"moves": MOVES, "marks": MARKS, "views": VIEWS}[kind], k=chance.randint(1, 5)):
                both.press(*keys.split(" "))
        case "search":
            word = chance.choice(tuple(counts))
            both.press("h", "h", "/")
            both.type(word)
            both.press("enter")
            both.until(f" {counts[word]} paper")
            both.same()
            both.press(*chance.choices(("j", "k", "J", "K", "G"), k=3))
            both.same()
            both.press("h")
        case "picker" | "help":
            both.press("v" if kind == "picker" else "?")
            both.type("pa")
            both.until("> pa")
            both.press("down", chance.choice(("down", "up", "backspace")))
            both.same()
            both.press("escape")
            both.until("> p", gone=True)
        case "note":
            both.press("h", "h", "2", "enter", "g", "g", "e")
            both.until("Ctrl-C gives up")
            both.type("漢字 and a note é")
            both.until("and a note é")
            both.same()
            both.press("enter", "down")
            both.press(chance.choice(("escape", "ctrl+c")))
            both.until("Ctrl-C gives up", gone=True)
        case _:
            both.resize(*chance.choice([size for size in SIZES if size != both.size]))
    # Any key takes the answer to the last paste away; these two mean nothing else.
    both.press("y", "z")
    both.until(NO_PLACE, gone=True)


@pytest.mark.parametrize("seed", [*range(SESSIONS), pytest.param(SESSIONS, marks=pytest.mark.long)])
def test_a_random_session_shows_the_same_as_with_textuals_own_output(
    seed: int, library: Path, counts: Mapping[str, int], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    colours = chance.choice(({}, {}, {"COLORTERM": "", "TERM": "xterm"}, {"TERM": "screen-256color", "COLORTERM": ""}))
    with pair(library, tmp_path, SIZES[seed % len(SIZES)], **colours) as both:
        both.settle()
        for _ in range(STEPS):
            walk(both, chance, counts)
            both.settle()


def test_redrawing_mends_whatever_was_written_over_the_screen(library: Path, tmp_path: Path) -> None:
    with pair(library, tmp_path) as both:
        both.settle()
        both.garble()
        both.press("ctrl+l")
        both.until("garbage", gone=True)
        both.settle()


def test_a_window_that_changed_and_changed_back_is_mended(library: Path, tmp_path: Path) -> None:
    with pair(library, tmp_path) as both:
        both.settle()
        both.lean.garble()
        both.lean.signal(signal.SIGWINCH)
        both.same()


def test_after_a_suspension_the_screen_is_painted_anew(library: Path, tmp_path: Path) -> None:
    with pair(library, tmp_path) as both:
        both.settle()
        both.press("ctrl+z")
        for terminal in (both.lean, both.stock):
            terminal.until(partial(is_stopped, terminal), "the stop")
        both.garble()
        for terminal in (both.lean, both.stock):
            terminal.signal(signal.SIGCONT)
        both.until("garbage", gone=True)
        both.press("j")
        both.settle()


def test_other_colours_are_shown_everywhere(library: Path, tmp_path: Path) -> None:
    with pair(library, tmp_path) as both:
        for theme in ("light", "terminal", "dark"):
            both.settle()
            both.press(":")
            both.until("Esc closes")
            both.type("colours")
            both.press("enter")
            both.until("Light")
            both.type(theme)
            both.until(f"> {theme}")
            both.press("enter")
            both.until(f"> {theme}", gone=True)
            both.press("j")
            both.until(NO_PLACE, gone=True)
        both.settle()


def test_the_same_is_said_in_few_bytes(library: Path, tmp_path: Path) -> None:
    with pair(library, tmp_path) as both:
        both.settle()
        assert len(both.lean.raw) < 3400
        assert both.lean.raw.count(b"\x1b[2J") == 1
        assert len(both.stock.raw) > 8000  # it is Textual's own that is compared with
        before = len(both.lean.raw), len(both.stock.raw)
        for row in range(2, 40):
            both.press("j")
            both.until(f" {row} of 53")
        both.same()
        lean, stock = len(both.lean.raw) - before[0], len(both.stock.raw) - before[1]
        assert lean < 38 * 1400
        assert lean < 0.62 * stock


def is_stopped(terminal: Painted) -> bool:
    return terminal.state() == "T"
