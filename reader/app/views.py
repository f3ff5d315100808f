"""The views there are: editions, all papers, unread ones, bookmarks, tags. A view is a query with a name.

And what to say of a list: its order, and how many papers it has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from reader.library import Library, Listing
from reader.model import Edition, Sort, View

ALL: Final = View("All papers", "", Sort.DATE)
UNREAD: Final = View("Unread", "is:unread", Sort.DATE)
TRENDING: Final = View("Trending", "sort:trending", Sort.TRENDING)
BOOKMARKS: Final = View("Bookmarks", "is:bookmarked", Sort.DATE)

SORT_WORDS: Final = {
    Sort.RANK: "by rank",
    Sort.DATE: "the newest first",
    Sort.TITLE: "by title",
    Sort.ADDED: "the last added first",
    Sort.RATING: "by rating",
    Sort.UP: "by votes",
    Sort.TRENDING: "by votes and age",
    Sort.RELEVANCE: "the best match first",
}
"""What to call an order."""
NOTHING: Final = "is:unread is:read"
"""The query of no paper: what is shown while the first list is looked for."""


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


def votes_shown(setting: str, listing: Listing) -> bool:
    """Tell whether a list shows votes, by what the person set."""
    return setting == "always" or (setting == "auto" and listing.by_votes)


def count_words(papers: int, unread: int, whole: int | None = None, dot: str = "·", new: int = 0) -> str:
    """Say how many papers a list has: `56 papers · 8 unread`, `3 papers · 120 in part`, `2 new of 56 papers`.

    Args:
        papers: All of them.
        unread: Those that are unread.
        whole: Of an answer: those that fit all of the query. What fits in part matters more than what is unread.
        dot: Stands between the two.
        new: Of a watch: those that came since it was last looked at, which matters most of all.
    """
    if new:
        return f"{new:,} new of {_papers(papers if whole is None else whole)}"
    whole = papers if whole is None else whole
    if not whole < papers:
        return f"{_papers(papers)} {dot} {unread:,} unread" if unread else _papers(papers)
    from reader.search.protocol import MOST_BEHIND  # for the first frame nothing of the search is needed

    # The engine gives the best of those that fit in part, and does not count the others.
    behind = f"{papers - whole:,}{'+' if papers - whole >= MOST_BEHIND else ''} in part"
    return f"{_papers(whole)} {dot} {behind}" if whole else f"none has all of it; {behind}"


def empty_words(query: str, papers: int, how_to: Callable[[str], str]) -> str:
    """Say why a view shows no paper, and what to do about it.

    Args:
        query: The query of the view.
        papers: How many the whole library has.
        how_to: Says how to ask for a command.
    """
    if not papers:
        brings, fetches = f"{how_to('import')} brings papers in from files", f"{how_to('sync')} fetches new ones"
        return f"The library is empty.\n{brings}, {fetches}."
    if query == UNREAD.query:
        return f"Nothing is unread.\n{how_to('all')} shows all papers."
    if query == BOOKMARKS.query:
        return f"Nothing is bookmarked yet.\n{how_to('bookmark')} bookmarks a paper."
    return f"There is no paper here.\n{how_to('views')} chooses another view."


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number:,} papers"
