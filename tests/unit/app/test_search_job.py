"""The search thread: it makes ready once, answers the newest question, and gives up what nobody waits for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, cast

from reader.app.jobs import SearchAnswer, SearchJob, SearchRequest
from reader.errors import SearchCancelled, SearchError
from reader.library import Found, Library
from reader.query import Query

WAIT = 10.0


class _Library:
    """A library of nothing, whose searches last until they are given up or let go."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.began = Event()
        self.go = Event()
        self.logged: list[BaseException] = []
        self.fault: BaseException | None = None

    def prepare(self) -> None:
        self.calls.append("prepare")

    def search(self, query: Query, _sort: object, *, finished: bool, cancelled: Callable[[], bool]) -> Found:
        self.calls.append(f"{query.source} {'whole' if finished else 'typed'}")
        if self.fault is not None:
            raise self.fault
        self.began.set()
        while not self.go.wait(0.001):
            if cancelled():
                self.calls.append(f"{query.source} given up")
                raise SearchCancelled
        return Found(cast("Any", array("q")), whole=len(query.source))

    def log_unexpected(self, error: BaseException) -> None:
        self.logged.append(error)


class _Desk:
    """A job, and the answers that it gave."""

    def __init__(self, library: _Library) -> None:
        self.answers: list[SearchAnswer] = []
        self._came = Event()
        self.job = SearchJob(cast("Library", library), self._take)

    def ask(self, ticket: int, text: str, *, finished: bool = True) -> None:
        self.job.ask(SearchRequest(ticket, Query(text), finished=finished))

    def wait(self) -> SearchAnswer:
        assert self._came.wait(WAIT), "no answer came"
        self._came.clear()
        return self.answers[-1]

    def _take(self, answer: SearchAnswer) -> None:
        self.answers.append(answer)
        self._came.set()


@contextmanager
def desk(library: _Library) -> Iterator[_Desk]:
    held = _Desk(library)
    try:
        yield held
    finally:
        held.job.stop()


def test_the_library_is_made_ready_once_and_before_the_first_question() -> None:
    library = _Library()
    library.go.set()
    with desk(library) as held:
        held.job.prepare()
        held.job.prepare()
        for ticket, text in enumerate(("graph", "tree"), 1):
            held.ask(ticket, text)
            held.wait()
    assert library.calls == ["prepare", "graph whole", "tree whole"]


def test_a_newer_question_ends_the_one_that_is_being_answered() -> None:
    library = _Library()
    with desk(library) as held:
        held.ask(1, "g", finished=False)
        assert library.began.wait(WAIT)
        held.ask(2, "graph")
        library.go.set()
        assert held.wait().ticket == 2
        assert [answer.ticket for answer in held.answers] in ([2], [1, 2])
    assert "graph whole" in library.calls


def test_what_is_forgotten_is_given_up_and_no_failure() -> None:
    library = _Library()
    with desk(library) as held:
        held.ask(1, "graph")
        assert library.began.wait(WAIT)
        held.job.forget()
        while not held.job.idle:
            library.began.wait(0.001)
        assert held.answers == []
    assert library.calls[-1] == "graph given up"
    assert library.logged == []


def test_a_job_that_stops_does_not_wait_for_its_answer() -> None:
    library = _Library()
    with desk(library) as held:
        held.ask(1, "graph")
        assert library.began.wait(WAIT)
    assert library.calls[-1] == "graph given up"
    assert held.answers == []


def test_what_goes_wrong_is_said_and_what_was_not_expected_is_logged_too() -> None:
    library = _Library()
    with desk(library) as held:
        library.fault = SearchError("There is no index yet.")
        held.ask(1, "graph")
        assert (held.wait().found, held.answers[-1].trouble) == (None, "There is no index yet.")
        assert library.logged == []
        library.fault = KeyError("x")
        held.ask(2, "graph")
        assert held.wait().trouble == "The search failed: KeyError."
        assert library.logged == [library.fault]
