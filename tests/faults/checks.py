"""What must hold after whatever happened: nothing acknowledged is lost, nothing is half done, everything heals."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final, NamedTuple

from reader.cli.statuses import DONE, INTERRUPTED, NOTHING, UNUSABLE, USAGE
from reader.errors import OctavoError
from reader.library import Library
from reader.library.health import Level, examine
from reader.model import Marks
from reader.query import Word
from reader.search import WhooshIndex
from reader.store import Store
from tests.e2e.program import OCTAVO, Home
from tests.faults import tracing
from tests.faults.homes import TREES, environ, tree_of
from tests.faults.tracing import Ended

PENDING: Final = "The next search does that"
"""The doctor's words for an index that is about to be built anew."""
TORN: Final = "(this line is left out; all others count)"
_UNMARKED: Final = Marks()


class Lost(AssertionError):  # noqa: N818 - it says what happened, and is no fault of the harness
    """A promise was not kept; the message says which."""


class Held(NamedTuple):
    """What a library holds, as a person would say it."""

    papers: Mapping[str, tuple[object, ...]]
    """What each paper says of itself, by its key."""
    marks: Mapping[str, Marks]
    """The marks of each paper that has any."""


def held(home: Home) -> Held:
    """Open a library as a start does, and read all of it.

    Raises:
        Lost: it cannot be opened or read.
    """
    try:
        with closing(Library.open(home.places)), closing(Store.open(home.places.library)) as store:
            found = store.papers(range(1, store.highest() + 1))
    except (OctavoError, OSError) as error:
        raise Lost(f"the library does not open: {error}") from error
    told = {
        paper.key: (paper.title, paper.abstract, paper.authors, paper.date, paper.categories, paper.appearances)
        for paper in found
    }
    return Held(told, {paper.key: paper.marks for paper in found if paper.marks != _UNMARKED})


def difference(is_: Held, should: Held) -> str:
    """Say in short how two libraries differ; an empty text where they do not."""
    if is_ == should:
        return ""
    for what, one, other in (("paper", is_.papers, should.papers), ("marks", is_.marks, should.marks)):
        keys = [key for key in {*one, *other} if one.get(key) != other.get(key)]
        if keys:
            key = min(keys)
            return f"{len(keys)} {what} differ, {key} is {_short(one.get(key))} and not {_short(other.get(key))}"
    return ""


def require(holds: object, sentence: str) -> None:
    """Say what is lost where something does not hold.

    Raises:
        Lost: it does not.
    """
    if not holds:
        raise Lost(sentence)


def run(home: Home, *arguments: str, given: bytes = b"") -> Ended:
    """Run a command to its end, undisturbed."""
    ended = home.run(*arguments, given=given)
    return Ended(ended.returncode, ended.stdout.decode("utf-8", "replace"), ended.stderr.decode("utf-8", "replace"))


def polite(home: Home, ended: Ended) -> None:
    """Make sure that a command ended as one may: with a status of its own, a sentence, and no traceback anywhere.

    Raises:
        Lost: it did not.
    """
    said = ended.out + ended.err
    require("Traceback" not in said, f"a traceback: {said[-500:]}")
    require("error of Octavo itself" not in said, f"a fault: {said[-300:]}{home.only_logged()[-1500:]}")
    require(not home.only_logged(), f"logged: {home.only_logged()[-1500:]}")
    require(
        ended.killed or ended.status in (DONE, NOTHING, USAGE, UNUSABLE, INTERRUPTED), f"it ended with {ended.status}"
    )
    if ended.status == UNUSABLE:
        require("octavo: " in said or "problem" in said, "it failed without a word")


def doctored(home: Home, *allowed: str, asked: bool = True) -> list[str]:
    """Let the doctor look, and give the problems that it named.

    Args:
        home: What it looks at.
        allowed: A problem may have any of these texts in it.
        asked: It is asked as a person does it; else its checks are called, which is twice as fast.

    Raises:
        Lost: it found one of which none of the allowed texts is a part.
    """
    if asked:
        ended = run(home, "doctor")
        polite(home, ended)
        problems = [line for line in ended.out.splitlines() if line.startswith("problem")]
    else:
        problems = [finding.said for finding in examine(home.places) if finding.level is Level.PROBLEM]
    for problem in problems:
        require(any(text in problem for text in allowed), f"the doctor says: {problem}")
    return problems


def healed(home: Home) -> None:
    """Bring the index up to date as the next search does, and compare what it answers with what is known of the papers.

    Raises:
        Lost: it does not heal, misses papers, or answers wrongly.
    """
    try:
        with closing(Library.open(home.places)) as library:
            library.update_index(threading.Event(), lambda told: None)
        right(home)
    except (OctavoError, OSError) as error:
        raise Lost(f"the index does not heal: {error}") from error


def right(home: Home) -> None:
    """Make sure that the index is whole and answers rightly.

    Raises:
        Lost: it is not, or does not.
        SearchError: it cannot answer.
    """
    with closing(Store.open(home.places.library)) as store:
        identity = store.identity
        papers = {paper.id: paper.key for paper in store.papers(range(1, store.highest() + 1))}
    with closing(WhooshIndex(home.places.index, identity)) as index:
        damages = index.verify()
        require(not damages, f"the index is damaged: {damages}")
        require(index.count() == len(papers), f"the index holds {index.count()} of {len(papers)} papers")
        for tree in TREES:
            found = set(index.search(Word(tree)).ids())
            known = {number for number, key in papers.items() if key.startswith("arxiv:") and tree_of(key) == tree}
            require(found == known, f"a search for {tree} finds {len(found)} and not {len(known)} papers")


def octavo(*arguments: str) -> list[str]:
    """Give the command line of the installed program."""
    return [OCTAVO, *arguments]


def disturbed(home: Home, arguments: tuple[str, ...], given: bytes, fault: tracing.Fault | None) -> Ended:
    """Run a command that a fault befalls."""
    return tracing.run(octavo(*arguments), environ(home), given, fault)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 160 else f"{text[:160]}..."
