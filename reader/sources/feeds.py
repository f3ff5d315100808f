"""Atom and RSS: answers of arXiv's interface, arXiv's daily feeds, and feeds of anybody else.

Sources: RFC 4287 (Atom), https://www.rssboard.org/rss-specification (RSS 2.0), https://web.resource.org/rss/1.0/spec
(RSS 1.0), https://info.arxiv.org/help/api/user-manual.html, 3.3, and https://info.arxiv.org/help/rss_specifications.html.
An entry of arXiv's interface that is titled "Error" is none, and its text says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from reader.model import Entry, Problem
from reader.model.ids import arxiv_key
from reader.sources.arxiv import NAME as ARXIV
from reader.sources.arxiv import address_of, month_of
from reader.sources.authors import names_of, spoken
from reader.sources.drafts import Draft, address, finished, version_in
from reader.sources.encoding import head_text
from reader.sources.markup import first_element, flowing, plain
from reader.sources.xml_records import Node, records

NAME: Final = "feed"

_ANNOUNCED: Final = re.compile(
    r"\s*arXiv:(?P<id>\S+)\s+Announce Type:\s*(?P<type>[\w-]+)\s*(?:Abstract:\s*)?", re.ASCII
)
_ERRORS: Final = "/api/errors"


class Feed:
    """Reads Atom, RSS 2.0 and RSS 1.0."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by the outermost element."""
        text = head_text(head)
        return first_element(text) in ("feed", "rss") or (
            first_element(text) == "RDF" and "http://purl.org/rss/1.0/" in text
        )

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the entries of a feed.

        Raises:
            SourceError: the stream broke.
        """
        for node in records(stream, file, ("entry", "item")):
            if isinstance(node, Problem):
                yield node
            elif _ERRORS in node.get("id"):
                said = " ".join(node.get("summary").split())[:200] or "nothing more"
                yield Problem(file, node.line, f"is an error that arXiv answered with: {said}")
            else:
                yield from finished(*_draft(node), file)


def _draft(node: Node) -> tuple[Draft, str]:
    """Give what an entry tells, and the name of the source that it is from."""
    own_id, link = node.get("id", "guid"), _link(node)
    ids = [own_id, *(child.text for child in node.all("arxiv:doi", "arxiv:DOI", "prism:doi", "dc:identifier")), link]
    draft = Draft(node.line, title=plain(node.get("title", "dc:title")))
    draft.url = address(link) or address(own_id)
    draft.date = node.get("published", "pubDate", "dc:date", "prism:publicationDate", "updated")
    draft.venue = node.get("arxiv:journal_ref", "arxiv:journal_reference", "prism:publicationName")
    draft.note = node.get("arxiv:comment")
    draft.authors = _authors(node)
    draft.categories = _categories(node)
    draft.version = version_in(own_id, link)
    is_arxiv = "arxiv.org" in own_id.lower() and bool(arxiv_key(own_id))
    text = node.get("summary", "description", "content:encoded", "content", "dc:description")
    if announced := _ANNOUNCED.match(text):
        is_arxiv = True
        ids.insert(0, announced["id"])
        draft.version = version_in(announced["id"])
        text = text[announced.end() :]
        if announced["type"] != "new":
            draft.date = month_of(announced["id"]) or draft.date
    # Those of arXiv are plain texts, in which "<" is a sign of mathematics.
    draft.abstract = flowing(text) if is_arxiv else plain(text)
    draft.ids = [text.strip() for text in ids if text.strip()]
    if not is_arxiv and (month := next(filter(None, map(month_of, draft.ids)), "")):
        draft.date = month  # the feed's own day is not the paper's
    if is_arxiv:
        draft.url = address_of(draft.ids[0]) or draft.url
        draft.title = node.get("title")
    return draft, ARXIV if is_arxiv else NAME


def _link(node: Node) -> str:
    """Give the address of an entry: of several the one that is its page."""
    links = node.all("link")
    pages = [link for link in links if link.attributes.get("rel", "alternate") == "alternate"]
    for link in (*pages, *links):
        if found := link.attributes.get("href", "").strip() or link.text:
            return found
    return ""


def _authors(node: Node) -> list[str]:
    found: list[str] = []
    for author in node.all("author", "dc:creator"):
        name = author.get("name") if author.children else author.text
        # One who writes all names into one says so by commas; a name of arXiv's interface is one name.
        found += names_of(" ".join(name.split())) if "," in name or ";" in name or " and " in name else [name]
    return list(map(spoken, found))


def _categories(node: Node) -> list[str]:
    primary = [child.attributes.get("term", "") for child in node.all("arxiv:primary_category")]
    others = [child.attributes.get("term", "") or child.text for child in node.all("category", "dc:subject")]
    return [*primary, *others]
