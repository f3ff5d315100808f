"""JSON that is one value and not lines of it: lists of papers, however many, and whatever they were wrapped into.

The document is walked through, and only one record of it is ever held: a list of papers may stand for itself, or in an
object beside other things (`{"status": ..., "data": [...]}`), or be one of many by their days
(`{"2024-05-04": [...], ...}`); several documents may follow one another. What a record is, its own keys tell; see
`shapes`. A record that is no JSON costs itself: reading goes on where the next one begins as the first one did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from reader.errors import SourceError
from reader.model import Entry, Problem
from reader.sources.days import is_edition_day
from reader.sources.encoding import head_text, text_of
from reader.sources.json_lines import Number
from reader.sources.shapes import Shapes

NAME: Final = "json"
MAX_RECORD: Final = 8 * 1024 * 1024
"""Characters of one record."""
MAX_DEPTH: Final = 8
"""Lists and objects around the records."""

_LISTS: Final = (
    "data", "papers", "items", "results", "entries", "records", "references", "dailyPapers", "daily_papers", "response"
)  # fmt: skip
_WRAPPED: Final = re.compile(
    r'\s*\{\s*(?:"[^"\\]{0,80}"\s*:\s*(?:"[^"\\]{0,200}"|[\w.+-]{1,40})\s*,\s*){0,20}'
    rf'"(?:{"|".join(_LISTS)}|\d{{4}}-\d\d-\d\d)"\s*:\s*[\[{{]'
)
_BEGINS: Final = re.compile(r'\s*(?:\[\s*(?:[\[{"\]]|\Z)|\{\s*\n\s*(?:"|\Z))')
_SPACE: Final = re.compile(r"[\s,]*")
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_TOKEN: Final = re.compile(r'[\[\]{}]|"(?:[^"\\]*(?:\\.[^"\\]*)*")?', re.DOTALL)
_SCALAR: Final = re.compile(r"[^,\[\]{}\s\"]+")
_FIRST_KEY: Final = re.compile(r'\{\s*"[^"\\]{1,60}"')
_COMPACT: Final = 1 << 16
"""Characters behind the place at hand that are kept at the most."""


class Item(NamedTuple):
    """A record, and what the list that it stands in says of it."""

    line: int
    value: object
    day: str = ""
    """The day of the list, where it says so."""


class JsonDocument:
    """Reads JSON documents of papers."""

    name = NAME

    def recognises(self, head: bytes) -> bool:
        """Tell by a list of objects, lists or texts, or an object over several lines, or one with such a list in it."""
        text = head_text(head)
        if _BEGINS.match(text) or _WRAPPED.match(text):
            return True
        # JSON Lines are UTF-8; what is not is walked through like everything else.
        return b"\0" in head and text.lstrip("\ufeff \r\n\t").startswith('{"')

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the papers of all lists.

        Raises:
            SourceError: the stream broke.
        """
        shapes = Shapes(file)
        for item in _Walk(stream, file).items():
            if isinstance(item, Problem):
                yield item
            else:
                yield from shapes.entries(item.value, item.line, item.day)


class _Lost(Exception):  # noqa: N818 - no error: it carries what is wrong out of the walk
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class _Walk:
    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._pieces = text_of(stream)
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        """The line at which `_text` begins."""
        self._ended = False
        self._damage: SourceError | None = None
        self._again: re.Pattern[str] = re.compile(r'\{\s*"paper"\s*:')
        """How records begin."""
        self._decode = json.JSONDecoder(parse_float=Number, parse_int=Number).decode

    def items(self) -> Iterator[Item | Problem]:
        yield from self._documents()
        if self._damage:
            raise self._damage

    def _documents(self) -> Iterator[Item | Problem]:
        resumed = False
        while resumed or self._peek():
            try:
                yield from self._list("", 1) if resumed else self._value("", 0)
                resumed = False
            except _Lost as lost:
                if self._damage is None:
                    yield Problem(self._file, lost.line, str(lost))
                resumed = self._find_again()
                if not resumed:
                    return

    def _value(self, day: str, depth: int) -> Iterator[Item | Problem]:
        sign = self._peek()
        if sign == "[":
            self._at += 1
            yield from self._list(day, depth + 1)
        elif sign == "{":
            yield from self._object(day, depth + 1)
        else:
            self._skip()

    def _list(self, day: str, depth: int) -> Iterator[Item | Problem]:
        while True:
            sign = self._peek()
            if not sign:
                raise _Lost(self._here, "is cut off: a list has no end; what came before was read")
            if sign in "]}":
                self._at += 1
                if sign == "]":
                    return
            elif sign == "[" and depth < MAX_DEPTH:
                self._at += 1
                yield from self._list(day, depth + 1)
            elif sign in '{"[':
                yield from self._record(day)
            else:
                self._skip()

    def _record(self, day: str) -> Iterator[Item | Problem]:
        line, before = self._here, self._indent()
        text = self._whole(line)
        try:
            value = self._decode(text)
        except (ValueError, RecursionError) as error:
            why = (
                f"{error.msg} at its character {error.pos + 1}"
                if isinstance(error, json.JSONDecodeError)
                else "too deep"
            )
            yield Problem(self._file, line, f"is not JSON ({why}); the record was left out")
            # What was taken for its end may be the end of a later one.
            if found := self._again.search(text, 1):
                self._at -= len(text) - found.start()
            return
        if isinstance(value, dict):
            begins = re.escape(before) if "\n" in before else ""
            key = _FIRST_KEY.match(text)
            self._again = re.compile(begins + r"\{" if begins else re.escape(key[0]) if key else r"\{")
        yield Item(line, value, day)

    def _object(self, day: str, depth: int) -> Iterator[Item | Problem]:
        """Walk through an object; one without lists of records in it is a record itself."""
        line = self._here
        self._at += 1
        kept: list[str] = []
        size = 0
        has_lists = False
        while (sign := self._peek()) != "}":
            if not sign:
                raise _Lost(line, "is cut off in the middle of the object that begins here; what came before was read")
            if sign != '"':
                raise _Lost(self._here, "is not JSON: an object has something else where a key should be")
            key = self._whole(self._here)[1:-1]
            if self._peek() != ":":
                raise _Lost(self._here, f"is not JSON: the key {key[:40]!r} has no value")
            self._at += 1
            sign = self._peek()
            if sign and sign in "[{" and (key in _LISTS or is_edition_day(key)) and depth < MAX_DEPTH:
                has_lists = True
                yield from self._value(key if is_edition_day(key) else day, depth)
                continue
            value = self._whole(self._here)
            size += len(value)
            if size > MAX_RECORD:
                raise _Lost(line, f"has an object of more than {MAX_RECORD >> 20} MB; it was left out")
            if key in ("date", "dateString") and is_edition_day(value.strip('"')[:10]):
                day = value.strip('"')[:10]
            kept.append(f'"{key}":{value}')
        self._at += 1
        if not has_lists:
            try:
                yield Item(line, self._decode("{" + ",".join(kept) + "}"), "")
            except (ValueError, RecursionError) as error:
                yield Problem(self._file, line, f"is not JSON ({error}); the record was left out")

    # The text at hand

    @property
    def _here(self) -> int:
        return self._line + self._text.count("\n", 0, self._at)

    def _more(self) -> bool:
        if self._ended:
            return False
        try:
            piece = next(self._pieces, None)
        except SourceError as error:
            self._damage, piece = error, None
        if piece is None:
            self._ended = True
            return False
        self._text += piece
        return True

    def _peek(self) -> str:
        """Give the next sign that is no blank and no comma; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at > _COMPACT:
                keep = self._text.rfind("\n", 0, self._at)
                keep = keep if self._at - keep < 1000 and keep >= 0 else self._at
                self._line += self._text.count("\n", 0, keep)
                self._text, self._at = self._text[keep:], self._at - keep
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _indent(self) -> str:
        """Give the line break and the blanks before the place at hand, if nothing else is there."""
        begin = self._text.rfind("\n", 0, self._at)
        before = self._text[begin : self._at] if begin >= 0 else ""
        return before if before and not before.strip() else ""

    def _whole(self, line: int) -> str:
        """Take the value at hand as a text."""
        sign = self._text[self._at] if self._at < len(self._text) else ""
        if not sign:
            raise _Lost(line, "is cut off; what came before was read")
        if sign not in '[{"':
            return self._skip()
        at, depth = self._at, 0
        while True:
            token = _TOKEN.search(self._text, at)
            if token is None:
                at = len(self._text)
            elif token[0] == '"':
                at = token.start()  # a text that goes on in the next piece
            else:
                at = token.end()
                depth += token[0] in "[{"
                depth -= token[0] in "]}"
                if depth <= 0:
                    text = self._text[self._at : at]
                    self._at = at
                    return text
                continue
            if len(self._text) - self._at > MAX_RECORD:
                raise _Lost(line, f"has a record of more than {MAX_RECORD >> 20} MB; it was left out")
            if not self._more():
                raise _Lost(line, "is cut off in the middle of the record that begins here; it was left out")

    def _skip(self) -> str:
        while (found := _SCALAR.match(self._text, self._at)) and found.end() == len(self._text):
            if len(found[0]) > _COMPACT or not self._more():
                break
        end = found.end() if found else self._at + 1
        text = self._text[self._at : end]
        self._at = end
        return text

    def _find_again(self) -> bool:
        """Go to the beginning of the next record after damage; tell whether there is one."""
        start = self._at + 1
        while True:
            if found := self._again.search(self._text, start):
                self._at = found.end() - len(found[0].lstrip())
                return True
            start = max(start, len(self._text) - 200)
            if not self._more():
                return False
            if start > _COMPACT:
                self._line += self._text.count("\n", 0, start)
                self._text, self._at, start = self._text[start:], 0, 0
