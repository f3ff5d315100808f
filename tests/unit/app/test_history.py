"""The queries of before: walked with the arrow keys, kept across sessions, never in anybody's way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader.app.history import MOST, History


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queries.json"


def kept(path: Path) -> list[str]:
    """Give what the file remembers."""
    loaded = json.loads(path.read_text("utf-8"))
    assert isinstance(loaded, list)
    return loaded


def remembering(path: Path, *queries: str) -> History:
    history = History(path)
    for query in queries:
        history.remember(query)
    return history


def test_up_goes_back_and_down_on_to_what_was_typed(path: Path) -> None:
    history = remembering(path, "one", "two", "three")
    assert [history.older("x", typed=False) for _ in range(4)] == ["three", "two", "one", None]
    assert [history.newer() for _ in range(4)] == ["two", "three", "x", None]


def test_of_what_was_typed_only_queries_that_begin_so_are_passed(path: Path) -> None:
    history = remembering(path, "graph", "tree", "graph net", "grape")
    assert [history.older("gra", typed=True) for _ in range(4)] == ["grape", "graph net", "graph", None]
    history.rest()
    assert history.older("zebra", typed=True) is None
    assert not history.walking
    assert [history.older("grape", typed=False) for _ in range(2)] == ["graph net", "tree"]


def test_a_query_is_kept_once_as_the_newest(path: Path) -> None:
    remembering(path, "one", " two ", "one", "one", "", "   ")
    assert kept(path) == ["two", "one"]


def test_the_oldest_give_way(path: Path) -> None:
    remembering(path, *(str(number) for number in range(MOST + 5)))
    assert kept(path) == [str(number) for number in range(5, MOST + 5)]


def test_the_next_session_knows_them_and_two_readers_share_them(path: Path) -> None:
    first, second = remembering(path, "one"), remembering(path, "two")
    first.remember("three")
    assert kept(path) == ["one", "two", "three"]
    assert second.older("", typed=False) == "two"
    assert History(path).older("", typed=False) == "three"


def test_keeping_a_query_ends_the_walk(path: Path) -> None:
    history = remembering(path, "one", "two")
    history.older("", typed=False)
    history.remember("one")
    assert not history.walking
    assert history.older("", typed=False) == "one"


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{}", b"[", b"\xff\xfe", b"[" * 100_000, b'"text"', b"[1, null, [], {}]", b'["ok", 7, "\\u001b[31mred"]'],
)
def test_a_damaged_file_costs_the_memory_and_nothing_else(path: Path, damaged: bytes) -> None:
    path.write_bytes(damaged)
    history = History(path)
    found = history.older("", typed=False)
    assert found is None or "\x1b" not in found
    history.remember("graph")
    assert kept(path)[-1] == "graph"


def test_a_folder_in_its_place_costs_the_memory_of_later_sessions_only(path: Path) -> None:
    path.mkdir()
    history = remembering(path, "graph")
    assert history.older("", typed=False) == "graph"
