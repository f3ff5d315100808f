"""The format of the journal: one act of a reader, on one or on many papers, is one or more lines of JSON.

A line is for people too: it can be printed, searched with grep and kept in git, so the keys stand in a fixed order, the
label and the title are there only to be read, and whatever a terminal could obey is escaped. A line may come from
another machine or another person, so reading believes nothing: each value is checked and each text cleaned.

    {"v":1,"at":STAMP,"do":"bookmark","paper":"arxiv:2602.23229","title":"...","set":{"bookmarked":true},"was":{"bookmarked":false}}

`at` is the act's stamp, and its identity: all lines of one act share it. Instead of `do` stands `undo` or `redo` with
the stamp of the act that is meant; instead of `paper` and `title` a bulk act has `papers`, a list of keys. `set` holds
the new values and `was` the former ones. A line that sets a note carries `over`, the stamp of the text that it
replaced, or an empty text: so two notes written in ignorance of one another can be told from a note that was revised.
Where several texts stood side by side and were replaced together, `also` is the list of the other stamps.

An act of several lines says on each of them how many they are, as `parts`: it holds once all are there, so that no act
is ever half done, whatever became of its file.

A search that was saved is marked like a paper, under the key `search:NAME`, with fields of its own: `query`, an empty
text where it was forgotten, and `watch`.

Three fields say which papers there are, and are marks like the others: `removed` takes a paper out of the library, and
`same`, set on a key of one paper to a key of another, makes the two one; empty, it takes that back. `apart`, set on a
key to another one, says that the two are keys of different papers, whatever imports make of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NoReturn

from reader.journal.stamp import device_of, parse_stamp
from reader.model.marks import (
    APART,
    BOOKMARKED,
    MAX_NOTE,
    MAX_QUERY,
    MAX_RATING,
    NOTE,
    QUERY,
    RATING,
    READ,
    REMOVED,
    SAME,
    WATCH,
    MarkValue,
    search_key,
    search_name,
    search_of,
    tag_field,
    tag_name,
    tag_of,
)
from reader.model.text import clean_block, clean_line, safe_line

VERSION: Final = 1
MAX_PAPERS: Final = 2_000
"""Papers on one line; a bulk act over more is split."""
MAX_LINE: Final = 8 << 20
"""Bytes of a line that are looked at; no line we write comes near it."""
MAX_PARTS: Final = 10_000_000
MAX_ALSO: Final = 256
"""Texts of one note that can stand side by side; devices that change it at the same time."""
MAX_TITLE: Final = 80
MAX_LABEL: Final = 200
MAX_KEY: Final = 1_000
"""Characters of a paper's key; the longest DOI known has a few hundred."""

Kind = Literal["do", "undo", "redo"]
Values = tuple[tuple[str, MarkValue], ...]
"""Fields of marks and their values, as `reader.model.marks` tells them."""

_OF_SEARCHES: Final = frozenset((QUERY, WATCH))
"""The fields of saved searches; all others are those of papers."""
_SEARCH: Final = search_key("")
_KINDS: Final[tuple[Kind, ...]] = ("do", "undo", "redo")

_PLAIN_KEY: Final = re.compile(rf"(?!search:)[!-~]{{1,{MAX_KEY}}}")
"""What nearly all keys are, told without a look at each character."""

# What JSON lets through but a terminal could obey or hide: DEL and C1, soft hyphen, bidirectional and zero-width
# characters, line separators, lone surrogates, tags. All else that is dangerous, JSON escapes by itself.
_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall be written about one paper, or alike about many, before it has a stamp."""

    papers: tuple[str, ...]
    """Keys, of papers or of saved searches; never empty."""
    set: Values
    """The new values; never empty."""
    was: Values
    """The former values of the same fields: what an undo restores."""
    title: str = ""
    """The paper's title, for people; of no use where there are several papers."""
    over: tuple[str, ...] = ()
    """The stamps of the texts of the note that are replaced, the newest first; of no use where no note is set."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal, checked and cleaned."""

    stamp: str
    """When and by which device; the identity of the act that the line belongs to."""
    kind: Kind
    subject: str
    """The label of what was done (`mark 48 read`), or the stamp of the act that is undone or redone."""
    papers: tuple[str, ...]
    set: Values
    was: Values
    """The former value of every field of `set`, in the same order."""
    title: str = ""
    """The beginning of the title, for people; empty where the line is about several papers."""
    over: tuple[str, ...] = ()
    """The stamps of the texts of the note that were replaced; none where there was none or no note is set."""
    parts: int = 1
    """How many lines the act has."""
    start: int = field(default=0, compare=False)
    """Where the line begins in its file, in bytes."""
    end: int = field(default=0, compare=False)
    """Where the next line begins."""
    data: bytes = field(default=b"", compare=False, repr=False)
    """The line as it stands in the file, with its newline; also what of it is not understood."""

    @property
    def device(self) -> str:
        """The device that wrote it, whatever file it stands in now."""
        return device_of(self.stamp)

    @property
    def act(self) -> str:
        """The stamp of the act that was done in the first place: its own, or that of the act undone or redone."""
        return self.stamp if self.kind == "do" else self.subject


class LineError(ValueError):
    """A line cannot be understood; `field` names the key at fault, or is empty where the whole line is."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


def lines_of(stamp: str, kind: Kind, subject: str, drafts: Iterable[Draft]) -> list[Line]:
    """Lay out an act as few lines: papers with the same new and former values share one, up to `MAX_PAPERS`."""
    if kind == "do":
        subject = clean_line(subject)[:MAX_LABEL]
    groups: dict[tuple[Values, Values, tuple[str, ...]], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault((draft.set, draft.was, draft.over), []).append(draft)
    lines = []
    for (values, former, over), group in groups.items():
        papers = [paper for draft in group for paper in draft.papers]
        for start in range(0, len(papers), MAX_PAPERS):
            part = tuple(papers[start : start + MAX_PAPERS])
            title = clean_line(group[0].title)[:MAX_TITLE] if len(papers) == 1 else ""
            lines.append(Line(stamp, kind, subject, part, values, former, title, over))
    return lines if len(lines) == 1 else [replace(line, parts=len(lines)) for line in lines]


def encode(line: Line) -> bytes:
    """Write a line as bytes with its newline, safe to print on a terminal."""
    record: dict[str, object] = {"v": VERSION, "at": line.stamp, line.kind: line.subject}
    if line.parts > 1:
        record["parts"] = line.parts
    if len(line.papers) == 1:
        record["paper"] = line.papers[0]
        record["title"] = line.title
    else:
        record["papers"] = line.papers
    record["set"] = dict(line.set)
    record["was"] = dict(line.was)
    if any(name == NOTE for name, _ in line.set):
        record["over"] = line.over[0] if line.over else ""
        if line.over[1:]:
            record["also"] = line.over[1:]
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(_escape, text).encode() + b"\n"


def decode(data: bytes) -> Line:
    """Read one line; unknown keys are passed over, as a later Octavo may have written them.

    Raises:
        LineError: the line is damaged, or a newer Octavo is needed to understand it.
    """
    try:
        record = json.loads(data.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise LineError("", "this is not a line of JSON in UTF-8") from None
    if not isinstance(record, dict):
        raise LineError("", "this is not a JSON object")
    version = record.get("v")
    if type(version) is not int or version < 1:
        raise LineError("v", f"must be {VERSION}")
    if version > VERSION:
        raise LineError("v", f"version {version if version < 1_000_000 else '?'} needs a newer Octavo")
    kind, subject = _act(record)
    papers, title = _papers(record)
    values = _values("set", record.get("set"))
    if not values:
        raise LineError("set", "sets nothing")
    _check_kinds(papers, values)
    former = _values("was", record.get("was", {}))
    return Line(
        stamp=_stamp("at", record.get("at")),
        kind=kind,
        subject=subject,
        papers=papers,
        set=tuple(values.items()),
        was=tuple((name, former.get(name, _default(name))) for name in values),
        title=title,
        over=_over(record) if NOTE in values else (),
        parts=_parts(record),
    )


def _act(record: dict[str, object]) -> tuple[Kind, str]:
    kinds = [kind for kind in _KINDS if kind in record]
    if len(kinds) != 1:
        raise LineError("do", "exactly one of do, undo and redo must be there")
    kind = kinds[0]
    value = record[kind]
    if kind != "do":
        return kind, _stamp(kind, value)
    return kind, clean_line(_text("do", value))[:MAX_LABEL]


def _papers(record: dict[str, object]) -> tuple[tuple[str, ...], str]:
    if ("paper" in record) == ("papers" in record):
        raise LineError("paper", "exactly one of paper and papers must be there")
    if "paper" in record:
        title = clean_line(_text("title", record.get("title", "")))[:MAX_TITLE]
        return (_key("paper", record["paper"]),), title
    papers = record["papers"]
    if not isinstance(papers, list) or not papers:
        raise LineError("papers", "must be a list of keys")
    return tuple([_key("papers", paper) for paper in papers]), ""


def _key(name: str, value: object) -> str:
    if isinstance(value, str) and _PLAIN_KEY.fullmatch(value):
        return value
    if isinstance(value, str) and 0 < len(value) <= MAX_KEY and not value.isspace() and safe_line(value) == value:
        called = search_of(value)
        if called != search_name(called) or value == search_key(""):
            raise LineError(name, "must have the name of a search behind its colon")
        return value
    raise LineError(name, "must be the key of a paper")


def _check_kinds(papers: Iterable[str], values: Iterable[str]) -> None:
    """Let no search be read or rated, and no paper be watched."""
    of_searches = {paper.startswith(_SEARCH) for paper in papers}
    for name in values:
        if of_searches != {name in _OF_SEARCHES}:
            raise LineError(_place("set", name), "is no field of what it is set on")


def _parts(record: dict[str, object]) -> int:
    parts = record.get("parts", 1)
    if type(parts) is not int or not 1 <= parts <= MAX_PARTS:
        raise LineError("parts", f"must be a whole number from 1 to {MAX_PARTS:,}")
    return parts


def _over(record: dict[str, object]) -> tuple[str, ...]:
    over, also = record.get("over"), record.get("also", [])
    if not isinstance(also, list) or len(also) > MAX_ALSO:
        raise LineError("also", f"must be a list of at most {MAX_ALSO} stamps")
    return tuple([_stamp("over", over)] if over else []) + tuple([_stamp("also", one) for one in also])


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise LineError(name, "must be a text")


def _stamp(name: str, value: object) -> str:
    text = _text(name, value)
    try:
        parse_stamp(text)
    except ValueError:
        raise LineError(name, "must be a stamp such as 2026-11-21T09:30:00.123Z-0000-laptop-3f9a1c22") from None
    return text


def _values(where: str, record: object) -> dict[str, MarkValue]:
    if not isinstance(record, dict):
        raise LineError(where, "must be an object of fields and values")
    return dict(_value(where, name, value) for name, value in record.items())


def _value(where: str, name: str, value: object) -> tuple[str, MarkValue]:
    tag = tag_of(name)
    if name in {READ, BOOKMARKED, REMOVED, WATCH} or tag:
        if type(value) is not bool:
            raise LineError(_place(where, name), "must be true or false")
        if not tag:
            return name, value
        folded = tag_name(tag)
        if not folded:
            raise LineError(_place(where, name), "has no name of a tag")
        return tag_field(folded), value
    if name == RATING:
        if type(value) is not int or not 0 <= value <= MAX_RATING:
            raise LineError(_place(where, name), f"must be a whole number from 0 to {MAX_RATING}")
        return name, value
    if name == NOTE:
        note = clean_block(_text(_place(where, name), value))
        if len(note) > MAX_NOTE:
            raise LineError(_place(where, name), f"must have no more than {MAX_NOTE} characters")
        return name, note
    if name in {SAME, APART}:
        if value == "":
            return name, ""
        same = _key(_place(where, name), value)
        if search_of(same):
            raise LineError(_place(where, name), "must be the key of a paper")
        return name, same
    if name == QUERY:
        query = clean_line(_text(_place(where, name), value))
        if len(query) > MAX_QUERY:
            raise LineError(_place(where, name), f"must have no more than {MAX_QUERY} characters")
        return name, query
    raise LineError(_place(where, name), "is no field that can be marked")


def _place(where: str, name: str) -> str:
    # The name is shown to a person, and may be anything.
    return f"{where}.{clean_line(name)[:MAX_TITLE]}"


def _default(name: str) -> MarkValue:
    return 0 if name == RATING else "" if name in {APART, NOTE, QUERY, SAME} else False


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    # JSON writes what is beyond the basic plane as two surrogates (RFC 8259, 7).
    code -= 0x10000
    return f"\\u{0xD800 | code >> 10:04x}\\u{0xDC00 | code & 0x3FF:04x}"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
