"""CSL-JSON: what citation processors work from, and Zotero, Crossref and DataCite hand out.

Source: https://github.com/citation-style-language/schema (csl-data.json; dates as `date-parts`, `raw` or `literal`,
names with particles).
"""

from __future__ import annotations

from typing import Final

from reader.sources.dates import made, read_any_date
from reader.sources.drafts import Draft, address
from reader.sources.markup import plain

NAME: Final = "csl-json"

_TELLING: Final = ("container-title", "issued", "citation-key", "DOI", "publisher-place", "original-date", "accessed")
_IDS: Final = (("DOI", "doi:"), ("PMID", "pmid:"), ("PMCID", "pmcid:"))
_WHOLE: Final = frozenset(("book", "monograph", "edited-book", "reference-book", "proceedings", "report", "thesis"))
"""Types of works that an ISBN is the name of, in the words of CSL and of Crossref; a chapter has that of its book."""


def is_paper(record: dict[str, object]) -> bool:
    """Tell by keys that only this format has, by its kinds of names and of types, or by what Octavo adds."""
    authors = record.get("author")
    if isinstance(authors, list) and authors and isinstance(authors[0], dict):
        return True
    if isinstance(custom := record.get("custom"), dict) and "octavo" in custom:
        return True
    return "title" in record and any(key in record for key in _TELLING)


def draft_of(record: dict[str, object], line: int) -> Draft:
    """Give what a record tells; a title or a venue may be a list of one, as Crossref has it."""
    custom = record.get("custom")
    own = custom if isinstance(custom, dict) and isinstance(custom.get("octavo"), str) else None
    # What Octavo wrote is as it was stored: an ampersand in it is one.
    read = plain if own is None else str
    draft = Draft(line, title=read(_text(record.get("title"))))
    for key, kind in _IDS:
        words = _text(record.get(key)).split()
        if words:
            draft.ids.append(words[0] if "/" in words[0] else kind + words[0])
    isbn = _text(record.get("ISBN")).split()
    if isbn and (own is not None or _is_whole(record)):
        draft.ids.append(f"isbn:{isbn[0]}")
    draft.url = address(_text(record.get("URL")))
    draft.ids += [draft.url] if draft.url else []
    draft.ids += [own["octavo"]] if own is not None else []
    for key in ("URL", "id", "archive_location", "number"):
        said = _text(record.get(key))
        if "arxiv" in said.lower():
            draft.ids.append(said)
    draft.abstract = read(_text(record.get("abstract")))
    draft.venue = read(_text(record.get("container-title"))) or _text(record.get("publisher"))
    authors = record.get("author") or record.get("editor")
    if isinstance(authors, list):
        draft.authors = [name for author in authors if (name := _name(author))]
    draft.date = next((found for key in ("issued", "published", "created") if (found := _date(record.get(key)))), "")
    keywords = record.get("keyword")
    draft.categories = [part.strip() for part in _text(keywords).split(",")] if keywords else []
    if own is not None and isinstance(whole := own.get("categories"), list):
        draft.categories = [category for category in whole if isinstance(category, str)]
    return draft


def _is_whole(record: dict[str, object]) -> bool:
    """Tell whether an ISBN names this work alone: not what is in it, and not the set of which it is a volume."""
    return record.get("type") in _WHOLE and not record.get("container-title") and not record.get("volume")


def _name(author: object) -> str:
    if not isinstance(author, dict):
        return author if isinstance(author, str) else ""
    parts = (author.get(part) for part in ("given", "dropping-particle", "non-dropping-particle", "family", "suffix"))
    return " ".join(part for part in parts if isinstance(part, str) and part) or _text(author.get("literal"))


def _date(value: object) -> str:
    if not isinstance(value, dict):
        return read_any_date(value) if isinstance(value, str) else ""
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [_number(part) for part in parts[0][:3]]
        if date := made(*[*numbers, 0, 0, 0][:3]):
            return date
    return read_any_date(_text(value.get("raw")) or _text(value.get("literal")))


def _number(value: object) -> int:
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _text(value: object) -> str:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    return value if isinstance(value, str) else ""
