"""What happens to a home: each scenario makes one, lets something go wrong in it, and checks what is left."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tests.e2e.program import Home
from tests.faults.checks import (
    PENDING,
    TORN,
    Held,
    difference,
    disturbed,
    doctored,
    healed,
    held,
    polite,
    require,
    run,
)
from tests.faults.homes import FEW, MANY, Stage, key_of
from tests.faults.killer import Life, kill, measure
from tests.faults.tracing import Ended, Fault, How


class Outcome(NamedTuple):
    """How a run went that lost nothing."""

    said: str
    """What was done to the program, and when."""
    struck: bool = True
    """Whether it befell the program, which was not done before."""
    acknowledged: bool = False
    """Whether the program had said that it was done, or ended as one that is."""


class Event(NamedTuple):
    """Something that may happen."""

    name: str
    promise: str
    run: Callable[[Stage, random.Random], Outcome]
    """Makes it happen once; raises Lost where the promise is not kept."""
    share: int = 1
    """How many of the runs are of this event, against the others."""


class Act(NamedTuple):
    """What a command does to a home."""

    home: str
    """The kind of home."""
    arguments: tuple[str, ...]
    said: str
    """The words that tell that it is done."""
    given: bytes = b""
    batch: int = 0
    """How many papers come in at once; 0 where all of it happens or nothing."""


class Known(NamedTuple):
    """What an act does where nothing goes wrong."""

    life: Life
    before: Held
    after: Held


ASKED: Final = 0.15
"""In how many of the runs what takes long is done as a person does it."""
EVERY_KEY: Final = "\n".join(key_of(number) for number in range(MANY)).encode()
FEW_KEYS: Final = tuple(key_of(number) for number in range(FEW))

ONE: Final = (
    Act("few", ("bookmark", key_of(7)), "Done: bookmark"),
    Act("few", ("mark-read", key_of(8)), "Done: mark read"),
    Act("few", ("rate", key_of(9), "4"), "Done: rate"),
    Act("few", ("tag", key_of(10), "fog", "long context"), "Done: tag"),
    Act("few", ("note", key_of(11), "-"), "Done: write a note", given="A long note. 漢字 ".encode() * 400),
    Act("few", ("unbookmark", key_of(2)), "Done: take the bookmark off"),
    Act("few", ("undo",), "Taken back"),
    Act("few", ("save", "trees", "alder", "OR", "birch", "--watch"), "Done: "),
)
SEVERAL: Final = (
    Act("few", ("bookmark", *FEW_KEYS), "Done: bookmark"),
    Act("few", ("mark-read", *FEW_KEYS), "Done: mark"),
)
ALL: Final = (
    Act("many", ("mark-read", "-"), "Done: mark", given=EVERY_KEY),
    Act("many", ("rate", "-", "2"), "Done: rate", given=EVERY_KEY),
)
BRING_IN: Final = Act("few", ("import",), "added", batch=1500)
REINDEX: Final = Act("some", ("reindex",), "papers are in the index")
FIRST_SEARCH: Final = Act("waiting", ("search", "--limit", "1", "alder"), "\t")
MIGRATE: Final = Act("old", ("list", "--limit", "1"), "\t")
FIRST_START: Final = Act("empty", ("list", "--limit", "1"), "\t", batch=95)


def completed(stage: Stage, act: Act) -> Act:
    """Give an act with what only the stage knows."""
    return act._replace(arguments=(*act.arguments, str(stage.file))) if act.arguments == ("import",) else act


_KNOWN: Final[dict[Act, Known]] = {}


def known(stage: Stage, act: Act) -> Known:
    """Do an act undisturbed, once, and remember what it does."""
    if act not in _KNOWN:
        home = stage.copy(act.home)
        before = held(stage.copy(act.home))
        home = stage.copy(act.home)
        life = measure(home, act.arguments, act.given)
        require(life.ended.status == 0, f"{act.arguments} does not work: {life.ended.err}")
        require(act.said in life.ended.out + life.ended.err, f"{act.arguments} does not say {act.said!r}")
        _KNOWN[act] = Known(life, before, held(home))
    return _KNOWN[act]


def killing(acts: Sequence[Act]) -> Callable[[Stage, random.Random], Outcome]:
    """Make a scenario of killing a command in the middle of one of the acts."""

    def once(stage: Stage, dice: random.Random) -> Outcome:
        act = completed(stage, dice.choice(acts))
        is_known = known(stage, act)
        home = stage.copy(act.home)
        ended, said = kill(dice, home, act.arguments, act.given, is_known.life)
        acknowledged = judged(home, act, is_known, ended, asked=dice.random() < ASKED)
        if acknowledged:
            require(ended.killed or ended.status == 0, f"it said that it was done, and ended with {ended.status}")
        if act not in ONE:
            repeated(home, act, is_known)
        # Marks never touch the index, and an import of thousands takes long to index.
        if act in (REINDEX, FIRST_SEARCH, FIRST_START) or dice.random() < ASKED:
            healed(home)
        return Outcome(f"{act.arguments[0]}: {said}", ended.killed, acknowledged)

    return once


def torn(stage: Stage, dice: random.Random) -> Outcome:
    """The write of an act of several lines to the journal is torn: its first lines are there, and its last is not."""
    act = ALL[0]
    is_known = known(stage, act)
    call = next((number for number, its in enumerate(is_known.life.ended.calls) if ".jsonl" in its), None)
    if call is None:  # nothing can be traced here
        return killing(ALL)(stage, dice)
    home = stage.copy(act.home)
    part = dice.uniform(0.75, 0.999)
    ended = disturbed(home, act.arguments, act.given, Fault(call, How.TORN, part=part))
    judged(home, act, is_known, ended, asked=False)
    repeated(home, act, is_known)
    return Outcome(f"{act.arguments[0]}: killed with {part:.0%} of the act in the journal", ended.killed)


def judged(home: Home, act: Act, is_known: Known, ended: Ended, *, asked: bool) -> bool:
    """Check what is left after an act that something befell; tell whether it was acknowledged.

    Args:
        home: What is left.
        act: What was done.
        is_known: What it does undisturbed.
        ended: How it ended.
        asked: Whether the doctor is asked as a person does it.

    Raises:
        Lost: a promise was not kept.
    """
    polite(home, ended)
    acknowledged = ended.status == 0 or act.said in ended.out + ended.err
    problems = doctored(home, PENDING, TORN, asked=asked)
    is_ = held(home)
    missing = difference(is_, is_known.after)
    if acknowledged:
        require(not missing, f"acknowledged, and lost: {missing}")
    elif act.batch:
        _batched(is_, is_known, act.batch)
    elif missing:
        require(not difference(is_, is_known.before), f"half an act: {missing}")
    if problems:
        healed(home)
        doctored(home, TORN, asked=asked)
    return acknowledged


def repeated(home: Home, act: Act, is_known: Known) -> None:
    """Do what was broken off once more, and check that it is as if nothing had happened.

    Raises:
        Lost: it is not.
    """
    ended = run(home, *act.arguments, given=act.given)
    polite(home, ended)
    require(ended.status == 0, f"the same again ends with {ended.status}: {ended.err}")
    missing = difference(held(home), is_known.after)
    require(not missing, f"the same again does not complete it: {missing}")


def _batched(is_: Held, is_known: Known, batch: int) -> None:
    """Check that whole batches are in the library and nothing else.

    Raises:
        Lost: a part of one is, or something that was there is not.
    """
    before, after = is_known.before.papers, is_known.after.papers
    for key, paper in is_.papers.items():
        require(paper in (before.get(key), after.get(key)), f"{key} is neither as it was nor as it should be")
    require(before.keys() <= is_.papers.keys(), "papers are gone")
    done = [key for key in after if is_.papers.get(key) == after[key]]
    changed = [key for key in after if before.get(key) != after[key]]
    came = len(set(done) & set(changed))
    fresh = len(is_.papers) - len(before)
    total = len(after) - len(before)
    # Some of a batch's papers change nothing, so it is counted by what came, from the beginning of the file on.
    require(came == len(changed) or fresh == 0 or (fresh + len(before)) % batch == 0, f"{fresh} of {total} came")
