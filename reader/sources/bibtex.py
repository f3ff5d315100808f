"""BibTeX and BibLaTeX: what most people have, from a hundred programs and by hand.

Sources: BibTeXing (Oren Patashnik, 1988), the biblatex manual (https://ctan.org/pkg/biblatex), 2.2 and 2.3;
https://info.arxiv.org/help/hypertex/bibstyles/index.html for `eprint`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from reader.model import Entry, Problem
from reader.sources.authors import spoken
from reader.sources.bibtex_entries import Fault, RawEntry, entries
from reader.sources.bibtex_text import plain_address, plain_text
from reader.sources.dates import made, month_number, read_any_date
from reader.sources.drafts import Draft, address, finished
from reader.sources.encoding import head_text
from reader.sources.json_lines import MAX_ABSTRACT, MAX_TITLE

NAME: Final = "bibtex"
MAX_WAITING: Final = 20_000
"""Entries that may wait for the one that they refer to, and entries that may be referred to."""

_TELLING: Final = re.compile(
    r"^[^\S\n]*@\s*(?:(?:comment|preamble|string)\s*[{(]|[A-Za-z]{2,30}\s*[{(]\s*[^\s{(]*\s*[,=}\n])",
    re.MULTILINE | re.IGNORECASE,
)
_AND: Final = re.compile(r"\s+and\s+", re.IGNORECASE)
_WORDS: Final = re.compile(r"[,;]")
_BOOKS: Final = frozenset(("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference"))
_WHOLE: Final = frozenset(
    ("book", "collection", "proceedings", "reference", "report", "techreport", "phdthesis", "thesis")
)
"""Kinds of works that an ISBN is the name of; a chapter has that of its book, and a volume may have that of all."""
_OF_BOOK: Final[tuple[str, ...]] = (
    "year", "date", "month", "publisher", "editor", "isbn", "booktitle", "journal", "journaltitle",
)  # fmt: skip
_EXTENDED: Final = re.compile(r"(?:^|,)\s*(family|given|prefix|suffix)\s*=\s*(?:\"([^\"]*)\"|([^,]*))")
_URL: Final = re.compile(r"\\url\s*\{([^{}]*)\}")


class BibTex:
    """Reads BibTeX and BibLaTeX."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by a line that begins an entry."""
        return _TELLING.search(head_text(head).replace("\r\n", "\n").replace("\r", "\n")) is not None

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the entries; those that refer to another one (`crossref`) at the end, since it may come later.

        Raises:
            SourceError: the stream broke; those that waited are lost.
        """
        books: dict[str, dict[str, str]] = {}
        waiting: list[RawEntry] = []
        for entry in entries(stream):
            if isinstance(entry, Fault):
                yield Problem(file, entry.line, entry.reason, entry.field)
                continue
            if entry.key and (entry.kind in _BOOKS or "crossref" in entry.fields) and len(books) < MAX_WAITING:
                kept = {name: entry.fields[name] for name in (*_OF_BOOK, "title", "crossref") if name in entry.fields}
                books.setdefault(entry.key.lower(), kept)
            if _refers(entry) and len(waiting) < MAX_WAITING:
                waiting.append(entry)
            else:
                yield from _finished(entry, file)
        for entry in waiting:
            yield from _finished(_inherited(entry, books), file)


def _refers(entry: RawEntry) -> bool:
    return bool(entry.fields.get("crossref") or entry.fields.get("xdata"))


def _inherited(entry: RawEntry, books: dict[str, dict[str, str]]) -> RawEntry:
    """Fill in what the book says in which a chapter stands, and the one that that refers to."""
    fields = dict(entry.fields)
    other = fields.get("crossref", "").strip().lower()
    for _ in range(4):  # and never in a circle
        book = books.get(other)
        if book is None:
            break
        for name in _OF_BOOK:
            if name in book and not (name == "editor" and "author" in fields):
                fields.setdefault(name, book[name])
        if "title" in book:
            # BibTeX itself gives whatever is missing; who knows that names the book as such a second time.
            fields.setdefault("booktitle" if "title" in fields else "title", book["title"])
        other = book.get("crossref", "").strip().lower()
    return entry._replace(fields=fields)


def _finished(entry: RawEntry, file: str) -> Iterator[Entry | Problem]:
    fields = entry.fields

    def text(*names: str) -> str:
        return next((found for name in names if (found := plain_text(fields.get(name, "")[:MAX_ABSTRACT]).strip())), "")

    draft = Draft(entry.line, title=plain_text(fields.get("title", "")[: 2 * MAX_TITLE]))
    if draft.title and (subtitle := text("subtitle")):
        draft.title = f"{draft.title.rstrip(' .:')}: {subtitle}"
    draft.title = " ".join(draft.title.split())
    draft.abstract = "\n\n".join(" ".join(part.split()) for part in text("abstract").split("\n\n"))
    draft.authors = _people(fields.get("author", "") or fields.get("editor", ""))
    draft.date, draft.venue = _date(fields), text("journaltitle", "journal", "booktitle", "howpublished", "publisher")
    words = next(
        (said for name in ("keywords", "keyword") if (said := fields.get(name, "")[:MAX_ABSTRACT].strip())), ""
    )
    draft.categories = [word for part in _parted(words, _WORDS) if (word := plain_text(part).strip())]
    if area := text("primaryclass", "eprintclass"):
        draft.categories.insert(0, area)
    draft.ids, draft.url = _ids(entry)
    draft.note = text("note") if len(fields.get("note", "")) < 500 else ""
    if _URL.search(fields.get("howpublished", "")):
        draft.venue = text("journaltitle", "journal", "booktitle", "publisher")
    yield from finished(draft, NAME, file)


def _ids(entry: RawEntry) -> tuple[list[str], str]:
    """Give what the paper is known by, and its address."""
    fields = entry.fields
    ids: list[str] = []
    eprint = plain_address(fields.get("eprint", ""))
    archive = plain_address(fields.get("eprinttype", "") or fields.get("archiveprefix", "")).lower()
    if eprint and archive in ("", "arxiv"):
        ids.append(eprint if archive or "arxiv" in eprint.lower() else f"arXiv:{eprint}")
    elif eprint and archive == "pubmed":
        ids.append(f"pmid:{eprint}")
    url = plain_address(fields.get("url", ""))
    if not url and (found := _URL.search(fields.get("howpublished", "") + fields.get("note", ""))):
        url = plain_address(found[1])
    ids += [plain_address(fields[name]) for name in ("doi", "arxiv", "arxivid") if fields.get(name)]
    ids += [f"{kind}:{own[0]}" for kind in ("pmid", "pmcid") if (own := plain_address(fields.get(kind, "")).split())]
    isbn = plain_address(fields.get("isbn", "")).split()
    if isbn and entry.kind in _WHOLE and not fields.get("booktitle") and not fields.get("volume"):
        ids.append(f"isbn:{isbn[0].strip(',;')}")
    if entry.key.lower().startswith("dblp:"):
        ids.append(f"dblp:{entry.key[5:]}")
    journal = fields.get("journal", "") + fields.get("volume", "")
    if "arxiv" in journal.lower() and (
        named := re.search(r"(?:arXiv:|abs/)\s*(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", journal)
    ):
        ids.append(named[1])
    if address(url):
        ids.append(url)
    # The archive's own ids of papers elsewhere mean nothing without it.
    return [name for name in ids if name], address(url)


def _date(fields: dict[str, str]) -> str:
    for name in ("date", "year"):
        said = plain_address(fields.get(name, ""))
        date = read_any_date(said.partition("/")[0] if name == "date" else said)
        if date and len(date) == 4 and fields.get("month"):
            return made(int(date), *_month_and_day(plain_text(fields["month"]), plain_address(fields.get("day", ""))))
        if date:
            return date
    return ""


def _month_and_day(month: str, day: str) -> tuple[int, int]:
    """Read `jan`, `January`, `1` or `10 jan`; the day may stand in a field of its own."""
    number = month_number(month)
    inside = None if month.strip().isdecimal() else re.search(r"\b(\d{1,2})\b", month)
    if inside:
        return number, int(inside[1])
    return number, int(day) if day.isdecimal() and len(day) <= 2 else 0


def _people(text: str) -> list[str]:
    """Give the names of a field, as they are spoken; one in braces is that of a body, and stays whole."""
    names = []
    for name in _parted(text):
        if name.lower() in ("others", "et al", "et al."):
            continue
        if name.startswith("{") and name.endswith("}") and name.count("{") == 1:
            names.append(plain_text(name))
        elif "family" in name and (parts := {part[1]: part[2] or part[3] or "" for part in _EXTENDED.finditer(name)}):
            order = ("given", "prefix", "family", "suffix")
            names.append(plain_text(" ".join(parts[part].strip() for part in order if parts.get(part))))
        else:
            names.append(spoken(plain_text(" ".join(name.split()))))
    return names


def _parted(text: str, separator: re.Pattern[str] = _AND) -> list[str]:
    """Cut at each `and`, or whatever separates, that stands in no braces."""
    if "{" not in text:
        return [name.strip() for name in separator.split(text.strip()) if name.strip()]
    parts: list[str] = []
    begin = 0
    depths = _depths(text)
    for found in separator.finditer(text):
        if depths[found.start()] == 0:
            parts.append(text[begin : found.start()])
            begin = found.end()
    parts.append(text[begin:])
    return [name.strip() for name in parts if name.strip()]


def _depths(text: str) -> list[int]:
    depth = 0
    found = []
    for place, sign in enumerate(text):
        if sign == "{" and text[place - 1 : place] != "\\":
            depth += 1
        elif sign == "}" and text[place - 1 : place] != "\\":
            depth -= 1
        found.append(depth)
    return found
