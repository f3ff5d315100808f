"""JSON Lines in a test: read, and what came out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

from reader.model import Entry, Problem
from reader.sources.json_lines import JsonLines

GOOD = '{"title": "Good"}'


def read(data: str | bytes) -> list[Entry | Problem]:
    return list(JsonLines().read(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "papers.jsonl"))


def one(**fields: object) -> Entry:
    """Read a record that nothing is wrong with."""
    (entry,) = read(json.dumps({"title": "Good", **fields}))
    assert isinstance(entry, Entry)
    return entry


def faults(items: Iterable[Entry | Problem]) -> list[tuple[int, str]]:
    return [(item.line, item.field) for item in items if isinstance(item, Problem)]


def titles(items: Iterable[Entry | Problem]) -> list[str]:
    return [item.title for item in items if isinstance(item, Entry)]
