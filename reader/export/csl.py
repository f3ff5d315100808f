"""CSL-JSON: what Pandoc, Zotero and every citation processor work from.

One list, an item a line, so that a changed paper is a changed line. Texts are as they are stored; signs that the format
reads as markup (`<i>`, `&`) are nothing special to us, and stay. Source:
https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json (1.0.2, with `custom`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from reader.export.names import parted
from reader.export.reference import Options, Reference
from reader.export.venues import is_meeting

_OWN = '[\n{"custom": {"octavo": '
_EMPTY = "[\n]"


def is_own(beginning: str) -> bool:
    """Tell by the first item, or by a list of nothing."""
    return beginning.startswith(_OWN) or beginning.strip() == _EMPTY


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield the list, an item at a time."""
    before = "[\n"
    for one in references:
        yield before + json.dumps(_item(one, options), ensure_ascii=options.ascii)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else f"{_EMPTY}\n"


def _item(one: Reference, options: Options) -> dict[str, Any]:
    paper = one.paper
    kind = "paper-conference" if is_meeting(paper.venue) else "article-journal" if paper.venue else "article"
    isbn = one.name("isbn")
    if isbn:
        kind = "book"
    item: dict[str, Any] = {
        "custom": {"octavo": paper.key},
        "id": one.cite,
        "type": kind,
        "title": paper.title,
        "author": [_name(author) for author in paper.authors],
        "issued": {"date-parts": [[int(part) for part in one.date if part.isdecimal()]]},
        "publisher" if isbn else "container-title": paper.venue,
        "DOI": one.doi,
        "PMID": one.name("pmid"),
        "PMCID": one.name("pmcid"),
        "ISBN": isbn,
        "URL": paper.link,
        "archive": "arXiv" if one.arxiv else "",
        "archive_location": f"arXiv:{one.arxiv}" if one.arxiv else "",
        "number": f"arXiv:{one.arxiv}" if one.is_preprint else "",
        "keyword": ", ".join(paper.categories),
        "abstract": paper.abstract if options.abstracts else "",
    }
    if any("," in category for category in paper.categories):
        item["custom"]["categories"] = list(paper.categories)
    if not paper.date:
        del item["issued"]
    if options.marks:
        item["note"] = paper.marks.note
        if paper.marks.tags:
            item["custom"]["tags"] = list(paper.marks.tags)
    return {name: value for name, value in item.items() if value}


def _name(author: str) -> dict[str, str]:
    name = parted(author)
    if not name.given:
        return {"literal": author}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}
