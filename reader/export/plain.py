"""Plain text: references as a person reads them, in a mail or on paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from reader.export.reference import Options, Reference
from reader.text import readable

_MEASURE: Final = 80
"""The widest text that is still easy to read."""
_NAMED: Final = 12
"""Authors that are named; of more, the first ones and how many more there are."""
_HEADING: Final = "Octavo keeps this file"


def heading(tag: str) -> str:
    """Give the first line of a file that follows a tag."""
    return f"{_HEADING}: it follows the tag {tag}. What is changed here is lost.\n\n"


def is_own(beginning: str) -> bool:
    """Tell by the first line."""
    return beginning.startswith(f"{_HEADING}:")


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield a block of lines for each reference, with a blank line between two."""
    before = ""
    for one in references:
        yield before + "\n".join(_lines(one, options)) + "\n"
        before = "\n"


def citation(one: Reference) -> str:
    """Give one reference as one line."""
    paper = one.paper
    parts = (
        _people(paper.authors).rstrip("."),
        readable(paper.title).text.rstrip("."),
        paper.venue,
        paper.date,
        paper.link,
    )
    return ". ".join(filter(None, parts))


def _lines(one: Reference, options: Options) -> Iterator[str]:
    paper, marks = one.paper, one.paper.marks
    yield from _set(readable(paper.title).text)
    yield from _set(_people(paper.authors), 2)
    facts = (paper.key, paper.date, paper.venue, " ".join(paper.categories))
    yield from _set("  ".join(filter(None, facts)), 2)
    if paper.link:
        yield f"  {paper.link}"  # whole, so that a terminal lets it open
    if paper.details.code:
        yield f"  {paper.details.code}"
    if options.marks:
        told = (
            "read" if marks.read else "",
            "bookmarked" if marks.bookmarked else "",
            f"{marks.rating} of 5 stars" if marks.rating else "",
            *(f"#{tag}" for tag in marks.tags),
        )
        yield from _set(", ".join(filter(None, told)), 2)
    for text in (
        readable(paper.abstract).text if options.abstracts else "",
        f"Note: {marks.note}" if options.marks and marks.note else "",
    ):
        for paragraph in filter(None, text.split("\n")):
            yield ""
            yield from _set(paragraph, 2)


def _people(authors: tuple[str, ...]) -> str:
    named = ", ".join(readable(author).text for author in authors[:_NAMED])
    more = len(authors) - _NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _set(text: str, indent: int = 0) -> list[str]:
    blank = " " * indent
    return textwrap.wrap(
        text, _MEASURE, initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False, break_long_words=False
    )
