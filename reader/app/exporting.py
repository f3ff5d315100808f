"""Papers leave from the screen: to a file of any format, or to the terminal's clipboard."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reader.app.asking import Asker
from reader.app.copying import Copying
from reader.app.picking import Picking
from reader.app.selecting import Selecting
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.model import Paper
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.export import Format

_COPIES: Final = {
    "copy_bibtex": "bibtex",
    "copy_markdown": "markdown",
    "copy_ris": "ris",
    "copy_csl": "csl-json",
    "copy_json": "jsonl",
    "copy_csv": "csv",
    "copy_text": "text",
}
_ONE, _LISTED, _SELECTED = "one", "listed", "selected"
_NOTES: Final = "notes"
"""What is chosen in place of a format: a file for each paper, in a folder."""


class Exporting:
    """The commands that write papers for other programs."""

    def __init__(self, stage: Stage, picking: Picking, asker: Asker, copying: Copying, selecting: Selecting) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose a format and a file.
            asker: Writes in the background.
            copying: Sends a text to the terminal's clipboard.
            selecting: Knows which papers are selected.
        """
        self._selecting = selecting
        self._stage = stage
        self._picking = picking
        self._asker = asker
        self._copying = copying

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        copies = {name: partial(self._copy_as, format_) for name, format_ in _COPIES.items()}
        return {
            **copies,
            "copy_reference": self._copy_reference,
            "copy_cite": self._copy_cite,
            "export": self._choose_format,
        }

    # The clipboard

    def _copy_as(self, name: str) -> None:
        from reader.export import FORMATS

        format_ = FORMATS[name]

        def text(papers: Sequence[Paper]) -> str:
            pieces: list[str] = []
            self._stage.library.exports.write([paper.id for paper in papers], format_, pieces.append)
            return "".join(pieces)

        self._hand(format_.title, text)

    def _copy_reference(self) -> None:
        from reader.export.plain import citation

        exports = self._stage.library.exports
        self._hand(
            "reference",
            lambda papers: "\n".join(citation(one) for one in exports.references([paper.id for paper in papers])),
        )

    def _copy_cite(self) -> None:
        def text(papers: Sequence[Paper]) -> str:
            cites = self._stage.library.exports.cites([paper.id for paper in papers])
            return ",".join(cites[paper.id] for paper in papers)

        self._hand("cite key", text)

    def _hand(self, what: str, text: Callable[[Sequence[Paper]], str]) -> None:
        from reader.app.clipboard import MAX_BYTES

        papers = self._selecting.papers()
        if not papers:
            return
        try:
            words = text(papers)
        except (OctavoError, LookupError) as error:
            said = str(error) if isinstance(error, OctavoError) else "This paper is gone."
            self._stage.say(said, alarm=True)
            return
        if len(papers) > 1 and len(words.encode()) > MAX_BYTES:
            # Half an entry helps nobody.
            writes = f"{self._stage.how_to('export')} writes them to a file"
            self._stage.say(f"{len(papers)} papers are too long for a clipboard; {writes}.", alarm=True)
            return
        of = f" of {len(papers)} papers" if len(papers) > 1 else ""
        self._copying.hand(f"{what}{of}", words)

    # A file

    def _choose_format(self) -> None:
        from reader.export import FORMATS

        number, selected = len(self._stage.listing), self._selecting.number
        offered = [(_ONE, "this paper")]
        if selected:
            offered.insert(0, (_SELECTED, f"the {selected:,} selected"))
        if number > 1:
            offered.append((_LISTED, f"all {number:,} that are listed"))
        kinds = [(format_.id, format_.title, format_.ending) for format_ in FORMATS.values()]
        kinds.append((_NOTES, "Markdown notes with front matter", "folder"))
        choices = [
            Choice(f"{what} {kind}", title, words, ending) for what, words in offered for kind, title, ending in kinds
        ]
        self._picking.begin(
            "Export", choices, lambda choice, _typed: self._choose_file(choice.id), help_="Enter chooses  Esc closes"
        )

    def _choose_file(self, chosen: str) -> None:
        """Ask where to; what is listed is what was listed then."""
        from reader.export import FORMATS

        what, _, name = chosen.partition(" ")
        if name == _NOTES:
            self._choose_folder(what)
            return
        format_ = FORMATS[name]
        stage = self._stage
        paper = self._paper
        try:
            stem = stage.library.exports.cites([paper.id])[paper.id] if what == _ONE else _stem(stage.view.name)
        except (OctavoError, LookupError) as error:
            stage.say(str(error) if isinstance(error, OctavoError) else "This paper is gone.", alarm=True)
            return
        ids = self._chosen(what)
        folders = dict.fromkeys((Path.cwd(), Path.home()))
        choices = [
            Choice(str(folder / f"{stem}{format_.ending}"), f"{stem}{format_.ending}", f"in {folder}")
            for folder in folders
            if os.access(folder, os.W_OK)
        ]
        self._picking.begin(
            f"Write {format_.title} to",
            choices,
            lambda choice, typed: self._write(ids, format_, choice.id or typed),
            help_="Type a path  Enter writes  Esc closes",
            create="Write to",
            made_first=True,
        )

    def _chosen(self, what: str) -> Callable[[], Sequence[int]]:
        """Give what tells the papers later: those that are selected or under the cursor now, or listed in this list."""
        if what == _LISTED:
            return self._stage.listing.ids
        numbers = self._selecting.ids() if what == _SELECTED else [self._paper.id]
        return lambda: numbers

    def _choose_folder(self, what: str) -> None:
        """Ask in which folder a note for each paper is to stand."""
        ids = self._chosen(what)
        name = "papers" if what == _ONE else _stem(self._stage.view.name)
        folders = dict.fromkeys((Path.cwd(), Path.home()))
        choices = [Choice(str(folder / name), name, f"in {folder}") for folder in folders if os.access(folder, os.W_OK)]
        self._picking.begin(
            "Write Markdown notes into",
            choices,
            lambda choice, typed: self._write_notes(ids, choice.id or typed),
            help_="Type a folder, there or new  Enter writes  Esc closes",
            create="Write into",
            made_first=True,
        )

    def _write_notes(self, ids: Callable[[], Sequence[int]], name: str) -> None:
        from reader.export import AS_USUAL

        folder, stage = Path(name.strip()).expanduser(), self._stage
        exports = stage.library.exports

        def write() -> str:
            try:
                notes = exports.write_notes(ids(), folder, AS_USUAL)
            except OSError as error:
                return f"It cannot be written ({(error.strerror or type(error).__name__).lower()}): {folder}"
            if notes.refused:
                more = f" ({len(notes.refused) - 1:,} more)" if len(notes.refused) > 1 else ""
                return f"{notes.refused[0]}{more}"
            number = notes.written + notes.same
            same = f" ({notes.same:,} as they were)" if notes.same else ""
            return f"{number:,} {'note' if number == 1 else 'notes'}{same} written to {folder.absolute()}"

        stage.say("Writing…")
        self._asker.ask(write, self._told, lambda words: stage.say(words, alarm=True))

    def _write(self, ids: Callable[[], Sequence[int]], format_: Format, name: str) -> None:
        path = Path(name.strip()).expanduser()
        if not path.suffix:
            path = path.with_name(f"{path.name}{format_.ending}") if path.name else path
        stage = self._stage
        exports = stage.library.exports

        def write() -> str:
            numbers = ids()
            try:
                if path.is_dir() or not path.name:
                    return f"That is a folder; type the name of a file: {path}"
                if path.exists() and path.stat().st_size:
                    return f"There is such a file already; choose another name: {path}"
                exports.write(numbers, format_, path)
            except OSError as error:
                return f"It cannot be written ({(error.strerror or type(error).__name__).lower()}): {path}"
            papers = "1 paper" if len(numbers) == 1 else f"{len(numbers):,} papers"
            return f"{papers} written to {path.absolute()}"

        stage.say("Writing…")
        self._asker.ask(write, self._told, lambda words: stage.say(words, alarm=True))

    def _told(self, words: str) -> None:
        self._stage.say(words, alarm=" written to " not in words)

    @property
    def _paper(self) -> Paper:
        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        return paper


def _stem(view: str) -> str:
    """Make the name of a file of what the list is called."""
    kept = "".join(sign if sign.isalnum() else "-" for sign in view.lower())
    return "-".join(filter(None, kept.split("-")))[:60] or "papers"
