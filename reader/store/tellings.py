"""What each place told of a paper, kept where several did: so that what an import joined by mistake can be taken apart.

Most papers are told of by one place, and then the record is what that told; nothing is kept twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from reader.model import Appearance, Edition, Entry, Origin, Paper
from reader.model.details import read_details
from reader.model.ids import OWN, TITLE, kind, title_key
from reader.model.titles import plain_title
from reader.store.identity import namesake_key, strong
from reader.store.record import entry_of

_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TEXTS: Final = ("title", "abstract", "date", "url", "venue")


class Telling(NamedTuple):
    """What one place told of a paper."""

    origin: Origin
    first: str
    """When it was first told."""
    entry: Entry | None
    """What it told; None where an Octavo that did not keep it brought it in."""
    keys: frozenset[str]
    """All that it is known by: its own keys, and those of its title."""


def packed(entry: Entry) -> str:
    """Make one text of what was told, to be stored."""
    told: dict[str, Any] = {"keys": entry.keys, "authors": entry.authors, "categories": entry.categories}
    told |= {name: getattr(entry, name) for name in _TEXTS}
    told |= {"up": entry.up, "version": entry.of_version, "details": entry.details.told()}
    if entry.appearance is not None:
        told["at"] = [*entry.appearance.edition, entry.appearance.rank]
    return _ENCODE({name: value for name, value in told.items() if value})


def of_record(paper: Paper, keys: Collection[str]) -> str:
    """Make the same of a record that only one place told of."""
    return packed(entry_of(paper, keys))


def read(row: Mapping[str, Any], text: str) -> Telling:
    """Read what was told.

    Args:
        row: A row of `origins` as a snapshot has it: with the names of its place.
        text: What was told, as `packed` makes it; empty where it was not kept.
    """
    source, file = row["place"]
    origin = Origin(source, file, row["line"])
    if not text:
        return Telling(origin, row["first_imported"], None, frozenset())
    told = json.loads(text)
    entry = Entry(
        keys=tuple(told.get("keys", ())),
        title=told.get("title", ""),
        origin=origin,
        abstract=told.get("abstract", ""),
        authors=tuple(told.get("authors", ())),
        date=told.get("date", ""),
        url=told.get("url", ""),
        categories=tuple(told.get("categories", ())),
        appearance=Appearance(Edition(*told["at"][:2]), told["at"][2]) if "at" in told else None,
        up=told.get("up", 0),
        venue=told.get("venue", ""),
        details=read_details(told.get("details", {})),
        version=told.get("version", 0),
    )
    return Telling(origin, row["first_imported"], entry, frozenset(all_keys(entry)))


def all_keys(entry: Entry) -> list[str]:
    """Give all that a telling is known by, the surest first; the last is that of its title, first author and year."""
    titles = [title_key(entry.title), title_key(plain_title(entry.title))] if entry.title else []
    return list(dict.fromkeys([*entry.keys, *titles, namesake_key(entry.title, entry.authors, entry.date)]))


def sides(tellings: Sequence[Telling], pairs: Mapping[str, str]) -> list[str]:
    """Tell which paper each telling is of, where some keys are known to be no keys of the same paper.

    Args:
        tellings: Of one record.
        pairs: Keys that are apart, and from which key each is.

    Returns:
        Of each telling the key of its side, or an empty text where it stays with the main one. One that has both keys
        of a pair stays; one that has neither goes with those that it shares an id with, or else the title.
    """
    side = ["" for _ in tellings]
    for key in sorted(pairs):
        for index, telling in enumerate(tellings):
            # A title may be told of both, and only says which record is meant.
            if (
                key in telling.keys
                and (kind(pairs[key]) == TITLE or pairs[key] not in telling.keys)
                and not side[index]
            ):
                side[index] = key
    known = [bool(side[index]) or not telling.keys.isdisjoint(pairs.values()) for index, telling in enumerate(tellings)]
    for level in (_ids, _titles):
        changed = True
        while changed:
            changed = False
            for index, telling in enumerate(tellings):
                if known[index]:
                    continue
                mine = level(telling)
                near = {side[other] for other, one in enumerate(tellings) if known[other] and mine & level(one)}
                if near:
                    side[index], known[index], changed = min(near), True, True
    return side


def _ids(telling: Telling) -> frozenset[str]:
    return frozenset(strong(telling.keys))


def _titles(telling: Telling) -> frozenset[str]:
    return frozenset(key for key in telling.keys if kind(key) in (TITLE, OWN))
