"""Which encoding a text file has, and its text as a stream of pieces or lines.

What a file says of itself is believed first: a byte order mark, or the prolog of XML. Most say nothing: then the bytes
decide. Zeros between letters are UTF-16, what is UTF-8 is UTF-8, and what is neither was written on a Windows machine
of Western Europe or of China. The two are told apart by reading them as GB 18030: signs of Chinese stand beside one
another, and what accented letters would be stands alone.
A file that changes its encoding midway (bibliographies are put together from several) is followed line by line.

A detector was tried (charset-normalizer 3.5): of the short files that bibliographies are, it took GBK for Korean and
Windows-1252 for a code page of the Baltic, and it needs the whole file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

MAX_LINE: Final = 1 << 20
"""Characters of a line; a longer one is given in pieces of this length."""

_CHUNK: Final = 1 << 16
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PROLOG: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CHINESE: Final = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]+")
_KNOWN: Final = {
    "utf-8": "utf-8",
    "ascii": "utf-8",  # who says so has often not looked
    "us-ascii": "utf-8",
    "utf-16": "utf-16",
    "iso-8859-1": "cp1252",  # as browsers read it: https://encoding.spec.whatwg.org/#names-and-labels
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
}


def text_of(stream: BinaryIO) -> Iterator[str]:
    r"""Yield a text in pieces, with `\n` at the end of each line whatever it was; bytes that are none become U+FFFD.

    Raises:
        SourceError: the stream broke; what came before was yielded.
    """
    head = _filled(stream)
    rest = _decoded(head, stream)
    held = ""
    for piece in rest:
        if held:
            piece = held + piece
        held = "\r" if piece.endswith("\r") else ""  # its newline may come next
        piece = piece[: len(piece) - len(held)]
        if "\r" in piece:
            piece = piece.replace("\r\n", "\n").replace("\r", "\n")
        if piece:
            yield piece
    if held:
        yield "\n"


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their numbers, 1 for the first, without their ends.

    Raises:
        SourceError: the stream broke; what came before was yielded.
    """
    number = 1
    rest: list[str] = []
    length = 0
    for piece in text_of(stream):
        first, *others = piece.split("\n")
        rest.append(first)
        length += len(first)
        for line in others:
            yield number, "".join(rest)
            number += 1
            rest, length = [line], len(line)
        if length > MAX_LINE:
            yield number, "".join(rest)
            rest, length = [], 0
    if length:
        yield number, "".join(rest)


def head_text(head: bytes) -> str:
    """Give the text that a file begins with, as far as the bytes at hand reach."""
    mark, encoding = _declared(head)
    body = head[len(mark) :]
    if encoding and encoding != "utf-8":
        return codecs.getincrementaldecoder(encoding)("replace").decode(body)
    return codecs.getincrementaldecoder("utf-8")("replace").decode(body)


def _filled(stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < _CHUNK and (part := stream.read(_CHUNK - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _declared(head: bytes) -> tuple[bytes, str]:
    """Give the byte order mark, and the encoding that a file begins to speak of, or an empty text."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return mark, name
    if wide := _wide(head[:200]):
        return b"", wide
    if told := _PROLOG.match(head[:400]):
        # A prolog that could be read byte by byte is no UTF-16, whatever it says of itself.
        name = _KNOWN.get(told[1].decode().lower(), "")
        return b"", "utf-8" if name == "utf-16" else name
    return b"", ""


def _wide(head: bytes) -> str:
    """Tell UTF-16 without a mark by the zeros of its ASCII letters."""
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    if half >= 4 and odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if half >= 4 and even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _decoded(head: bytes, stream: BinaryIO) -> Iterator[str]:
    mark, encoding = _declared(head)
    chunk = head[len(mark) :]
    if encoding and encoding != "utf-8":
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        while chunk:
            yield decoder.decode(chunk)
            chunk = stream.read(_CHUNK)
        yield decoder.decode(b"", final=True)
        return
    other = ""
    waiting = b""
    while chunk:
        chunk = waiting + chunk
        # Whole lines, so that no sign is cut in two.
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        if not end and len(chunk) < 16 * _CHUNK:
            waiting = chunk
        else:
            end = end or _before_sign(chunk)
            waiting = chunk[end:]
            text, other = _either(chunk[:end], other)
            yield text
        chunk = stream.read(_CHUNK)
    if waiting:
        yield _either(waiting, other)[0]


def _before_sign(chunk: bytes) -> int:
    """Give where a chunk without a line end can be cut: before the last sign of UTF-8, which may go on."""
    end = len(chunk)
    while end > len(chunk) - 4 and chunk[end - 1] & 0xC0 == 0x80:
        end -= 1
    return end - 1 if chunk[end - 1] >= 0xC0 else len(chunk)


def _either(data: bytes, other: str) -> tuple[str, str]:
    """Decode lines as UTF-8, and those that are none as what they seem to be; tell what that was."""
    try:
        return data.decode("utf-8"), other
    except UnicodeDecodeError:
        lines = []
        other = other or _guess(data)
        for line in data.splitlines(keepends=True):
            try:
                lines.append(line.decode("utf-8"))
            except UnicodeDecodeError:
                lines.append(_legacy(line, other))
        return "".join(lines), other


def _guess(data: bytes) -> str:
    r"""Tell by what the lines that are no UTF-8 would say in GB 18030.

    An accented letter of Windows-1252 takes the letter behind it for the second half of a sign, so that nearly all
    signs stand alone (`é` and `t` of `été` are one), or has a blank behind it, which is none.
    """
    text = b"\n".join(line for line in data.splitlines() if not _is_utf8(line)).decode("gb18030", "replace")
    runs = list(map(len, _CHINESE.findall(text)))
    beside = sum(run for run in runs if run > 1)
    return "gb18030" if beside > 0.8 * sum(runs) and text.count("\ufffd") <= beside // 20 else "cp1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy(line: bytes, encoding: str) -> str:
    """Decode a line that is no UTF-8: as what it seems to be, or as UTF-8 in which single signs are broken."""
    good = line.decode("utf-8", "replace")
    broken = good.count("\ufffd")
    if sum(sign > "\x7f" for sign in good) - broken > broken:
        return good
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return line.decode("latin-1" if encoding == "cp1252" else encoding, "replace")
