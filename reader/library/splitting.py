"""Taking papers apart: those that a person made one, and those that an import joined by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reader.errors import UsageError
from reader.journal import Draft
from reader.model import Paper, safe_line
from reader.model.ids import OWN, TITLE, arxiv_key, doi_key, kind
from reader.model.marks import APART, SAME
from reader.store import Store
from reader.store.sameness import Member
from reader.store.tellings import Telling, all_keys, sides


def merged_apart(store: Store, paper: Paper) -> list[Draft]:
    """Draft what takes all apart that was merged by hand."""
    return [_unled(member) for member in store.members(paper.id) if member.leading is not None]


def one_apart(store: Store, paper: Paper, main: str, other: str) -> list[Draft]:
    """Draft what makes one of the keys of a paper, with all that is told of it, a paper of its own.

    Args:
        store: The library.
        paper: The paper.
        main: A key that stays; where it is none of the paper's, what the paper is called by stays.
        other: The key that goes, or the number of a telling, 1 for the first.

    Raises:
        UsageError: it is none of the paper's keys, or nothing is told of it alone.
    """
    tellings = store.tellings(paper.id)
    known = store.keys_of([paper.id]).get(paper.id, [])
    every = list(dict.fromkeys([*known, *(key for telling in tellings for key in telling.keys)]))
    stays = _meant(main, every) or paper.key
    if other.isdecimal() and other.isascii() and 0 < int(other) <= len(tellings):
        leaving = _keys_of(tellings[int(other) - 1])
    else:
        leaving = [key] if (key := _meant(other, every)) else []
    if not leaving:
        raise UsageError(
            f"{safe_line(other)} is neither a key of {safe_line(paper.key)} nor the number of what tells of it; "
            f"octavo split {safe_line(paper.key)} lists both"
        )
    if drafts := list(_of_members(store.members(paper.id), stays, leaving)):
        return drafts
    for key in leaving:
        for candidate in dict.fromkeys([stays, paper.key, *_ordered(known)]):
            if candidate != key and _parts(tellings, key, candidate):
                former = store.registers(key).get(APART, "")
                return [Draft((key,), ((APART, candidate),), ((APART, former),), paper.title)]
    raise UsageError(_refusal(paper, tellings, leaving))


def _of_members(members: Sequence[Member], stays: str, leaving: Sequence[str]) -> Iterator[Draft]:
    """Draft what lets go of the record with a key, where it was merged with another one by hand."""
    going = next((member for member in members if not member.keys.isdisjoint(leaving)), None)
    if going is None or stays in going.keys:
        return
    if going.leading is not None:
        yield _unled(going)
        return
    yield from (_unled(member) for member in members if member.leading is not None and member.leading.key in going.keys)


def _unled(member: Member) -> Draft:
    leading = member.leading
    assert leading is not None
    return Draft((leading.under,), ((SAME, ""),), ((SAME, leading.key),), member.title)


def _parts(tellings: Sequence[Telling], key: str, other: str) -> bool:
    side = sides(tellings, {key: other})
    return key in side and "" in side


def _refusal(paper: Paper, tellings: Sequence[Telling], leaving: Sequence[str]) -> str:
    name, key = safe_line(paper.key), safe_line(leaving[0])
    if len(tellings) < 2:
        return (
            f"only {_place(tellings[0]) if tellings else 'one place'} tells of {name}, so there is nothing to split off"
        )
    unknown = [telling for telling in tellings if telling.entry is None]
    if unknown:
        return (
            f"it was not kept what {_place(unknown[0])} told of {name}, as an older Octavo brought it in; "
            "import it once more, then split"
        )
    if all(leaving[0] in one.keys for one in tellings):
        return f"all that is told of {name} has the key {key}, so nothing tells two papers apart"
    telling = next((one for one in tellings if leaving[0] in one.keys), tellings[0])
    return f"nothing tells of {key} alone: {_place(telling)} says that it is {name}"


def _place(telling: Telling) -> str:
    return f"{safe_line(telling.origin.file)}, line {telling.origin.line}"


def _meant(text: str, keys: Sequence[str]) -> str:
    """Give the key that a text means: a whole one, with or without its kind, an address, or the only one that fits."""
    told = arxiv_key(text) or doi_key(text)
    if told in keys or text in keys:
        return text if text in keys else told
    low = text.strip().casefold()
    fitting = [key for key in keys if low and low in (key.casefold(), key.partition(":")[2].casefold())]
    return fitting[0] if len(fitting) == 1 else ""


def _keys_of(telling: Telling) -> list[str]:
    return all_keys(telling.entry) if telling.entry is not None else []


def _ordered(keys: Iterable[str]) -> list[str]:
    """Put the keys first that mean one paper in all the world, and those of titles last."""
    return sorted(keys, key=lambda key: (kind(key) in (TITLE, OWN), kind(key) == TITLE, key))
