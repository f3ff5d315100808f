"""`octavo reindex`, and bringing the index up to date before a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.console import Console
from reader.cli.progress import ProgressBar, stoppable
from reader.cli.session import Session
from reader.cli.statuses import DONE, INTERRUPTED

if TYPE_CHECKING:
    from reader.indexing import IndexProgress
    from reader.library import Library


@click.command()
@click.pass_obj
def reindex(session: Session) -> int:
    """Throw the index away and build it anew.

    Nobody needs this: an index that is missing, old or damaged is rebuilt by itself. Ctrl-C ends it after the papers
    under way; the rest is indexed by the next search or in the reader.
    """
    console = session.console
    with session.library(seeds=False) as library, stoppable() as stop:
        bar = ProgressBar(console, "Indexing")
        try:
            done = library.rebuild_index(stop, lambda told: _show(bar, told))
        finally:
            bar.clear()
        if stop.is_set():
            console.words(
                f"Stopped: {done:,} papers are in the index, {library.index_pending():,} wait for the next search."
            )
            return INTERRUPTED
        console.words(f"{done:,} papers are in the index.")
    return DONE


def bring_up_to_date(console: Console, library: Library) -> bool:
    """Index what is new, with a progress bar; tell whether that went on to the end.

    Where the index cannot be written (another Octavo is writing it), that is said, and what is in it has to do.
    """
    from reader.errors import SearchError

    with stoppable() as stop:
        bar = ProgressBar(console, "Indexing")
        try:
            library.update_index(stop, lambda told: _show(bar, told))
        except SearchError as error:
            console.words(str(error))
        finally:
            bar.clear()
        if stop.is_set():
            console.words(f"Stopped: {library.index_pending():,} papers wait to be indexed.")
        return not stop.is_set()


def _show(bar: ProgressBar, told: IndexProgress) -> None:
    bar.show(told.done, told.total, told.rate, told.left)
