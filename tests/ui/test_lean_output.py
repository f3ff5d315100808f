"""The lean output under a small app: what it sends, when it starts anew, and when it leaves the work to Textual."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import textual
from textual import events, messages
from textual.app import ComposeResult
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Offset, Size
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.app import lean_output
from reader.app.cell_screen import CellScreen
from reader.app.lean_output import TESTED_TEXTUAL, LeanApp, erases_with_background

STOCK = "\x1b[1;1H"
"""How each frame of Textual's own ends; ours never says so much where the cursor is."""
CLEAR = "\x1b[2J"
XTERM = {"TERM": "xterm-256color"}


class Recorder(LinuxDriver):
    """A driver for a terminal that is not there: keeps what is written."""

    def __init__(self, app: Any, **options: Any) -> None:
        Driver.__init__(self, app, **options)
        self.frames: list[str] = []

    def write(self, data: str) -> None:
        self.frames.append(data)

    def resize(self, columns: int, rows: int) -> None:
        self.process_message(events.Resize(Size(columns, rows), Size(columns, rows)))

    def start_application_mode(self) -> None:
        self.resize(30, 6)

    def stop_application_mode(self) -> None: ...

    def disable_input(self) -> None: ...

    def close(self) -> None: ...


class Dialog(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Static("a dialog")


class Small(LeanApp):
    CSS = "Static { height: 1; }"

    def compose(self) -> ComposeResult:
        yield Static("the first line", id="first", markup=False)
        yield Static("the second line", id="second", markup=False)
        yield Input(id="input")

    def on_mount(self) -> None:
        self.animation_level = "none"
        self.query_one(Input).cursor_blink = False

    def say(self, text: str) -> None:
        self.query_one("#first", Static).update(text)


class Watched:
    """A running app and what it sends."""

    def __init__(self, app: Small) -> None:
        self.app = app

    @property
    def driver(self) -> Recorder:
        assert isinstance(self.app._driver, Recorder)
        return self.app._driver

    @property
    def sent(self) -> str:
        return "".join(self.driver.frames)

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        async with asyncio.timeout(20):
            while not holds():
                await asyncio.sleep(0)
        assert holds(), what

    async def answer(self, act: Callable[[], object], shows: str) -> str:
        """Do something; give what is sent until a text was, and all that belongs to it."""
        self.driver.frames.clear()
        act()
        await self.until(lambda: shows in self.sent, shows)
        return self.sent

    async def repaint(self, act: Callable[[], object]) -> str:
        """Do something, wait until the screen is cleared for it, and give the frame that clears it."""
        frame = (await self.answer(act, CLEAR)).partition(CLEAR)[2]
        assert "the first line" in frame or "a dialog" in frame
        assert "the second line" in frame
        return frame


@asynccontextmanager
async def running(environ: Mapping[str, str] = XTERM, **options: Any) -> AsyncIterator[Watched]:
    app = Small(environ=environ, driver_class=Recorder, **options)
    task = asyncio.create_task(app.run_async())
    watched = Watched(app)
    try:
        await watched.until(lambda: app._driver is not None and "second" in watched.sent, "the first frame")
        yield watched
    finally:
        app.exit()
        await task
        assert app.return_code == 0


async def test_the_screen_is_painted_once_and_then_only_what_changed() -> None:
    async with running() as watched:
        assert watched.sent.count("the second line") == 1
        assert watched.sent.count(CLEAR) == 1
        await watched.until(lambda: "▁" in watched.sent, "the whole first screen")
        sent = await watched.answer(lambda: watched.app.say("the third line"), "third")
        assert sent.startswith("\x1b[1;5H\x1b[")
        assert "line" not in sent


async def test_an_update_that_changes_nothing_sends_nothing() -> None:
    async with running() as watched:
        watched.driver.frames.clear()
        watched.app.query_one("#first").refresh()
        watched.app.query_one("#second").refresh()
        assert "second" not in await watched.answer(lambda: watched.app.say("the other line"), "other")


async def test_redrawing_sends_everything() -> None:
    async with running() as watched:
        await watched.repaint(lambda: watched.app.refresh(repaint=True, layout=True))


async def test_a_window_that_shrank_and_grew_back_unseen_is_painted_anew() -> None:
    async with running() as watched:
        await watched.repaint(lambda: watched.driver.resize(30, 6))


async def test_another_size_is_painted_anew() -> None:
    async with running() as watched:
        await watched.repaint(lambda: watched.driver.resize(24, 5))
        assert watched.app._cells is not None
        assert watched.app._cells.size == (24, 5)


async def test_another_screen_and_another_theme_are_painted_anew() -> None:
    async with running() as watched:
        app = watched.app
        assert "a dialog" in await watched.repaint(lambda: app.call_later(app.push_screen, Dialog()))
        assert "a dialog" not in await watched.repaint(lambda: app.call_later(app.pop_screen))
        await watched.repaint(lambda: app.call_later(setattr, app, "theme", "textual-light"))


async def test_a_batch_is_sent_when_it_ends() -> None:
    async with running() as watched:
        watched.driver.frames.clear()
        with watched.app.batch_update():
            watched.app.say("in a batch")
            watched.app.screen._compositor_refresh()
            assert watched.sent == ""
        await watched.until(lambda: "batch" in watched.sent, "the end of the batch")


async def test_the_cursor_stands_where_an_input_method_shall_open() -> None:
    async with running() as watched:
        watched.app.cursor_position = Offset(7, 2)
        sent = await watched.answer(lambda: watched.app.say("focused"), "focused")
        assert sent.endswith("\x1b[3;8H")


async def test_only_large_frames_are_wrapped_and_only_where_the_terminal_said_so() -> None:
    async with running() as watched:
        driver = watched.driver
        driver.process_message(messages.TerminalSupportsSynchronizedOutput())
        await watched.until(lambda: watched.app._sync_available, "the terminal's word")
        assert "2026" not in await watched.answer(lambda: watched.app.say("small"), "small")
        driver.resize(3000, 6)
        large = "漢字" * 700
        await watched.answer(lambda: watched.app.say(large), large)
        # On a busy machine a frame more may have come behind it.
        frame = next(frame for frame in driver.frames if large in frame)
        assert frame.endswith("\x1b[?2026l")
        assert "\x1b[?2026h" in frame


async def assert_stock(watched: Watched) -> None:
    """Textual's own output shows what the app shows, now and later."""
    for number in range(2):
        words = f"stock {number}"
        sent = await watched.answer(partial(watched.app.say, words), words)
        assert STOCK in sent
    assert watched.app._cells is None


async def test_the_environment_turns_it_off() -> None:
    async with running({"OCTAVO_OUTPUT": "stock"}) as watched:
        assert CLEAR not in watched.sent
        await assert_stock(watched)


async def test_with_another_version_of_textual_its_own_output_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lean_output, "TESTED_TEXTUAL", "0.0.0")
    async with running() as watched:
        await assert_stock(watched)


@pytest.mark.parametrize("name", ["put", "frame"])
async def test_an_error_leaves_the_work_to_textual_for_good(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as watched:

        def fail(*_: object) -> str:
            raise RuntimeError("a mistake")

        monkeypatch.setattr(CellScreen, name, fail)
        sent = await watched.answer(lambda: watched.app.say("nothing is lost"), "nothing is lost")
        assert STOCK in sent
        monkeypatch.undo()
        await assert_stock(watched)


async def test_an_update_of_an_unknown_shape_leaves_the_work_to_textual(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as watched:
        watched.driver.frames.clear()
        watched.app._display(watched.app.screen, "not an update at all")
        assert "not an update" in watched.sent
        await assert_stock(watched)


async def test_without_a_terminal_textual_draws() -> None:
    app = Small(environ=XTERM)
    async with app.run_test() as pilot:
        app.say("headless")
        await pilot.pause()
        assert app._cells is None
        assert app._is_lean


def test_this_is_the_version_that_was_tested() -> None:
    assert textual.__version__ == TESTED_TEXTUAL
    assert lean_output._is_tested()


@pytest.mark.parametrize(
    ("environ", "erases"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/s,1,0"}, True),
        ({"TERM": "screen-256color-bce"}, True),
        ({"TERM": "vt100"}, False),
        ({}, False),
    ],
)
def test_only_known_terminals_erase_with_the_background(environ: dict[str, str], erases: bool) -> None:
    assert erases_with_background(environ) is erases
