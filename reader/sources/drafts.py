"""A record on its way to an entry: what a source found, in whatever state, and the one place where it is made clean.

Formats tell apart what is which field; what all of them have in common (a title that must be there, texts that must be
clean and of a bearable length, addresses that must be addresses) is done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from reader.model import NO_DETAILS, Appearance, Details, Entry, Origin, Problem, clean_block, clean_line
from reader.model.details import MAX_LIST, MAX_TEXT
from reader.model.ids import entry_keys_of
from reader.sources.dates import read_any_date
from reader.sources.json_lines import MAX_ABSTRACT, MAX_TITLE, MAX_URL, MAX_VENUE, WEB_ADDRESS

MAX_NAMES: Final = 10_000
"""Authors, and categories, of one paper that are kept; the largest collaboration has some 5,000."""
_MAX_NUMBER: Final = 999_999_999
_VERSION: Final = re.compile(r"(?:[0-9]{4}\.[0-9]{4,5}|/[0-9]{7})v([0-9]{1,3})(?![0-9])")
_COUNT: Final = re.compile(r"[0-9]{1,9}(?:\.0)?")


@dataclass(slots=True)
class Draft:
    """A paper as a source words it; nothing is clean yet, and nothing needs to be there."""

    line: int
    title: str = ""
    ids: list[str] = field(default_factory=list)
    """Everything that may be an id or an address of the paper itself, its own included: the first ones count most."""
    abstract: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    url: str = ""
    categories: list[str] = field(default_factory=list)
    venue: str = ""
    up: object = 0
    version: int = 0
    comments: object = 0
    code: str = ""
    stars: object = 0
    project: str = ""
    organisation: str = ""
    note: str = ""
    summary: str = ""
    keywords: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    datasets: list[str] = field(default_factory=list)
    withdrawn: str = ""


def finished(draft: Draft, source: str, file: str, appearance: Appearance | None = None) -> Iterator[Entry | Problem]:
    """Yield the entry that a draft makes, after a problem for each field that had to be left out or shortened."""
    title = clean_line(draft.title)
    if not title:
        yield Problem(file, draft.line, "is missing or empty; the record was left out", "title")
        return
    if len(title) > MAX_TITLE:
        yield _shortened(file, draft.line, "title", MAX_TITLE)
        title = clean_line(title[:MAX_TITLE])
    abstract = clean_block(draft.abstract)
    if len(abstract) > MAX_ABSTRACT:
        yield _shortened(file, draft.line, "abstract", MAX_ABSTRACT)
        abstract = clean_block(abstract[:MAX_ABSTRACT])
    url = address(draft.url)
    if draft.url.strip() and not url:
        reason = "must be an http or https address; the paper was kept without it"
        yield Problem(file, draft.line, reason, "url")
    date = read_any_date(draft.date) if draft.date else ""
    if draft.date.strip() and not date:
        yield Problem(file, draft.line, "is no date of the calendar; the paper was kept without it", "date")
    yield Entry(
        keys=entry_keys_of(draft.ids, title),
        title=title,
        origin=Origin(source, file, draft.line),
        abstract=abstract,
        authors=_lines(draft.authors),
        date=date,
        url=url,
        categories=_lines(draft.categories),
        appearance=appearance,
        up=number(draft.up),
        venue=clean_line(draft.venue)[:MAX_VENUE].strip(),
        details=_details(draft),
    )


def address(text: str) -> str:
    """Give an address if it is one of http or https, or an empty text."""
    url = text.strip()
    fits = url and len(url) <= MAX_URL and WEB_ADDRESS.fullmatch(url) and (url.isascii() or clean_line(url) == url)
    return url if fits else ""


def number(value: object) -> int:
    """Give a count as a whole number of 0 or more: JSON may have it as a float or a text, or have none."""
    if not value or isinstance(value, bool):
        return 0
    match = _COUNT.fullmatch(str(value)) if isinstance(value, int | float | str) else None
    return min(int(match[0].partition(".")[0]), _MAX_NUMBER) if match else 0


def version_in(*texts: str) -> int:
    """Give the version that an arXiv id or address names: 3 of `2401.00001v3`; 0 where none does."""
    for text in texts:
        if match := _VERSION.search(text):
            return int(match[1])
    return 0


def _details(draft: Draft) -> Details:
    version = draft.version or version_in(*draft.ids, draft.url)
    if not (
        draft.comments
        or draft.code
        or draft.project
        or draft.organisation
        or draft.summary
        or draft.keywords
        or draft.models
        or draft.datasets
        or draft.withdrawn
        or draft.stars
    ):
        # Most have no more than this, and bring it by the million.
        note = clean_line(draft.note)[:MAX_TEXT] if draft.note else ""
        return Details(version, note=note) if version or note else NO_DETAILS
    return Details(
        version=version,
        comments=number(draft.comments),
        code=address(draft.code),
        stars=number(draft.stars),
        project=address(draft.project),
        organisation=clean_line(draft.organisation)[:MAX_VENUE].strip(),
        note=clean_line(draft.note)[:MAX_TEXT].strip(),
        summary=clean_line(draft.summary)[:MAX_TEXT].strip(),
        keywords=_lines(draft.keywords[:MAX_LIST]),
        models=_lines(draft.models[:MAX_LIST]),
        datasets=_lines(draft.datasets[:MAX_LIST]),
        withdrawn=read_any_date(draft.withdrawn) if draft.withdrawn else "",
    )


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    texts = list(texts)[:MAX_NAMES]
    # Names are clean where the line that they make is: one call instead of one a name.
    line = " ".join(texts)
    if line and clean_line(line) == line and len(line) <= MAX_TEXT and "" not in texts:
        return tuple(dict.fromkeys(texts))
    return tuple(dict.fromkeys(filter(None, (clean_line(text)[:MAX_TEXT] for text in texts))))


def _shortened(file: str, line: int, name: str, most: int) -> Problem:
    return Problem(file, line, f"is longer than {most:,} characters; the paper was kept with the first of them", name)
