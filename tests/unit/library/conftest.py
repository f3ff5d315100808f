from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from reader.library import Library
from reader.model import Entry
from reader.paths import find_places
from reader.store import Store
from tests.unit.library.fake_index import FakeIndex
from tests.unit.library.machines import Machine
from tests.unit.store.make import NOW, empty_store, entry, place_empty


class Shelf:
    """A library whose index is a fake."""

    def __init__(self, home: Path) -> None:
        places = find_places(home)
        places.create()
        place_empty(places.library)
        self.library = Library.open(places)
        self.store = self.library._store
        self.index = FakeIndex()
        self.library._index._index = self.index

    def put(self, *entries: Entry, at: str = NOW) -> None:
        """Take papers in and index them."""
        self.store.put(entries, at)
        self.reindex()

    def reindex(self) -> None:
        self.library.update_index(threading.Event(), lambda _progress: None)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "octavo"


@pytest.fixture
def make_shelf(home: Path) -> Iterator[Callable[[], Shelf]]:
    made: list[Shelf] = []

    def make() -> Shelf:
        made.append(Shelf(home))
        return made[-1]

    yield make
    for shelf in made:
        shelf.library.close()


@pytest.fixture
def shelf(make_shelf: Callable[[], Shelf]) -> Shelf:
    return make_shelf()


def papers(titles: Sequence[str], first: int = 1) -> list[Entry]:
    """Make a paper of each title, each a year older than the one before."""
    return [
        entry(f"arxiv:{number}", title=title, date=f"{2030 - number}-01-01", line=number)
        for number, title in enumerate(titles, first)
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = empty_store(tmp_path / "library.db")
    yield store
    store.close()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Callable[[str], Machine]]:
    made: list[Machine] = []

    def make(name: str) -> Machine:
        made.append(Machine(tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"
