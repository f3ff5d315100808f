"""The library file: whether it can be opened and is whole; what can be saved of it where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from reader.errors import DamagedLibraryError, OctavoError
from reader.library.health.finding import Finding, counted, fixed, note, ok, problem
from reader.library.opening import open_store
from reader.paths import Places
from reader.store import Store
from reader.store.copying import now
from reader.store.filesystem import kind_of
from reader.store.salvage import aside, salvage

_FIX = "octavo doctor --fix makes a new one of all that can be read"


@contextmanager
def opened(places: Places) -> Iterator[tuple[Store | None, list[Finding]]]:
    """Open the library, or say why it cannot be opened; one that is not there is not made."""
    if not places.library.exists():
        yield None, [ok("library", f"there is none in {places.data} yet; the first start makes it.")]
        return
    try:
        store, unwritable = open_store(places, make=False)
    except DamagedLibraryError as error:
        yield None, [problem("library", str(error), fixable=True)]
    except (OctavoError, OSError) as error:
        yield None, [problem("library", str(error))]
    else:
        with closing(store):
            said = f"{unwritable} What is in it can be listed, shown and searched."
            yield store, [problem("library", said)] if unwritable else []


def check(places: Places, store: Store) -> Iterator[Finding]:
    """Read all of it, and compare what must agree."""
    try:
        said = store.check_papers()
        totals = store.totals()
    except OctavoError as error:
        yield problem("library", str(error), fixable=isinstance(error, DamagedLibraryError))
        return
    for sentence in said:
        yield problem("library", f"{places.library}: {sentence.removesuffix('.')}; {_FIX}.", fixable=True)
    if not said:
        yield ok("library", f"{totals.papers:,} papers in {places.library}, nothing is damaged.")
    kind = kind_of(places.library)
    where = f" on {kind}" if kind else ""
    if store.write_ahead:
        yield ok("library", f"it has a write-ahead log{where}, so nobody who reads waits for who writes.")
    else:
        yield note("library", f"it has no write-ahead log{where}: a reader waits while another Octavo writes.")


def repair(places: Places) -> Iterator[Finding]:
    """Make a new library of what can be read, where there is any damage; the damaged one is kept beside."""
    with opened(places) as (store, said):
        damaged = [finding for finding in said if finding.fixable]
        if store is not None:
            damaged = [finding for finding in check(places, store) if finding.fixable]
    if not damaged:
        return
    try:
        saved = salvage(places.library, aside(places.library, "damaged", now()))
    except OctavoError as error:
        yield problem("library", str(error))
        return
    lost = f" {counted(saved.lost, 'paper')} could not be read: import them again." if saved.lost else ""
    bare = f" Of {counted(saved.bare, 'paper')} only the title could be read: import them again." if saved.bare else ""
    yield fixed(
        "library",
        f"{counted(saved.papers, 'paper')} could be read, and are in a new {places.library.name}; the damaged one is "
        f"now {saved.kept}.{lost}{bare}",
    )
