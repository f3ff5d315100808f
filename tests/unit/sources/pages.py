"""Pages to read in tests, and what a reading gave."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reader.model import Entry, Problem
from reader.paths import SEEDS
from reader.sources.daily_page import DailyPage

DATA = Path(__file__).parents[2] / "data"
SMALL = (DATA / "daily-page.txt").read_text()
FIRST, SECOND = sorted(SEEDS.glob("*.txt"))


@dataclass(frozen=True)
class Reading:
    entries: list[Entry]
    problems: list[Problem]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(entry.title, entry.abstract) for entry in self.entries]

    @property
    def ranks(self) -> list[tuple[str, int]]:
        """Where each paper appeared: the day and the rank."""
        return [
            (entry.appearance.edition.day, entry.appearance.rank) if entry.appearance else ("", 0)
            for entry in self.entries
        ]

    @property
    def lines(self) -> list[int]:
        return [problem.line for problem in self.problems]


def read(page: str | bytes, year: int | None = None) -> Reading:
    data = page if isinstance(page, bytes) else page.encode()
    items = list(DailyPage(year).read(io.BytesIO(data), "page.txt"))
    return Reading(
        [item for item in items if isinstance(item, Entry)], [item for item in items if isinstance(item, Problem)]
    )


@cache
def seed(path: Path) -> Reading:
    return read(path.read_bytes())


def parts(page: str = SMALL) -> list[str]:
    """The blocks of a page; in the small one, papers begin at the seventh."""
    return page.split("\n\n")


def joined(blocks: list[str]) -> str:
    return "\n\n".join(blocks)


def line_of(page: str, text: str) -> int:
    return page[: page.index(text)].count("\n") + 1
