"""A library of the former version becomes one of this version, with all that it held."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from reader.query.ast import Dated, Day, Is, State
from reader.store import Store
from reader.store.schema import STEPS, migrate
from tests.unit.store.make import LATER, NOW, change, entry


def former(path: Path, full: Path) -> None:
    """Write what a library holds into one of the first version."""
    old = sqlite3.connect(path, isolation_level=None)
    migrate(old, STEPS[:1])
    old.execute("PRAGMA foreign_keys = OFF")
    old.execute("ATTACH ? AS full", (str(full),))
    for (table,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        columns = ", ".join(f'"{row[1]}"' for row in old.execute(f"PRAGMA main.table_info({table})"))
        old.execute(f"DELETE FROM main.{table}")
        old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM full.{table}")
    old.close()


def test_a_library_of_the_first_version_keeps_everything(tmp_path: Path) -> None:
    new = Store.open(tmp_path / "new.db")
    new.put([entry("arxiv:1", "acl:P19-1", date="2025-08", edition="2025-08-25"), entry("arxiv:2", line=2)], NOW)
    new.put([entry("arxiv:3", line=3), entry("arxiv:1", title="Anew", line=1, file="b")], LATER)
    new.fold("j", 7, [change("arxiv:1", "read", True, "1"), change("arxiv:2", "note", "words", "2")], [])
    papers, editions, digest = new.papers([1, 2, 3]), new.editions(), new.marks_digest()
    new.close()
    former(tmp_path / "library.db", tmp_path / "new.db")

    store = Store.open(tmp_path / "library.db")
    assert store.papers([1, 2, 3]) == papers
    assert store.editions() == editions
    assert store.marks_digest() == digest
    assert store.check() == []
    # Journals are read once more: the former version passed over what it did not understand.
    assert store.folded("j") == 0
    assert store.matching(Dated(Day.ADDED, last="2026-01-31")).tolist() == [1, 2]
    assert store.matching(Is(State.READ)).tolist() == [1]
    assert [number for _, number in store.find_key("p19")] == [1]
    told = store.marked_since(-1)
    assert (told.ids.tolist(), told.states) == ([1], b"\1")
    store.put([entry("arxiv:2", up=4, venue="ACL", line=2)], LATER)
    paper = store.paper(2)
    assert paper is not None
    assert (paper.up, paper.venue, paper.marks.note) == (4, "ACL", "words")
    store.close()


def test_the_last_step_leads_where_a_new_library_begins(tmp_path: Path) -> None:
    shapes = []
    for name, stops in (("old.db", (1, len(STEPS))), ("new.db", (len(STEPS),))):
        connection = sqlite3.connect(tmp_path / name, isolation_level=None)
        for stop in stops:
            migrate(connection, STEPS[:stop])
        shapes.append(connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall())
        connection.close()
    assert shapes[0] == shapes[1]
