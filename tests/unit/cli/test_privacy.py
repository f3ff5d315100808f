"""What the commands write is for its owner alone, whatever the umask; and none but two speaks to the network."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from pathlib import Path

import pytest

from reader.cli.root import COMMANDS
from reader.cli.statuses import DONE, NOTHING, UNREACHED
from reader.library import Library
from reader.library.log import write_traceback
from reader.paths import find_places
from tests.modes import open_to_others, umask
from tests.unit.cli.conftest import Octavo, write_papers

PAPER = "arxiv:2401.00001"
USES: tuple[tuple[str, ...], ...] = (
    ("import", "{papers}"),
    ("sync", "--status"),
    ("sync",),
    ("add", "2401.00009"),
    ("list",),
    ("search", "graphs"),
    ("similar", PAPER),
    ("facets", "graphs"),
    ("show", PAPER),
    ("read", "graphs"),
    ("bookmark", PAPER),
    ("unbookmark", PAPER),
    ("mark-read", PAPER),
    ("unread", PAPER),
    ("rate", PAPER, "3"),
    ("tag", PAPER, "rag"),
    ("tags",),
    ("untag", PAPER, "rag"),
    ("note", PAPER, "words"),
    ("editions",),
    ("save", "mine", "graphs", "--watch"),
    ("searches",),
    ("search", "--saved", "mine"),
    ("forget", "mine"),
    ("remove", PAPER),
    ("removed",),
    ("unremove", PAPER),
    ("merge", PAPER, "arxiv:2401.00002"),
    ("split", PAPER),
    ("undo",),
    ("redo",),
    ("history",),
    ("sync-state", "{home}/stick"),
    ("state", "export", "{home}/marks.jsonl"),
    ("state", "import", "{home}/marks.jsonl"),
    ("export", "graphs"),
    ("live",),
    ("reindex",),
    ("doctor",),
    ("doctor", "--fix"),
    ("backup", "{home}/data/backup.zip"),
    ("restore", "--check", "{home}/data/backup.zip"),
    ("keys",),
    ("config",),
    ("help", "query"),
    ("completion", "bash"),
)
"""Every command, in a way that writes whatever it can write."""


MAY_ASK = ("sync", "add")
"""The commands that open connections; `sync --status` is none of them."""


def asks(use: tuple[str, ...]) -> bool:
    return use[0] in MAY_ASK and "--status" not in use


def use_all(octavo: Octavo, papers: Path, home: Path, uses: Iterable[tuple[str, ...]] = USES) -> None:
    for use in uses:
        ended = octavo(*(word.replace("{papers}", str(papers)).replace("{home}", str(home)) for word in use))
        # No test reaches a network, so those that ask for one say that there is none.
        assert ended.status == UNREACHED if asks(use) else ended.status in (DONE, NOTHING), (use, ended)


def test_every_command_is_used_here() -> None:
    # That one lets connections in, until a signal: see tests/e2e/test_serve.py.
    assert {use[0] for use in USES} == set(COMMANDS) - {"serve"}


@pytest.fixture(autouse=True)
def _nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_all_that_is_written_is_for_its_owner_alone(empty: Octavo, home: Path, tmp_path: Path, mask: int) -> None:
    papers = write_papers(tmp_path / "papers.jsonl")
    with umask(mask):
        # With the library open, the files that SQLite keeps beside it are there to be looked at too.
        library = Library.open(find_places(home))
        use_all(empty, papers, home)
        try:
            raise ValueError("unforeseen")
        except ValueError as error:
            library.log_unexpected(error)
        names = {path.name for path in home.rglob("*")}
        found = open_to_others(home)
        library.close()
        assert empty("restore", str(home / "data" / "backup.zip")).status == DONE

    assert {"library.db", "library.db-wal", "library.db-shm", "devices.json", "octavo.log", "index.lock"} <= names
    assert found == {}
    assert open_to_others(home) == {}


def test_the_folders_above_are_closed_as_well(empty: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = tmp_path / "a" / "b"
    monkeypatch.setenv("OCTAVO_HOME", str(far))
    with umask(0):
        assert empty("list").status == 0
    assert open_to_others(tmp_path / "a") == {}


def test_no_command_but_two_opens_a_socket(
    empty: Octavo, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError(f"a socket was asked for: {args}")

    monkeypatch.setattr(socket.socket, "__init__", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    use_all(empty, write_papers(tmp_path / "papers.jsonl"), home, (use for use in USES if not asks(use)))


@pytest.mark.parametrize("use", [use for use in USES if asks(use)], ids=" ".join)
def test_the_two_ask_only_whom_they_name(empty: Octavo, monkeypatch: pytest.MonkeyPatch, use: tuple[str, ...]) -> None:
    looked_up: list[object] = []

    def unknown(host: object, *_args: object, **_options: object) -> None:
        looked_up.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert empty(*use).status == UNREACHED
    assert set(looked_up) <= {"huggingface.co", "export.arxiv.org"}
    assert looked_up


def test_the_log_tells_where_an_error_was_and_not_what_was_being_read(tmp_path: Path) -> None:
    def fail(note: str) -> None:
        raise ValueError("unforeseen")

    secret = "-".join(["what", "nobody", "shall", "read"])
    try:
        fail(secret)
    except ValueError as error:
        write_traceback(tmp_path / "octavo.log", error)

    said = (tmp_path / "octavo.log").read_text()
    assert "ValueError: unforeseen" in said
    assert secret not in said
