"""Kills: when, with what, and by which way. Moments spread over the whole life of a process, measured beforehand."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.e2e.program import Home
from tests.faults import tracing
from tests.faults.checks import disturbed, octavo
from tests.faults.homes import clear, environ
from tests.faults.tracing import Ended, Fault, How

SIGNALS: Final = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
"""What kills: a crash in half of the runs, else a shutdown or a connection that drops."""


class Life(NamedTuple):
    """An undisturbed run: how long it takes, and what it writes."""

    ended: Ended
    seconds: float
    grown: Mapping[str, int]
    """By how many bytes the files of each folder grew at the most."""


class Moment(NamedTuple):
    """When to kill."""

    seconds: float = 0.0
    folder: str = ""
    """The folder whose files are watched, or an empty text: then time counts."""
    bytes: int = 0

    def __str__(self) -> str:
        return f"{self.bytes:,} bytes into {self.folder}" if self.folder else f"after {self.seconds * 1000:.0f} ms"


class Killed(NamedTuple):
    """What a kill came to."""

    ended: Ended
    said: str
    """How and when it was killed."""


def measure(home: Home, arguments: Sequence[str], given: bytes) -> Life:
    """Run a command undisturbed, twice: once traced, for its calls, and once on a copy for its time and its bytes."""
    clear(home.folder.with_name("twin"))
    twin = home.copy(home.folder.with_name("twin"))
    watch = _Watch(twin)
    begun = time.monotonic()
    _started(twin, arguments, given, lambda: watch.look() is None)
    seconds = time.monotonic() - begun
    if tracing.can_trace():
        ended = disturbed(home, tuple(arguments), given, None)
    else:
        ended = _started(home, arguments, given, lambda: False)
    return Life(ended, seconds, watch.most)


def kill(dice: random.Random, home: Home, arguments: tuple[str, ...], given: bytes, life: Life) -> Killed:
    """Run a command and kill it at a moment that the dice choose: at one of its calls, after a time, or at a size."""
    number = dice.choice(SIGNALS)
    name = signal.Signals(number).name
    if life.ended.calls and dice.random() < 0.5:
        how = dice.choice((How.BEFORE, How.AFTER, How.TORN)) if number == signal.SIGKILL else How.BEFORE
        fault = Fault(choose(dice, life.ended.calls), how, number, dice.random())
        ended = disturbed(home, arguments, given, fault)
        return Killed(ended, f"{name} {how} call {fault.call} of {len(life.ended.calls)}")
    moment = draw(dice, life)
    watch = _Watch(home)
    begun = time.monotonic()

    def due() -> bool:
        if moment.folder:
            return watch.look(moment.folder) >= moment.bytes
        return time.monotonic() - begun >= moment.seconds

    return Killed(_started(home, arguments, given, due, number), f"{name} {moment}")


def choose(dice: random.Random, calls: Sequence[str]) -> int:
    """Choose one of the calls; each kind of call is as likely as any other, however many there are of it."""
    kind = dice.choice(sorted(set(calls)))
    return dice.choice([number for number, its in enumerate(calls) if its == kind])


def draw(dice: random.Random, life: Life) -> Moment:
    """Choose a time of the whole life, or a size that the files of a folder reach in it."""
    folders = sorted(folder for folder, size in life.grown.items() if size)
    if folders and dice.random() < 0.5:
        folder = dice.choice(folders)
        return Moment(folder=folder, bytes=dice.randint(1, life.grown[folder]))
    return Moment(seconds=dice.uniform(0, life.seconds))


class _Watch:
    """Looks at how the files of a home grow."""

    def __init__(self, home: Home) -> None:
        places = home.places
        self._folders = {"library": places.data, "journal": places.journal, "index": places.index}
        self._before = {name: self._size(folder) for name, folder in self._folders.items()}
        self.most = dict.fromkeys(self._folders, 0)

    def look(self, only: str = "") -> int:
        """Take note of the sizes; give by how much the folder that is meant has grown."""
        for name, folder in self._folders.items():
            if not only or name == only:
                self.most[name] = max(self.most[name], self._size(folder) - self._before[name])
        return self.most[only] if only else 0

    @staticmethod
    def _size(folder: Path) -> int:
        size = 0
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    try:
                        its = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
                    # The shared memory of SQLite's log says nothing of what was written.
                    if entry.is_file() and not entry.name.endswith("-shm"):
                        size += its.st_size
        except FileNotFoundError:
            pass
        return size


def _started(
    home: Home, arguments: Sequence[str], given: bytes, due: Callable[[], bool], number: int = signal.SIGKILL
) -> Ended:
    """Run a command, and send it a signal once that is due."""
    with tempfile.TemporaryFile() as read, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        read.write(given)
        read.seek(0)
        process = subprocess.Popen(
            octavo(*arguments),
            stdin=read,
            stdout=out,
            stderr=err,
            env=environ(home),
            preexec_fn=take_signals,  # noqa: PLW1509 - the harness has no threads
        )
        while process.poll() is None and not due():
            time.sleep(0.0002)
        if process.poll() is None:
            process.send_signal(number)
        process.wait(60)
        status = process.returncode
        return Ended(128 - status if status < 0 else status, tracing.text_of(out), tracing.text_of(err))


def take_signals() -> None:
    """Take the signals that a terminal sends, whatever the harness was started under (`nohup`, the background)."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
