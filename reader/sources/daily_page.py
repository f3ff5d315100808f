"""The Daily Papers page of Hugging Face, saved as text.

Such a page is a head (an invitation to subscribe, the name of the page, a day, mostly without its year), then papers:
a block of lines with the title, a block with the abstract, blank lines between. It is read by shape, never by line
numbers, since pages are saved, wrapped, joined and cut by all kinds of programs. The one thing that must never happen
is a title with the abstract of another paper: whatever does not pair up is left out and reported with its line.

Ranks count the papers that are kept: what was left out may never have been a paper.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import BinaryIO, Final

from reader.errors import SourceError
from reader.model import Appearance, Edition, Entry, Origin, Problem
from reader.model.ids import entry_keys
from reader.sources.days import edition_day, exists, last_year, read_day, read_weekday
from reader.sources.page_papers import Left, Paragraph, pair
from reader.sources.page_text import Block, blocks_of, decode, paragraphs, unwrap

NAME: Final = "daily-papers"
MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is taken for a page; one with 50 papers has 90 kB."""
MAX_BLOCKS: Final = 200_000
"""More than a file of that size can hold of real titles and abstracts; each costs memory."""

_BEGAN: Final = 2023
"""The year of the first Daily Papers."""
_DAY: Final = 86_400
_CHUNK: Final = 1 << 16
_TELLING: Final = re.compile(
    r"get trending papers in your email inbox!?|daily papers|by\s*@?(?:ak|_akhaliq) and the research community",
    re.IGNORECASE,
)
# Files that end without a newline and are joined run the first line of a page into the last abstract before it.
_GLUED: Final = re.compile(r"(?<=\S)(?:new|get trending papers in your email inbox!)$", re.IGNORECASE)


class _Role(Enum):
    HEAD = "head"
    PERHAPS = "perhaps"
    """A head's if it stands beside more of one, or at the top."""
    DAY = "day"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class _Piece:
    role: _Role
    paragraph: Paragraph


@dataclass(slots=True)
class _Page:
    line: int
    day: tuple[int | None, int, int] | None = None
    weekday: int | None = None
    """0 for Monday; None where the day is named without one."""
    day_line: int = 0
    body: list[Paragraph] = field(default_factory=list)

    @property
    def is_begun(self) -> bool:
        """Whether a head that comes now is the next page's: not after a stray line or two above the day."""
        return bool(self.body) and (self.day is not None or any(part.is_long for part in self.body))


class DailyPage:
    """Reads pages of the Daily Papers; a file may hold several."""

    name = NAME

    def __init__(self, year: int | None = None) -> None:
        """Give days that name no year this one; else a weekday beside them may tell it, or they are left without."""
        self._year = year

    def recognises(self, head: bytes) -> bool:
        """Tell by the lines that only the head of such a page has, or by a day that stands first."""
        blocks = list(blocks_of(decode(head)[0]))
        if blocks and read_day(blocks[0].lines[0]):
            return len(blocks) > 1
        return any(_TELLING.fullmatch(line) for block in blocks for line in (*block.lines, block.text))

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield the papers of each page in order; a problem stands where something had to be left out.

        Raises:
            SourceError: the stream broke; the papers before that were yielded.
        """
        data, damage = _take(stream)
        if len(data) > MAX_BYTES:
            yield Problem(file, 1, f"is larger than {MAX_BYTES >> 20} MB, so it is no Daily Papers page; left out")
            return
        text, bad_line = decode(data)
        del data
        blocks = list(islice(blocks_of(text), MAX_BLOCKS + 1))
        if len(blocks) > MAX_BLOCKS:
            yield Problem(file, 1, f"has more than {MAX_BLOCKS:,} paragraphs, so it is no Daily Papers page; left out")
            return
        if bad_line:
            yield Problem(file, bad_line, "holds bytes that are no text; \N{REPLACEMENT CHARACTER} stands for them")
        pages = list(_pages(_pieces(blocks)))
        for page in pages:
            if page.body:
                yield from self._entries(page, file)
            elif len(pages) == 1:
                yield Problem(file, page.line, "the page holds no papers")
        if damage:
            raise damage

    def _entries(self, page: _Page, file: str) -> Iterator[Entry | Problem]:
        edition, trouble = self._edition(page)
        if trouble:
            yield Problem(file, page.day_line or page.line, trouble, "day")
        rank = 0
        for found in pair(page.body):
            if isinstance(found, Left):
                yield Problem(file, found.line, found.reason)
                continue
            rank += 1
            yield Entry(
                keys=entry_keys("", "", found.title.text),
                title=found.title.text,
                origin=Origin(NAME, file, found.title.line),
                abstract=found.abstract.text,
                appearance=Appearance(edition, rank) if edition else None,
            )

    def _edition(self, page: _Page) -> tuple[Edition | None, str]:
        if page.day is None:
            return None, "the page names no day, so its papers are kept without an edition"
        year, month, day = page.day
        if not exists(year, month, day):
            return None, "the calendar has no such day, so the papers are kept without an edition"
        if year is None and self._year is not None and not exists(self._year, month, day):
            edition = Edition(NAME, edition_day(None, month, day))
            return edition, f"the year {self._year} has no such day, so the edition is kept without a year"
        year = year or self._year
        if year is None and page.weekday is not None:
            # Where the page was saved it may have been tomorrow already.
            year = last_year(page.weekday, month, day, time.gmtime(time.time() + _DAY)[:3], _BEGAN)
        return Edition(NAME, edition_day(year, month, day)), ""


def _take(stream: BinaryIO) -> tuple[bytes, SourceError | None]:
    """Read all there is, but not much more than is allowed; where the stream breaks, what came before is kept."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= MAX_BYTES and (part := stream.read(_CHUNK)):
            parts.append(part)
            size += len(part)
    except SourceError as error:
        return b"".join(parts), error
    return b"".join(parts), None


def _pieces(blocks: Sequence[Block]) -> Iterator[_Piece]:
    """Tell heads, days and the rest apart; lines of a head that run into one another or into a paper come apart."""
    former = _Role.HEAD
    for place, block in enumerate(blocks):
        following = blocks[place + 1 : place + 2]
        head_follows = any(_role(one.lines[0]) in (_Role.HEAD, _Role.DAY) for one in following)
        for piece in _apart(block, former, head_follows=head_follows):
            former = piece.role
            yield piece


def _apart(block: Block, former: _Role, *, head_follows: bool) -> Iterator[_Piece]:
    whole = _role(unwrap(block.lines))
    if whole in (_Role.HEAD, _Role.DAY):
        yield _Piece(whole, Paragraph(block.line, unwrap(block.lines)))
        return
    roles = [_role(line) for line in block.lines]
    heads = _beside_heads(roles, begun=former is not _Role.BODY)
    heads |= {len(roles) - 1 - place for place in _beside_heads(roles[::-1], begun=head_follows)}
    if whole is _Role.PERHAPS and not heads:
        return  # astray among papers, and the title of none
    begin = 0
    for place in (*sorted(heads), len(roles)):
        for start, end in paragraphs(block.lines[begin:place]):
            text = unwrap(block.lines[begin + start : begin + end])
            role = _Role.DAY if _role(text) is _Role.DAY else _Role.BODY
            yield _Piece(role, Paragraph(block.line + begin + start, text))
        if place < len(roles):
            yield _Piece(roles[place], Paragraph(block.line + place, block.lines[place]))
        begin = place + 1


def _beside_heads(roles: Sequence[_Role], *, begun: bool) -> set[int]:
    """Tell which lines are a head's: a day or `new` only beside others, since abstracts have lines like that."""
    found = set()
    for place, role in enumerate(roles):
        begun = role is _Role.HEAD or (begun and role is not _Role.BODY)
        if begun:
            found.add(place)
    return found


def _role(text: str) -> _Role:
    if _TELLING.fullmatch(text):
        return _Role.HEAD
    if text.casefold() in ("new", "subscribe"):
        return _Role.PERHAPS
    return _Role.DAY if read_day(text) else _Role.BODY


def _pages(pieces: Iterator[_Piece]) -> Iterator[_Page]:
    page: _Page | None = None
    for piece in pieces:
        page = page or _Page(piece.paragraph.line)
        if piece.role is _Role.BODY:
            page.body.append(piece.paragraph)
            continue
        if page.is_begun:
            if piece.paragraph.text.casefold() != "new":
                page.body[-1] = page.body[-1].without(_GLUED)
            yield page
            page = _Page(piece.paragraph.line)
        if piece.role is _Role.DAY and page.day is None:
            page.day = read_day(piece.paragraph.text)
            page.weekday = read_weekday(piece.paragraph.text)
            page.day_line = piece.paragraph.line
    if page:
        yield page
