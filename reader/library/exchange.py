"""Marks travel between machines without a server: by a folder that both can reach, or as one file.

Each machine writes its own journal only, so exchanging means that everybody gets every journal; where two versions of
one have parted ways, both sides get their union (`reader.journal.joining`). Everything may be repeated and interrupted:
each file is replaced at once, and what was not yet joined is joined the next time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from reader.errors import JournalError, OctavoError, UsageError
from reader.journal import LineError, decode
from reader.journal.copies import Copy, copies, pooled, torn
from reader.journal.joining import joined, lines_in, stamp_of
from reader.journal.reading import SUFFIX, why
from reader.journal.replacing import join_into
from reader.library.state_file import Part, pieces, read_state, write_state

if TYPE_CHECKING:
    from reader.paths import Places
    from reader.store import Store

_NEWLINE: Final = b"\n"
_MOST_PROBLEMS: Final = 20
"""Damaged lines that are told one by one."""


class Moved(NamedTuple):
    """What one side got of one device that it had not."""

    device: str
    acts: int
    marks: int
    """Fields of papers and of saved searches that these acts set."""
    strange: int = 0
    """Lines that this Octavo cannot read, and hands on as they are."""


@dataclass(slots=True)
class Exchanged:
    """What an exchange did; all is empty where there was nothing to do."""

    came: list[Moved] = field(default_factory=list)
    """By device, by name."""
    went: list[Moved] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    """The devices of which a journal here was rewritten, and nothing came: copies of it lay beside it."""
    problems: list[str] = field(default_factory=list)
    """A sentence for each line or file that could not be used; the rest went through."""
    failures: list[str] = field(default_factory=list)
    """A sentence for each journal that could not be written."""
    more_problems: int = 0
    """Problems that have no sentence any more."""

    def say(self, sentence: str) -> None:
        """Take a sentence on what could not be used."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(sentence)
        else:
            self.more_problems += 1


class Exported(NamedTuple):
    """What was written to a file."""

    devices: int
    acts: int
    problems: tuple[str, ...]


Where = Callable[[bytes], str]
"""Tells where a line stands, for a message: `laptop-3f9a1c22.jsonl, line 12`."""


class Exchange:
    """Gives this library's marks to others, and takes theirs."""

    def __init__(self, places: Places, store: Store, catch_up: Callable[[], bool]) -> None:
        """Hold the parts together.

        Args:
            places: Where the journals lie.
            store: Remembers how far each was folded.
            catch_up: Folds what is new.
        """
        self._places = places
        self._store = store
        self._catch_up = catch_up

    def with_folder(self, folder: Path) -> Exchanged:
        """Bring the journals here and in a folder to the same state, in both directions.

        Args:
            folder: Made where there is none; where it is an Octavo home or its data folder, its journals are meant.

        Raises:
            UsageError: the folder makes no sense.
            JournalError: a folder cannot be read.
            StoreError: all is exchanged, but cannot be shown yet.
        """
        ours, theirs = self._places.journal, self._their_folder(folder)
        done = Exchanged()
        here, there = copies(ours, done.say), copies(theirs, done.say)
        held_here, held_there = pooled(here, done.say), pooled(there, done.say)
        changed = False
        for device in sorted(held_here.keys() | held_there.keys()):
            mine, other = held_here.get(device, []), held_there.get(device, [])
            try:
                union = joined([*mine, *other])
            except JournalError as error:
                done.failures.append(f"The journals of {device} were left as they are: {error}.")
                continue
            came = self._bring(ours, here, device, union, mine, partial(_where, there), done)
            went = self._bring(theirs, there, device, union, other, partial(_where, here), done)
            changed = changed or came is not None
            if came is not None:
                done.came.append(came) if any(came[1:]) else done.joined.append(device)
            if went is not None and any(went[1:]):
                done.went.append(went)
            self._tell_torn((*here, *there), device, union, done)
        if changed:
            self._catch_up()
        return done

    def export(self, target: Path | Callable[[bytes], object]) -> Exported:
        """Write the marks of all devices as one file.

        Args:
            target: The file, or what takes the content piece by piece.

        Raises:
            UsageError: the file is one of the library's own, or its name asks for what cannot be done.
            JournalError: the journals cannot be read.
            OSError: it cannot be written; a former file of the name is as it was.
        """
        done = Exchanged()
        pool = pooled(copies(self._places.journal, done.say), done.say)
        state = {device: joined(pool[device]) for device in sorted(pool)}
        if isinstance(target, Path):
            self._check_target(target)
            write_state(target, state)
        else:
            for piece in pieces(state):
                target(piece)
        acts = sum(_acts(data) for data in state.values())
        return Exported(len(state), acts, tuple(done.problems))

    def take(self, stream: BinaryIO, label: str) -> Exchanged:
        """Take marks from a file: one that `export` wrote, a journal, or several one after the other.

        Args:
            stream: Its unpacked content.
            label: What messages call it.

        Raises:
            JournalError: there are no marks in it, or a newer Octavo wrote it; nothing was taken.
            StoreError: all was taken, but cannot be shown yet.
        """
        done = Exchanged()
        parts = read_state(stream, label, done.say)
        ours = self._places.journal
        here = copies(ours, done.say)
        held = pooled(here, done.say)
        changed = False
        for device in sorted(parts):
            mine = held.get(device, [])
            try:
                union = joined([*mine, parts[device].data])
            except JournalError as error:
                done.failures.append(f"The journal of {device} was left as it is: {error}.")
                continue
            came = self._bring(ours, here, device, union, mine, partial(_place, label, parts[device]), done)
            if came is not None:
                changed = True
                done.came.append(came) if any(came[1:]) else done.joined.append(device)
        if changed:
            self._catch_up()
        return done

    def _bring(
        self,
        folder: Path,
        present: Iterable[Copy],
        device: str,
        union: bytes,
        held: Iterable[bytes],
        where: Where,
        done: Exchanged,
    ) -> Moved | None:
        """Make a journal the union, and tell what is new on its side; None where the file is that already."""
        path = folder / f"{device}{SUFFIX}"
        before = next((copy.data for copy in present if copy.path == path), b"")
        if before[: before.rfind(b"\n") + 1] == union:
            return None
        anew = partial(self._fold_anew, folder, device)
        rewritten = False

        def rewriting() -> None:
            # Before, should the power fail in between; and after, should another Octavo fold the old file meanwhile.
            nonlocal rewritten
            rewritten = True
            anew()

        try:
            replaced = join_into(path, [union], rewriting=rewriting)
            if rewritten:
                anew()
        except OSError as error:
            done.failures.append(f"{path} cannot be written: {why(error)}; it is as it was.")
            return None
        except OctavoError as error:
            done.failures.append(str(error))
            return None
        if replaced.before == replaced.after:
            return None
        known = {line for version in held for line in lines_in(version)} | set(lines_in(replaced.before))
        return _moved(device, (line for line in lines_in(replaced.after) if line not in known), where, done)

    def _fold_anew(self, folder: Path, device: str) -> None:
        """Let the library that a folder of journals belongs to read one of them from its beginning."""
        if folder == self._places.journal:
            self._store.fold(device, 0, (), ())
            return
        library = folder.parent / self._places.library.name
        if folder.name == self._places.journal.name and library.is_file():
            from reader.store import Store

            with closing(Store.open(library)) as store:
                store.fold(device, 0, (), ())

    def _their_folder(self, named: Path) -> Path:
        named = named.expanduser()
        try:
            theirs = _journal_folder(named, self._places)
            if not named.exists():
                named.mkdir(mode=0o700)
            if not named.is_dir():
                raise UsageError(f"{named} is a file; octavo state import FILE takes the marks of a file")
            if theirs.exists() and theirs.samefile(self._places.journal):
                raise UsageError(f"{named} is this library's own folder; name the one to exchange marks with")
        except OSError as error:
            raise UsageError(f"{named} cannot be used or made: {why(error)}; check the path") from error
        return theirs

    def _check_target(self, target: Path) -> None:
        real = Path(os.path.realpath(target))
        own = (self._places.library, self._places.devices, self._places.screen, self._places.queries)
        if real.parent == Path(os.path.realpath(self._places.journal)) or real in map(Path, map(os.path.realpath, own)):
            raise UsageError(f"{target} is a file of the library itself; give another name")

    def _tell_torn(self, found: Iterable[Copy], device: str, union: bytes, done: Exchanged) -> None:
        for copy in found:
            number, tail = torn(copy.data) if copy.device == device else (0, b"")
            if number and not any(line.startswith(tail) for line in lines_in(union)):
                done.say(f"{copy.path}, line {number}: the file ends in the middle of it; it was left out.")


def _journal_folder(named: Path, places: Places) -> Path:
    """Find the journals in what was named: a home, a data folder, or a folder of nothing but journals."""
    journal, library, data = places.journal.name, places.library.name, named / "data"
    if (data / journal).is_dir() or (data / library).is_file():
        return data / journal
    if (named / journal).is_dir() or (named / library).is_file():
        return named / journal
    return named


def _moved(device: str, new: Iterable[bytes], where: Where, done: Exchanged) -> Moved:
    acts: set[str] = set()
    marks = strange = 0
    for data in new:
        try:
            line = decode(data)
        except LineError as error:
            strange += 1
            done.say(f"{where(data)}: {error}; the line was handed on as it is.")
        else:
            acts.add(line.stamp)
            marks += len(line.papers) * len(line.set)
    return Moved(device, len(acts), marks, strange)


def _where(found: Iterable[Copy], line: bytes) -> str:
    for copy in found:
        place = copy.data.find(line)
        if place >= 0:
            return f"{copy.path}, line {copy.data.count(_NEWLINE, 0, place) + 1}"
    return "A line"


def _place(label: str, part: Part, line: bytes) -> str:
    return f"{label}, line {part.numbers[part.lines.index(line)]}" if line in part.lines else label


def _acts(data: bytes) -> int:
    return len({stamp for line in lines_in(data) if (stamp := stamp_of(line))})
