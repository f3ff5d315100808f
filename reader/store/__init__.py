"""The library file: papers and editions, a folded copy of the marks, and notes for the index. SQLite only here."""

from reader.store.store import Store
from reader.store.values import (
    Act,
    Change,
    EditionCount,
    Folded,
    FormerText,
    MarkedPapers,
    Provenance,
    Pulse,
    PutCounts,
    SavedQuery,
    TagCount,
    Totals,
    Versions,
)

__all__ = [
    "Act",
    "Change",
    "EditionCount",
    "Folded",
    "FormerText",
    "MarkedPapers",
    "Provenance",
    "Pulse",
    "PutCounts",
    "SavedQuery",
    "Store",
    "TagCount",
    "Totals",
    "Versions",
]
