"""JSON Lines: one paper a line, as Octavo writes and reads it.

`{"id", "title", "abstract", "authors": [], "date", "url", "categories": [], "venue", "upvotes"}`, of which only the
title is needed (`up` is read for `upvotes`); also what `octavo list --json` prints, with `key` for `id` and `editions`.
A paper of several editions comes as one entry for each, all of one line. Marks in it are not read: they live in the
journal. `keys` are others that the paper is known by. One broken line costs that line and nothing else.

Source of the format: https://jsonlines.org/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Final

from reader.model import NO_DETAILS, Appearance, Details, Edition, Entry, Origin, Problem, clean_block, clean_line
from reader.model.details import read_details
from reader.model.ids import ARXIV, TITLE, arxiv_version, canonical, entry_keys, kind, strong
from reader.model.titles import folded_key
from reader.sources.authors import names_of
from reader.sources.days import is_edition_day, read_date

if TYPE_CHECKING:
    from reader.sources.shapes import Shapes

NAME: Final = "jsonl"
MAX_LINE: Final = 4 * 1024 * 1024
"""Bytes of the longest line that is read; a collaboration of 5,000 authors needs 150 kB."""
MAX_URL: Final = 2000
MAX_TITLE: Final = 2_000
"""Characters of a title that are kept."""
MAX_ABSTRACT: Final = 100_000
"""Characters of an abstract that are kept; what is longer is no abstract but a paper."""
MAX_EDITIONS: Final = 1_000
"""Editions that one paper may have been in."""
MAX_KEYS: Final = 50
"""Further keys of one paper that are looked at."""
MAX_VENUE: Final = 200
"""Characters of a venue that are kept."""

_BOM: Final = b"\xef\xbb\xbf"
_CHUNK: Final = 1 << 16
WEB_ADDRESS: Final = re.compile(
    r"https?://[^\s/?#\\\x00-\x20\x7f]+(?:[/?#][^\s\x00-\x20\x7f]*)?",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RANK: Final = re.compile(r"[1-9][0-9]{0,5}")
_VOTES: Final = re.compile(r"[0-9]{1,9}")
_FOREIGN: Final = frozenset(
    ("paper", "authors_parsed", "journal-ref", "discussionId", "summary", "author", "issued", "container-title", "DOI")
)
"""Keys of records in the words of others, which look at them more closely."""
_LIST: Final = re.compile(rb"\s*\[\s*(?:\{|\Z)")


class Number(str):
    """A number as it is written: an arXiv id such as 2101.00120 would lose its last digit as a float."""

    __slots__ = ()


class _Refused(Exception):  # noqa: N818 - no error: it carries the reason out of a record that is left out
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A field that was dropped, or shortened, of a paper that was kept."""

    field: str
    reason: str


class JsonLines:
    """Reads JSON Lines."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by a line that is an object, or begins as one and is longer than the head; a list of objects is none."""
        if begins_list(head):
            return False
        lines = head.removeprefix(_BOM).split(b"\n")
        first = True
        for number, line in enumerate(lines, 1):
            line = line.strip()
            if not line:
                continue
            if line.startswith(b"{") and line[1:].lstrip().startswith((b'"', b"}")) and (first or number == len(lines)):
                return True
            if line.startswith(b"{") and isinstance(_parsed(line), dict):
                return True
            first = False
        return False

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the papers line by line, and a problem for each line or field that could not be used.

        Raises:
            SourceError: the stream broke.
        """
        decode = json.JSONDecoder(parse_float=Number, parse_int=Number).raw_decode
        number = 0
        shapes: Shapes | None = None
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE and line[-1:] != b"\n":
                _skip_line(stream)
                yield Problem(file, number, f"is longer than {MAX_LINE >> 20} MB, so it was left out")
                continue
            line = line.strip()
            if line[:1] != b"{":
                line = line.removeprefix(_BOM).strip()
                if not line:
                    continue
            try:
                record = _record(line, decode)
            except _Refused as refusal:
                yield Problem(file, number, refusal.reason, refusal.field)
                continue
            if record.keys().isdisjoint(_FOREIGN):
                yield from entries_of(record, file, number)
            else:
                shapes = shapes or _shapes(file)
                yield from shapes.entries(record, number)


def entries_of(record: dict[str, object], file: str, line: int) -> Iterator[Entry | Problem]:
    """Yield what a record in Octavo's own words tells: an entry for each of its editions, or one."""
    doubts: list[_Doubt] = []
    try:
        entry = _entry(record, Origin(NAME, file, line), doubts)
        appearances = _appearances(record["editions"], doubts) if record.get("editions") not in (None, []) else ()
    except _Refused as refusal:
        yield Problem(file, line, refusal.reason, refusal.field)
        return
    for doubt in doubts:
        yield Problem(file, line, doubt.reason, doubt.field)
    if appearances:
        for appearance in appearances:
            yield replace(entry, appearance=appearance)
    else:
        yield entry


def _shapes(file: str) -> Shapes:
    from reader.sources.shapes import Shapes  # which knows this module

    return Shapes(file)


def begins_list(head: bytes) -> bool:
    """Tell whether a content begins as one JSON list of objects, as many programs write where JSON Lines is meant."""
    first = next(filter(None, (line.strip() for line in head.removeprefix(_BOM).split(b"\n"))), b"")
    return _LIST.match(first) is not None


def _skip_line(stream: BinaryIO) -> None:
    """Read to the end of a line that is too long, without holding it."""
    while (rest := stream.readline(_CHUNK)) and rest[-1:] != b"\n":
        pass


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _record(line: bytes, decode: Callable[[str], tuple[object, int]]) -> dict[str, object]:
    try:
        text = line.decode()
        record, end = decode(text)
    except UnicodeDecodeError as error:
        raise _Refused("", f"is not UTF-8 at byte {error.start + 1}; the record was left out") from error
    except json.JSONDecodeError as error:
        reason = f"is not JSON at character {error.pos + 1} ({error.msg}); the record was left out"
        raise _Refused("", reason) from error
    except RecursionError as error:
        raise _Refused("", "is JSON nested too deeply; the record was left out") from error
    if not isinstance(record, dict):
        raise _Refused("", "is not a JSON object; the record was left out")
    if end != len(text):
        raise _Refused("", f"goes on after the end of its JSON at character {end + 1}; the record was left out")
    return record


def _entry(record: dict[str, object], origin: Origin, doubts: list[_Doubt]) -> Entry:
    get = record.get
    title = clean_line(_text("title", get("title")))
    if len(title) > MAX_TITLE:
        title = clean_line(_beginning("title", title, MAX_TITLE, doubts))
    if not title:
        raise _Refused("title", "is missing or empty; the record was left out")
    abstract = clean_block(_text("abstract", get("abstract")))
    if len(abstract) > MAX_ABSTRACT:
        abstract = clean_block(_beginning("abstract", abstract, MAX_ABSTRACT, doubts))
    url = _url(get("url"), doubts)
    authors = get("authors")
    return Entry(
        keys=_keys(record, url, title, doubts),
        title=title,
        origin=origin,
        abstract=abstract,
        authors=_names("authors", names_of(clean_line(authors)) if type(authors) is str else authors),
        date=_date(get("date"), doubts),
        url=url,
        categories=_names("categories", get("categories")),
        up=_votes(record, doubts),
        venue=_venue(get("venue"), doubts),
        details=_details(get("details")),
        version=arxiv_version(str(get("id") or get("key") or "")),
    )


def _beginning(field: str, text: str, most: int, doubts: list[_Doubt]) -> str:
    doubts.append(_Doubt(field, f"is longer than {most:,} characters; the paper was kept with the first of them"))
    return text[:most]


def _text(field: str, value: object) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    raise _Refused(field, "must be text; the record was left out")


def _keys(record: dict[str, object], url: str, title: str, doubts: list[_Doubt]) -> tuple[str, ...]:
    """Give the keys of `id`, `key`, `keys`, address and title: the best first, the title's own last."""
    keys = _main_keys(record, url, title, doubts)
    more = record.get("keys")
    if not more:
        return keys
    if not isinstance(more, list):
        doubts.append(_Doubt("keys", "must be a list of texts; the paper was kept without it"))
        return keys
    wanted = [key for text in more[:MAX_KEYS] if isinstance(text, str) and (key := entry_keys(text, "", title)[0])]
    # No work has two arXiv ids. A key of a title is one that it had under another; that of its plain words follows.
    told = (*keys, folded_key(title))
    others = [key for key in wanted if key not in told and not (kind(key) == ARXIV and ARXIV in map(kind, keys))]

    def is_better(key: str) -> bool:
        # Of two that are equally good, the line says by which one the paper is called.
        return canonical((key, keys[0])) == key and (key == keys[0] or strong(key) or kind(keys[0]) == TITLE)

    return tuple(sorted({*keys[:-1], *others}, key=lambda key: (not is_better(key), key))) + keys[-1:]


def _main_keys(record: dict[str, object], url: str, title: str, doubts: list[_Doubt]) -> tuple[str, ...]:
    id_text = _id("id", record)
    key_text = _id("key", record) if "key" in record else ""
    keys = entry_keys(id_text or key_text, url, title)
    if not id_text or not key_text or id_text == key_text:
        return keys
    key = entry_keys(key_text, "", title)[0]
    if key in keys:
        return keys
    if kind(key) == ARXIV and ARXIV in map(kind, keys):
        doubts.append(_Doubt("key", "names another paper than id or url; the paper was kept without it"))
        return keys
    return (key, *keys) if canonical((key, *keys)) == key else (*keys[:-1], key, keys[-1])


def _id(field: str, record: dict[str, object]) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_line(value)
    raise _Refused(field, "must be text or a number; the record was left out")


def _names(field: str, value: object) -> tuple[str, ...]:
    if not value and (value is None or type(value) in (list, str)):
        return ()
    names = [value] if type(value) is str else value
    if type(names) is not list or set(map(type, names)) != {str}:
        raise _Refused(field, "must be a list of texts; the record was left out")
    # Names are clean where the line that they make is: one call instead of one a name, a fifth of the whole time.
    line = " ".join(names)
    return tuple(names) if line and clean_line(line) == line else tuple(filter(None, map(clean_line, names)))


def _date(value: object, doubts: list[_Doubt]) -> str:
    if value is None or value == "":
        return ""
    date = read_date(value.strip()) if isinstance(value, str) else ""
    if not date:
        doubts.append(_Doubt("date", "must be a date such as 2025-08-25; the paper was kept without it"))
    return date


def _url(value: object, doubts: list[_Doubt]) -> str:
    if value is None or value == "":
        return ""
    if type(value) is str:
        url = value.strip()
        if len(url) <= MAX_URL and WEB_ADDRESS.fullmatch(url) and (url.isascii() or clean_line(url) == url):
            return url
    doubts.append(_Doubt("url", "must be an http or https address; the paper was kept without it"))
    return ""


def _votes(record: dict[str, object], doubts: list[_Doubt]) -> int:
    field = "upvotes" if record.get("upvotes") is not None else "up"
    value = record.get(field)
    if value is None:
        return 0
    if isinstance(value, Number) and _VOTES.fullmatch(value):
        return int(value)
    doubts.append(_Doubt(field, "must be a whole number, 0 or more; the paper was kept without it"))
    return 0


def _venue(value: object, doubts: list[_Doubt]) -> str:
    if not value:
        return ""
    if type(value) is not str:
        doubts.append(_Doubt("venue", "must be text; the paper was kept without it"))
        return ""
    venue = clean_line(value)
    return venue if len(venue) <= MAX_VENUE else clean_line(_beginning("venue", venue, MAX_VENUE, doubts))


def _details(value: object) -> Details:
    """Give the details of a record that Octavo printed, clean once more; what makes no sense is left out."""
    if not isinstance(value, dict):
        return NO_DETAILS
    told: dict[str, object] = {}
    for name, item in value.items():
        if isinstance(item, Number):
            told[name] = int(item) if _VOTES.fullmatch(item) else 0
        elif name in ("code", "project"):
            told[name] = _url(item, [])
        elif isinstance(item, list):
            told[name] = [clean_line(text) for text in item if isinstance(text, str)]
        elif isinstance(item, str):
            told[name] = clean_line(item)
    return read_details(told)


def _appearances(value: object, doubts: list[_Doubt]) -> list[Appearance]:
    """Give the places that make sense, one for each edition, and one doubt for all that do not."""
    items = value if isinstance(value, list) else [value]
    found = [_appearance(item) for item in items[:MAX_EDITIONS]]
    if None in found:
        reason = 'must be a list of {"source", "day", "rank"}; the paper was kept without those that are not'
        doubts.append(_Doubt("editions", reason))
    if len(items) > MAX_EDITIONS:
        doubts.append(_Doubt("editions", f"are more than {MAX_EDITIONS:,}; the paper was kept with the first of them"))
    return list({place.edition: place for place in reversed(found) if place}.values())[::-1]


def _appearance(item: object) -> Appearance | None:
    fields = item if isinstance(item, dict) else {}
    source, day, rank = fields.get("source"), fields.get("day"), fields.get("rank")
    if (
        isinstance(source, str)
        and _SOURCE.fullmatch(source)
        and isinstance(day, str)
        and is_edition_day(day)
        and isinstance(rank, Number)
        and _RANK.fullmatch(rank)
    ):
        return Appearance(Edition(source, day), int(rank))
    return None
