"""JSON Lines: one paper a line, as Octavo writes and reads it.

`{"id", "title", "abstract", "authors": [], "date", "url", "categories": []}`, of which only the title is needed; also
what `octavo list --json` prints, with `key` for `id` and `editions`. Marks in it are not read: they live in the
journal. One broken line costs that line and nothing else.

Source of the format: https://jsonlines.org/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from reader.model import Appearance, Edition, Entry, Origin, Problem, clean_block, clean_line
from reader.model.ids import entry_keys
from reader.sources.days import is_edition_day, read_date

NAME: Final = "jsonl"
MAX_LINE: Final = 4 * 1024 * 1024
"""Bytes of the longest line that is read; a collaboration of 5,000 authors needs 150 kB."""
MAX_URL: Final = 2000

_BOM: Final = b"\xef\xbb\xbf"
_URL: Final = re.compile(r"https?://[^\s/?#\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_SOURCE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_RANK_DIGITS: Final = 6


class _Number(str):
    """A number as it is written: an arXiv id such as 2101.00120 would lose its last digit as a float."""

    __slots__ = ()


class _Refused(Exception):  # noqa: N818 - no error: it carries the reason out of a record that is left out
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class JsonLines:
    """Reads JSON Lines."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by a line that is an object, or begins as one and is longer than the head."""
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
        decode = json.JSONDecoder(parse_float=_Number, parse_int=_Number).decode
        number = 0
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield Problem(file, number, f"is longer than {MAX_LINE >> 20} MB, so it was left out")
                continue
            if line[:1] != b"{":
                line = line.removeprefix(_BOM).strip()
                if not line:
                    continue
            try:
                record = _record(line, decode)
                troubles: list[Problem] = []

                def note(field: str, reason: str, troubles: list[Problem] = troubles, number: int = number) -> None:
                    troubles.append(Problem(file, number, reason, field))

                entry = _entry(record, Origin(NAME, file, number), note)
            except _Refused as refusal:
                yield Problem(file, number, refusal.reason, refusal.field)
                continue
            yield from troubles
            yield entry


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _record(line: bytes, decode: Callable[[str], object]) -> dict[str, object]:
    try:
        record = decode(line.decode())
    except UnicodeDecodeError as error:
        raise _Refused("", f"is not UTF-8 at byte {error.start + 1}; the record was left out") from error
    except json.JSONDecodeError as error:
        raise _Refused("", f"is not JSON at column {error.pos + 1} ({error.msg}); the record was left out") from error
    except (ValueError, RecursionError) as error:
        raise _Refused("", "is JSON that no paper needs (too deep, or too long a number); left out") from error
    if not isinstance(record, dict):
        raise _Refused("", "is not a JSON object; the record was left out")
    return record


def _entry(record: dict[str, object], origin: Origin, note: Callable[[str, str], None]) -> Entry:
    get = record.get
    title = clean_line(_text("title", get("title")))
    if not title:
        raise _Refused("title", "is missing or empty; the record was left out")
    name = get("id")
    id_text = clean_line(name) if type(name) is str else _id(record)
    url = _url(get("url"), note)
    editions = get("editions")
    return Entry(
        keys=entry_keys(id_text, url, title),
        title=title,
        origin=origin,
        abstract=clean_block(_text("abstract", get("abstract"))),
        authors=_names("authors", get("authors")),
        date=_date(get("date"), note),
        url=url,
        categories=_names("categories", get("categories")),
        appearance=_appearance(editions, note) if editions else None,
    )


def _text(field: str, value: object) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    raise _Refused(field, "must be text; the record was left out")


def _id(record: dict[str, object]) -> str:
    for field in ("id", "key"):
        value = record.get(field)
        if value is None:
            continue
        if not isinstance(value, str):
            raise _Refused(field, "must be text or a number; the record was left out")
        return clean_line(str(value))
    return ""


def _names(field: str, value: object) -> tuple[str, ...]:
    if type(value) is list:
        try:
            names = [clean_line(name) for name in value]
        except (TypeError, AttributeError):
            names = None
        if names is None or any(type(name) is not str for name in value):
            raise _Refused(field, "must be a list of texts; the record was left out")
        return tuple(name for name in names if name)
    if value is None:
        return ()
    if type(value) is str:
        return tuple(filter(None, (clean_line(value),)))
    raise _Refused(field, "must be a list of texts; the record was left out")


def _date(value: object, note: Callable[[str, str], None]) -> str:
    if value is None or value == "":
        return ""
    date = read_date(value.strip()) if isinstance(value, str) else ""
    if not date:
        note("date", "must be a date such as 2025-08-25; the paper was kept without it")
    return date


def _url(value: object, note: Callable[[str, str], None]) -> str:
    if value is None or value == "":
        return ""
    if type(value) is str:
        url = value.strip()
        if len(url) <= MAX_URL and _URL.fullmatch(url) and clean_line(url) == url:
            return url
    note("url", "must be an http or https address; the paper was kept without it")
    return ""


def _appearance(value: object, note: Callable[[str, str], None]) -> Appearance | None:
    first = value[0] if isinstance(value, list) else None
    if isinstance(first, dict):
        source, day, rank = first.get("source"), first.get("day"), first.get("rank")
        if (
            isinstance(source, str)
            and _SOURCE.fullmatch(source)
            and isinstance(day, str)
            and is_edition_day(day)
            and isinstance(rank, _Number)
            and rank.isascii()
            and rank.isdigit()
            and len(rank) <= _MAX_RANK_DIGITS
            and int(rank)
        ):
            return Appearance(Edition(source, day), int(rank))
    note("editions", 'must be a list of {"source", "day", "rank"}; the paper was kept without it')
    return None
