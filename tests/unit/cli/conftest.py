"""A command line in this process: arguments in; status, data and words out."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reader.cli import main
from reader.library import Library
from reader.paths import Places, find_places

PAPERS: tuple[dict[str, Any], ...] = (
    {
        "id": "2401.00001",
        "title": "Graphs that retrieve",
        "abstract": "We retrieve graphs.\n\nThen we rest.",
        "authors": ["Ada Lovelace", "Émilie du Châtelet"],
        "date": "2024-01-03",
        "categories": ["cs.CL", "cs.IR"],
    },
    {"id": "2401.00002", "title": "A survey of graphs", "abstract": "Everything on graphs.", "date": "2024-01-02"},
    {"id": "doi:10.1000/ABC", "title": "Sound and speech", "abstract": "It is heard.", "date": "2024-01-01"},
)
"""What the library of most tests holds."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def papers(self) -> list[dict[str, Any]]:
        """The data, read as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Octavo = Callable[..., Ended]


def write_papers(path: Path, papers: tuple[dict[str, Any], ...] = PAPERS) -> Path:
    """Write papers as JSON Lines."""
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a home with the papers once, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    library = Library.open(find_places(folder / "octavo"))
    library.import_paths([write_papers(folder / "papers.jsonl")])
    library.close()
    return folder / "octavo"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty home."""
    folder = tmp_path / "octavo"
    monkeypatch.setenv("OCTAVO_HOME", str(folder))
    monkeypatch.delenv("_OCTAVO_COMPLETE", raising=False)
    return folder


@pytest.fixture
def places(home: Path, filled: Path) -> Places:
    """Give a home that holds the papers."""
    shutil.copytree(filled, home)
    # Another home is another device.
    (home / "data" / "devices.json").unlink(missing_ok=True)
    return find_places(home)


@pytest.fixture
def empty(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Octavo:
    """Give the command over an empty home."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        status = main(arguments)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run


@pytest.fixture
def octavo(places: Places, empty: Octavo) -> Octavo:
    """Give the command over a home that holds the papers."""
    return empty


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@pytest.fixture
def made(octavo: Octavo, places: Places, archive: Path) -> Path:
    """A backup of a library with a bookmark, a saved search and settings."""
    octavo("bookmark", "arxiv:2401.00001")
    octavo("save", "mine", "graphs")
    places.config.mkdir()
    places.settings.write_text("mouse = false\n")
    assert octavo("backup", str(archive)).status == 0
    return archive
