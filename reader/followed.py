"""What a person follows: the sources that `octavo sync` asks for new papers, as the settings name them.

One `[[follow]]` table each. They are values here; who fetches them is the business of `reader.network`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

DAILY: Final = "daily-papers"
ARXIV: Final = "arxiv"
ARXIV_FEED: Final = "arxiv-feed"
FEED: Final = "feed"
SOURCES: Final = (DAILY, ARXIV, ARXIV_FEED, FEED)

MOST: Final = (1, 30_000)
"""Papers of one query that one call brings; more than the upper bound arXiv does not give."""
_LONGEST: Final = 2000
_MANY: Final = 200
"""Sources and categories that are believed to be meant."""
# Texts, because most people have no tables, and the first screen does not wait for patterns to be compiled.
_NAME: Final = r"\w[\w.-]{0,39}"
_CATEGORY: Final = r"[A-Za-z][A-Za-z-]{1,15}(?:\.[A-Za-z*-]{1,12})?"


class Follow(NamedTuple):
    """A source of papers that is asked again and again."""

    name: str
    """What the person calls it."""
    source: str
    """One of `SOURCES`."""
    categories: tuple[str, ...] = ()
    query: str = ""
    url: str = ""
    most: int = 500

    @property
    def what(self) -> str:
        """What is asked for; another text where the settings ask for something else under the same name."""
        return " ".join(part for part in (self.source, *self.categories, self.query, self.url) if part)


DEFAULT: Final = (Follow("daily", DAILY),)
"""What is followed where the settings say nothing."""

MEANING: Final = (
    "What octavo sync, and R in the reader, ask for new papers: one table each, with a name and a source. "
    '"daily-papers" are those of Hugging Face; "arxiv" asks arXiv for categories, for a query in its own words, or for '
    'both; "arxiv-feed" reads the day\'s announcements of categories; "feed" reads any RSS or Atom feed at a url. '
    f"most bounds what one call brings of an arxiv query, from {MOST[0]} to {MOST[1]:,}. follow = [] follows nothing."
)
EXAMPLES: Final = """\
# [[follow]]
# name = "language"
# source = "arxiv"
# categories = ["cs.CL", "cs.IR"]
# query = 'abs:"retrieval augmented"'
# most = 500
#
# [[follow]]
# name = "announced"
# source = "arxiv-feed"
# categories = ["stat.ML"]
#
# [[follow]]
# name = "journal"
# source = "feed"
# url = "https://example.org/papers.xml"
"""
_FIELDS: Final = {
    DAILY: ("name", "source"),
    ARXIV: ("name", "source", "categories", "query", "most"),
    ARXIV_FEED: ("name", "source", "categories"),
    FEED: ("name", "source", "url"),
}


def read_follows(value: object, nearest: Callable[[str, tuple[str, ...]], str]) -> tuple[Follow, ...]:
    """Read the tables.

    Args:
        value: As TOML has them.
        nearest: Says which of some names is nearest to one.

    Raises:
        ValueError: a table means nothing; the message says which, and what is allowed.
    """
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise ValueError("follow must be tables, each begun by [[follow]]")
    if len(value) > _MANY:
        raise ValueError(f"follow has {len(value):,} tables; {_MANY} are the most")
    follows: list[Follow] = []
    for number, table in enumerate(value, 1):
        follow = _read(table, f"follow no. {number}", nearest)
        if any(other.name == follow.name for other in follows):
            raise ValueError(f"follow no. {number}: there is another one called {follow.name!r}")
        follows.append(follow)
    return tuple(follows)


def _read(table: dict[str, Any], place: str, nearest: Callable[[str, tuple[str, ...]], str]) -> Follow:
    source = table.get("source")
    if source not in SOURCES:
        hint = nearest(source, SOURCES) if isinstance(source, str) else f"There are {', '.join(SOURCES)}."
        raise ValueError(f"{place}: there is no source {_short(source)}. {hint}")
    fields = _FIELDS[source]
    for field in table:
        if field not in fields:
            raise ValueError(f"{place}: {source} has no {_short(field)}. {nearest(field, fields)}")
    name = table.get("name")
    if not isinstance(name, str) or not re.fullmatch(_NAME, name):
        raise ValueError(
            f"{place}: name must be up to 40 letters, digits, hyphens and points in one word, and not {_short(name)}"
        )
    categories, query, url = table.get("categories", []), table.get("query", ""), table.get("url", "")
    if isinstance(categories, str):
        categories = [categories]
    if not isinstance(categories, list) or len(categories) > _MANY:
        raise ValueError(f'{place}: categories must be a list such as ["cs.CL"], and not {_short(categories)}')
    for category in categories:
        if not isinstance(category, str) or not re.fullmatch(_CATEGORY, category):
            raise ValueError(f'{place}: a category is written as "cs.CL" or "hep-th", and not {_short(category)}')
    if not isinstance(query, str) or len(query) > _LONGEST or not query.isprintable():
        raise ValueError(f"{place}: query must be a text of one line, and not {_short(query)}")
    if source in (ARXIV, ARXIV_FEED) and not categories and not query.strip():
        raise ValueError(f"{place}: {source} needs categories{' or a query' if source == ARXIV else ''}")
    if source == FEED and not _is_web_address(url):
        raise ValueError(f"{place}: url must begin with https:// or http://, and not be {_short(url)}")
    most = table.get("most", Follow._field_defaults["most"])
    if not isinstance(most, int) or isinstance(most, bool) or not MOST[0] <= most <= MOST[1]:
        raise ValueError(f"{place}: most must be a number from {MOST[0]} to {MOST[1]}, and not {_short(most)}")
    return Follow(name, source, tuple(categories), query.strip(), url, most)


def _is_web_address(url: object) -> bool:
    return (
        isinstance(url, str)
        and len(url) <= _LONGEST
        and re.fullmatch(r"https?://[^\s/]+\S*", url) is not None
        and url.isprintable()
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
