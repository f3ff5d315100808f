"""A paper as plain lines in words, for a person who hears them or has a terminal that can do nothing.

No sign stands for a fact, nothing is told by colour or place, and each line begins with what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reader.library.changes import FormerVersion
    from reader.model import Marks, Paper
    from reader.text import Reading

_NAMES: Final = 6
"""Authors that are named at once: a paper may have thousands."""


def spoken(paper: Paper, reading: Reading, place: int, total: int) -> Iterator[str]:
    """Tell a paper line by line; an empty line stands before the abstract and what follows it."""
    from reader.text.links import numbered

    title, abstract = reading(paper.title).text, numbered(reading(paper.abstract).text)
    yield f"Paper {place:,} of {total:,}."
    yield f"Title: {title}"
    if paper.authors:
        yield f"Authors: {named(paper.authors)}"
    for name, text in (
        ("Date", paper.date),
        ("Venue", paper.venue),
        ("Categories", ", ".join(paper.categories)),
        ("Key", paper.key),
        ("Listed in", ", ".join(f"{one.edition.title} at rank {one.rank}" for one in paper.appearances)),
        ("Votes", ", ".join(paper.voted())),
        ("New version", paper.news),
    ):
        if text:
            yield f"{name}: {text}"
    yield f"Marks: {marks_in_words(paper.marks)}."
    yield ""
    yield from (f"Abstract: {abstract.text}" if abstract.text else "There is no abstract.").split("\n")
    if paper.marks.note:
        yield ""
        yield from f"Note: {paper.marks.note}".split("\n")
    if addresses := [f"Link {number}: {address}" for number, address in enumerate(abstract.addresses, 1)]:
        yield ""
        yield from addresses
    if besides := paper.details.lines():
        yield ""
        yield from besides


def spoken_changes(paper: Paper, former: FormerVersion, reading: Reading) -> Iterator[str]:
    """Tell what a newer version changed, with words that went in [-...-] and words that came in {+...+}."""
    from reader.text.changes import compared

    yield f"Title: {compared(reading(former.title).text, reading(paper.title).text).text}"
    yield from f"Abstract: {compared(reading(former.abstract).text, reading(paper.abstract).text).text}".split("\n")


def marks_in_words(marks: Marks) -> str:
    """Tell the marks of a paper: `unread, bookmarked, 3 of 5 stars, tags rag and thesis, a note`."""
    facts = ["read" if marks.read else "unread"]
    if marks.bookmarked:
        facts.append("bookmarked")
    if marks.rating:
        facts.append(f"{marks.rating} of 5 stars")
    if marks.tags:
        facts.append(f"{'tag' if len(marks.tags) == 1 else 'tags'} {_listed(marks.tags)}")
    if marks.note:
        facts.append("a note")
    return ", ".join(facts)


def named(authors: tuple[str, ...]) -> str:
    """Name the first authors, and count the others."""
    more = len(authors) - _NAMES
    return _listed(authors) if more <= 1 else f"{', '.join(authors[:_NAMES])} and {more:,} more"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
