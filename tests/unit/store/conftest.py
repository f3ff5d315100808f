from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.store import Store
from tests.unit.store.make import empty_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = empty_store(path)
    yield store
    store.close()
