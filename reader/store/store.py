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

from reader.model import Entry, MarkChange, MarkValue, Paper, Row, Sort
from reader.query.ast import Filter, Node
from reader.store import editions, filters, keys, listings, rows, searches, tags
from reader.store.connections import Connections
from reader.store.values import (
    Act,
    Change,
    EditionCount,
    FormerText,
    ImportAct,
    ImportDone,
    MarkedPapers,
    Provenance,
    PutCounts,
    RemovedPaper,
    SavedQuery,
    TagCount,
    Totals,
    Turned,
    Versions,
)

if TYPE_CHECKING:
    from reader.store.sameness import Member


class Store:
    """An open library. Reading goes on while another thread or process writes; writers take turns as they came."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._naming = listings.EditionNames()
        with connections.reading() as connection:
            self._identity = str(connection.execute("SELECT identity FROM library").fetchone()[0])

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a library file, or create one that only its owner can read.

        Raises:
            NewerLibraryError: a newer Octavo wrote the file; it is left untouched.
            StoreError: the file cannot be opened, is damaged, or belongs to another program.
        """
        connections = Connections(path)
        try:
            return cls(connections)
        except BaseException:
            connections.close()
            raise

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    @property
    def identity(self) -> str:
        """A random name given when the file was created; a copy of the file has the same."""
        return self._identity

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

    def fold(self, journal: str, upto: int, changes: Sequence[MarkChange], done: Sequence[Act]) -> set[int]:
        """Take in what was read of a journal up to a byte; give the papers whose marks are not what they were.

        The newest stamp wins for each paper and field, whatever the order and number of folds. A mark under a key that
        no paper has waits for its paper.
        """
        from reader.store import marks

        with self._connections.writing() as connection:
            return marks.fold(connection, journal, upto, changes, done)

    def folded(self, journal: str) -> int:
        """Give the byte up to which a journal was folded; 0 where it never was."""
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.folded(connection, journal)

    def current(self, numbers: Sequence[int], field: str) -> dict[int, tuple[MarkValue, str]]:
        """Give a field's value on each paper and the stamp that set it; the default and "" where nothing ever did."""
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.current(connection, numbers, field)

    def latest_stamp(self) -> str:
        """Give the newest stamp that was ever folded, or an empty text."""
        with self._connections.reading() as connection:
            return str(connection.execute("SELECT latest_stamp FROM library").fetchone()[0])

    def forget_marks(self) -> None:
        """Forget all marks, acts and offsets, to fold every journal anew."""
        from reader.store import marks

        with self._connections.writing() as connection:
            marks.forget(connection)

    def marks_digest(self) -> str:
        """Give a text that two libraries share exactly when the same marks and acts were folded into them."""
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.digest(connection)

    def standing(self, keys: Collection[str], fields: Collection[str]) -> dict[tuple[str, str], str]:
        """Give the stamp that holds for each marked field of the papers that the keys name."""
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.standing(connection, keys, fields)

    def registers(self, key: str) -> dict[str, MarkValue]:
        """Give the fields that were ever set under a key of a saved search, and their values."""
        with self._connections.reading() as connection:
            return searches.registers(connection, key)

    def saved(self) -> list[SavedQuery]:
        """List the saved searches by name."""
        with self._connections.reading() as connection:
            return searches.saved(connection)

    def seen(self) -> dict[str, int]:
        """Give the highest number that a paper had when each watch was last looked at, by the watch's name."""
        with self._connections.reading() as connection:
            return searches.seen(connection)

    def see(self, name: str) -> int:
        """Remember that a watch was looked at now; returns the highest number that a paper has."""
        with self._connections.writing() as connection:
            return searches.see(connection, name)

    def overlook(self, name: str) -> None:
        """Forget how far a watch was seen."""
        with self._connections.writing() as connection:
            searches.overlook(connection, name)

    def highest(self) -> int:
        """Give the highest number that a paper has, or had; 0 in an empty library."""
        with self._connections.reading() as connection:
            return int(connection.execute("SELECT next_paper - 1 FROM library").fetchone()[0])

    def next_undo(self, device: str, before: str = "") -> Act | None:
        """Give the act that an undo on this device takes back, or None; with a stamp, the one before it."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.next_undo(connection, device, before)

    def turns(self, act: str, kind: str) -> list[str]:
        """Give the stamps of the undoings (`undo`) or of the redoings (`redo`) of an act."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.turns(connection, act, kind)

    def next_redo(self, device: str) -> Act | None:
        """Give the act that a redo on this device does again, or None; a new act leaves nothing to redo."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.next_redo(connection, device)

    def acts(self, limit: int = 100, offset: int = 0) -> list[Act]:
        """Read the history of all devices, the newest act first."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.acts(connection, limit, offset)

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
