"""`octavo export` and `octavo live`, as a person or a script uses them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reader.library import Library
from reader.paths import Places, find_places
from tests.unit.cli.conftest import Octavo


def test_everything_goes_to_standard_output_as_bibtex(octavo: Octavo) -> None:
    ended = octavo("export")
    assert (ended.status, ended.err) == (0, "")
    assert [line for line in ended.out.splitlines() if line.startswith("@")] == [
        "@misc{lovelace2024graphs,",
        "@misc{anon2024survey,",
        "@misc{anon2024sound,",
    ]


def test_the_ending_of_the_file_tells_the_format(octavo: Octavo, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    ended = octavo("export", "graphs", "-o", str(target))
    assert ended.status == 0
    assert f"2 papers written to {target} as CSL-JSON." in ended.err
    assert ended.out == ""
    assert {item["id"] for item in json.loads(target.read_text())} == {"lovelace2024graphs", "anon2024survey"}


def test_a_format_wins_over_the_ending(octavo: Octavo, tmp_path: Path) -> None:
    octavo("export", "-f", "ris", "-o", str(tmp_path / "a.bib"))
    assert (tmp_path / "a.bib").read_text().startswith("TY  - ")


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("2401.00001",), ["arxiv:2401.00001"]),
        (("2401.00002", "10.1000/abc"), ["arxiv:2401.00002", "doi:10.1000/abc"]),
        (("https://arxiv.org/abs/2401.00002",), ["arxiv:2401.00002"]),
        (("title:survey",), ["arxiv:2401.00002"]),
        (("graphs", "-survey"), ["arxiv:2401.00001"]),
        (("--limit", "1", "--sort", "title"), ["arxiv:2401.00002"]),
        (("author:lovelace",), ["arxiv:2401.00001"]),
    ],
)
def test_papers_or_a_query(octavo: Octavo, arguments: tuple[str, ...], keys: list[str]) -> None:
    ended = octavo("export", *arguments, "-f", "jsonl")
    assert [paper["key"] for paper in ended.papers] == keys


def test_keys_come_from_standard_input(octavo: Octavo) -> None:
    ended = octavo("export", "-", "-f", "jsonl", stdin="arxiv:2401.00002\tunread\tA survey\n")
    assert [paper["key"] for paper in ended.papers] == ["arxiv:2401.00002"]
    assert octavo("export", "-", stdin="").status == 1


def test_a_tag_narrows_a_query_as_a_whole(octavo: Octavo) -> None:
    octavo("tag", "2401.00001", "rag")
    assert len(octavo("export", "--tag", "RAG", "-f", "jsonl").papers) == 1
    assert len(octavo("export", "--tag", "rag", "survey OR speech OR retrieve", "-f", "jsonl").papers) == 1
    assert octavo("export", "--tag", "rag", "2401.00001").status == 2
    assert octavo("export", "--tag", "()").status == 2


def test_where_nothing_fits_the_former_file_stays(octavo: Octavo, tmp_path: Path) -> None:
    target = tmp_path / "a.bib"
    target.write_text("former")
    ended = octavo("export", "--tag", "nobody", "-o", str(target))
    assert ended.status == 1
    assert f"Nothing was written; {target} is as it was." in ended.err
    assert target.read_text() == "former"


def test_a_file_that_cannot_be_written_is_named(octavo: Octavo, tmp_path: Path) -> None:
    ended = octavo("export", "-o", str(tmp_path / "no" / "a.bib"))
    assert ended.status == 3
    assert str(tmp_path / "no" / "a.bib") in ended.err
    assert "Traceback" not in ended.err


def test_the_library_is_not_written_over(octavo: Octavo, places: Places) -> None:
    before = places.library.read_bytes()
    ended = octavo("export", "-o", str(places.library))
    assert ended.status == 2
    assert "a file of the library itself" in ended.err
    assert places.library.read_bytes()[:100] == before[:100]


def test_marks_leave_only_with_marks(octavo: Octavo) -> None:
    octavo("tag", "2401.00001", "rag")
    assert "rag" not in octavo("export", "2401.00001", "-f", "jsonl").out
    (paper,) = octavo("export", "2401.00001", "-f", "jsonl", "--marks").papers
    assert paper["tags"] == ["rag"]


def test_options_of_formats(octavo: Octavo) -> None:
    assert "Ch{\\^a}telet" in octavo("export", "2401.00001", "--ascii").out
    assert octavo("export", "2401.00001", "-f", "csv", "--bom").out.startswith("\ufeffcite,")
    assert "abstract" not in octavo("export", "2401.00001", "--no-abstracts").out


def test_a_folder_of_notes(octavo: Octavo, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    ended = octavo("export", "--folder", str(folder))
    assert ended.status == 0
    assert f"3 notes written to {folder}." in ended.err
    assert sorted(path.name for path in folder.iterdir()) == [
        "anon2024sound.md",
        "anon2024survey.md",
        "lovelace2024graphs.md",
    ]
    assert "0 notes written" in octavo("export", "--folder", str(folder)).err
    (folder / "anon2024sound.md").write_text("mine")
    ended = octavo("export", "--folder", str(folder))
    assert ended.status == 3
    assert "none of Octavo's notes" in ended.err
    assert octavo("export", "--folder", str(folder), "-f", "ris").status == 2
    assert octavo("export", "--folder", str(folder), "-o", "a.md").status == 2


# Files that follow a tag


@pytest.fixture
def thesis(places: Places, tmp_path: Path) -> Path:
    """Let a file follow the tag thesis."""
    path = tmp_path / "thesis.bib"
    places.config.mkdir(exist_ok=True)
    places.settings.write_text(f'[live]\nThesis = "{path}"\n')
    return path


def test_a_command_that_marks_writes_the_file(octavo: Octavo, thesis: Path) -> None:
    assert octavo("tag", "2401.00001", "thesis").status == 0
    assert "@misc{lovelace2024graphs," in thesis.read_text()
    octavo("undo")
    assert "@misc" not in thesis.read_text()


def test_an_import_that_changes_a_paper_writes_it(octavo: Octavo, thesis: Path, tmp_path: Path) -> None:
    octavo("tag", "2401.00002", "thesis")
    (tmp_path / "new.jsonl").write_text('{"id": "2401.00002", "title": "A survey of graphs", "venue": "ICML 2024"}\n')
    octavo("import", str(tmp_path / "new.jsonl"))
    assert "booktitle = {ICML 2024}" in thesis.read_text()


def test_marks_of_another_machine_come_in_with_whatever_command_is_next(
    octavo: Octavo, thesis: Path, places: Places, tmp_path: Path
) -> None:
    octavo("tag", "2401.00002", "thesis")
    other = find_places(tmp_path / "other")
    shutil.copytree(places.data, other.data, ignore=shutil.ignore_patterns("devices.json", "journal"))
    library = Library.open(other)
    library.tag([library.resolve("2401.00001").id], ["thesis"], on=True)
    library.close()
    (journal,) = other.journal.glob("*.jsonl")
    shutil.copy(journal, places.journal)
    assert octavo("show", "no-such-paper").status == 1
    assert "lovelace2024graphs" in thesis.read_text()
    # Where nothing has changed nothing is looked at.
    thesis.write_text("mine")
    assert octavo("list").err == ""


def test_what_a_killed_command_did_not_write_the_next_one_does(octavo: Octavo, thesis: Path, places: Places) -> None:
    octavo("tag", "2401.00001", "thesis")
    library = Library.open(places)
    library.tag([library.resolve("2401.00002").id], ["thesis"], on=True)
    library.close()
    assert "anon2024survey" not in thesis.read_text()
    octavo("list")
    assert "anon2024survey" in thesis.read_text()
    places.settings.write_text(f'[live]\nthesis = "{thesis.with_suffix(".ris")}"\n')
    octavo("list")
    assert thesis.with_suffix(".ris").read_text().count("TY  -") == 2


def test_a_library_that_was_put_back_is_followed(octavo: Octavo, thesis: Path, tmp_path: Path) -> None:
    octavo("tag", "2401.00001", "thesis")
    octavo("backup", str(tmp_path / "backup.zip"))
    thesis.unlink()
    assert octavo("restore", str(tmp_path / "backup.zip")).status == 0
    assert "lovelace2024graphs" in thesis.read_text()


def test_by_hand_it_says_what_became_of_each(octavo: Octavo, thesis: Path) -> None:
    octavo("tag", "2401.00001", "thesis")
    assert octavo("live").out == f"thesis\t1\tunchanged\t{thesis}\n"
    thesis.unlink()
    assert octavo("live").out == f"thesis\t1\twritten\t{thesis}\n"
    thesis.write_text("mine")
    ended = octavo("live")
    assert (ended.status, ended.out) == (3, "")
    assert "Not begun by Octavo" in ended.err


def test_trouble_with_it_is_said_and_no_reason_to_fail(octavo: Octavo, thesis: Path, places: Places) -> None:
    thesis.write_text("mine")
    ended = octavo("tag", "2401.00001", "thesis")
    assert ended.status == 0
    assert "Not begun by Octavo" in ended.err
    places.settings.write_text("[live]\nthesis = 3\n")
    ended = octavo("tag", "2401.00001", "other")
    assert ended.status == 0
    assert "live.thesis must be a file or a list of files" in ended.err


def test_without_settings_it_tells_how(octavo: Octavo) -> None:
    ended = octavo("live")
    assert ended.status == 1
    assert "[live]" in ended.err
