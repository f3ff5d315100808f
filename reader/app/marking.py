"""The marks: bookmark, read, tags, note, rating, and removing a paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reader.app.picking import Picking
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.model import Row, tag_name
from widgets.painting import shorten
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.library.marks import Marked

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
            "remove": self._remove,
            **rates,
        }

    def mark_read(self, row: Row) -> None:
        """Mark a paper as read without a word, because it was read; where nothing can be saved, nothing happens."""
        if not self._stage.library.unwritable:
            self._try(lambda: self._stage.library.read([row.id], on=True))

    def write_note(self, paper_id: int, text: str) -> None:
        """Keep a note on a paper; an empty text takes it away."""
        self._try(lambda: self._stage.library.note(paper_id, text), "Note saved.", "The note is as it was.")

    def _bookmark(self) -> None:
        row = self._row()
        on = not row.bookmarked
        words = "Bookmarked." if on else "Bookmark taken off."
        self._try(lambda: self._stage.library.bookmark([row.id], on=on), words)

    def _read(self) -> None:
        row = self._row()
        words = "Marked as unread." if row.read else "Marked as read."
        self._try(lambda: self._stage.library.read([row.id], on=not row.read), words)

    def _read_all(self) -> None:
        self._try(
            lambda: self._stage.library.read(self._stage.listing.ids(), on=True),
            lambda marked: f"Marked {marked.papers:,} papers as read; u takes it back.",
            "All of them were read.",
        )

    def _rate(self, stars: int) -> None:
        row = self._row()
        words = f"Rated {stars} of 5." if stars else "Rating taken off."
        self._try(lambda: self._stage.library.rate([row.id], stars), words)

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
            self._try(lambda: self._stage.library.tag([paper.id], [name], on=on), words)

        title = f"Tags of {shorten(self._stage.reading(paper.title).text, _TITLE)}"
        help_ = "Enter takes one  Tab takes it and stays  Esc closes"
        self._picking.begin(title, choices, picked, help_=help_, create="New tag")

    def _remove(self) -> None:
        row = self._row()
        words = "Removed from the library; u brings it back."
        self._try(lambda: self._stage.library.records.remove([row.id]), words)

    def _row(self) -> Row:
        row = self._stage.row
        assert row is not None, "commands that need a paper are not run without one"
        return row

    def _try(
        self, act: Callable[[], Marked | None], words: str | Callable[[Marked], str] = "", nothing: str = ""
    ) -> None:
        """Do something to the marks, show it, and say how it went; a mark that was not saved is never shown."""
        try:
            papers = self._stage.listing.version()
            marked = act()
            moved = self._stage.listing.version() != papers
        except OctavoError as error:
            self._stage.say(str(error), alarm=True)
            return
        if moved:
            self._stage.papers_changed()
        else:
            self._stage.marks_changed()
        if marked is None:
            said = nothing
        elif marked.late:
            self._stage.say(marked.late, alarm=True)
            return
        else:
            said = words if isinstance(words, str) else words(marked)
        if said:
            self._stage.say(said)
