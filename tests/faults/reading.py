"""The reader itself: a person types marks in a terminal, and at some moment it is killed or the connection drops."""

from __future__ import annotations

import math
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from tests.e2e.program import OCTAVO, Home
from tests.e2e.terminal import Terminal
from tests.faults.checks import PENDING, TORN, Held, difference, doctored, healed, held, require
from tests.faults.homes import Stage, environ
from tests.faults.scenarios import ASKED, Outcome

STEPS: Final = (
    ("b", "Bookmarked."),
    ("r", "Marked as read."),
    ("S4", "Rated 4 of 5."),
    ("jtfog\r", "Tagged #fog."),
    ("u", "Taken back: tag #fog."),
    ("U", "Done again: tag #fog."),
    ("jb", "Bookmarked."),
    ("A", "papers as read; u takes it back."),
    ("S1", "Rated 1 of 5."),
)
"""What is typed, and what the screen says once it is on the disk."""
_ANY_TIME: Final = 0.35
"""In how many of the runs the moment is any of the whole life; in the others it is close to a mark."""
_AROUND: Final = 0.06
"""Seconds after the typing of a mark in which it is written."""
WAYS: Final = ("SIGKILL", "SIGKILL", "SIGTERM", "SIGHUP", "terminal closed")


class _Session(NamedTuple):
    """An undisturbed session."""

    seconds: float
    states: tuple[Held, ...]
    """What the library holds before the first step and after each."""


_SESSIONS: Final[dict[str, _Session]] = {}


def marking(kind: str) -> Callable[[Stage, random.Random], Outcome]:
    """Make a scenario of a reader that is left in the middle, over a home of some kind."""

    def once(stage: Stage, dice: random.Random) -> Outcome:
        session = _session(stage, kind)
        home = _home(stage, kind)
        way = dice.choice(WAYS)
        if dice.random() < _ANY_TIME:
            step, moment = -1, dice.uniform(0.0, session.seconds)
        else:
            step, moment = dice.randrange(len(STEPS)), dice.uniform(0.0, _AROUND)
        seen, raw = _disturbed(home, way, step, moment)
        require(b"Traceback" not in raw, f"a traceback: {raw[-800:]!r}")
        require(not home.only_logged(), f"logged: {home.only_logged()[-1500:]}")
        doctored(home, PENDING, TORN, asked=dice.random() < ASKED)
        is_ = held(home)
        expected = session.states[seen : seen + 2]
        missing = difference(is_, expected[0])
        if missing and (len(expected) < 2 or difference(is_, expected[1])):
            require(False, f"after {seen} acts that the screen told of: {missing}")
        healed(home)
        since = f"typing {STEPS[step][0]!r}" if step >= 0 else "the start"
        return Outcome(f"{way} {moment * 1000:.0f} ms after {since}, {seen} acts seen", acknowledged=seen > 0)

    return once


def _home(stage: Stage, kind: str) -> Home:
    home = stage.copy(kind)
    # What becomes read by being looked at depends on the time, which no run has the same.
    home.places.config.mkdir(exist_ok=True)
    home.places.settings.write_text('mark_read = "manual"\n')
    return home


def _reader(home: Home) -> Terminal:
    return Terminal([OCTAVO], env=environ(home), home=home.folder)


def _session(stage: Stage, kind: str) -> _Session:
    """Go through all steps undisturbed, once, and remember what each does."""
    if kind not in _SESSIONS:
        home = _home(stage, kind)
        states = [held(home)]
        begun = time.monotonic()
        with _reader(home) as person:
            person.until(lambda: _is_there(person))
            for keys, words in STEPS:
                person.type(keys).until(words)
                paused = time.monotonic()
                states.append(held(home))
                begun += time.monotonic() - paused
            require(person.press("Q").exit_status() == 0, "the reader does not end with 0")
        _SESSIONS[kind] = _Session(time.monotonic() - begun, tuple(states))
    return _SESSIONS[kind]


def _disturbed(home: Home, way: str, step: int, moment: float) -> tuple[int, bytes]:
    """Go through the steps until the moment comes; give how many of them the screen told of, and all that was written.

    Args:
        home: Where the reader runs.
        way: How it ends.
        step: The step after whose typing the time is counted; from the start where it is below 0.
        moment: Seconds.
    """
    end = time.monotonic() + moment if step < 0 else math.inf
    seen = 0

    def due(words: str = "\0") -> bool:
        """Tell whether the words are on the screen, or the moment has come."""
        return words in person.text or time.monotonic() >= end

    with _reader(home) as person:
        person.until(lambda: _is_there(person) or time.monotonic() >= end)
        for number, (keys, words) in enumerate(STEPS):
            if time.monotonic() >= end:
                break
            person.type(keys)
            if number == step:
                end = time.monotonic() + moment
            person.until(partial(due, words))
            if words not in person.text:
                break
            seen += 1
        person.until(due)
        if way == "terminal closed":
            person.hang_up()
        else:
            person.signal(getattr(signal, way))
        person.exit_status()
        return seen, bytes(person.raw)


def _is_there(person: Terminal) -> bool:
    return " of " in person.screen[-1]
