"""Papers, marks and search as one thing.

The rules that hold the parts together live here: a mark is in the journal before it is in the store, the store's copy
of the marks is always folded from the journals, the index ranks and the store filters.
"""

from __future__ import annotations

import os
import threading
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import AmbiguousPaperError, SearchError, UnknownPaperError, UsageError
from reader.library.listing import Listing
from reader.model import MAX_NOTE, MAX_RATING, Paper, Sort, clean_block, tag_name
from reader.model.marks import BOOKMARKED, NOTE, RATING, READ, tag_field
from reader.paths import SEEDS, Places
from reader.query import InEdition, Query
from reader.store import EditionCount, Store, TagCount, Totals

if TYPE_CHECKING:
    from pathlib import Path

    from reader.importing import ImportProgress, ImportReport
    from reader.indexing import IndexProgress
    from reader.library.marks import Marked, MarkKeeper
    from reader.search import SearchIndex


class Found(NamedTuple):
    """The answer to a query."""

    listing: Listing
    trouble: str = ""
    """Why the answer may be incomplete, or an empty text."""


class Library:
    """One person's papers. Safe to use from several threads; `close` ends it."""

    def __init__(self, places: Places, store: Store) -> None:
        """Hold the parts together; use `open`."""
        self.places = places
        self._store = store
        self._index: SearchIndex | None = None
        self._index_guard = threading.Lock()

    @classmethod
    def open(cls, places: Places) -> Library:
        """Open the library, or begin an empty one; marks that were made elsewhere since are folded in.

        Raises:
            StoreError: the library cannot be opened; nothing was changed.
            JournalError: the journals cannot be read.
            OSError: the folders cannot be created.
        """
        places.create()
        library = cls(places, Store.open(places.library))
        with ExitStack() as undo:
            undo.callback(library.close)
            library.catch_up()
            undo.pop_all()
        return library

    def close(self) -> None:
        """Let go of every file."""
        with self._index_guard:
            if self._index is not None:
                self._index.close()
                self._index = None
        self._store.close()

    def log_unexpected(self, error: BaseException) -> None:
        """Write an unexpected error with its traceback to the log file."""
        from reader.library.log import write_traceback

        write_traceback(self.places.log, error)

    # Reading

    def listing(self, query: Query, sort: Sort) -> Listing:
        """List the papers that the filters of a query let through; its words are not looked at.

        Called by: the screen, on the way to a frame.
        """
        return Listing(self._store, query.filters, sort, edition=self._edition_of(query))

    def search(self, query: Query, sort: Sort = Sort.RELEVANCE) -> Found:
        """Find the papers that fit a whole query.

        Called by: the search thread and the command line.

        Raises:
            SearchError: the query has words, and the index cannot answer yet.
        """
        if not query.text_clauses:
            return Found(self.listing(query, Sort.DATE if sort is Sort.RELEVANCE else sort))
        ranked = self._open_index().search(query.text_clauses)
        edition = self._edition_of(query)
        trouble = ""
        if sort is not Sort.RELEVANCE:
            hits = set(ranked)
            ranked = array("q", (id_ for id_ in self._store.ids(query.filters, sort) if id_ in hits))
        else:
            # The index may be behind the library: a paper that is gone, or does not pass, is left out here.
            kept = set(self._store.ids(query.filters, Sort.DATE))
            if len(kept) < self._store.count(()) or len(ranked) > len(kept):
                ranked = array("q", (id_ for id_ in ranked if id_ in kept))
        waiting = self._store.changes_pending()
        if waiting:
            trouble = f"{waiting:,} papers are not indexed yet; more may follow."
        return Found(Listing(self._store, query.filters, sort, edition=edition, ids=ranked), trouble)

    def count(self, query: Query) -> int:
        """Count the papers that the filters of a query let through."""
        return self._store.count(query.filters)

    def paper(self, paper_id: int) -> Paper | None:
        """Give a paper, or nothing where it is gone."""
        return self._store.paper(paper_id)

    def papers(self, ids: Sequence[int]) -> list[Paper]:
        """Give papers in the order of their ids."""
        return self._store.papers(ids)

    def resolve(self, text: str) -> Paper:
        """Give the paper that a key, or an unambiguous start of one, names.

        Raises:
            UnknownPaperError: there is none.
            AmbiguousPaperError: there are several.
        """
        found = self._store.find_key(text)
        ids = {paper_id for _, paper_id in found}
        if len(ids) > 1:
            raise AmbiguousPaperError(text, tuple(key for key, _ in found))
        paper = self._store.paper(ids.pop()) if ids else None
        if paper is None:
            raise UnknownPaperError(text)
        return paper

    def locate(self, query: Query, sort: Sort, key: str, near: int) -> int | None:
        """Tell where a paper stands in a listing, looking first where it was the last time."""
        found = self._store.find_key(key, limit=1) if key else []
        if not found:
            return None
        listing = self.listing(query, sort)
        start = max(0, near - 8)
        for place, row in enumerate(listing.rows(start, near + 8), start):
            if row.id == found[0][1]:
                return place
        return listing.index_of(found[0][1])

    def editions(self) -> list[EditionCount]:
        """Give every edition, the newest last."""
        return self._store.editions()

    def tags(self) -> list[TagCount]:
        """Give every tag that is in use, by the alphabet."""
        return self._store.tags()

    def totals(self) -> Totals:
        """Give the number of papers, of unread ones and of bookmarks."""
        return self._store.totals()

    # Marks

    def catch_up(self) -> bool:
        """Fold the marks that other readers wrote since, and tell whether there were any.

        Looks at the sizes of the journals first, so that it costs next to nothing where there is nothing new.
        """
        with suppress(FileNotFoundError), os.scandir(self.places.journal) as found:
            for entry in found:
                name, suffix = os.path.splitext(entry.name)
                if suffix == ".jsonl" and entry.stat().st_size != self._store.folded(name):
                    return bool(self._keeper.catch_up())
        return False

    @cached_property
    def _keeper(self) -> MarkKeeper:
        from reader.library.marks import MarkKeeper  # with the journal 10 ms: not before the first mark

        return MarkKeeper(self.places, self._store)

    def read(self, ids: Sequence[int], *, on: bool) -> Marked | None:
        """Mark papers as read or unread; nothing is returned where all of them were."""
        what = "read" if on else "unread"
        return self._keeper.mark(ids, READ, on, f"mark {what}" if len(ids) == 1 else f"mark {{papers}} papers {what}")

    def bookmark(self, ids: Sequence[int], *, on: bool) -> Marked | None:
        """Bookmark papers, or take the bookmarks off."""
        return self._keeper.mark(ids, BOOKMARKED, on, "bookmark" if on else "take the bookmark off")

    def rate(self, ids: Sequence[int], stars: int) -> Marked | None:
        """Rate papers from 1 to 5, or take the rating off with 0.

        Raises:
            UsageError: it is another number.
        """
        if not 0 <= stars <= MAX_RATING:
            raise UsageError(f"a rating is a number from 0 to {MAX_RATING}, not {stars}")
        return self._keeper.mark(
            ids, RATING, stars, f"rate {stars} of {MAX_RATING}" if stars else "take the rating off"
        )

    def tag(self, ids: Sequence[int], names: Iterable[str], *, on: bool) -> Marked | None:
        """Put tags on papers, or take them off.

        Raises:
            UsageError: a name has nothing that could be a tag.
        """
        folded = []
        for name in names:
            if not (tag := tag_name(name)):
                raise UsageError(f"{name!r} cannot be a tag; a tag has at least one letter or digit")
            folded.append(tag)
        words = " ".join(f"#{name}" for name in folded)
        values = [(tag_field(name), on) for name in folded]
        return self._keeper.mark_fields(ids, values, f"tag {words}" if on else f"untag {words}")

    def note(self, paper_id: int, text: str) -> Marked | None:
        """Keep a note on a paper; an empty text takes it away.

        Raises:
            UsageError: the note is too long.
        """
        note = clean_block(text)
        if len(note) > MAX_NOTE:
            raise UsageError(f"a note has at most {MAX_NOTE:,} characters, and this one has {len(note):,}")
        return self._keeper.mark([paper_id], NOTE, note, "write a note" if note else "take the note away")

    def undo(self) -> Marked | None:
        """Take back the newest act of this device that still stands; nothing is returned where there is none."""
        return self._keeper.undo()

    def redo(self) -> Marked | None:
        """Do again what was taken back last."""
        return self._keeper.redo()

    # Bringing papers in

    def import_seeds(self) -> ImportReport | None:
        """Bring in the bundled papers if the library never had any paper."""
        if self._store.totals().papers or self._store.editions():
            return None
        return self.import_paths([SEEDS])

    def import_paths(
        self,
        paths: Sequence[Path | str],
        *,
        year: int | None = None,
        progress: Callable[[ImportProgress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> ImportReport:
        """Bring in papers from files, folders or standard input (`-`).

        Args:
            paths: Where to read.
            year: The year of pages that name none.
            progress: Called after each batch.
            stop: Ends the import after the batch under way; what is in stays.

        Raises:
            StoreError: the library cannot be written; earlier batches are in.
        """
        from reader.importing import import_paths

        return import_paths(paths, self._store, year=year, progress=progress, stop=stop)

    # The index

    def index_pending(self) -> int:
        """Count the papers that are not indexed yet."""
        return self._store.changes_pending()

    def index_is_due(self) -> bool:
        """Tell whether papers wait for the index, or there is none; costs next to nothing."""
        return bool(self._store.changes_pending()) or not self.places.index.is_dir()

    def update_index(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Index what is pending; returns how many papers were. Called by: the index thread, the command line."""
        from reader.indexing import Indexer

        if not self._store.changes_pending():
            if self._index_is_whole():
                return 0
            self._store.note_all()
        return Indexer(self._store, self._open_index()).run(stop, progress)

    def rebuild_index(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Throw the index away and build it anew; returns how many papers it holds."""
        from reader.indexing import Indexer

        index = self._open_index()
        # The notes come first: a crash in between costs work, and never leaves an empty index that seems complete.
        self._store.note_all()
        index.clear()
        return Indexer(self._store, index).run(stop, progress)

    def _index_is_whole(self) -> bool:
        try:
            return self._open_index().count() == self._store.count(())
        except SearchError:
            return False

    def _open_index(self) -> SearchIndex:
        with self._index_guard:
            if self._index is None:
                from reader.search import WhooshIndex  # Whoosh costs 40 ms: only when somebody searches or indexes

                self._index = WhooshIndex(self.places.index, self._store.identity)
            return self._index

    def _edition_of(self, query: Query) -> str:
        """Give the key of the one edition that a query is about, or an empty text."""
        from reader.query.match import names_edition

        named = [clause for clause in query.filters if isinstance(clause, InEdition) and not clause.negated]
        if len(named) != 1:
            return ""
        keys = [count.edition.key for count in self._store.editions() if names_edition(named[0].text, count.edition)]
        return keys[0] if len(keys) == 1 else ""
