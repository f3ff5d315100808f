"""What goes on in the background: one thread that searches, one that indexes. Neither ever touches a widget.

The search thread takes only the newest question; those in between are never asked, and one that is under way is given
up when a newer one comes. NumPy and Whoosh are imported there, and not before somebody is about to search.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.errors import OctavoError, SearchCancelled
from reader.library import Found, Library
from reader.model import Sort
from reader.query import Query

if TYPE_CHECKING:
    from reader.indexing import IndexProgress
    from reader.library import Completion
    from reader.query.where import Part

_PAUSE = 0.15
"""Seconds without a letter after which what takes a while is completed."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question for the search thread."""

    ticket: int
    query: Query
    sort: Sort | None = None
    """The order, or nothing for the usual one."""
    same: bool = False
    """The same question as before, of a library that may have changed."""
    finished: bool = True
    """Nobody is typing it any more."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What the search thread found."""

    ticket: int
    found: Found | None
    """The papers, or nothing where the search failed as a whole."""
    same: bool = False
    trouble: str = ""
    """What went wrong, for the person."""


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What is being typed, for the search thread to complete."""

    ticket: int
    part: Part
    patient: bool = False
    """It takes a while, so it is not begun before nobody types."""


class SearchJob:
    """Answers the newest question in a thread of its own; then it completes what is being typed."""

    def __init__(
        self,
        library: Library,
        answered: Callable[[SearchAnswer], None],
        completed: Callable[[int, list[Completion]], None] = lambda _ticket, _candidates: None,
    ) -> None:
        """Prepare; the thread starts when somebody is about to search.

        Args:
            library: Where to search.
            answered: Called in the search thread with each answer.
            completed: Called in the search thread with the ticket of a completion and its candidates.
        """
        self._library = library
        self._answered = answered
        self._completed = completed
        self._wake = threading.Condition()
        self._request: SearchRequest | None = None
        self._completion: CompletionRequest | None = None
        self._wanted = 0
        """The ticket of the newest question; 0 where nobody waits for an answer."""
        self._busy = False
        self._stopped = False
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether every question was answered."""
        with self._wake:
            return self._request is None and self._completion is None and not self._busy

    def prepare(self) -> None:
        """Make ready for questions, since one is about to come: its first letter is not to wait for imports."""
        with self._wake:
            if self._thread is None and not self._stopped:
                self._busy = True
                self._thread = threading.Thread(target=self._run, name="octavo-search", daemon=True)
                self._thread.start()

    def ask(self, request: SearchRequest) -> None:
        """Ask a question, in place of one that is still waiting, and of the one that is being answered."""
        self.prepare()
        with self._wake:
            self._request, self._wanted = request, request.ticket
            self._wake.notify()

    def complete(self, request: CompletionRequest) -> None:
        """Complete what is being typed, in place of what was typed before; the papers come first."""
        self.prepare()
        with self._wake:
            self._completion = request
            self._wake.notify()

    def forget(self) -> None:
        """Give up whatever was asked: nobody waits for it any more."""
        with self._wake:
            self._request, self._completion, self._wanted = None, None, 0

    def stop(self) -> None:
        """Take no more questions, and wait until the thread has let go of the library."""
        with self._wake:
            self._stopped = True
            self._request, self._completion, self._wanted = None, None, 0
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        self._prepare()
        while (request := self._next()) is not None:
            if isinstance(request, CompletionRequest):
                candidates = self._complete(request.part)
                if not self._stopped:
                    self._completed(request.ticket, candidates)
                continue
            answer = self._answer(request)
            if answer is not None and not self._stopped:
                self._answered(answer)

    def _next(self) -> SearchRequest | CompletionRequest | None:
        """Wait for something to do, and take it; nothing is returned at the end."""
        with self._wake:
            self._busy = False
            while not self._stopped:
                if self._request is not None:
                    request, self._request, self._busy = self._request, None, True
                    return request
                if self._completion is None:
                    self._wake.wait()
                    continue
                completion = self._completion
                if completion.patient and self._wake.wait(_PAUSE):
                    continue  # another letter came, or the end
                self._completion, self._busy = None, True
                return completion
        return None

    def _prepare(self) -> None:
        try:
            self._library.prepare()
        except OctavoError:
            return  # the question itself says it, and better
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged
            self._library.log_unexpected(error)

    def _answer(self, request: SearchRequest) -> SearchAnswer | None:
        """Answer a question; nothing is returned where it was given up."""
        try:
            found = self._library.search(
                request.query,
                request.sort,
                finished=request.finished,
                cancelled=lambda: self._wanted != request.ticket,
            )
        except SearchCancelled:
            return None
        except OctavoError as error:
            return SearchAnswer(request.ticket, None, request.same, str(error))
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged and said
            self._library.log_unexpected(error)
            return SearchAnswer(request.ticket, None, request.same, f"The search failed: {type(error).__name__}.")
        return SearchAnswer(request.ticket, found, request.same, found.trouble)

    def _complete(self, part: Part) -> list[Completion]:
        """Find candidates; what goes wrong costs the candidates and nothing else."""
        try:
            return self._library.complete(part)
        except OctavoError:
            return []
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged
            self._library.log_unexpected(error)
            return []


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
            # Another Octavo that is at it is waited for as long as it takes.
            self._library.update_index(self._stop, self._tell, math.inf)
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
