"""A paper with what it is referred to by: what every format is given."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from reader.model import NO_DETAILS, Details, Paper
from reader.model.ids import ARXIV, DOI, kind
from reader.model.text import safe_line


class Options(NamedTuple):
    """How references are written; what a format has no use for is nothing to it."""

    marks: bool = False
    """A person's own marks leave with the paper: tags, note, rating, read and bookmarked."""
    abstracts: bool = True
    ascii: bool = False
    """Letters and signs beyond ASCII are written as TeX's commands, as far as TeX has one."""
    bom: bool = False
    """The file begins with a byte order mark, by which some spreadsheets know UTF-8."""
    live: bool = False
    """The file follows a tag, and its beginning has to tell that it is Octavo's."""


AS_USUAL: Final = Options()


class Reference(NamedTuple):
    """A paper that is referred to."""

    paper: Paper
    cite: str
    """Its cite key: letters, figures and hyphens of ASCII."""
    keys: tuple[str, ...] = ()
    """Every key that it is known by; its own is one of them."""
    former: tuple[str, ...] = ()
    """Other cite keys that were given to it while it was two records."""

    @property
    def arxiv(self) -> str:
        """The arXiv id, or an empty text."""
        return self.name(ARXIV)

    @property
    def doi(self) -> str:
        """The DOI, or an empty text."""
        return self.name(DOI)

    def name(self, wanted: str) -> str:
        """Give the paper's name of one kind, such as `pmid`, or an empty text."""
        names = (key.partition(":")[2] for key in (self.paper.key, *self.keys) if kind(key) == wanted)
        return next(names, "")

    @property
    def date(self) -> tuple[str, str, str]:
        """Year, month and day, each empty where it is not known."""
        year, _, rest = self.paper.date.partition("-")
        month, _, day = rest.partition("-")
        return year, month, day

    @property
    def is_preprint(self) -> bool:
        """Whether it is at arXiv, and nobody told of another place."""
        return bool(self.arxiv) and not self.paper.venue


def reference(paper: Paper, cite: str, keys: tuple[str, ...] = (), former: tuple[str, ...] = ()) -> Reference:
    """Make a reference of which no text holds anything that a terminal or a program could obey.

    What is in the library was cleaned when it came, so this finds nothing unless somebody else wrote to the file.
    """
    lines = (paper.key, paper.title, paper.date, paper.url, paper.venue, *paper.authors, *paper.categories, *keys)
    blocks = f"{paper.abstract}{paper.marks.note}".replace("\n", "")
    if "".join((*lines, *paper.marks.tags)).isprintable() and blocks.isprintable() and _is_clean(paper.details):
        return Reference(paper, cite, keys, former)
    cleaned = replace(
        paper,
        key=safe_line(paper.key),
        title=safe_line(paper.title),
        abstract=_safe_block(paper.abstract),
        authors=tuple(map(safe_line, paper.authors)),
        date=safe_line(paper.date),
        url=safe_line(paper.url),
        categories=tuple(map(safe_line, paper.categories)),
        venue=safe_line(paper.venue),
        details=_safe_details(paper.details),
        marks=paper.marks._replace(note=_safe_block(paper.marks.note), tags=tuple(map(safe_line, paper.marks.tags))),
    )
    return Reference(cleaned, cite, tuple(map(safe_line, keys)), former)


def _is_clean(details: Details) -> bool:
    return details == NO_DETAILS or details == _safe_details(details)


def _safe_details(details: Details) -> Details:
    safe = (
        safe_line(told) if isinstance(told, str) else tuple(map(safe_line, told)) if isinstance(told, tuple) else told
        for told in details
    )
    return Details(*safe)  # type: ignore[arg-type]  # each has the kind that it had


def _safe_block(text: str) -> str:
    return "\n".join(map(safe_line, text.split("\n")))
