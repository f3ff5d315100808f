"""One paper while a batch of entries is decided; see `batch`."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.model import Origin, Paper

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
