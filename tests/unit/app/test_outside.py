"""Signals while another program has the terminal: none is lost."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from reader.app.outside import Outside
from reader.app.signals import TERMINATED


class App:
    """As much of an app as steps aside."""

    return_code: int | None = None

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield

    def refresh(self, **_how: bool) -> None:
        pass

    def exit(self, *, return_code: int) -> None:
        self.return_code = return_code


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr(Outside, "_write", lambda _self, _text: None)
    return App()


def outside(app: App) -> Outside:
    return Outside(cast("Any", app))


@pytest.mark.parametrize("edge", ["stepping aside", "coming back"])
def test_a_signal_at_the_edge_still_ends_the_reader(app: App, edge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    monkeypatch.setattr(select, "select", lambda *_: None)
    monkeypatch.setattr(os, "read", lambda *_: b"\n")
    former = signal.signal(signal.SIGTERM, lambda *_: None)  # as asyncio has it, which hears by the descriptor alone
    real = signal.set_wakeup_fd
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    before = real(writes)

    def set_wakeup_fd(descriptor: int, **how: bool) -> int:
        result = real(descriptor, **how)
        if (descriptor == -1) == (edge == "stepping aside"):
            heard.append(edge)
            os.kill(os.getpid(), signal.SIGTERM)
        return result

    monkeypatch.setattr(signal, "set_wakeup_fd", set_wakeup_fd)
    try:
        outside(app).show("a text to select")
    finally:
        real(before)
        signal.signal(signal.SIGTERM, former)
        os.close(reads)
        os.close(writes)
    assert heard == [edge]
    assert app.return_code == TERMINATED
