"""What the controllers of the main screen may ask of it: the narrow side of `MainScreen`.

Each group of commands lives in a controller of its own (`moving`, `viewing`, `searching`, `marking`, `handing`); they
share this, and do not know one another or the widgets' insides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from reader.library import Found, Library, Listing
from reader.model import Paper, Row, View
from reader.query.highlight import Highlighter
from reader.text import Reading


@runtime_checkable
class HoldsKeys(Protocol):
    """The app, as far as it can keep what is typed while a screen opens."""

    def hold_keys(self) -> None:
        """Keep what is typed from now on."""
        ...

    def keeps(self, event: Any) -> bool:
        """Keep what is typed, if a screen is about to open that it is meant for; tells whether it was kept."""
        ...

    async def release_keys(self) -> None:
        """Give what was kept to the screen that is open now."""
        ...


class Stage(Protocol):
    """The main screen as its controllers see it."""

    @property
    def library(self) -> Library:
        """The papers and marks."""
        ...

    @property
    def listing(self) -> Listing:
        """The list that is shown."""
        ...

    @property
    def found(self) -> Found | None:
        """The answer that the list belongs to, where a search found it."""
        ...

    @property
    def view(self) -> View:
        """The view that is shown, or that the search returns to."""
        ...

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        ...

    @property
    def paper(self) -> Paper | None:
        """The paper under the cursor, with all its texts."""
        ...

    @property
    def cursor(self) -> int:
        """The number of the row under the cursor, 0 for the first."""
        ...

    opened: bool
    """Whether the keys go to the abstract."""

    def go_to(self, index: int) -> None:
        """Put the cursor on a row and show its abstract, in one frame."""
        ...

    def open(self, *, opened: bool) -> None:
        """Give the keys to the abstract, or back to the list."""
        ...

    def show(
        self,
        listing: Listing,
        view: View,
        *,
        cursor: int = 0,
        highlighter: Highlighter | None = None,
        empty: str = "",
        found: Found | None = None,
        still: bool = False,
    ) -> None:
        """Show another list.

        Args:
            listing: The papers.
            view: What to call the list.
            cursor: The row to begin at.
            highlighter: Marks what a search found.
            empty: What to say where there is no paper.
            found: The answer that the list belongs to: it has counted its papers already, and knows which are new.
            still: It is the same list, with other papers in it: what is in sight stays in sight.
        """
        ...

    def show_view(self, view: View, *, cursor: int = 0) -> None:
        """Show the papers of a view."""
        ...

    @property
    def passages(self) -> bool:
        """Whether the best passage is wanted under each title of what a search found."""
        ...

    def show_passages(self, *, on: bool) -> None:
        """Show the best passage under each title of what a search found, or none any more."""
        ...

    @property
    def reading(self) -> Reading:
        """How texts are shown: as they are to be read, or as they are stored."""
        ...

    def show_raw(self, *, on: bool) -> None:
        """Show texts as they are stored, or as they are to be read again."""
        ...

    def marks_changed(self) -> None:
        """Draw again what shows marks."""
        ...

    def papers_changed(self) -> None:
        """List anew what is shown, because papers came or went; the cursor stays on its paper, or goes to the next."""
        ...

    def hint(self) -> None:
        """Say which keys help next."""
        ...

    def how_to(self, *commands: str, letter: str = "") -> str:
        """Say how to ask for a command, with the key that is in force (see `commands.how_to`)."""
        ...

    def say(self, words: str, *, alarm: bool = False) -> None:
        """Say something in the status line, until the next key."""
        ...

    def unsay(self, words: str) -> None:
        """Take back what was said, if the status line still says it."""
        ...

    def offer(self, label: str, choices: Sequence[tuple[str, str]], chosen: int) -> None:
        """Show what may be typed next, in place of what the status line says; no choices take it back.

        Args:
            label: What is being chosen.
            choices: The choices, each with a few words or a figure.
            chosen: Which one Tab takes, or took.
        """
        ...
