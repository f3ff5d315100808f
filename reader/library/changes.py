"""What a paper said before its newer version: the former title and abstract, and that somebody has looked at it."""

from __future__ import annotations

from typing import NamedTuple

from reader.model import Paper
from reader.store import Store


class FormerVersion(NamedTuple):
    """What a paper's texts were before they were last replaced; a text that never was is that of now."""

    title: str
    abstract: str


class Changes:
    """Tells what changed, as long as the library keeps it: every text that was ever replaced."""

    def __init__(self, store: Store) -> None:
        """Hold the store."""
        self._store = store

    def of(self, paper: Paper) -> FormerVersion | None:
        """Give what a paper said before; None where it never said anything else."""
        former = {text.field: text.text for text in self._store.former_texts(paper.id)}
        if not former:
            return None
        return FormerVersion(former.get("title", paper.title), former.get("abstract", paper.abstract))

    def look_at(self, paper: Paper) -> bool:
        """Note that somebody has looked at a paper's newer version; tell whether that was news."""
        return bool(paper.changed) and not self._store.only_read and self._store.look_at_changes(paper.id)
