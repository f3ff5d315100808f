"""The reader's marks as the journals tell them: a copy, made to be read fast and rebuilt at will.

`registers` holds, for every key and field that was ever marked, the newest value and its stamp, whether or not the
library knows a paper by that key. What a paper's marks are follows from the registers of all its keys, and is kept in
columns of `papers` and in `notes`, `paper_tags` and the counts. So a mark waits for its paper, and records that become
one bring their marks together, with nothing to move. Of notes every text is kept, in `note_texts`, since what a note is
follows from all of them (`reader.model.notes`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from reader.model import MarkChange, MarksAlike, MarkValue
from reader.model.marks import (
    APART,
    BOOKMARKED,
    MAX_RATING,
    NOTE,
    RATING,
    READ,
    REMOVED,
    SAME,
    WATCH,
    search_of,
    tag_of,
)
from reader.model.notes import joined
from reader.model.notes import standing as standing_texts
from reader.store import counts
from reader.store import note_texts as notes
from reader.store.acts import put_acts
from reader.store.rows import storable
from reader.store.values import Act, Folded

_MAX_INTEGER: Final = 1 << 62
_CHUNK: Final = 5_000
"""Papers whose marks are in memory at a time."""
_IN_COLUMNS: Final = frozenset((READ, BOOKMARKED, RATING))
"""Fields that are columns of `papers` of the same names."""
_NO_TAGS: Final[frozenset[str]] = frozenset()

_Value = int | str
_Columns = tuple[int, int, int, str, frozenset[str]]
"""Read, bookmarked, rating, note, tags."""
_UNMARKED: Final[_Columns] = (0, 0, 0, "", frozenset())


def fold(
    connection: sqlite3.Connection,
    journal: str,
    read: Folded,
    changes: Sequence[MarkChange | MarksAlike],
    acts: Sequence[Act],
) -> set[int]:
    """Take in what was read of a journal, and remember how far it was read.

    Returns:
        The papers whose marks are not what they were.
    """
    singly = [change for change in changes if isinstance(change, MarkChange)]
    alike = [change for change in changes if isinstance(change, MarksAlike)]
    notes.put(connection, singly)
    keys = _put_singly(connection, singly)
    for change in alike:
        keys.update(dict.fromkeys(_put_alike(connection, change)))
    put_acts(connection, acts)
    stamps = [storable(change.stamp) for change in changes] + [act.stamp for act in acts]
    connection.execute("UPDATE library SET latest_stamp = max(latest_stamp, ?)", (max(stamps, default=""),))
    connection.execute(
        "INSERT INTO journals (name, folded, tail) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET folded = excluded.folded, tail = excluded.tail",
        (journal, *read),
    )
    papers = [key for key in keys if not search_of(key)]
    if len(papers) < len(keys):
        # A saved search is no paper: nothing waits for it, and nothing but its registers changes.
        grow(connection)
    shaped: set[int] = set()
    if any(change.field in (APART, REMOVED, SAME) for change in changes):
        from reader.store import sameness

        shaped = sameness.follow(connection, _places(changes))
    marked = connection.execute(
        "SELECT a.paper FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.key = w.value", (json.dumps(papers),)
    )
    numbers = {number for (number,) in marked}
    fields = {change.field for change in changes}
    if fields <= _IN_COLUMNS:
        return shaped | _refresh_columns(connection, numbers, fields)
    return shaped | refresh(connection, numbers)


def _places(changes: Iterable[MarkChange | MarksAlike]) -> list[tuple[str, str]]:
    """Give every key and field that changes set."""
    return [
        (storable(key), storable(change.field))
        for change in changes
        for key in ((change.paper,) if isinstance(change, MarkChange) else change.papers)
    ]


# A stamp is given once; should two lines share one, the greater value wins, whatever their order.
_NEWEST_WINS: Final = (
    "ON CONFLICT (key, field) DO UPDATE SET value = excluded.value, stamp = excluded.stamp "
    "WHERE (excluded.stamp, excluded.value) > (stamp, value)"
)


def _put_singly(connection: sqlite3.Connection, changes: Iterable[MarkChange]) -> dict[str, None]:
    newest: dict[tuple[str, str], tuple[str, _Value]] = {}
    for key, field, value, stamp, _ in changes:
        place = storable(key), storable(field)
        setting = storable(stamp), _stored(value)
        if place not in newest or _after(setting, newest[place]):
            newest[place] = setting
    connection.executemany(
        f"INSERT INTO registers (key, field, value, stamp) VALUES (?, ?, ?, ?) {_NEWEST_WINS}",  # noqa: S608 - a constant
        sorted((key, field, value, stamp) for (key, field), (stamp, value) in newest.items()),
    )
    return dict.fromkeys(key for key, _ in newest)


def _put_alike(connection: sqlite3.Connection, change: MarksAlike) -> list[str]:
    """Set a field of many papers in one statement."""
    keys = [storable(key) for key in change.papers]
    connection.execute(
        "INSERT INTO registers (key, field, value, stamp) "  # noqa: S608 - a constant
        f"SELECT value, ?, ?, ? FROM json_each(?) WHERE true ORDER BY value {_NEWEST_WINS}",
        (storable(change.field), _stored(change.value), storable(change.stamp), json.dumps(keys)),
    )
    return keys


def _refresh_columns(connection: sqlite3.Connection, papers: Collection[int], fields: AbstractSet[str]) -> set[int]:
    """Do as `refresh` where only fields that are columns of `papers` were marked: all papers of an act at once."""
    wanted = json.dumps(list(papers))
    changing: list[tuple[str, dict[int, list[int]]]] = []
    for field in sorted(fields):
        # Later rows win, so the newest value does.
        said = dict(
            connection.execute(
                "SELECT a.paper, r.value FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
                "CROSS JOIN registers AS r ON r.key = a.key AND r.field = ? ORDER BY r.stamp, r.value",
                (wanted, field),
            ).fetchall()
        )
        numbers: dict[int, list[int]] = {}
        for number, was in connection.execute(
            f"SELECT p.id, p.{field} FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value",  # noqa: S608 - one of `_IN_COLUMNS`
            (wanted,),
        ):
            value = _column_of(field, said.get(number, 0))
            if value != was:
                numbers.setdefault(value, []).append(number)
        changing.append((field, numbers))
    changed = {number for _, groups in changing for numbers in groups.values() for number in numbers}
    if not changed:
        return changed
    version = grow(connection)
    counts.shift(connection, changed, -1)
    for field, groups in changing:
        connection.executemany(
            f"UPDATE papers SET {field} = ?, marked = ? WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - one of `_IN_COLUMNS`
            [(value, version, json.dumps(numbers)) for value, numbers in groups.items()],
        )
    counts.shift(connection, changed, +1)
    return changed


def refresh(connection: sqlite3.Connection, papers: Collection[int]) -> set[int]:
    """Make papers' marks what their keys' registers say, and give those that changed."""
    changed: set[int] = set()
    ordered = sorted(papers)
    for start in range(0, len(ordered), _CHUNK):
        changed |= _refresh(connection, ordered[start : start + _CHUNK])
    return changed


def _refresh(connection: sqlite3.Connection, papers: Sequence[int]) -> AbstractSet[int]:
    now = _meant(effective(connection, papers))
    was = {
        number: columns
        for number, columns in _columns(connection, papers)
        if columns != now.setdefault(number, _UNMARKED)
    }
    changed = was.keys()
    if not changed:
        return changed
    version = grow(connection)
    counts.shift(connection, changed, -1)
    alike: dict[tuple[int, int, int], list[int]] = {}
    for number in changed:
        read, bookmarked, rating, _, _ = now[number]
        if was[number][:3] != (read, bookmarked, rating):
            alike.setdefault((read, bookmarked, rating), []).append(number)
    connection.executemany(
        "UPDATE papers SET read = ?, bookmarked = ?, rating = ?, marked = ? "
        "WHERE id IN (SELECT value FROM json_each(?))",
        [(*columns, version, json.dumps(numbers)) for columns, numbers in alike.items()],
    )
    noted = [number for number in changed if now[number][3] != was[number][3]]
    connection.executemany("DELETE FROM notes WHERE paper = ?", [(number,) for number in noted])
    connection.executemany(
        "INSERT INTO notes (paper, text) VALUES (?, ?)",
        [(number, now[number][3]) for number in noted if now[number][3]],
    )
    connection.executemany(
        "DELETE FROM paper_tags WHERE tag = ? AND paper = ?",
        [(tag, number) for number in changed for tag in was[number][4] - now[number][4]],
    )
    connection.executemany(
        "INSERT INTO paper_tags (tag, paper) VALUES (?, ?)",
        sorted((tag, number) for number in changed for tag in now[number][4] - was[number][4]),
    )
    counts.shift(connection, changed, +1)
    return changed


def grow(connection: sqlite3.Connection) -> int:
    """Give the marks their next version: they are about to change."""
    connection.execute("UPDATE library SET marks_version = marks_version + 1")
    return int(connection.execute("SELECT marks_version FROM library").fetchone()[0])


def stale(connection: sqlite3.Connection) -> int:
    """Count the papers whose marks are not what their keys' registers say; for the doctor."""
    papers = [number for (number,) in connection.execute("SELECT id FROM papers")]
    now = _meant(effective(connection, papers))
    return sum(columns != now.get(number, _UNMARKED) for number, columns in _columns(connection, papers))


def effective(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, dict[str, _Value]]:
    """Give the newest value of every field that was ever marked under any key of each paper."""
    said: dict[int, dict[str, _Value]] = {}
    for number, name, value in connection.execute(
        "SELECT a.paper, r.field, r.value FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
        "CROSS JOIN registers AS r ON r.key = a.key ORDER BY r.stamp, r.value",
        (json.dumps(list(papers)),),
    ):
        said.setdefault(number, {})[name] = value
    for number, texts in notes.of_papers(connection, [number for number, fields in said.items() if NOTE in fields]):
        said[number][NOTE] = joined(standing_texts(texts))
    return said


def current(
    connection: sqlite3.Connection, papers: Sequence[int], field: str
) -> dict[int, tuple[MarkValue, tuple[str, ...]]]:
    """Give a field's value on each paper and the stamps that set it: of a note of each text that stands, else one.

    The default and no stamp where nothing ever set it.
    """
    default = _value_of(field, "" if field in (NOTE, SAME) else 0)
    values: dict[int, tuple[MarkValue, tuple[str, ...]]] = dict.fromkeys(papers, (default, ()))
    if field == NOTE:
        for number, texts in notes.of_papers(connection, papers):
            held = standing_texts(texts)
            values[number] = joined(held), tuple(text.stamp for text in held)
        return values
    for number, value, stamp in connection.execute(
        "SELECT a.paper, r.value, r.stamp FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value "
        "CROSS JOIN registers AS r ON r.key = a.key AND r.field = ? ORDER BY r.stamp, r.value",
        (json.dumps(list(papers)), storable(field)),
    ):
        values[number] = _value_of(field, value), (stamp,)
    return values


def standing(
    connection: sqlite3.Connection, keys: Collection[str], fields: Collection[str]
) -> dict[tuple[str, str], list[tuple[str, MarkValue]]]:
    """Give stamp and value that hold for each field of the papers that the keys name, of a note of each text.

    A key that no paper has yet stands for itself; of what was never marked nothing is told.
    """
    held: dict[tuple[str, str], list[tuple[str, MarkValue]]] = {}
    wanted = json.dumps(list(keys))
    for field in fields:
        if field == NOTE:
            for key, texts in notes.of_keys(connection, keys):
                held[key, NOTE] = [(text.stamp, text.text) for text in standing_texts(texts)]
            continue
        rows = connection.execute(
            "SELECT w.value, r.stamp, r.value FROM json_each(?1) AS w "
            # Of keys that are apart, each is for itself.
            "LEFT JOIN aliases AS mine ON mine.key = w.value AND ?2 <> 'apart' "
            "LEFT JOIN aliases AS a ON a.paper = mine.paper "
            "JOIN registers AS r ON r.key = coalesce(a.key, w.value) AND r.field = ?2 ORDER BY r.stamp, r.value",
            (wanted, storable(field)),
        )
        # What one act set on a hundred thousand papers is said once.
        alike: dict[tuple[str, _Value], list[tuple[str, MarkValue]]] = {}
        for key, stamp, value in rows:
            said = alike.get((stamp, value))
            if said is None:
                said = alike[stamp, value] = [(stamp, _value_of(field, value))]
            held[key, field] = said
    from reader.store import sameness

    for place, (stamp, value) in sameness.standing(connection, keys, fields).items():
        held[place] = [(stamp, _value_of(place[1], value))]
    return held


def folded(connection: sqlite3.Connection) -> dict[str, Folded]:
    """Give how far each journal was read."""
    rows = connection.execute("SELECT name, folded, tail FROM journals")
    return {name: Folded(upto, bytes(tail)) for name, upto, tail in rows}


def forget(connection: sqlite3.Connection) -> None:
    """Forget all that was folded, so that every journal is read anew; its lines are kept."""
    from reader.store import editions, sameness

    sameness.lay_all_open(connection)
    editions.settle(connection)
    for table in ("registers", "note_texts", "acts", "journals", "notes", "paper_tags", "tags"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand in the line above
    connection.execute(
        "UPDATE papers SET read = 0, bookmarked = 0, rating = 0, marked = ? WHERE read OR bookmarked OR rating",
        (grow(connection),),
    )
    connection.execute("UPDATE editions SET unread = papers")
    connection.execute("UPDATE library SET unread = papers, bookmarked = 0, latest_stamp = ''")


def _columns(connection: sqlite3.Connection, papers: Iterable[int]) -> Iterator[tuple[int, _Columns]]:
    """Yield each paper's marks as they are kept."""
    wanted = json.dumps(list(papers))
    tags: dict[int, set[str]] = {}
    for number, tag in connection.execute(
        "SELECT t.paper, t.tag FROM json_each(?) AS w CROSS JOIN paper_tags AS t ON t.paper = w.value", (wanted,)
    ):
        tags.setdefault(number, set()).add(tag)
    for number, read, bookmarked, rating, note in connection.execute(
        "SELECT p.id, p.read, p.bookmarked, p.rating, coalesce(n.text, '') FROM json_each(?) AS w "
        "CROSS JOIN papers AS p ON p.id = w.value LEFT JOIN notes AS n ON n.paper = p.id",
        (wanted,),
    ):
        yield number, (read, bookmarked, rating, note, frozenset(tags[number]) if number in tags else _NO_TAGS)


def _meant(said: dict[int, dict[str, _Value]]) -> dict[int, _Columns]:
    """Read each paper's fields as columns; papers that were marked alike, as by "mark all read", are read once."""
    known: dict[tuple[tuple[str, _Value], ...], _Columns] = {}
    meant = {}
    for number, fields in said.items():
        pattern = tuple(fields.items())
        columns = known.get(pattern)
        if columns is None:
            columns = known[pattern] = _columns_of(fields)
        meant[number] = columns
    return meant


def _columns_of(said: dict[str, _Value]) -> _Columns:
    """Read fields as columns; what a later version wrote, and means nothing here, is nothing."""
    note = said.get(NOTE, "")
    return (
        _column_of(READ, said.get(READ, 0)),
        _column_of(BOOKMARKED, said.get(BOOKMARKED, 0)),
        _column_of(RATING, said.get(RATING, 0)),
        note if isinstance(note, str) else "",
        frozenset(tag for field, value in said.items() if value == 1 and (tag := tag_of(field))),
    )


def _column_of(field: str, value: _Value) -> int:
    if field == RATING:
        return value if isinstance(value, int) and 0 <= value <= MAX_RATING else 0
    return int(value == 1)


def _value_of(field: str, stored: _Value) -> MarkValue:
    if field in (READ, BOOKMARKED, REMOVED, WATCH) or tag_of(field):
        return stored == 1
    return stored


def _stored(value: MarkValue) -> _Value:
    if isinstance(value, str):
        return storable(value)
    return max(-_MAX_INTEGER, min(int(value), _MAX_INTEGER))


def _after(said: tuple[str, _Value], other: tuple[str, _Value]) -> bool:
    """Order as SQLite does: by stamp, then numbers before texts."""
    return (said[0], isinstance(said[1], str), said[1]) > (other[0], isinstance(other[1], str), other[1])
