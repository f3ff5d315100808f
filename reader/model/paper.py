"""A paper of the library: one record, whatever number of sources and editions told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from reader.model.details import NO_DETAILS, Details
from reader.model.entry import Appearance
from reader.model.lazy_pattern import LazyPattern
from reader.model.marks import UNTOUCHED, Marks
from reader.model.text import safe_line

_WEB_ADDRESS: Final = LazyPattern(
    r"https?://(?:[a-z0-9%][a-z0-9._%-]*|\[[0-9a-f:.]+\])(?::[0-9]+)?(?:[/?#][!#-;=?-\[\]_a-z~]*)?",
    re.ASCII | re.IGNORECASE,
)
"""A host, without a user's name before it, which only serves to mislead; then printable ASCII except for blanks, double
quotes, angle brackets, backslashes, `^`, backticks, braces and bars."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is shown of one paper."""

    id: int
    """The library's own number: stable within one `library.db`, and never seen outside it."""
    key: str
    """The canonical key, `arxiv:2602.23229`; see `reader.model.ids`."""
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    """`YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty."""
    url: str = ""
    categories: tuple[str, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    """The editions the paper appeared in, oldest first."""
    marks: Marks = UNTOUCHED
    up: int = 0
    """The most votes that any source told of."""
    venue: str = ""
    """Where it was published, as the first source that knew says it, or empty."""
    details: Details = NO_DETAILS
    """What sources tell besides."""
    version: int = 0
    """The newest version of the arXiv paper that any source told of, or 0; title and abstract are of it."""
    changed: tuple[str, ...] = ()
    """Which of `title` and `abstract` a newer version changed, until somebody has looked at it."""

    @property
    def news(self) -> str:
        """What a newer version changed, as a person reads it: `v3: abstract changed`; empty where it was looked at."""
        return f"v{self.version}: {' and '.join(self.changed)} changed" if self.changed else ""

    @property
    def link(self) -> str:
        """The address to read it at: its own, or the one that its key stands for, or an empty text.

        It is http or https, ASCII as RFC 3986, 2 wants it, and safe to hand to a terminal or a browser.
        """
        url = self.url
        if not url.isascii() and safe_line(url) == url:
            url = _quoted(url, "/:;()@,!$&'*+=?#%[]")
        if _WEB_ADDRESS.compiled.fullmatch(url):
            return url
        kind, _, name = self.key.partition(":")
        home = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}.get(kind, "")
        return home + _quoted(name, "/:;()@,!$&'*+=") if home and name else ""


class Row(NamedTuple):
    """What a line of the paper list shows, and no more: rows are fetched by the screenful."""

    id: int
    key: str
    title: str
    date: str = ""
    rank: int = 0
    """The place in the edition that is listed, or 0."""
    read: bool = False
    bookmarked: bool = False
    rating: int = 0
    renewed: int = 0
    """The version that changed something and was not looked at yet, or 0."""


def _quoted(text: str, allowed: str) -> str:
    from urllib.parse import quote

    return quote(text, safe=allowed, errors="replace")
