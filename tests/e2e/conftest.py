"""Homes for the end-to-end tests; what takes time to make is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Home, small_library


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with ten papers and their index, to be copied."""
    home = Home(tmp_path_factory.mktemp("small") / "person")
    home.bring_in(small_library())
    assert home.run("reindex").returncode == 0
    return home


@pytest.fixture
def person_home(small_home: Home, tmp_path: Path) -> Home:
    """A home with ten papers and their index, for one test."""
    return small_home.copy(tmp_path / "person")


@pytest.fixture
def empty_home(tmp_path: Path) -> Home:
    """A home that was never used."""
    return Home(tmp_path / "person")
