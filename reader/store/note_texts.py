"""Every text that a note ever had, anywhere: what a note is follows from all of them, in whatever order they came."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from reader.model import MarkChange
from reader.model.marks import NOTE
from reader.model.notes import NoteText
from reader.store.rows import storable

_Place = TypeVar("_Place", int, str)


def put(connection: sqlite3.Connection, changes: Iterable[MarkChange]) -> None:
    """Keep the texts that some changes set."""
    connection.executemany(
        # A stamp is given once; should two texts share one, the greater wins, whatever their order.
        "INSERT INTO note_texts (key, stamp, over, text) VALUES (?, ?, ?, ?) ON CONFLICT (key, stamp) DO UPDATE SET "
        "over = max(over, excluded.over), text = max(text, excluded.text)",
        [
            (storable(key), storable(stamp), storable(" ".join(over)), storable(value))
            for key, field, value, stamp, over in changes
            if field == NOTE and isinstance(value, str)
        ],
    )


def of_papers(connection: sqlite3.Connection, papers: Iterable[int]) -> Iterator[tuple[int, list[NoteText]]]:
    """Yield the texts that the notes on papers ever had, under any key of each."""
    yield from _gathered(
        connection.execute(
            "SELECT a.paper, n.stamp, n.over, n.text FROM json_each(?) AS w CROSS JOIN aliases AS a "
            "ON a.paper = w.value CROSS JOIN note_texts AS n ON n.key = a.key",
            (json.dumps(list(papers)),),
        )
    )


def of_keys(connection: sqlite3.Connection, keys: Collection[str]) -> Iterator[tuple[str, list[NoteText]]]:
    """Yield the texts of the papers that keys name; a key that no paper has yet stands for itself."""
    yield from _gathered(
        connection.execute(
            "SELECT w.value, n.stamp, n.over, n.text FROM json_each(?) AS w "
            "LEFT JOIN aliases AS mine ON mine.key = w.value LEFT JOIN aliases AS a ON a.paper = mine.paper "
            "JOIN note_texts AS n ON n.key = coalesce(a.key, w.value)",
            (json.dumps(list(keys)),),
        )
    )


def _gathered(rows: Iterable[tuple[_Place, str, str, str]]) -> Iterator[tuple[_Place, list[NoteText]]]:
    texts: dict[_Place, list[NoteText]] = {}
    for place, stamp, over, text in rows:
        texts.setdefault(place, []).append(NoteText(stamp, tuple(over.split()), text))
    yield from texts.items()
