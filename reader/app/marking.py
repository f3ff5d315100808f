"""The marks: bookmark, read, tags, note, rating, and removing a paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.app.picking import Picking
from reader.app.selecting import Selecting
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.model import Row, tag_name
from widgets.painting import shorten
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.library.marks import Marked

_TITLE = 48
"""Cells of a title in a message."""
_PAPERS = "{papers}"
_LOOKED_AT = 500
"""Papers that are looked at for the tags that all of them carry."""


class Act(NamedTuple):
    """Something that is done to papers, and can be done to others again."""

    do: Callable[[Sequence[int]], Marked | None]
    """Does it; gives nothing where all of them were so already."""
    one: str
    """What to say of one paper."""
    many: str
    """What to say of several; `{papers}` stands for how many."""


class Marking:
    """The commands that mark papers; each is one call of the library and one message."""

    def __init__(self, stage: Stage, picking: Picking, selecting: Selecting) -> None:
        self._stage = stage
        self._picking = picking
        self._selecting = selecting
        self._last: Act | None = None
        """The act that changed something last, to be done again."""

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
            "repeat": self._repeat,
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
        bookmark = self._stage.library.bookmark
        self._toggle(
            Act(lambda ids: bookmark(ids, on=True), "Bookmarked", "Bookmarked {papers}"),
            Act(lambda ids: bookmark(ids, on=False), "Bookmark taken off", "Bookmarks taken off {papers}"),
            on=self._row().bookmarked,
        )

    def _read(self) -> None:
        read = self._stage.library.read
        self._toggle(
            Act(lambda ids: read(ids, on=True), "Marked as read", "Marked {papers} as read"),
            Act(lambda ids: read(ids, on=False), "Marked as unread", "Marked {papers} as unread"),
            on=self._row().read,
        )

    def _read_all(self) -> None:
        self._try(
            lambda: self._stage.library.read(self._stage.listing.ids(), on=True),
            lambda marked: f"Marked {marked.papers:,} papers as read; {self._stage.how_to('undo')} takes it back.",
            "All of them were read.",
        )

    def _rate(self, stars: int) -> None:
        words = f"Rated {stars} of 5" if stars else "Rating taken off"
        many = f"Rated {{papers}} {stars} of 5" if stars else "Ratings taken off {papers}"
        self._do(Act(lambda ids: self._stage.library.rate(ids, stars), words, many), self._selecting.targets())

    def _tag(self) -> None:
        paper = self._stage.paper
        if paper is None:
            return
        chosen = self._selecting.ids()

        def choices() -> list[Choice]:
            own = self._tags_of(chosen or [paper.id])
            tags = [(count.name, str(count.papers)) for count in self._stage.library.tags()]
            if own is None:
                return [Choice(name, name, aside=papers) for name, papers in tags]
            tags.sort(key=lambda tag: (tag[0] not in own, tag[0]))
            return [Choice(name, name, aside=papers, chosen=name in own) for name, papers in tags]

        def picked(choice: Choice, typed: str) -> None:
            name = choice.id or tag_name(typed)
            if not name:
                self._stage.say("A tag needs a letter or a digit.", alarm=True)
                return
            tag = self._stage.library.tag
            self._toggle(
                Act(lambda ids: tag(ids, [name], on=True), f"Tagged #{name}", f"Tagged {{papers}} #{name}"),
                Act(lambda ids: tag(ids, [name], on=False), f"Tag #{name} taken off", f"#{name} taken off {{papers}}"),
                on=bool(choice.chosen),
                ids=chosen or [paper.id],
            )

        title = f"Tags of {shorten(self._stage.reading(paper.title).text, _TITLE)}"
        if chosen:
            title = f"Tags of {_count(len(chosen))}"
        help_ = "Enter takes one  Tab takes it and stays  Esc closes"
        self._picking.begin(title, choices, picked, help_=help_, create="New tag")

    def _tags_of(self, ids: Sequence[int]) -> set[str] | None:
        """Give the tags that each of some papers carries; nothing where that is more than one looks at."""
        if len(ids) > _LOOKED_AT:
            return None
        return set.intersection(*(set(paper.marks.tags) for paper in self._stage.library.papers(ids)))

    def _remove(self) -> None:
        remove = self._stage.library.records.remove
        undo = self._stage.how_to("undo")
        self._do(
            Act(remove, f"Removed; {undo} brings it back", f"Removed {{papers}}; {undo} brings them back"),
            self._selecting.targets(),
        )

    def _repeat(self) -> None:
        """Do what was done last to the paper under the cursor, or to those selected."""
        if self._last is None:
            self._stage.say("Nothing was done yet that could be repeated.")
        else:
            self._do(self._last, self._selecting.targets())

    def _toggle(self, put: Act, take: Act, *, on: bool, ids: Sequence[int] = ()) -> None:
        """Put a mark on papers, or take it off where all of them have it.

        Args:
            put: Puts it on.
            take: Takes it off.
            on: Whether the one paper has it, where there is only one.
            ids: The papers; by default those selected, or the one under the cursor.
        """
        ids = ids or self._selecting.targets()
        if len(ids) == 1 and not self._selecting.number:
            self._do(take if on else put, ids)
        elif not self._do(put, ids, quiet=True):
            self._do(take, ids)

    def _do(self, act: Act, ids: Sequence[int], *, quiet: bool = False) -> bool:
        """Do an act, and tell whether not all of the papers were so already.

        Args:
            act: The act.
            ids: The papers.
            quiet: Say nothing where everything is so already.
        """
        many = len(ids) > 1
        marked = self._try(
            lambda: act.do(ids),
            lambda marked: f"{act.many.replace(_PAPERS, _count(marked.papers)) if many else act.one}.",
            "" if quiet else "That is so already.",
        )
        if marked:
            self._last = act
        return marked is not None

    def _row(self) -> Row:
        row = self._stage.row
        assert row is not None, "commands that need a paper are not run without one"
        return row

    def _try(
        self, act: Callable[[], Marked | None], words: str | Callable[[Marked], str] = "", nothing: str = ""
    ) -> bool | None:
        """Do something to the marks, show it, and say how it went; a mark that was not saved is never shown.

        Returns:
            Whether something was marked; nothing where everything was so already.
        """
        try:
            papers = self._stage.listing.version()
            marked = act()
            moved = self._stage.listing.version() != papers
        except OctavoError as error:
            self._stage.say(str(error), alarm=True)
            return False
        if moved:
            self._stage.papers_changed()
        else:
            self._stage.marks_changed()
        if marked is not None and marked.late:
            self._stage.say(marked.late, alarm=True)
            return True
        said = nothing if marked is None else words if isinstance(words, str) else words(marked)
        if said:
            self._stage.say(said)
        return None if marked is None else True


def _count(papers: int) -> str:
    return "1 paper" if papers == 1 else f"{papers:,} papers"
