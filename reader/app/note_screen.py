"""A small editor for the note on a paper."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from reader.app.stage import HoldsKeys
from reader.model import clean_block, safe_line
from reader.model.marks import MAX_NOTE


class NoteScreen(ModalScreen[str | None]):
    """Edits a note; answers with the text, or with nothing where it was given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep", "Save", priority=True),
        Binding("ctrl+s", "keep", "Save", priority=True),
        Binding("ctrl+c", "drop", "Give up", priority=True),
    ]

    def __init__(self, title: str, note: str) -> None:
        super().__init__()
        self._title = title
        self._note = note

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the words about the keys."""
        with Vertical(id="note"):
            yield Static(safe_line(f"Note on {self._title}"), id="note-title", markup=False)
            yield TextArea(self._note, id="note-text", soft_wrap=True, tab_behavior="focus")
            yield Static("Esc saves  Ctrl-C gives up", id="note-help", markup=False)

    async def on_mount(self) -> None:
        """Begin behind what is there."""
        if not self.query(TextArea):
            return  # the app closed while the screen opened, and nothing was composed
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.focus()
        area.move_cursor(area.document.end)
        if isinstance(self.app, HoldsKeys):
            await self.app.release_keys()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say when the note grows beyond what is kept."""
        over = len(event.text_area.text) - MAX_NOTE
        words = f"{over:,} characters too long to save" if over > 0 else "Esc saves  Ctrl-C gives up"
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

    def action_drop(self) -> None:
        """Close and save nothing."""
        self.dismiss(None)
