"""The queries that were searched for before, for the arrow keys of the bar.

Up goes back to older ones, Down on to newer ones and at the end to what was being typed. They are kept across sessions
in a small file of their own; several readers add to the same one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reader.app.small_file import read_small, write_small
from reader.model import clean_line

MOST: Final = 200
"""Queries that are kept: the newest."""
LONGEST: Final = 2_000
"""Characters of a query that is kept: as many as the bar takes."""


class History:
    """Remembers queries, and walks through them."""

    def __init__(self, path: Path) -> None:
        """Remember where they are kept; nothing is read before somebody asks."""
        self._path = path
        self._queries: list[str] | None = None
        self._typed = ""
        self._found: list[str] = []
        """The queries that this walk passes, the newest first."""
        self._at = -1
        """Which of them stands in the bar; -1 where none does."""

    @property
    def walking(self) -> bool:
        """Whether the bar shows a former query."""
        return self._at >= 0

    def remember(self, query: str) -> None:
        """Keep a query that was searched for as the newest one."""
        self.rest()
        query = query.strip()
        if query and query != next(reversed(self._load()), ""):
            # Read anew: another reader may have added to it.
            self._queries = [*(kept for kept in self._read() if kept != query), query][-MOST:]
            write_small(self._path, self._queries)

    def older(self, text: str, *, typed: bool) -> str | None:
        """Give the query before the one that the bar shows, or nothing where there is none.

        Args:
            text: What stands in the bar.
            typed: Somebody typed it, so only queries that begin so are passed; otherwise all are.
        """
        if not self.walking:
            beginning = text.lstrip() if typed else ""
            self._typed = text
            self._found = [
                kept for kept in reversed(self._load()) if kept.startswith(beginning) and kept != text.strip()
            ]
        if self._at + 1 >= len(self._found):
            return None
        self._at += 1
        return self._found[self._at]

    def newer(self) -> str | None:
        """Give the query after the one that the bar shows, then what was typed; nothing where that is shown already."""
        if not self.walking:
            return None
        self._at -= 1
        return self._found[self._at] if self._at >= 0 else self._typed

    def rest(self) -> None:
        """End the walk: what stands in the bar is somebody's own now."""
        self._at = -1

    def _load(self) -> list[str]:
        if self._queries is None:
            self._queries = self._read()
        return self._queries

    def _read(self) -> list[str]:
        loaded = read_small(self._path)
        queries = loaded if isinstance(loaded, list) else []
        clean = (clean_line(query[:LONGEST]) for query in queries[-MOST:] if isinstance(query, str))
        return list(dict.fromkeys(query for query in clean if query))
