"""All that goes out of the reader by way of its terminal: copying, piping, the shell, the pager, the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reader.app.ability import Ability
from reader.app.copying import Copying
from reader.app.picking import Picking

if TYPE_CHECKING:
    from reader.app.editing import Edited, Editing
    from reader.app.main_screen import MainScreen
    from reader.app.outside import Outside
    from reader.app.piping import Piping


class Outsiders:
    """Puts them together, each when it is first used."""

    def __init__(
        self,
        screen: MainScreen,
        picking: Picking,
        write_note: Callable[[int, str], None],
        targets: Callable[[], Sequence[int]],
    ) -> None:
        """Connect.

        Args:
            screen: The screen.
            picking: Asks for a command.
            write_note: Keeps a note on a paper.
            targets: Gives the papers that are meant: those selected, or the one under the cursor.
        """
        self._screen = screen
        self._picking = picking
        self._write_note = write_note
        self._targets = targets
        ability = getattr(screen.app, "ability", Ability())
        self._encoding = ability.encoding
        self.copying = Copying(screen, self._send, ability, screen.environ, lambda: self._outside)

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        piped = ("pipe", "pipe_json", "shell", "pager")
        handlers = {name: lambda name=name: self._piping.handlers[name]() for name in piped}
        return {**handlers, "note_outside": self._edit_note}

    def edit(self, text: str) -> Edited:
        """Let a person edit a text in the editor."""
        return self._editing.edit(text)

    def _edit_note(self) -> None:
        self._editing.edit_note()

    @cached_property
    def _outside(self) -> Outside:
        from reader.app.outside import Outside

        return Outside(self._screen.app, self._encoding)

    @cached_property
    def _piping(self) -> Piping:
        from reader.app.piping import Piping

        screen = self._screen
        return Piping(
            screen, self._picking, lambda: self._outside, screen.environ, lambda: screen.settings.pager, self._targets
        )

    @cached_property
    def _editing(self) -> Editing:
        from reader.app.editing import Editing

        screen = self._screen
        return Editing(screen, lambda: self._outside, screen.environ, lambda: screen.settings.editor, self._shorten)

    def _send(self, sequence: str) -> None:
        driver = self._screen.app._driver  # noqa: SLF001 - the way out that Textual's own clipboard takes
        if driver is not None:
            driver.write(sequence)

    def _shorten(self, text: str) -> None:
        """Open the reader's own editor on a note that is too long, which says by how much."""
        from reader.app.note_screen import NoteScreen, open_note

        paper = self._screen.paper
        assert paper is not None, "a note is a paper's"

        def written(shorter: str | None) -> None:
            if shorter is not None:
                self._write_note(paper.id, shorter)

        title = self._screen.reading(paper.title).text
        open_note(self._screen.app, NoteScreen(title, paper.marks.note, self.edit, begun=text), written)
