"""An import in a thread of its own: what it says on its way, and how it ends. It never touches a widget."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reader.errors import OctavoError
from reader.library import Library

if TYPE_CHECKING:
    from reader.importing import ImportProgress, ImportReport

_EVERY: Final = 1.0
"""Seconds between two figures: each is some bytes to the terminal, and nobody reads faster."""


class ImportJob:
    """Brings papers in, one import at a time."""

    def __init__(
        self,
        library: Library,
        progressed: Callable[[str], None],
        ended: Callable[[ImportReport | None, str], None],
    ) -> None:
        """Prepare; `start` begins.

        Args:
            library: What the papers come into.
            progressed: Called in the thread with a few words, whenever they change, and not more than once a second.
            ended: Called in the thread at the end, with what was done, or nothing, and what went wrong, or an empty
                text.
        """
        self._library = library
        self._progressed = progressed
        self._ended = ended
        self._stop = threading.Event()
        self._closed = False
        self._words = ""
        self._told = 0.0
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is being imported."""
        return self._thread is None or not self._thread.is_alive()

    @property
    def words(self) -> str:
        """What was said last of how far it is."""
        return self._words

    def start(self, paths: Sequence[Path], year: int | None = None) -> None:
        """Begin, with the year of pages that name none; the one before has ended."""
        self._stop.clear()
        self._words, self._told = "", time.monotonic()
        self._thread = threading.Thread(target=self._run, args=(paths, year), name="octavo-import", daemon=True)
        self._thread.start()

    def interrupt(self) -> None:
        """End the import before its next papers; what is in stays."""
        self._stop.set()

    def stop(self) -> None:
        """End for good, and wait until the thread has let go of the library."""
        self._closed = True
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self, paths: Sequence[Path], year: int | None) -> None:
        report, trouble = None, ""
        try:
            report = self._library.import_paths(paths, by_hand=True, year=year, progress=self._tell, stop=self._stop)
        except OctavoError as error:
            trouble = str(error)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged and said
            self._library.log_unexpected(error)
            trouble = f"The import failed: {type(error).__name__}; what was in by then stays."
        if not self._closed:
            self._ended(report, trouble)

    def _tell(self, progress: ImportProgress) -> None:
        now = time.monotonic()
        if now - self._told < _EVERY or self._closed:
            return
        words = progress_words(progress)
        if words != self._words:
            self._words, self._told = words, now
            self._progressed(words)


def progress_words(progress: ImportProgress) -> str:
    """Say how far an import is: `importing 40%, 1,200/s, 3 min left`, `importing 12,000, 1,200/s` without a size."""
    far = f"{100 * progress.done // progress.total}%" if progress.total else f"{progress.done:,}"
    rate = f", {progress.rate:,.0f}/s" if progress.rate >= 1 else ""
    left = f", {_duration(progress.left)} left" if progress.left >= 1 else ""
    return f"importing {far}{rate}{left}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"
