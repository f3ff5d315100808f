"""Reads contents as an import does: by whichever source knows them."""

from __future__ import annotations

import io
from pathlib import Path

from reader.model import Entry, Problem
from reader.sources import HEAD_BYTES, source_for

DATA = Path(__file__).parents[2] / "data" / "formats"


def read(data: str | bytes, file: str = "file") -> list[Entry | Problem]:
    content = data.encode() if isinstance(data, str) else data
    source = source_for(content[:HEAD_BYTES])
    assert source is not None, "no source knows this content"
    return list(source.read(io.BytesIO(content), file))


def entries(items: list[Entry | Problem]) -> list[Entry]:
    return [item for item in items if isinstance(item, Entry)]


def problems(items: list[Entry | Problem]) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def titles(data: str | bytes, file: str = "file") -> list[str]:
    return [entry.title for entry in entries(read(data, file))]


def only(data: str | bytes, file: str = "file") -> Entry:
    (entry,) = read(data, file)
    assert isinstance(entry, Entry)
    return entry


def fixture(name: str) -> bytes:
    return (DATA / name).read_bytes()
