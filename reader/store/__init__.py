"""The library file: papers and editions, a folded copy of the marks, and notes for the index. SQLite only here."""

from reader.store.store import Store
from reader.store.values import (
    Act,
    Change,
    EditionCount,
    FormerText,
    Provenance,
    PutCounts,
    TagCount,
    Totals,
)

__all__ = [
    "Act",
    "Change",
    "EditionCount",
    "FormerText",
    "Provenance",
    "PutCounts",
    "Store",
    "TagCount",
    "Totals",
]
