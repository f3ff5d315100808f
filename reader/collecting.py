"""How often Python looks for unused circles of objects, while many objects are made that live for a batch.

Each full look holds up every thread for a tenth of a second with some 100,000 objects alive, and an import or an index
build makes no circles.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

_OBJECTS: Final = 100_000
"""Objects that are made between two looks at the youngest ones. Python's own 700 cost an import 6% of its time."""

_guard = Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds from before, once for each thread that is inside."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for circles only seldom, until the last thread that asked for it has ended."""
    with _guard:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(_OBJECTS, *_usual[0][1:])
    try:
        yield
    finally:
        with _guard:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
