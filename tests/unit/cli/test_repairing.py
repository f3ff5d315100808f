"""The repair: every damage is made good, what is replaced is kept, and a second repair finds nothing to do."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from reader.library.health import Level, examine, repair
from reader.paths import Places
from reader.store import salvage
from tests.modes import open_to_others
from tests.unit.cli.conftest import Octavo

GRAPHS = "arxiv:2401.00001"
SURVEY = "arxiv:2401.00002"


def marked(octavo: Octavo) -> None:
    octavo("bookmark", GRAPHS)
    octavo("tag", SURVEY, "rag")
    octavo("search", "graphs")


def levels(places: Places) -> set[str]:
    return {f"{one.level}: {one.subject}" for one in examine(places) if one.level is not Level.OK}


def journal_of(places: Places) -> Path:
    (path,) = places.journal.glob("*.jsonl")
    return path


def damage_library(places: Places) -> None:
    size = places.library.stat().st_size
    with places.library.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))


def no_library(places: Places) -> None:
    places.library.write_bytes(b"something else entirely" * 1000)


def count_wrongly(places: Places) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("UPDATE library SET papers = 77")


def lose_a_text(places: Places) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("DELETE FROM texts WHERE paper = 2")


def fold_wrongly(places: Places) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("DELETE FROM registers")


def show_wrongly(places: Places) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("UPDATE papers SET rating = 5 WHERE id = 3")


def damage_index(places: Places) -> None:
    next(places.index.glob("_MAIN_*.toc")).write_bytes(b"")


def change_a_text_behind_the_index(places: Places) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("UPDATE texts SET abstract = abstract || ' and more words' WHERE paper = 2")


def swap_a_paper_behind_the_index(places: Places) -> None:
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for table, column in (
            ("papers", "id"),
            ("texts", "paper"),
            ("aliases", "paper"),
            ("origins", "paper"),
        ):
            raw.execute(f"UPDATE {table} SET {column} = 9 WHERE {column} = 3")


def damage_lines(places: Places) -> None:
    with journal_of(places).open("ab") as file:
        file.write(b'not a line\n{"v":1}\n')


def damage_small_files(places: Places) -> None:
    places.devices.write_text("{")
    places.screen.write_text("[]")
    places.queries.write_text("\0")


def open_everything(places: Places) -> None:
    for path in (places.data, *places.data.rglob("*"), places.cache, *places.cache.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)


def shut_the_journal(places: Places) -> None:
    journal_of(places).chmod(0o000)
    places.journal.chmod(0o000)


def leave_drafts(places: Places) -> None:
    drafts = (places.data / ".devices.json.0123abcd", places.data / "screen.json.4711.new")
    for draft in drafts:
        draft.touch(0o600)
    (places.data / ".salvage-0123abcd").mkdir(mode=0o700)
    (places.data / ".salvage-0123abcd" / "library.db").touch(0o600)
    for path in (*drafts, places.data / ".salvage-0123abcd"):
        os.utime(path, (time.time() - 7200,) * 2)


DAMAGES: dict[Callable[[Places], None], str] = {
    damage_library: "library",
    no_library: "library",
    count_wrongly: "library",
    lose_a_text: "library",
    fold_wrongly: "marks",
    show_wrongly: "marks",
    damage_index: "index",
    change_a_text_behind_the_index: "index",
    swap_a_paper_behind_the_index: "index",
    damage_lines: "journal",
    damage_small_files: "memory",
    open_everything: "files",
    shut_the_journal: "files",
    leave_drafts: "files",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damage_is_seen_then_repaired_and_then_gone(
    octavo: Octavo, places: Places, damage: Callable[[Places], None]
) -> None:
    marked(octavo)
    journal = journal_of(places).read_bytes()
    damage(places)
    assert any(said.endswith(f": {DAMAGES[damage]}") for said in levels(places))

    ended = octavo("doctor", "--fix")

    assert ended.status == 0, ended
    assert f"fixed    {DAMAGES[damage]}: " in ended.out
    assert ended.err == "Everything is in order now.\n"
    assert not any(said.startswith("problem") for said in levels(places))
    # The truth was not touched, and shows again.
    assert journal_of(places).read_bytes().startswith(journal)
    again = octavo("doctor", "--fix")
    assert (again.status, again.err) == (0, "There was nothing to repair.\n")
    assert "fixed" not in again.out
    assert octavo("doctor").status == 0
    assert open_to_others(places.data) == open_to_others(places.cache) == {}


def test_what_could_be_read_of_a_damaged_library_is_there_with_its_marks(octavo: Octavo, places: Places) -> None:
    marked(octavo)
    octavo("save", "mine", "graphs", "--watch")
    before = octavo("list", "--json").out
    damaged = places.library.read_bytes()
    count_wrongly(places)
    damaged = places.library.read_bytes()

    octavo("doctor", "--fix")

    assert octavo("list", "--json").out == before
    assert octavo("search", "graphs").out.count("\n") == 2
    assert "mine" in octavo("searches").out
    (kept,) = places.data.glob("library.db.damaged-*")
    assert kept.read_bytes() == damaged


def test_marks_come_back_when_the_papers_do(octavo: Octavo, places: Places, tmp_path: Path) -> None:
    marked(octavo)
    no_library(places)

    ended = octavo("doctor", "--fix")

    assert "library: 0 papers could be read" in ended.out
    from tests.unit.cli.conftest import write_papers

    octavo("import", str(write_papers(tmp_path / "papers.jsonl")))
    assert [paper["key"] for paper in octavo("list", "is:bookmarked", "--json").papers] == [GRAPHS]
    assert [paper["key"] for paper in octavo("list", "tag:rag", "--json").papers] == [SURVEY]


def test_lines_that_a_journal_has_lost_are_written_back(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    journal = journal_of(places)
    whole = journal.read_bytes()
    journal.write_bytes(b"")

    ended = octavo("doctor", "--fix")

    assert f"1 line of {journal.stem} that its journal had lost is in it again." in ended.out
    assert journal.read_bytes() == whole
    assert octavo("list", "is:bookmarked").out.startswith(GRAPHS)
    assert octavo("doctor").status == 0


def test_marks_of_which_there_is_no_line_are_kept_in_a_copy(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    journal_of(places).write_bytes(b"")
    with closing(sqlite3.connect(places.library, isolation_level=None)) as raw:
        raw.execute("DELETE FROM lines")

    octavo("doctor", "--fix")

    assert octavo("list", "is:bookmarked").status == 1
    (copy,) = places.data.glob("library.db.before-*")
    with closing(sqlite3.connect(copy)) as former:
        assert former.execute("SELECT value FROM registers").fetchall() == [(1,)]


def test_damaged_lines_are_kept_apart_byte_for_byte_and_are_no_problem_from_then_on(
    octavo: Octavo, places: Places
) -> None:
    marked(octavo)
    damage_lines(places)
    journal = journal_of(places)
    whole = journal.read_bytes()

    octavo("doctor", "--fix")

    assert journal.read_bytes() == whole
    (kept,) = places.journal.glob("*.damaged-*")
    assert kept.read_bytes() == b'not a line\n{"v":1}\n'
    ended = octavo("doctor")
    assert ended.status == 0
    assert f"note     journal: 2 lines of {journal.name} cannot be read, and are kept apart." in ended.out
    # A line that is damaged later is one more.
    with journal.open("ab") as file:
        file.write(b"another\n")
    assert octavo("doctor").status == 3
    octavo("doctor", "--fix")
    assert len(list(places.journal.glob("*.damaged-*"))) == 2


def test_a_torn_last_line_is_no_damage(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    with journal_of(places).open("ab") as file:
        file.write(b'{"v":1,"at":"2024')

    ended = octavo("doctor")

    assert ended.status == 0
    assert "note     journal: the last line of" in ended.out


def test_a_library_that_another_octavo_has_open_is_not_replaced(
    octavo: Octavo, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_wrongly(places)
    monkeypatch.setattr(salvage, "in_use", lambda _path: True)
    before = places.library.read_bytes()

    ended = octavo("doctor", "--fix")

    assert ended.status == 3
    assert "problem  library: The library" in ended.out
    assert "is open in another Octavo; close that, then repair it." in ended.out
    assert places.library.read_bytes() == before


def test_a_link_in_the_place_of_a_journal_is_a_problem_and_left_alone(
    octavo: Octavo, places: Places, tmp_path: Path
) -> None:
    octavo("bookmark", GRAPHS)
    journal = journal_of(places)
    elsewhere = tmp_path / "elsewhere.jsonl"
    shutil.move(journal, elsewhere)
    journal.symlink_to(elsewhere)
    elsewhere.chmod(0o644)

    ended = octavo("doctor", "--fix")

    assert ended.status == 3
    assert f"{journal} is a link, so its marks are passed over; put the journal itself there." in ended.out
    assert journal.is_symlink()
    assert elsewhere.stat().st_mode & 0o777 == 0o644


def test_a_clock_that_runs_ahead_is_worth_a_note(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    journal = journal_of(places)
    other = places.journal / "elsewhere-00000001.jsonl"
    line = json.loads(journal.read_bytes())
    when = str(int(line["at"][:4]) + 1) + line["at"][4:].replace(journal.stem, other.stem)
    other.write_text(json.dumps(line | {"at": when}) + "\n")

    ended = octavo("doctor")

    assert ended.status == 0
    assert "note     clock: the newest mark, of elsewhere-00000001, is stamped 36" in ended.out
    assert "ahead of this machine's clock" in ended.out


def test_each_finding_can_be_had_as_json(octavo: Octavo, places: Places) -> None:
    damage_index_without_one = [json.loads(line) for line in octavo("doctor", "--json").out.splitlines()]
    assert {"level", "subject", "said", "fixable"} == set(damage_index_without_one[0])
    places.data.chmod(0o755)
    told = [json.loads(line) for line in octavo("doctor", "--json").out.splitlines()]
    (wrong,) = [one for one in told if one["level"] == "problem"]
    assert (wrong["subject"], wrong["fixable"]) == ("folders", True)


def test_a_repair_of_nothing_makes_nothing(empty: Octavo, home: Path) -> None:
    ended = empty("doctor", "--fix")
    assert (ended.status, ended.err) == (0, "There was nothing to repair.\n")
    assert not home.exists()


def test_a_repair_never_raises(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    # The disk is full in every respect.
    values = list(os.statvfs(places.data))
    values[4] = 0
    full = os.statvfs_result(values)
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    count_wrongly(places)
    found = list(repair(places))
    assert [one.level for one in found] == [Level.PROBLEM]
    assert "no room" in found[0].said


def test_a_mark_that_led_the_clock_to_its_end_is_gone_with_its_journal(octavo: Octavo, places: Places) -> None:
    octavo("bookmark", GRAPHS)
    hostile = places.journal / "evil-1.jsonl"
    hostile.write_text(
        '{"v":1,"at":"9999-12-31T23:59:59.999Z-ffff-evil-1","do":"x","paper":"' + GRAPHS + '",'
        '"set":{"read":true},"was":{"read":false}}\n'
    )
    hostile.chmod(0o600)
    assert octavo("tag", GRAPHS, "rag").status != 0
    assert any("remove that journal, then octavo doctor --fix" in one.said for one in examine(places))
    hostile.unlink()
    list(repair(places))
    assert not hostile.exists()
    assert octavo("tag", GRAPHS, "rag").status == 0
    assert all(one.level is not Level.PROBLEM for one in examine(places))
