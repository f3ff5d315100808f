"""Is everything as it must be, and if not, can it be made so?

`examine` looks at the library, the journals, the index, the folders and all that lies in them, and changes none of it
(but that marks which were made elsewhere since the last start are folded in first, as every start does). `repair` makes
good what can be made good without losing anything: whatever it replaces is kept beside under a name with the date.

Each check ends in findings, never in an error: whoever asks for a check-up has trouble already. There is a module for
each subject, with its check and its repair.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reader.library.health import files, folded, index, kept, paper_file, small_files, space
from reader.library.health.finding import Finding, Level
from reader.paths import Places

if TYPE_CHECKING:
    from reader.indexing import IndexProgress

__all__ = ["Finding", "Level", "examine", "repair"]


def examine(places: Places) -> Iterator[Finding]:
    """Look at everything that one person's library consists of, one finding after the other."""
    yield from files.check(places)
    yield from space.check(places)
    yield from small_files.check(places)
    yield from folded.check_lines(places)
    with paper_file.opened(places) as (store, findings):
        yield from findings
        if store is not None:
            if not findings:  # what is new in the journals cannot be folded in where nothing can be written
                yield from folded.check(places, store)
            yield from paper_file.check(places, store)
            yield from index.check(places, store)
    yield from kept.check(places)


def repair(
    places: Places,
    stop: threading.Event | None = None,
    progress: Callable[[IndexProgress], None] = lambda _told: None,
) -> Iterator[Finding]:
    """Repair what can be repaired, and tell what was; nothing where there is nothing to repair.

    In this order, as each needs what the ones before it look after.

    Args:
        places: Whose.
        stop: Ends the building of an index, which takes a minute for 100,000 papers; the next search goes on with it.
        progress: Told how far that is.
    """
    yield from files.repair(places)
    yield from small_files.repair(places)
    yield from folded.repair_lines(places)
    yield from paper_file.repair(places)
    with paper_file.opened(places) as (store, said):
        if store is not None and not said:
            yield from folded.repair(places, store)
            yield from index.repair(places, store, stop or threading.Event(), progress)
