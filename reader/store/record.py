"""One paper while a batch of entries is decided (see `batch`); an entry as a record, and a record as an entry."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from reader.model import Entry, Origin, Paper

Place = tuple[str, str]
"""A source and a file."""


class Saying(NamedTuple):
    """When and where a place told something."""

    line: int
    first: str
    last: str
    kept: bool
    """What it told is stored."""


class Alone(NamedTuple):
    """A record of which a single place told, as it was before the batch: it is what that told."""

    place: Place
    digest: int
    paper: Paper
    keys: frozenset[str]


NEVER: Final[dict[int, Saying]] = {}
NOBODY: Final = Origin("", "", 0)
"""Where it says so of something that no source told, but the library."""


class Record:
    """One paper while a batch is decided."""

    __slots__ = (
        "alone",
        "changed",
        "former",
        "formers",
        "id",
        "into",
        "keys",
        "losers",
        "new",
        "paper",
        "said",
        "told",
    )

    def __init__(self, paper: Paper, *, new: bool) -> None:
        self.id = paper.id
        self.paper = paper
        """Only its number is true where every entry of it told what it had told before."""
        self.new = new
        """Not in the database yet."""
        self.keys: set[str] = set()
        self.changed = False
        """Some field is not as the database has it."""
        self.into: Record | None = None
        """The record that this one turned out to be."""
        self.losers: list[int] = []
        """Records of the database that turned out to be this one."""
        self.formers: set[tuple[str, str]] = set()
        """Field and text of what was replaced, ever."""
        self.former: list[tuple[str, str, Origin]] = []
        """Field, text and who replaced it, to be written."""
        self.said: dict[Place, dict[int, Saying]] = {}
        """What each place told last time, by digest."""
        self.alone: list[Alone] = []
        """Of each record that went into it, what it was while a single place told of it."""
        self.told: dict[Place, dict[int, int]] = {}
        """What each place tells now: digests, and their lines."""


def root(record: Record) -> Record:
    """Follow a record to the one it went into."""
    while record.into is not None:
        record = record.into
    return record


def entry_of(paper: Paper, keys: Collection[str], origin: Origin = NOBODY) -> Entry:
    """Give what a record tells, as if a source had told it.

    Args:
        paper: The record.
        keys: What it is known by; the order is of no account.
        origin: What says it.
    """
    return Entry(
        keys=tuple(sorted(keys)),
        title=paper.title,
        origin=origin,
        abstract=paper.abstract,
        authors=paper.authors,
        date=paper.date,
        url=paper.url,
        categories=paper.categories,
        up=paper.up,
        venue=paper.venue,
        details=paper.details,
        version=paper.version,
    )


def paper_of(entry: Entry, number: int, key: str) -> Paper:
    """Give the record that an entry makes where nothing else is known.

    Args:
        entry: What was told.
        number: The number of the record.
        key: What it is called by.
    """
    return Paper(
        number,
        key,
        entry.title,
        entry.abstract,
        entry.authors,
        entry.date,
        entry.url,
        entry.categories,
        up=entry.up,
        venue=entry.venue,
        details=entry.details,
        version=entry.of_version,
    )
