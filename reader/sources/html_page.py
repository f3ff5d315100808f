"""A page of Hugging Face's papers saved as HTML: a day, a week, a month, what is trending, or one paper.

The page carries what it shows as JSON in an attribute (`data-props`), in the same words as the interface that programs
use; that is read, and nothing of the page is run. Where it is missing (some programs save only what is seen), titles
and ids are read from the headings, and the abstracts come with another source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO, Final

from reader.errors import SourceError
from reader.model import Entry, Problem
from reader.sources.daily_api import Days, is_paper
from reader.sources.days import is_edition_day
from reader.sources.drafts import Draft, finished
from reader.sources.encoding import head_text, text_of
from reader.sources.json_lines import Number
from reader.sources.markup import first_element, plain

NAME: Final = "daily-papers"
MAX_CHARACTERS: Final = 32 * 1024 * 1024
"""A page with 50 papers has 1 MB, one of a month some 8."""

_TELLING: Final = re.compile(r"<!doctype html|<html[\s>]", re.IGNORECASE)
_PROPS: Final = re.compile(r"""data-props=(?:"([^"]*)"|'([^']*)')""")
_HEADING: Final = re.compile(
    r"""<h3\b[^>]*>\s*<a\b[^>]*href=["'](?:https?://(?:www\.)?huggingface\.co)?/papers/([\w./-]{4,40})["'][^>]*>(.*?)</a>""",
    re.DOTALL,
)


class HtmlPage:
    """Reads pages of Hugging Face's papers as HTML."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by the outermost element: what kind of page it is stands far below it."""
        text = head_text(head)
        return _TELLING.match(text.lstrip("\ufeff \r\n\t")) is not None or first_element(text).lower() == "html"

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the papers of the page.

        Raises:
            SourceError: the stream broke.
        """
        parts: list[str] = []
        size = 0
        damage: SourceError | None = None
        try:
            for piece in text_of(stream):
                parts.append(piece)
                size += len(piece)
                if size > MAX_CHARACTERS:
                    yield Problem(file, 0, f"is a page of more than {MAX_CHARACTERS >> 20} MB, so it was left out")
                    return
        except SourceError as error:
            damage = error
        yield from _papers("".join(parts), file)
        if damage:
            raise damage


def _papers(text: str, file: str) -> Iterator[Entry | Problem]:
    days = Days(file)
    found = False
    for attribute in _PROPS.finditer(text):
        raw = attribute[1] if attribute[1] is not None else attribute[2]
        if "paper" not in raw and "Papers" not in raw:
            continue
        line = 1 + text.count("\n", 0, attribute.start())
        try:
            props = json.loads(unescape(raw), parse_int=Number, parse_float=Number)
        except (ValueError, RecursionError):
            yield Problem(file, line, "has data that is no JSON; it was left out")
            continue
        if not isinstance(props, dict):
            continue
        papers = props.get("dailyPapers")
        if isinstance(papers, list):
            day = str(props.get("dateString") or "")
            day = day if is_edition_day(day) and props.get("periodType", "day") == "day" else ""
            for paper in papers:
                found = True
                if isinstance(paper, dict) and is_paper(paper):
                    yield from days.entries(paper, line, day)
                else:
                    yield Problem(file, line, "has a paper without an id and a title; it was left out")
        elif isinstance(paper := props.get("paper"), dict) and is_paper(props) and paper.get("summary"):
            found = True
            yield from days.entries(paper, line)
    if not found:
        yield from _headings(text, file)


def _headings(text: str, file: str) -> Iterator[Entry | Problem]:
    seen: set[str] = set()
    for heading in _HEADING.finditer(text):
        if heading[1] in seen:
            continue
        seen.add(heading[1])
        draft = Draft(1 + text.count("\n", 0, heading.start()), title=plain(heading[2]))
        draft.ids, draft.url = [heading[1]], f"https://huggingface.co/papers/{heading[1]}"
        yield from finished(draft, NAME, file)
    if not seen:
        yield Problem(file, 0, "is a web page, but none of Hugging Face's papers, so it was left out")
