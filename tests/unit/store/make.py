"""Entries and libraries for the tests of the store, made in one line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from reader.model import Appearance, Edition, Entry, MarkChange, MarkValue, Origin, ids
from reader.store import Store

NOW = "2026-01-01T00:00:00"
LATER = "2026-02-02T00:00:00"


def entry(
    *keys: str,
    title: str = "",
    abstract: str = "",
    authors: tuple[str, ...] = (),
    date: str = "",
    categories: tuple[str, ...] = (),
    file: str = "a.jsonl",
    line: int = 1,
    edition: str = "",
    rank: int = 1,
    up: int = 0,
    venue: str = "",
) -> Entry:
    """Make an entry; without a title it has one made of its first key, without keys that of its title."""
    title = title or f"On {keys[0]}"
    appearance = Appearance(Edition("daily", edition), rank) if edition else None
    origin = Origin("jsonl", file, line)
    return Entry(
        keys=(*keys, ids.title_key(title)),
        title=title,
        origin=origin,
        abstract=abstract,
        authors=authors,
        date=date,
        categories=categories,
        appearance=appearance,
        up=up,
        venue=venue,
    )


def change(paper: str, field: str, value: MarkValue, stamp: str) -> MarkChange:
    return MarkChange(paper, field, value, stamp)


def number(store: Store, key: str) -> int:
    """Give the number of the paper with exactly this key."""
    ((_, found),) = store.find_key(key)
    return found


def settled(store: Store) -> None:
    """Empty the outbox."""
    store.settle(store.take_changes(1_000_000))


@cache
def _empty() -> bytes:
    """Give the file of an empty library, made once: the steps of the schema take longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        Store.open(path).close()
        return path.read_bytes()


def place_empty(path: Path) -> None:
    """Put the file of an empty library where there is none; all that are put somewhere have one identity."""
    if not path.exists():
        path.touch(0o600)
        path.write_bytes(_empty())


def empty_store(path: Path) -> Store:
    """Open an empty library, in a test that is not about making one."""
    place_empty(path)
    return Store.open(path)


@contextmanager
def library() -> Iterator[Store]:
    """Open a library that lives as long as one example of a property."""
    with tempfile.TemporaryDirectory() as folder:
        store = empty_store(Path(folder) / "library.db")
        try:
            yield store
        finally:
            store.close()
