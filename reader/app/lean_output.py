"""An app that sends the terminal only the cells that changed.

Textual writes every row piece that may have changed, whole, each with its colours in full: twice what is new for a
cursor move, and the whole list for a typed letter. Here a `CellScreen` stands between, which remembers what the
terminal shows.

Tested with Textual 8.2.8. What is private there and used here: `App._display` is overridden, `App._driver`,
`App._batch_count`, `App._closed` and `App._sync_available` are read as it reads them; of `textual._compositor` the
`LayoutUpdate` (`strips`, `region`) and the `ChopsUpdate` (`chops`, `chop_ends`, `spans`). Where the version is another
one, where something is not as expected, or where anything here fails, Textual's own output does the work, for good.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import textual
from textual import events, log
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region

from reader.app.flow import Flow
from reader.app.pens import LAY_DOWN_PEN

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.strip import Strip

    from reader.app.cell_screen import CellScreen

TESTED_TEXTUAL: Final = "8.2.8"
"""The version that the private parts were read in."""
SWITCH: Final = "OCTAVO_OUTPUT"
"""The environment variable that turns this off when it is `stock`."""

_LARGE_FRAME = 2048
"""Characters from which on a frame is worth the 16 bytes that keep the terminal from showing half of it."""

Piece = tuple[int, int, int, str]
"""Row, column, columns, rendered text."""


class LeanApp(App[None]):
    """An app whose output is lean; everything else is Textual's.

    Args:
        environ: The environment, injected for tests; `TERM` and `OCTAVO_OUTPUT` matter.
        options: What `textual.app.App` takes.
    """

    def __init__(self, *, environ: Mapping[str, str] = os.environ, **options: Any) -> None:
        super().__init__(**options)
        self._is_lean = environ.get(SWITCH, "") != "stock"
        self._with_background = erases_with_background(environ)
        self._read: Callable[[object, Any], Iterator[Piece]] | None = None
        self._cells: CellScreen | None = None
        self._drawn: tuple[object, str] | None = None

    def refresh(self, *, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw the screen again; with a layout too, as the command to redraw asks, trust nothing that was drawn."""
        if repaint and layout:
            self._forget()
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self, event: events.Resize) -> None:
        """Draw everything anew: the terminal may have lost what was there.

        It comes too whenever the driver takes the terminal over, so after a suspension as well. Of a window that grew
        back before anybody looked, Textual would think that nothing happened.
        """
        if self._cells is not None:
            self._forget()
            if event.size == self.size:
                self.screen.refresh()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Show an update; called by Textual's screens."""
        output = self._lean_output(screen, renderable)
        if output is None:
            if self._cells is not None and self._driver is not None:
                self._driver.write(LAY_DOWN_PEN)
            self._forget()
            super()._display(screen, renderable)
            return
        self._send(output)
        self.post_display_hook()

    def _lean_output(self, screen: Screen[Any], renderable: object) -> str | None:
        """Give the sequences that show an update; None where Textual's own output shall do it."""
        driver = self._driver
        if not self._is_lean or not isinstance(driver, LinuxDriver) or driver.is_inline or self.is_headless:
            return None
        if renderable is None or self._batch_count or self._closed or not self.is_running:
            return ""
        try:
            if self._read is None:
                self._read = _find_reader()
            if (screen, self.theme) != self._drawn:
                self._forget()
                self._drawn = (screen, self.theme)
            cells = self._cells
            if cells is None or cells.size != self.size:
                from reader.app.cell_screen import CellScreen

                columns, rows = self.size
                cells = self._cells = CellScreen(columns, rows, with_background=self._with_background)
            for piece in self._read(renderable, self.console):
                cells.put(*piece)
            flow = getattr(driver, "flow", None)
            if isinstance(flow, Flow) and not flow.may_send():
                # What is put meanwhile becomes part of the same frame.
                asyncio.get_running_loop().call_later(flow.wait(self._send_late), flow.look)
                return ""
            output = cells.frame()
        except Exception as error:  # noqa: BLE001 - the edge: whatever is wrong here, the screen must still be drawn
            log.error(f"The lean output gave up: {error!r}")
            self._is_lean = False
            return None
        return self._framed(output)

    def _framed(self, output: str) -> str:
        """Give a frame with what belongs around it."""
        screen = self.screen
        if screen.focused is not None and self.cursor_position:
            # Input methods open their window where the cursor is, hidden or not.
            column, row = screen.outer_size.clamp_offset(self.cursor_position)
            output += f"\x1b[{row + 1};{column + 1}H"
        if self._sync_available and len(output) > _LARGE_FRAME:
            output = f"\x1b[?2026h{output}\x1b[?2026l"
        return output

    def _send(self, output: str) -> None:
        driver = self._driver
        if output and driver is not None:
            flow = getattr(driver, "flow", None)
            driver.write(flow.sending(output) if isinstance(flow, Flow) else output)
            driver.flush()

    def _send_late(self) -> None:
        """Send what was put while a frame was on its way; what was forgotten meanwhile is drawn anew anyway."""
        if self._cells is not None and self._is_lean and not self._closed and (output := self._cells.frame()):
            self._send(self._framed(output))

    def _forget(self) -> None:
        self._cells = None


def erases_with_background(environ: Mapping[str, str]) -> bool:
    """Tell whether the terminal is known to fill what it erases with the background of the moment.

    The terminfo entries of tmux and screen do not claim it; tmux does it, screen only where it was told to.
    """
    term = environ.get("TERM", "")
    if term.startswith("screen"):
        return "TMUX" in environ or term.endswith("-bce")
    known = (
        "xterm",
        "tmux",
        "linux",
        "rxvt",
        "alacritty",
        "foot",
        "kitty",
        "wezterm",
        "ghostty",
        "konsole",
        "vte",
        "st-",
    )
    return term.startswith(known)


def _find_reader() -> Callable[[object, Any], Iterator[Piece]]:
    """Give what reads the compositor's updates.

    Raises:
        LookupError: this is not the version of Textual that was tested.
        ImportError: it lacks what is needed.
    """
    if not _is_tested():
        raise LookupError(f"Textual is not {TESTED_TEXTUAL}")
    from textual._compositor import ChopsUpdate, LayoutUpdate

    def read(update: object, console: Any) -> Iterator[Piece]:
        if isinstance(update, LayoutUpdate):
            strips = _of_layout(update.strips, update.region)
        elif isinstance(update, ChopsUpdate):
            strips = _of_chops(update.chops, update.chop_ends, update.spans)
        else:
            raise TypeError(f"an unknown update: {update!r}")
        for row, column, strip in strips:
            yield row, column, strip.cell_length, strip.render(console)

    return read


def _is_tested() -> bool:
    # `textual.__version__` would cost 14 ms for importlib.metadata; a look at what that reads costs none.
    beside = Path(textual.__file__).parents[1]
    if (beside / f"textual-{TESTED_TEXTUAL}.dist-info").is_dir():
        return True
    return bool(textual.__version__ == TESTED_TEXTUAL)


def _of_layout(lines: Any, region: Region) -> Iterator[tuple[int, int, Strip]]:
    """Go through a whole screen: the strips of a row follow one another."""
    for row, line in enumerate(lines, region.y):
        column = region.x
        for strip in line:
            yield row, column, strip
            column += strip.cell_length


def _of_chops(chops: Any, chop_ends: Any, spans: Any) -> Iterator[tuple[int, int, Strip]]:
    """Go through parts of a screen: of each span, the chops that it meets, cut off at its end."""
    for row, begin, end in spans:
        for stop, (column, strip) in zip(chop_ends[row], chops[row].items(), strict=False):
            if strip is None or column >= end or stop <= begin:
                continue
            yield row, column, strip.crop(0, end - column) if stop > end else strip
