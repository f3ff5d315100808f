"""Joining versions of one journal: what several machines hold of it becomes one file, the same on all of them.

A device's journal only ever grows, so of two copies one is nearly always the beginning of the other, and the longer
one is their union. They part ways where a copy was put back from a backup, a machine was cloned, or a file sync kept
two versions. Then the union has every line of both, once, in one order: by stamp, and by the bytes of the line where
stamps are the same. A line without a readable stamp (damaged, or of an Octavo to come) keeps its place behind the
stamp before it, or the later of them where the versions disagree. What a file means, the lines and these places, is
so a join-semilattice (Shapiro, Preguiça, Baquero, Zawirski 2011, https://inria.hal.science/inria-00555588): whoever
joins what, in whatever order and how often, ends with the same bytes. A version that alone holds the meaning of all is
the union as it is; it is not put into order for order's sake.

Nothing here knows files or trusts what it is given.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from reader.errors import JournalError
from reader.journal.line import MAX_LINE
from reader.journal.stamp import parse_stamp

MAX_STRANGE: Final = 100_000
"""Lines without a stamp in one file; what has more of them is no journal, and would only fill the memory."""

_HEAD: Final = re.compile(rb'\{"v":[0-9]{1,6},"at":"([0-9A-Za-z:.-]{31,100})"')
"""How lines begin as they are written, of any version of the format: no JSON needs to be read to find their stamps."""
_USUAL: Final = re.compile(
    rb"[2-8][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z"
    rb"-[0-9a-f]{4}-[a-z0-9][a-z0-9-]{0,63}"
)
"""Stamps that are surely sound; whether there was a 29th to 31st of a month, `parse_stamp` knows."""
_DEVICE_AT: Final = len("2026-11-21T09:30:00.123Z-0000-")
_BOM: Final = b"\xef\xbb\xbf"
_BLANKS: Final = b" \t\r\n"

Places = dict[bytes, tuple[str, bool]]
"""The lines of a version, without their ends, and where each stands: its stamp and False, or, where it has none, the
stamp before it and True."""


def lines_in(data: bytes) -> Iterator[bytes]:
    """Yield the lines that are not empty, as `bared` gives them."""
    for line in io.BytesIO(data):
        if bare := bared(line):
            yield bare


def bared(line: bytes) -> bytes:
    """Give a line without its end, and without what editors on other systems put around it."""
    bare = line.strip(_BLANKS)
    while bare.startswith(_BOM):
        bare = bare.removeprefix(_BOM).strip(_BLANKS)
    return bare


def stamp_of(line: bytes) -> str:
    """Give the stamp of a line, or an empty text where none can be read; the line may be damaged behind it."""
    if head := _HEAD.match(line):
        text: object = head[1].decode("ascii")
        if _USUAL.fullmatch(head[1]):
            return str(text)
    elif len(line) > MAX_LINE or not line.startswith(b"{"):
        return ""
    else:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return ""
        text = record.get("at") if isinstance(record, dict) else None
    if not isinstance(text, str):
        return ""
    try:
        parse_stamp(text)
    except ValueError:
        return ""
    return text


def device_of(stamp: str) -> str:
    """Give the device of a stamp that `stamp_of` found."""
    return stamp[_DEVICE_AT:]


def is_all_of(data: bytes, device: str) -> bool:
    """Tell whether each line begins as those of one device do: so do real journals, and to see it is next to free."""
    lines = data.count(b"\n")
    head = rb'^\{"v":[0-9]{1,6},"at":"[0-9T:.Z-]{24}-[0-9a-f]{4}-' + re.escape(device.encode()) + rb'"'
    return lines > 0 and len(re.findall(head, data, re.MULTILINE)) == lines


def whole(data: bytes) -> bytes:
    """Give a file without its torn last line; one that lacks only its newline is whole, and gets it."""
    end = data.rfind(b"\n") + 1
    if end == len(data):
        return data
    tail = data[end:]
    try:
        record = json.loads(tail) if len(tail) <= MAX_LINE else None
    except (ValueError, RecursionError):
        record = None
    # Braces that close make a JSON object whole: no longer line begins like it.
    return data + b"\n" if isinstance(record, dict) and stamp_of(tail) else data[:end]


def placed(data: bytes) -> Places:
    """Read what a version means: its lines, and where each stands.

    Raises:
        JournalError: it is no journal.
    """
    places: Places = {}
    before, strange = "", 0
    for line in lines_in(data):
        if stamp := stamp_of(line):
            before = stamp
            places[line] = (stamp, False)
        else:
            strange = _one_more(strange)
            places[line] = max(places.get(line, ("", True)), (before, True))
    return places


def written(places: Mapping[bytes, tuple[str, bool]]) -> bytes:
    """Write lines in the one order that all devices compute alike."""
    ordered = sorted((*place, line) for line, place in places.items())
    return b"".join([line + b"\n" for _, _, line in ordered])


def joined(versions: Iterable[bytes]) -> bytes:
    """Give the union of versions of one journal, whatever their order and number; torn last lines are left out.

    Raises:
        JournalError: one of them is no journal.
    """
    longest: list[bytes] = []
    for version in sorted({whole(version) for version in versions}, key=len, reverse=True):
        if not any(_goes_on(version, kept) for kept in longest):
            longest.append(version)
    if len(longest) < 2:
        return longest[0] if longest else b""
    meanings = [placed(version) for version in longest]
    union: Places = {}
    for meaning in meanings:
        for line, place in meaning.items():
            union[line] = max(union.get(line, place), place)
    complete = [version for version, meaning in zip(longest, meanings, strict=True) if meaning == union]
    return complete[0] if len(complete) == 1 else written(union)


def _goes_on(start: bytes, longer: bytes) -> bool:
    """Tell whether a version begins with another one and surely says something more; next to free for real journals."""
    return longer.startswith(start) and any(line not in start for line in lines_in(longer[len(start) :]))


def by_device(data: bytes, *, only_stamped: bool = False) -> dict[str, bytes]:
    """Take a file apart by the devices that its stamps name; a line without one goes with the line before it.

    Args:
        data: Lines of any devices, as a copy under another name or several journals one after the other have them.
        only_stamped: Leave lines without a stamp out. Otherwise those before the first stamp go with it.

    Raises:
        JournalError: it is no journal.
    """
    parts: dict[str, list[bytes]] = {}
    waiting: list[bytes] = []
    device, strange = "", 0
    for line in lines_in(whole(data)):
        if stamp := stamp_of(line):
            device = device_of(stamp)
            part = parts.setdefault(device, [])
            part += waiting
            waiting = []
            part.append(line)
            continue
        strange = _one_more(strange)
        if not only_stamped:
            (parts[device] if device else waiting).append(line)
    return {name: b"".join([line + b"\n" for line in part]) for name, part in parts.items()}


def _one_more(strange: int) -> int:
    if strange >= MAX_STRANGE:
        raise JournalError(f"it has more than {MAX_STRANGE:,} lines that are no marks, so it is no journal")
    return strange + 1
