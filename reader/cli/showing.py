"""`octavo show`: everything about one paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from reader.cli.asking import raw_option
from reader.cli.console import Console, Style
from reader.cli.session import Session, find_paper
from reader.cli.statuses import DONE

if TYPE_CHECKING:
    from reader.library.changes import FormerVersion
    from reader.model import Paper
    from reader.text import Reading

_MEASURE: Final = 80
"""The widest text that is still easy to read."""


@click.command("show")
@click.argument("paper", metavar="PAPER")
@raw_option
@click.option("--changes", is_flag=True, help="Mark the words that the newer version took out and put in.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.pass_obj
def show_paper(session: Session, paper: str, raw: bool, changes: bool, as_json: bool) -> int:
    """Show a paper: title, authors, where it appeared, marks, abstract and note.

    On a terminal the text is set to at most 80 columns; in a pipe each paragraph is one line.
    """
    with session.library() as library:
        found = find_paper(library, paper)
        former = library.records.changes.of(found) if changes else None
    if changes and former is None:
        session.console.words("The library knows no former version of this paper.")
    if as_json:
        from reader.cli.papers import write_json

        write_json(session.console, [found])
    else:
        _write(session.console, found, session.console.reading(raw=raw), former)
    return DONE


def _write(console: Console, paper: Paper, reading: Reading, former: FormerVersion | None = None) -> None:
    title, abstract = reading(paper.title).text, reading(paper.abstract).text
    if former is not None:
        from reader.text.changes import compared

        title = compared(reading(former.title).text, title).text
        abstract = compared(reading(former.abstract).text, abstract).text
    _paragraph(console, title, Style.STRONG)
    if paper.authors:
        _paragraph(console, ", ".join(paper.authors))
    for text in (
        "  ".join(
            filter(None, (paper.key, paper.date, " ".join(paper.categories), paper.venue, paper.details.organisation))
        ),
        paper.link,
        ", ".join(paper.voted()),
        ", ".join(f"{place.edition.title} (rank {place.rank})" for place in paper.appearances),
        _marks(paper),
    ):
        if text:
            # Not broken into lines, so that an address stays one that a terminal lets open.
            console.write(console.paint(text, Style.FAINT))
    for block in (abstract, paper.marks.note and f"Note: {paper.marks.note}"):
        if block:
            console.write()
            for line in block.split("\n"):
                _paragraph(console, line)
    if besides := paper.details.lines():
        console.write()
        for line in besides:
            console.write(console.paint(line, Style.FAINT))


def _marks(paper: Paper) -> str:
    marks = paper.marks
    facts = [paper.news] if paper.news else []
    facts.append("read" if marks.read else "unread")
    if marks.bookmarked:
        facts.append("bookmarked")
    if marks.rating:
        facts.append(f"{marks.rating} of 5 stars")
    return ", ".join([*facts, *(f"#{tag}" for tag in marks.tags)])


def _paragraph(console: Console, text: str, style: Style = Style.PLAIN) -> None:
    if not console.width:
        console.data(text)
        return
    import textwrap  # 1 ms

    room = min(_MEASURE, console.width)
    for line in textwrap.wrap(text, room, break_on_hyphens=False) or [""]:
        console.write(console.paint(line, style))
