"""What every test shares: no machine of its own, no network, no clock that matters."""

from __future__ import annotations

import os

# Read by Textual when it is imported, so it must stand before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
# Frames a second: what changed is drawn at once, so no test waits for the next frame.
os.environ["TEXTUAL_FPS"] = "1000"

import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import thorough

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback import FakeClock, Server

# Else every worker compiles all tests anew, and every program that a test starts all of Octavo.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_IN_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes that have to be free there, several times what a run writes in all."""


def _keep_files_in_memory() -> None:
    """Let the tests' files lie where syncing costs nothing, unless the caller said where they belong.

    The tests sync again and again, and none cuts the power: what a killed process has written is there on any disk.
    """
    if any(name in os.environ for name in ("TMPDIR", "PYTEST_DEBUG_TEMPROOT")):
        return
    try:
        there = os.statvfs(_IN_MEMORY)
    except OSError:
        return
    # Some tests run what they wrote.
    forbidden = os.ST_RDONLY | getattr(os, "ST_NOEXEC", 0)
    fits = there.f_bavail * there.f_frsize >= _ROOM and not there.f_flag & forbidden
    if fits and os.access(_IN_MEMORY, os.W_OK | os.X_OK):
        os.environ["TMPDIR"] = tempfile.tempdir = str(_IN_MEMORY)


_keep_files_in_memory()

settings.register_profile("octavo", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("octavo")


def pytest_configure(config: pytest.Config) -> None:
    """Tell the properties which tests are wanted."""
    thorough.begin(config.option.markexpr)


@pytest.fixture(autouse=True)
def _no_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home of its own, and no way to the network or to a desktop."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in (
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "OCTAVO_HOME",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "BROWSER",
        "EDITOR",
    ):
        monkeypatch.delenv(name, raising=False)

    def refuse(*args: object) -> None:
        raise AssertionError(f"a test tried to reach the network: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def server(_no_machine: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A service on the loopback, and a way to it."""
    from tests.loopback import open_loopback, serving  # few tests need a service

    open_loopback(monkeypatch)
    with serving() as service:
        yield service


@pytest.fixture
def clock() -> FakeClock:
    """A clock that goes on only when somebody sleeps."""
    from tests.loopback import FakeClock

    return FakeClock()
