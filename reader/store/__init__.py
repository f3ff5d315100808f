"""The library file: papers and editions, a folded copy of the marks, and notes for the index. SQLite only here."""

from reader.store.store import Store
from reader.store.values import (
    Act,
    Change,
    EditionCount,
    Folded,
    FormerText,
    ImportAct,
    ImportDone,
    MarkedPapers,
    Provenance,
    Pulse,
    PutCounts,
    RemovedPaper,
    SavedQuery,
    TagCount,
    Totals,
    Turned,
    Versions,
)

__all__ = [
    "Act",
    "Change",
    "EditionCount",
    "Folded",
    "FormerText",
    "ImportAct",
    "ImportDone",
    "MarkedPapers",
    "Provenance",
    "Pulse",
    "PutCounts",
    "RemovedPaper",
    "SavedQuery",
    "Store",
    "TagCount",
    "Totals",
    "Turned",
    "Versions",
]
