"""The main states of the reader as text frames and, with their colours, as pictures, drawn from the bundled papers:
what the tests compare, and what `make snapshots` draws anew. The README shows the pictures."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.app.app import OctavoApp
from reader.app.start import build_app
from reader.library import Library
from reader.paths import find_places

DATA = Path(__file__).parent / "data"
FRAMES = DATA / "frames"
PICTURES = DATA / "pictures"
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@dataclass(frozen=True)
class State:
    """A state of the screen and the keys that lead to it."""

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (80, 24)
    settings: str = ""
    """What the settings file says."""


STATES = (
    State("first-start"),
    State("wide", ("j", "j", "b", "r", "k"), (120, 30)),
    State("small", ("j",), (40, 12)),
    State("small-open", ("j", "l"), (40, 12)),
    State("marked", ("b", "S", "4", "t", *"rag", "enter", "j", "r", "k")),
    State("selected", ("space", "j", "V", "j", "j", "b")),
    State("opened", ("j", "l", "ctrl+d")),
    State("search", ("/", *"encoder -decoder", "space")),
    State("search-problem", ("/", *"titel:graph")),
    State("search-nothing", ("/", *"xylophone")),
    State("search-meant", ("/", *"tokenizr", "enter")),
    State("search-part", ("/", *"language models tokenizr", "enter")),
    State("search-complete", ("/", *"edition:", "tab", "tab")),
    State("search-passages", ("/", *"language encoder", "enter", "z", "j")),
    State("wide-passages", ("/", *"language encoder", "enter", "z", "j"), (120, 30)),
    State("small-complete", ("/", *"is:"), (40, 12)),
    State("views", ("v",)),
    State("facets", ("t", *"rag", "enter", "f")),
    State("explain", ("/", *"language model", "enter", "X")),
    State("saved", ("/", *"encoder", "enter", "w", *"coders", "enter", "W", "v", *"coders", "enter")),
    State("similar", ("~",)),
    State("help", ("?",)),
    State("help-found", ("?", *"unread")),
    State("tags", ("t", *"ra")),
    State("pending", ("y",)),
    State("bookmarks-empty", ("4", "enter")),
)

_MARKED = ("b", "j", "r", "j", "j", "b", "S", "5")
PICTURE_STATES = (
    State("reader", (*_MARKED, "/", *"encoder", "enter", "j"), (100, 28)),
    State("narrow", (*_MARKED, "k", "t", *"rag", "enter")),
    State("light", (*_MARKED, "/", *"titel:graph", "space", *"language"), (100, 28), 'theme = "light"'),
    State("terminal", (*_MARKED, "/", *"language model", "enter", "z"), settings='theme = "terminal"'),
    State("help", ("?", *"mark"), settings='theme = "dark"'),
)


def lines_of(app: OctavoApp) -> list[str]:
    """Give what the screen shows, line by line, without trailing blanks; the one place that asks the compositor."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


async def draw(state: State, home: Path, then: Callable[[OctavoApp], Any]) -> Any:
    """Bring the reader into a state on an empty home, and give what `then` makes of it."""
    places = find_places(home)
    if state.settings:
        places.settings.parent.mkdir(parents=True, exist_ok=True)
        places.settings.write_text(state.settings, encoding="utf-8")
    library = Library.open(places)
    try:
        app = build_app(library, TERMINAL, driver_class=None)
        async with app.run_test(size=state.size) as pilot:
            main = app._main

            async def rest() -> None:
                for _ in range(600):
                    await pilot.pause()
                    controls = main.controls
                    idle = controls.indexing.idle and controls.searches.idle
                    if idle and all(asker.idle for asker in controls.askers) and not main.status._work:
                        return
                raise AssertionError("the threads of the reader do not come to rest")

            await rest()
            await pilot.press(
                *(
                    {"/": "slash", "?": "question_mark", "-": "minus", "~": "tilde", " ": "space"}.get(key, key)
                    for key in state.keys
                )
            )
            await rest()
            await pilot.pause()
            return then(app)
    finally:
        library.close()


def frame(state: State, home: Path) -> str:
    """Draw a state as text."""
    return "\n".join(asyncio.run(draw(state, home, lines_of))) + "\n"


def picture_of(app: OctavoApp) -> str:
    """Give what the screen shows as an SVG picture that asks nobody for its letters."""
    svg = app.export_screenshot(title="octavo")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def main() -> None:
    """Draw every frame and every picture anew."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    FRAMES.mkdir(parents=True, exist_ok=True)
    for state in STATES:
        with tempfile.TemporaryDirectory() as home:
            (FRAMES / f"{state.name}.txt").write_text(frame(state, Path(home)), encoding="utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for state in PICTURE_STATES:
        with tempfile.TemporaryDirectory() as home:
            svg = asyncio.run(draw(state, Path(home), picture_of))
            (PICTURES / f"{state.name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
