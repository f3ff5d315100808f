"""The marks: bookmark, read, tags, note, rating, and taking any of them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.picking import Picking
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.model import Row, tag_name
from widgets.painting import shorten
from widgets.picker import Choice

_TITLE = 48
"""Cells of a title in a message."""


class Marking:
    """The commands that mark papers; each is one call of the library and one message."""

    def __init__(self, stage: Stage, picking: Picking) -> None:
        self._stage = stage
        self._picking = picking

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        rates = {f"rate_{stars}": lambda stars=stars: self._rate(stars) for stars in range(6)}
        return {
            "bookmark": self._bookmark,
            "read": self._read,
            "read_all": self._read_all,
            "tag": self._tag,
            "undo": self._undo,
            "redo": self._redo,
            **rates,
        }

    def mark_read(self, row: Row) -> None:
        """Mark a paper as read without a word, because it was read."""

        def act() -> None:
            self._stage.library.read([row.id], on=True)

        self._try(act)

    def write_note(self, paper_id: int, text: str) -> None:
        """Keep a note on a paper; an empty text takes it away."""
        self._try(lambda: "Note saved." if self._stage.library.note(paper_id, text) else "The note is as it was.")

    def _bookmark(self) -> None:
        row = self._row()
        on = not row.bookmarked
        words = "Bookmarked." if on else "Bookmark taken off."
        self._try(lambda: words if self._stage.library.bookmark([row.id], on=on) else None)

    def _read(self) -> None:
        row = self._row()
        words = "Marked as unread." if row.read else "Marked as read."
        self._try(lambda: words if self._stage.library.read([row.id], on=not row.read) else None)

    def _read_all(self) -> None:
        def act() -> str:
            marked = self._stage.library.read(self._stage.listing.ids(), on=True)
            return f"Marked {marked.papers:,} papers as read; u takes it back." if marked else "All of them were read."

        self._try(act)

    def _rate(self, stars: int) -> None:
        row = self._row()
        words = f"Rated {stars} of 5." if stars else "Rating taken off."
        self._try(lambda: words if self._stage.library.rate([row.id], stars) else None)

    def _tag(self) -> None:
        paper = self._stage.paper
        if paper is None:
            return

        def choices() -> list[Choice]:
            current = self._stage.paper
            own = set(current.marks.tags) if current else set()
            tags = [(count.name, str(count.papers)) for count in self._stage.library.tags()]
            tags.sort(key=lambda tag: (tag[0] not in own, tag[0]))
            return [Choice(name, name, aside=papers, chosen=name in own) for name, papers in tags]

        def picked(choice: Choice, typed: str) -> None:
            name = choice.id or tag_name(typed)
            if not name:
                self._stage.say("A tag needs a letter or a digit.", alarm=True)
                return
            on = not choice.chosen
            words = f"Tagged #{name}." if on else f"Tag #{name} taken off."
            self._try(lambda: words if self._stage.library.tag([paper.id], [name], on=on) else None)

        title = f"Tags of {shorten(self._stage.reading(paper.title).text, _TITLE)}"
        help_ = "Enter takes one  Tab takes it and stays  Esc closes"
        self._picking.begin(title, choices, picked, help_=help_, create="New tag")

    def _undo(self) -> None:
        self._try(lambda: f"Taken back: {act.label}." if (act := self._stage.library.undo()) else "Nothing to undo.")

    def _redo(self) -> None:
        self._try(lambda: f"Done again: {act.label}." if (act := self._stage.library.redo()) else "Nothing to redo.")

    def _row(self) -> Row:
        row = self._stage.row
        assert row is not None, "commands that need a paper are not run without one"
        return row

    def _try(self, act: Callable[[], str | None]) -> None:
        """Do something to the marks, show it, and say how it went; a mark that was not saved is never shown."""
        try:
            words = act()
        except OctavoError as error:
            self._stage.say(str(error), alarm=True)
            return
        self._stage.marks_changed()
        if words:
            self._stage.say(words)
