"""Papers leave: references written in the formats that other programs read.

Each format is a module with two functions, loaded when it is used: `write` yields the text piece by piece, so that a
library of any size goes through, and `is_own` tells by its beginning whether a file is one that Octavo wrote whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import Final, NamedTuple

from reader.export.reference import AS_USUAL, Options, Reference, reference
from reader.model.text import safe_line

__all__ = ["AS_USUAL", "FORMATS", "Format", "Options", "Reference", "format_by_ending", "reference"]


class Format(NamedTuple):
    """A way to write references."""

    id: str
    """What the shell and the settings call it."""
    title: str
    ending: str
    """The ending that a file of it has, with the dot."""
    module: str
    others: tuple[str, ...] = ()
    """Other endings that mean it."""

    def write(self, references: Iterable[Reference], options: Options = AS_USUAL) -> Iterator[str]:
        """Yield the text of a whole file."""
        write: Callable[[Iterable[Reference], Options], Iterator[str]]
        write = import_module(f"reader.export.{self.module}").write
        return write(references, options)

    def live(self, references: Iterable[Reference], tag: str) -> Iterator[str]:
        """Yield the text of a file that follows a tag: where the format has comments, the first line says so."""
        heading = getattr(import_module(f"reader.export.{self.module}"), "heading", None)
        if heading is not None:
            yield heading(safe_line(tag))
        yield from self.write(references, Options(live=True))

    def is_own(self, beginning: str) -> bool:
        """Tell by the first 1,000 characters or so whether Octavo wrote a file to follow a tag, or it is empty."""
        is_own: Callable[[str], bool] = import_module(f"reader.export.{self.module}").is_own
        return not beginning.strip() or is_own(beginning.removeprefix("\ufeff"))


FORMATS: Final = {
    format_.id: format_
    for format_ in (
        Format("bibtex", "BibTeX", ".bib", "bibtex"),
        Format("ris", "RIS", ".ris", "ris"),
        Format("csl-json", "CSL-JSON", ".json", "csl"),
        Format("markdown", "Markdown", ".md", "markdown", (".markdown",)),
        Format("csv", "CSV", ".csv", "table"),
        Format("jsonl", "JSON Lines", ".jsonl", "json_lines", (".ndjson",)),
        Format("text", "Plain text", ".txt", "plain"),
    )
}
"""Every format, in the order in which they are offered."""


def format_by_ending(name: str) -> Format | None:
    """Give the format that the ending of a file's name asks for, or nothing where it asks for none."""
    ending = PurePath(name).suffix.lower()
    return next((one for one in FORMATS.values() if ending and ending in (one.ending, *one.others)), None)
