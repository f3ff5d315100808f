"""The check-up: what is sound, what is not, and that it changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.cli.terminal_check import check_terminal
from reader.library.health import Level, examine
from reader.paths import Places, find_places
from reader.store import Store
from tests.unit.cli.conftest import Octavo

GRAPHS = "arxiv:2401.00001"


def problems(places: Places) -> list[str]:
    return [f"{one.subject}: {one.said}" for one in examine(places) if one.level is Level.PROBLEM]


def contents(folder: Path) -> dict[str, bytes]:
    # SQLite's own files beside the library come and go with each process that reads it.
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_sound_library_is_ok_in_every_line(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    octavo("search", "graphs")

    ended = octavo("doctor")

    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert all(line.startswith("ok       ") for line in lines)
    for said in (
        f"library: 3 papers in {places.library}, nothing is damaged.",
        f"journal: 1 file in {places.journal}, every line can be read.",
        "marks: the library shows what the journals say.",
        "index: all 3 papers are in it, every file as it was written.",
        f"settings: there is no {places.settings}, so all is as by default.",
        "terminal: there is none here; the reader needs one.",
    ):
        assert f"ok       {said}" in lines


def test_an_empty_home_is_sound_and_stays_empty(empty: Octavo, home: Path) -> None:
    ended = empty("doctor")

    assert ended.status == 0
    assert f"library: there is none in {home}/data yet" in ended.out
    assert not home.exists()


def test_a_check_up_changes_nothing(octavo: Octavo, places: Places, home: Path) -> None:
    octavo("bookmark", GRAPHS)
    octavo("search", "graphs")
    before = contents(home)

    octavo("doctor")

    assert contents(home) == before


def test_a_damaged_line_of_a_journal_is_a_problem_with_its_number(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    journal = next(places.journal.glob("*.jsonl"))
    journal.write_bytes(journal.read_bytes() + b"not a line\n")

    ended = octavo("doctor")

    assert ended.status == 3
    assert f"problem  journal: {journal.name}, line 2: " in ended.out
    assert "marks: the library shows what the journals say." in ended.out
    assert ended.err == "1 problem.\noctavo doctor --fix repairs it.\n"


def test_marks_that_are_not_those_of_the_journals_are_a_problem(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    next(places.journal.glob("*.jsonl")).write_bytes(b"")

    found = problems(places)

    assert len(found) == 2
    assert found[0].startswith("journal: 1 line of ")
    assert found[0].endswith("is in the library and in no journal any more; octavo doctor --fix writes them back.")
    assert found[1].startswith("marks: the library's copy of the marks is not what the journals say.")


def test_marks_of_another_machine_are_folded_in_first(octavo: Octavo, places: Places, tmp_path: Path) -> None:
    octavo("bookmark", GRAPHS)
    journal = next(places.journal.glob("*.jsonl"))
    octavo("mark-read", GRAPHS)
    whole = journal.read_bytes()
    # The same lines from another device, which this library has not seen.
    (places.journal / "elsewhere-00000001.jsonl").write_bytes(
        whole.replace(journal.stem.encode(), b"elsewhere-00000001")
    )

    assert problems(places) == []


def test_a_library_that_is_none_is_a_problem(octavo: Octavo, places: Places) -> None:
    places.library.write_bytes(b"something else entirely" * 100)

    assert len(found := problems(places)) == 1
    assert found[0].startswith("library: The library ")


def test_a_damaged_index_is_a_problem_that_heals(octavo: Octavo, places: Places) -> None:
    octavo("search", "graphs")
    next(places.index.glob("_MAIN_*.toc")).write_bytes(b"")

    assert [one.partition(":")[0] for one in problems(places)] == ["index"]
    assert octavo("search", "graphs").status == 0
    assert problems(places) == []


def test_a_file_of_the_index_that_changed_on_the_disk_is_a_problem(octavo: Octavo, places: Places) -> None:
    octavo("search", "graphs")
    largest = max(places.index.iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    place = content.find(b"graph")
    assert place >= 0
    content[place] ^= 0x01
    largest.write_bytes(content)

    ended = octavo("doctor")

    assert ended.status == 3
    assert f"problem  index: {largest.name}: " in ended.out
    assert "octavo reindex, builds it anew." in ended.out
    assert octavo("reindex").status == 0
    assert problems(places) == []


def test_an_index_that_is_behind_is_no_problem(octavo: Octavo, places: Places) -> None:
    octavo("search", "graphs")
    store = Store.open(places.library)
    store.note_all()
    store.close()

    assert any(one.said == "3 papers of 3; 3 wait for the next search." for one in examine(places))


def test_a_folder_that_is_open_to_others_is_a_problem(octavo: Octavo, places: Places) -> None:
    places.data.chmod(0o755)

    assert problems(places) == [
        f"folders: {places.data} is open to other users (mode 755): octavo doctor --fix closes it.",
    ]


def test_a_disk_that_is_nearly_full_is_a_problem(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(places.data)
    values = list(real)
    values[4] = 10 * (1 << 20) // real.f_frsize  # f_bavail
    full = os.statvfs_result(values)
    monkeypatch.setattr(os, "statvfs", lambda _: full)

    assert problems(places) == [
        f"space: 10 MB are free for {places.data}, which is too little for an import or an index; make room."
    ]


def test_a_mistake_in_the_settings_is_a_problem(octavo: Octavo, places: Places) -> None:
    places.config.mkdir()
    places.settings.write_text("mouse = 3\n", encoding="utf-8")

    assert f"problem  settings: {places.settings}, line 1: mouse must be true or false" in octavo("doctor").out


def test_a_script_without_a_terminal_has_no_problem() -> None:
    assert [one.level for one in check_terminal({})] == [Level.OK]


def test_places_that_do_not_exist_are_looked_at_without_an_error(tmp_path: Path) -> None:
    assert problems(find_places(tmp_path / "a" / "b")) == []
