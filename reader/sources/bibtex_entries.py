"""BibTeX taken apart: entries with their fields as they are written, each with its line, and what could not be read.

An entry begins with `@` at the beginning of a line; what stands between entries is a comment. One that does not end
before the next begins is lost by itself alone. Values are put together from texts in braces or quotes, numbers, and
names that `@string` gave a meaning to.

Source: the grammar of btparse (https://metacpan.org/dist/Text-BibTeX/view/btparse/doc/bt_language.pod), read leniently:
commas may be missing or too many, keys may be empty, and keys and fields may have whatever signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from reader.sources.encoding import lines_of

MAX_ENTRY: Final = 4 * 1024 * 1024
"""Characters of one entry."""
MAX_STRINGS: Final = 20_000
"""Names that `@string` may define in one file, and characters that one may stand for."""
MAX_JUNK: Final = 4_000
"""Characters that are looked through for the next field after something that is none."""

_START: Final = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]")
_INSIDE: Final = re.compile(r"@\s*[A-Za-z]+\s*[{(]\s*[^\s{}(),]*\s*,")
"""The beginning of an entry in the middle of a line: with its key, for mail has `@` too."""
_HEAD: Final = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_KEY: Final = re.compile(r"\s*([^,={}()\"#\s]*)\s*(?:,|(?=[})]))")
_FIELD: Final = re.compile(r"[\s,;]*([A-Za-z_][^\s={}(),\"#]*)\s*=\s*")
_CLOSE: Final = re.compile(r"[\s,]*[})]")
_BRACES: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTED: Final = re.compile(r'\\.|[{}"]', re.DOTALL)
_WORD: Final = re.compile(r"[^\s,#{}()\"=]+")
_JOIN: Final = re.compile(r"\s*#\s*")
_SPACE: Final = re.compile(r"[\s,]*")
_AGAIN: Final = re.compile(r",\s*[A-Za-z_][\w-]{0,80}\s*=|\n\s*[})]")
"""Where an entry can be taken up again: at its next field, or at its end."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class RawEntry(NamedTuple):
    """An entry as it is written."""

    line: int
    kind: str
    """In lower case: `article`."""
    key: str
    fields: dict[str, str]
    """By their names in lower case; of a field that is there twice, the first."""


class Fault(NamedTuple):
    """Something that could not be read."""

    line: int
    reason: str
    field: str = ""


class _Unclosed(Exception):  # noqa: N818 - no error: it carries what never ends out of an entry
    pass


def entries(stream: BinaryIO) -> Iterator[RawEntry | Fault]:
    """Yield the entries of a file in order.

    Raises:
        SourceError: the stream broke.
    """
    strings = {month: month for month in _MONTHS}
    for line, text in _chunks(stream):
        if len(text) > MAX_ENTRY:
            yield Fault(line, f"has an entry of more than {MAX_ENTRY >> 20} MB; it was left out")
        else:
            yield from _Chunk(text, line, strings).entries()


def _chunks(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Cut a file before each line that begins an entry; the first part may be none."""
    kept: list[str] = []
    size = 0
    begin = 0
    for number, line in lines_of(stream):
        if _START.match(line):
            if kept:
                yield begin, "\n".join(kept)
            kept, size, begin = [line], len(line), number
        elif not kept:
            if "@" in line and (found := _INSIDE.search(line)):
                kept, size, begin = [line[found.start() :]], len(line), number
        elif size <= MAX_ENTRY:
            kept.append(line)
            size += len(line) + 1
    if kept:
        yield begin, "\n".join(kept)


class _Chunk:
    """Reads a part of a file that begins with an entry; others may follow on the same line."""

    def __init__(self, text: str, line: int, strings: dict[str, str]) -> None:
        self._text = text
        self._line = line
        self._at = 0
        self._strings = strings
        self._counted, self._lines = 0, line
        """How far lines were counted, and the line there."""

    def entries(self) -> Iterator[RawEntry | Fault]:
        while head := _HEAD.search(self._text, self._at):
            line = self._line_at(head.start())
            self._at = head.end()
            kind = head[1].lower()
            try:
                if kind == "comment" or kind == "preamble":
                    self._closing(head[2])
                elif kind == "string":
                    self._string()
                else:
                    yield from self._entry(kind, line)
            except _Unclosed as unclosed:
                if kind not in ("comment", "preamble"):
                    what = str(unclosed)
                    yield Fault(line, f"is not closed: {what} has no end; the entry was left out")
                return

    def _entry(self, kind: str, line: int) -> Iterator[RawEntry | Fault]:
        fields: dict[str, str] = {}
        key = ""
        found = _KEY.match(self._text, self._at)
        if found:
            key = found[1]
            self._at = found.end()
        while True:
            if close := _CLOSE.match(self._text, self._at):
                self._at = close.end()
                break
            name = _FIELD.match(self._text, self._at)
            if name is None:
                junk = _SPACE.match(self._text, self._at)
                assert junk  # of any length, even none
                if junk.end() == len(self._text):
                    # All that it has is whole, and only its own brace is missing.
                    yield Fault(line, "has no closing brace; the entry was read as far as it goes")
                    self._at = len(self._text)
                    break
                yield Fault(self._line_at(junk.end()), "is no field of BibTeX; the entry was read without it")
                again = _AGAIN.search(self._text, self._at, self._at + MAX_JUNK)
                self._at = again.end() if again else min(self._at + MAX_JUNK, len(self._text))
                if again is None or again[0][-1] in "})":
                    break
                self._at = again.start()
                continue
            self._at = name.end()
            try:
                value = self._value()
            except _Unclosed as unclosed:
                raise _Unclosed(f"{name[1]} at line {self._line_at(name.start(1))}") from unclosed
            if value is None:
                yield Fault(
                    self._line_at(name.start(1)), "has no value; the entry was read without it", name[1].lower()
                )
            else:
                fields.setdefault(name[1].lower(), value)
        yield RawEntry(line, kind, key, fields)

    def _string(self) -> None:
        name = _FIELD.match(self._text, self._at)
        if name:
            self._at = name.end()
            value = self._value()
            if value is not None and len(self._strings) < MAX_STRINGS and len(value) <= MAX_STRINGS:
                self._strings[name[1].lower()] = value

    def _value(self) -> str | None:
        """Read a value: texts, numbers and names, with `#` between; None where there is none."""
        parts: list[str] = []
        size = 0
        while True:
            sign = self._text[self._at : self._at + 1]
            if sign == "{":
                self._at += 1
                begin = self._at
                self._closing("{")
                parts.append(self._text[begin : self._at - 1])
            elif sign == '"':
                self._at += 1
                begin = self._at
                self._closing('"')
                parts.append(self._text[begin : self._at - 1])
            elif word := _WORD.match(self._text, self._at):
                self._at = word.end()
                parts.append(self._strings.get(word[0].lower(), word[0]))
            else:
                break
            size += len(parts[-1])
            if size > MAX_ENTRY:
                return None
            join = _JOIN.match(self._text, self._at)
            if not join:
                break
            self._at = join.end()
        return "".join(parts) if parts else None

    def _closing(self, opening: str) -> None:
        """Go behind what closes a brace, a bracket or a quote that was just opened."""
        depth = 0
        signs = _QUOTED if opening == '"' else _BRACES
        if opening == "(":
            close = self._text.find(")", self._at)
            if close < 0:
                raise _Unclosed("the bracket")
            self._at = close + 1
            return
        for found in signs.finditer(self._text, self._at):
            sign = found[0]
            if sign == "{":
                depth += 1
            elif sign == "}":
                if depth == 0 and opening == "{":
                    self._at = found.end()
                    return
                depth -= 1
                if depth < 0:
                    break  # the entry ends inside of the quote
            elif sign == '"' and depth == 0:
                self._at = found.end()
                return
        raise _Unclosed("the value")

    def _line_at(self, place: int) -> int:
        if place >= self._counted:
            self._lines += self._text.count("\n", self._counted, place)
            self._counted = place
            return self._lines
        return self._line + self._text.count("\n", 0, place)
