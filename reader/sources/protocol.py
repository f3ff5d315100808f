"""What every source of papers has in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from reader.model import Entry, Problem


class Source(Protocol):
    """Reads the entries of one format. An instance is cheap and holds no open file."""

    name: str
    """The short name that origins, editions and messages carry, such as `daily-papers`."""

    def recognises(self, head: bytes) -> bool:
        """Tell by the first 4,096 bytes of the (uncompressed) content whether this source reads it.

        Called by: `reader.sources.source_for`, which asks each source in turn. Never raises.
        """
        ...

    def read(self, stream: BinaryIO, file: str) -> Iterator[Entry | Problem]:
        """Yield each entry in order, and a problem for whatever had to be left out, at the place where it stood.

        Called by: `reader.importing`. Streams: never holds more than one record (or one page) in memory. One broken
        record never ends the iteration.

        Raises:
            SourceError: the stream itself cannot be read any further (a disk error, a damaged compression); what was
                yielded before stays good.
        """
        ...
