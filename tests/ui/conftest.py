"""The reader in a test: the real app over a real library, driven through Textual's pilot."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reader.app.app import OctavoApp
from reader.app.main_screen import MainScreen
from reader.app.start import build_app
from reader.library import Library
from reader.paths import Places, find_places
from tests.ui.settling import settle_quickly

Size = tuple[int, int]


def screen_lines(app: OctavoApp) -> list[str]:
    """Give what the screen shows, line by line, without trailing blanks."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert height == len(strips), (width, height, len(strips))
    return [strip.text.rstrip() for strip in strips]


def frame(app: OctavoApp) -> str:
    """Give what the screen shows as one text."""
    return "\n".join(screen_lines(app))


DEADLINE = 20.0
"""Seconds that a condition may take, on a slow and busy machine."""


async def until(pilot: Pilot[Any], holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition, never for time; shows the screen where it does not come."""
    end = time.monotonic() + DEADLINE
    while not holds():
        if time.monotonic() > end:
            app = pilot.app
            assert isinstance(app, OctavoApp)
            raise AssertionError(f"waited in vain for {what}; the screen:\n{frame(app)}")
        await pilot.pause()
        if not holds():
            await pilot.pause(0.005)


class Reader:
    """A running reader, in the words of the person who uses it."""

    def __init__(self, pilot: Pilot[Any], library: Library) -> None:
        self.pilot = pilot
        self.library = library
        app = pilot.app
        assert isinstance(app, OctavoApp)
        self.app = app

    @property
    def main(self) -> MainScreen:
        """The main screen."""
        assert isinstance(self.app._main, MainScreen)
        return self.app._main

    @property
    def lines(self) -> list[str]:
        """What the screen shows."""
        return screen_lines(self.app)

    @property
    def status(self) -> str:
        """What the last line says."""
        return self.lines[-1]

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.pilot.press(*text)

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for a condition."""
        await until(self.pilot, holds, what)

    async def shows(self, text: str) -> None:
        """Wait until the screen shows a text."""
        await self.until(lambda: text in frame(self.app), f"{text!r} on the screen")

    async def idle(self) -> None:
        """Wait until nothing goes on in the background."""
        controls = self.main.controls
        await self.until(
            lambda: (
                not controls.bringing.busy
                and controls.searches.idle
                and controls.indexing.idle
                and all(one.idle for one in controls.askers)
            ),
            "the threads to rest",
        )
        await self.pilot.pause()


Start = Callable[..., Any]


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    settle_quickly(monkeypatch)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled papers, indexed: made once, since an index takes longer to build than most tests run."""
    home = tmp_path_factory.mktemp("prepared") / "octavo"
    library = Library.open(find_places(home))
    library.import_seeds()
    library.update_index(threading.Event(), lambda _progress: None)
    library.close()
    return home


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty home."""
    return find_places(tmp_path / "octavo")


@pytest.fixture
def start(places: Places, prepared: Path) -> Start:
    """Start the reader on the test's home, where the bundled papers are: `async with start() as reader`."""

    @asynccontextmanager
    async def starting(
        size: Size = (80, 24), environ: dict[str, str] | None = None, *, empty: bool = False
    ) -> AsyncIterator[Reader]:
        if not empty and not places.library.exists():
            shutil.copytree(prepared, places.data.parent, dirs_exist_ok=True)
        library = Library.open(places)
        try:
            terminal = environ or {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            app = build_app(library, terminal, driver_class=None)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                yield Reader(pilot, library)
        finally:
            library.close()

    return starting
