"""Completing what is typed into the bar: what a field's name or value may become, offered in the status line.

The candidates come from the search thread, after the papers, so no letter waits for them. Only those for what stands in
the bar now are ever taken: a Tab that is typed before they are there waits for them, as do the keys behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from reader.app.jobs import CompletionRequest, SearchJob
from reader.query.where import Part, part_at

if TYPE_CHECKING:
    from reader.app.stage import Stage
    from reader.library import Completion
    from widgets.line_editor import LineEditor

LETTERS: Final = {"field": 2, "author": 2}
"""Letters from which something is offered, where it is more than none: most words are words, and every paper has
authors."""
_SLOW: Final = frozenset({"author"})
"""What takes a moment to find in a large library: it waits until nobody types."""


class Completing:
    """Owns the candidates for what is being typed."""

    def __init__(self, stage: Stage, editor: LineEditor, job: SearchJob) -> None:
        """Connect.

        Args:
            stage: Shows the candidates.
            editor: The line that is completed.
            job: Finds them in the background; its answers come to `answered`.
        """
        self._stage = stage
        self._editor = editor
        self._job = job
        self._ticket = 0
        self._asked: Part | None = None
        self._typed = ""
        """The line as it was typed."""
        self._offered: list[Completion] = []
        self._chosen = -1
        """The candidate that stands in the line, -1 for what was typed."""
        self._waiting = False
        self._then: Callable[[], None] | None = None

    @property
    def awaited(self) -> bool:
        """Whether a key waits for the candidates: what is typed now comes behind it."""
        return self._then is not None

    @property
    def pending(self) -> bool:
        """Whether the candidates for what stands in the line are not there yet."""
        return self._waiting

    def typed(self) -> None:
        """Look for what the part under the cursor may become."""
        self._ticket += 1
        text, cursor = self._editor.text, self._editor.cursor
        former, self._asked = self._asked, _worth_it(part_at(text, cursor))
        self._typed, self._chosen = text, -1
        part = self._asked
        self._waiting = part is not None
        if part is None:
            self.clear()
            return
        if former is None or former[::2] != part[::2]:
            self._show([])
        self._job.complete(CompletionRequest(self._ticket, part, patient=part.kind in _SLOW))

    def wait(self, then: Callable[[], None]) -> None:
        """Do something once the candidates are there: a key was meant for them, so they are not to wait any longer."""
        assert self._asked is not None, "nobody waits where nothing is pending"
        self._then = then
        self._job.complete(CompletionRequest(self._ticket, self._asked))

    def answered(self, ticket: int, candidates: list[Completion]) -> None:
        """Offer the candidates, unless something else is typed by now; then do what waited for them."""
        if ticket != self._ticket or not self._waiting or self._asked is None:
            return
        start, end = self._asked.start, self._asked.end
        self._waiting = False
        self._show([one for one in candidates if one.text != self._typed[start:end]])
        then, self._then = self._then, None
        if then is not None:
            then()

    def take(self, step: int) -> bool:
        """Put the next candidate into the line, or the one before, and tell whether there was any."""
        if not self._offered or self._asked is None:
            return False
        number = len(self._offered)
        # One stop more than there are candidates: what was typed.
        self._chosen = (self._chosen + 1 + step) % (number + 1) - 1
        start, end = self._asked.start, self._asked.end
        text = self._offered[self._chosen].text if self._chosen >= 0 else self._typed[start:end]
        self._editor.set(self._typed[:start] + text + self._typed[end:])
        self._editor.cursor = start + len(text)
        if number == 1 and self._chosen == 0:
            self.typed()  # there is no other to go on to, but perhaps a value of the field that was taken
        else:
            self._show(self._offered)
        return True

    def clear(self) -> None:
        """Offer nothing any more."""
        self._ticket += 1
        self._asked, self._waiting, self._then = None, False, None
        self._show([])

    def _show(self, candidates: list[Completion]) -> None:
        self._offered = candidates
        kind = self._asked.kind if self._asked is not None else ""
        label = "" if kind in ("", "field") else f"{kind}:"
        only = len(candidates) == 1
        choices = [(_name(one), _aside(one, only=only)) for one in candidates]
        self._stage.offer(label, choices, max(0, self._chosen))


def _worth_it(part: Part | None) -> Part | None:
    """Give the part, if it helps to offer something for it."""
    if part is None or len(part.beginning.strip('"').strip()) < LETTERS.get(part.kind, 0):
        return None
    # In the middle of a word nobody means a field.
    return part if part.kind != "field" or part.start + len(part.beginning) == part.end else None


def _name(candidate: Completion) -> str:
    """Give the words for a candidate: an edition has a title that says more than its key."""
    text = candidate.text.strip('"')
    return candidate.help if candidate.help and not text.endswith(":") else text


def _aside(candidate: Completion, *, only: bool) -> str:
    if candidate.papers:
        return f"{candidate.papers:,}"
    return candidate.help if only and candidate.text.endswith(":") else ""
