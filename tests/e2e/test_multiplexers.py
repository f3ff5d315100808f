"""The reader inside tmux and screen, as they are without any settings: what is copied, other sizes, the end."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import OCTAVO, Home
from tests.e2e.terminal import Terminal

COPIED = re.compile(rb"\x1b\]52;[^;]*;([A-Za-z0-9+/=]+)")
in_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
in_screen = pytest.mark.skipif(shutil.which("screen") is None, reason="screen is not installed")


def tmux(folder: Path, home: Home, *command: str, size: tuple[int, int] = (80, 25)) -> Terminal:
    """Start tmux with nothing set, in a terminal that takes what xterm takes; its last line is tmux's own."""
    argv = ["tmux", "-f", "/dev/null", "-L", "octavo", *command]
    return Terminal(argv, size=size, home=home.folder, env={"TMUX_TMPDIR": str(folder), "SHELL": "/bin/sh"})


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder for sockets, whose names must be short."""
    path = tmp_path_factory.mktemp("mux")
    path.chmod(0o700)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@in_tmux
def test_what_is_copied_in_tmux_gets_to_the_terminal_around_it(person_home: Home, folder: Path) -> None:
    with tmux(folder, person_home, "new-session", OCTAVO) as person:
        person.until("Lanterns in the Fog").type("yt").until("Sent the title to tmux, and through it to the terminal:")
        person.until(lambda: bool(COPIED.search(person.raw)), "the sequence")
        (sent,) = COPIED.findall(person.raw)
        assert base64.b64decode(sent) == b"Lanterns in the Fog"
        assert person.press("Q").exit_status() == 0


@in_tmux
def test_tmux_detaches_and_attaches_with_another_size(person_home: Home, folder: Path) -> None:
    with tmux(folder, person_home, "new-session", OCTAVO) as person:
        person.until("Lanterns in the Fog").type("jj").until("3 of 10")
        assert person.press("ctrl+b", "d").exit_status() == 0
    with tmux(folder, person_home, "attach", size=(42, 13)) as person:
        person.until(lambda: person.screen[11].startswith(" 3 of 10"), "the status line at its place")
        assert all(len(line) <= 42 for line in person.screen)
        person.type("b").until("Bookmarked.")
        assert person.press("ctrl+b", "d").exit_status() == 0
    with tmux(folder, person_home, "attach", size=(130, 40)) as person:
        person.until(lambda: person.screen[38].startswith(" 3 of 10"), "the status line at its place")
        assert person.press("Q").exit_status() == 0
    assert person_home.keys("is:bookmarked") == {"arxiv:2401.00003"}


@in_tmux
@pytest.mark.parametrize("before", ["", "trap '' HUP; "], ids=["told", "not told"])
def test_a_session_that_is_killed_leaves_no_reader_behind(person_home: Home, folder: Path, before: str) -> None:
    with tmux(folder, person_home, "new-session", f"{before}exec {OCTAVO}") as person:
        person.until("Lanterns in the Fog").type("jb").until("Bookmarked.")
        environ = os.environ | {"TMUX_TMPDIR": str(folder)}
        ask = ["tmux", "-L", "octavo"]
        told = subprocess.run([*ask, "list-panes", "-F", "#{pane_pid}"], env=environ, capture_output=True, check=True)
        reader = Path(f"/proc/{int(told.stdout)}/stat")
        subprocess.run([*ask, "kill-server"], env=environ, check=True)
        person.exit_status()
        person.until(lambda: not reader.exists() or ") Z " in reader.read_text(), "the reader's end")
    assert person_home.only_logged() == ""
    with person_home.reader() as person:
        person.until("2 of 10")
        assert person.press("Q").exit_status() == 0


@in_screen
def test_what_is_copied_in_screen_gets_to_the_terminal_around_it(person_home: Home, folder: Path) -> None:
    long = "word " * 9_000
    person_home.bring_in([{"id": "2402.00001", "title": "Long", "abstract": long, "date": "2024-05-01"}])
    argv = ["screen", "-c", "/dev/null", "-U", OCTAVO]
    with Terminal(argv, home=person_home.folder, env={"SCREENDIR": str(folder)}) as person:
        person.until("Lanterns in the Fog").type("yt").until("Sent the title to the terminal: Long")
        person.type("yj").until("Sent the JSON Lines to the terminal:")
        person.until(lambda: len(COPIED.findall(person.raw)) == 2, "both sequences")
        title, paper = COPIED.findall(person.raw)
        assert base64.b64decode(title) == b"Long"
        assert long.strip().encode() in base64.b64decode(paper)
        person.type("j").until("2 of 11")
        assert person.press("Q").exit_status() == 0
