"""Who may come in: tokens, names, pages of other sites, and processes of other people."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra serve is not installed")

from reader.serving.door import Door, Knock, is_loopback, new_token
from reader.serving.peers import TABLES, is_mine
from reader.serving.process import reader_environment, size_within
from tests.loopback import open_loopback

TOKEN = "0123456789abcdef"
OPEN = Knock(host="127.0.0.1:8000", origin=None, connects=False, shown=None, kept=None, peer=("127.0.0.1", 40000))
SOCKET = OPEN._replace(origin="http://127.0.0.1:8000", connects=True)


def door(host: str = "127.0.0.1", *, mine: bool | None = True) -> Door:
    return Door(host, TOKEN, lambda _peer: mine)


@pytest.mark.parametrize(
    "knock", [OPEN, SOCKET, OPEN._replace(kept="of an earlier server"), OPEN._replace(shown=TOKEN)]
)
def test_a_person_s_own_browser_comes_in(knock: Knock) -> None:
    assert door().refusal(knock) == ""


@pytest.mark.parametrize("host", ["localhost:8000", "[::1]:8000", "127.0.0.1", "LOCALHOST:1", "127.9.9.9:8000"])
def test_this_machine_has_several_names(host: str) -> None:
    assert door().refusal(OPEN._replace(host=host)) == ""


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8000", "127.0.0.1.evil.example:8000", "127.0.0.1:8000 x", "[", "localhost."],
)
def test_a_name_that_was_made_to_lead_here_does_not(host: str) -> None:
    assert door().refusal(OPEN._replace(host=host, kept=TOKEN))


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://127.0.0.1:8001", "http://localhost:8000", "file://", None]
)
@pytest.mark.parametrize("kept", [TOKEN, None])
def test_no_other_page_connects(origin: str | None, kept: str | None) -> None:
    assert door().refusal(SOCKET._replace(origin=origin, kept=kept))
    assert door("0.0.0.0").refusal(SOCKET._replace(origin=origin, kept=kept))


@pytest.mark.parametrize("mine", [False, None])
def test_who_is_or_may_be_another_person_needs_the_token(mine: bool | None) -> None:
    assert door(mine=mine).refusal(OPEN)
    assert door(mine=mine).refusal(OPEN._replace(shown="wrong", kept=TOKEN))
    assert door(mine=mine).refusal(OPEN._replace(kept="wrong")) == door(mine=mine).refusal(
        OPEN._replace(kept="é\ud800")
    )
    assert door(mine=mine).refusal(OPEN._replace(kept=TOKEN)) == ""


def test_from_elsewhere_nobody_comes_in_without_it() -> None:
    there = OPEN._replace(host="node7:8000")
    assert door("0.0.0.0").refusal(there)
    assert door("0.0.0.0").refusal(there._replace(kept=TOKEN)) == ""


def test_what_listens_on_this_machine_alone() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "[::1]", "localhost")] == [True] * 4
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "192.168.0.1", "node7")] == [False] * 4
    assert len(new_token()) == 32
    assert new_token() != new_token()


@pytest.mark.skipif(not TABLES[0].exists(), reason="this system does not tell whose a connection is")
def test_whose_process_is_at_the_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    open_loopback(monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as mine:
            peer = mine.getsockname()
            assert is_mine(peer) is True
            assert is_mine((f"::ffff:{peer[0]}", peer[1])) is True
            assert is_mine(peer, user=os.getuid() + 1) is False
            assert is_mine(("127.0.0.2", peer[1])) is None
        assert is_mine(peer) is not True  # closed: the kernel says that root has it


def test_where_the_system_does_not_tell_nobody_is_known(tmp_path: Path) -> None:
    assert is_mine(("127.0.0.1", 1), (tmp_path / "none",)) is None


def test_a_page_has_no_terminal_around_it_and_a_size_that_can_be() -> None:
    around = reader_environment(
        {"TMUX": "x", "DISPLAY": ":0", "OCTAVO_TOKEN": TOKEN, "OCTAVO_HOME": "/home", "LANG": "C"}
    )
    assert not {"TMUX", "DISPLAY", "OCTAVO_TOKEN"} & set(around)
    assert (around["OCTAVO_HOME"], around["LANG"]) == ("/home", "C")
    assert size_within("100", "30") == (100, 30)
    assert size_within(None, "x" * 1000) == (80, 24)
    assert size_within("-5", "999999999999") == (10, 1000)
