"""The index: whether its files are as they were written, and hold the papers of the library as they are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Final

from reader.errors import OctavoError, SearchError
from reader.library.health.finding import Finding, counted, fixed, ok, problem
from reader.model import Sort
from reader.paths import Places
from reader.store import Store

if TYPE_CHECKING:
    from reader.indexing import IndexProgress
    from reader.search import WhooshIndex

_COMPARED: Final = 1_000
"""Papers whose texts are compared, evenly over the library: half a second."""
_ANEW: Final = "octavo doctor --fix, or octavo reindex, builds it anew"


def check(places: Places, store: Store) -> Iterator[Finding]:
    """Compare every file with its checksum, and the papers in it with those of the library."""
    from reader.search import WhooshIndex

    if not places.index.exists():
        yield ok("index", "there is none yet; the first search makes it.")
        return
    try:
        with closing(WhooshIndex(places.index, store.identity)) as index:
            yield from _compared(store, index)
    except SearchError as error:
        yield problem("index", f"{error} The next search does that, or octavo doctor --fix.", fixable=True)
    except OctavoError as error:
        yield problem("index", str(error))


def repair(
    places: Places, store: Store, stop: threading.Event, progress: Callable[[IndexProgress], None]
) -> Iterator[Finding]:
    """Build it anew where anything is wrong with it."""
    from reader.library.index_holder import IndexHolder

    try:
        if all(not finding.fixable for finding in check(places, store)):
            return
        with closing(IndexHolder(places, store)) as holder:
            papers = holder.rebuild(stop, progress)
    except OctavoError as error:
        yield problem("index", f"it cannot be built anew: {error}")
    else:
        left = store.changes_pending()
        wait = f"; {counted(left, 'paper')} more wait for the next search" if left else ""
        yield fixed("index", f"it is built anew, with {counted(papers, 'paper')}{wait}.")


def _compared(store: Store, index: WhooshIndex) -> Iterator[Finding]:
    held, damages = index.count(), index.verify()
    if damages:
        for damage in damages:
            yield problem("index", f"{damage}; {_ANEW}.", fixable=True)
        return
    papers, pending = store.totals().papers, store.changes_pending()
    if pending:
        yield ok("index", f"{held:,} papers of {papers:,}; {pending:,} wait for the next search.")
        return
    if held != papers:
        yield problem("index", f"it holds {held:,} papers, and the library {papers:,}; {_ANEW}.", fixable=True)
        return
    from reader.indexing import document

    numbers = sorted(store.ids((), Sort.DATE))
    if list(index.numbers()) != numbers:
        yield problem("index", f"it holds other papers than the library; {_ANEW}.", fixable=True)
        return
    sample = numbers[:: max(1, -(-len(numbers) // _COMPARED))]
    other = index.differing(document(paper) for paper in store.papers(sample))
    # A paper that another Octavo brings in at this moment is not in the index yet.
    if other and not store.changes_pending():
        of = f"of {len(sample):,} papers that were compared, " if len(sample) < len(numbers) else ""
        yield problem(
            "index", f"{of}{counted(len(other), 'paper')} stand in it with another text; {_ANEW}.", fixable=True
        )
        return
    yield ok("index", f"all {papers:,} papers are in it, every file as it was written.")
