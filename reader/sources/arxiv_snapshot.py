"""The whole of arXiv as one file: `arxiv-metadata-oai-snapshot.json`, which is JSON Lines in spite of its name.

2.5 million records, so what is done for each counts. Source: https://www.kaggle.com/datasets/Cornell-University/arxiv
(fields: `id`, `submitter`, `authors`, `title`, `comments`, `journal-ref`, `doi`, `report-no`, `categories`, `license`,
`abstract`, `versions`, `update_date`, `authors_parsed`).
"""

from __future__ import annotations

from typing import Final

from reader.sources import arxiv
from reader.sources.arxiv import ABS, authors_of
from reader.sources.drafts import Draft
from reader.sources.markup import flowing

NAME: Final = arxiv.NAME


def is_paper(record: dict[str, object]) -> bool:
    """Tell by keys that nobody else has."""
    return "authors_parsed" in record or ("journal-ref" in record and "categories" in record)


def draft_of(record: dict[str, object], line: int) -> Draft:
    """Give what a record tells."""
    name = _text(record.get("id"))
    draft = Draft(line, title=_text(record.get("title")))
    draft.ids = [name, *_text(record.get("doi")).split()[:1]]
    draft.url = ABS + name if name else ""
    draft.abstract = flowing(_text(record.get("abstract")))
    categories = record.get("categories")
    draft.categories = " ".join(categories).split() if isinstance(categories, list) else _text(categories).split()
    draft.venue, draft.note = _text(record.get("journal-ref")), _text(record.get("comments"))
    versions = record.get("versions")
    if isinstance(versions, list) and versions:
        first = versions[0]
        draft.version = len(versions)
        draft.date = _text(first.get("created")) if isinstance(first, dict) else ""
    draft.date = draft.date or _text(record.get("update_date"))
    parsed = record.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        draft.authors = [_name(parts) for parts in parsed if isinstance(parts, list)]
    else:
        draft.authors = authors_of(_text(record.get("authors")))
    return draft


def _name(parts: list[object]) -> str:
    """Give a name as it is spoken, of family name, forename, suffix (and affiliations, which are not told)."""
    family, given, suffix = ([*map(_text, parts[:3]), "", "", ""])[:3]
    return " ".join(filter(None, (given, family, suffix)))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
