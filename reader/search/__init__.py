"""Full-text search: the seam (`protocol`), the Whoosh index, and the naive oracle that says what it must find."""

from reader.search.memory_index import MemoryIndex
from reader.search.protocol import Document, SearchIndex
from reader.search.whoosh_index import WhooshIndex

__all__ = ["Document", "MemoryIndex", "SearchIndex", "WhooshIndex"]
