"""What every command is given: where the library lies, where to write, and the library itself once it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.cli.console import Console
from reader.errors import OctavoError, UnknownPaperError
from reader.model.ids import arxiv_key, doi_key

if TYPE_CHECKING:
    from reader.library import Library
    from reader.model import Paper
    from reader.paths import Places


@dataclass(frozen=True, slots=True)
class Session:
    """One call of `octavo`."""

    places: Places
    console: Console

    @contextmanager
    def library(self, *, seeds: bool = True) -> Iterator[Library]:
        """Open the library, and close it at the end.

        Args:
            seeds: Bring the bundled papers in where there never was any paper.

        Raises:
            StoreError: the library cannot be opened.
            JournalError: the journals cannot be read.
            OSError: the folders cannot be created.
        """
        from reader.library import Library  # with SQLite: 10 ms, and `octavo keys` has no use for it

        library = Library.open(self.places)
        try:
            report = library.import_seeds() if seeds else None
            if report is not None:
                self.console.words(
                    f"The library was empty: {report.added} papers of two bundled Daily Papers pages are in it now."
                )
            try:
                yield library
            except Exception:
                self._keep_live(library)  # marks may have been folded all the same
                raise
            self._keep_live(library)
        finally:
            library.close()

    def keep_live(self) -> None:
        """Write the files that follow a tag after the library itself was repaired or put back."""
        if self.places.settings.exists():
            with suppress(OctavoError, OSError), self.library(seeds=False):
                pass

    def _keep_live(self, library: Library) -> None:
        """Write the files that follow a tag where marks, papers or settings are not as they were the last time."""
        if not self.places.settings.exists():
            return
        from reader.library import live_note

        if told := live_note.due(library):
            from reader.cli.exporting import keep_live  # only where something was marked or came in

            keep_live(self.console, library)
            live_note.note(self.places, told)


def find_paper(library: Library, text: str) -> Paper:
    """Give the paper that somebody means by a key, the start of one, an arXiv id, a DOI, or an address with either.

    Raises:
        UnknownPaperError: there is none.
        AmbiguousPaperError: there are several.
    """
    key = arxiv_key(text) or doi_key(text)
    if key:
        try:
            return library.resolve(key)
        except UnknownPaperError:
            pass  # a source's own id may look like one
    return library.resolve(text)


def find_papers(library: Library, texts: Sequence[str]) -> list[Paper]:
    """Give the papers that several texts mean, each once; where one of them means none, none is given.

    Raises:
        UnknownPaperError: a text means no paper.
        AmbiguousPaperError: a text means several.
    """
    return list({paper.id: paper for paper in (find_paper(library, text) for text in texts)}.values())
