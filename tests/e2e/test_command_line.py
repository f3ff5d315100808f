"""The installed command in processes of its own: pipes, locales, signals, terminals, and papers that mean harm."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import pytest

from reader.cli import main
from reader.importing import BATCH
from reader.library import Library
from reader.paths import find_places
from tests.e2e.terminal import Terminal

OCTAVO = str(Path(sys.executable).with_name("octavo"))

MARKUP = "[/] [@click=app.quit]x[/] [MASK]"
HOSTILE = f"Evil\x1b[31m \x1b]0;title\x07 \u202eesrever\u202c \x9b2J zero\u200bwidth {MARKUP} \x00\x07end"
KEY = "2403.00001"
# Whatever a terminal could obey: C0 but tab and newline, DEL, C1, bidirectional and zero-width signs.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def environment(home: Path, added: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return kept | {"OCTAVO_HOME": str(home), "HOME": str(home.parent), "LANG": "C.UTF-8"} | dict(added)


def run(
    home: Path, *arguments: str, stdin: bytes = b"", added: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [OCTAVO, *arguments], input=stdin, capture_output=True, env=environment(home, added), timeout=60, check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with the bundled papers and one that means harm, indexed, and marked by somebody who does too."""
    folder = tmp_path_factory.mktemp("commands") / "octavo"
    assert run(folder, "list").returncode == 0
    paper = {
        "id": KEY,
        "title": HOSTILE,
        "abstract": f"{HOSTILE}\nRozière {HOSTILE}",
        "authors": [HOSTILE, "Rozière"],
        "url": "https://example.org/\x1b[31m\u202e",
        "categories": [HOSTILE],
        "date": "2099-01-01",
    }
    assert run(folder, "import", "-", stdin=json.dumps(paper).encode()).returncode == 0
    assert run(folder, "tag", KEY, "ev\x1b[31mil\u202e", "bell\x07").returncode == 0
    assert run(folder, "note", KEY, "-", stdin=HOSTILE.encode()).returncode == 0
    assert run(folder, "search", "evil").returncode == 0
    return folder


COMMANDS = (
    ("list",),
    ("list", "--json"),
    ("list", "Evil\x1b[31m\u202e"),
    ("search", "evil"),
    ("search", "evil", "--json"),
    ("search", "evil", "--explain", "--snippets"),
    ("search", "evil", "--explain", "--snippets", "--json"),
    ("search", "evil", "is:\x1b[31m\u202e"),
    ("search", "evil", "zep\x1b[31m\u202epelin\x9b2J"),
    ("search", "--saved", "x\x1b[31m\u202e"),
    ("similar", KEY),
    ("facets",),
    ("facets", "--json"),
    ("save", "n\x1b[31m\u202e", "evil\x1b]0;t\x07"),
    ("searches",),
    ("searches", "--json"),
    ("show", KEY),
    ("show", KEY, "--json"),
    ("show", "\x1b[31m\u202e"),
    ("note", KEY),
    ("tags",),
    ("editions",),
    ("tag", KEY, "\x1b]0;t\x07"),
    ("list", "titel:\x1b[31m\u202e", "(\x9b"),
    ("help", "\x1b[31m\u202e"),
    ("import", "/nowhere/\x1b[31m\u202e"),
    ("\x1b[31m\u202e",),
    ("doctor",),
)


def _assert_harmless(status: int, out: str, err: str) -> None:
    assert status in (0, 1, 2)
    for stream in (out, err):
        assert not _OBEYED.search(stream)
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", COMMANDS)
def test_no_byte_that_a_terminal_obeys_is_written(
    home: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process: what is written is the command's business, and the pipe it goes through is none of it.
    monkeypatch.setenv("OCTAVO_HOME", str(home))
    status = main(arguments)
    said = capsys.readouterr()

    assert said.out or said.err
    _assert_harmless(status, said.out, said.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", KEY),
        ("search", "evil", "--explain", "--snippets", "--json"),
        ("list", "titel:\x1b[31m\u202e", "(\x9b"),
        ("\x1b[31m\u202e",),
    ],
)
def test_nor_does_the_program_write_one(home: Path, arguments: tuple[str, ...]) -> None:
    ended = run(home, *arguments)

    _assert_harmless(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def test_markup_of_a_title_is_just_text(home: Path) -> None:
    assert MARKUP in run(home, "show", KEY).stdout.decode()
    assert MARKUP in json.loads(run(home, "show", KEY, "--json").stdout)["title"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--limit", "3"),
        ("show", KEY),
        ("tags",),
        ("search", "evil"),
        ("search", "evil", "--explain", "--snippets"),
    ],
)
def test_a_terminal_gets_colours_and_no_other_sequence(home: Path, arguments: tuple[str, ...]) -> None:
    with Terminal([OCTAVO, *arguments], env=terminal(home)) as person:
        person.exit_status()

    written = bytes(person.raw).decode().replace("\r\n", "\n")
    assert _COLOUR.search(written) or arguments[0] in ("tags", "facets")
    assert not _OBEYED.search(_COLOUR.sub("", written))


def terminal(home: Path, **added: str) -> Mapping[str, str]:
    return {"OCTAVO_HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | added


def test_lines_fit_the_terminal(home: Path) -> None:
    with Terminal([OCTAVO, "list"], size=(60, 24), env=terminal(home, NO_COLOR="1")) as person:
        person.exit_status()

    lines = bytes(person.raw).decode().replace("\r\n", "\n").splitlines()
    assert "\x1b" not in "".join(lines)
    assert len(lines) == 96
    assert max(map(len, lines)) <= 60
    assert any(line.endswith("…") for line in lines)


def test_a_pipe_that_closes_ends_the_list_without_a_word(home: Path) -> None:
    process = subprocess.Popen(
        [OCTAVO, "list", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home)
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 141
    process.stderr.close()


def test_a_reader_of_the_output_that_was_never_there_is_no_matter(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [OCTAVO, "list"], stdout=writing, stderr=subprocess.PIPE, env=environment(home), timeout=60, check=False
        )
    finally:
        os.close(writing)

    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux's device that is always full")
def test_a_full_disk_behind_the_output_is_said_once(home: Path) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [OCTAVO, "list"], stdout=full, stderr=subprocess.PIPE, env=environment(home), timeout=60, check=False
        )

    assert ended.returncode == 3
    assert ended.stderr == b"octavo: the output cannot be written: no space left on device.\n"


SAYING_MUCH = (("show", KEY), ("show", KEY, "--json"), ("search", "Rozière"), ("list", "zéro"))
"""Commands with signs beyond ASCII in what they are asked, or in what they say."""


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
)
def test_no_locale_stops_a_command(home: Path, locale: dict[str, str]) -> None:
    # One interpreter for all of them: it is the interpreter that a locale sets up, and what its arguments become.
    code = "import sys; from reader.cli import main; print(*(main(one.split('|')) for one in sys.argv[1:]))"
    argv = [sys.executable, "-c", code, *map("|".join, SAYING_MUCH)]
    ended = subprocess.run(argv, capture_output=True, env=environment(home, locale), timeout=60, check=False)

    assert ended.returncode == 0, ended.stderr
    statuses = ended.stdout.splitlines()[-1].split()
    assert len(statuses) == len(SAYING_MUCH)
    assert set(statuses) <= {b"0", b"1"}
    assert b"Error" not in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_json_is_the_same_in_every_locale(home: Path) -> None:
    assert run(home, "list", "--json").stdout == run(home, "list", "--json", added={"PYTHONIOENCODING": "ascii"}).stdout


def test_the_first_interrupt_of_an_import_keeps_what_is_in(tmp_path: Path) -> None:
    # More than a batch comes through a pipe that stays open: the import waits in the middle of its work.
    home = tmp_path / "octavo"
    process = subprocess.Popen(
        [OCTAVO, "import", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home)
    )
    assert process.stdin is not None
    assert process.stderr is not None
    for number in range(3 * BATCH):
        process.stdin.write(json.dumps({"id": f"2404.{number:05}", "title": f"Paper {number}"}).encode() + b"\n")
    process.stdin.flush()
    library = Library.open(find_places(home))
    deadline = time.monotonic() + 60
    while library.totals().papers < BATCH:
        assert process.poll() is None
        assert time.monotonic() < deadline, "no batch came into the library"
    library.close()
    process.send_signal(signal.SIGINT)
    # Lines to finish the batch with, should it be waiting for them.
    with suppress(BrokenPipeError):
        for number in range(3 * BATCH, 6 * BATCH):
            process.stdin.write(json.dumps({"id": f"2404.{number:05}", "title": f"Paper {number}"}).encode() + b"\n")
    with suppress(BrokenPipeError):
        process.stdin.close()
    said = process.stderr.read().decode()
    process.stderr.close()

    assert process.wait(timeout=60) == 130
    assert said.endswith("Stopped; what was counted here is in the library, and the same import again goes on.\n")
    assert "Traceback" not in said
    assert run(home, "doctor").returncode == 0


def test_the_reader_without_a_terminal_says_what_to_do(home: Path) -> None:
    ended = run(home)

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.startswith(b"octavo: the reader needs a terminal")


def test_the_checkout_runs_as_a_module(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "reader", "list", "--limit", "1"],
        capture_output=True,
        env=environment(home),
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0
    assert ended.stdout.count(b"\n") == 1


def test_a_shell_is_told_what_could_follow(home: Path) -> None:
    asked = {"_OCTAVO_COMPLETE": "bash_complete", "COMP_WORDS": "octavo un", "COMP_CWORD": "1"}

    ended = run(home, added=asked)

    commands = ["unbookmark", "unread", "untag", "unremove", "undo"]
    assert ended.stdout.decode().split() == [f"plain,{command}" for command in commands]


def test_a_progress_bar_is_drawn_on_a_terminal_and_taken_away(home: Path) -> None:
    with Terminal([OCTAVO, "reindex"], env=terminal(home)) as person:
        person.exit_status()
        assert person.screen[0] == "96 papers are in the index."

    assert b"Indexing [" in person.raw
