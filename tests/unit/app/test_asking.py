"""Questions in the background: only the newest counts, and nothing that goes wrong there is lost or fatal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any

import pytest

from reader.app.asking import Asker
from reader.errors import UsageError


class Turns:
    """The screen's own turn, as far as an asker needs it: what is brought back is done when the test says so."""

    def __init__(self) -> None:
        self._waiting: Queue[tuple[Callable[..., object], tuple[Any, ...]]] = Queue()

    def later(self, call: Callable[..., object], *arguments: Any) -> None:
        self._waiting.put((call, arguments))

    def next(self) -> None:
        call, arguments = self._waiting.get(timeout=10)
        call(*arguments)


class Log:
    def __init__(self) -> None:
        self.errors: list[BaseException] = []

    def log_unexpected(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def asker(turns: Turns, log: Log) -> Iterator[Asker]:
    asker = Asker(log, turns.later, "test")  # type: ignore[arg-type]  # of the library only its log is needed
    yield asker
    asker.stop()


def test_an_answer_comes_back_in_the_screen_s_turn(asker: Asker, turns: Turns) -> None:
    answers: list[str] = []
    asker.ask(lambda: threading.current_thread().name, answers.append)
    assert (answers, asker.idle) == ([], False)
    turns.next()
    assert (answers, asker.idle) == (["test"], True)


def test_of_several_questions_only_the_newest_is_answered(asker: Asker, turns: Turns) -> None:
    answers: list[int] = []
    under_way, gate = threading.Event(), threading.Event()

    def slow() -> int:
        under_way.set()
        gate.wait(10)
        return 1

    asked: list[int] = []

    def ask(number: int) -> int:
        asked.append(number)
        return number

    asker.ask(slow, answers.append)
    assert under_way.wait(10)
    asker.ask(lambda: ask(2), answers.append)
    asker.ask(lambda: ask(3), answers.append)
    gate.set()
    turns.next()
    assert answers == []
    turns.next()
    assert (answers, asked) == ([3], [3])


def test_what_is_forgotten_is_never_answered(asker: Asker, turns: Turns) -> None:
    answers: list[int] = []
    asker.ask(lambda: 1, answers.append)
    asker.forget()
    asker.ask(lambda: 2, answers.append)
    while not answers:
        turns.next()
    assert answers == [2]
    assert asker.idle


def test_an_error_of_ours_is_said_and_an_unexpected_one_logged_besides(asker: Asker, turns: Turns, log: Log) -> None:
    said: list[str] = []

    def fail(error: Exception) -> Callable[[], None]:
        def ask() -> None:
            raise error

        return ask

    asker.ask(fail(UsageError("There is no index yet.")), lambda _answer: None, said.append)
    turns.next()
    asker.ask(fail(ZeroDivisionError()), lambda _answer: None, said.append)
    turns.next()
    assert said == ["There is no index yet.", "That failed: ZeroDivisionError."]
    assert [type(error) for error in log.errors] == [ZeroDivisionError]


def test_after_the_end_nothing_comes_back(asker: Asker, turns: Turns) -> None:
    answers: list[int] = []
    under_way = threading.Event()

    def slow() -> int:
        under_way.set()
        while not asker._stopped:
            pass
        return 1

    asker.ask(slow, answers.append)
    assert under_way.wait(10)
    asker.stop()
    assert turns._waiting.empty()
    assert answers == []
