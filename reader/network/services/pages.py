"""Pages of papers: what a publisher writes into the head of a page for Google Scholar and Zotero.

Sources: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing (citation_*), and the names of Dublin Core
in pages (https://www.dublincore.org/specifications/dublin-core/dcq-html/). Nothing else of a page is looked at.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any, Final

from reader.errors import NetworkError
from reader.model import clean_block, clean_line
from reader.model.ids import arxiv_key, doi_key
from reader.network.fetching import Fetcher
from reader.network.lots import Fetched, Lot

KINDS: Final = frozenset({"text/html", "application/xhtml+xml"})
_ACCEPT: Final = "text/html, application/xhtml+xml, application/json;q=0.8, application/xml;q=0.8, */*;q=0.5"
_HEAD: Final = 2 << 20
"""Bytes of a page that are looked at: pages of journals carry their style sheets and scripts in the head."""
_MOST: Final = 5000
_LONGEST: Final = 100_000
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_YEAR: Final = re.compile(r"\d{4}(?:[-/]\d{1,2}(?:[-/]\d{1,2})?)?")


def page(url: str, fetcher: Fetcher) -> Lot:
    """Give what an address tells of a paper: by its page, or as a format that a source reads.

    Raises:
        NetworkError: it is not to be had, or tells nothing of a paper.
    """
    fetched = fetcher.get(url, _ACCEPT, anew=True)
    if fetched.kind in KINDS or _looks_like_page(fetched.body):
        return lot_of(fetched)
    if fetched.kind == "application/pdf" or fetched.body.startswith(b"%PDF-"):
        raise NetworkError(f"{clean_line(url)} is a PDF; give the address of the page that tells of it, or its DOI")
    return Lot(url, fetched.body)


def lot_of(fetched: Fetched, doi: str = "") -> Lot:
    """Make a record of CSL-JSON of what a page tells.

    Raises:
        NetworkError: it tells nothing of a paper.
    """
    meta = _Meta()
    try:
        meta.feed(_text(fetched.body[:_HEAD]))
    except (AssertionError, ValueError) as error:  # what the standard library's parser makes of wild declarations
        raise NetworkError(f"the page {fetched.final[:120]} cannot be read") from error
    record = _record(meta.told, fetched.final, doi)
    if not record.get("title"):
        raise NetworkError(f"the page {fetched.final[:120]} does not say which paper it is about")
    return Lot(fetched.url, json.dumps([record]).encode())


class _Meta(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, list[str]] = {}
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta" or self._count >= _MOST:
            return
        self._count += 1
        given = dict(attrs)
        name, content = given.get("name") or given.get("property"), given.get("content")
        if name and content:
            name = name.lower().replace("dcterms.", "dc.")
            if name.startswith(("citation_", "dc.", "prism.", "og:title", "og:description")):
                self.told.setdefault(name, []).append(content[:_LONGEST])


def _record(told: dict[str, list[str]], address: str, doi: str) -> dict[str, Any]:
    def first(*names: str) -> str:
        return next((clean_line(value) for name in names for value in told.get(name, ()) if clean_line(value)), "")

    scholarly = any(name.startswith(("citation_", "dc.", "prism.")) for name in told)
    title = first("citation_title", "dc.title", *(("og:title",) if scholarly or doi else ()))
    record: dict[str, Any] = {"type": "article", "title": title, "URL": address}
    names = told.get("citation_author") or told.get("dc.creator") or told.get("citation_authors") or []
    if len(names) == 1 and ";" in names[0]:
        names = names[0].split(";")
    if authors := [clean_line(name) for name in names if clean_line(name)]:
        record["author"] = [_author(name) for name in authors]
    ids = [first("citation_doi"), first("prism.doi"), *told.get("dc.identifier", ()), doi]
    if found := next((key for text in ids if (key := doi_key(text))), ""):
        record["DOI"] = found.partition(":")[2] if found.startswith("doi:") else found
    arxiv = first("citation_arxiv_id")
    if arxiv_key(arxiv) or (arxiv := address if arxiv_key(address) else ""):
        record["archive_location"] = f"arXiv:{arxiv_key(arxiv).partition(':')[2]}"
    date = first("citation_publication_date", "citation_date", "citation_online_date", "dc.date", "dc.date.issued")
    if match := _YEAR.match(date):
        record["issued"] = {"date-parts": [[int(part) for part in re.split("[-/]", match[0])]]}
    elif date:
        record["issued"] = {"raw": date}
    if venue := first(
        "citation_journal_title", "citation_conference_title", "citation_inbook_title", "prism.publicationname"
    ):
        record["container-title"] = venue
    abstracts = [
        text
        for name in (
            "citation_abstract",
            "dc.description",
            "dcterms.abstract",
            "dc.description.abstract",
            "og:description",
        )
        for text in told.get(name, ())
    ]
    if abstract := max(map(clean_block, abstracts), key=len, default=""):
        record["abstract"] = abstract
    return record


def _author(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma and given.strip() else {"literal": name}


def _text(head: bytes) -> str:
    found = _CHARSET.search(head[:4096])
    try:
        return head.decode(found[1].decode("ascii") if found else "utf-8", "replace")
    except LookupError:
        return head.decode("utf-8", "replace")


def _looks_like_page(body: bytes) -> bool:
    return re.match(rb"\s*(?:<!doctype html|<html[\s>])", body[:500], re.IGNORECASE) is not None
