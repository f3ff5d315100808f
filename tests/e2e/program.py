"""The installed program for the end-to-end tests: a home to begin with, the reader in a terminal, the commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from reader.paths import Places, find_places
from tests.e2e.terminal import Terminal, environment

OCTAVO: Final = str(Path(sys.executable).with_name("octavo"))

PAPERS: Final = (
    ("2401.00001", "Lanterns in the Fog", "Ships that sail at night see little."),
    ("2401.00002", "Counting Sheep with [MASK] and [CLS]", "Models that were trained on bedtime stories fall asleep."),
    ("2401.00003", "A Tide Table for Attention", "The moon pulls at the softmax twice a day."),
    ("2401.00004", "Bread as a Benchmark", "The best model answers most questions, a baker answers all."),
    ("2401.00005", "Diffusion in a Teapot", "Diffusion of tea leaves, seen from above."),
    ("2401.00006", "Slow Diffusion", "A diffusion that takes its time."),
    ("2401.00007", "Owls Prefer Sparse Graphs", "An owl visits few nodes and remembers them all."),
    ("2401.00008", "On the Weight of Feathers", "Quantisation of light things."),
    ("2401.00009", "Diffusion without Tears", "Nothing is lost in this diffusion."),
    ("2401.00010", "Reading Lamps", "A lamp that reads along."),
)
"""A small library: three papers are about diffusion. The newest is the first of a list."""


class Home:
    """A person's own folders, and what they do in a shell."""

    patience = 60.0
    """Seconds that a command may take."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def places(self) -> Places:
        """Where the files lie."""
        return find_places(self.folder / "octavo")

    @property
    def journal(self) -> Path:
        """The journal of this device."""
        (path,) = self.places.journal.glob("*.jsonl")
        return path

    def copy(self, folder: Path) -> Home:
        """Give a home of its own that begins as this one is."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Home(folder)

    def reader(self, size: tuple[int, int] = (80, 24), before: Sequence[str] = ()) -> Terminal:
        """Start the reader in a terminal; `before` is a program that starts it, with its arguments."""
        return Terminal([*before, OCTAVO], size=size, home=self.folder)

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end."""
        return subprocess.run(
            [OCTAVO, *arguments],
            input=given,
            capture_output=True,
            env=environment(self.folder),
            timeout=self.patience,
            check=False,
        )

    def bring_in(self, papers: Sequence[dict[str, Any]]) -> None:
        """Import papers; what is in them may be no Unicode, as JSON writes that."""
        ended = self.run("import", "-", given=json_lines(papers))
        assert ended.returncode == 0, ended.stderr.decode()

    def list(self, *query: str) -> list[dict[str, Any]]:
        """Give the papers that fit a query, as the command line tells them."""
        ended = self.run("list", "--json", *query)
        assert ended.returncode in (0, 1), ended.stderr.decode()
        return [json.loads(line) for line in ended.stdout.splitlines()]

    def keys(self, *query: str) -> set[str]:
        """Give the keys of the papers that fit a query."""
        return {paper["key"] for paper in self.list(*query)}

    def only_logged(self) -> str:
        """Give what was logged as unexpected; an empty text is as it should be."""
        return self.places.log.read_text() if self.places.log.exists() else ""


def json_lines(papers: Sequence[dict[str, Any]]) -> bytes:
    """Write papers as JSON Lines, in ASCII."""
    return b"".join(json.dumps(paper).encode() + b"\n" for paper in papers)


def small_library() -> list[dict[str, Any]]:
    """Give the papers of the small library, as an import reads them."""
    return [
        {
            "id": id_,
            "title": title,
            "abstract": abstract,
            "date": f"2024-01-{31 - number:02}",
            "authors": ["Ada Example"],
        }
        for number, (id_, title, abstract) in enumerate(PAPERS)
    ]


def without_root() -> list[str] | None:
    """Give a program that starts another so that permissions bind it; None where there is none."""
    if os.getuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    return [setpriv, "--bounding-set=-all", "--inh-caps=-all"] if setpriv else None
