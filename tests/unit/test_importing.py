"""An import as a whole: batches, counts, problems, progress, interruption."""

from __future__ import annotations

import bz2
import gc
import gzip
import io
import json
import lzma
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from reader import importing
from reader.errors import StoreError
from reader.importing import BATCH, MAX_PROBLEMS, ImportProgress, import_paths
from reader.model import Entry, Problem
from reader.paths import SEEDS
from reader.store import PutCounts, Store

DATA = Path(__file__).parents[1] / "data"


@dataclass
class FakeShelf:
    """Counts every title that it sees for the first time as added."""

    batches: list[list[Entry]] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def put(self, entries: Sequence[Entry], imported_at: str) -> PutCounts:
        new = {entry.title for entry in entries} - self.seen
        self.seen |= new
        self.batches.append(list(entries))
        self.times.append(imported_at)
        return PutCounts(added=len(new), unchanged=len(entries) - len(new))

    @property
    def titles(self) -> list[str]:
        return [entry.title for batch in self.batches for entry in batch]


def lines(count: int, start: int = 0) -> bytes:
    return b"".join(json.dumps({"title": f"Paper {number}"}).encode() + b"\n" for number in range(start, start + count))


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf()


def test_the_bundled_pages_become_95_papers_in_2_editions_and_nothing_the_second_time(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "library.db")
    try:
        report = import_paths([SEEDS], store)
        again = import_paths([SEEDS], store)
    finally:
        store.close()
    assert (report.files, report.added, report.papers, report.editions) == (2, 95, 101, 2)
    assert (report.problems, report.problem_count, report.interrupted) == ((), 0, False)
    assert (again.files, again.added, again.updated, again.unchanged, again.editions) == (2, 0, 0, 101, 0)


def test_files_of_several_formats_come_in_together(shelf: FakeShelf) -> None:
    report = import_paths([DATA / "papers.jsonl", str(DATA / "daily-page.txt")], shelf, year=2024)
    assert (report.files, report.papers, report.problem_count) == (2, 6, 0)
    days = [entry.appearance and entry.appearance.edition.day for entry in shelf.batches[0]]
    assert days == [None, None, None, "2024-08-25", "2024-08-25", "2024-08-25"]
    assert shelf.batches[0][0].origin.file == str(DATA / "papers.jsonl")


def test_a_bibliography_may_begin_with_pages_of_remarks(tmp_path: Path, shelf: FakeShelf) -> None:
    remarks = "% One line of what somebody has to say about these entries.\n" * 400
    (tmp_path / "a").write_text(remarks + "@misc{one,\n  title = {Bread},\n}\n", encoding="utf-8")
    assert import_paths([tmp_path / "a"], shelf).problems == ()
    assert shelf.titles == ["Bread"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress, bytes])
@pytest.mark.parametrize("name", ["papers.jsonl", "daily-page.txt"])
def test_a_packed_file_is_read_whatever_its_name(
    tmp_path: Path, shelf: FakeShelf, pack: Callable[[bytes], bytes], name: str
) -> None:
    (tmp_path / "a.dat").write_bytes(pack((DATA / name).read_bytes()))
    report = import_paths([tmp_path / "a.dat"], shelf)
    assert (report.papers, report.problem_count) == (3, 0)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bytes])
def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, shelf: FakeShelf, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pack(lines(5)))))
    seen: list[ImportProgress] = []
    report = import_paths(["-"], shelf, progress=seen.append)
    assert (report.papers, shelf.batches[0][4].origin.file) == (5, "standard input")
    assert (seen[0].done, seen[0].bytes_total, seen[0].total, seen[0].left) == (5, 0, 0, 0.0)


def test_entries_go_in_by_the_thousand_and_across_files(tmp_path: Path, shelf: FakeShelf) -> None:
    (tmp_path / "a").write_bytes(lines(BATCH + 300))
    (tmp_path / "b").write_bytes(lines(BATCH, start=BATCH + 300))
    report = import_paths([tmp_path], shelf)
    assert [len(batch) for batch in shelf.batches] == [BATCH, BATCH, 300]
    assert shelf.titles == [f"Paper {number}" for number in range(2 * BATCH + 300)]
    assert report.added == 2 * BATCH + 300


def test_every_batch_carries_the_time_at_which_the_import_began(tmp_path: Path, shelf: FakeShelf) -> None:
    (tmp_path / "a").write_bytes(lines(BATCH + 1))
    moment = datetime(2025, 8, 25, 12, 30, 15, 7, tzinfo=timezone(timedelta(hours=2)))
    import_paths([tmp_path], shelf, clock=lambda: moment)
    assert shelf.times == ["2025-08-25T10:30:15Z"] * 2


def test_progress_tells_file_entries_bytes_and_what_is_left(tmp_path: Path, shelf: FakeShelf) -> None:
    (tmp_path / "a").write_bytes(lines(4 * BATCH * 2))
    (tmp_path / "b").write_bytes(lines(10))
    size = sum(path.stat().st_size for path in tmp_path.glob("?"))
    seen: list[ImportProgress] = []
    import_paths([tmp_path], shelf, progress=seen.append)
    assert [step.done for step in seen] == [BATCH * number for number in range(1, 9)] + [8 * BATCH + 10]
    assert seen[0].file == str(tmp_path / "a")
    assert all(step.bytes_total == size and step.rate > 0 for step in seen)
    assert seen[0].total > seen[0].done
    assert seen[0].left > 0
    assert (seen[-1].bytes_read, seen[-1].total, seen[-1].left) == (size, seen[-1].done, 0.0)


def test_problems_are_told_with_file_line_and_field(tmp_path: Path, shelf: FakeShelf) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(1) + b"oops\n" + b'{"title": 1}\n')
    report = import_paths([path], shelf)
    assert [(problem.file, problem.line, problem.field) for problem in report.problems] == [
        (str(path), 2, ""),
        (str(path), 3, "title"),
    ]
    assert (report.files, report.papers, report.problem_count) == (1, 1, 2)


def test_the_first_thousand_problems_are_kept_and_all_are_counted(tmp_path: Path, shelf: FakeShelf) -> None:
    (tmp_path / "a").write_bytes(lines(1) + b"oops\n" * (MAX_PROBLEMS + 5))
    report = import_paths([tmp_path / "a"], shelf)
    assert (len(report.problems), report.problem_count) == (MAX_PROBLEMS, MAX_PROBLEMS + 5)
    assert report.problems[0].line == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"just some text", "no format that Octavo reads"),
        (b"\x89PNG\r\n\x1a\n", "no format that Octavo reads"),
        (b"", "empty"),
        (b" \n\n", "empty"),
        (gzip.compress(b"just some text", mtime=0), "no format that Octavo reads"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"\x1f\x8b", "cut off"),
        (b"\x28\xb5\x2f\xfd1234", "zstd"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"---\nreferences:\n- id: x\n", "CSL in YAML"),
        (b"PK\x03\x04....", "a zip archive"),
        (b"<html><body>Bread</body></html>", "none of Hugging Face's"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_problem_and_the_others_go_on(
    tmp_path: Path, shelf: FakeShelf, content: bytes, reason: str
) -> None:
    (tmp_path / "a").write_bytes(content)
    (tmp_path / "b").write_bytes(lines(2))
    report = import_paths([tmp_path], shelf)
    (problem,) = report.problems
    assert problem.file == str(tmp_path / "a")
    assert reason in problem.reason
    assert report.papers == 2


def test_a_file_that_is_absent_is_a_problem_and_the_others_go_on(tmp_path: Path, shelf: FakeShelf) -> None:
    report = import_paths([tmp_path / "absent", DATA / "papers.jsonl"], shelf)
    assert [problem.file for problem in report.problems] == [str(tmp_path / "absent")]
    assert report.papers == 3


def test_nothing_named_is_nothing_done(shelf: FakeShelf) -> None:
    assert import_paths([], shelf) == importing.ImportReport()
    assert shelf.batches == []


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_of_a_file_that_was_cut_what_came_before_is_in(
    tmp_path: Path, shelf: FakeShelf, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(lines(5000))
    (tmp_path / "a").write_bytes(packed[: len(packed) * 3 // 4])
    report = import_paths([tmp_path / "a"], shelf)
    assert report.papers > 500
    assert shelf.titles == [f"Paper {number}" for number in range(report.papers)]
    assert "cut off" in report.problems[-1].reason
    assert report.problem_count <= 2  # the line that the cut went through is one of its own


def test_a_cut_page_that_was_packed_gives_its_whole_papers(tmp_path: Path, shelf: FakeShelf) -> None:
    packed = gzip.compress((DATA / "daily-page.txt").read_bytes(), compresslevel=0)
    (tmp_path / "a").write_bytes(packed[:-150])
    report = import_paths([tmp_path / "a"], shelf)
    assert report.papers == 2
    assert [problem.line for problem in report.problems] == [21, 0]


def test_a_stop_leaves_earlier_batches_in_and_begins_no_other(tmp_path: Path, shelf: FakeShelf) -> None:
    (tmp_path / "a").write_bytes(lines(3 * BATCH))
    stop = Event()

    def after_two(step: ImportProgress) -> None:
        if step.done == 2 * BATCH:
            stop.set()

    report = import_paths([tmp_path, DATA], shelf, progress=after_two, stop=stop)
    assert report.interrupted
    assert (report.papers, len(shelf.batches)) == (2 * BATCH, 2)


def test_a_stop_is_heeded_among_broken_lines_too(tmp_path: Path, shelf: FakeShelf) -> None:
    (tmp_path / "a").write_bytes(lines(BATCH) + b"oops\n" * 500)
    stop = Event()
    report = import_paths([tmp_path], shelf, progress=lambda step: stop.set(), stop=stop)
    assert (report.interrupted, report.problem_count) == (True, 0)


def test_a_stop_before_the_beginning_reads_nothing(shelf: FakeShelf) -> None:
    stop = Event()
    stop.set()
    report = import_paths([DATA], shelf, stop=stop)
    assert (report.interrupted, report.files, shelf.batches) == (True, 0, [])


@pytest.mark.parametrize("count", [3, BATCH])
def test_a_stop_that_comes_with_the_last_batch_interrupts_nothing(tmp_path: Path, shelf: FakeShelf, count: int) -> None:
    (tmp_path / "a").write_bytes(lines(count))
    stop = Event()
    report = import_paths([tmp_path / "a"], shelf, progress=lambda step: stop.set(), stop=stop)
    assert (report.interrupted, report.papers) == (False, count)


def test_a_library_that_cannot_be_written_ends_the_import_with_earlier_batches_in(tmp_path: Path) -> None:
    class FullShelf(FakeShelf):
        def put(self, entries: Sequence[Entry], imported_at: str) -> PutCounts:
            if self.batches:
                raise StoreError("the disk is full")
            return super().put(entries, imported_at)

    full = FullShelf()
    (tmp_path / "a").write_bytes(lines(3 * BATCH))
    with pytest.raises(StoreError, match="full"):
        import_paths([tmp_path], full)
    assert len(full.batches) == 1


def test_the_clock_of_the_world_is_in_universal_time(shelf: FakeShelf) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    import_paths([DATA / "papers.jsonl"], shelf)
    assert before <= datetime.fromisoformat(shelf.times[0]) <= datetime.now(UTC)


def test_the_collector_works_as_before_when_an_import_is_over(tmp_path: Path) -> None:
    class Watching(FakeShelf):
        def put(self, entries: Sequence[Entry], imported_at: str) -> PutCounts:
            thresholds.append(gc.get_threshold())
            raise StoreError("the disk is full")

    thresholds = [gc.get_threshold()]
    with pytest.raises(StoreError):
        import_paths([DATA / "papers.jsonl"], Watching())
    assert gc.get_threshold() == thresholds[0] != thresholds[1]


@pytest.mark.parametrize(
    ("content", "source"),
    [
        ("[]", "json"),
        ("% nothing\n@comment{x}\n", "bibtex"),
        ('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "feed"),
    ],
)
def test_a_file_without_a_paper_says_so(tmp_path: Path, shelf: FakeShelf, content: str, source: str) -> None:
    file = tmp_path / "empty"
    file.write_text(content, encoding="utf-8")
    report = import_paths([file], shelf)
    assert report.problems == (Problem(str(file), 0, f"was read as {source}, but has no paper in it"),)
    assert (report.files, report.papers) == (1, 0)


def test_a_silent_pipe_ends_once_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch, shelf: FakeShelf) -> None:
    reading, writing = os.pipe()
    stop = Event()

    def silent(*_: object) -> tuple[list[int], list[int], list[int]]:
        stop.set()
        return [], [], []

    with open(reading, "rb") as stdin, open(writing, "wb"):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stdin))
        monkeypatch.setattr("select.select", silent)
        report = import_paths(["-"], shelf, stop=stop)
    assert (report.interrupted, report.problems) == (True, ())
