"""Reading a paper: opening its abstract, when that makes it read, and the note on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.timer import Timer

from reader.app.marking import Marking
from reader.app.stage import Stage
from reader.config import Settings
from reader.model import Paper, Row
from widgets.abstract_pane import AbstractPane
from widgets.paper_list import PaperList

if TYPE_CHECKING:
    from reader.app.editing import Edited


class Reading:
    """Opens papers, and owns the clock that marks them as read."""

    def __init__(
        self,
        stage: Stage,
        screen: Screen[None],
        marking: Marking,
        settings: Settings,
        papers: PaperList,
        pane: AbstractPane,
    ) -> None:
        """Connect.

        Args:
            stage: The screen as controllers see it.
            screen: The same screen as Textual sees it: its timers, its classes.
            marking: Marks papers.
            settings: When a paper becomes read.
            papers: The list.
            pane: The abstract.
        """
        self._stage = stage
        self._screen = screen
        self._marking = marking
        self._settings = settings
        self._list = papers
        self._pane = pane
        self._dwell: Timer | None = None
        self._dwelling = 0
        self.edit_outside: Callable[[str], Edited] | None = None
        """Opens a note that is being written in the person's own editor."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"open": self.open, "note": self.edit_note, "changes": self._compare}

    def obey(self, settings: Settings) -> None:
        """Let papers become read as other settings say."""
        self._settings = settings

    def open(self) -> None:
        """Give the keys to the abstract."""
        if not self._stage.opened and self._stage.paper is not None:
            self._stage.open(opened=True)

    def close(self) -> None:
        """Give the keys back to the list."""
        if self._stage.opened:
            self._stage.open(opened=False)

    def follow(self) -> None:
        """Another paper is shown: if it is open, it is being read from now on."""
        row = self._stage.row
        if self._stage.opened and self._stage.paper is not None:
            self._look_at(self._stage.paper)
        if not self._stage.opened or row is None or row.read:
            self._stop()
        elif self._settings.mark_read == "open":
            self._marking.mark_read(row)
        elif self._settings.mark_read == "dwell" and self._dwelling != row.id:
            self._stop()
            self._dwelling = row.id
            self._dwell = self._screen.set_timer(self._settings.dwell_seconds, lambda: self._dwelt(row))

    def _compare(self) -> None:
        """Show what the newer version changed in the paper, or the paper again."""
        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        if self._pane.compared:
            self._pane.compare(None)
            return
        former = self._stage.library.records.changes.of(paper)
        if former is None:
            self._stage.say("The library knows no former version of this paper.")
            return
        self._pane.compare(former)
        self._stage.say(f"[-taken out-] {{+put in+}}  {self._stage.how_to('changes')} shows the paper again")
        self._look_at(paper)

    def _look_at(self, paper: Paper) -> None:
        """A paper that is open, or compared, is looked at: what changed in it is no news any more."""
        if paper.changed and not self._stage.library.unwritable and self._stage.library.records.changes.look_at(paper):
            self._list.reread()
            if not self._pane.compared:
                self._stage.say(f"{paper.news}; {self._stage.how_to('changes')} marks the words.")

    def edit_note(self) -> None:
        """Open the editor for the note."""
        if self._stage.library.unwritable:
            # Said before somebody writes what could not be kept.
            self._stage.say(self._stage.library.unwritable, alarm=True)
            return
        from reader.app.note_screen import NoteScreen, open_note  # TextArea costs 6 ms

        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"

        def written(text: str | None) -> None:
            if text is not None:
                self._marking.write_note(paper.id, text)

        screen = NoteScreen(self._stage.reading(paper.title).text, paper.marks.note, self.edit_outside)
        open_note(self._screen.app, screen, written)

    def _dwelt(self, row: Row) -> None:
        self._dwelling = 0
        now = self._stage.row
        if self._stage.opened and now is not None and now.id == row.id and not now.read:
            self._marking.mark_read(row)

    def _stop(self) -> None:
        self._dwelling = 0
        if self._dwell is not None:
            self._dwell.stop()
            self._dwell = None
