r"""arXiv's daily mail: papers between lines of hyphens, each a head of fields and, between `\\`, its abstract.

The mail may be saved with its own head or without, several of them in one file, quoted with `>` or not. Of a paper that
was replaced or cross-listed there may be no abstract.

Source: https://info.arxiv.org/help/subscribe.html; the form of the mail has been the same since the 1990s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from reader.model import Entry, Problem
from reader.sources import arxiv
from reader.sources.arxiv import address_of, authors_of
from reader.sources.drafts import Draft, finished, version_in
from reader.sources.encoding import head_text, lines_of
from reader.sources.markup import flowing

NAME: Final = arxiv.NAME
MAX_LINES: Final = 2_000
"""Lines of one paper: the largest collaboration fills some 1,000 with its names."""

_RULE: Final = re.compile(r"-{20,}|(?:%-){10,}%?|(?:%%--){6,}%*|(?:%%%---){5,}%*")
_ID: Final = re.compile(
    r"(?:arXiv|Paper(?: \(\*cross-listing\*\))?):\s*(\S+)(?:\s+\(\*cross-listing\*\))?.*", re.IGNORECASE
)
_FIELD: Final = re.compile(
    r"(Title|Authors?|Categories|Comments|Journal-ref|DOI|Date(?: \((?:revised )?v[0-9]{1,3}\))?|Subj-class|Report-no|"
    r"License|MSC-class|ACM-class|Proxy|Note|replaced with revised version):?\s*(.*)"
)
_VERSION: Final = re.compile(r"Date \((?:revised )?v([0-9]+)\)")
"""The name of a field that tells when a version came; the first one is only called so where there are others."""
_LINK: Final = re.compile(r"\\\\\s*\(\s*(https?://\S+)\s*[,)].*")
_TELLING: Final = re.compile(
    r"^(?:> ?)?\\\\\s*\n(?:> ?)?(?:arXiv:\s*\S+|Paper(?: \(\*cross-listing\*\))?: )", re.MULTILINE
)


class Digest:
    """Reads arXiv's daily mail."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        r"""Tell by the beginning of a paper: `\\` on a line, and its id on the next."""
        text = head_text(head).replace("\r\n", "\n").replace("\r", "\n")
        return _TELLING.search(text) is not None or (
            "arXiv" in text and re.search(r"^Subject: .* daily Subj-class mailing", text, re.MULTILINE) is not None
        )

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the papers.

        Raises:
            SourceError: the stream broke.
        """
        lines: list[str] = []
        begin = 0
        for number, line in lines_of(stream):
            line = line.removeprefix("> ").rstrip()
            found = _ID.fullmatch(line)
            if _RULE.fullmatch(line.strip()) or (found and lines and any(map(_ID.fullmatch, lines))):
                yield from _paper(lines, begin, file)
                lines = []
            if found and not any(map(_ID.fullmatch, lines)):
                begin = number
                lines = [line]
            elif lines:
                lines.append(line)
                if len(lines) > MAX_LINES:
                    yield Problem(file, begin, f"has more than {MAX_LINES:,} lines, so it is no paper; it was left out")
                    lines = []
        yield from _paper(lines, begin, file)


def _paper(lines: list[str], line: int, file: str) -> Iterator[Entry | Problem]:
    if not lines:
        return
    found = _ID.fullmatch(lines[0])
    assert found
    fields: dict[str, str] = {}
    name = ""
    at = 1
    while at < len(lines) and not lines[at].startswith("\\\\"):
        text = lines[at]
        at += 1
        if field := _FIELD.match(text):
            name = field[1]
            fields.setdefault(name, field[2])
        elif text.startswith((" ", "\t")) and name:
            fields[name] += " " + text.strip()
    body = lines[at + 1 :]
    end = next((place for place, text in enumerate(body) if text.startswith("\\\\")), len(body))
    is_whole = at < len(lines)
    link = _LINK.fullmatch(body[end] if end < len(body) else lines[at] if is_whole else "")
    if not is_whole:
        yield Problem(file, line, "is cut off in the head of the paper that begins here; it was left out")
        return
    draft = Draft(line, title=fields.get("Title", ""))
    draft.ids = [found[1], *fields.get("DOI", "").split()[:1]]
    draft.url = address_of(found[1]) or (link[1] if link else "")
    draft.abstract = flowing("\n".join(body[:end]))
    draft.authors = authors_of(fields.get("Authors", "") or fields.get("Author", ""))
    draft.categories = fields.get("Categories", "").split()
    draft.venue, draft.note = fields.get("Journal-ref", ""), fields.get("Comments", "")
    draft.date = fields.get("Date", "") or fields.get("Date (v1)", "") or arxiv.month_of(found[1])
    told = [int(version[1]) for name in fields if (version := _VERSION.fullmatch(name))]
    draft.version = version_in(found[1]) or max(told, default=0)
    if end == len(body) and body and "\\\\" not in lines[at][2:]:
        yield Problem(file, line, "is cut off in the abstract of the paper that begins here; it was left out")
        return
    yield from finished(draft, NAME, file)
