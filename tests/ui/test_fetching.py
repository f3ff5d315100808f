"""R: papers come in while one reads, and the key never waits."""

from __future__ import annotations

import json
import re
import threading

import pytest

from reader.library import syncing
from reader.paths import Places
from tests.loopback import Handler, Server, gives, network, status
from tests.ui.conftest import Start, frame


@pytest.fixture
def server(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(syncing, "real_network", lambda places: network(places, server))
    return server


def day(*ids: str) -> bytes:
    return json.dumps(
        [
            {
                "paper": {"id": name, "title": f"Paper {name}", "submittedOnDailyAt": "2026-11-30T00:00:00.000Z"},
                "publishedAt": "2026-11-30T00:00:00.000Z",
                "numComments": 0,
            }
            for name in ids
        ]
    ).encode()


TODAY = "/api/daily_papers?limit=100&date=2026-11-30"
YESTERDAY = "/api/daily_papers?limit=100&date=2026-11-29"


async def test_what_is_new_comes_in(start: Start, server: Server) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    server.on(TODAY, gives(day("2611.00001", "2611.00002")))
    async with start() as reader:
        before = reader.lines[3]
        await reader.press("R")
        await reader.shows("2 new papers.")
        assert "fetching" not in reader.status
        assert reader.lines[3] == before
        await reader.press("v", *"Nov", "enter")
        await reader.shows("Paper 2611.00001")
        await reader.idle()
        await reader.press("u")
        await reader.shows("Taken back: import of 2 papers from the Daily Papers.")


async def test_it_stops_where_it_is_told_to(start: Start, server: Server) -> None:
    waiting = threading.Event()

    def stall(handler: Handler) -> None:
        waiting.set()
        handler.server.released.wait(20)

    server.on(TODAY, gives(day("2611.00001")))
    server.on(YESTERDAY, stall)
    for key in ("R", "escape"):
        async with start() as reader:
            await reader.press("R")
            await reader.until(waiting.is_set, "the second question")
            assert "R or Esc stops it" in reader.status
            await reader.press("j", "k")  # keys go on meanwhile
            assert "fetching" in reader.status
            await reader.press(key)
            await reader.shows("Stopped: ")
            waiting.clear()


async def test_quitting_ends_it(start: Start, server: Server) -> None:
    waiting = threading.Event()

    def stall(handler: Handler) -> None:
        waiting.set()
        handler.server.released.wait(20)

    server.on("/api/daily_papers", stall)
    async with start() as reader:
        await reader.press("R")
        await reader.until(waiting.is_set, "the first question")
        fetching = reader.main.controls.fetching
        await reader.press("Q")
    assert all(thread.name != "octavo-fetch" for thread in threading.enumerate())
    assert fetching.busy


async def test_an_error_is_one_sentence(start: Start, server: Server) -> None:
    server.on("/api/daily_papers", status(403))
    async with start(size=(120, 24)) as reader:
        await reader.press("R")
        await reader.shows("daily (never fetched): 127.0.0.1 does not give it to just anybody (status 403).")


async def test_without_a_network_one_sees_how_old_everything_is(start: Start, server: Server) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    async with start(size=(120, 24)) as reader:
        await reader.press("R")
        await reader.shows("Nothing new.")
        await reader.press("v")
        assert re.search(r"Views  fetched: daily \d+ \w+ ago  ", frame(reader.app))
        await reader.press("escape")
        server.on("/api/daily_papers", status(403))
        await reader.press("R")
        await reader.shows("does not give it to just anybody")
        assert re.search(r"daily \(fetched \d+ \w+ ago\): 127\.0\.0\.1 does not", reader.status)
        await reader.press("v")
        assert re.search(r"Views  fetched: daily \d+ \w+ ago \(failed since\)", frame(reader.app))


async def test_nothing_is_fetched_by_itself(start: Start, server: Server, places: Places) -> None:
    async with start() as reader:
        await reader.idle()
        await reader.press("v", "escape", "?", "escape")
        await reader.idle()
    assert server.asked == []
    assert not places.synced.exists()
