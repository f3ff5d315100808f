"""What the screen looked like: the view, the paper and the pane, found again at the next start.

It is kept in a small file of its own. It is a convenience: whatever is wrong with it, the reader starts as if it were
not there. What stands in it comes from outside, like any other file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reader.app.small_file import read_small, write_small
from reader.app.views import first_view
from reader.library import Library
from reader.model import Sort, View, clean_line
from reader.query.parse import parse

_LONGEST: Final = 2_000
"""Characters of a text that are believed: as many as a query may have."""
_WITHOUT_YEAR: Final = ":--"
"""What the key of an edition without a year has, as `Edition.key` tells."""
_ROWS: Final = 1 << 31
"""More than any list has; what is beyond is no number of a row."""


class Session:
    """Remembers the screen from one start to the next."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved: dict[str, object] = self._load()
        self._now = dict(self._saved)

    @property
    def query(self) -> str:
        """The search that was shown, or an empty text."""
        return self._text("query")

    @property
    def saved(self) -> bool:
        """Whether the view is a saved search, which may have words that no listing looks at."""
        return self._saved.get("is_saved") is True

    @property
    def paper(self) -> tuple[str, int]:
        """The key of the paper that was left in the view, or an empty text, and its row."""
        row = self._saved.get("row")
        return self._text("paper"), row if type(row) is int and 0 <= row < _ROWS else 0

    @property
    def found(self) -> str:
        """The key of the paper that was left among those found, or an empty text."""
        return self._text("found")

    @property
    def theme(self) -> str:
        """The colours that were chosen on the screen, or an empty text."""
        return self._text("theme")

    @property
    def opened(self) -> bool:
        """Whether the abstract was open."""
        return self._saved.get("opened") is True

    @property
    def passages(self) -> bool:
        """Whether the best passage stands under each title of what a search found."""
        return self._now.get("passages") is True

    @property
    def folder(self) -> str:
        """The folder that papers were brought in from last, or an empty text."""
        folder = self._now.get("folder")
        return folder if isinstance(folder, str) and len(folder) <= _LONGEST and "\0" not in folder else ""

    @property
    def raw(self) -> bool:
        """Whether texts are shown as they are stored."""
        return self._now.get("raw") is True

    def restore(self, library: Library) -> tuple[View, int] | None:
        """Give the view and the row, or nothing where it is gone; a saved search is not looked into.

        Args:
            library: Where the paper is looked for: it may have moved since.
        """
        name, query, sort = self._text("view"), self._text("view_query"), self._saved.get("sort")
        newest = first_view(library).query
        was_newest, self._now["newest"] = self._text("newest"), newest
        if not name or sort not in list(Sort):
            return None
        if _WITHOUT_YEAR in query and query == was_newest != newest:
            # A page of some year, as those that come with Octavo are, was all there was. Now there is what is new.
            return None
        view = View(name, query, Sort(str(sort)))
        if self.saved:
            return view, 0
        key, row = self.paper
        found = library.locate(parse(query), view.sort, key, row)
        if found is None:
            return (view, 0) if library.count(parse(query)) else None
        return view, found

    def remember(
        self, view: View, paper: str, row: int, *, opened: bool, query: str = "", found: str = "", saved: bool = False
    ) -> None:
        """Take note of the screen; nothing is written yet.

        Args:
            view: The view, or the one that a search returns to.
            paper: The key of the paper under the cursor there.
            row: Its number there.
            opened: Whether the abstract has the keys.
            query: The search that is shown.
            found: The key of the paper under the cursor among those found.
            saved: Whether the view is a saved search.
        """
        self._now |= {
            "view": view.name,
            "view_query": view.query,
            "sort": view.sort.value,
            "paper": paper,
            "row": row,
            "opened": opened,
            "query": query,
            "found": found,
            "is_saved": saved,
        }

    @property
    def is_first(self) -> bool:
        """Whether there was no session before this one."""
        return not self._saved

    def end_tour(self) -> None:
        """Take note that the first steps were seen."""
        self._now["toured"] = True

    def kept(self, name: str) -> Mapping[str, object]:
        """Give a table that is remembered, by its name; whoever asks judges what stands in it."""
        table = self._now.get(name)
        return table if isinstance(table, dict) else {}

    def keep(self, name: str, table: Mapping[str, object]) -> None:
        """Take note of a table."""
        self._now[name] = dict(table)

    def choose_theme(self, theme: str) -> None:
        """Take note of the colours."""
        self._now["theme"] = theme

    def choose_passages(self, *, on: bool) -> None:
        """Take note of whether passages are shown."""
        self._now["passages"] = on

    def choose_raw(self, *, on: bool) -> None:
        """Take note of whether texts are shown as they are stored."""
        self._now["raw"] = on

    def choose_folder(self, folder: str) -> None:
        """Take note of the folder that papers are brought in from."""
        self._now["folder"] = folder

    def save(self) -> None:
        """Write what was noted, if anything changed; a full or read-only disk costs this memory and nothing else."""
        if self._now == self._saved:
            return
        # A reader beside this one may have written too: tables that were not touched here are as it left them.
        self._now |= {
            name: table
            for name, table in self._load().items()
            if isinstance(table, dict) and self._now.get(name) == self._saved.get(name)
        }
        if write_small(self._path, self._now):
            self._saved = dict(self._now)

    def _text(self, name: str) -> str:
        text = self._saved.get(name)
        if not isinstance(text, str):
            return ""
        # Nearly all are plain, and the cleaner takes time to get ready.
        return text[:_LONGEST] if text.isascii() and text.isprintable() else clean_line(text[:_LONGEST])

    def _load(self) -> dict[str, object]:
        loaded = read_small(self._path)
        return loaded if isinstance(loaded, dict) else {}
