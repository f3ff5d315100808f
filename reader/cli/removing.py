"""Which papers there are: remove, unremove, removed, merge, split. `octavo undo` takes each of the acts back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from reader.cli.asking import json_option
from reader.cli.marking import from_input, mark, paper_argument, papers_argument, tell
from reader.cli.session import Session, find_paper
from reader.cli.statuses import DONE, NOTHING
from reader.model import safe_line
from reader.model.ids import TITLE, arxiv_key, doi_key, kind

if TYPE_CHECKING:
    from reader.library import Library
    from reader.store import RemovedPaper
    from reader.store.tellings import Telling

_ROOM = 5
"""Removed papers of which one may be meant that are named."""


@click.command()
@papers_argument
@click.pass_obj
def remove(session: Session, papers: tuple[str, ...]) -> int:
    r"""Take papers out of the library (- reads keys from standard input).

    They are gone from every list, search and count, here and on your other machines, and importing them again leaves
    them out. Their marks are kept, and octavo unremove or octavo undo brings all of it back.

    \b
    octavo remove 2401.01234
    octavo list 'edition:"Aug 25" rating:1' | octavo remove -
    """
    return mark(session, papers, lambda library, ids: library.records.remove(ids))


@click.command()
@papers_argument
@click.pass_obj
def unremove(session: Session, papers: tuple[str, ...]) -> int:
    """Bring removed papers back, with all their marks (- reads keys from standard input).

    What imports told of them in the meantime they have as well.
    """
    wanted = [key for text in papers for key in (from_input() if text == "-" else [text])]
    with session.library() as library:
        return tell(session, library.records.unremove(_find_removed(library, wanted)), given=bool(wanted))


@click.command()
@json_option
@click.pass_obj
def removed(session: Session, as_json: bool) -> int:
    """List the papers that were removed."""
    console = session.console
    with session.library() as library:
        papers = library.records.removed()
    for paper in papers:
        if as_json:
            console.write(json.dumps({"key": safe_line(paper.key), "title": safe_line(paper.title)}, ensure_ascii=True))
        else:
            console.write(f"{safe_line(paper.key)}\t{safe_line(paper.title)}")
    if not papers:
        console.words("No paper was removed.")
        return NOTHING
    return DONE


@click.command()
@paper_argument
@click.argument("other", metavar="OTHER")
@click.pass_obj
def merge(session: Session, paper: str, other: str) -> int:
    """Make one paper of two: OTHER is the same as PAPER, whose title and abstract are shown.

    It has the keys, editions and marks of both, here and on your other machines. What is imported of either is kept
    apart, so octavo split makes two of it again.
    """
    with session.library() as library:
        return tell(session, library.records.merge(find_paper(library, paper), find_paper(library, other)))


@click.command()
@paper_argument
@click.argument("other", required=False, metavar="[OTHER]")
@click.pass_obj
def split(session: Session, paper: str, other: str | None) -> int:
    r"""Take apart what is not one paper.

    Without OTHER: what octavo merge made one, or else a list of what tells of the paper, numbered. With OTHER, a key of
    it or a number of that list: OTHER becomes a paper of its own, also where an import had joined the two.

    Each has what imports told of it and the marks that were made under its keys, here and on your other machines, and
    no import joins them again; octavo undo or octavo merge does.

    \b
    octavo split 2401.00001
    octavo split 2401.00001 10.1000/182
    """
    with session.library() as library:
        found = find_paper(library, paper)
        if other is not None:
            return tell(session, library.records.split_off(found, paper, other))
        marked = library.records.split(found)
        tellings = [] if marked else library.records.tellings(found)
    if marked is not None:
        return tell(session, marked)
    return _list_tellings(session, safe_line(found.key), tellings)


def _list_tellings(session: Session, key: str, tellings: Sequence[Telling]) -> int:
    if len(tellings) < 2:
        place = f"{safe_line(tellings[0].origin.file)}, line {tellings[0].origin.line}" if tellings else "one place"
        session.console.words(f"There is nothing to take apart: only {place} tells of {key}.")
        return NOTHING
    for number, telling in enumerate(tellings, 1):
        session.console.write("\t".join((str(number), *_columns(telling))))
    session.console.words(
        f"All of this is told of one paper; octavo split {key} OTHER makes OTHER, a key or number, one."
    )
    return DONE


def _columns(telling: Telling) -> tuple[str, str, str, str]:
    """Give source, place, keys and title of a telling."""
    source, file, line = telling.origin
    entry = telling.entry
    if entry is None:
        return safe_line(source), f"{safe_line(file)}:{line}", "?", "(not kept by an older Octavo; import it once more)"
    keys = [key for key in entry.keys if kind(key) != TITLE] or entry.keys
    return safe_line(source), f"{safe_line(file)}:{line}", safe_line(" ".join(keys)), safe_line(entry.title)


def _find_removed(library: Library, texts: Sequence[str]) -> list[RemovedPaper]:
    """Give the removed papers that texts mean; one that is in the library is passed over.

    Raises:
        UnknownPaperError: a text means no paper at all.
        AmbiguousPaperError: a text means several.
    """
    from reader.errors import AmbiguousPaperError

    found: dict[int, RemovedPaper] = {}
    for text in texts:
        told = arxiv_key(text) or doi_key(text)
        papers = (library.records.find_removed(told, _ROOM) if told else []) or library.records.find_removed(
            text, _ROOM
        )
        if len(papers) > 1:
            raise AmbiguousPaperError(text, tuple(paper.key for paper in papers))
        if papers:
            found[papers[0].number] = papers[0]
        else:
            find_paper(library, text)
    return list(found.values())
