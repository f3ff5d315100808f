"""The way between app and terminal, made safe: no bytes kill the app, no paste presses keys, quitting is quick.

Textual's own driver (8.2.8) dies of one byte that is not UTF-8 and of absurd escape sequences, takes the text after an
ESC in a paste for key presses, spins for ever when the terminal is gone, and waits a tenth of a second twice on the way
out. This one reads the terminal itself, cuts the stream with `terminal_input.InputScanner`, and hands Textual's parser
only what that is known to understand.

Tested with Textual 8.2.8. What is private there and used here: of `LinuxDriver` the attributes `fileno`, `exit_event`,
`_app`, `_debug`, `_file`, `_loop`, `_key_thread`, `_must_signal_resume` and the method `run_input_thread`;
`textual._xterm_parser.XTermParser` with `feed`, `tick` and `_sequence_to_key_events`;
`textual._ansi_sequences.ANSI_SEQUENCES_KEYS`. Where one of them is not there, Textual's own driver does the work.
"""

from __future__ import annotations

import os
import select
import selectors
import termios
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TextIO, cast

from textual import constants, events, log
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from reader.app.ability import Ability, Dialect
from reader.app.flow import ANSWER, Flow
from reader.app.pens import LAY_DOWN_PEN
from reader.app.signals import HANGUP, close, ignore_interrupts

if TYPE_CHECKING:
    from reader.app.terminal_input import Piece

TESTED_TEXTUAL = "8.2.8"
"""The version that the private parts were read in."""

_READ_AT_ONCE = 65_536
_FIRST_FRAME = 0.3
"""Seconds that reading input waits for the first frame at the most."""
_INPUT_MODES, _OUTPUT_MODES, _LOCAL_MODES = 0, 1, 3
"""Where `tcgetattr` has the input, the output and the local modes."""


def driver_class(environ: Mapping[str, str]) -> type[LinuxDriver] | None:
    """Choose the driver for `App(driver_class=...)`: ours, unless the environment names one, as textual-serve does.

    Textual looks at `TEXTUAL_DRIVER` only where the app gives it no class.
    """
    return None if environ.get("TEXTUAL_DRIVER") else SafeDriver


class PasteShortened(Message):
    """More was pasted than is kept; sent to the app right after the paste. Handle it with `on_paste_shortened`."""

    def __init__(self, kept: int, dropped: int) -> None:
        self.kept = kept
        """Characters in the paste."""
        self.dropped = dropped
        """Characters left out."""
        super().__init__()


class SafeDriver(LinuxDriver):
    """Textual's driver for Linux and macOS, with an input side and an output side of our own.

    Give it to the app's constructor, by way of `driver_class`. When the terminal goes away, the app closes with
    the status `signals.HANGUP`.
    """

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self._private = find_private_parts(self)
        self._ability: Ability = getattr(app, "ability", Ability())
        self._attributes: list[Any] | None = None
        self.flow = Flow(asks=os.environ.get("TERM") != "dumb")
        """How much is on its way to the terminal; who draws frames asks it."""
        self._drawn = threading.Event()
        if self._private is not None:
            self._wake_read, self._wake_write = os.pipe()
            # The output thread only writes and flushes, so this is file enough.
            output = TerminalOutput(cast("TextIO", self._file), self._terminal_gone, self._ability, self._flushed)
            self._file = cast("Any", output)

    def start_application_mode(self) -> None:
        """Take the terminal over.

        A process that was stopped by SIGSTOP, which cannot be caught, is continued without ever having given the
        terminal back: Textual would start a second thread on it, and restore the wrong settings in the end.
        """
        if self._private is not None and self._key_thread is not None and self._key_thread.is_alive():
            self._must_signal_resume = True
            self.suspend_application_mode()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # untyped in Textual
        if self._ability.dialect is Dialect.VT100 and self.attrs_before is not None:
            self._listen_to_flow_control()
        if self._private is not None and self.attrs_before is not None:
            # Nothing is written that the tty should change; as it is, it puts a byte more before each line feed.
            with suppress(termios.error):
                modes = termios.tcgetattr(self.fileno)
                modes[_OUTPUT_MODES] &= ~termios.OPOST
                termios.tcsetattr(self.fileno, termios.TCSANOW, modes)

    def write(self, data: str) -> None:
        """Give output to the thread that writes it."""
        if self._private is not None:
            self.flow.queued(len(data))
        super().write(data)

    def stop_application_mode(self) -> None:
        """Give the terminal back, for a while or for good.

        A terminal that makes signals of keys drops, with each, the output that is on its way (`NOFLSH` in
        termios(3)): a Ctrl-C held down would take the end of the alternate screen along. So that is put off to `close`.
        """
        if self._app.return_code is not None:
            ignore_interrupts()
        if self._private is not None and self.attrs_before is not None:
            self._attributes = self.attrs_before
            self.attrs_before = [*self._attributes]
            self.attrs_before[_LOCAL_MODES] |= termios.NOFLSH
        self._await_answers()
        self.flow.forget()
        self.write(LAY_DOWN_PEN)  # frames end with the pen of their last cell
        super().stop_application_mode()

    def _listen_to_flow_control(self) -> None:
        """Let a serial terminal hold the output up (Ctrl-S, Ctrl-Q): what comes too fast for it is lost."""
        with suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[_INPUT_MODES] |= termios.IXON
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def disable_input(self) -> None:
        """End the input thread, at once."""
        if self._private is None:
            super().disable_input()
            return
        # The byte stays in the pipe until the thread has ended, so one that is just starting finds it too.
        self._drawn.set()
        os.write(self._wake_write, b"x")
        super().disable_input()
        os.read(self._wake_read, 64)

    def close(self) -> None:
        """End the output thread, and with it the stay in the terminal."""
        # After a failed start there is no thread to stop.
        if self._writer_thread is None or self._writer_thread.is_alive():
            super().close()
        if self._attributes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSADRAIN, self._attributes)
            self._attributes = None

    def run_input_thread(self) -> None:
        """Read the terminal until the app closes or the terminal ends."""
        if self._private is None:
            super().run_input_thread()
            return
        # Two threads that import take each other's turns, and what is typed by then is not lost: it waits in the tty.
        self._drawn.wait(_FIRST_FRAME)
        from reader.app.terminal_input import InputScanner

        scanner = InputScanner(self._private.is_known, constants.ESCAPE_DELAY)
        encoding = self._ability.encoding
        # ASCII is a part of UTF-8, and what a terminal sends beyond it is more likely that than anything else.
        decode = getincrementaldecoder("utf-8" if encoding == "ascii" else encoding)("replace").decode
        parser = self._private.new_parser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(scanner.wait(time.monotonic()))}
                if self._wake_read in ready:
                    return
                if self.fileno in ready:
                    data = self._read()
                    if not data:
                        self._terminal_gone()
                        return
                    pieces = scanner.feed(decode(data), time.monotonic())
                else:
                    pieces = scanner.tick(time.monotonic())
                for piece in pieces:
                    if getattr(piece, "text", "") == ANSWER:
                        self.flow.heard()
                        self._in_the_loop(self.flow.answered)
                        continue
                    try:
                        for message in messages_of(piece, parser):
                            self.process_message(message)
                    except Exception as error:  # noqa: BLE001 - the edge of a thread: whatever was typed, the app lives on
                        log.error(f"Input that could not be read was left out: {error!r}")
                        parser = self._private.new_parser(self._debug)
                for message in parser.tick():
                    self.process_message(message)

    def _read(self) -> bytes:
        """Read what there is; nothing means that the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_AT_ONCE)
        except InterruptedError:
            return b"\0"  # never seen since PEP 475; a NUL is no key that anything is bound to
        except OSError:  # EIO: hung up
            return b""

    def _terminal_gone(self) -> None:
        """Close the app from whatever thread noticed that nobody is there any more."""
        self._in_the_loop(close, self._app, HANGUP)

    def _flushed(self, size: int) -> None:
        if self.flow.begun:
            self._drawn.set()
        self._in_the_loop(self.flow.flushed, size)

    def _in_the_loop(self, act: Callable[..., object], *arguments: object) -> None:
        """Do something in the app's own thread, soon."""
        try:
            self._loop.call_soon_threadsafe(act, *arguments)
        except RuntimeError:  # the loop is closed: so is the app
            return

    def _await_answers(self) -> None:
        """Wait for what the terminal was asked: an answer that comes later would be typed into the shell."""
        end = time.monotonic() + min(1.0, 0.1 + 2 * self.flow.trip)
        while self.flow.outstanding and time.monotonic() < end:
            time.sleep(0.002)  # the input thread counts the answers; they come within a few looks, or not at all


def messages_of(piece: Piece, parser: Parser) -> Iterator[Message]:
    """Turn a piece of input into the messages that it means."""
    from reader.app.terminal_input import AltKey, EscapeKey, Pasted

    match piece:
        case Pasted(text, dropped):
            yield events.Paste(text)
            if dropped:
                yield PasteShortened(kept=len(text), dropped=dropped)
        case EscapeKey():
            yield events.Key("escape", "\x1b")
        case AltKey(character):
            # Textual forgets the Alt of all but lower letters and digits.
            for key in parser._sequence_to_key_events(character):  # noqa: SLF001 - see the module
                yield events.Key(f"alt+{key.key}", key.character) if isinstance(key, events.Key) else key
        case _:
            yield from parser.feed(piece.text)


class TerminalOutput:
    r"""What the output thread writes to: never fails, whatever becomes of the terminal.

    An error in that thread would end it, the queue before it would fill up, and the app would wait for ever. So once
    the terminal is gone all output is dropped. Characters that the terminal's encoding lacks become others as wide as
    what was laid out; Python's own way for stderr, `\u256d`, is six columns.

    Args:
        file: The text file whose descriptor is used; its buffer is passed by.
        on_gone: Called once, in the output thread, when the terminal refuses output.
        ability: What the terminal can do.
        on_flush: Called in the output thread with the number of characters that were sent.
    """

    def __init__(
        self,
        file: TextIO,
        on_gone: Callable[[], None],
        ability: Ability | None = None,
        on_flush: Callable[[int], None] | None = None,
    ) -> None:
        self._fd = file.fileno()
        ability = ability or Ability(encoding=(file.encoding or "utf-8").lower())
        self._encoding = ability.encoding
        self._translate: Callable[[str], str] | None = None
        if ability.simple:
            from reader.app.plain_output import PlainOutput

            self._translate = PlainOutput(ability).translate
        self._on_gone = on_gone
        self._on_flush = on_flush
        self._waiting: list[str] = []
        self._gone = False

    def fileno(self) -> int:
        """Give the descriptor."""
        return self._fd

    def write(self, text: str) -> int:
        """Keep text until `flush`."""
        self._waiting.append(text)
        return len(text)

    def _encode(self, text: str) -> bytes:
        if self._encoding == "utf-8":
            return text.encode("utf-8", "replace")
        from reader.app.spelling import encode

        return encode(text, self._encoding)

    def flush(self) -> None:
        """Send all that was kept, however long the terminal takes."""
        text = "".join(self._waiting)
        kept = len(text)
        self._waiting.clear()
        if self._translate is not None:
            text = self._translate(text)
        data = memoryview(self._encode(text))
        while data and not self._gone:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:  # another program that shares the terminal made it so
                select.select([], [self._fd], [])
            except OSError:
                self._gone = True
                self._on_gone()
        if kept and self._on_flush is not None:
            self._on_flush(kept)


class Parser(Protocol):
    """What is used of Textual's `XTermParser`."""

    def feed(self, data: str) -> Iterable[Message]:
        """Turn characters into messages."""
        ...

    def tick(self) -> Iterable[Message]:
        """Give up what is unfinished for too long."""
        ...

    def _sequence_to_key_events(self, sequence: str) -> Iterable[Message]: ...


class PrivateParts(NamedTuple):
    """The private parts of Textual that the driver needs."""

    new_parser: Callable[[bool], Parser]
    named_sequences: Collection[str]

    def is_known(self, sequence: str) -> bool:
        """Tell whether Textual's parser turns this complete sequence into events at once, or the driver knows it."""
        from reader.app.terminal_input import is_safe_sequence

        return sequence in self.named_sequences or sequence == ANSWER or is_safe_sequence(sequence)


def find_private_parts(driver: LinuxDriver) -> PrivateParts | None:
    """Look the private parts up; None where Textual is not as expected, and its own driver must do."""
    try:
        from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
        from textual._xterm_parser import XTermParser
    except ImportError:
        return None
    needed = ("fileno", "exit_event", "_app", "_debug", "_file", "_loop", "_key_thread", "_must_signal_resume")
    if not all(hasattr(driver, name) for name in (*needed, "_writer_thread")):
        return None
    if not all(callable(getattr(XTermParser, name, None)) for name in ("feed", "tick", "_sequence_to_key_events")):
        return None
    if not callable(getattr(LinuxDriver, "run_input_thread", None)):
        return None
    return PrivateParts(cast("Callable[[bool], Parser]", XTermParser), frozenset(ANSI_SEQUENCES_KEYS))
