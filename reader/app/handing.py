"""Handing a paper on: to the clipboard of the terminal, or to a browser where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.stage import Stage
from reader.model import Paper


class Handing:
    """The commands that hand a paper on."""

    def __init__(self, stage: Stage, copy: Callable[[str], None], visit: Callable[[str], bool]) -> None:
        """Connect.

        Args:
            stage: The screen.
            copy: Sends a text to the terminal's clipboard.
            visit: Opens an address in a browser, and tells whether there was one.
        """
        self._stage = stage
        self._copy = copy
        self._visit = visit

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "copy": lambda: self._hand("title and link", lambda paper: f"{paper.title} {paper.link}".strip()),
            "copy_title": lambda: self._hand("title", lambda paper: paper.title),
            "copy_link": lambda: self._hand("link", lambda paper: paper.link),
            "copy_id": lambda: self._hand("key", lambda paper: paper.key),
            "visit": self._open_link,
        }

    def _hand(self, what: str, text: Callable[[Paper], str]) -> None:
        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        words = text(paper)
        if not words:
            self._stage.say("This paper has no link.")
            return
        self._copy(words)
        self._stage.say(f"Sent the {what} to the terminal: {words}")

    def _open_link(self) -> None:
        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        if not paper.link:
            self._stage.say("This paper has no link.")
        elif self._visit(paper.link):
            self._stage.say(f"Opened {paper.link}")
        else:
            self._copy(paper.link)
            self._stage.say(f"No browser here; sent to the terminal's clipboard: {paper.link}")
