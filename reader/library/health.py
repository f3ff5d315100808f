"""Is everything as it must be? Looks at the library, the journals, the index and the folders, and changes none of them.

Each check ends in findings, never in an error: whoever asks for a check-up has trouble already. Marks that were made
elsewhere since the last start are folded in first, as every start does.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from reader.errors import OctavoError, SearchError
from reader.library.marks import MarkKeeper
from reader.library.opening import open_store
from reader.paths import Places
from reader.store import Store

_TIGHT: Final = 64 << 20
"""Bytes of free space below which an import or an index may not fit."""
_ATTEMPTS: Final = 3


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    level: Level
    subject: str
    """What was looked at, in a word or two: `library`, `journal`."""
    said: str
    """What was found, in a sentence, and where it is a problem what to do."""


def examine(places: Places) -> Iterator[Finding]:
    """Look at everything that one person's library consists of, one finding after the other."""
    yield from _folders(places)
    yield from _files(places)
    yield from _space(places)
    if not places.library.exists():
        yield _ok("library", f"there is none in {places.data} yet; the first start makes it.")
        return
    try:
        store, unwritable = open_store(places, make=False)
        with closing(store):
            if unwritable:
                yield _problem("library", f"{unwritable} What is in it can be listed, shown and searched.")
            else:
                # What is new in the journals cannot be folded in where nothing can be written.
                yield from _journals(places, store)
            yield from _library(store, places)
            yield from _index(places, store)
    except (OctavoError, OSError) as error:
        yield _problem("library", str(error))


def _library(store: Store, places: Places) -> Iterator[Finding]:
    said = store.check()
    for sentence in said:
        yield _problem("library", f"{places.library}: {sentence}")
    if not said:
        totals = store.totals()
        yield _ok("library", f"{totals.papers:,} papers in {places.library}, nothing is damaged.")


def _journals(places: Places, store: Store) -> Iterator[Finding]:
    """Read every journal from its first line into a library of its own, and compare what comes out."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        # A keeper remembers its device beside the journals; here that goes to the folder that is thrown away.
        aside = replace(places, data=Path(folder))
        aside.journal.symlink_to(places.journal)
        for attempt in range(_ATTEMPTS):
            with closing(Store.open(aside.data / f"{attempt}.db")) as fresh:
                keeper = MarkKeeper(aside, fresh)
                keeper.catch_up()
                # Another Octavo may mark a paper at the same time: then both are looked at again.
                MarkKeeper(aside, store).catch_up()
                same = fresh.marks_digest() == store.marks_digest()
            if same:
                break
    for damage in keeper.damages:
        yield _problem("journal", f"{damage} (this line is left out; all others count)")
    if not keeper.damages:
        number = len(list(places.journal.glob("*.jsonl")))
        yield _ok("journal", f"{number} file{'' if number == 1 else 's'} in {places.journal}, every line can be read.")
    if same:
        yield _ok("marks", "the library shows what the journals say.")
    else:
        yield _problem(
            "marks",
            f"the library's copy of the marks is not what the journals say. The journals are the truth: move "
            f"{places.library} away and import the papers again, and the marks come back by themselves.",
        )


def _index(places: Places, store: Store) -> Iterator[Finding]:
    if not places.index.exists():
        yield _ok("index", "there is none yet; the first search makes it.")
        return
    from reader.search import WhooshIndex

    try:
        with closing(WhooshIndex(places.index, store.identity)) as index:
            held, damages = index.count(), index.verify()
    except SearchError as error:
        yield _problem("index", f"{error} The next search does that, or octavo reindex.")
        return
    for damage in damages:
        yield _problem("index", f"{damage}; octavo reindex builds it anew.")
    if damages:
        return
    papers, pending = store.totals().papers, store.changes_pending()
    if pending:
        yield _ok("index", f"{held:,} papers of {papers:,}; {pending:,} wait for the next search.")
    elif held == papers:
        yield _ok("index", f"all {papers:,} papers are in it, every file as it was written.")
    else:
        yield _problem("index", f"it holds {held:,} papers, and the library {papers:,}; octavo reindex builds it anew.")


def _folders(places: Places) -> Iterator[Finding]:
    for folder in (places.data, places.journal, places.cache):
        if not folder.exists():
            continue
        if not folder.is_dir():
            yield _problem("folders", f"{folder} is no folder; move it away.")
            continue
        its = folder.stat()
        if its.st_uid != os.getuid():
            yield _problem("folders", f"{folder} belongs to another user, who can change what is in it.")
        elif its.st_mode & 0o077:
            mode = stat.S_IMODE(its.st_mode)
            yield _problem("folders", f"{folder} is open to other users (mode {mode:o}): chmod 700 closes it.")
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield _problem("folders", f"{folder} cannot be written: chmod 700 allows it.")
        else:
            yield _ok("folders", f"{folder} is yours alone.")


def _files(places: Places) -> Iterator[Finding]:
    for path in (places.library, places.devices, *sorted(places.journal.glob("*.jsonl"))):
        if not path.exists():
            continue
        if not path.is_file():
            yield _problem("files", f"{path} is no regular file; move it away.")
        elif not os.access(path, os.R_OK | os.W_OK):
            yield _problem("files", f"{path} cannot be read and written: chmod 600 allows it.")


def _space(places: Places) -> Iterator[Finding]:
    seen: set[int] = set()
    for folder in (places.data, places.cache):
        there = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        its = os.statvfs(there)
        free = its.f_bavail * its.f_frsize
        said = f"{free / (1 << 20):,.0f} MB are free for {folder}"
        if free < _TIGHT:
            yield _problem("space", f"{said}, which is too little for an import or an index; make room.")
        else:
            yield _ok("space", f"{said}.")


def _ok(subject: str, said: str) -> Finding:
    return Finding(Level.OK, subject, said)


def _problem(subject: str, said: str) -> Finding:
    return Finding(Level.PROBLEM, subject, said)
