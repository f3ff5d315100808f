"""What goes on in the background: one thread that searches, one that indexes. Neither ever touches a widget.

The search thread takes only the newest question; those in between are never asked. Whoosh is imported there, and not
before the first question or the first paper to index.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.errors import OctavoError
from reader.library import Library, Listing
from reader.model import Sort
from reader.query import Query

if TYPE_CHECKING:
    from reader.indexing import IndexProgress


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question for the search thread."""

    ticket: int
    query: Query
    sort: Sort
    same: bool = False
    """The same question as before, of a library that may have changed."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What the search thread found."""

    ticket: int
    listing: Listing | None
    """The papers, or nothing where the search failed as a whole."""
    same: bool = False
    trouble: str = ""
    """What went wrong, for the person."""


class SearchJob:
    """Answers the newest question in a thread of its own."""

    def __init__(self, library: Library, answered: Callable[[SearchAnswer], None]) -> None:
        """Prepare; the thread starts with the first question.

        Args:
            library: Where to search.
            answered: Called in the search thread with each answer.
        """
        self._library = library
        self._answered = answered
        self._wake = threading.Condition()
        self._request: SearchRequest | None = None
        self._busy = False
        self._stopped = False
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether every question was answered."""
        with self._wake:
            return self._request is None and not self._busy

    def ask(self, request: SearchRequest) -> None:
        """Ask a question, in place of one that is still waiting."""
        with self._wake:
            self._request = request
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="octavo-search", daemon=True)
                self._thread.start()
            self._wake.notify()

    def stop(self) -> None:
        """Take no more questions, and wait for the answer that is under way."""
        with self._wake:
            self._stopped = True
            self._request = None
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._busy = False
                while self._request is None and not self._stopped:
                    self._wake.wait()
                if self._stopped:
                    return
                request, self._request, self._busy = self._request, None, True
            assert request is not None
            answer = self._answer(request)
            if not self._stopped:
                self._answered(answer)

    def _answer(self, request: SearchRequest) -> SearchAnswer:
        try:
            found = self._library.search(request.query, request.sort)
        except OctavoError as error:
            return SearchAnswer(request.ticket, None, request.same, str(error))
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged and said
            self._library.log_unexpected(error)
            return SearchAnswer(request.ticket, None, request.same, f"The search failed: {type(error).__name__}.")
        return SearchAnswer(request.ticket, found.listing, request.same, found.trouble)


class IndexJob:
    """Brings the index up to date in a thread of its own."""

    def __init__(self, library: Library, progressed: Callable[[str], None], ended: Callable[[str], None]) -> None:
        """Prepare; `start` begins.

        Args:
            library: Whose index it is.
            progressed: Called in the index thread with a few words, whenever they change.
            ended: Called in the index thread at the end, with what went wrong, or an empty text.
        """
        self._library = library
        self._progressed = progressed
        self._ended = ended
        self._stop = threading.Event()
        self._words = ""
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is being indexed."""
        return self._thread is None or not self._thread.is_alive()

    def start(self) -> None:
        """Begin, unless it is under way or nothing has changed."""
        if self.idle and not self._stop.is_set():
            self._thread = threading.Thread(target=self._run, name="octavo-index", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop soon; what is not indexed yet is noted and done the next time."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        trouble = ""
        try:
            self._library.update_index(self._stop, self._tell)
        except OctavoError as error:
            trouble = str(error)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged and said
            self._library.log_unexpected(error)
            trouble = f"The index could not be updated: {type(error).__name__}."
        if not self._stop.is_set():
            self._ended(trouble)

    def _tell(self, progress: IndexProgress) -> None:
        if progress.done >= progress.total:
            return
        left = f", {_duration(progress.left)} left" if progress.left >= 1 else ""
        words = f"indexing {100 * progress.done // progress.total}%{left}"
        if words != self._words:
            self._words = words
            self._progressed(words)


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
