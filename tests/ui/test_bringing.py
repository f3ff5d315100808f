"""Bringing papers in from the reader: the folders, the import under way, its report, and taking it back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from reader.errors import StoreError
from reader.importing import ImportProgress, ImportReport
from reader.library import Library
from reader.model import Problem
from tests.ui.conftest import Reader, Start, frame

PAPER = '{"title":"A Paper of Today","id":"arxiv:2611.00001","date":"2026-11-30"}\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with papers in a folder, a hidden file and a name that means harm."""
    home = tmp_path / "home"
    (home / "papers" / "deep").mkdir(parents=True)
    (home / "papers" / "new.jsonl").write_text(PAPER + "{broken\n", encoding="utf-8")
    (home / "papers" / ".secret.jsonl").write_text(PAPER, encoding="utf-8")
    (home / "papers" / "evil\x1b[31m\u202ename").write_text("", encoding="utf-8")
    (home / "papers" / "deep" / "other.jsonl").write_text(PAPER.replace("00001", "00002"), encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    return home


async def at_papers(reader: Reader) -> None:
    await reader.press("i")
    await reader.shows("papers/")
    await reader.press(*"papers", "enter")
    await reader.shows("new.jsonl")


async def test_a_file_is_chosen_brought_in_reported_and_taken_back(start: Start, home: Path) -> None:
    async with start() as reader:
        await reader.press("2", "enter")
        await at_papers(reader)
        await reader.press(*"new", "enter")
        await reader.shows("1 added, 1 left out.")
        text = frame(reader.app)
        assert "new.jsonl, line 2" in text
        assert "u takes the import back" in text
        assert "96 papers" in reader.lines[0]
        await reader.press("u")
        await reader.idle()
        assert "Taken back: import of 1 paper from new.jsonl." in reader.status
        assert "95 papers" in reader.lines[0]


async def test_a_page_that_names_no_year_is_given_one(start: Start, home: Path) -> None:
    page = "Daily Papers\n\nAug 26\n\nA Title of One Paper\n\n" + "An abstract of some length that ends here. " * 5
    (home / "papers" / "page.txt").write_text(page, encoding="utf-8")
    async with start() as reader:
        await at_papers(reader)
        await reader.press(*"page", "enter")
        await reader.shows("no year is told of Aug 26")
        await reader.press("y")
        await reader.shows("Which year is Aug 26 of?")
        await reader.press(*"2025", "enter")
        await reader.shows("1 updated")
        assert "no year" not in frame(reader.app)
        days = [count.edition.day for count in reader.library.editions()]
        assert "2025-08-26" in days
        assert "--08-26" not in days


async def test_what_came_in_is_found_by_a_search(start: Start, home: Path) -> None:
    async with start() as reader:
        await at_papers(reader)
        await reader.press(*"new", "enter")
        await reader.shows("1 added")
        await reader.press("escape")
        await reader.idle()
        await reader.press("/", *"paper of today", "enter")
        await reader.shows("A Paper of Today")


async def test_folders_are_walked_and_the_folder_of_the_last_time_is_the_first(start: Start, home: Path) -> None:
    async with start() as reader:
        await at_papers(reader)
        await reader.press("backspace")
        await reader.until(lambda: "papers/" in frame(reader.app), "the folder above")
        assert "▌papers/" in frame(reader.app)  # the cursor is where one came from
        await reader.press("enter")
        await reader.shows("deep/")
        await reader.press("down", "enter")
        await reader.shows("other.jsonl")
        await reader.press(*"oth", "enter")
        await reader.shows("1 added.")
        await reader.press("escape", "i")
        await reader.shows("other.jsonl")


async def test_what_is_hidden_is_offered_once_a_dot_is_typed_and_harm_is_shown_as_text(
    start: Start, home: Path
) -> None:
    async with start() as reader:
        await at_papers(reader)
        assert ".secret" not in frame(reader.app)
        assert "evil" in frame(reader.app)
        assert "\x1b" not in frame(reader.app)
        assert "\u202e" not in frame(reader.app)
        await reader.press(".")
        assert ".secret.jsonl" in frame(reader.app)
        await reader.press("backspace")
        assert ".secret" not in frame(reader.app)
        assert "new.jsonl" in frame(reader.app)


async def test_a_path_may_be_pasted_and_one_that_is_not_there_is_said(start: Start, home: Path) -> None:
    async with start() as reader:
        await reader.press("i")
        await reader.shows("papers/")
        reader.main.controls.paste(str(home / "papers" / "none"))
        await reader.press("enter")
        await reader.until(lambda: "There is no " in reader.status, "what is wrong")
        assert "papers/" in frame(reader.app)
        reader.main.controls.paste("~/papers/new.jsonl")
        await reader.press("enter")
        await reader.shows("1 added, 1 left out.")


async def test_a_whole_folder_is_asked_about_and_brought_in(start: Start, home: Path) -> None:
    async with start() as reader:
        await at_papers(reader)
        await reader.press("tab")
        await reader.shows("Bring in all of papers?")
        await reader.press("down", "enter")
        await reader.shows("new.jsonl")
        await reader.press("tab", "enter")
        await reader.shows("2 added")
        assert "is empty, so there was nothing to read" in frame(reader.app)


class Slow:
    """An import that goes on until it is stopped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told = threading.Event()
        monkeypatch.setattr(Library, "import_paths", self)

    def __call__(self, *_: Any, progress: Any, stop: threading.Event, **__: Any) -> ImportReport:
        progress(ImportProgress("big.jsonl", 400, 4_000, 10_000, 200.0))
        self.told.set()
        stop.wait()
        return ImportReport(1, added=400, interrupted=True, problems=(Problem("big", 3, "why"),), problem_count=1)


async def test_an_import_is_stopped_and_never_holds_a_key(
    start: Start, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.app.import_job._EVERY", 0.0)
    slow = Slow(monkeypatch)
    async with start() as reader:
        await at_papers(reader)
        await reader.press(*"new", "enter")
        await reader.until(slow.told.is_set, "the import to begin")
        await reader.shows("importing 40%, 200/s, 3 s left")
        cursor = reader.main.cursor
        await reader.press("j")
        assert reader.main.cursor == cursor + 1
        await reader.press("i")
        assert "Go on  importing 40%" in frame(reader.app)
        await reader.press("escape", "i", "enter")
        await reader.until(lambda: "400 added, 1 left out; i shows the report." in reader.status, "the end")
        assert "importing" not in reader.status
        await reader.press("i")
        assert "Stopped. 400 added, 1 left out." in frame(reader.app)
        assert "u takes" not in frame(reader.app)
        await reader.press("escape", "i")
        await reader.shows("new.jsonl")


async def test_quitting_ends_the_import(start: Start, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    async with start() as reader:
        await at_papers(reader)
        await reader.press(*"new", "enter")
        await reader.until(slow.told.is_set, "the import to begin")
        controls = reader.main.controls
        await reader.press("Q")
    assert not controls.bringing.busy


async def test_a_library_that_cannot_be_written_is_said(
    start: Start, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> ImportReport:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Library, "import_paths", full)
    async with start() as reader:
        await at_papers(reader)
        await reader.press(*"new", "enter")
        await reader.until(lambda: "The disk is full." in reader.status, "the trouble")


async def test_without_an_import_there_is_no_report(start: Start) -> None:
    async with start() as reader:
        reader.main.controls.run("import_report")
        await reader.pilot.pause()
        assert "Nothing was brought in" in reader.status
