"""The command line as a whole: help, wrong usage, homes, and how commands end."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from reader import __version__
from reader.cli import main, split_home
from reader.cli.root import COMMANDS
from reader.cli.statuses import MEANINGS
from reader.errors import JournalError, StoreError
from reader.library import Library
from reader.paths import Places
from tests.unit.cli.conftest import Octavo, write_papers


def test_the_help_names_every_command_and_every_status(empty: Octavo) -> None:
    lines = [line.split() for line in empty("--help").out.splitlines()]

    assert set(COMMANDS) <= {words[0] for words in lines if words}
    for status, meaning in MEANINGS.items():
        assert [str(status), *meaning.split()] in lines


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(empty: Octavo, name: str) -> None:
    ended = empty(name, "-h")

    assert ended.status == 0
    assert ended.out.startswith(f"Usage: octavo {name} ")
    assert len(ended.out.splitlines()[2].strip()) > 10
    assert "\b" not in ended.out
    assert "\\b" not in ended.out


@pytest.mark.parametrize("arguments", [["--version"], ["--home", "somewhere", "--version"]])
def test_the_version_is_told(empty: Octavo, arguments: list[str]) -> None:
    ended = empty(*arguments)

    assert (ended.status, ended.out, ended.err) == (0, f"octavo {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "octavo: No such command 'lst'. Did you mean 'list'?"),
        (["--hom", "x"], "octavo: No such option '--hom'. Did you mean '--home'?"),
        (["list", "--jsn"], "octavo list: No such option '--jsn'. Did you mean '--json'?"),
        (["rate", "x"], "octavo rate: Missing argument 'STARS'."),
        (["list", "--limit", "-1"], "octavo list: Invalid value for '--limit': "),
        (["--home", ""], "octavo: Invalid value for --home: a folder is needed"),
        (["--home="], "octavo: Invalid value for --home: a folder is needed"),
        (["--home"], "octavo: Option '--home' requires an argument."),
        (["search"], "octavo search: Missing argument 'QUERY...'."),
        (["\x1b[31m"], "octavo: No such command '\\x1b[31m'."),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(empty: Octavo, arguments: list[str], said: str) -> None:
    ended = empty(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(said)
    assert "--help' tells more." in ended.err
    assert "\x1b" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "home", "rest"),
    [
        ([], "", []),
        (["--home", "x"], "x", []),
        (["--home=x"], "x", []),
        (["--home", "x", "list"], "x", ["list"]),
        (["--home", "x", "--home", "y"], "x", ["--home", "y"]),
        (["--home"], "", ["--home"]),
        (["--home", "--version"], "", ["--home", "--version"]),
        (["--home="], "", ["--home="]),
        (["list", "--home", "x"], "", ["list", "--home", "x"]),
    ],
)
def test_the_home_is_taken_off_the_beginning(arguments: list[str], home: str, rest: list[str]) -> None:
    assert split_home(arguments) == (home, rest)


@pytest.mark.parametrize("form", [["--home", "{}"], ["--home={}"]])
def test_the_home_wins_over_the_environment(empty: Octavo, tmp_path: Path, home: Path, form: list[str]) -> None:
    other = tmp_path / "deep" / "other"
    file = write_papers(tmp_path / "papers.jsonl")

    assert empty(*(part.format(other) for part in form), "import", str(file)).status == 0
    assert (other / "data" / "library.db").exists()
    assert not home.exists()


def test_a_home_that_cannot_be_made_is_status_three(empty: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    ended = empty("--home", str(file), "list")

    assert ended.status == 3
    assert ended.err == f"octavo: {file}/data cannot be used: not a directory; check the folder and its permissions.\n"


@pytest.mark.parametrize("arguments", [[], ["--home", "somewhere"], ["--home", "a", "--home", "b"]])
def test_the_reader_needs_a_terminal(empty: Octavo, arguments: list[str]) -> None:
    ended = empty(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("octavo: the reader needs a terminal")


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_: Places) -> Library:
        raise error

    monkeypatch.setattr(Library, "open", fail)


@pytest.mark.parametrize("error", [StoreError("The library is damaged."), JournalError("The journal is damaged.")])
def test_a_library_that_cannot_be_used_is_status_three(
    empty: Octavo, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    raising(monkeypatch, error)

    ended = empty("list")

    assert (ended.status, ended.out, ended.err) == (3, "", f"octavo: {error}\n")


def test_an_unexpected_error_goes_to_the_log_and_is_said_in_a_sentence(
    empty: Octavo, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    raising(monkeypatch, ZeroDivisionError("a\x1b[31mb"))

    ended = empty("list")

    log = home / "cache" / "octavo.log"
    assert ended.status == 70
    assert ended.err == (
        "octavo: this is an error of Octavo itself (ZeroDivisionError: a�[31mb); what a report of it needs is in "
        f"{log}.\n"
    )
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_the_log_is_in_the_home_that_was_given(empty: Octavo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    raising(monkeypatch, ZeroDivisionError())

    assert empty("--home", str(tmp_path / "other"), "list").status == 70
    assert (tmp_path / "other" / "cache" / "octavo.log").exists()


def test_an_interrupt_is_status_130(empty: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, KeyboardInterrupt())

    ended = empty("list")

    assert (ended.status, ended.err) == (130, "octavo: interrupted; everything up to here is saved.\n")


def test_a_full_disk_behind_the_output_is_said(empty: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))

    ended = empty("list")

    assert (ended.status, ended.err) == (3, "octavo: the output cannot be written: no space left on device.\n")


def test_without_any_output_a_command_still_does_its_work(octavo: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert main(["mark-read", "2401.00001"]) == 0
    assert main(["list"]) == 0
    assert main(["--version"]) == 0
    assert main(["nonsense"]) == 2
    assert main([]) == 2
