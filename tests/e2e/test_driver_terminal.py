"""The safe driver under a small app, in a real pseudo-terminal: hostile input, signals, the end of the terminal."""

from __future__ import annotations

import re
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from reader.app.signals import HANGUP, INTERRUPTED, TERMINATED
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = {
    "a byte that is no UTF-8": b"\xff",
    "a Latin-1 letter": b"caf\xe9",
    "C1 introducers": b"\x9b31m\x9d0;x\x9c",
    "an overlong NUL": b"\xc0\x80",
    "a UTF-8 surrogate": b"\xed\xa0\x80",
    "NULs": b"\0\0\0",
    "a code point beyond Unicode": b"\x1b[1114112u",
    "a number beyond any integer": b"\x1b[99999999999999999999999999999u",
    "a surrogate as a key": b"\x1b[55296u",
    "alternate keys": b"\x1b[97:65;2u",
    "a code point beyond Unicode as text": b"\x1b[97;1;1114112u",
    "a mouse far away": b"\x1b[<0;999999999999999999;99999999999999999999M",
    "a mouse before the beginning": b"\x1b[<0;-5;-5M",
    "the old mouse protocol": b"\x1b[M\xff\xff\xff",
    "a terminal that grew without bounds": b"\x1b[48;9999999;9999999;1;1t",
    "a terminal without pixels": b"\x1b[48;24;80;0;0t",
    "an attribute reply": b"\x1b[?62;4;22c",
    "a sequence that holds q": b"\x1b[" + b"1;" * 40 + b"q",
    "parameters without end": b"\x1b[" + b"9;" * 5000 + b"q",
    "a title": b"\x1b]0;qqq\x07",
    "a device string": b"\x1bPqqqq\x1b\\",
    "a sequence broken off": b"\x1b[1;\x1b[2;\x1b[A",
}


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "note"


@pytest.fixture
def start(note: Path, tmp_path: Path) -> Callable[..., Terminal]:
    def run(*options: str) -> Terminal:
        argv = [sys.executable, "-m", "tests.e2e.host", *options, str(note)]
        return Terminal(argv, env={"PYTHONPATH": str(ROOT)}, home=tmp_path).until("ready 80x24")

    return run


def test_no_bytes_kill_the_app_and_none_of_them_press_q(start: Callable[..., Terminal], note: Path) -> None:
    with start("--mouse") as terminal:
        for number, (name, data) in enumerate(HOSTILE.items()):
            # A paste as a mark: when it is on the screen, all that was sent before it has been taken.
            terminal.send(data).paste(f"mark {number} ")
            terminal.until(f"'mark {number} '", f"the app to live after {name}")
        assert terminal.press("q").exit_status() == 0
        assert terminal.not_restored() == []
        assert note.read_text() == "unmounted"


def test_a_string_without_end_presses_no_keys_and_ends_with_the_next_sequence(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.send(b"\x1b]0;" + b"q" * 20_000).press("down").until("1 keys, last 'down'")
        # A person who presses keys without a rest is heard too.
        terminal.send(b"\x1b]0;" + b"q" * 20_000).press("ctrl+d").until("2 keys, last 'ctrl+d'")
        assert terminal.press("q").exit_status() == 0


@pytest.mark.parametrize("text", ["zz \x1b q zz", "a\x1b[201", "a\x1b[200~q", "a\x1b[201~q", "a\x1b[200~b\x1b[201~q"])
def test_a_paste_is_one_paste_and_presses_no_keys(start: Callable[..., Terminal], text: str) -> None:
    with start() as terminal:
        terminal.paste(text).until("1 pastes").paste("end").until("2 pastes, 3 characters: 'end'")
        assert "keys" not in terminal.text
        assert "\x1b[201" not in terminal.text


def test_a_huge_paste_is_one_paste_shortened_and_says_so(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.paste("words " * 40_000).until("kept 100000 dropped 140000")
        terminal.until("1 pastes, 100000 characters")
        assert "keys" not in terminal.text


def test_a_paste_without_end_is_handed_out_and_its_late_rest_presses_no_keys(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.send(b"\x1b[200~first part").until("1 pastes, 10 characters: 'first part'")
        terminal.send(b" qqq\x1b[201~").until("2 pastes, 4 characters: ' qqq'")
        terminal.press("j").until("1 keys, last 'j'")


def test_a_paste_goes_into_the_field_that_has_the_focus(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.press("tab").paste("graph \x9b31m\x1b[31mneural\x1b[0m q").until("graph neural q")
        assert b"\xc2\x9b" not in terminal.raw


def test_escape_and_alt_are_keys(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.press("escape").until("1 keys, last 'escape'")
        terminal.press("alt+x").until("2 keys, last 'alt+x'")
        terminal.press("down").until("3 keys, last 'down'")
        terminal.press("f1").until("4 keys, last 'f1'")
        for number, (character, name) in enumerate({"G": "G", "4": "4", "/": "slash"}.items(), 5):
            terminal.press("alt+" + character).until(f"{number} keys, last 'alt+{name}'")


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGHUP, HANGUP), (signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)],
)
def test_a_signal_closes_the_app_in_order(start: Callable[..., Terminal], note: Path, number: int, status: int) -> None:
    with start() as terminal:
        assert terminal.signal(number).exit_status() == status
        assert terminal.not_restored() == []
        assert note.read_text() == "unmounted"


@pytest.mark.parametrize("options", [(), ("--ignore-hangup",)], ids=["heard", "ignored"])
def test_a_terminal_that_goes_away_closes_the_app(
    start: Callable[..., Terminal], note: Path, options: tuple[str, ...]
) -> None:
    with start(*options) as terminal:
        # With the signal ignored, only the end of the input tells; a process that spins would never end.
        assert terminal.hang_up().exit_status() == HANGUP
        assert note.read_text() == "unmounted"


def test_the_app_suspends_and_comes_back(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.press("ctrl+z").until(lambda: terminal.state() == "T", "the process to stop")
        assert terminal.not_restored() == []
        shown = len(terminal.raw)
        terminal.signal(signal.SIGCONT).until(lambda: b"ready 80x24" in terminal.raw[shown:], "a new picture")
        # Ctrl-Z was the first key.
        terminal.press("j").until("2 keys, last 'j'")
        assert terminal.press("q").exit_status() == 0
        assert terminal.not_restored() == []


def test_a_process_stopped_from_outside_comes_back_with_one_reader(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.signal(signal.SIGSTOP).until(lambda: terminal.state() == "T", "the process to stop")
        shown = len(terminal.raw)
        terminal.signal(signal.SIGCONT).until(lambda: b"ready 80x24" in terminal.raw[shown:], "a new picture")
        # The terminal may forget what is typed in the moment between the picture and the reading.
        for _ in range(10):
            with suppress(AssertionError):
                terminal.press("j").until("keys, last 'j'", deadline=2)
                break
        before = int(re.search(r"(\d+) keys", terminal.text)[1])  # type: ignore[index]  # it has just been seen
        terminal.press("k").until(f"{before + 1} keys, last 'k'")
        assert terminal.press("q").exit_status() == 0
        assert terminal.not_restored() == []


def test_a_terminal_that_goes_away_while_the_app_is_suspended_ends_it(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.press("ctrl+z").until(lambda: terminal.state() == "T", "the process to stop")
        assert terminal.hang_up().exit_status() == HANGUP


def test_the_app_follows_the_size_of_the_window(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.resize(40, 12).until("ready 40x12")
        terminal.resize(120, 40).until("ready 120x40")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_paste_with_an_escape_is_a_paste_inside_tmux_too(tmp_path: Path) -> None:
    command = f"env PYTHONPATH={ROOT} {sys.executable} -m tests.e2e.host"
    argv = ["tmux", "-f", "/dev/null", "-L", "octavo", "new-session", command]
    with Terminal(argv, home=tmp_path, env={"TMUX_TMPDIR": str(tmp_path), "SHELL": "/bin/sh"}) as terminal:
        terminal.until("ready 80x")
        terminal.paste("zz \x1b q zz").until("1 pastes, 5 characters: 'zz zz'")
        terminal.press("j").until("1 keys, last 'j'")
        assert terminal.press("q").exit_status() == 0
