"""RIS, which every reference manager reads.

A line is a tag of two signs, two blanks, a hyphen, a blank and a value; a value has no line breaks, so each paragraph
of an abstract is a line of its own. Texts are as they are stored. Source: https://en.wikipedia.org/wiki/RIS_(file_format)
(the specification of 2001 and 2011 is no longer on line); lines end as there, with CR and LF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reader.export.names import parted
from reader.export.reference import Options, Reference
from reader.export.venues import is_meeting

_OWN = "DB  - Octavo"


def is_own(beginning: str) -> bool:
    """Tell by the first record, which names the database it is from."""
    lines = beginning.split("\n")
    return len(lines) > 1 and lines[0].startswith("TY  - ") and lines[1].rstrip() == _OWN


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield a record for each reference."""
    for one in references:
        yield "\r\n".join([f"{tag}  - {value}" for tag, value in _lines(one, options)]) + "\r\nER  - \r\n\r\n"


def _lines(one: Reference, options: Options) -> Iterator[tuple[str, str]]:
    paper = one.paper
    isbn = one.name("isbn")
    yield "TY", "BOOK" if isbn else "CPAPER" if is_meeting(paper.venue) else "JOUR" if paper.venue else "UNPB"
    yield _OWN[:2], _OWN[6:]
    yield "ID", one.cite
    yield "TI", paper.title
    for author in paper.authors:
        name = parted(author)
        family = f"{name.particle} {name.family}".strip()
        yield "AU", ", ".join(filter(None, (family, name.given, name.suffix))) if name.given else family
    year, month, day = one.date
    if year:
        yield "PY", year
    if month:
        yield "DA", f"{year}/{month}/{day}".rstrip("/")
    if paper.venue:
        yield "PB" if isbn else "T2", paper.venue
    if isbn:
        yield "SN", isbn
    if one.doi:
        yield "DO", one.doi
    if one.arxiv:
        yield "AN", f"arXiv:{one.arxiv}"
    elif name_ := one.name("pmid"):
        yield "AN", f"PMID:{name_}"
    if paper.link:
        yield "UR", paper.link
    for category in paper.categories:
        yield "KW", category
    if options.abstracts:
        for paragraph in filter(None, paper.abstract.split("\n\n")):
            yield "AB", paragraph.replace("\n", " ")
    if options.marks:
        if paper.marks.tags:
            yield "C1", f"Tags: {', '.join(paper.marks.tags)}"
        if paper.marks.note:
            yield "N1", " ".join(paper.marks.note.split())
