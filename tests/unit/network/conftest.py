"""A service on the loopback, and the production client before it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reader.network.client import Client
from reader.network.clock import Clock
from reader.network.courtesy import Courtesy
from reader.network.fetching import Fetcher
from reader.paths import Places, find_places
from tests.loopback import QUICK, FakeClock, open_loopback


@pytest.fixture(autouse=True)
def _loopback(_no_machine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    open_loopback(monkeypatch)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = find_places(tmp_path / "octavo")
    places.create()
    return places


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def client() -> Client:
    return Client(Clock(), QUICK, {})


@pytest.fixture
def fetcher(client: Client, places: Places, clock: FakeClock, stop: threading.Event) -> Fetcher:
    return Fetcher(client, Courtesy(places.turns, clock), clock, stop, scatter=lambda: 0.5)
