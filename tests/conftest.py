"""What every test shares: no machine of its own, no network, no clock that matters."""

from __future__ import annotations

import os

# Read by Textual when it is imported, so it must stand before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
# Frames a second: what changed is drawn at once, so no test waits for the next frame.
os.environ["TEXTUAL_FPS"] = "1000"

import socket
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("octavo", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("octavo")


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
