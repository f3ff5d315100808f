"""A small editor for the note on a paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from reader.app.stage import HoldsKeys
from reader.model import clean_block, safe_line
from reader.model.marks import MAX_NOTE
from widgets import painting

if TYPE_CHECKING:
    from reader.app.editing import Edited

_HELP: Final = "Esc saves  Ctrl-C gives up  Ctrl-O editor"


def open_note(app: App[Any], screen: NoteScreen, answered: Callable[[str | None], None]) -> None:
    """Open the editor; what is typed before it is there is meant for it too.

    Args:
        app: Opens it.
        screen: The editor.
        answered: Takes what it answers with.
    """
    if isinstance(app, HoldsKeys):
        app.hold_keys()
    app.push_screen(screen, answered)


class NoteScreen(ModalScreen[str | None]):
    """Edits a note; answers with the text, or with nothing where it was given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep", "Save", priority=True),
        Binding("ctrl+s", "keep", "Save", priority=True),
        Binding("ctrl+c", "drop", "Give up", priority=True),
        Binding("ctrl+o", "edit_outside", "Editor", priority=True),
    ]

    def __init__(
        self, title: str, note: str, edit_outside: Callable[[str], Edited] | None = None, *, begun: str | None = None
    ) -> None:
        """Put the screen together.

        Args:
            title: The title of the paper.
            note: The note as it is kept.
            edit_outside: Opens a text in the person's own editor.
            begun: The text to begin with, where it is another than the note.
        """
        super().__init__()
        self._title = title
        self._note = note
        self._begun = note if begun is None else begun
        self._edit_outside = edit_outside

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the words about the keys."""
        with Vertical(id="note"):
            yield Static(safe_line(f"Note on {self._title}"), id="note-title", markup=False)
            yield TextArea(self._begun, id="note-text", soft_wrap=True, tab_behavior="focus")
            yield Static(_HELP, id="note-help", markup=False)

    async def on_mount(self) -> None:
        """Begin behind what is there."""
        if not self.query(TextArea):
            return  # the app closed while the screen opened, and nothing was composed
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.focus()
        area.move_cursor(area.document.end)
        self._tell_length(area)
        if isinstance(self.app, HoldsKeys):
            await self.app.release_keys()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say when the note grows beyond what is kept."""
        self._tell_length(event.text_area)

    def _tell_length(self, area: TextArea) -> None:
        over = len(area.text) - MAX_NOTE
        words = f"{over:,} characters too long to save" if over > 0 else painting.hints(_HELP, self.app.size.width - 4)
        self.query_one("#note-help", Static).update(words)

    def action_keep(self) -> None:
        """Save and close, if the note is not too long."""
        # This key overtakes the letters before it, which are on their way by the screen to the text: go that way too.
        self.call_later(lambda: self.query_one(TextArea).call_later(self._keep))

    def _keep(self) -> None:
        if not self.is_current:
            return  # the key came twice, or Ctrl-C came behind it
        text = clean_block(self.query_one(TextArea).text)
        if len(text) <= MAX_NOTE:
            self.dismiss(text if text != self._note else None)

    def action_edit_outside(self) -> None:
        """Go on in the person's own editor, with what was typed by now."""
        self.call_later(lambda: self.query_one(TextArea).call_later(self._go_outside))

    def _go_outside(self) -> None:
        if self._edit_outside is None or not self.is_current:
            return
        area = self.query_one(TextArea)
        edited = self._edit_outside(area.text)
        if edited.text is not None:
            area.text = edited.text
            area.move_cursor(area.document.end)
        if edited.trouble:
            self.query_one("#note-help", Static).update(safe_line(edited.trouble))

    def action_drop(self) -> None:
        """Close and save nothing."""
        self.dismiss(None)
