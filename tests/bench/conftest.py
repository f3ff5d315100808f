"""What the tests of the benchmarks share: a cache of their own, and papers that are made up."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVO_BENCH_CACHE", str(tmp_path / "cache"))
    # The corpus beside the checkout, if any, is not the tests' business.
    monkeypatch.setattr("tests.bench.corpus.DEFAULT_FILE", tmp_path / "nothing")
