"""Bringing papers in: files through sources into the library, in batches, with every problem told and none fatal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Final, Protocol

from reader.collecting import seldom_collecting
from reader.errors import SourceError
from reader.model import Edition, Entry, Problem, clean_line
from reader.sources import FAR_HEAD_BYTES, HEAD_BYTES, source_for
from reader.sources.opening import Named, Opened, find

BATCH: Final = 2000
"""Entries of one write: as many as keep another writer's waiting short."""
MAX_PROBLEMS: Final = 1000
"""Problems that a report keeps; the others are only counted."""


class Counts(Protocol):
    """What the library tells of a batch; see `reader.store.PutCounts`."""

    @property
    def added(self) -> int: ...  # noqa: D102 - as in the report
    @property
    def updated(self) -> int: ...  # noqa: D102 - as in the report
    @property
    def unchanged(self) -> int: ...  # noqa: D102 - as in the report
    @property
    def merged(self) -> int: ...  # noqa: D102 - as in the report
    @property
    def editions(self) -> int: ...  # noqa: D102 - as in the report
    @property
    def undated(self) -> Sequence[Edition]: ...  # noqa: D102 - as in the report


class Shelf(Protocol):
    """Where papers are put: the library's store."""

    def put(self, entries: Sequence[Entry], imported_at: str) -> Counts:
        """Take a batch in, all or nothing.

        Raises:
            StoreError: the library cannot be written; nothing of the batch is in.
        """
        ...


class Stream(Protocol):
    """Something that was fetched, and is in memory."""

    @property
    def label(self) -> str: ...  # noqa: D102 - what messages call it
    @property
    def body(self) -> bytes: ...  # noqa: D102 - what a source reads; empty where there is nothing


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come."""

    file: str
    """The file under way."""
    done: int
    """Records that are in the library, of all files."""
    bytes_read: int
    """Bytes read of all files, as they lie on the disk."""
    bytes_total: int
    """Bytes of all files; 0 where nobody knows, as of a pipe."""
    rate: float
    """Records a second since the beginning."""

    @property
    def total(self) -> int:
        """About how many records there will be, by the part of the bytes that was read; 0 where nobody knows."""
        return max(self.done, round(self.done * self.bytes_total / self.bytes_read)) if self._is_measured else 0

    @property
    def left(self) -> float:
        """Seconds that the rest will take, as far as one can tell; 0 where nobody can."""
        return (self.total - self.done) / self.rate if self._is_measured and self.rate else 0.0

    @property
    def _is_measured(self) -> bool:
        return self.bytes_total > 0 and self.bytes_read > 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    files: int = 0
    """Files that a source read, in part at the least."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    """Records that turned out to be another record's paper."""
    editions: int = 0
    """Editions that were not known before."""
    undated: tuple[Edition, ...] = ()
    """Editions of pages that name a day without its year, where nothing in the library tells it."""
    problems: tuple[Problem, ...] = ()
    """The first `MAX_PROBLEMS`."""
    problem_count: int = 0
    interrupted: bool = False
    """Whether it was stopped before the end; what was in by then stays."""
    stamp: str = ""
    """What the history of the library calls the import, where it can be taken back and changed anything."""

    @property
    def papers(self) -> int:
        """How many records the library took: new, changed or known."""
        return self.added + self.updated + self.unchanged


def import_paths(
    paths: Sequence[Path | str],
    shelf: Shelf,
    *,
    year: int | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[ImportProgress], None] | None = None,
    stop: Event | None = None,
) -> ImportReport:
    """Bring in the papers of files, folders or standard input (`-`).

    Args:
        paths: What to read, in this order.
        shelf: Where the papers go.
        year: The year of pages that name none.
        clock: Tells the time that the library notes as the time of the import.
        progress: Called after each batch, in this thread.
        stop: Set to end the import before the next batch; earlier batches stay in.

    Raises:
        StoreError: the library cannot be written; earlier batches are in.
    """
    with seldom_collecting():
        return _Import(shelf, clock, progress, stop or Event()).run(paths, year)


class StreamImport:
    """Brings in what comes one after the other, each on its own: it is in the library when `take` returns."""

    def __init__(
        self, shelf: Shelf, stop: Event | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Begin.

        Args:
            shelf: Where the papers go.
            stop: Set to end the import before the next batch; earlier batches stay in.
            clock: Tells the time that the library notes as the time of the import.
        """
        self._import = _Import(shelf, clock, None, stop or Event())

    def take(self, stream: Stream) -> bool:
        """Bring in the papers of something; tell whether all that is in it could be gone through.

        Raises:
            StoreError: the library cannot be written; earlier batches are in.
        """
        with seldom_collecting():
            return self._import.take(stream)

    def report(self, *, interrupted: bool = False) -> ImportReport:
        """Tell what came in up to now."""
        return self._import.report(interrupted=interrupted)


class _Import:
    """One import under way: its batch and its figures."""

    def __init__(
        self,
        shelf: Shelf,
        clock: Callable[[], datetime],
        progress: Callable[[ImportProgress], None] | None,
        stop: Event,
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._progress = progress
        self._stop = stop
        self._at = clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._began = time.monotonic()
        self._batch: list[Entry] = []
        self._problems: list[Problem] = []
        self._problem_count = 0
        self._files = 0
        self._added = self._updated = self._unchanged = self._merged = self._editions = 0
        self._undated: dict[Edition, None] = {}
        self._bytes_before = self._bytes_total = 0

    def run(self, paths: Sequence[Path | str], year: int | None) -> ImportReport:
        named: list[Named] = []
        for found in find(paths):
            if self._stop.is_set():
                break  # a folder may have very many below it
            if isinstance(found, Problem):
                self._note(found)
            else:
                named.append(found)
        if all(file.size for file in named):
            self._bytes_total = sum(file.size for file in named)
        interrupted = self._stop.is_set()
        for file in named:
            if self._stop.is_set() or not self._read(file, year):
                interrupted = True
                break
        else:
            interrupted = not self._flush(named[-1].label if named else "", 0) or interrupted
        return self.report(interrupted=interrupted)

    def take(self, stream: Stream) -> bool:
        """Bring in what one stream holds; tell whether it was gone through."""
        label = clean_line(stream.label)
        if self._stop.is_set():
            return False
        if not stream.body:
            return True
        source = source_for(stream.body[:HEAD_BYTES]) or source_for(stream.body[:FAR_HEAD_BYTES])
        if source is None:
            self._note(Problem(label, 0, _unknown(stream.body[:HEAD_BYTES])))
            return True
        self._files += 1
        for item in _until_broken(source.read(BytesIO(stream.body), label), label):
            if not self._accept(item, label, 0):
                return False
        return self._flush(label, 0)

    def report(self, *, interrupted: bool) -> ImportReport:
        """Tell what came in up to now."""
        return ImportReport(
            files=self._files,
            added=self._added,
            updated=self._updated,
            unchanged=self._unchanged,
            merged=self._merged,
            editions=self._editions,
            undated=tuple(self._undated),
            problems=tuple(self._problems),
            problem_count=self._problem_count,
            interrupted=interrupted,
        )

    def _read(self, named: Named, year: int | None) -> bool:
        """Read one file; tell whether to go on."""
        label = named.label
        try:
            with Opened(named, stop=self._stop) as opened:
                head = opened.head(HEAD_BYTES)
                source = source_for(head, year)
                if source is None and len(head) == HEAD_BYTES and not self._stop.is_set():
                    head = opened.head(FAR_HEAD_BYTES)
                    source = source_for(head, year)
                if self._stop.is_set():
                    return False
                if source is None:
                    self._note(Problem(label, 0, opened.damage or _unknown(head)))
                else:
                    self._files += 1
                    is_empty = True
                    for item in _until_broken(source.read(opened.stream, label), label):
                        if not self._accept(item, label, opened.bytes_read):
                            return False
                        is_empty = False
                    if opened.damage:
                        self._note(Problem(label, 0, opened.damage))
                    elif is_empty and not self._stop.is_set():
                        self._note(Problem(label, 0, f"was read as {source.name}, but has no paper in it"))
                self._bytes_before += opened.bytes_read
        except SourceError as error:
            self._note(Problem(label, 0, str(error)))
        return True

    def _accept(self, item: Entry | Problem, label: str, bytes_read: int) -> bool:
        """Put an entry into the batch, or note a problem; tell whether to go on."""
        if self._is_full(item) and not self._flush(label, bytes_read):
            return False
        if self._stop.is_set():
            return False
        if isinstance(item, Problem):
            self._note(item)
        else:
            self._batch.append(item)
        return True

    def _is_full(self, item: Entry | Problem) -> bool:
        """Tell whether the batch goes in before the next item: what one record told stays together, to count as one."""
        if len(self._batch) < BATCH:
            return False
        last = self._batch[-1]
        return isinstance(item, Problem) or item.origin != last.origin or item.keys != last.keys

    def _flush(self, label: str, bytes_read: int) -> bool:
        """Put the batch into the library, unless the import was stopped; tell whether to go on."""
        if not self._batch:
            return True
        if self._stop.is_set():
            return False
        counts = self._shelf.put(self._batch, self._at)
        self._batch = []
        self._added += counts.added
        self._updated += counts.updated
        self._unchanged += counts.unchanged
        self._merged += counts.merged
        self._editions += counts.editions
        self._undated.update(dict.fromkeys(counts.undated))
        if self._progress:
            done = self._added + self._updated + self._unchanged
            elapsed = time.monotonic() - self._began
            rate = done / elapsed if elapsed > 0 else 0.0
            self._progress(ImportProgress(label, done, self._bytes_before + bytes_read, self._bytes_total, rate))
        time.sleep(0)  # a mark that waits for the library gets its turn
        return True

    def _note(self, problem: Problem) -> None:
        self._problem_count += 1
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(problem)


def _unknown(head: bytes) -> str:
    if not head.strip():
        return "is empty, so there was nothing to read"
    if head.startswith(b"%PDF-"):
        return "is a PDF, which Octavo does not read; import what a source tells of it (BibTeX, RIS, ...)"
    if head.startswith(b"PK\x03\x04"):
        return "is a zip archive; unpack it (unzip FILE), and import the folder"
    if head.lstrip(b"-\r\n ").startswith(b"references:"):
        return "is CSL in YAML, which Octavo does not read; export it as CSL JSON or BibTeX, and import that"
    return "is of no format that Octavo reads (octavo import --help names them), so it was left out"


def _until_broken(items: Iterator[Entry | Problem], label: str) -> Iterator[Entry | Problem]:
    """Pass on what a source yields; where it cannot go on, that is the last problem."""
    try:
        yield from items
    except SourceError as error:
        yield Problem(label, 0, str(error))
