"""JSON Lines in Octavo's own words: whole records, which `octavo import` reads back as they were.

`{"octavo": 1, "key", "cite", "keys": [], "title", "abstract", "authors": [], "date", "url", "categories": [], "venue",
"upvotes", "editions": [], "details": {}}`, what is empty left out; with marks also `"read"`, `"bookmarked"`,
`"rating"`, `"tags"` and `"note"`. See `reader.sources.json_lines`; https://jsonlines.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from reader.export.reference import Options, Reference
from reader.model import NO_DETAILS

VERSION = 1


def is_own(beginning: str) -> bool:
    """Tell by the first line."""
    return beginning.startswith('{"octavo": ')


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield a line for each reference."""
    for one in references:
        yield json.dumps(record(one, options), ensure_ascii=options.ascii) + "\n"


def record(one: Reference, options: Options) -> dict[str, Any]:
    """Give a reference as the value that is written."""
    paper, marks = one.paper, one.paper.marks
    told: dict[str, Any] = {
        "key": paper.key,
        "cite": one.cite,
        "keys": [key for key in one.keys if key != paper.key],
        "title": paper.title,
        "abstract": paper.abstract if options.abstracts else "",
        "authors": list(paper.authors),
        "date": paper.date,
        "url": paper.url,
        "categories": list(paper.categories),
        "venue": paper.venue,
        "upvotes": paper.up,
        "editions": [
            {"source": place.edition.source, "day": place.edition.day, "rank": place.rank}
            for place in paper.appearances
        ],
    }
    if paper.details != NO_DETAILS:
        told["details"] = paper.details.told()
    if options.marks:
        told |= {
            "read": marks.read,
            "bookmarked": marks.bookmarked,
            "rating": marks.rating,
            "tags": list(marks.tags),
            "note": marks.note,
        }
    return {"octavo": VERSION} | {name: value for name, value in told.items() if value}
