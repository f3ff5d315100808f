"""XML from outside, record by record: nothing of it is believed, and one that is broken costs no other.

Expat reads, and nothing but this module decides what it may do: entities that a document declares are refused (a few
lines of them can unfold to gigabytes, or name a file of this machine), none outside it is ever fetched, and a record
has a bearable size and depth. Where the text stops being XML, the record there is left out, and reading goes on at the
beginning of the next. Names of HTML's signs (`&nbsp;`), which feeds use and XML does not know, are what they mean.

Namespaces: an element is called by its bare name where it belongs to the format itself, and by a prefix that is always
the same (`dc:creator`, `arxiv:doi`) where it comes from another one, whatever prefix the document chose.

Source: https://docs.python.org/3/library/pyexpat.html, https://www.w3.org/TR/REC-xml/#charsets (what XML may hold).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html.entities import html5
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from reader.errors import SourceError
from reader.model import Problem
from reader.sources.encoding import text_of

MAX_RECORD: Final = 4 * 1024 * 1024
"""Characters of one record."""
MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000
"""Elements of one record: a paper of a collaboration has some 20,000."""

_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://arxiv.org/schemas/atom": "arxiv:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism:",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism:",
    "http://prismstandard.org/namespaces/basic/3.0/": "prism:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/rss/1.0/": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.openarchives.org/OAI/2.0/": "",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc:",
    "http://arxiv.org/OAI/arXiv/": "",
    "http://arxiv.org/OAI/arXivRaw/": "",
}
_CHUNK: Final = 1 << 16
_BANNED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^\[>]*>")
_ELSEWHERE: Final = b'<!DOCTYPE octavo SYSTEM "-">'


class Node:
    """An element: its name, attributes, children, and the text that stands in it."""

    __slots__ = ("attributes", "children", "line", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Node] = []
        self.parts: list[str] = []
        """Its text, and in its place that of each child."""

    @property
    def text(self) -> str:
        """All text in it and in what stands in it."""
        return "".join(self.parts).strip()

    def all(self, *names: str) -> list[Node]:
        """Give the children of these names, in order."""
        return [child for child in self.children if child.name in names]

    def first(self, *path: str) -> Node | None:
        """Give the first descendant along a path of names."""
        node: Node | None = self
        for name in path:
            node = next((child for child in node.children if child.name == name), None) if node else None
        return node

    def get(self, *names: str) -> str:
        """Give the text of the first child of one of these names that has any: the first name counts most."""
        for name in names:
            for child in self.children:
                if child.name == name and (text := child.text):
                    return text
        return ""

    def below(self, *names: str) -> Iterator[Node]:
        """Yield the descendants of these names, in order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.below(*names)


class _Refused(Exception):  # noqa: N818 - no error: it carries the reason out of expat's callbacks
    pass


def records(stream: BinaryIO, file: str, names: Collection[str]) -> Iterator[Node | Problem]:
    """Yield each element of one of the names (without namespace), and a problem where one could not be read.

    Raises:
        SourceError: the stream broke.
    """
    opening = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(map(re.escape, names))})(?=[\s/>])")
    pieces = text_of(stream)
    broken: SourceError | None = None
    reader: _Records | None = None
    line = 1
    """The line at which the piece at hand begins."""
    seeking = ended = False
    while True:
        try:
            piece = next(pieces, None)
        except SourceError as error:
            broken, piece = error, None
        if piece is None:
            break
        if reader is None:
            # The text is decoded already, so what the prolog says of its encoding is no longer true.
            piece = _DOCTYPE.sub(_blank, _DECLARATION.sub(_blank, piece, count=1), count=1)
            reader = _Records(frozenset(names), 1, {}, declare="<!DOCTYPE" not in piece[:_CHUNK])
        piece = _BANNED.sub(" ", piece)
        lines_here = piece.count("\n")
        at = 0
        while piece is not None:
            if seeking:
                found = opening.search(piece, at)
                if found is None:
                    break
                start_line = line + piece.count("\n", 0, found.start())
                reader = _Records(frozenset(names), start_line, reader.prefixes, nested=True)
                at, seeking = found.start(), False
            data = piece[at:].encode("utf-8", "replace")
            try:
                reader.feed(data)
            except _Refused as refusal:
                yield from reader.taken()
                yield Problem(file, reader.line, str(refusal))
                if reader.fatal:
                    return
            except expat.ExpatError as error:
                yield from reader.taken()
                if reader.root_closed:
                    ended = True  # something after the end of the document: mails put a signature there
                    break
                if not reader.is_over:
                    yield Problem(file, reader.place, f"is no XML ({_said(error)}); {reader.cost}")
            else:
                yield from reader.taken()
                break
            # On from the first byte after the damage.
            at += len(data[: reader.consumed].decode("utf-8", "ignore"))
            seeking = True
        line += lines_here
        if ended:
            break
    if broken:
        raise broken
    if reader and not seeking and not ended and (place := reader.open_at):
        record, document = "the record that begins here", "the document"
        what = f"{record} is cut off; it was left out" if reader.inside else f"{document} is cut off"
        yield Problem(file, place, what)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _said(error: expat.ExpatError) -> str:
    return expat.ErrorString(error.code)


class _Records:
    """One run of expat: from the beginning of a document, or of a record after damage, to the next damage."""

    def __init__(
        self, names: frozenset[str], line: int, prefixes: dict[str, str], *, nested: bool = False, declare: bool = True
    ) -> None:
        self.prefixes = prefixes
        self.fatal = False
        self.root_closed = False
        self._names = names
        self._base = line - 1
        self._stack: list[Node] = []
        self._depth = 0
        self._size = self._elements = 0
        self._done: list[Node] = []
        self._fed = 0
        """Bytes fed before the piece at hand."""
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.SkippedEntityHandler = self._named
        self._nested = nested
        # As if there were declarations elsewhere, which are not read: then a name that XML does not know is told of,
        # and is no error.
        before = _ELSEWHERE if declare else b""
        if nested:
            before += b"<again>"
            self._depth = 1
        parser.Parse(before, False)
        self._fed = len(before)
        self._before = 0

    def feed(self, data: bytes) -> None:
        """Parse more."""
        self._before = self._fed
        self._parser.Parse(data, False)
        self._fed += len(data)

    def taken(self) -> Iterator[Node]:
        """Yield the records that are whole."""
        yield from self._done
        self._done.clear()

    @property
    def consumed(self) -> int:
        """How much of the piece at hand was read before the damage; at least one byte."""
        index = max(self._parser.ErrorByteIndex, self._parser.CurrentByteIndex)
        return max(index - self._before, 1)

    @property
    def line(self) -> int:
        """The line at which the parser is."""
        return self._base + self._parser.CurrentLineNumber

    @property
    def place(self) -> int:
        """The line of the damage."""
        return self._base + self._parser.ErrorLineNumber

    @property
    def inside(self) -> bool:
        """Whether a record is under way."""
        return bool(self._stack)

    @property
    def is_over(self) -> bool:
        """Whether, after former damage, this is only the end of what stood around the records."""
        return self._nested and not self._stack and self._depth <= 1

    @property
    def cost(self) -> str:
        """What the damage costs, in words."""
        if self._stack:
            return f"the record that begins at line {self._stack[0].line} was left out"
        return "reading goes on at the next record"

    @property
    def open_at(self) -> int:
        """Where it was cut off: the line of the record, or of the end; 0 where the document is whole."""
        if self._stack:
            return self._stack[0].line
        return 0 if self.root_closed or self._depth <= (1 if self._nested else 0) else self.line

    def _declared(self, *_: Any) -> None:
        self.fatal = True
        raise _Refused("declares entities of its own, which are never followed; the file was left out")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        for key, uri in attributes.items():
            if key.startswith("xmlns"):
                self.prefixes[key[6:]] = uri
        if self._nested and name == "again":
            return
        self._depth += 1
        prefix, _, local = name.rpartition(":")
        if not self._stack and local not in self._names:
            return
        self._elements += 1
        if len(self._stack) >= MAX_DEPTH:
            raise _Refused("is nested too deeply; the record was left out")
        if self._elements > MAX_ELEMENTS:
            raise _Refused(f"has a record of more than {MAX_ELEMENTS:,} elements; it was left out")
        uri = self.prefixes.get(prefix, "")
        known = _PREFIXES.get(uri, f"{prefix}:" if prefix else "")
        self._stack.append(Node(known + local, attributes, self.line))

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._depth <= 0:
            self.root_closed = True
        if not self._stack:
            return
        node = self._stack.pop()
        if self._stack:
            parent = self._stack[-1]
            parent.children.append(node)
            parent.parts.append("".join(node.parts))
        else:
            self._size = self._elements = 0
            self._done.append(node)

    def _text(self, text: str) -> None:
        if self._stack:
            self._size += len(text)
            if self._size > MAX_RECORD:
                raise _Refused(f"has a record of more than {MAX_RECORD >> 20} MB; it was left out")
            self._stack[-1].parts.append(text)

    def _named(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html5.get(f"{name};", f"&{name};"))
