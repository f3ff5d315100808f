"""One reader of one page: a process of its own, started without a shell, that ends with the page."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from textual_serve.app_service import AppService

DRIVER: Final = "reader.app.browser_driver:BrowserDriver"
_FOREIGN: Final = ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "SSH_TTY", "SSH_CONNECTION", "OCTAVO_TOKEN")
"""Variables that tell of the terminal and desktop that the server was started from: no page has to do with those."""
_LOT: Final = 1 << 16
_SMALLEST, _LARGEST = 10, 1000


def size_within(width: object, height: object) -> tuple[int, int]:
    """Make a size in cells of what a page said, whatever that was."""
    return _within(width, 80), _within(height, 24)


class ReaderProcess(AppService):
    """A reader for one page; begin it with `start` and end it with `stop`.

    Tested with textual-serve 1.1.3: `_open_app_process` and `_build_environment` are overridden, `_process` and
    `_stdin` are set as the former does.
    """

    patience = 10.0
    """Seconds that a reader has to end in order."""

    def __init__(self, command: Sequence[str], **ways: Any) -> None:
        """Set it up.

        Args:
            command: The program, and its arguments.
            ways: What `AppService` takes: how to write to the page, and how to close it.
        """
        super().__init__(command[0], **ways)
        self._command = command

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return reader_environment(super()._build_environment(width, height))

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def run(self) -> None:
        """Hand on what the reader sends until it ends; the page is told so."""
        await super().run()
        await self._pass_over()
        with suppress(ConnectionError, RuntimeError):
            await self.remote_close()

    async def stop(self) -> None:
        """Let the reader end, and end it where it does not."""
        ending = asyncio.create_task(self._end())
        try:
            await asyncio.wait({ending}, timeout=self.patience)
        finally:
            if self._process is not None and self._process.returncode is None:
                self._process.kill()
        await ending

    async def _pass_over(self) -> None:
        """Take what nobody sees any more: a reader that cannot write could not end in order either."""
        output = self._process.stdout if self._process is not None else None
        while output is not None and await output.read(_LOT):
            pass

    async def _end(self) -> None:
        await super().stop()
        if self._process is not None:
            await self._process.wait()


def reader_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of a reader whose terminal is a page."""
    kept = {name: value for name, value in environ.items() if name not in _FOREIGN}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONIOENCODING": "utf-8"}
    return kept | terminal | {"TEXTUAL_DRIVER": DRIVER}


def _within(value: object, usual: int) -> int:
    try:
        number = int(str(value)[:9])
    except ValueError:
        return usual
    return max(_SMALLEST, min(number, _LARGEST))
