"""A paper of the library: one record, whatever number of sources and editions told of it."""

from __future__ import annotations

from dataclasses import dataclass

from reader.model.entry import Appearance
from reader.model.marks import UNTOUCHED, Marks


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

    @property
    def link(self) -> str:
        """The address to read it at: its own, or the one that its key stands for, or an empty text."""
        if self.url:
            return self.url
        kind, _, name = self.key.partition(":")
        return {"arxiv": f"https://arxiv.org/abs/{name}", "doi": f"https://doi.org/{name}"}.get(kind, "")


@dataclass(frozen=True, slots=True)
class Row:
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
