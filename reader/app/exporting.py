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
}
_ONE, _LISTED = "one", "listed"


class Exporting:
    """The commands that write papers for other programs."""

    def __init__(self, stage: Stage, picking: Picking, asker: Asker, copying: Copying) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose a format and a file.
            asker: Writes in the background.
            copying: Sends a text to the terminal's clipboard.
        """
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
        self._hand(format_.title, lambda paper: self._stage.library.exports.text(paper, format_))

    def _copy_reference(self) -> None:
        from reader.export.plain import citation

        exports = self._stage.library.exports
        self._hand("reference", lambda paper: citation(next(exports.references([paper.id]))))

    def _copy_cite(self) -> None:
        self._hand("cite key", lambda paper: self._stage.library.exports.cites([paper.id])[paper.id])

    def _hand(self, what: str, text: Callable[[Paper], str]) -> None:
        paper = self._paper
        try:
            words = text(paper)
        except (OctavoError, LookupError, StopIteration) as error:
            said = str(error) if isinstance(error, OctavoError) else "This paper is gone."
            self._stage.say(said, alarm=True)
            return
        self._copying.hand(what, words)

    # A file

    def _choose_format(self) -> None:
        from reader.export import FORMATS

        number = len(self._stage.listing)
        choices = [
            Choice(f"{_ONE} {format_.id}", format_.title, "this paper", format_.ending) for format_ in FORMATS.values()
        ]
        if number > 1:
            what = f"all {number:,} that are listed"
            choices += [
                Choice(f"{_LISTED} {format_.id}", format_.title, what, format_.ending) for format_ in FORMATS.values()
            ]
        self._picking.begin(
            "Export", choices, lambda choice, _typed: self._choose_file(choice.id), help_="Enter chooses  Esc closes"
        )

    def _choose_file(self, chosen: str) -> None:
        """Ask where to; what is listed is what was listed then."""
        from reader.export import FORMATS

        what, _, name = chosen.partition(" ")
        format_ = FORMATS[name]
        stage = self._stage
        paper = self._paper
        try:
            stem = stage.library.exports.cites([paper.id])[paper.id] if what == _ONE else _stem(stage.view.name)
        except (OctavoError, LookupError) as error:
            stage.say(str(error) if isinstance(error, OctavoError) else "This paper is gone.", alarm=True)
            return
        listing = stage.listing
        ids = (lambda: [paper.id]) if what == _ONE else listing.ids
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
