"""Handing a paper on: to the clipboard of the terminal, or to a browser where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.copying import Copying
from reader.app.picking import Picking
from reader.app.selecting import Selecting
from reader.app.stage import Stage
from reader.model import Paper
from reader.text import as_it_is
from widgets import painting
from widgets.picker import Choice

_NO_BROWSER = "No browser here. "
_AROUND = 8
"""Cells of the screen that a line of the picker cannot have."""
_ADDRESS = 60
"""Characters of an address that stand on a line of the picker at 80 columns."""


class Handing:
    """The commands that hand a paper on."""

    def __init__(
        self, stage: Stage, picking: Picking, copying: Copying, visit: Callable[[str], bool], selecting: Selecting
    ) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose a link.
            copying: Sends a text to the terminal's clipboard.
            visit: Opens an address in a browser, and tells whether there was one.
            selecting: Knows which papers are selected.
        """
        self._selecting = selecting
        self._stage = stage
        self._picking = picking
        self._copying = copying
        self._visit = visit

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "copy": lambda: self._hand("title and link", lambda paper: f"{self._title(paper)} {paper.link}".strip()),
            "copy_title": lambda: self._hand("title", self._title),
            "copy_link": lambda: self._hand("link", lambda paper: paper.link),
            "copy_id": lambda: self._hand("key", lambda paper: paper.key),
            "copy_show": self._show,
            "visit": self._open_link,
            "links": self._choose_link,
            "raw": self._toggle_raw,
        }

    def _hand(self, what: str, text: Callable[[Paper], str]) -> None:
        papers = self._selecting.papers()
        if not papers:
            return
        texts = [words for paper in papers if (words := text(paper))]
        if not texts:
            self._stage.say("This paper has no link.")
            return
        of = f" of {len(texts)} papers" if len(texts) > 1 else ""
        self._copying.hand(f"{what}{of}", "\n".join(texts))

    def _show(self) -> None:
        """Show the paper as text that the terminal can select."""
        from reader.export import FORMATS

        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        self._copying.show("paper", self._stage.library.exports.text(paper, FORMATS["text"]))

    def _open_link(self) -> None:
        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        if not paper.link:
            self._stage.say("This paper has no link.")
        else:
            self._open(paper.link)

    def _open(self, address: str) -> None:
        if self._visit(address):
            self._stage.say(f"Opened {address}")
            return
        self._copying.hand("address", address, before=_NO_BROWSER, whole=True)
        if painting.cells(f" {_NO_BROWSER}{address}") > (width := self._picking.width):
            # It is for reading off the screen, so all of it must stand there.
            opening = self._picking.tell("The address", _NO_BROWSER.strip())
            parts = painting.wrap(address, width - _AROUND)
            self._picking.renew(opening, [Choice("", address[start:end]) for start, end in parts])

    def _choose_link(self) -> None:
        """Offer the links of the abstract, each under the number that it has there."""
        from reader.text.links import numbered  # not on the way to the first screen

        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        addresses = numbered(self._stage.reading(paper.abstract).text).addresses
        if not addresses:
            opens = f"{self._stage.how_to('visit')} opens the paper's own"
            self._stage.say(f"There is no link in this abstract; {opens}.")
            return
        choices = [
            # An address is shown whole before it is opened, on as many lines as that takes.
            Choice(address, f"{number if not start else '':>2}  {address[start : start + _ADDRESS]}")
            for number, address in enumerate(addresses, 1)
            for start in range(0, len(address), _ADDRESS)
        ]
        self._picking.begin(
            "Links",
            choices,
            lambda choice, _typed: self._open(choice.id),
            help_="Enter or its number opens  Esc closes",
        )

    def _title(self, paper: Paper) -> str:
        """Give the title as it is shown."""
        return self._stage.reading(paper.title).text

    def _toggle_raw(self) -> None:
        raw = self._stage.reading is not as_it_is
        self._stage.show_raw(on=raw)
        shows = f"{self._stage.how_to('raw')} shows it readable"
        self._stage.say(f"TeX as it was written; {shows}." if raw else "TeX is shown as one reads it.")
