"""Which papers there are, as far as a person says so: removing papers, and making one of two records.

Both are marks in the journal, so they come to other machines, survive, and are undone like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.errors import UsageError
from reader.journal import Draft
from reader.model import Paper
from reader.model.marks import REMOVED, SAME
from reader.store import RemovedPaper, Store

if TYPE_CHECKING:
    from reader.library.changes import Changes
    from reader.library.marks import Marked, MarkKeeper
    from reader.store.tellings import Telling


class Records:
    """Takes papers out of the library, brings them back, and makes one of several."""

    def __init__(self, store: Store, keeper: Callable[[], MarkKeeper]) -> None:
        """Hold the store and, once something is marked, the journal."""
        self._store = store
        self._keeper = keeper

    def remove(self, ids: Sequence[int]) -> Marked | None:
        """Take papers out of the library, with all that was told of them kept; nothing where none is there.

        They are gone from every list, search and count, and an import that tells of them again leaves them out.
        """
        label = "remove" if len(ids) == 1 else "remove {papers} papers"
        return self._keeper().mark(ids, REMOVED, True, label)

    def removed(self, limit: int = -1, offset: int = 0) -> list[RemovedPaper]:
        """List the papers that were removed, in the order in which they once came."""
        return self._store.removed(limit, offset)

    def find_removed(self, text: str, limit: int = 5) -> list[RemovedPaper]:
        """Find removed papers by a key, or the beginning of one."""
        return self._store.find_removed(text, limit)

    def unremove(self, papers: Sequence[RemovedPaper]) -> Marked | None:
        """Bring removed papers back, with their numbers, editions and marks."""

        def drafts() -> list[Draft]:
            gone = {kept.number: kept for kept in self._store.removed()}
            return [
                Draft((gone[paper.number].key,), ((REMOVED, False),), ((REMOVED, True),), gone[paper.number].title)
                for paper in papers
                if paper.number in gone
            ]

        return self._keeper().draft("bring back" if len(papers) == 1 else "bring {papers} papers back", drafts)

    @property
    def changes(self) -> Changes:
        """What newer versions changed."""
        from reader.library.changes import Changes

        return Changes(self._store)

    def merge(self, main: Paper, other: Paper) -> Marked | None:
        """Make one paper of two; the texts of the main one are shown. Nothing where they are one already.

        Raises:
            UsageError: it is the same paper twice.
        """
        if main.id == other.id:
            raise UsageError(f"{main.key} is one paper with that already; octavo split takes apart what was merged")

        def drafts() -> list[Draft]:
            papers = {paper.id: paper for paper in self._store.papers([main.id, other.id])}
            if len(papers) < 2:
                return []
            into, joining = self._store.members(main.id), self._store.members(other.id)
            target = into[0].key if into else papers[main.id].key
            # Said of the record that the others of a group lead to, so that all of them come along.
            key, former = papers[other.id].key, self._store.current([other.id], SAME)[other.id][0]
            if joining:
                key, leading = joining[0].key, joining[0].leading
                key, former = (leading.under, leading.key) if leading else (key, "")
            return [Draft((key,), ((SAME, target),), ((SAME, former),), papers[other.id].title)]

        return self._keeper().draft("merge two papers", drafts)

    def tellings(self, paper: Paper) -> list[Telling]:
        """Give what places told of a paper, the oldest first."""
        return self._store.tellings(paper.id)

    def split(self, paper: Paper) -> Marked | None:
        """Take apart what was merged by hand; nothing where a paper was never merged."""
        from reader.library.splitting import merged_apart

        return self._keeper().draft("take merged papers apart", lambda: merged_apart(self._store, paper))

    def split_off(self, paper: Paper, main: str, other: str) -> Marked | None:
        """Make a key of a paper, with all that is told of it, a paper of its own; also what an import joined.

        Each has what was told of it and the marks under its keys, here and on other machines, and no import joins the
        two again.

        Args:
            paper: The paper.
            main: A key that stays.
            other: The key that goes, or the number of one of the `tellings`, 1 for the first.

        Raises:
            UsageError: it is none of the paper's keys, or nothing is told of it alone.
        """
        from reader.library.splitting import one_apart

        return self._keeper().draft("take a paper apart", lambda: one_apart(self._store, paper, main, other))
