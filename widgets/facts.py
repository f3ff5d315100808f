"""The lines above an abstract: who wrote the paper and what is known of it, in no more room than they deserve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.model import Paper
from widgets import painting
from widgets.glyphs import Glyphs

AUTHOR_LINES = 2
"""Lines that authors take above the abstract; whoever has no room there is named below it."""


def first_authors(authors: Sequence[str], width: int) -> str:
    """Join the names of the authors, or of the first of them, so that they stand in `AUTHOR_LINES` lines.

    Returns:
        All of the names, or some and how many more there are: `A. Uthor, B. Other and 28 more`. At least one name.
    """
    whole = ", ".join(authors)
    # Counted in characters first: of the few thousand that a collaboration may have, only the first are ever laid out.
    if len(whole) <= width * AUTHOR_LINES * 2 and _fits(whole, width):
        return whole
    shown = 1
    while shown < len(authors) - 1 and _fits(_with_the_rest(authors, shown + 1), width):
        shown += 1
    return _with_the_rest(authors, shown) if len(authors) > 1 else whole


def facts_of(paper: Paper) -> list[str]:
    """Give what is known of a paper beside title and authors, one short text for each fact."""
    details = paper.details
    facts = [f"withdrawn {details.withdrawn}"] if details.withdrawn else []
    facts += [paper.date] if paper.date else []
    facts += [" ".join(paper.categories)] if paper.categories else []
    facts += [text for text in (paper.venue, details.organisation) if text]
    facts += [f"{place.edition.title} no. {place.rank}" for place in paper.appearances]
    facts += paper.voted()
    if not paper.key.startswith("title:"):
        facts.append(f"{paper.key} v{details.version}" if details.version > 1 else paper.key)
    return facts


def marks_of(paper: Paper, glyphs: Glyphs) -> str:
    """Give what the person marked on a paper, and what is new of it."""
    marks = [paper.news] if paper.news else []
    marks += [glyphs.bookmark + " bookmarked"] if paper.marks.bookmarked else []
    marks += [f"{paper.marks.rating} of 5"] if paper.marks.rating else []
    marks += ["with a note"] if paper.marks.note else []
    marks += [glyphs.tag + name for name in paper.marks.tags]
    return "  ".join(marks)


def in_lines(facts: Iterable[str], dot: str, width: int) -> list[str]:
    """Put facts into lines, a dot between two; none is broken that has room on a line of its own."""
    lines: list[str] = []
    for fact in facts:
        longer = f"{lines[-1]} {dot} {fact}" if lines else fact
        if lines and painting.cells(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(fact)
    return lines


def _with_the_rest(authors: Sequence[str], shown: int) -> str:
    rest = len(authors) - shown
    return ", ".join(authors[:shown]) + (f" and {rest:,} more" if rest else "")


def _fits(text: str, width: int) -> bool:
    return len(painting.wrap(text, width)) <= AUTHOR_LINES
