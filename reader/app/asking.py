"""Questions to the library that take longer than a frame: asked in a thread, shown when the answer comes.

Each asker has one thread, which takes only the newest question; an answer to an older one is dropped. Neither the
question nor its thread ever touches a widget: answers come back in the screen's own turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from reader.errors import OctavoError
from reader.library import Library

Answer = TypeVar("Answer")
Later = Callable[..., object]
"""Calls a function with arguments in the screen's own turn; may be called in any thread."""


class _Question(NamedTuple):
    ticket: int
    ask: Callable[[], Any]
    take: Callable[[Any], None]
    failed: Callable[[str], None]


class Asker:
    """Answers the newest question in a thread of its own."""

    def __init__(self, library: Library, later: Later, name: str) -> None:
        """Prepare; the thread starts with the first question.

        Args:
            library: Keeps the log of what nobody expected.
            later: The way back into the screen's turn.
            name: What to call the thread.
        """
        self._library = library
        self._later = later
        self._name = name
        self._wake = threading.Condition()
        self._waiting: _Question | None = None
        self._ticket = 0
        self._owed = 0
        """The ticket of the answer that somebody waits for, or 0; touched in the screen's turn only."""
        self._stopped = False
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody waits for an answer."""
        return not self._owed

    def ask(
        self,
        ask: Callable[[], Answer],
        take: Callable[[Answer], None],
        failed: Callable[[str], None] = lambda _words: None,
    ) -> None:
        """Ask a question, in place of any that was not answered yet.

        Args:
            ask: Asks the library; called in the thread.
            take: Called with the answer in the screen's turn.
            failed: Called with what went wrong, for the person, instead.
        """
        self._ticket += 1
        self._owed = self._ticket
        with self._wake:
            self._waiting = _Question(self._ticket, ask, take, failed)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._wake.notify()

    def forget(self) -> None:
        """Want no answer any more."""
        self._owed = 0
        with self._wake:
            self._waiting = None

    def stop(self) -> None:
        """Take no more questions, and wait for the answer that is under way."""
        self._owed = 0
        with self._wake:
            self._stopped, self._waiting = True, None
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while True:
            with self._wake:
                while self._waiting is None and not self._stopped:
                    self._wake.wait()
                if self._stopped or self._waiting is None:
                    return
                question, self._waiting = self._waiting, None
            try:
                answer, then = question.ask(), question.take
            except OctavoError as error:
                answer, then = str(error), question.failed
            except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged and said
                self._library.log_unexpected(error)
                answer, then = f"That failed: {type(error).__name__}.", question.failed
            if not self._stopped:
                self._later(self._arrive, question.ticket, then, answer)

    def _arrive(self, ticket: int, then: Callable[[Any], None], answer: Any) -> None:
        if ticket == self._owed:
            self._owed = 0
            then(answer)
