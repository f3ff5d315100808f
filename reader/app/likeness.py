"""Papers like one, or like those that are bookmarked: searches of which the query names papers, said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from reader.app.stage import Stage
from reader.app.views import BOOKMARKS
from reader.errors import UsageError
from reader.library import Library
from reader.library.plain import LIKE_BOOKMARKED
from reader.query import Query
from reader.query.describe import describe
from reader.text import Reading


class Likeness:
    """The commands that rank the library by likeness."""

    def __init__(self, stage: Stage, search: Callable[[str], None]) -> None:
        """Connect.

        Args:
            stage: The screen.
            search: Shows a query as a search.
        """
        self._stage = stage
        self._search = search

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"similar": self._like_this, "similar_bookmarked": self._like_bookmarked}

    def _like_this(self) -> None:
        paper = self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        if self._stage.view.query == BOOKMARKS.query:
            self._like_bookmarked()
        else:
            self._search(f"similar:{paper.key}")

    def _like_bookmarked(self) -> None:
        if self._stage.library.totals().bookmarked:
            self._search(f"similar:{LIKE_BOOKMARKED}")
        else:
            bookmarks = f"{self._stage.how_to('bookmark')} bookmarks a paper"
            self._stage.say(f"Nothing is bookmarked yet, so nothing can be like it; {bookmarks}.")


def said(library: Library, query: Query, reading: Reading) -> str:
    """Say a query that asks for likeness as a person reads it: `like “Attention Is All You Need”, unread`.

    Returns:
        An empty text where it asks for no likeness, or to a paper that is not there.
    """
    if not query.similar:
        return ""
    words = "like the bookmarked papers" if query.similar == LIKE_BOOKMARKED else ""
    if not words:
        with suppress(UsageError):
            words = f"like “{reading(library.resolve(query.similar).title).text}”"
    rest = describe(replace(query, similar=""))
    return f"{rest}, {words}" if words and rest else words
