"""What the reader writes is for its owner alone, whatever the umask; and it speaks to no network."""

from __future__ import annotations

import socket

import pytest

from reader.paths import Places
from tests.modes import open_to_others, umask
from tests.ui.conftest import Start


@pytest.mark.parametrize("mask", [0o000, 0o077])
async def test_a_session_leaves_nothing_to_others_and_opens_no_socket(
    start: Start, places: Places, monkeypatch: pytest.MonkeyPatch, mask: int
) -> None:
    opened: list[tuple[object, ...]] = []
    plain = socket.socket.__init__

    def watched(self: socket.socket, family: int = -1, *rest: int, **options: object) -> None:
        # The event loop wakes itself through a pair of sockets of the machine's own.
        if family != socket.AF_UNIX:
            opened.append((family, *rest))
        plain(self, family, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "__init__", watched)
    with umask(mask):
        async with start(empty=True) as reader:
            await reader.idle()
            await reader.press("b", "S", "4", "slash", *"graph", "enter")
            await reader.idle()
            await reader.press("w", *"mine", "enter", "x", "escape", "t", *"new", "enter", "y", "y")
            await reader.idle()
            names = {path.name for path in places.data.rglob("*")}
            assert open_to_others(places.data.parent) == {}
            await reader.press("Q")

    assert {"library.db", "library.db-wal", "queries.json"} <= names
    assert places.screen.exists()
    assert open_to_others(places.data.parent) == {}
    assert opened == []
