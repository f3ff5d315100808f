"""A page that somebody saved as text: its bytes become clean lines, and its lines blocks with blank lines between."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reader.model import clean_line

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_ENDS: Final = re.compile("\r\n?|\n")
# A line broken after a hyphen inside a word, as `textwrap` does; not "cross- and multilingual".
_BROKEN_WORD: Final = re.compile(r"\w-$")
_SECOND_HALF: Final = re.compile(r"(?!(?:and|or|to)(?![\w-]))\w")
_WIDEST: Final = 250
"""Characters of the longest line that a program may have made by wrapping; a longer one is a whole abstract."""
# How the last line of a paragraph that somebody wrapped ends, and a title does not.
_ENDED: Final = re.compile(r"[.!?)]\W*$|\S/\S*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that are not blank."""

    line: int
    """The line it begins at, 1 for the first."""
    lines: tuple[str, ...]
    """Each cleaned, none of them empty."""

    @property
    def text(self) -> str:
        """The lines as one, as they were before a program wrapped them."""
        return unwrap(self.lines)


def decode(data: bytes) -> tuple[str, int]:
    """Decode a page: UTF-8, or what its byte order mark says.

    Returns:
        The text, with a replacement character for whatever is no text, and the first line that has one, or 0.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        return body.decode(encoding), 0
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "replace")
        return body.decode(encoding, "replace"), len(_LINE_ENDS.findall(before)) + 1


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a text, whatever its lines end with."""
    lines: list[str] = []
    begin = 0
    for number, raw in enumerate(_lines(text), 1):
        if line := clean_line(raw):
            begin = begin if lines else number
            lines.append(line)
        elif lines:
            yield Block(begin, tuple(lines))
            lines = []
    if lines:
        yield Block(begin, tuple(lines))


def _lines(text: str) -> Iterator[str]:
    begin = 0
    for end in _LINE_ENDS.finditer(text):
        yield text[begin : end.start()]
        begin = end.end()
    yield text[begin:]


def unwrap(lines: Sequence[str]) -> str:
    """Join lines that a program wrapped, with a blank in between but where a hyphenated word was broken."""
    if len(lines) == 1:
        return lines[0]
    parts = list(lines[:1])
    for former, line in pairwise(lines):
        broken = _BROKEN_WORD.search(former[-2:]) and _SECOND_HALF.match(line)
        parts += (line,) if broken else (" ", line)
    return "".join(parts)


def paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Divide a block that lost its blank lines: beside a line that nobody wrapped, a short one is a title.

    Yields:
        The first line of each paragraph and the one after its last, counted from 0.
    """
    begin = 0
    for place, line in enumerate(lines):
        before = place > 0 and _dwarfs(lines[place - 1], line) and not _ENDED.search(line[-_WIDEST:])
        after = place + 1 < len(lines) and _dwarfs(lines[place + 1], line)
        if before or after:
            if begin < place:
                yield begin, place
            yield place, place + 1
            begin = place + 1
    if begin < len(lines):
        yield begin, len(lines)


def _dwarfs(line: str, short: str) -> bool:
    return len(short) <= _WIDEST < len(line) and 2 * len(short) < len(line)
