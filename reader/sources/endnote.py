"""EndNote's XML: what EndNote writes, and reference managers that hand libraries over to it.

There is no published description; the elements are those of EndNote's own RSXML.dtd (`record`, `titles`,
`contributors`, `electronic-resource-num`, ...). Texts may stand in `style` elements, which only say how they look.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from reader.model import Entry, Problem
from reader.sources.authors import spoken
from reader.sources.dates import read_any_date
from reader.sources.drafts import Draft, address, finished
from reader.sources.encoding import head_text
from reader.sources.markup import first_element, flowing
from reader.sources.xml_records import Node, records

NAME: Final = "endnote"


class EndNote:
    """Reads EndNote XML."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by the outermost elements: `<xml><records>`."""
        text = head_text(head)
        return first_element(text) in ("xml", "records") and "<record" in text

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the records.

        Raises:
            SourceError: the stream broke.
        """
        for node in records(stream, file, ("record",)):
            if isinstance(node, Problem):
                yield node
            else:
                yield from finished(_draft(node), NAME, file)


def _draft(node: Node) -> Draft:
    draft = Draft(node.line)
    if titles := node.first("titles"):
        draft.title = titles.get("title")
        draft.venue = titles.get("secondary-title")
    if periodical := node.first("periodical"):
        draft.venue = periodical.get("full-title") or draft.venue
    links = [url.text for urls in node.all("urls") for url in urls.below("url")]
    draft.ids = [node.get("electronic-resource-num"), node.get("accession-num"), *links]
    draft.ids = [text for text in draft.ids if text]
    draft.url = next((found for link in links if (found := address(link))), "")
    draft.abstract = flowing(node.get("abstract"))
    if authors := node.first("contributors", "authors"):
        draft.authors = [spoken(author.text) for author in authors.all("author")]
    if keywords := node.first("keywords"):
        draft.categories = [keyword.text for keyword in keywords.all("keyword")]
    if dates := node.first("dates"):
        year = read_any_date(dates.get("year"))
        day = dates.first("pub-dates", "date")
        said = day.text if day else ""
        draft.date = read_any_date(said) or (read_any_date(f"{said} {year[:4]}") if year else "") or year
    return draft
