"""A regular expression that is compiled when it is first used, a third of a millisecond that no start waits for."""

from __future__ import annotations

import re
from functools import cached_property


class LazyPattern:
    """Holds the source of a pattern until somebody needs it."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern."""
        return re.compile(self._source, self._flags)
