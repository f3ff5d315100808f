r"""BibTeX, as BibTeX, BibLaTeX and Biber read it, an entry a paper and a field a line.

TeX is kept, plain text is escaped (see `tex`). Preprints have `eprint` as arXiv asks
(https://info.arxiv.org/help/hypertex/bibstyles/index.html); `groups` are those of JabRef
(https://docs.jabref.org/finding-sorting-and-cleaning-entries/groups), `ids` are BibLaTeX's other keys of an entry
(https://ctan.org/pkg/biblatex, 2.2.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from reader.export.names import parted
from reader.export.reference import Options, Reference
from reader.export.tex import balanced, tex, verbatim
from reader.export.venues import is_meeting

_HEADING: Final = "% Octavo keeps this file"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AND: Final = re.compile(r"\band\b|,", re.IGNORECASE)


def heading(tag: str) -> str:
    """Give the first line of a file that follows a tag; outside of entries all is a comment, but no at sign is."""
    return f"{_HEADING}: it follows the tag {tag.replace('@', '?')}. What is changed here is lost.\n\n"


def is_own(beginning: str) -> bool:
    """Tell by the first line."""
    return beginning.startswith(f"{_HEADING}:")


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield an entry for each reference, with a blank line between two."""
    before = ""
    for one in references:
        yield before + entry(one, options)
        before = "\n"


def entry(one: Reference, options: Options) -> str:
    """Give one entry."""
    paper = one.paper
    kind = "inproceedings" if is_meeting(paper.venue) else "article" if paper.venue else "misc"
    if one.name("isbn"):
        kind = "book"
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(one, kind, options))
    return f"@{kind}{{{one.cite},\n{fields}}}\n"


def _fields(one: Reference, kind: str, options: Options) -> Iterator[tuple[str, str]]:
    paper = one.paper

    def text(value: str) -> str:
        return f"{{{tex(value, ascii_only=options.ascii)}}}"

    yield "title", f"{{{tex(paper.title, titled=True, ascii_only=options.ascii)}}}"
    if paper.authors:
        yield "author", f"{{{' and '.join(_name(author, options) for author in paper.authors)}}}"
    if one.former:
        yield "ids", f"{{{', '.join(one.former)}}}"
    year, month, day = one.date
    if year:
        yield "year", f"{{{year}}}"
    if month.isdecimal() and 1 <= int(month) <= 12:
        yield "month", _MONTHS[int(month) - 1]
        if day:
            yield "day", f"{{{int(day)}}}"
    if paper.venue:
        yield {"inproceedings": "booktitle", "book": "publisher"}.get(kind, "journal"), text(paper.venue)
    if one.arxiv:
        yield "eprint", f"{{{verbatim(one.arxiv)}}}"
        yield "archiveprefix", "{arXiv}"
        if paper.categories:
            yield "primaryclass", f"{{{verbatim(paper.categories[0])}}}"
    for name in ("doi", "pmid", "pmcid", "isbn"):
        if own := one.name(name):
            yield name, f"{{{verbatim(own)}}}"
    if paper.link:
        yield "url", f"{{{verbatim(paper.link)}}}"
    if paper.details.note:
        yield "note", text(paper.details.note)
    if paper.categories:
        yield "keywords", f"{{{', '.join(_keyword(category, options) for category in paper.categories)}}}"
    if options.abstracts and paper.abstract:
        yield "abstract", text(paper.abstract)
    if options.marks:
        if paper.marks.tags:
            yield "groups", text(", ".join(paper.marks.tags))
        if paper.marks.note:
            yield "annote", text(paper.marks.note)


def _keyword(category: str, options: Options) -> str:
    """Write a category; one with a comma or semicolon of its own is kept whole by braces."""
    written = tex(category, ascii_only=options.ascii)
    return f"{{{written}}}" if "," in category or ";" in category else written


def _name(author: str, options: Options) -> str:
    """Write a name with the family's first; what is no person's, or cannot be taken apart, is kept whole by braces."""
    name = parted(author)
    parts = [part for part in (f"{name.particle} {name.family}".strip(), name.suffix, name.given) if part]
    if not name.given or any(_AND.search(part) or not balanced(part) for part in parts) or name.family == "others":
        return f"{{{tex(author, ascii_only=options.ascii)}}}"
    return ", ".join(tex(part, ascii_only=options.ascii) for part in parts)
