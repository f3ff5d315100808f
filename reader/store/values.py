"""What the store tells beside papers: counts, notes of what changed, where a record came from, acts of marking.

Named tuples, since eight dataclasses cost the first screen 3 ms.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from reader.model import Edition, Origin


class PutCounts(NamedTuple):
    """What a batch did to the library; `added + updated + unchanged` is the number of records.

    A record is what one line of a file told: several entries of one origin where the paper was in several editions.
    """

    added: int = 0
    updated: int = 0
    """Records that told something new of a known paper: a field, a key, a place in an edition."""
    unchanged: int = 0
    merged: int = 0
    """Papers that turned out to be another one and are gone."""
    editions: int = 0
    """Editions that were not known before."""
    undated: tuple[Edition, ...] = ()
    """Editions of pages without a year, where nothing tells it."""


class ImportAct(NamedTuple):
    """An import under way, for whoever may want to reverse it."""

    stamp: str
    """Orders it among the marks, and is the same for all its batches."""
    told_by: str
    """What was read, in few words: `daily.html`, `papers.jsonl and 3 more`."""
    by_hand: bool = False
    """A person started it at a terminal, not a script."""


class ImportDone(NamedTuple):
    """An import that changed the library, and whether that was reversed."""

    number: int
    stamp: str
    told_by: str
    papers: int
    """Records that it made, or told something of."""
    added: int
    updated: int
    merged: int
    editions: int
    by_hand: bool
    undone: bool
    turned: str
    """The stamp of when it was last reversed or done again; empty where it never was."""
    cut_off: bool
    """Reversing it, or doing it again, was not brought to its end; that comes first at the next such act."""

    @property
    def label(self) -> str:
        """What a person calls it."""
        return f"import of {self.papers:,} paper{'' if self.papers == 1 else 's'} from {self.told_by}"


class Turned(NamedTuple):
    """What reversing an import did, or doing it again."""

    papers: int
    """Papers that came, went, or are not what they were."""
    left: int
    """Papers that stay as they are, because a newer record has one of their keys."""


class EditionCount(NamedTuple):
    """An edition and how much of it waits."""

    edition: Edition
    papers: int
    unread: int


class TagCount(NamedTuple):
    """A tag that at least one paper carries."""

    name: str
    papers: int
    unread: int


class Totals(NamedTuple):
    """The whole library in three numbers."""

    papers: int
    unread: int
    bookmarked: int


class Versions(NamedTuple):
    """How often the library has changed; what was made at the same version still holds."""

    papers: int
    """Of papers, editions and texts."""
    marks: int
    """Of marks and saved searches."""


class Pulse(NamedTuple):
    """What tells a library from what it was; costs a row to read."""

    papers: int
    marks: int
    editions: int
    waiting: bool
    """Papers wait for the index."""


class MarkedPapers(NamedTuple):
    """The read-state, bookmark and rating of some papers, made to be taken over by the hundred thousand."""

    version: int
    """The version of the marks that they are of."""
    ids: array[int]
    states: bytes
    """A byte for each: 1 for read, and 2 for bookmarked, and 4 times the rating."""


class SavedQuery(NamedTuple):
    """A search that was saved under a name."""

    name: str
    query: str
    watch: bool = False
    """New papers that fit are marked."""
    stamp: str = ""
    """When and where it was last changed."""


class RemovedPaper(NamedTuple):
    """A paper that was removed, and can be brought back."""

    number: int
    key: str
    title: str


class Change(NamedTuple):
    """A note that the index has to look at a paper again; where the paper is gone, it has to leave the index."""

    paper_id: int
    ticket: int
    """Grows with every note; a paper that changes again gets a new one."""


class FormerText(NamedTuple):
    """A title or an abstract that another one took the place of."""

    field: str
    """`title` or `abstract`."""
    text: str
    replaced_by: Origin
    """The entry that brought the newer text, or that showed two records to be one paper."""
    replaced_at: str
    """The time of that import."""


class Provenance(NamedTuple):
    """A place that told of a paper."""

    origin: Origin
    """The line is that of the last import."""
    first_imported: str
    last_imported: str


class Act(NamedTuple):
    """One thing a person did to the marks, which can be undone as a whole; or its undoing, or its redoing."""

    stamp: str
    """As in the journal; acts are told apart and ordered by it."""
    device: str
    kind: str
    """`do`, `undo` or `redo`."""
    of: str = ""
    """The stamp of the act that is undone or redone."""
    label: str = ""
    """What a person calls it: `mark 53 papers read`."""
    papers: int = 0
    """How many papers it touched."""
    undone: bool = False
    """It was taken back, and not done again since."""
    title: str = ""
    """The beginning of the paper's title, where it is about one paper."""


class Folded(NamedTuple):
    """How far a journal was folded."""

    upto: int = 0
    """In bytes; 0 where it never was."""
    tail: bytes = b""
    """A few bytes by which what stands before that place is known again; empty where they are not known."""


DO = "do"
UNDO = "undo"
REDO = "redo"
