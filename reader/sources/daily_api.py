"""Hugging Face's own words for its papers: the Daily Papers of a day, one paper, answers of its search.

The fields drifted over two years. What holds through all of them:
- A paper stands in `paper`, or for itself; votes, code, summary and organisation are inside, comments outside.
- The day it was listed is `submittedOnDailyAt`; earlier files have it as the outer `publishedAt`, to the millisecond.
  Later ones have there the paper's own date once more, in the time of New York but called UTC, which tells nothing.
- A list may say its day itself (around it, or in the name that the file was given).

Source: https://huggingface.co/docs/hub/api#papers-api, and saved answers from July 2024 to August 2026.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from reader.model import Appearance, Edition, Entry, Problem
from reader.sources.days import is_edition_day
from reader.sources.drafts import Draft, address, finished
from reader.sources.markup import flowing

NAME: Final = "daily-papers"

_OWN: Final = ("discussionId", "ai_summary", "submittedOnDailyAt", "linkedModels", "githubRepo")
_FILE_DAY: Final = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?!000Z)\d{3}Z")
_LATEST: Final = 45
"""Days after a paper's date at which it may still be listed, for the day in a file's name to be believed."""
_REPOSITORY: Final = re.compile(r"(?:https?://)?(?:www\.)?([\w.-]+\.\w+/\S+)")


def is_paper(record: dict[str, object]) -> bool:
    """Tell by a paper inside, or by keys that only these have."""
    if isinstance(record.get("paper"), dict):
        return True
    known = "title" in record and "id" in record
    return known and (any(key in record for key in _OWN) or ("summary" in record and "upvotes" in record))


class Days:
    """Makes entries of the records of one file, and counts their places in each day."""

    def __init__(self, file: str) -> None:
        self._file = file
        found = _FILE_DAY.findall(file)
        self._file_day = found[-1] if found and is_edition_day(found[-1]) else ""
        self._places: Counter[str] = Counter()

    def entries(self, record: dict[str, object], line: int, day: str = "") -> Iterator[Entry | Problem]:
        """Yield what a record tells.

        Args:
            record: As JSON has it.
            line: Where it begins.
            day: The day of its list, or empty.
        """
        inner = record.get("paper")
        paper = inner if isinstance(inner, dict) else record
        draft = _draft(record, paper, line)
        listed = day or _day(paper.get("submittedOnDailyAt")) or self._day_of_list(record, draft)
        appearance = None
        # One paper by itself, or found by a search, tells its day but not its place.
        if listed and draft.title.strip() and paper is not record and "publishedAt" in record:
            self._places[listed] += 1
            appearance = Appearance(Edition(NAME, listed), self._places[listed])
        yield from finished(draft, NAME, self._file, appearance)

    def _day_of_list(self, record: dict[str, object], draft: Draft) -> str:
        if self._file_day and draft.date and draft.date <= self._file_day:
            from datetime import date  # 2 ms: only for files of before April 2025

            age = date.fromisoformat(self._file_day) - date.fromisoformat(draft.date)
            if age.days <= _LATEST:
                return self._file_day
        outer = _text(record.get("publishedAt"))
        return _day(outer) if _INSTANT.fullmatch(outer) else ""


def _draft(record: dict[str, object], paper: dict[str, object], line: int) -> Draft:
    name = _text(paper.get("id"))
    draft = Draft(line, title=_text(paper.get("title")) or _text(record.get("title")))
    draft.ids = [name] if name else []
    draft.abstract = flowing(_text(paper.get("summary")) or _text(record.get("summary")))
    draft.url = f"https://huggingface.co/papers/{name}" if re.fullmatch(r"[\w./-]{1,80}", name) else ""
    draft.date = _day(paper.get("publishedAt"))
    authors = paper.get("authors")
    if isinstance(authors, list):
        draft.authors = [name for author in authors if (name := _author(author))]
    draft.up = paper.get("upvotes")
    draft.comments = record.get("numComments", paper.get("numComments"))
    draft.code = _repository(_text(paper.get("githubRepo")))
    draft.stars = paper.get("githubStars")
    draft.project = address(_text(paper.get("projectPage")))
    draft.summary = _text(paper.get("ai_summary"))
    keywords = paper.get("ai_keywords")
    draft.keywords = [word for word in keywords if isinstance(word, str)] if isinstance(keywords, list) else []
    organisation = paper.get("organization") or record.get("organization")
    if isinstance(organisation, dict):
        draft.organisation = _text(organisation.get("fullname")) or _text(organisation.get("name"))
    draft.models, draft.datasets = _linked(paper.get("linkedModels")), _linked(paper.get("linkedDatasets"))
    draft.withdrawn = _day(paper.get("withdrawnAt"))
    return draft


def _author(author: object) -> str:
    if isinstance(author, dict):
        return "" if author.get("hidden") is True else _text(author.get("name"))
    return _text(author)


def _repository(text: str) -> str:
    """Give the address of a repository; some have it without its beginning, or as `owner/name` at GitHub."""
    text = text.strip()
    if found := _REPOSITORY.fullmatch(text):
        return f"https://{found[1]}"
    return f"https://github.com/{text}" if re.fullmatch(r"[\w.-]+/[\w.-]+", text) else ""


def _linked(value: object) -> list[str]:
    names = [item.get("id") if isinstance(item, dict) else item for item in value] if isinstance(value, list) else []
    return [name for name in names if isinstance(name, str)]


def _day(value: object) -> str:
    day = _text(value)[:10]
    return day if is_edition_day(day) and day[:1] != "-" else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
