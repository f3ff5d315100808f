"""Where papers come from: one file a format or service, each behind the protocol of `protocol.py`.

A source is chosen by what a file holds, never by its name. Nothing here writes, and nothing here knows the library.
"""

from __future__ import annotations

from typing import Final

from reader.sources.daily_page import DailyPage
from reader.sources.json_lines import JsonLines, begins_list
from reader.sources.protocol import Source

HEAD_BYTES: Final = 4096
"""How much of a file's beginning decides which source reads it."""


def source_for(head: bytes, year: int | None = None) -> Source | None:
    """Choose the source that reads a content by its first `HEAD_BYTES` bytes; None where none does.

    Args:
        head: The beginning of the uncompressed content.
        year: The year of pages that name none.
    """
    sources: tuple[Source, ...] = (JsonLines(), DailyPage(year))
    return next((source for source in sources if source.recognises(head)), None)


__all__ = ["HEAD_BYTES", "DailyPage", "JsonLines", "Source", "begins_list", "source_for"]
