"""What a query that is being typed may become."""

from __future__ import annotations

import pytest

from reader.query.parse import parse
from reader.query.where import part_at
from tests.unit.library.conftest import Shelf
from tests.unit.store.make import NOW, entry


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    shelf.put(
        entry("arxiv:1", title="graph", authors=("Ada Lovelace", "Alan Turing"), categories=("cs.CL",)),
        entry("arxiv:2", authors=("Ada Lovelace",), categories=("cs.IR", "stat.ML"), edition="2025-08-25", line=2),
        entry("arxiv:3", edition="2025-09-01", line=3),
    )
    shelf.library.tag([1], ["rag"], on=True)
    shelf.library.tag([1, 2], ["reading-group"], on=True)
    return shelf


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tag:r", ["reading-group", "rag"]),
        ("-tag:ra", ["rag"]),
        ("author:lo", ['"Ada Lovelace"']),
        ('author:"Lo', ['"Ada Lovelace"']),
        ("cat:cs", ["cs.CL", "cs.IR"]),
        ("edition:", ['"daily:2025-09-01"', '"daily:2025-08-25"']),
        ("edition:2025-08", ['"daily:2025-08-25"']),
        ("edition:25", ['"daily:2025-08-25"']),
        ("source:j", ["jsonl"]),
        ("is:b", ["bookmarked"]),
        ("has:n", ["note", "notes"]),
        ("sort:-d", ["date"]),
        ("similar:b", ["bookmarked"]),
        ("tag:x", []),
        ("ed", ["edition:"]),
    ],
)
def test_a_part_is_completed_by_its_kind_and_the_whole_is_a_query(full: Shelf, typed: str, offered: list[str]) -> None:
    part = part_at(typed, len(typed))
    assert part is not None
    found = full.library.complete(part)
    assert [one.text for one in found] == offered
    for one in found:
        assert parse(typed[: part.start] + one.text + typed[part.end :], typing=True).problems == ()


def test_completions_tell_how_many_papers_they_stand_for(full: Shelf) -> None:
    part = part_at("tag:", 4)
    assert part is not None
    assert [(one.text, one.papers) for one in full.library.complete(part)] == [("reading-group", 2), ("rag", 1)]
    part = part_at("edition:", 8)
    assert part is not None
    assert full.library.complete(part)[0].help == "Daily 1 Sep 2025"
    part = part_at("ti", 2)
    assert part is not None
    assert full.library.complete(part)[0].help == "words in the title"


def test_no_index_is_no_reason_not_to_complete_the_rest(full: Shelf) -> None:
    from reader.errors import SearchError

    def broken(*_: object) -> None:
        raise SearchError("There is no index yet.")

    full.index.complete = broken  # type: ignore[assignment,method-assign]  # what an index without files does
    part = part_at("author:a", 8)
    assert part is not None
    assert full.library.complete(part) == []
    assert full.store.put([], NOW).added == 0
