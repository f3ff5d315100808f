"""CSV, for spreadsheets: readable texts, a paper a row, and nothing in a cell that a spreadsheet would do.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is taken for a formula by Excel, LibreOffice and
Google Sheets; it gets an apostrophe before it, which they take for "this is a text". Also those in full width, which
Japanese versions fold. Source: https://owasp.org/www-community/attacks/CSV_Injection; quoting and line ends as in
RFC 4180.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from reader.export.reference import Options, Reference
from reader.text import readable

_COLUMNS: Final = (
    "cite", "key", "title", "authors", "date", "venue", "doi", "arxiv", "url", "code", "categories", "votes",
    "editions",
)  # fmt: skip
_MARKS: Final = ("read", "bookmarked", "rating", "tags", "note")
_DANGEROUS: Final = tuple("=+-@\t\r＝＋－＠")


def is_own(beginning: str) -> bool:
    """Tell by the names of the columns."""
    return beginning.startswith(",".join(_COLUMNS))


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield the names of the columns, then a row for each reference."""
    columns = (*_COLUMNS, *(_MARKS if options.marks else ()), *(("abstract",) if options.abstracts else ()))
    yield ("\ufeff" if options.bom else "") + _row(columns)
    for one in references:
        yield _row(map(defused, _cells(one, options)))


def defused(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula; what leads with blanks is looked at behind them."""
    return f"'{cell}" if cell.lstrip(" \u00a0\n").startswith(_DANGEROUS) else cell


def _cells(one: Reference, options: Options) -> Iterator[str]:
    paper, marks = one.paper, one.paper.marks
    yield one.cite
    yield paper.key
    yield readable(paper.title).text
    yield "; ".join(readable(author).text for author in paper.authors)
    yield paper.date
    yield paper.venue
    yield one.doi
    yield one.arxiv
    yield paper.link
    yield paper.details.code
    yield "; ".join(paper.categories)
    yield str(paper.up) if paper.up else ""
    yield "; ".join(f"{place.edition.key} {place.rank}" for place in paper.appearances)
    if options.marks:
        yield "yes" if marks.read else ""
        yield "yes" if marks.bookmarked else ""
        yield str(marks.rating) if marks.rating else ""
        yield "; ".join(marks.tags)
        yield marks.note
    if options.abstracts:
        yield readable(paper.abstract).text


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue()
