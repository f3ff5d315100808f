"""The views there are: editions, all papers, unread ones, bookmarks, tags. A view is a query with a name."""

from __future__ import annotations

from typing import Final

from reader.library import Library
from reader.model import Edition, Sort, View

ALL: Final = View("All papers", "", Sort.DATE)
UNREAD: Final = View("Unread", "is:unread", Sort.DATE)
BOOKMARKS: Final = View("Bookmarks", "is:bookmarked", Sort.DATE)


def edition_view(edition: Edition) -> View:
    """Give the view of one edition."""
    return View(edition.title, f'edition:"{edition.key}"', Sort.RANK)


def tag_view(name: str) -> View:
    """Give the view of one tag."""
    return View(f"#{name}", f"tag:{name}", Sort.DATE)


def first_view(library: Library) -> View:
    """Choose what a first start shows: the newest edition, or all papers where there is none."""
    editions = library.editions()
    return edition_view(editions[-1].edition) if editions else ALL
