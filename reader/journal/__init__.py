"""The reader's marks as append-only files, one a device: the truth from which the store's copy is folded."""

from reader.journal.device import device_name, devices_are_readable, forget_device, known_device
from reader.journal.file import Journal, Written
from reader.journal.fold import (
    Event,
    Holds,
    changes_of,
    fold,
    gathered_changes_of,
    newer,
    redo_drafts,
    stands,
    undo_drafts,
)
from reader.journal.line import Draft, Kind, Line, LineError, Values, decode, encode
from reader.journal.reading import Damage, Reading, damaged_lines, journals, read, tail_of
from reader.journal.stamp import Clock, Moment, device_of, format_stamp, is_device, parse_stamp

__all__ = [
    "Clock",
    "Damage",
    "Draft",
    "Event",
    "Holds",
    "Journal",
    "Kind",
    "Line",
    "LineError",
    "Moment",
    "Reading",
    "Values",
    "Written",
    "changes_of",
    "damaged_lines",
    "decode",
    "device_name",
    "device_of",
    "devices_are_readable",
    "encode",
    "fold",
    "forget_device",
    "format_stamp",
    "gathered_changes_of",
    "is_device",
    "journals",
    "known_device",
    "newer",
    "parse_stamp",
    "read",
    "redo_drafts",
    "stands",
    "tail_of",
    "undo_drafts",
]
