"""Marks on papers: bookmark, unbookmark, mark-read, unread, rate, tag, untag.

All papers are found before the first is marked: where one of them is unknown, nothing changes. Marking what is marked
already is no mistake and writes nothing. `octavo undo` takes each of them back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from reader.cli.console import Console
from reader.cli.session import Session, find_papers
from reader.cli.statuses import DONE

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.marks import Marked

papers_argument = click.argument("papers", nargs=-1, required=True, metavar="PAPER...")
paper_argument = click.argument("paper", metavar="PAPER")
tags_argument = click.argument("tags", nargs=-1, required=True, metavar="TAG...")


@click.command()
@papers_argument
@click.pass_obj
def bookmark(session: Session, papers: tuple[str, ...]) -> int:
    r"""Bookmark papers.

    A PAPER may be - to read the keys from standard input, one a line, as octavo list writes them.

    \b
    octavo bookmark 2401.01234 10.1000/182
    octavo list edition:"Aug 25" | octavo bookmark -
    """
    return mark(session, papers, lambda library, ids: library.bookmark(ids, on=True))


@click.command()
@papers_argument
@click.pass_obj
def unbookmark(session: Session, papers: tuple[str, ...]) -> int:
    """Take the bookmarks off papers (- reads keys from standard input)."""
    return mark(session, papers, lambda library, ids: library.bookmark(ids, on=False))


@click.command("mark-read")
@papers_argument
@click.pass_obj
def mark_read(session: Session, papers: tuple[str, ...]) -> int:
    """Mark papers as read (- reads keys from standard input)."""
    return mark(session, papers, lambda library, ids: library.read(ids, on=True))


@click.command()
@papers_argument
@click.pass_obj
def unread(session: Session, papers: tuple[str, ...]) -> int:
    """Mark papers as unread (- reads keys from standard input)."""
    return mark(session, papers, lambda library, ids: library.read(ids, on=False))


@click.command()
@paper_argument
@click.argument("stars", type=click.IntRange(0, 5))
@click.pass_obj
def rate(session: Session, paper: str, stars: int) -> int:
    """Rate a paper from 1 to 5 stars; 0 takes the rating off."""
    return mark(session, [paper], lambda library, ids: library.rate(ids, stars))


@click.command()
@paper_argument
@tags_argument
@click.pass_obj
def tag(session: Session, paper: str, tags: tuple[str, ...]) -> int:
    """Put tags on a paper.

    A tag is one word in lower case: "Long Context" becomes long-context. PAPER may be - to tag every paper whose key
    stands on standard input.
    """
    return mark(session, [paper], lambda library, ids: library.tag(ids, tags, on=True))


@click.command()
@paper_argument
@tags_argument
@click.pass_obj
def untag(session: Session, paper: str, tags: tuple[str, ...]) -> int:
    """Take tags off a paper (- reads keys from standard input)."""
    return mark(session, [paper], lambda library, ids: library.tag(ids, tags, on=False))


def mark(session: Session, texts: Sequence[str], do: Callable[[Library, list[int]], Marked | None]) -> int:
    """Do something to all papers that some texts mean, and say what; - stands for keys on standard input."""
    wanted = [key for text in texts for key in (from_input() if text == "-" else [text])]
    with session.library() as library:
        marked = do(library, [paper.id for paper in find_papers(library, wanted)])
    return tell(session, marked, given=bool(wanted))


def tell(session: Session, marked: Marked | None, *, given: bool = True) -> int:
    """Say what was marked; given tells whether any paper was."""
    if marked is None:
        session.console.words("Nothing to change: it is so already." if given else "No paper was given.")
    else:
        say(session.console, "Done", marked)
    return DONE


def say(console: Console, done: str, marked: Marked) -> None:
    """Say that an act was done, and why it is not to be seen yet where it is not."""
    console.words(f"{done}: {told(marked)}.")
    if marked.late:
        console.words(marked.late)


def told(marked: Marked) -> str:
    """Say an act, and how many papers it touched if any: `bookmark (2 papers)`, `mark 53 papers read`."""
    if not marked.papers or " papers" in marked.label:
        return marked.label
    return f"{marked.label} ({'1 paper' if marked.papers == 1 else f'{marked.papers:,} papers'})"


def from_input() -> list[str]:
    """Read the keys on standard input: the first field of each line that has one."""
    with click.open_file("-", encoding="utf-8", errors="replace") as lines:
        return [key for line in lines if (key := line.split("\t", 1)[0].strip())]
