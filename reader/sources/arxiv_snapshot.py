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
    get = record.get
    name, doi = _text(get("id")), _text(get("doi"))
    draft = Draft(line, title=_text(get("title")))
    draft.ids = [name, doi.split()[0]] if doi.strip() else [name]
    draft.url = ABS + name if name else ""
    draft.abstract = flowing(_text(get("abstract")))
    categories = get("categories")
    draft.categories = (" ".join(map(str, categories)) if isinstance(categories, list) else _text(categories)).split()
    draft.venue, draft.note = _text(get("journal-ref")), _text(get("comments"))
    versions = get("versions")
    if type(versions) is list and versions:
        first = versions[0]
        draft.version = len(versions)
        draft.date = _text(first.get("created")) if isinstance(first, dict) else ""
    draft.date = draft.date or _text(get("update_date"))
    parsed = get("authors_parsed")
    if type(parsed) is list and parsed:
        draft.authors = [_name(parts) for parts in parsed if type(parts) is list]
    else:
        draft.authors = authors_of(_text(get("authors")))
    return draft


def _name(parts: list[object]) -> str:
    """Give a name as it is spoken, of family name, forename, suffix (and affiliations, which are not told)."""
    if len(parts) == 3 and parts[0] and parts[1] and parts[2] == "":
        return f"{parts[1]} {parts[0]}"
    family, given, suffix = [*map(_text, parts[:3]), "", "", ""][:3]
    return " ".join(filter(None, (given, family, suffix)))


def _text(value: object) -> str:
    return value if type(value) is str else ""
