"""The way between app and a page of the browser: textual-serve's driver, with the safe input of the terminal's.

Textual's own (8.2.8) stops listening for ever after a sequence that it cannot read, takes the text after an ESC in a
paste for key presses, and goes on without anybody when the server is gone.

What is private there and used here: of `WebDriver` the attributes `exit_event`, `_input_reader`, `_key_thread`,
`_loop`, `_app`, `_debug` and `_write`, and the method `_on_meta`.
"""

from __future__ import annotations

import os
import select
import sys
import time
from codecs import getincrementaldecoder
from typing import Any

from textual import constants, log
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver

from reader.app.driver import PrivateParts, messages_of
from reader.app.signals import HANGUP, close


def packet(kind: bytes, payload: bytes) -> bytes:
    """Pack bytes for the server: D to show, M to act on."""
    return b"%s%s%s" % (kind, len(payload).to_bytes(4, "big"), payload)


class BrowserDriver(WebDriver):
    """Talks to `octavo serve` through standard input and output; the environment names it (`TEXTUAL_DRIVER`)."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self._input_reader.close()
        self._wake_read, self._wake_write = os.pipe()
        self._write = self._write_all  # type: ignore[assignment]  # a partial of os.write there, which may write a part

    def stop_application_mode(self) -> None:
        """End the input thread, and tell the server."""
        super().stop_application_mode()
        os.write(self._wake_write, b"x")

    def run_input_thread(self) -> None:
        """Read what the server sends until the app closes or the server ends."""
        from reader.app.terminal_input import InputScanner

        parts = PrivateParts(XTermParser, frozenset(ANSI_SEQUENCES_KEYS))
        scanner, parser = InputScanner(parts.is_known, constants.ESCAPE_DELAY), parts.new_parser(self._debug)
        decode, stream = getincrementaldecoder("utf-8")("replace").decode, ByteStream()
        fileno = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        while not self.exit_event.is_set():
            ready, _, _ = select.select([fileno, self._wake_read], [], [], scanner.wait(time.monotonic()))
            typed = ""
            if fileno in ready:
                if not (data := os.read(fileno, 65_536)):
                    self._server_gone()
                    return
                for kind, payload in stream.feed(data):
                    if kind == "D":
                        typed += decode(payload)
                    else:
                        self._on_meta(kind, payload)
            now = time.monotonic()
            for piece in scanner.feed(typed, now) if typed else scanner.tick(now):
                try:
                    for message in messages_of(piece, parser):
                        self.process_message(message)
                except Exception as error:  # noqa: BLE001 - the edge of a thread: whatever was typed, the app lives on
                    log.error(f"Input that could not be read was left out: {error!r}")
                    parser = parts.new_parser(self._debug)
            for message in parser.tick():
                self.process_message(message)

    def _write_all(self, data: bytes) -> int:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self.fileno, rest) :]
        except OSError:
            self._server_gone()
        return len(data)

    def _server_gone(self) -> None:
        try:
            self._loop.call_soon_threadsafe(close, self._app, HANGUP)
        except RuntimeError:  # the loop is closed: so is the app
            return
