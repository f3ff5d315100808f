"""What can be known of entries without the library, and so before others have to wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from reader.model import NO_DETAILS, Entry, ids
from reader.model.ids import TITLE, kind
from reader.model.titles import folded_key

_DIGESTS: Final = (1 << 63) - 1
_NO_TITLE: Final = ids.title_key("")
"""What titles without any letter or digit share; it tells nothing."""


class Told(NamedTuple):
    """Entries, and in their order what is made of each."""

    entries: Sequence[Entry]
    title_keys: list[tuple[str, ...]]
    """The key of the title, and the one of its plain words where that is another; none where the title is empty."""
    digests: list[int]
    """63 bits that stand for all an entry tells, but not for where in its file it stands."""


def prepare(entries: Sequence[Entry]) -> Told:
    """Make of entries all that is made of them alone."""
    return Told(entries, [_title_keys(entry) for entry in entries], [_digest(entry) for entry in entries])


def _title_keys(entry: Entry) -> tuple[str, ...]:
    folded = folded_key(entry.title)
    # The last one is made of the title; one before it is a key that was exported, perhaps when the title was another.
    for key in reversed(entry.keys):
        if kind(key) == TITLE:
            return (key, folded) if folded else (key,)
    key = ids.title_key(entry.title)
    return () if key == _NO_TITLE else (key, folded) if folded else (key,)


def _digest(entry: Entry) -> int:
    told = [*entry.keys, "", entry.title, entry.abstract, entry.date, entry.url, *entry.authors, "", *entry.categories]
    if entry.up or entry.venue:
        # Only where there are any: what was told before there were votes and venues keeps its digest.
        told += ["", "up", str(entry.up), entry.venue]
    if entry.details != NO_DETAILS:
        told += ["", "details", *map(str, entry.details)]
    if entry.version:
        told += ["", "version", str(entry.version)]
    if entry.appearance is not None:
        told += ["", entry.appearance.edition.key, str(entry.appearance.rank)]
    digest = blake2b("\0".join(told).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & _DIGESTS
