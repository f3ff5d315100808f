"""Bibliographies with a short tag before each line: RIS, PubMed's nbib, and the Web of Science's own.

They differ in how a tag is set off, in what opens and closes a record, and in their tags; a line without a tag goes on
with the one before. A record that has lost its first or its last line is read all the same, and whatever stands between
records is passed over.

Sources: https://en.wikipedia.org/wiki/RIS_(file_format) (the specification of 2001 and 2011 is no longer on line),
https://www.nlm.nih.gov/bsd/mms/medlineelements.html,
https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from reader.model import Entry, Problem
from reader.sources.authors import spoken
from reader.sources.dates import read_any_date
from reader.sources.drafts import Draft, address, finished
from reader.sources.encoding import head_text, lines_of

MAX_RECORD: Final = 4 * 1024 * 1024
"""Characters of one record."""

OWN: Final = "Octavo"
"""The database that Octavo's own records are from; see `reader.export.ris`."""

Fields = dict[str, list[str]]


class Dialect(NamedTuple):
    """How one of the formats writes."""

    name: str
    telling: re.Pattern[str]
    """What only a file of this kind has."""
    tag: re.Pattern[str]
    """A line with a tag, and its value."""
    begins: str
    """The tag that opens a record."""
    ends: str
    """The tag that closes one, or empty where a blank line does."""
    title: tuple[str, ...]
    abstract: tuple[str, ...]
    authors: tuple[str, ...]
    """Of several that are there, the first counts: full names before short ones."""
    dates: tuple[str, ...]
    venue: tuple[str, ...]
    ids: tuple[str, ...]
    words: tuple[str, ...]
    urls: tuple[str, ...] = ()
    by_lines: frozenset[str] = frozenset()
    """Tags of which each further line is a value of its own."""


RIS: Final = Dialect(
    "ris",
    re.compile(r"^[\s\ufeff]*(?:TY|ER)  ?-", re.MULTILINE),
    re.compile(r"\s{0,3}([A-Z][A-Z0-9])  ?-(?: (.*)|$)"),
    "TY",
    "ER",
    title=("TI", "T1", "CT", "BT", "ST", "T2"),
    abstract=("AB", "N2"),
    authors=("AU", "A1", "A2", "ED"),
    dates=("DA", "Y1", "PY"),
    venue=("T2", "JO", "JF", "JA", "J2", "BT", "PB"),
    ids=("DO", "M3", "AN", "UR", "L1", "L2", "LK", "ID", "C7"),
    words=("KW",),
    urls=("UR", "L2", "LK"),
)
NBIB: Final = Dialect(
    "pubmed",
    re.compile(r"^[\s\ufeff]*PMID- ?\d", re.MULTILINE),
    re.compile(r"([A-Z]{2,4}) {0,2}-(?: (.*)|$)"),
    "PMID",
    "",
    title=("TI", "BTI"),
    abstract=("AB",),
    authors=("FAU", "AU", "CN"),
    dates=("DP", "DEP"),
    venue=("JT", "TA", "BTI"),
    ids=("PMID", "PMC", "AID", "LID"),
    words=("OT", "MH"),
)
WOS: Final = Dialect(
    "wos",
    re.compile(r"\A[\s\ufeff]*(?:FN (?:Clarivate|Thomson|ISI)|PT [A-Z]\n(?:[A-Z][A-Z0-9]|  ) )"),
    re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    "PT",
    "ER",
    title=("TI",),
    abstract=("AB",),
    authors=("AF", "AU", "CA"),
    dates=("PY",),
    venue=("SO", "CT"),
    ids=("DI", "UT", "PM"),
    words=("DE", "WC"),
    by_lines=frozenset(("AF", "AU", "CA")),
)
_DOI: Final = re.compile(r"(10\.\d{4,9}/\S+)(?: \[doi\])?\Z")
_KINDS: Final = {"PMID": "pmid:", "PMC": "pmcid:", "PM": "pmid:", "UT": "id:"}
_ARXIV: Final = re.compile(r"arxiv", re.IGNORECASE)
_WHOLE: Final = frozenset(("BOOK", "EBOOK", "EDBOOK", "RPRT", "THES"))
"""Types of RIS that an ISBN is the name of; a chapter has that of its book, and a volume may have that of all."""
_ISBN: Final = re.compile(r"(?:97[89][- ]?)?(?:[0-9][- ]?){9}[0-9Xx]\b")
_PUBMED: Final = re.compile(r"PMID: ?([0-9]{1,9})")


class Tagged:
    """Reads one of the tagged formats."""

    def __init__(self, dialect: Dialect) -> None:
        self.name = dialect.name
        self._dialect = dialect

    def recognises(self, head: bytes) -> bool:
        """Tell by a line that opens or closes a record."""
        return self._dialect.telling.search(head_text(head).replace("\r\n", "\n").replace("\r", "\n")) is not None

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the records.

        Raises:
            SourceError: the stream broke.
        """
        for line, fields in self._records(stream, file):
            if isinstance(fields, Problem):
                yield fields
            elif fields:
                yield from finished(_draft(self._dialect, fields, line), self.name, file)

    def _records(self, stream: BinaryIO, file: str) -> Iterator[tuple[int, Fields | Problem]]:
        dialect = self._dialect
        fields: Fields = {}
        begin = size = 0
        values: list[str] | None = None
        """Of the tag at hand."""
        tag = ""
        for number, line in lines_of(stream):
            line = line.removeprefix("\ufeff")
            found = dialect.tag.fullmatch(line.rstrip())
            if found is None:
                blank = not line.strip()
                if blank and not dialect.ends and fields:
                    yield begin, fields
                    fields, values = {}, None
                elif values is not None and not blank:
                    size += len(line)
                    if size > MAX_RECORD:
                        reason = f"has a record of more than {MAX_RECORD >> 20} MB; it was left out"
                        yield begin, Problem(file, begin, reason)
                        fields, values, size = {}, None, 0
                    elif tag in dialect.by_lines:
                        values.append(line)
                    else:
                        values[-1] += "\n" + line.strip()
                continue
            tag, value = found[1], found[2] or ""
            if tag == dialect.ends:
                if fields:
                    yield begin, fields
                fields, values = {}, None
                continue
            if tag == dialect.begins and fields:
                yield begin, fields
                fields = {}
            if not fields:
                begin, size = number, 0
            size += len(value)
            values = fields.setdefault(tag, [])
            values.append(value)
            if tag in ("FN", "VR", "EF") and dialect is WOS:
                fields, values = {}, None
        if fields:
            yield begin, fields


def _subjects(dialect: Dialect, fields: Fields) -> list[str]:
    """Give keywords; headings of MeSH without their qualifiers, and without the star of the main ones.

    A line that Octavo wrote is one keyword.
    """
    found: list[str] = []
    is_own = fields.get("DB") == [OWN]
    for tag in dialect.words:
        for text in fields.get(tag, ()):
            if tag == "MH":
                found.append(" ".join(text.split()).partition("/")[0].strip("* "))
            else:
                found += [text] if is_own else re.split(r"[;\n]" if dialect.ends else ";", text)
    return [word.strip() for word in found]


def _draft(dialect: Dialect, fields: Fields, line: int) -> Draft:
    def texts(tags: tuple[str, ...]) -> Iterator[str]:
        return (text for tag in tags for value in fields.get(tag, ()) if (text := value.strip()))

    title_tag = next((tag for tag in dialect.title if any(map(str.strip, fields.get(tag, [])))), "")
    draft = Draft(line, title=" ".join(texts((title_tag,))) if title_tag else "")
    draft.abstract = "\n\n".join(" ".join(text.split("\n")) for text in texts(dialect.abstract))
    names = next((people for tag in dialect.authors if (people := list(texts((tag,))))), [])
    draft.authors = list(map(spoken, names))
    draft.date = next((found for text in texts(dialect.dates) if (found := read_any_date(text))), "")
    if not draft.date:
        draft.date = next(texts(dialect.dates), "").strip("/ ")
    draft.venue = next(texts(tuple(tag for tag in dialect.venue if tag != title_tag)), "")
    draft.categories = _subjects(dialect, fields)
    draft.url = next((link for text in texts(dialect.urls) for word in text.split() if (link := address(word))), "")
    for tag in dialect.ids:
        for text in texts((tag,)):
            if text[:4].lower() != "http" and (doi := _DOI.search(text)):
                draft.ids.append(doi[1])
            elif tag in _KINDS:
                draft.ids.append(_KINDS[tag] + text.split()[0])
            elif tag == "AN" and (pubmed := _PUBMED.fullmatch(text)):
                draft.ids.append(f"pmid:{pubmed[1]}")
            elif tag in ("DO", "UR", "L1", "L2", "LK") or _ARXIV.search(text):
                draft.ids.append(text)
    if dialect is RIS and not _WHOLE.isdisjoint(texts(("TY",))) and not any(texts(("T2", "VL"))):
        draft.ids += [f"isbn:{isbn[0]}" for text in texts(("SN",)) if (isbn := _ISBN.match(text))][:1]
    if dialect is NBIB and not draft.url and fields.get("PMID"):
        draft.url = address(f"https://pubmed.ncbi.nlm.nih.gov/{fields['PMID'][0].strip()}/")
    return draft
