"""OAI-PMH: what archives hand out to whoever wants all of their records, in arXiv's two formats and in Dublin Core.

Sources: https://www.openarchives.org/OAI/openarchivesprotocol.html, https://info.arxiv.org/help/oa/index.html,
https://www.dublincore.org/specifications/dublin-core/dces/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from reader.model import Entry, Problem
from reader.sources import arxiv
from reader.sources.authors import spoken
from reader.sources.dates import read_any_date
from reader.sources.drafts import Draft, address, finished
from reader.sources.encoding import head_text
from reader.sources.markup import first_element, flowing
from reader.sources.xml_records import Node, records

NAME: Final = "oai"

_ROOTS: Final = ("OAI-PMH", "ListRecords", "GetRecord")


class OaiPmh:
    """Reads answers to `ListRecords` and `GetRecord`."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by the outermost element."""
        return first_element(head_text(head)) in _ROOTS

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the records; those that the archive has deleted are problems, and so is an error that it answered with.

        Raises:
            SourceError: the stream broke.
        """
        for node in records(stream, file, ("record", "error")):
            if isinstance(node, Problem):
                yield node
            elif node.name == "error":
                said = " ".join(f"{node.attributes.get('code', '')} {node.text}".split())[:200]
                yield Problem(file, node.line, f"is an error that the archive answered with: {said}")
            else:
                yield from _record(node, file)


def _record(node: Node, file: str) -> Iterator[Entry | Problem]:
    header, metadata = node.first("header"), node.first("metadata")
    identifier = header.get("identifier") if header else ""
    if header and header.attributes.get("status") == "deleted":
        yield Problem(file, node.line, f"was deleted by the archive ({identifier[:80]}), so there is nothing to read")
        return
    told = metadata.children[0] if metadata and metadata.children else None
    if told is None:
        yield Problem(file, node.line, "has no metadata; the record was left out")
    elif told.name in ("arXiv", "arXivRaw"):
        yield from finished(_of_arxiv(told, node.line), arxiv.NAME, file)
    elif told.name.endswith(("dc", "DC")):
        draft = _of_dublin_core(told, identifier, node.line)
        yield from finished(draft, arxiv.NAME if "arxiv.org" in identifier.lower() else NAME, file)
    else:
        yield Problem(file, node.line, f"is in the format {told.name[:40]!r}, which is not known; it was left out")


def _of_arxiv(told: Node, line: int) -> Draft:
    draft = Draft(line, title=told.get("title"))
    name = told.get("id")
    draft.ids = [name, *told.get("doi").split()[:1]]
    draft.url = arxiv.address_of(name)
    draft.abstract = flowing(told.get("abstract"))
    draft.categories = told.get("categories").split()
    draft.venue, draft.note = told.get("journal-ref"), told.get("comments")
    versions = told.all("version")
    draft.date = versions[0].get("date") if versions else told.get("created")
    draft.version = len(versions)
    if authors := told.first("authors"):
        draft.authors = [_name(author) for author in authors.all("author")] or arxiv.authors_of(authors.text)
    return draft


def _name(author: Node) -> str:
    """Give a name as it is spoken: forename, family name, suffix."""
    return " ".join(filter(None, (author.get("forenames"), author.get("keyname"), author.get("suffix"))))


def _of_dublin_core(told: Node, identifier: str, line: int) -> Draft:
    def texts(name: str) -> list[str]:
        return [text for child in told.all(f"dc:{name}", name) if (text := child.text)]

    draft = Draft(line, title=next(iter(texts("title")), ""))
    named = texts("identifier")
    draft.ids = [identifier, *named]
    draft.url = arxiv.address_of(identifier) or next((found for text in named if (found := address(text))), "")
    descriptions = texts("description")
    notes = [text for text in descriptions if text.startswith("Comment:")]
    draft.abstract = flowing(next((text for text in descriptions if text not in notes), ""))
    draft.note = notes[0].removeprefix("Comment:") if notes else ""
    draft.authors = [spoken(name) for name in texts("creator")]
    draft.categories = texts("subject")
    # Each version has its day: a paper is as old as its first.
    draft.date = min(filter(None, map(read_any_date, texts("date"))), default="")
    return draft
