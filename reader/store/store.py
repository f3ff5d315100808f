"""The library file as the rest of Octavo sees it: papers, lists, the outbox, the folded marks.

A thin facade: each method is one transaction around a function of this room. Every method may be called from any
thread, and raises StoreError when the file cannot be read or written; a method that writes then has changed nothing.

The parts that write are loaded when something is written: the first screen only reads.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.model import Entry, Paper, Row, Sort
from reader.query.ast import Filter, Node
from reader.store import editions, filters, keys, listings, rows, tags
from reader.store.connections import Connections
from reader.store.mark_store import MarkStore
from reader.store.values import (
    Change,
    EditionCount,
    FormerText,
    ImportAct,
    ImportDone,
    MarkedPapers,
    Provenance,
    Pulse,
    PutCounts,
    RemovedPaper,
    TagCount,
    Totals,
    Turned,
    Versions,
)

if TYPE_CHECKING:
    from reader.store.sameness import Member
    from reader.store.tellings import Telling


class Store(MarkStore):
    """An open library. Reading goes on while another thread or process writes; writers take turns as they came."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._naming = listings.EditionNames()
        with connections.reading() as connection:
            self._identity = str(connection.execute("SELECT identity FROM library").fetchone()[0])

    @classmethod
    def open(cls, path: Path, *, only_read: bool = False) -> Store:
        """Open a library file, or create one that only its owner can read.

        Args:
            path: The file.
            only_read: Change nothing, in the file or beside it; every method that writes raises UnwritableError.

        Raises:
            NewerLibraryError: a newer Octavo wrote the file; it is left untouched.
            UnwritableError: the file or its folder cannot be written; it may be opened to be read.
            StoreError: the file cannot be opened, is damaged, or belongs to another program.
        """
        connections = Connections(path, only_read=only_read)
        try:
            return cls(connections)
        except BaseException:
            connections.close()
            raise

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    @property
    def only_read(self) -> bool:
        """Whether nothing can be written."""
        return self._connections.only_read

    @property
    def identity(self) -> str:
        """A random name given when the file was created; a copy of the file has the same."""
        return self._identity

    @property
    def write_ahead(self) -> bool:
        """Whether the write-ahead log is in use, so that readers never wait for a writer."""
        return self._connections.write_ahead

    def put(self, entries: Sequence[Entry], imported_at: str, act: ImportAct | None = None) -> PutCounts:
        """Take a batch of entries in, all or nothing; 1,000 or 2,000 at a time keep other writers' waiting short.

        An entry joins the paper that has any of its keys (see `identity` for titles); where its keys lead to two
        records, these become one. A new text takes the old one's place, and the old one is kept. The same entries
        again change nothing. Editions get their year and lose their doubles at the end (see `editions`). All batches
        of one import have the same time. What is put as an act can be reversed.
        """
        from reader.store import told, writing

        prepared = told.prepare(entries)
        with self._connections.writing() as connection:
            return writing.put(connection, prepared, imported_at, act)

    def paper(self, number: int) -> Paper | None:
        """Read a whole paper, or None where there is none of this number."""
        return next(iter(self.papers([number])), None)

    def papers(self, numbers: Sequence[int]) -> list[Paper]:
        """Read whole papers in the order given; missing ones are left out."""
        with self._connections.reading() as connection:
            return rows.papers(connection, numbers)

    def rows(self, numbers: Sequence[int], edition: str = "") -> list[Row]:
        """Read lines of the list in the order given, ranked by the edition of this key; missing ones are left out."""
        with self._connections.reading() as connection:
            return rows.rows(connection, numbers, edition)

    def names(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Read key and title of papers; missing ones are left out."""
        with self._connections.reading() as connection:
            return rows.names(connection, numbers)

    def cite_keys(self, numbers: Collection[int]) -> dict[int, list[str]]:
        """Read the cite keys that were given to papers, the first one before others; see `citing`."""
        from reader.store import citing

        with self._connections.reading() as connection:
            return citing.given(connection, numbers)

    def give_cite_keys(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Give papers, by their keys, the first of their candidates that is free; one that has one keeps it."""
        from reader.store import citing

        with self._connections.writing() as connection:
            citing.give(connection, wanted)

    def taken_cite_keys(self, cites: Collection[str]) -> set[str]:
        """Tell which of some cite keys are a paper's already."""
        from reader.store import citing

        with self._connections.reading() as connection:
            return citing.taken(connection, cites)

    def keys_of(self, numbers: Collection[int]) -> dict[int, list[str]]:
        """Read every key that papers are known by."""
        from reader.store import citing

        with self._connections.reading() as connection:
            return citing.keys_of(connection, numbers)

    def find_key(self, text: str, limit: int = 5) -> list[tuple[str, int]]:
        """Find papers by a key, or the beginning of one with or without its `arxiv:`; canonical key and number each.

        A key that is exactly this is the only answer. Case does not count for beginnings.
        """
        with self._connections.reading() as connection:
            return keys.find_key(connection, text, limit)

    def find_removed(self, text: str, limit: int = 5) -> list[RemovedPaper]:
        """Find removed papers by a key, or the beginning of one, as `find_key` does those that are there."""
        from reader.store import burial

        with self._connections.reading() as connection:
            return burial.find_removed(connection, text, limit)

    def removed(self, limit: int = -1, offset: int = 0) -> list[RemovedPaper]:
        """List the papers that were removed, in the order of their numbers."""
        from reader.store import burial

        with self._connections.reading() as connection:
            return burial.removed(connection, limit, offset)

    def members(self, number: int) -> list[Member]:
        """Give the records that were made one paper by hand, the main one first; none where it always was one."""
        from reader.store import sameness

        with self._connections.reading() as connection:
            return sameness.members(connection, number)

    def tellings(self, number: int) -> list[Telling]:
        """Give what places told of a paper, the oldest first; where a single one did, that is what the paper is."""
        from reader.store import parting

        with self._connections.reading() as connection:
            return parting.told_of(connection, number)

    def look_at_changes(self, number: int) -> bool:
        """Note that somebody has looked at what a newer version changed; tell whether that was news."""
        from reader.store.marks import grow

        with self._connections.writing() as connection:
            looked = connection.execute(
                "UPDATE papers SET changed = 0 WHERE id = ? AND changed > 0", (number,)
            ).rowcount
            if looked:
                grow(connection)
        return looked > 0

    def former_texts(self, number: int) -> list[FormerText]:
        """Read the titles and abstracts that a paper had before, the oldest first."""
        with self._connections.reading() as connection:
            return rows.former_texts(connection, number)

    def origins(self, number: int) -> list[Provenance]:
        """Read which sources and files told of a paper, and when."""
        with self._connections.reading() as connection:
            return rows.origins(connection, number)

    def ids(self, wanted: Sequence[Node], sort: Sort, *, offset: int = 0, limit: int = -1) -> array[int]:
        """List the numbers of the papers that fit all filters, in a total order; a limit of -1 is none.

        A filter here is one of `reader.query.ast`, or a `Not` of one; ValueError where a node is neither.
        """
        with self._connections.reading() as connection:
            return listings.ids(connection, wanted, sort, self._naming.at(connection), offset, limit)

    def count(self, wanted: Sequence[Node]) -> int:
        """Count the papers that fit all filters."""
        with self._connections.reading() as connection:
            return listings.count(connection, wanted, self._naming.at(connection))

    def matching(self, wanted: Filter) -> array[int]:
        """List the papers that one filter lets through, by their numbers; ValueError for `has:code`."""
        with self._connections.reading() as connection:
            return filters.matching(connection, wanted, self._naming.at(connection))

    def versions(self) -> Versions:
        """Tell how often papers and marks have changed: what was read at the same versions still holds.

        Costs a row; tells of writes of other processes too.
        """
        with self._connections.reading() as connection:
            return Versions(*connection.execute("SELECT papers_version, marks_version FROM library").fetchone())

    def pulse(self) -> Pulse:
        """Give what is not the same any more once anybody has changed papers, editions or marks. Costs a row."""
        with self._connections.reading() as connection:
            papers, marks, editions_version, waiting = connection.execute(
                "SELECT papers_version, marks_version, editions_version, EXISTS (SELECT 1 FROM changes) FROM library"
            ).fetchone()
            return Pulse(papers, marks, editions_version, bool(waiting))

    def marked_since(self, version: int) -> MarkedPapers:
        """Give read-state, bookmark and rating of the papers of which one of these changed after a version of marks.

        For a version below 0: of every paper that has any of them.
        """
        with self._connections.reading() as connection:
            return filters.marked_since(connection, version)

    def position(self, number: int, wanted: Sequence[Node], sort: Sort) -> int | None:
        """Tell where a paper stands in a list, 0 for the first, or None. Costs as much as the list."""
        try:
            return self.ids(wanted, sort).index(number)
        except ValueError:
            return None

    def editions(self) -> list[EditionCount]:
        """List the editions: those with a year by day, then those without; the newest known is last."""
        with self._connections.reading() as connection:
            return editions.read(connection)

    def tags(self) -> list[TagCount]:
        """List the tags that any paper carries, by name."""
        with self._connections.reading() as connection:
            return tags.read(connection)

    def sources(self) -> list[str]:
        """List the names of all sources that told of papers, by the alphabet."""
        with self._connections.reading() as connection:
            return [
                name for (name,) in connection.execute("SELECT source FROM places UNION SELECT source FROM editions")
            ]

    def totals(self) -> Totals:
        """Count all papers, the unread and the bookmarked ones."""
        with self._connections.reading() as connection:
            return Totals(*connection.execute("SELECT papers, unread, bookmarked FROM library").fetchone())

    def changes_pending(self) -> int:
        """Count the papers that the index has yet to look at."""
        from reader.store import outbox

        with self._connections.reading() as connection:
            return outbox.pending(connection)

    def gone_pending(self) -> bool:
        """Tell whether the index has yet to forget a paper that is gone."""
        from reader.store import outbox

        with self._connections.reading() as connection:
            return outbox.gone(connection)

    def take_changes(self, limit: int) -> list[Change]:
        """Read the oldest notes. Where the paper of a note is gone, it has to leave the index."""
        from reader.store import outbox

        with self._connections.reading() as connection:
            return outbox.take(connection, limit)

    def settle(self, changes: Sequence[Change]) -> None:
        """Forget notes that the index has dealt with; a paper that changed again meanwhile stays noted."""
        from reader.store import outbox

        with self._connections.writing() as connection:
            outbox.settle(connection, changes)

    def note_all(self) -> None:
        """Note every paper, for an index that begins anew."""
        from reader.store import outbox

        with self._connections.writing() as connection:
            outbox.note_all(connection)

    def numbers(self, wanted: Collection[str]) -> dict[str, int]:
        """Give the numbers of the papers that have some keys; keys that no paper has are left out."""
        with self._connections.reading() as connection:
            return keys.numbers(connection, wanted)

    def highest(self) -> int:
        """Give the highest number that a paper has, or had; 0 in an empty library."""
        with self._connections.reading() as connection:
            return int(connection.execute("SELECT next_paper - 1 FROM library").fetchone()[0])

    def copy(self, target: Path) -> None:
        """Write a copy of one moment to a path, readable by its owner alone, while others read and write.

        Raises:
            OSError: the copy cannot be written; nothing is left of it.
        """
        from reader.store import copying

        with self._connections.lent() as connection:
            copying.copy_to(connection, target)

    def check_papers(self) -> list[str]:
        """Look for damage as `check` does, but not at the marks."""
        from reader.store import check

        with self._connections.reading() as connection:
            return check.of_papers(connection)

    def imports(self, limit: int = 100, offset: int = 0) -> list[ImportDone]:
        """Read the imports that changed the library, the newest first."""
        from reader.store import imports

        with self._connections.reading() as connection:
            return imports.done(connection, limit, offset)

    def turn_import(
        self,
        number: int,
        stamp: str,
        *,
        undone: bool,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Turned | None:
        """Reverse an import, or do it again; None where that is so already, or there is no such import.

        Many transactions; one that was interrupted is brought to its end by the next call, before anything else.
        """
        from reader.store import turning

        return turning.turn(self._connections, number, stamp, undone=undone, progress=progress)

    def finish_turning(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
        """Bring reversals that were cut off to their end; gives how many papers changed, costs a row where none was."""
        from reader.store import turning

        return turning.finish(self._connections, progress)

    def check(self) -> list[str]:
        """Look for damage, and say each finding in a sentence; none in a sound library. Reads all of it."""
        from reader.store import check

        with self._connections.reading() as connection:
            return check.findings(connection)
