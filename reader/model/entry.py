"""What one source says: an entry of a page or file, before it is merged into the library's record of the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from reader.model.details import NO_DETAILS, Details

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Of a year, as dates for people have them."""


class Edition(NamedTuple):
    """One page of a source on one day, such as the Daily Papers of 25 August."""

    source: str
    """The source's short name, such as `daily-papers`."""
    day: str
    """`2025-08-25`, or `--08-25` where the page names no year (the truncated form of ISO 8601:2000, 5.2.1.3)."""

    @property
    def key(self) -> str:
        """The name that queries, the journal and the command line use: `daily-papers:2025-08-25`."""
        return f"{self.source}:{self.day}"

    @property
    def label(self) -> str:
        """The day as a person reads it: `25 Aug 2025`, or `Aug 25` as the page has it."""
        month, day = int(self.day[-5:-3]), int(self.day[-2:])
        if self.day.startswith("--"):
            return f"{MONTHS[month - 1]} {day}"
        return f"{day} {MONTHS[month - 1]} {self.day[:4]}"

    @property
    def title(self) -> str:
        """The source and the day as a person reads them: `Daily Papers Aug 25`."""
        return f"{self.source.replace('-', ' ').title()} {self.label}"


class Appearance(NamedTuple):
    """A paper's place in an edition."""

    edition: Edition
    rank: int
    """The place on the page, 1 for the first."""


class Origin(NamedTuple):
    """Where an entry was read."""

    source: str
    """The importer's name, such as `daily-papers` or `jsonl`."""
    file: str
    """The path or stream as it was given, cleaned for display."""
    line: int
    """The line at which the entry begins, 1 for the first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as one source tells it; every text has passed the cleaner."""

    keys: tuple[str, ...]
    """Every key the source gives, the best first (`ids.best`), never empty: a title key at the least."""
    title: str
    origin: Origin
    abstract: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    """`YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty."""
    url: str = ""
    """http or https, or empty."""
    categories: tuple[str, ...] = ()
    appearance: Appearance | None = None
    up: int = 0
    """Votes that the source tells of."""
    venue: str = ""
    """Where it was published, as the source says it (`NeurIPS 2025`), or empty."""
    details: Details = NO_DETAILS
    """What the source tells besides."""
    version: int = 0
    """The version of the arXiv paper that is told of, from 1; 0 where the source does not say."""

    @property
    def of_version(self) -> int:
        """The version as the source says it, or as the address names it."""
        if self.version or self.details.version:
            return self.version or self.details.version
        if not self.url:
            return 0
        from reader.model.ids import arxiv_key, arxiv_version  # with hashlib and urllib: not on the way to a list

        version = arxiv_version(self.url)
        return version if version and arxiv_key(self.url) in self.keys else 0


class Problem(NamedTuple):
    """Something a source holds that could not be used; the rest of the source is unharmed."""

    file: str
    line: int
    """The line at fault, 1 for the first; 0 where it is the file as a whole."""
    reason: str
    field: str = ""
    """The field at fault, or empty where the record as a whole is."""

    def __str__(self) -> str:
        """Say it as one line for a person: `papers.jsonl, line 12, title: must be text`."""
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}, {self.field}: {self.reason}" if self.field else f"{place}: {self.reason}"
