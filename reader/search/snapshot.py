"""One generation of the index, opened for reading."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Final

from reader.errors import SearchError
from reader.search import trust
from reader.search.codec import open_file
from reader.search.leaf import Leaf
from reader.search.ranking import Statistics
from reader.search.schema import build_schema
from reader.search.storage import DurableStorage
from reader.search.writing import alive

_LET_GO: Final = 64
"""Searches after which the memory of the mapped pages is given back, so that a long session holds no whole index."""

Known = dict[str, tuple[int, Leaf]]
"""Segments that were opened before, by their id, with how many of their papers were deleted then."""


class Snapshot:
    """A generation of the index. It stays whole as long as anybody holds it, whatever is written meanwhile.

    Args:
        folder: The index's folder.
        stamp: What the index must have been made for.
        known: Segments that are open already; completed here, and rid of those that are gone.

    Raises:
        SearchError: the folder, the stamp, the seal or a segment does not fit.
        Exception: whatever Whoosh raises where the table of contents is damaged.
    """

    def __init__(self, folder: Path, stamp: trust.Stamp, known: Known) -> None:
        trust.check_folder(folder)
        self._folder = folder
        self._uses = 0
        self._life = trust.check_stamp(folder, stamp)
        self.generation, self.leaves = self._open(known)

    @cached_property
    def statistics(self) -> Statistics:
        """What is known of all segments together."""
        return Statistics(self.leaves)

    def used(self) -> None:
        """Count a search; every so many of them, pages that only some of them looked at are given back."""
        self._uses += 1
        if self._uses % _LET_GO == 0:
            for leaf in self.leaves:
                leaf.file.let_go()

    def is_current(self) -> bool:
        """Tell whether nothing newer has been committed, by this process or another.

        Raises:
            SearchError: the index is gone.
        """
        try:
            its = (self._folder / trust.STAMP).stat()
        except OSError:
            return False
        return (its.st_ino, its.st_mtime_ns) == self._life and trust.newest(self._folder) == self.generation

    def count(self) -> int:
        """Tell how many papers are in it."""
        return sum(int(leaf.alive.sum()) for leaf in self.leaves)

    def verify(self) -> list[str]:
        """Compare every segment with its checksums."""
        return [
            f"{leaf.file.path.name}: section {name} is not as it was written"
            for leaf in self.leaves
            for name in leaf.file.damaged()
        ]

    def _open(self, known: Known) -> tuple[int, list[Leaf]]:
        """Open the newest generation, as often as another one is committed while this is under way."""
        from whoosh.index import TOC

        storage = DurableStorage(self._folder)
        while True:
            generation = trust.newest(self._folder)
            try:
                trust.check_seal(self._folder, generation)
                segments = TOC.read(storage, trust.NAME, gen=generation, schema=build_schema()).segments
                opened = {segment.segment_id(): _opened(storage, segment, known) for segment in segments}
            except (SearchError, OSError):
                if trust.newest(self._folder) == generation:
                    raise
                continue
            known.clear()
            known.update(opened)
            return generation, [leaf for _, leaf in opened.values() if leaf.size]


def _opened(storage: DurableStorage, segment: Any, known: Known) -> tuple[int, Leaf]:
    deleted = segment.deleted_count()
    before = known.get(segment.segment_id())
    if before is not None and before[0] == deleted:
        return before
    file = before[1].file if before is not None else open_file(storage, segment)
    if len(file.array("paper.number")) != segment.doc_count_all():
        raise SearchError(
            f"The index file {file.path.name} holds other papers than it should; the index is built anew."
        )
    return deleted, Leaf(file, alive(segment))
