"""Damage to each file of a home: cut off, a bit turned over, a block of zeros, garbage. It is said, or does no harm."""

from __future__ import annotations

import json
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from reader.cli.statuses import DONE, NOTHING, UNUSABLE, USAGE
from reader.journal.line import LineError, decode
from tests.e2e.program import Home, json_lines
from tests.faults.checks import (
    PENDING,
    Held,
    Lost,
    difference,
    doctored,
    healed,
    held,
    polite,
    require,
    right,
    run,
)
from tests.faults.homes import FEW, Stage, environ, key_of, papers
from tests.faults.scenarios import ONE, Act, Outcome, known
from tests.faults.starving import read as read_in_terminal

Harm = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def _flip(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]


def _zeros(data: bytes, dice: random.Random) -> bytes:
    size = min(len(data), 4096)
    place = dice.randrange(len(data)) // size * size
    return data[:place] + bytes(min(size, len(data) - place)) + data[place + size :]


def _garbage(data: bytes, dice: random.Random) -> bytes:
    size = min(len(data), dice.choice((16, 512, 4096)))
    place = dice.randint(0, len(data) - size)
    return data[:place] + dice.randbytes(size) + data[place + size :]


def _other(data: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(len(data))


HARMS: Final[dict[str, Harm]] = {
    "cut off": _cut,
    "a bit turned over": _flip,
    "a block of zeros": _zeros,
    "garbage inside": _garbage,
    "garbage all over": _other,
}
LOOKS: Final = (
    ("list",),
    ("list", "--json"),
    ("show", key_of(1)),
    ("search", "alder"),
    ("facets",),
    ("tags",),
    ("searches",),
    ("note", key_of(3)),
)
_BRING_IN: Final = Act("few", ("import", "-"), "added", json_lines(list(papers(range(FEW // 2, FEW + 20)))))
WAY_OUT: Final = "move it away and start again"
_ROUNDS: Final = 3
_WAITING: Final = "import sys, time; from pathlib import Path; from reader.library import Library; "
_HOLDING: Final = _WAITING + (
    "from reader.paths import find_places; library = Library.open(find_places(Path(sys.argv[1]))); "
    "print(library.totals(), flush=True); time.sleep(600)"
)
"""A program that has the library open, so that its log is not moved into it, and then dies."""


def of_library(stage: Stage, dice: random.Random) -> Outcome:
    """`library.db`: every command works or ends in the sentence with the way out, and that way brings all back."""
    before = known(stage, ONE[0]).before
    home = stage.copy("few")
    harm = _harm(home.places.library, dice)
    told = _used(home, dice)
    # Whatever was told or not: the library moved away and the papers imported again, all marks are there.
    if not told:
        told = _found(home, before)
    said = "told" if told else "not noticed"
    _moved_away(home, before)
    return Outcome(f"library.db {harm}: {said}", struck=bool(told))


def of_log(stage: Stage, dice: random.Random) -> Outcome:
    """`library.db-wal`, left by a crash: what was told of is in the library or in the journals by then."""
    act = dice.choice((ONE[0], _BRING_IN))
    after = known(stage, act).after
    home = stage.copy("few")
    argv = [sys.executable, "-c", _HOLDING, str(home.folder / "octavo")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=environ(home)) as other:
        assert other.stdout is not None
        other.stdout.readline()
        ended = run(home, *act.arguments, given=act.given)
        require(ended.status == DONE, f"{act.arguments} beside a reader does not work: {ended.err}")
        other.kill()
    log = home.places.library.with_name("library.db-wal")
    require(log.exists(), "there is no log")
    harm = _harm(log, dice)
    told = _used(home, dice)
    missing = difference(held(home), after)
    require(not missing, f"acknowledged, and lost: {missing}")
    doctored(home, PENDING)
    healed(home)
    return Outcome(
        f"{act.arguments[0]}, library.db-wal {harm}: {'told' if told else 'nothing lost'}", struck=bool(told)
    )


def of_journal(stage: Stage, dice: random.Random) -> Outcome:
    """A line of a journal: it alone is left out and named; all others count, also where the library begins anew."""
    before = known(stage, ONE[0]).before
    home = stage.copy("few")
    journal = home.journal
    lines = journal.read_bytes().splitlines(keepends=True)
    number = dice.randrange(len(lines))
    name = dice.choice(sorted(HARMS))
    harmed = HARMS[name](lines[number][:-1], dice).replace(b"\n", b" ") + b"\n"
    journal.write_bytes(b"".join([*lines[:number], harmed, *lines[number + 1 :]]))
    for path in home.places.data.glob("library.db*"):
        path.unlink()
    home.bring_in(list(papers(range(FEW))))
    is_ = held(home)
    require(is_.papers == before.papers, "papers differ")
    mild = _is_line(harmed)
    problems = [said for said in doctored(home, f"{journal.name}, line {number + 1}", PENDING) if PENDING not in said]
    require(problems or mild, f"line {number + 1} is damaged ({name}), and the doctor does not name it")
    # The others count: whatever differs has to do with the one line.
    touched = set(json.loads(lines[number]).get("papers", [])) | {json.loads(lines[number]).get("paper")}
    wrong = {
        key
        for key in is_.marks.keys() | before.marks.keys()
        if is_.marks.get(key) != before.marks.get(key) and key not in touched
    }
    require(not wrong or mild, f"line {number + 1} was damaged, and {wrong} changed")
    require(home.run("bookmark", key_of(20)).returncode == 0, "a mark after that does not work")
    return Outcome(f"journal, line {number + 1}, {name}: {'named' if problems else 'still a line'}", bool(problems))


def of_index(stage: Stage, dice: random.Random) -> Outcome:
    """A file of the index: right answers, or an index that is rebuilt; the doctor finds it, and `reindex` heals it."""
    home = stage.copy("few")
    file = dice.choice(sorted(path for path in home.places.index.iterdir() if path.is_file() and path.stat().st_size))
    harm = _harm(file, dice)
    first = dice.random() < 0.5
    found = True
    if first:
        found = bool(doctored(home, ""))
    # As a person searches: what is damaged so that it cannot be opened is rebuilt by that.
    ended = run(home, "search", "--json", "alder")
    polite(home, ended)
    answers = {json.loads(line)["key"] for line in ended.out.splitlines()}
    is_right = answers == {key_of(number) for number in range(0, FEW, 7)}
    if not is_right or ended.status != DONE:
        require(ended.status == UNUSABLE or bool(doctored(home, "")), f"{file.name} {harm}: wrong answers in silence")
        require(not first or found, f"{file.name} {harm}: the doctor did not find it")
    ended = run(home, "reindex")
    polite(home, ended)
    require(ended.status == DONE, f"reindex does not heal: {ended.err}")
    right(home)
    doctored(home)
    return Outcome(f"{file.suffix} {harm}: {'right answers' if is_right else 'told'}", not is_right)


def of_small_file(stage: Stage, dice: random.Random) -> Outcome:
    """`devices.json`, `screen.json`, `queries.json`: the reader starts, nothing marked is lost, marking goes on."""
    home = stage.copy("few")
    ended = read_in_terminal(home, [])
    require(ended.status == DONE, f"the reader ends with {ended.status}")
    before = held(home)
    file = dice.choice((home.places.devices, home.places.screen, home.places.queries))
    require(file.exists(), f"there is no {file.name}")
    if dice.random() < 0.5:
        harm = _harm(file, dice)
    else:
        harm = "made hostile"
        file.write_text(json.dumps(_hostile(json.loads(file.read_text()), dice)))
    ended = read_in_terminal(home, [])
    polite(home, ended)
    require(ended.status == DONE, f"{file.name} {harm}: the reader ends with {ended.status}: {ended.out[-300:]}")
    is_ = held(home)
    # The reader itself has bookmarked one paper, or taken a bookmark off.
    changed = [key for key in is_.marks.keys() | before.marks.keys() if is_.marks.get(key) != before.marks.get(key)]
    require(len(changed) <= 1, f"marks are lost: {changed}")
    require(home.run(*ONE[0].arguments).returncode == 0, "marking does not go on")
    require(held(home).marks[key_of(7)].bookmarked, "a mark was acknowledged, and lost")
    doctored(home)
    return Outcome(f"{file.name} {harm}")


def of_settings(stage: Stage, dice: random.Random) -> Outcome:
    """`config.toml`: the reader and the doctor name the file and what is wrong; the commands go on without it."""
    home = stage.copy("few")
    home.places.config.mkdir(exist_ok=True)
    file = home.places.settings
    file.write_text('mark_read = "manual"\ntheme = "dark"\nascii = true\n\n[keys]\nbookmark = ["b", "s"]\n')
    harm = _harm(file, dice)
    ended = read_in_terminal(home, [])
    polite(home, ended)
    require(ended.status in (DONE, USAGE), f"the reader ends with {ended.status}")
    if ended.status == USAGE:
        said = " ".join(ended.out.split())
        require("config.toml" in said, f"the file is not named: {said[-300:]}")
        require(doctored(home, "config.toml"), "the doctor does not find it")
    require(home.run("bookmark", key_of(7)).returncode == DONE, "a command minds the settings of the reader")
    return Outcome(f"config.toml {harm}: {'told' if ended.status else 'still settings'}", ended.status != DONE)


def by_strangers(stage: Stage, dice: random.Random) -> Outcome:
    """An index folder that others could write to, or that somebody put there, is never loaded: no pickle of it runs."""
    home = stage.copy("few")
    index = home.places.index
    witness = home.folder / "witness"
    way = dice.choice(("open to others", "another stamp", "no stamp", "a hostile table", "a link"))
    table = next(index.glob("*.toc"))
    table.write_bytes(pickle.dumps(_Hostile(str(witness))))
    with suppress(StopIteration):
        segment = next(index.glob("*.oct"))
    if way == "open to others":
        # Everything else fits: only the rights of the folder say that somebody else may have written this.
        _sealed(index, table)
        index.chmod(dice.choice((0o770, 0o707, 0o777, 0o720)))
    elif way == "another stamp":
        _sealed(index, table)
        stamp = json.loads((index / "stamp.json").read_bytes())
        (index / "stamp.json").write_text(json.dumps(stamp | {"identity": "another library"}))
    elif way == "no stamp":
        _sealed(index, table)
        (index / "stamp.json").unlink()
    elif way == "a link":
        _sealed(index, table)
        segment.rename(home.folder / "elsewhere")
        segment.symlink_to(home.folder / "elsewhere")
    ended = run(home, *dice.choice((("search", "alder"), ("doctor",), ("facets",), ("reindex",))))
    polite(home, ended)
    require(not witness.exists(), f"{way}: what a stranger put into the index was run")
    healed(home)
    require(not witness.exists(), f"{way}: what a stranger put into the index was run while it was healed")
    doctored(home)
    return Outcome(f"index, {way}")


class _Hostile:
    """What runs a command where it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (self.path,)


def _sealed(index: Path, table: Path) -> None:
    """Make the seal fit what was put in, as a stranger who can write there would."""
    from hashlib import sha256

    seal = next(index.glob("seal-*.json"))
    sealed = json.loads(seal.read_bytes())
    seal.write_text(json.dumps(sealed | {"contents": sha256(table.read_bytes()).hexdigest()}))


def _is_line(data: bytes) -> bool:
    """Tell whether a damaged line is one that somebody could have written: then nobody can know."""
    with suppress(LineError):
        decode(data)
        return True
    return False


def _harm(path: Path, dice: random.Random) -> str:
    name = dice.choice(sorted(HARMS))
    data = path.read_bytes()
    path.write_bytes(HARMS[name](data, dice))
    return name


def _used(home: Home, dice: random.Random) -> str:
    """Use a home in some ways; give the sentence in which one of them said that the library is damaged, if one did.

    Raises:
        Lost: something ended in another way.
    """
    told = ""
    for arguments in (*dice.sample(LOOKS, _ROUNDS), ("rate", key_of(5), "0")):
        ended = run(home, *arguments)
        polite(home, ended)
        require(ended.status in (DONE, NOTHING, UNUSABLE), f"{arguments} ended with {ended.status}: {ended.err}")
        if ended.status == UNUSABLE:
            require(
                WAY_OUT in ended.err or "another program" in ended.err or "newer Octavo" in ended.err,
                f"no way out: {ended.err}",
            )
            told = ended.err
    if dice.random() < 0.3:
        ended = read_in_terminal(home, [], marking=False)
        polite(home, ended)
        told = told or (ended.out if ended.status else "")
    return told


def _found(home: Home, before: Held) -> str:
    """Ask the doctor about a library that no command complained of; give what it found, if anything.

    A bit that turns over inside a title is a title like any other: SQLite has no checksums, and nobody can find it.
    """
    problems = doctored(home, "")
    if problems:
        return problems[0]
    try:
        is_ = held(home)
    except Lost as lost:
        return str(lost)
    require(
        is_.marks == before.marks, f"marks are not those of the journals, and nobody says so: {difference(is_, before)}"
    )
    return ""


def _moved_away(home: Home, before: Held) -> None:
    """Go the way out: move the library away, and import the papers again.

    Raises:
        Lost: it does not bring everything back.
    """
    home.places.library.rename(home.places.library.with_name("damaged.db"))
    ended = run(home, "import", "-", given=json_lines(list(papers(range(FEW)))))
    polite(home, ended)
    require(ended.status == DONE, f"the papers cannot be imported again: {ended.err}")
    is_ = held(home)
    require(is_ == before, f"the way out does not bring everything back: {difference(is_, before)}")
    healed(home)
    doctored(home)


def _hostile(value: object, dice: random.Random) -> object:
    """Give what could stand in a file of JSON instead of a value, or inside it."""
    texts: list[object] = ["\ud800", "\x1b]0;x\x07", "x" * 100_000, "(((", "similar:zzz", "search:"]
    wrong = [None, True, -1, 10**30, 1e308, [], {}, [[[]]], [{"a": 1}], *texts]
    if isinstance(value, dict) and value and dice.random() < 0.85:
        return value | {dice.choice(sorted(value)): dice.choice(wrong)}
    if isinstance(value, list) and value and dice.random() < 0.85:
        return [*value, dice.choice(wrong)]
    return dice.choice(wrong)
