"""Which records are in the library, as the marks `removed` and `same` say it of the records that imports told of.

Both follow from the set of journal lines and from the records there are, whatever came first. Records that `same` leads
to one another, in any direction, are a group, and are one; the one that leads nowhere is the main one, whose texts are
shown (of a ring, the one whose leading is the oldest). A group is hidden where the newest `removed` under any of its
keys is true. A key that no record has leads nowhere until there is one.

Whatever may change a group lays it open first (`burial`), and settles it again at the end, here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from reader.model.marks import APART, REMOVED, SAME
from reader.store import burial, editions, marks, parting
from reader.store.fusing import fuse
from reader.store.rows import storable

_SHAPING: Final = (REMOVED, SAME, APART)


class Leading(NamedTuple):
    """Where `same` leads from a record."""

    stamp: str
    key: str
    """The key that it leads to."""
    under: str
    """The key of the record that it was said under."""


class Member(NamedTuple):
    """One record of a group that was made one by hand."""

    key: str
    """What it is called by."""
    title: str
    leading: Leading | None
    """Where it leads, and what has to be taken back to split it off."""
    keys: frozenset[str] = frozenset()
    """All that it is known by."""


def follow(connection: sqlite3.Connection, said: Iterable[tuple[str, str]]) -> set[int]:
    """Bring the library in step with marks that were just folded.

    Args:
        connection: The library, in the caller's transaction.
        said: Keys and fields that have a new register.

    Returns:
        The papers that came, went, or are not what they were.
    """
    shaping: dict[str, list[str]] = {field: [] for field in _SHAPING}
    for key, field in said:
        if field in shaping:
            shaping[field].append(key)
    touched = _flipped(connection, shaping[REMOVED])
    wanted = json.dumps([*shaping[SAME], *shaping[APART], *_others(connection, shaping[APART])])
    touched.update(number for (number,) in connection.execute(_OWNERS, (wanted,)))
    seen = settle(connection, touched)
    editions.settle(connection)
    return seen


def open_for(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[int, bool]:
    """Lay open what an import may tell of; gives the records, and whether each was hidden."""
    if not (burial.is_used(connection) or parting.is_used(connection)):
        return {}
    return open_records(connection, owners(connection, list(keys)).values())


def open_records(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, bool]:
    """Lay open the groups of some records, and put those together that were taken apart; as `open_for`."""
    wholes = parting.wholes_of(connection, numbers)
    parts = parting.parts_of(connection, wholes)
    opened = burial.lay_open(connection, burial.heads_of(connection, {*numbers, *parts}))
    if wholes:
        parting.put_together(connection, wholes)
        hidden = {whole: {opened.get(one) for one, its in parts.items() if its == whole} for whole in wholes}
        opened = {number: was for number, was in opened.items() if number not in parts}
        opened.update((whole, whole_was == {True}) for whole, whole_was in hidden.items())
    return opened


def lay_all_open(connection: sqlite3.Connection) -> None:
    """Put everything back as imports told it, because all marks are forgotten."""
    burial.lay_all_open(connection)
    parting.put_together(connection, [whole for (whole,) in connection.execute("SELECT paper FROM wholes")])


def settle_again(connection: sqlite3.Connection, opened: Iterable[int], fresh_keys: Iterable[str]) -> set[int]:
    """Settle what was laid open, and what waited for keys that are new."""
    touched = set(opened)
    if connection.execute("SELECT 1 FROM registers WHERE field IN (?, ?, ?) LIMIT 1", _SHAPING).fetchone():
        fresh = json.dumps(list(fresh_keys))
        touched.update(
            number
            for (number,) in connection.execute(
                "SELECT a.paper FROM json_each(?1) AS w CROSS JOIN registers AS r ON r.key = w.value "
                "AND r.field IN ('removed', 'same', 'apart') CROSS JOIN aliases AS a ON a.key = r.key "
                "UNION SELECT a.paper FROM json_each(?1) AS w CROSS JOIN registers AS r "
                "ON r.value = w.value AND r.field = 'same' CROSS JOIN aliases AS a ON a.key = w.value",
                (fresh,),
            )
        )
    return settle(connection, touched) if touched else set()


def settle(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """Make some records, and all that belong to their groups, what the registers say; gives all that were looked at."""
    groups = _groups(connection, _parted(connection, numbers))
    hiding: dict[int, int] = {}
    joining: dict[int, int] = {}
    mains: dict[int, list[int]] = {}
    for group, leading, is_removed in groups:
        head = min(group)
        if is_removed:
            hiding.update(dict.fromkeys(group, head))
        elif len(group) > 1:
            joining.update(dict.fromkeys(group, head))
            mains[head] = _ordered(connection, group, leading)
    burial.set_aside(connection, hiding, hidden=True)
    burial.set_aside(connection, joining, hidden=False)
    for head, ordered in mains.items():
        fuse(connection, head, ordered)
    seen = {number for group, *_ in groups for number in group}
    marks.refresh(connection, seen)
    return seen


def _parted(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """Take records apart as the registers say; gives all that have to be grouped anew."""
    found = set(numbers)
    if not found or not parting.is_used(connection):
        return found
    wholes = parting.wholes_of(connection, found)
    found |= open_records(connection, wholes | parting.concerned(connection, found).keys()).keys()
    found -= parting.parts_of(connection, wholes).keys() - wholes
    return found | parting.part(connection, found)


def members(connection: sqlite3.Connection, number: int) -> list[Member]:
    """Give the records that were made one by hand, the main one first; none where a paper is one record."""
    rows = connection.execute("SELECT paper, key, title FROM bases WHERE head = ? AND hidden = 0", (number,)).fetchall()
    leading = _leading(connection, [paper for paper, *_ in rows])
    keys: dict[int, set[str]] = {paper: set() for paper, *_ in rows}
    for paper, key in connection.execute(
        "SELECT k.paper, k.key FROM json_each(?) AS w CROSS JOIN base_keys AS k ON k.paper = w.value",
        (json.dumps(list(keys)),),
    ):
        keys[paper].add(key)
    named = {paper: Member(key, title, leading.get(paper), frozenset(keys[paper])) for paper, key, title in rows}
    known = {paper: said for paper, said in leading.items() if _owner(connection, said.key) in named}
    return [named[paper] for paper in _by_leading(connection, set(named), known, {p: k for p, k, _ in rows})]


def standing(
    connection: sqlite3.Connection, keys: Collection[str], fields: Collection[str]
) -> dict[tuple[str, str], tuple[str, str | int]]:
    """Give stamp and value that hold where the keys of the papers in the library do not tell: see `marks.standing`.

    `same` is said of a record as it was imported, not of what it became; and a removed paper is only known here.
    """
    if not burial.is_used(connection):
        return {}
    held: dict[tuple[str, str], tuple[str, str | int]] = {}
    for field in fields:
        if field == APART:
            continue  # of a key, whoever has it
        # Of `same` the base that has the key counts, of all else the whole group, if it is hidden.
        kin = "c.paper = b.paper" if field == SAME else "b.hidden AND c.head = b.head"
        held.update(
            ((key, field), (stamp, value))
            for key, stamp, value in connection.execute(
                "SELECT w.value, r.stamp, r.value FROM json_each(?) AS w CROSS JOIN base_keys AS k ON k.key = w.value "  # noqa: S608 - text of ours, the values are parameters
                f"CROSS JOIN bases AS b ON b.paper = k.paper CROSS JOIN bases AS c ON {kin} "
                "CROSS JOIN base_keys AS o ON o.paper = c.paper "
                "CROSS JOIN registers AS r ON r.key = o.key AND r.field = ? ORDER BY r.stamp, r.value",
                (json.dumps(list(keys)), storable(field)),
            )
        )
    return held


def astray(connection: sqlite3.Connection) -> int:
    """Count the records that are not arranged as the registers say; for the doctor."""
    numbers = {number for (number,) in connection.execute("SELECT paper FROM bases")}
    wanted = json.dumps([key for (key,) in connection.execute("SELECT key FROM registers WHERE field = 'same'")])
    numbers.update(number for (number,) in connection.execute(_OWNERS, (wanted,)))
    wanted = json.dumps([key for (key,) in connection.execute("SELECT key FROM registers WHERE field = 'removed'")])
    numbers.update(number for (number,) in connection.execute(_OWNERS, (wanted,)))
    heads = {
        paper: (head, bool(hidden))
        for paper, head, hidden in connection.execute("SELECT paper, head, hidden FROM bases")
    }
    wrong = 0
    for group, _, is_removed in _components(connection, numbers):
        meant = (min(group), is_removed) if is_removed or len(group) > 1 else None
        wrong += sum(heads.get(number) != meant for number in group)
    return wrong


_Group = tuple[set[int], dict[int, Leading], bool]
"""Its members, where they lead, and whether it is removed."""

_OWNERS: Final = (
    "SELECT DISTINCT coalesce(k.paper, a.paper) FROM json_each(?) AS w "
    "LEFT JOIN base_keys AS k ON k.key = w.value LEFT JOIN aliases AS a ON a.key = w.value "
    "WHERE coalesce(k.paper, a.paper) IS NOT NULL"
)
"""The records, as imported, that have some keys."""
_KEYS: Final = (
    "keys AS (SELECT b.paper, b.key FROM json_each(?1) AS w CROSS JOIN base_keys AS b ON b.paper = w.value "
    "UNION ALL SELECT a.paper, a.key FROM json_each(?1) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
    "WHERE NOT EXISTS (SELECT 1 FROM bases AS s WHERE s.paper = w.value))"
)
"""The keys of some records, as imported."""


def _others(connection: sqlite3.Connection, keys: list[str]) -> list[str]:
    """Give the keys that some keys are apart from: who has them may be taken apart."""
    rows = connection.execute(
        "SELECT r.value FROM json_each(?) AS w CROSS JOIN registers AS r ON r.key = w.value AND r.field = 'apart' "
        "WHERE r.value <> ''",
        (json.dumps(keys),),
    )
    return [value for (value,) in rows]


def _flipped(connection: sqlite3.Connection, keys: list[str]) -> set[int]:
    """Give the records with one of these keys that are hidden and should not be, or the other way round."""
    if not keys:
        return set()
    owning = [number for (number,) in connection.execute(_OWNERS, (json.dumps(keys),))]
    aside = {
        number: (bool(hidden), bool(shared))
        for number, hidden, shared in connection.execute(
            "SELECT b.paper, b.hidden, (SELECT count(*) FROM bases AS o WHERE o.head = b.head) > 1 "
            "FROM json_each(?) AS w CROSS JOIN bases AS b ON b.paper = w.value",
            (json.dumps(owning),),
        )
    }
    meant = _removed(connection, owning)
    flipped = set()
    for number in owning:
        hidden, shared = aside.get(number, (False, False))
        # Of a group the keys of all its records count, not only those of this one.
        if shared or hidden != (meant.get(number, ("", 0))[1] == 1):
            flipped.add(number)
    return flipped


def _groups(connection: sqlite3.Connection, numbers: Collection[int]) -> list[_Group]:
    """Lay open all groups that some records belong to, were or will be, and give them as they should be."""
    components = _components(connection, numbers)
    while True:
        involved = {number for members, *_ in components for number in members}
        opened = burial.lay_open(connection, burial.heads_of(connection, involved))
        if opened.keys() <= involved:
            return components
        # Those that leave a group that is still kept belong to groups of their own.
        components = _components(connection, involved | opened.keys())


def _components(connection: sqlite3.Connection, numbers: Collection[int]) -> list[_Group]:
    leading: dict[int, Leading] = {}
    near: dict[int, set[int]] = {}
    frontier = set(numbers)
    known: set[int] = set()
    while frontier:
        known |= frontier
        said = _leading(connection, frontier)
        owned = owners(connection, {one.key for one in said.values()})
        for number, one in said.items():
            other = owned.get(one.key)
            if other is not None and other != number:
                leading[number] = one
                near.setdefault(number, set()).add(other)
                near.setdefault(other, set()).add(number)
        # Who leads here is looked at as well; whether that still holds is seen when it is.
        frontier = (set(owned.values()) | _led_by(connection, frontier)) - known
    components: list[_Group] = []
    seen: set[int] = set()
    removed = _removed(connection, known)
    for start in sorted(known):
        if start in seen:
            continue
        members, rest = {start}, [start]
        while rest:
            for other in near.get(rest.pop(), ()):
                if other not in members:
                    members.add(other)
                    rest.append(other)
        seen |= members
        newest = max((removed[number] for number in members if number in removed), default=("", 0))
        leads = {number: leading[number] for number in members if number in leading}
        components.append((members, leads, newest[1] == 1))
    return components


def _leading(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, Leading]:
    """Give where each record leads: what was said last under any of its keys, unless that was taken back."""
    said: dict[int, Leading] = {}
    for number, stamp, value, key in connection.execute(
        f"WITH {_KEYS} SELECT keys.paper, r.stamp, r.value, r.key FROM keys "  # noqa: S608 - text of ours, the values are parameters
        "CROSS JOIN registers AS r ON r.key = keys.key AND r.field = 'same' ORDER BY r.stamp, r.value, r.key",
        (json.dumps(list(numbers)),),
    ):
        said[number] = Leading(stamp, value, key)
    return {number: one for number, one in said.items() if isinstance(one.key, str) and one.key}


def _removed(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[int, tuple[str, int]]:
    """Give what was said last of whether each record is removed, and when."""
    said: dict[int, tuple[str, int]] = {}
    for number, stamp, value in connection.execute(
        f"WITH {_KEYS} SELECT keys.paper, r.stamp, r.value FROM keys "  # noqa: S608 - text of ours, the values are parameters
        "CROSS JOIN registers AS r ON r.key = keys.key AND r.field = 'removed' ORDER BY r.stamp, r.value",
        (json.dumps(list(numbers)),),
    ):
        said[number] = (stamp, int(value == 1))
    return said


def _led_by(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """Give the records with a key under which it was ever said that they are one of these."""
    query = (
        f"WITH {_KEYS} SELECT DISTINCT coalesce(k.paper, a.paper) FROM keys "  # noqa: S608 - text of ours, the values are parameters
        "CROSS JOIN registers AS r INDEXED BY registers_of_same ON r.value = keys.key AND r.field = 'same' "
        "LEFT JOIN base_keys AS k ON k.key = r.key LEFT JOIN aliases AS a ON a.key = r.key"
    )
    rows = connection.execute(query, (json.dumps(list(numbers)),))
    return {number for (number,) in rows if number is not None}


def owners(connection: sqlite3.Connection, keys: Collection[str]) -> dict[str, int]:
    """Give the record, as imported, that has each of some keys; removed ones count."""
    rows = connection.execute(
        "SELECT w.value, coalesce(k.paper, a.paper) FROM json_each(?) AS w "
        "LEFT JOIN base_keys AS k ON k.key = w.value LEFT JOIN aliases AS a ON a.key = w.value",
        (json.dumps(list(keys)),),
    )
    return {key: number for key, number in rows if number is not None}


def _owner(connection: sqlite3.Connection, key: str) -> int | None:
    return owners(connection, [key]).get(key)


def _ordered(connection: sqlite3.Connection, members: set[int], leading: dict[int, Leading]) -> list[int]:
    wanted = json.dumps(sorted(members))
    names = dict(
        connection.execute("SELECT id, key FROM papers WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    )
    return _by_leading(connection, members, leading, names)


def _by_leading(
    connection: sqlite3.Connection, members: set[int], leading: dict[int, Leading], names: dict[int, str]
) -> list[int]:
    """Put the main record first, the others by their names."""
    if not members:
        return []
    owned = owners(connection, {one.key for one in leading.values()})
    targets = {number: owned[one.key] for number, one in leading.items() if one.key in owned}
    at = min(members)
    walked: list[int] = []
    while at in targets and at not in walked:
        walked.append(at)
        at = targets[at]
    # Of a ring, the oldest leading gives way.
    ring = walked[walked.index(at) :] if at in walked else [at]
    main = min(ring, key=lambda number: (leading[number][:1] if number in leading else (), names[number]))
    return [main, *sorted(members - {main}, key=lambda number: names[number])]
