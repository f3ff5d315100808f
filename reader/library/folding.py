"""Keeping the store's copy of the marks in step with the journals, and this device's journal whole.

A journal is known again by a few bytes before the place up to which it was folded. Where these differ, something put
another file in its place: it is folded from the beginning, which does no harm, and if it is this device's own, the
lines that it lacks are written to it again. The library keeps every line that was ever folded for that.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from reader.errors import JournalError
from reader.journal import (
    Clock,
    Damage,
    Journal,
    Line,
    LineError,
    Written,
    decode,
    device_name,
    gathered_changes_of,
    journals,
    read,
    tail_of,
)
from reader.library.following import is_unchecked
from reader.model.marks import search_of
from reader.paths import Places
from reader.store import Act, Folded, Store

_PORTION: Final = 50_000
"""Changes that are folded in one transaction; no act is folded in parts."""
_SETTLED: Final = 2.0
"""Seconds since the last change of a file from which on nobody is still writing it."""

_Signature = tuple[int, int, int]
"""Size, time of change and number of a file: where they are as before, nobody wrote it."""


class Folding:
    """The journals of all devices, as far as this library is concerned. For one thread at a time."""

    def __init__(self, places: Places, store: Store) -> None:
        """Find out which device this is.

        Raises:
            JournalError: the device's name cannot be kept.
        """
        self._folder = places.journal
        self._store = store
        self.device = device_name(places.devices)
        self.clock = Clock(self.device)
        self.clock.observe(store.latest_stamp())
        self.journal = Journal(places.journal, self.device, self.clock)
        self.damages: list[str] = []
        """What could not be read of the journals since the library was opened, a sentence each."""
        self._seen: dict[str, tuple[_Signature, int]] = {}
        """What each file was, and how far it was folded, when it was looked at last."""
        self._replaced = False
        """Another file may have taken the place of this device's journal."""

    def catch_up(self) -> set[int]:
        """Fold the lines that are new, of every device; returns the papers whose marks changed.

        Raises:
            StoreError: the library cannot be written; what was folded before holds.
        """
        changed: set[int] = set()
        known = self._store.journals()
        own = known.get(self.device)
        pending = own is not None and is_unchecked(own)
        self._replaced = self._replaced or pending
        for path in journals(self._folder):
            try:
                changed |= self._fold(path, known.get(path.stem, Folded()))
            except JournalError as error:
                # Another device's file that cannot be read must not keep this one from marking.
                self._damaged(str(error))
        if self._replaced or (own is not None and not self.journal.path.exists()):
            changed |= self._restore(anew=pending)
        return changed

    def take(self, written: Written) -> None:
        """Fold an act that this device has just written.

        Raises:
            StoreError: the act is safe in the journal, but the library cannot be written.
        """
        path = self.journal.path
        if self._store.folded(self.device) != written.start:
            # Another Octavo of this host was faster, or something else happened to the file.
            self._fold(path, self._store.journals().get(self.device, Folded()))
            return
        self._put(path, written.lines, written.end)
        self._seen.pop(self.device, None)

    def _fold(self, path: Path, known: Folded, *, checked: bool = False) -> set[int]:
        # A file that is read from its beginning was never read, is to be read anew, or is another one than before: is
        # it all that was ever written here?
        checking = path.stem == self.device and not checked
        signature = _signature(path)
        if signature is not None and self._seen.get(path.stem) == (signature, known.upto):
            return set()
        reading = read(path, known.upto, known.tail)
        changed: set[int] = set()
        lines: list[Line] = []
        weight, folded = 0, known.upto
        for item in reading:
            if isinstance(item, Damage):
                self._damaged(str(item))
                continue
            if weight >= _PORTION and item.stamp != lines[-1].stamp:
                folded = item.start
                self._replaced = self._replaced or (checking and reading.start == 0)
                changed |= self._put(path, lines, folded)
                lines, weight = [], 0
            lines.append(item)
            weight += len(item.papers) * len(item.set)
            self.clock.observe(item.stamp)
        self._replaced = self._replaced or (checking and reading.start == 0)
        if lines or reading.end != folded or reading.tail != known.tail:
            changed |= self._put(path, lines, reading.end)
        if signature is not None:
            self._seen[path.stem] = signature, reading.end
        return changed

    def _put(self, path: Path, lines: Sequence[Line], upto: int) -> set[int]:
        whole = self._whole(lines)
        # Without the few bytes whoever opens the library next knows that this journal is yet to be looked at.
        unchecked = self._replaced and path.stem == self.device
        return self._store.fold(
            path.stem,
            upto,
            [change for line in whole for change in gathered_changes_of(line)],
            _acts(whole),
            tail=b"" if unchecked else tail_of(path, upto),
            lines=[(line.stamp, line.data) for line in lines],
        )

    def _whole(self, lines: Sequence[Line]) -> list[Line]:
        """Give the lines of the acts that are there as a whole, with those of their lines that came earlier.

        What is left of an act whose writing was cut off waits in the library for the rest, which may never come.
        """
        acts: dict[str, dict[bytes, Line]] = {}
        for line in lines:
            acts.setdefault(line.stamp, {})[line.data] = line
        whole: list[Line] = []
        for stamp, its in acts.items():
            parts = max(line.parts for line in its.values())
            if len(its) < parts:
                its = {line.data: line for line in understood(self._store.act_lines(stamp))} | its
            if len(its) >= parts:
                whole += its.values()
        return whole

    def _restore(self, *, anew: bool) -> set[int]:
        """Give this device's journal back the lines that the file in its place does not have.

        Args:
            anew: Fold the file from its beginning afterwards, as it may have been replaced once more.
        """
        path = self.journal.path
        there: set[bytes] = set()
        with suppress(FileNotFoundError):
            if abs(time.time() - path.stat().st_mtime) < _SETTLED:
                return set()  # whoever puts the file there may still be at it
            with path.open("rb") as file:
                there.update(file)
        lost = [data for data in self._store.device_lines(self.device) if data not in there]
        if lost:
            self.journal.restore(lost)
        self._replaced = False
        self._seen.pop(self.device, None)
        known = Folded() if anew else self._store.journals().get(self.device, Folded())
        return self._fold(path, known, checked=True) if path.exists() else set()

    def _damaged(self, sentence: str) -> None:
        if sentence not in self.damages:
            self.damages.append(sentence)


def understood(lines: Iterable[bytes]) -> list[Line]:
    """Read lines that were read before; one that this version does not understand any more is left out."""
    read_again = []
    for data in lines:
        with suppress(LineError):
            read_again.append(replace(decode(data), data=data))
    return read_again


def _acts(lines: Sequence[Line]) -> list[Act]:
    """Give the acts that lines belong to."""
    counts: dict[str, int] = {}
    firsts: dict[str, Line] = {}
    for line in lines:
        firsts.setdefault(line.stamp, line)
        counts[line.stamp] = counts.get(line.stamp, 0) + _papers(line)
    return [
        Act(
            stamp=stamp,
            device=line.device,
            kind=line.kind,
            of="" if line.kind == "do" else line.subject,
            label=line.subject if line.kind == "do" else "",
            papers=counts[stamp],
            title=line.title if counts[stamp] == 1 else "",
        )
        for stamp, line in firsts.items()
    ]


def _papers(line: Line) -> int:
    # A line is about papers or about saved searches, never about both.
    return 0 if search_of(line.papers[0]) else len(line.papers)


def _signature(path: Path) -> _Signature | None:
    try:
        its = path.stat()
    except OSError:
        return None
    return its.st_size, its.st_mtime_ns, its.st_ino
