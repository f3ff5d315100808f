"""Waiting until the reader has done what it was told, without the fixed pauses of Textual's pilot.

The pilot sleeps 20 ms after each key, twice, and longer where the processor is busy with anything at all. Here the
event loop itself is asked: it is done once nothing is ready to run, no timer is about to go off and no thread that the
reader waits for is at work. Where one is, it is waited for as long as the pilot would sleep, and then as it would wait.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakSet

import pytest
import textual.app
import textual.pilot
from textual._wait import SLEEP_GRANULARITY, wait_for_idle
from textual.app import App
from textual.pilot import Pilot

from reader.app.main_screen import MainScreen

_TURNS = 3
"""Turns of the loop in a row that have to go by with nothing to do."""
_LOOK = 0.002
"""Seconds between two looks at threads that are at work."""

_running: WeakSet[App[Any]] = WeakSet()


def settle_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every pilot wait for what there is to do, and no longer."""
    begin = Pilot.__init__

    def begin_and_watch(self: Pilot[Any], app: App[Any]) -> None:
        begin(self, app)
        _running.add(app)

    monkeypatch.setattr(Pilot, "__init__", begin_and_watch)
    for module in (textual.app, textual.pilot):
        monkeypatch.setattr(module, "wait_for_idle", _settle)


async def _settle(min_sleep: float = SLEEP_GRANULARITY, max_sleep: float = 1) -> None:
    """Wait until nothing is left to do; the same arguments as Textual's `wait_for_idle`, which this stands for."""
    loop: Any = asyncio.get_running_loop()
    # What goes off before this is part of what was begun, as it is where the pilot sleeps.
    soon = loop.time() + SLEEP_GRANULARITY
    while True:
        await _turns_without_work(loop)
        timer = min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=soon)
        if timer < soon:
            await asyncio.sleep(max(0.0, timer - loop.time()))
        elif all(_is_at_rest(app) for app in list(_running)):
            return
        elif loop.time() < soon:
            await asyncio.sleep(_LOOK)
        else:
            await wait_for_idle(min_sleep, max_sleep)
            return


async def _turns_without_work(loop: Any) -> None:
    quiet = 0
    while quiet < _TURNS:
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1


def _is_at_rest(app: App[Any]) -> bool:
    """Tell whether no thread of the reader has anything to do; a widget alone has none."""
    main = getattr(app, "_main", None)
    if not isinstance(main, MainScreen) or main._controls is None or app._exit:
        return True
    controls = main._controls
    return (
        controls.searches.idle
        and controls.indexing.idle
        and controls.together.idle
        and not controls.bringing.busy
        and not controls.fetching.busy
        and all(asker.idle for asker in controls.askers)
    )
