"""Where papers come from: one file a format or service, each behind the protocol of `protocol.py`.

A source is chosen by what a file holds, never by its name. Nothing here writes, and nothing here knows the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reader.sources.protocol import Source

HEAD_BYTES: Final = 4096
"""How much of a file's beginning decides which source reads it."""
FAR_HEAD_BYTES: Final = 1 << 16
"""The same where these tell nothing: a bibliography may begin with pages of remarks."""


def source_for(head: bytes, year: int | None = None) -> Source | None:
    """Choose the source that reads a content by its first `HEAD_BYTES` bytes; None where none does.

    Args:
        head: The beginning of the uncompressed content.
        year: The year of pages that name none.
    """
    return next((source for source in _sources(year) if source.recognises(head)), None)


def _sources(year: int | None) -> Iterator[Source]:
    """Yield the sources: those that can tell for sure first, and the page, which is known by its shape, last."""
    # Imported one by one, since a whole archive needs no BibTeX.
    from reader.sources.json_documents import JsonDocument

    yield JsonDocument()

    from reader.sources.json_lines import JsonLines

    yield JsonLines()

    from reader.sources.feeds import Feed

    yield Feed()

    from reader.sources.oai import OaiPmh

    yield OaiPmh()

    from reader.sources.endnote import EndNote

    yield EndNote()

    from reader.sources.html_page import HtmlPage

    yield HtmlPage()

    from reader.sources.tagged import NBIB, RIS, WOS, Tagged

    yield from map(Tagged, (NBIB, WOS, RIS))

    from reader.sources.digest import Digest

    yield Digest()

    from reader.sources.bibtex import BibTex

    yield BibTex()

    from reader.sources.daily_page import DailyPage

    yield DailyPage(year)


__all__ = ["FAR_HEAD_BYTES", "HEAD_BYTES", "Source", "source_for"]
