"""Taking back what was done, doing it again, and the list of all that was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reader.app.asking import Asker
from reader.app.keys import Given
from reader.app.picking import Picking
from reader.app.stage import Stage
from reader.errors import OctavoError
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.library.marks import Marked
    from reader.library.timeline import Done
    from reader.library.undoing import Turn

_SHOWN = 500
"""Acts that the history shows."""
_SAID = {"undo": ("Taken back", "Nothing to undo."), "redo": ("Done again", "Nothing to redo.")}


class Undoing:
    """The commands that go back and forth in time. An import may be long, so it is turned in a thread."""

    def __init__(self, stage: Stage, picking: Picking, asker: Asker, given: Given) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose from the history.
            asker: Turns imports in the background.
            given: How many acts to go back or forth.
        """
        self._stage = stage
        self._given = given
        self._picking = picking
        self._asker = asker
        self._opening = 0
        self._trouble = False
        """Whether what was turned last went wrong."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"undo": lambda: self._next("undo"), "redo": lambda: self._next("redo"), "history": self._history}

    def _next(self, kind: Turn) -> None:
        """Turn what is next, or as many acts as a number says; an import, which may be long, is the last of them."""
        if not self._asker.idle:
            self._stage.say("The import before it is still being turned.")
            return
        timeline = self._stage.library.timeline
        turned, last, self._trouble = 0, None, False
        for _ in range(self._given.times):
            try:
                done = timeline.next_import(kind)
            except OctavoError as error:
                self._stage.say(str(error), alarm=True)
                return
            marked = self._turn(lambda: timeline.turn_next(kind), kind, done.label if done else "")
            if marked is None:
                break
            turned, last = turned + 1, marked
        if last is not None and self._given.times > 1 and self._asker.idle and not (last.late or self._trouble):
            self._stage.say(f"{_SAID[kind][0]}: {turned} acts, the last: {_counted(last.label, last.papers)}.")

    def _turn(self, turn: Callable[[], Marked | None], kind: Turn, slow: str = "") -> Marked | None:
        """Do it at once, or in a thread where that may take a while; say how it went.

        Returns:
            What was turned at once, if anything.
        """
        papers = self._stage.listing.version()
        if slow:
            self._stage.say(f"{'Taking back' if kind == 'undo' else 'Doing again'}: {slow} …")
            self._asker.ask(turn, lambda marked: self._turned(marked, kind, papers), self._failed)
            return None
        try:
            marked = turn()
        except OctavoError as error:
            self._failed(str(error))
            return None
        self._turned(marked, kind, papers)
        return marked

    def take_back(self, stamp: str, label: str) -> None:
        """Take a certain import back.

        Args:
            stamp: What the history calls it.
            label: What to call it while that goes on.
        """
        if not self._asker.idle:
            self._stage.say("The import before it is still being turned.")
            return
        self._turn(lambda: self._stage.library.timeline.turn(stamp, "undo"), "undo", label)

    def _turned(self, marked: Marked | None, kind: Turn, papers: int) -> None:
        if self._stage.listing.version() != papers:
            self._stage.papers_changed()
        else:
            self._stage.marks_changed()
        said, nothing = _SAID[kind]
        if marked is None:
            self._stage.say(nothing)
        elif marked.late:
            self._stage.say(marked.late, alarm=True)
        else:
            self._stage.say(f"{said}: {_counted(marked.label, marked.papers)}.")
        self._picking.renew(self._opening)

    def _failed(self, words: str) -> None:
        self._trouble = True
        self._stage.say(words, alarm=True)

    def _history(self) -> None:
        def choices() -> list[Choice]:
            done = self._stage.library.timeline.history(_SHOWN)
            now = datetime.now(UTC)
            return [Choice(one.stamp, _line(one, now), one.title, _aside(one), not one.undone) for one in done]

        def picked(choice: Choice, _typed: str) -> None:
            kind: Turn = "undo" if choice.chosen else "redo"
            timeline = self._stage.library.timeline
            self._turn(
                lambda: timeline.turn(choice.id, kind), kind, choice.label if " import of " in choice.label else ""
            )

        try:
            self._opening = self._picking.begin(
                "What was done",
                choices,
                picked,
                help_="Tab takes back or does again  Esc closes",
                waiting="Nothing was done yet.",
            )
        except OctavoError as error:
            self._failed(str(error))


def _line(done: Done, now: datetime) -> str:
    when = done.when.astimezone()
    day = f"{when:%H:%M}" if when.date() == now.astimezone().date() else f"{when:%m-%d}"
    return f"{day if when.year == now.year else f'{when:%Y}'}  {_counted(done.label, done.papers)}"


def _counted(label: str, papers: int) -> str:
    """Say what was done with the number of papers, where there are several and it does not say so itself."""
    return f"{label} ({papers:,} papers)" if papers > 1 and " paper" not in label else label


def _aside(done: Done) -> str:
    where = "" if done.is_here else done.device
    return "  ".join(part for part in ("taken back" if done.undone else "", where) if part)
