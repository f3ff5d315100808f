"""No room and no leave: a disk that fills up at any write, a file that may not grow, a home that may not be written."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reader.cli.statuses import DONE, NOTHING, UNUSABLE
from tests.e2e.program import OCTAVO, Home, without_root
from tests.e2e.terminal import Terminal
from tests.faults import tracing
from tests.faults.checks import difference, disturbed, healed, held, polite, require
from tests.faults.homes import Stage, clear, environ, key_of
from tests.faults.killer import choose
from tests.faults.scenarios import (
    BRING_IN,
    FIRST_SEARCH,
    FIRST_START,
    MIGRATE,
    ONE,
    REINDEX,
    SEVERAL,
    Act,
    Known,
    Outcome,
    completed,
    judged,
    known,
    repeated,
)
from tests.faults.tracing import Ended, Fault, How

ACTS: Final = (*ONE, *SEVERAL, BRING_IN, REINDEX, FIRST_SEARCH, MIGRATE, FIRST_START)
_LIMITED: Final = (
    "import os, resource, sys; size = int(sys.argv[1]); resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); "
)
_LIMITING: Final = _LIMITED + "os.execv(sys.argv[2], sys.argv[2:])"


def refused(stage: Stage, dice: random.Random) -> Outcome:
    """From one of its calls on, every write of a command is refused for want of space."""
    act = completed(stage, dice.choice(ACTS))
    is_known = known(stage, act)
    home = stage.copy(act.home)
    if not tracing.can_refuse():
        return limited(stage, dice)
    fault = Fault(choose(dice, is_known.life.ended.calls), How.FULL)
    ended = disturbed(home, act.arguments, act.given, fault)
    _starved(home, act, is_known, ended)
    return Outcome(f"{act.arguments[0]}: no space from call {fault.call} on", ended.status != 0, ended.status == 0)


def limited(stage: Stage, dice: random.Random) -> Outcome:
    """No file may grow beyond a size (RLIMIT_FSIZE), as with a quota."""
    act = completed(stage, dice.choice(ACTS))
    is_known = known(stage, act)
    home = stage.copy(act.home)
    size = int(2 ** dice.uniform(4, 22))
    ended = _run([sys.executable, "-c", _LIMITING, str(size), OCTAVO, *act.arguments], home, act.given)
    _starved(home, act, is_known, ended)
    return Outcome(f"{act.arguments[0]}: no file beyond {size:,} bytes", ended.status != 0, ended.status == 0)


def can_mount() -> bool:
    """Tell whether a file system can be mounted here."""
    return os.getuid() == 0 and shutil.which("mount") is not None and _mount("--version")


def small_disk(stage: Stage, dice: random.Random) -> Outcome:
    """The home lies on a disk with little room left, and it fills up; then there is room again."""
    act = completed(stage, dice.choice(ACTS))
    is_known = known(stage, act)
    room = int(2 ** dice.uniform(12, 21)) // 4096 * 4096
    with _disk(stage.folder / "disk") as folder:
        home = stage.template(act.home).copy(folder / "person")
        its = os.statvfs(folder)
        used = (its.f_blocks - its.f_bfree) * its.f_frsize
        require(_mount("-o", f"remount,size={used + room}", str(folder)), "the disk cannot be made small")
        ended = _run([OCTAVO, *act.arguments], home, act.given)
        require(_mount("-o", "remount,size=256m", str(folder)), "the disk cannot be enlarged")
        _starved(home, act, is_known, ended)
    return Outcome(f"{act.arguments[0]}: {room:,} bytes of room", ended.status != 0, ended.status == 0)


def _starved(home: Home, act: Act, is_known: Known, ended: Ended) -> None:
    """Check what is left, and that all is well once there is room.

    Raises:
        Lost: something is not.
    """
    said = (ended.out + ended.err).strip()
    require(ended.status in (DONE, UNUSABLE), f"it ended with {ended.status}: {said[-300:]}")
    require(ended.status == DONE or said, "it failed without a word")
    if ended.status != DONE and act not in (BRING_IN, FIRST_START):
        # What is in the journal stands, though it was told as failed, because the library could not be written.
        polite(home, ended)
        is_ = held(home)
        missing = difference(is_, is_known.after) and difference(is_, is_known.before)
        require(not missing, f"neither done nor left alone: {missing}")
    else:
        judged(home, act, is_known, ended, asked=False)
    if act not in ONE:
        repeated(home, act, is_known)
    healed(home)


_COUNTED: Final = re.compile(r"\d of \d|papers?\b|[Ii]ndex")
_ANSWERED: Final = re.compile("ookmark|cannot|could not")
BINDS: Final = ("folders", "files", "library", "journal", "index", "all", "mounted")
_LOOKS: Final = (
    ("list",),
    ("show", key_of(1)),
    ("search", "alder"),
    ("facets",),
    ("doctor",),
    ("tags",),
    ("searches",),
)
_WRITES: Final = (
    ("bookmark", key_of(7)),
    ("note", key_of(8), "words"),
    ("undo",),
    ("import",),
    ("reindex",),
    ("save", "trees", "alder"),
)


def forbidden(stage: Stage, dice: random.Random) -> Outcome:
    """A home, or a part of it, that may be read and not written; whatever is asked of it ends in a sentence."""
    before = known(stage, ONE[0]).before
    home = stage.copy("few")
    bind = dice.choice([name for name in BINDS if name != "mounted" or can_mount()])
    arguments = dice.choice((*_LOOKS, *_WRITES, ()))
    if arguments == ("import",):
        arguments = (*arguments, str(stage.file))
    with _bound(home, bind) as before_it:
        ended = _run([*before_it, OCTAVO, *arguments], home, b"") if arguments else read(home, before_it)
    polite(home, ended)
    require(ended.status in (DONE, NOTHING, UNUSABLE), f"it ended with {ended.status}: {ended.err[-300:]}")
    said = (ended.out + ended.err).strip()
    require(ended.status == DONE or said, "it failed without a word")
    if arguments in _LOOKS or ended.status == UNUSABLE:
        missing = difference(held(home), before)
        require(not missing, f"a home that may not be written is another one: {missing}")
    healed(home)
    return Outcome(f"{bind} not to be written: {' '.join(arguments[:1]) or 'the reader'}", ended.status != 0)


def read(home: Home, before: Sequence[str], *, marking: bool = True) -> Ended:
    """Start the reader, mark a paper, search, and leave.

    Args:
        home: Where it runs.
        before: A program that starts it.
        marking: Whether a paper is marked.

    Raises:
        Lost: the terminal is not as it was.
    """
    with Terminal([*before, OCTAVO], env=environ(home), home=home.folder) as person:
        person.until(
            lambda: b"octavo: " in person.raw or bool(_COUNTED.search(person.screen[-1])), "a list or a sentence"
        )
        if b"octavo: " not in person.raw:
            if marking:
                person.type("b").until(lambda: bool(_ANSWERED.search(person.screen[-1])), "an answer to a mark")
            person.press("escape", "escape").type("/alder\r").until(
                lambda: bool(_COUNTED.search(person.text)), "an answer"
            )
            person.press("Q")
        status = person.exit_status()
        require(not person.not_restored(), f"the terminal is not as it was: {person.not_restored()}")
        return Ended(status, bytes(person.raw).decode("utf-8", "replace"), "")


@contextmanager
def _bound(home: Home, bind: str) -> Iterator[Sequence[str]]:
    """Take the right to write away; give a program that starts another so that this binds it."""
    places = home.places
    if bind == "mounted":
        folder = str(home.folder)
        require(_mount("--bind", folder, folder) and _mount("-o", "remount,bind,ro", folder), "it cannot be mounted")
        try:
            yield []
        finally:
            subprocess.run(["umount", folder], check=True)
        return
    folders = [places.data, places.journal, places.cache, places.index]
    files = [path for path in home.folder.rglob("*") if path.is_file()]
    changed = {
        "folders": folders,
        "files": files,
        "library": [places.library],
        "journal": [places.journal, *places.journal.iterdir()],
        "index": [places.cache, places.index, *places.index.iterdir()],
        "all": [*files, *folders],
    }[bind]
    for path in changed:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield without_root() or []
    finally:
        for path in changed:
            path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """Mount a disk in memory."""
    folder.mkdir(exist_ok=True)
    require(_mount("-t", "tmpfs", "-o", "size=256m,mode=700", "octavo-faults", str(folder)), "no disk can be mounted")
    try:
        yield folder
    finally:
        clear(folder / "person")
        subprocess.run(["umount", str(folder)], check=True)


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def _run(argv: Sequence[str], home: Home, given: bytes) -> Ended:
    ended = subprocess.run(argv, input=given, capture_output=True, env=environ(home), timeout=120, check=False)
    return Ended(
        128 - ended.returncode if ended.returncode < 0 else ended.returncode,
        ended.stdout.decode("utf-8", "replace"),
        ended.stderr.decode("utf-8", "replace"),
    )
