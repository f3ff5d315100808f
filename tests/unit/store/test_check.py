from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reader.store import Store
from tests.unit.store.make import NOW, change, entry


@pytest.fixture
def full(store: Store) -> Store:
    """A library with something in every table that is checked."""
    store.put([entry("arxiv:1", edition="2025-08-25"), entry("arxiv:2", line=2)], NOW)
    store.fold("j", 1, [change("arxiv:1", "tag:rag", True, "1")], [])
    return store


def test_a_sound_library_has_no_findings(full: Store) -> None:
    assert full.check() == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("DELETE FROM texts WHERE paper = 1", "1 papers have no texts."),
        ("UPDATE papers SET key = 'arxiv:9' WHERE id = 1", "1 papers are not found by their own key."),
        ("DELETE FROM origins WHERE paper = 2", "1 papers have no origin."),
        ("INSERT INTO editions (source, day, place) VALUES ('x', 'y', 'z')", "1 editions hold no paper."),
        ("UPDATE editions SET unread = 7", "1 editions are counted wrongly."),
        ("UPDATE tags SET papers = 7", "1 tags are counted wrongly."),
        ("DELETE FROM tags", "1 tags are counted wrongly."),
        ("UPDATE library SET bookmarked = 7", "1 counts of the whole library are wrong."),
        ("UPDATE papers SET rating = 3 WHERE id = 2", "1 papers have marks that are not those of the journals."),
        ("DELETE FROM papers WHERE id = 2", "A row of aliases refers to a row of papers that is not there."),
    ],
)
def test_each_damage_is_found(full: Store, path: Path, damage: str, finding: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(damage)
    connection.close()
    assert finding in full.check()
