"""A small app over the safe driver, which shows on the screen what arrives: keys, pastes, the end.

Run as a program in a terminal of the tests: `python -m tests.e2e.host [--stock] [--ignore-hangup]`.
"""

from __future__ import annotations

import signal
import sys
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from reader.app.driver import PasteShortened, SafeDriver
from reader.app.signals import close_on_signals


class Host(App[None]):
    """Counts what arrives. `q` quits, `ctrl+z` suspends, `tab` moves the focus to a field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "Quit"),
        Binding("ctrl+z", "suspend_process", "Suspend"),
    ]
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    keys = 0
    pastes = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="keys", markup=False)
        yield Static("", id="paste", markup=False)
        yield Static("", id="more", markup=False)
        yield Input(id="field")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        close_on_signals(self)
        self.show("#more", f"ready {self.size.width}x{self.size.height}")

    def on_resize(self, event: events.Resize) -> None:
        self.show("#more", f"ready {event.size.width}x{event.size.height}")

    def on_key(self, event: events.Key) -> None:
        self.keys += 1
        self.show("#keys", f"{self.keys} keys, last {event.key!r}")

    def on_paste(self, event: events.Paste) -> None:
        self.pastes += 1
        self.show("#paste", f"{self.pastes} pastes, {len(event.text)} characters: {event.text[:40]!r}")

    def on_paste_shortened(self, event: PasteShortened) -> None:
        self.show("#more", f"kept {event.kept} dropped {event.dropped}")

    def on_unmount(self) -> None:
        # Seen by the tests in the file named last on the command line: the app closed in order.
        if sys.argv[1:] and not sys.argv[-1].startswith("--"):
            with open(sys.argv[-1], "w") as note:
                note.write("unmounted")

    def show(self, selector: str, text: str) -> None:
        self.query_one(selector, Static).update(text)


def main() -> None:
    """Run the app."""
    if "--ignore-hangup" in sys.argv:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    app = Host(driver_class=None if "--stock" in sys.argv else SafeDriver)
    app.run(mouse="--mouse" in sys.argv)
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main()
