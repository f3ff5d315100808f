"""Opening an address: only a web address, only on a desktop, and never through a shell."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.app.browser import is_web_address, open_address

DESKTOP = {"DISPLAY": ":0"}
LINK = "https://arxiv.org/abs/1706.03762"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Give the commands that were started; none really is."""
    commands: list[list[str]] = []

    def fake(command: list[str], **streams: object) -> None:
        assert streams["stdout"] == streams["stderr"] == subprocess.DEVNULL
        commands.append(command)

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(subprocess, "Popen", fake)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return commands


@pytest.mark.parametrize(
    "address",
    [
        LINK,
        "http://example.org",
        "HTTPS://Example.ORG/a?b=c&d=%20#e",
        "https://example.org:8080/~me/",
        "http://[::1]/x",
    ],
)
def test_a_web_address_is_one(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "//example.org/x",
        "https://",
        "https:///path",
        "https:example.org",
        "http://:80/",
        "http://[::1",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "-https://example.org",
        "--new-window https://example.org",
        " https://example.org",
        "https://example.org/a b",
        "https://example.org/\n--evil",
        "https://example.org/\x1b[31m",
        "https://example.org/\x00",
        "https://ex\u00e4mple.org/",
        "https://example.org/\u202egpj",
        "ht\ntps://example.org",
    ],
)
def test_what_is_not_a_web_address_is_none_and_is_never_opened(address: str, opened: list[list[str]]) -> None:
    assert not is_web_address(address)
    assert not open_address(address, DESKTOP)
    assert opened == []


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_any_text_gets_an_answer(text: str) -> None:
    for address in (text, "https://" + text):
        if is_web_address(address):
            assert address.isascii()
            assert address.isprintable()
            assert " " not in address
            assert address.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize("environ", [DESKTOP, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_on_a_desktop_the_address_is_opened_as_it_is(environ: dict[str, str], opened: list[list[str]]) -> None:
    assert open_address(LINK, environ)
    assert opened == [["/usr/bin/xdg-open", LINK]]


@pytest.mark.parametrize(
    "environ", [{}, {"DISPLAY": ""}, {"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, {"BROWSER": "w3m"}]
)
def test_where_there_is_no_desktop_nothing_is_started(environ: dict[str, str], opened: list[list[str]]) -> None:
    assert not open_address(LINK, environ)
    assert opened == []


def test_a_desktop_without_an_opener_is_told(opened: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert not open_address(LINK, DESKTOP)
    assert opened == []


def test_an_opener_that_does_not_start_is_told(opened: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], **streams: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(subprocess, "Popen", fail)
    assert not open_address(LINK, DESKTOP)
