"""Folders to choose from, the figures of an import, and its report, line by line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.app import folders
from reader.app.folders import Folder, look, nearest, size_words
from reader.app.import_job import progress_words
from reader.app.import_report import report_lines
from reader.importing import ImportProgress, ImportReport
from reader.model import Problem


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    place = tmp_path / "place"
    place.mkdir()
    return place


def test_folders_come_first_each_by_the_alphabet(place: Path) -> None:
    (place / "b").mkdir()
    (place / "A").mkdir()
    (place / "a.bib").write_text("x")
    folder = look(place)
    assert isinstance(folder, Folder)
    assert [item.label for item in folder.items] == ["A/", "b/", "a.bib"]
    assert folder.items[2].size == 1
    assert look(place / "a.bib") == place / "a.bib"


def test_what_is_neither_file_nor_folder_is_never_opened(place: Path) -> None:
    os.mkfifo(place / "pipe")
    (place / "loop").symlink_to(place / "loop")
    assert look(place) == Folder(place)
    found = look(place / "pipe")
    assert isinstance(found, Folder)
    assert found.trouble == "pipe is neither a file nor a folder."


def test_a_huge_folder_is_bounded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        (place / f"{number:02}").touch()
    monkeypatch.setattr(folders, "MOST", 10)
    monkeypatch.setattr(folders, "_READ", 20)
    folder = look(place)
    assert isinstance(folder, Folder)
    assert (len(folder.items), folder.left_out) == (10, 11)


@pytest.mark.parametrize("path", ["/none/such", "a\0b", "~nobody-of-this-name/x"])
def test_what_cannot_be_read_says_why(path: str) -> None:
    found = look(Path(path))
    assert isinstance(found, Folder)
    assert found.trouble


def test_names_that_are_no_text_are_shown_as_text(place: Path) -> None:
    open(os.fsencode(place) + b"/\xff\x1b[2J", "w").close()
    folder = look(place)
    assert isinstance(folder, Folder)
    (item,) = folder.items
    assert item.label.isprintable()
    assert (place / item.name).is_file()


def test_a_folder_that_is_gone_leads_to_the_one_above(place: Path) -> None:
    assert nearest(place / "gone" / "deeper") == place


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (-1, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (12_400, "12 kB"),
        (999_600, "1.0 MB"),
        (5e15, "5,000 TB"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    assert size_words(int(size)) == words


def test_progress_is_told_with_and_without_a_size() -> None:
    assert progress_words(ImportProgress("f", 400, 4_000, 10_000, 2.0)) == "importing 40%, 2/s, 5 min left"
    assert progress_words(ImportProgress("-", 12_000, 9, 0, 1_200.0)) == "importing 12,000, 1,200/s"


def test_a_report_tells_every_problem_with_its_place_and_reason() -> None:
    problems = (
        Problem("/a/refs.bib", 12, "needs a title or an id to be told apart", "title"),
        Problem("x", 0, "is empty"),
    )
    report = ImportReport(1, added=2, merged=1, editions=1, problems=problems, problem_count=5)
    lines = report_lines(report, 24, "/a/")
    assert ("1 new edition", "v shows it") in lines
    assert lines[lines.index(("refs.bib, line 12, title", "")) :] == [
        ("refs.bib, line 12, title", ""),
        ("", "needs a title or an id"),
        ("", "to be told apart"),
        ("x", ""),
        ("", "is empty"),
        ("and 3 more", ""),
    ]
