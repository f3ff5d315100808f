"""Papers, marks and search as one thing.

The rules that hold the parts together live here: a mark is in the journal before it is in the store, the store's copy
of the marks is always folded from the journals, the index ranks and the store filters.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from reader.errors import UnwritableError
from reader.library import plain
from reader.library.answers import MOST_VALUES, Completion, Facet, Found, SavedSearch
from reader.library.following import Follower, has_news
from reader.library.index_holder import PATIENCE, IndexHolder
from reader.library.listing import Listing
from reader.library.opening import open_store
from reader.model import Paper, Sort
from reader.paths import SEEDS, Places
from reader.query import Query
from reader.store import EditionCount, Store, TagCount, Totals, Versions

if TYPE_CHECKING:
    from array import array
    from pathlib import Path

    from reader.importing import ImportProgress, ImportReport
    from reader.indexing import IndexProgress
    from reader.library.exchange import Exchange
    from reader.library.exporting import Exports
    from reader.library.finding import Finder
    from reader.library.imports import Imports
    from reader.library.marks import Marked, MarkKeeper
    from reader.library.records import Records
    from reader.library.saved import SavedSearches
    from reader.library.timeline import Timeline
    from reader.query.where import Part
    from reader.search.protocol import Explanation


class Library:
    """One person's papers. Safe to use from several threads; `close` ends it."""

    def __init__(self, places: Places, store: Store, unwritable: str = "") -> None:
        """Hold the parts together; use `open`."""
        self.places, self._store = places, store
        self.unwritable = unwritable  # why this can only be read, in a sentence; empty where marks can be saved
        self._index = IndexHolder(places, store)
        self._finder: Finder | None = None
        self._kept_by: MarkKeeper | None = None
        self._searches: SavedSearches | None = None
        self._finder_guard, self._guard = threading.Lock(), threading.Lock()

    @classmethod
    def open(cls, places: Places) -> Library:
        """Open the library, or begin an empty one; marks that were made elsewhere since are folded in.

        Raises:
            StoreError: the library cannot be opened, not even to be read; nothing was changed.
            JournalError: the journals cannot be read.
            OSError: the folders cannot be created.
        """
        library = cls(places, *open_store(places))
        with ExitStack() as undo:
            undo.callback(library.close)
            with suppress(UnwritableError):  # a full disk: the follower tries again
                library.catch_up()
            undo.pop_all()
        return library

    def close(self) -> None:
        """Let go of every file."""
        self._index.close()
        self._store.close()

    def log_unexpected(self, error: BaseException) -> None:
        """Write an unexpected error with its traceback to the log file."""
        from reader.library.log import write_traceback

        write_traceback(self.places.log, error)

    # Reading

    def listing(self, query: Query, sort: Sort) -> Listing:
        """List the papers that the filters of a query let through; its words are not looked at, nor its alternatives.

        Called by: the screen, on the way to a frame, for views. What is no view belongs to `search`.
        """
        return Listing(self._store, query.filters, query.sort or sort, edition=plain.edition_of(self._store, query))

    def search(
        self,
        query: Query,
        sort: Sort | None = None,
        *,
        finished: bool = True,
        partly: bool = True,
        watch: str = "",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Found:
        """Find the papers that fit a whole query.

        Called by: the search thread and the command line.

        Args:
            query: The query.
            sort: The order, where the query itself asks for none; by default the usual one for it.
            finished: Nobody is typing it any more: papers that fit a part of it may follow, and words that are found
                nowhere have suggestions.
            partly: Papers that fit a part of it may follow at all.
            watch: The saved search that the query is, whose new papers come first.
            cancelled: Asked now and then; once it is true, SearchCancelled is raised.

        Raises:
            SearchError: the query has words, and the index cannot answer yet.
            SearchCancelled: the answer is not wanted any more.
        """
        if self._finder is None and not watch and plain.is_plain(query):
            # Without NumPy, for whoever lists once and ends.
            sort = plain.usual_sort(query) if sort is None else Sort.DATE if sort is Sort.RELEVANCE else sort
            listing = self.listing(query, sort)
            return Found(listing, whole=len(listing), unread=listing.unread())
        seen = self._saved.seen(watch) if watch else None
        return self._find().search(query, sort, finished=finished, partly=partly, seen=seen, cancelled=cancelled)

    def prepare(self) -> None:
        """Make ready what searches need, so that the first is as fast as the others. Called by: the search thread."""
        self._find().warm()

    def explain(self, query: Query, paper_id: int) -> Explanation:
        """Say why a paper ranks where it does among those found; SearchError where the index cannot answer."""
        return self._index.open().explain(query.root, paper_id)

    def facets(self, papers: Listing | array[int], limit: int = MOST_VALUES) -> tuple[Facet, ...]:
        """Count some papers by year, category, author, tag and source.

        Called by: the search thread and the command line.

        Args:
            papers: The papers.
            limit: Values of each that are given, the most frequent; of tags the most used 500 at most.

        Raises:
            SearchError: the index cannot answer.
        """
        return self._find().facets(papers.ids() if isinstance(papers, Listing) else papers, limit)

    def narrowed(self, query: str, kind: str, name: str) -> str:
        """Give the text of a query with one more filter: one value of a facet."""
        from reader.library.completing import narrowed

        return narrowed(query, kind, name)

    def complete(self, part: Part) -> list[Completion]:
        """Offer what the part of a query that is being typed may become. Called by: the search thread."""
        from reader.library.completing import complete

        return complete(part, self._store, self._index.open)

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
        return plain.resolve(self._store, text)

    def locate(self, query: Query, sort: Sort, key: str, near: int) -> int | None:
        """Tell where a paper stands in a listing, looking first where it was the last time."""
        found = self._store.find_key(key, limit=1) if key else []
        return plain.locate(self.listing(query, sort), found[0][1], near) if found else None

    def editions(self) -> list[EditionCount]:
        """Give every edition, the newest last."""
        return self._store.editions()

    def tags(self) -> list[TagCount]:
        """Give every tag that is in use, by the alphabet."""
        return self._store.tags()

    def versions(self) -> Versions:
        """Tell how often the papers and the marks have changed."""
        return self._store.versions()

    def totals(self) -> Totals:
        """Give the number of papers, of unread ones and of bookmarks."""
        return self._store.totals()

    # Marks

    def catch_up(self) -> bool:
        """Fold what other readers marked since, and tell whether there was any; next to free where no size changed."""
        if self.unwritable or not has_news(self.places, self._store):
            return False
        before = self._store.versions()
        self._keeper.catch_up()
        return self._store.versions() != before

    def follower(self) -> Follower:
        """Give what tells of all that others do to the library from now on."""
        return Follower(self.places, self._store, self.catch_up, lambda: self._kept_by.own if self._kept_by else 0)

    @property
    def _keeper(self) -> MarkKeeper:
        if self.unwritable:
            raise UnwritableError(self.unwritable)
        with self._guard:  # two keepers would have two clocks, and could give one stamp twice
            if self._kept_by is None:
                from reader.library.marks import MarkKeeper  # with the journal 10 ms: not before the first mark

                self._kept_by = MarkKeeper(self.places, self._store)
            return self._kept_by

    def read(self, ids: Sequence[int], *, on: bool) -> Marked | None:
        """Mark papers as read or unread; nothing is returned where all of them were."""
        return self._keeper.read(ids, on=on)

    def bookmark(self, ids: Sequence[int], *, on: bool) -> Marked | None:
        """Bookmark papers, or take the bookmarks off."""
        return self._keeper.bookmark(ids, on=on)

    def rate(self, ids: Sequence[int], stars: int) -> Marked | None:
        """Rate papers from 1 to 5, or take the rating off with 0; UsageError where it is another number."""
        return self._keeper.rate(ids, stars)

    def tag(self, ids: Sequence[int], names: Iterable[str], *, on: bool) -> Marked | None:
        """Put tags on papers, or take them off.

        Raises:
            UsageError: a name has nothing that could be a tag.
        """
        return self._keeper.tag(ids, names, on=on)

    def note(self, paper_id: int, text: str) -> Marked | None:
        """Keep a note on a paper; an empty text takes it away.

        Raises:
            UsageError: the note is too long.
        """
        return self._keeper.note(paper_id, text)

    @property
    def exchange(self) -> Exchange:
        """What gives marks to other machines and takes theirs."""
        from reader.library.exchange import Exchange

        return Exchange(self.places, self._store, self.catch_up)

    @cached_property
    def exports(self) -> Exports:
        """What writes papers as other programs read them."""
        from reader.library.exporting import Exports

        return Exports(self.places, self._store)

    @cached_property
    def timeline(self) -> Timeline:
        """All that was done, to be listed and taken back."""
        from reader.library.timeline import Timeline

        return Timeline(self.places, self._store, lambda: self.imports, lambda: self._keeper)

    @cached_property
    def records(self) -> Records:
        """Removing papers, and making one of two."""
        from reader.library.records import Records

        return Records(self._store, lambda: self._keeper)

    # Saved searches

    def saved(self) -> list[SavedSearch]:
        """Give every saved search by the alphabet, with the counts of the last `count_saved`."""
        return self._saved.read()

    def count_saved(self) -> bool:
        """Count anew what is in the saved searches, and tell whether any figure changed.

        Called by: a thread in the background, after the marks, the papers or the index have changed.
        """
        return self._saved.count()

    def save_search(self, name: str, query: str, *, watch: bool = False) -> Marked | None:
        """Save a search under a name; nothing is returned where just that was saved already.

        Args:
            name: What to call it; a search of that name is replaced.
            query: The text of the query.
            watch: New papers that fit are marked, and listed first.

        Raises:
            UsageError: the name or the query is empty or too long.
        """
        return self._saved.save(name, query, watch=watch)

    def forget_search(self, name: str) -> Marked | None:
        """Forget a saved search; nothing is returned where there is none of this name."""
        return self._saved.forget(name)

    def seen(self, name: str) -> None:
        """Remember that a watch was opened, so that what is in the library now is not new in it any more."""
        self._saved.open(name)

    def new_in(self, name: str) -> array[int]:
        """Give the papers of a watch that came since it was last opened; SearchError where the index cannot answer."""
        return self._saved.new_in(name)

    @property
    def _saved(self) -> SavedSearches:
        with self._guard:  # one for all threads: what was counted in one is shown in another
            if self._searches is None:
                from reader.library.saved import SavedSearches

                self._searches = SavedSearches(self._store, self._find, lambda: self._keeper)
            return self._searches

    # Bringing papers in

    @cached_property
    def imports(self) -> Imports:
        """The imports of this library, to be reversed and done again."""
        from reader.library.imports import Imports

        return Imports(self.places, self._store)

    def import_seeds(self) -> ImportReport | None:
        """Bring in the bundled papers if the library never had any paper."""
        return None if self.unwritable or self._store.highest() else self.import_paths([SEEDS])

    def import_paths(
        self,
        paths: Sequence[Path | str],
        *,
        year: int | None = None,
        by_hand: bool = False,
        progress: Callable[[ImportProgress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> ImportReport:
        """Bring in papers from files, folders or standard input (`-`).

        Args:
            paths: Where to read.
            year: The year of pages that name none.
            by_hand: A person does it, so that `u` takes it back, and not a script.
            progress: Called after each batch.
            stop: Ends the import after the batch under way; what is in stays.

        Raises:
            StoreError: the library cannot be written; earlier batches are in.
        """
        return self.imports.bring(paths, by_hand=by_hand, year=year, progress=progress, stop=stop)

    # The index

    def index_pending(self) -> int:
        """Count the papers that are not indexed yet."""
        return self._store.changes_pending()

    def index_is_due(self) -> bool:
        """Tell whether papers wait for the index, or there is none; costs next to nothing."""
        return bool(self._store.changes_pending()) or not self.places.index.is_dir()

    def update_index(
        self, stop: threading.Event, progress: Callable[[IndexProgress], None], patience: float = PATIENCE
    ) -> int:
        """Index what is pending; returns how many papers were. Called by: the index thread, the command line."""
        return self._index.update(stop, progress, patience)

    def rebuild_index(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Throw the index away and build it anew; returns how many papers it holds."""
        return self._index.rebuild(stop, progress)

    def _find(self) -> Finder:
        with self._finder_guard:
            if self._finder is None:
                from reader.library.finding import Finder  # with NumPy 70 ms: not on the way to the first screen
                from reader.library.masks import PaperMasks

                self._finder = Finder(PaperMasks(self._store), self._index.open)
            return self._finder
