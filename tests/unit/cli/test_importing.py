"""Importing from the shell, and building the index."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.cli.console import Console
from reader.cli.importing import _tell
from reader.importing import ImportProgress, ImportReport
from reader.indexing import IndexProgress
from reader.library import Library
from reader.model import Problem
from reader.paths import SEEDS, find_places
from tests.unit.cli.conftest import Octavo, write_papers
from tests.unit.cli.test_console import Tty

PAGE = Path(__file__).parents[2] / "data" / "daily-page.txt"


def test_an_import_says_what_came_in(empty: Octavo, tmp_path: Path) -> None:
    file = write_papers(tmp_path / "papers.jsonl")

    first, again = empty("import", str(file)), empty("import", str(file))

    assert (first.status, first.out, first.err) == (0, "", "3 papers added, 0 updated, 0 unchanged.\n")
    assert (again.status, again.err) == (0, "0 papers added, 0 updated, 3 unchanged.\n")


def test_a_page_of_which_nothing_tells_the_year_is_said(empty: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    assert empty("import", str(page)).err.splitlines()[-1] == (
        "Nothing tells the year of Aug 25; octavo import --year YEAR FILE gives it."
    )
    assert "year" not in empty("import", "--year", "2025", str(page)).err
    assert [line.split()[0] for line in empty("editions").out.splitlines()] == ["daily-papers:2025-08-25"]


@pytest.mark.parametrize("year", [(), ("--year", "2025")])
def test_what_list_prints_as_json_comes_back_whole(
    empty: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: tuple[str, ...]
) -> None:
    empty("import", str(SEEDS), *year)
    printed = empty("list", "--json", "--limit", "0").out
    file = tmp_path / "papers.jsonl"
    file.write_text(printed, encoding="utf-8")
    editions = sorted(empty("editions").out.splitlines())  # without a year they stand where they came in

    monkeypatch.setenv("OCTAVO_HOME", str(tmp_path / "other"))
    first, again = empty("import", str(file)), empty("import", str(file))

    assert (first.status, first.err) == (0, "95 papers added, 0 updated, 0 unchanged.\n")
    assert (again.status, again.err) == (0, "0 papers added, 0 updated, 95 unchanged.\n")
    assert sorted(empty("editions").out.splitlines()) == editions
    assert sorted(line.split("\t")[2] for line in editions) == ["48", "53"]
    assert sorted(empty("list", "--json", "--limit", "0").out.splitlines()) == sorted(printed.splitlines())


def test_a_problem_of_a_whole_file_names_no_line(empty: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "papers.txt"
    file.write_text("Only some words.", encoding="utf-8")

    lines = empty("import", str(file)).err.splitlines()

    assert lines[0].startswith(f"{file}: is of no format")
    assert lines[1:] == ["0 papers added, 0 updated, 0 unchanged, 1 problem."]


def test_an_import_brings_no_bundled_papers(empty: Octavo, tmp_path: Path) -> None:
    empty("import", str(write_papers(tmp_path / "papers.jsonl")))

    assert len(empty("list").out.splitlines()) == 3


def test_papers_come_from_standard_input(empty: Octavo) -> None:
    ended = empty("import", "-", stdin='{"id":"2401.1","title":"One"}\n')

    assert (ended.status, ended.err) == (0, "1 paper added, 0 updated, 0 unchanged.\n")


def test_what_could_not_be_used_is_said_and_the_rest_comes_in(empty: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_text('{"title":"One"}\n{"title":3}\n', encoding="utf-8")

    ended = empty("import", str(file))

    assert ended.status == 0
    problem, summary = ended.err.splitlines()
    assert problem.startswith(f"{file}, line 2, title: ")
    assert summary == "1 paper added, 0 updated, 0 unchanged, 1 problem."


def test_a_person_is_told_the_first_twenty_problems_and_a_file_gets_them(empty: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_text('{"title":"One"}\n' + '{"title":3}\n' * 1_200, encoding="utf-8")

    lines = empty("import", str(file)).err.splitlines()

    assert len(lines) == 1_002
    assert lines[999].startswith(f"{file}, line 1001, title: ")
    assert lines[1_000:] == [
        "... and 200 more problems.",
        "1 paper added, 0 updated, 0 unchanged, 1,200 problems.",
    ]
    terminal = Tty()
    problems = tuple(Problem("a", line, "is wrong") for line in range(1_000))
    _tell(Console(io.StringIO(), terminal, {}), ImportReport(added=1, problems=problems, problem_count=1_200))
    lines = terminal.bytes.getvalue().decode().splitlines()
    assert len(lines) == 22
    assert lines[20] == "... and 1,180 more problems; 2>FILE writes them down."


def test_where_nothing_could_be_used_the_status_is_one(empty: Octavo, tmp_path: Path) -> None:
    ended = empty("import", str(tmp_path / "nowhere"))

    assert ended.status == 1
    assert str(tmp_path / "nowhere") in ended.err


def test_the_year_of_a_page_is_given(empty: Octavo) -> None:
    empty("import", str(SEEDS), "--year", "2025")

    assert [line.split("\t")[0] for line in empty("editions").out.splitlines()] == [
        "daily-papers:2025-03-24",
        "daily-papers:2025-08-25",
    ]


@pytest.mark.parametrize("year", ["25", "soon", "20250"])
def test_a_year_has_four_digits(empty: Octavo, year: str) -> None:
    assert empty("import", "x", "--year", year).status == 2


def test_an_import_that_is_stopped_says_what_is_in(empty: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(
        _: Library,
        __: object,
        *,
        year: int | None,
        by_hand: bool,
        progress: Callable[[ImportProgress], None],
        stop: threading.Event,
    ) -> ImportReport:
        progress(ImportProgress("x", 1000, 10, 100, 500.0))
        stop.set()
        return ImportReport(added=1000, interrupted=True)

    monkeypatch.setattr(Library, "import_paths", stopped)
    ended = empty("import", "x")

    assert ended.status == 130
    assert ended.err == (
        "1,000 papers added, 0 updated, 0 unchanged.\n"
        "Stopped; what was counted here is in the library, and the same import again goes on.\n"
    )


@pytest.mark.parametrize("person", [True, False])
def test_an_import_remembers_whether_a_person_started_it(
    empty: Octavo, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: person)
    empty("import", str(write_papers(tmp_path / "papers.jsonl")))

    library = Library.open(find_places(home))
    (done,) = library.imports.done()
    library.close()
    assert (done.label, done.by_hand) == ("import of 3 papers from papers.jsonl", person)


def test_the_index_is_built_anew(octavo: Octavo) -> None:
    ended = octavo("reindex")

    assert (ended.status, ended.out, ended.err) == (0, "", "3 papers are in the index.\n")
    assert octavo("search", "graphs").status == 0


def test_an_index_that_is_not_finished_says_how_far_it_is(octavo: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: Library, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        progress(IndexProgress(1, 3))
        stop.set()
        return 1

    monkeypatch.setattr(Library, "rebuild_index", stopped)
    ended = octavo("reindex")

    assert (ended.status, ended.err) == (130, "Stopped: 1 papers are in the index, 3 wait for the next search.\n")
