"""The driver's parts that need no terminal: the output that never fails, and the way back to Textual's own driver."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import signal
import threading
from collections.abc import Iterator
from typing import TextIO, cast

import pytest
import textual
from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from reader.app import driver as driver_module
from reader.app.driver import (
    TESTED_TEXTUAL,
    PasteShortened,
    PrivateParts,
    SafeDriver,
    TerminalOutput,
    find_private_parts,
)
from reader.app.signals import HANGUP, TERMINATED, close, close_on_signals


class Descriptor(io.StringIO):
    """A text file that is nothing but its descriptor and its encoding."""

    def __init__(self, number: int, encoding: str = "utf-8") -> None:
        super().__init__()
        self._number = number
        self._name = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a property in typeshed's TextIOBase too, but writable
        return self._name

    def fileno(self) -> int:
        return self._number


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    for number in (read, write):
        try:
            os.close(number)
        except OSError:
            continue  # the test closed it


@pytest.fixture
def keep_signals() -> Iterator[None]:
    numbers = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Recorder(SafeDriver):
    """A safe driver that reads a descriptor of the test's and keeps what it would send to the app."""

    def __init__(self, app: App[None], number: int) -> None:
        super().__init__(app)
        self.fileno = number
        self.seen: list[Message] = []

    def process_message(self, message: Message) -> None:
        self.seen.append(message)


def test_textual_is_the_version_that_the_private_parts_were_read_in() -> None:
    # When this fails: read the driver's docstring, look at the private parts again, then change the constant.
    assert textual.__version__ == TESTED_TEXTUAL


def test_output_goes_out_in_order_and_whole(pipe: tuple[int, int]) -> None:
    output = TerminalOutput(cast("TextIO", Descriptor(pipe[1])), on_gone=lambda: None)
    output.write("one ")
    output.write("twö")
    output.flush()
    assert os.read(pipe[0], 100) == "one twö".encode()


def test_a_full_terminal_that_must_not_be_waited_for_is_waited_for(pipe: tuple[int, int]) -> None:
    os.set_blocking(pipe[1], False)
    output = TerminalOutput(cast("TextIO", Descriptor(pipe[1])), on_gone=lambda: None)
    got = bytearray()

    def drain() -> None:
        while len(got) < 300_000:
            got.extend(os.read(pipe[0], 65536))

    reading = threading.Thread(target=drain)
    reading.start()
    output.write("x" * 300_000)
    output.flush()
    reading.join(20)
    assert len(got) == 300_000


def test_a_terminal_that_is_gone_is_told_once_and_later_output_is_dropped(pipe: tuple[int, int]) -> None:
    told: list[str] = []
    output = TerminalOutput(cast("TextIO", Descriptor(pipe[1])), on_gone=lambda: told.append("gone"))
    os.close(pipe[0])
    for _ in range(3):
        output.write("x")
        output.flush()
    assert told == ["gone"]


def test_a_character_that_the_terminal_lacks_keeps_its_one_column(pipe: tuple[int, int]) -> None:
    output = TerminalOutput(cast("TextIO", Descriptor(pipe[1], "ascii")), on_gone=lambda: None)
    output.write("│\ud83d")
    output.flush()
    assert os.read(pipe[0], 100) == b"|?"


async def test_the_input_thread_sleeps_until_it_is_woken(pipe: tuple[int, int], keep_signals: None) -> None:
    driver = Recorder(App(), pipe[0])
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    # Nothing is read and no time-out is set, so that only the pipe can wake it.
    os.write(driver._wake_write, b"x")
    thread.join(20)
    assert not thread.is_alive()


async def test_the_end_of_the_input_closes_the_app(pipe: tuple[int, int], keep_signals: None) -> None:
    app: App[None] = App()
    driver = Recorder(app, pipe[0])
    os.write(pipe[1], b"j")
    os.close(pipe[1])
    driver.run_input_thread()
    await asyncio.sleep(0)
    assert [message.key for message in driver.seen if isinstance(message, events.Key)] == ["j"]
    assert app.return_code == HANGUP


async def test_an_error_of_textuals_parser_costs_the_piece_and_not_the_app(
    pipe: tuple[int, int], keep_signals: None
) -> None:
    driver = Recorder(App(), pipe[0])
    assert driver._private is not None
    # Believe that the parser takes a key beyond Unicode: it raises ValueError.
    driver._private = PrivateParts(driver._private.new_parser, frozenset({"\x1b[1114112u"}))
    os.write(pipe[1], b"\x1b[1114112uj")
    os.close(pipe[1])
    driver.run_input_thread()
    assert [message.key for message in driver.seen if isinstance(message, events.Key)] == ["j"]


async def test_a_paste_and_the_note_that_it_was_shortened_arrive_in_this_order(
    pipe: tuple[int, int], keep_signals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.app.terminal_input.MAX_PASTE", 4)
    driver = Recorder(App(), pipe[0])
    # The mark after the paste ends its settling.
    os.write(pipe[1], b"\x1b[200~abcdef\x1b[201~\x1b[200~x\x1b[201~")
    os.close(pipe[1])
    driver.run_input_thread()
    paste, note = driver.seen
    assert isinstance(paste, events.Paste)
    assert isinstance(note, PasteShortened)
    assert (paste.text, note.kept, note.dropped) == ("abcd", 4, 2)


async def test_without_the_private_parts_textuals_own_driver_works(
    monkeypatch: pytest.MonkeyPatch, keep_signals: None
) -> None:
    monkeypatch.setattr(driver_module, "find_private_parts", lambda driver: None)
    stock: list[str] = []
    for name in ("run_input_thread", "disable_input"):
        monkeypatch.setattr(LinuxDriver, name, lambda self, name=name: stock.append(name))
    driver = SafeDriver(App())
    driver.run_input_thread()
    driver.disable_input()
    assert stock == ["run_input_thread", "disable_input"]
    assert not isinstance(driver._file, TerminalOutput)


def test_a_driver_that_the_environment_names_is_not_pushed_aside() -> None:
    assert driver_module.driver_class({}) is SafeDriver
    assert driver_module.driver_class({"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}) is None


@pytest.mark.parametrize("missing", ["_sequence_to_key_events", "tick"])
async def test_a_parser_of_another_kind_is_not_used(
    missing: str, monkeypatch: pytest.MonkeyPatch, keep_signals: None
) -> None:
    driver = LinuxDriver(App())
    assert find_private_parts(driver) is not None
    # `tick` stands in the parser's base class, so it is hidden and not deleted.
    monkeypatch.setattr(f"textual._xterm_parser.XTermParser.{missing}", None)
    assert find_private_parts(driver) is None


async def test_a_signal_gives_the_app_its_status_and_a_second_one_changes_nothing(keep_signals: None) -> None:
    app: App[None] = App()
    loop = asyncio.get_running_loop()
    close_on_signals(app)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        while app.return_code is None:
            await asyncio.sleep(0)
        close(app, HANGUP)
        assert app.return_code == TERMINATED
    finally:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def test_an_ignored_hangup_stays_ignored(keep_signals: None) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    loop = asyncio.get_running_loop()
    close_on_signals(App())
    try:
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def test_a_hung_up_terminal_reads_as_its_end() -> None:
    parent, child = pty.openpty()
    os.close(parent)
    driver = SafeDriver.__new__(SafeDriver)
    driver.fileno = child
    try:
        assert driver._read() == b""
    finally:
        os.close(child)
