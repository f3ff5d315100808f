"""Full-text search: the seam (`protocol`), the Whoosh index, and the naive oracle that says what it must find.

Whoever names only the seam loads nothing else: the indexes are imported when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reader.search.protocol import Document, SearchIndex

if TYPE_CHECKING:
    from reader.search.memory_index import MemoryIndex
    from reader.search.whoosh_index import WhooshIndex

__all__ = ["Document", "MemoryIndex", "SearchIndex", "WhooshIndex"]


def __getattr__(name: str) -> Any:
    """Import an index when it is first asked for (PEP 562)."""
    if name == "WhooshIndex":
        from reader.search.whoosh_index import WhooshIndex

        return WhooshIndex
    if name == "MemoryIndex":
        from reader.search.memory_index import MemoryIndex

        return MemoryIndex
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
