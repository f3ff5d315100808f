"""The reader's marks as append-only files, one a device: the truth from which the store's copy is folded."""

from reader.journal.device import device_name, devices_are_readable, forget_device, known_device
from reader.journal.file import Journal, Written
from reader.journal.fold import Standing, changes_of, fold, newer, redo_drafts, undo_drafts
from reader.journal.line import Draft, Kind, Line, LineError, Values, decode, encode
from reader.journal.reading import Damage, Reading, damaged_lines, journals, read, read_act
from reader.journal.stamp import Clock, Moment, format_stamp, is_device, parse_stamp

__all__ = [
    "Clock",
    "Damage",
    "Draft",
    "Journal",
    "Kind",
    "Line",
    "LineError",
    "Moment",
    "Reading",
    "Standing",
    "Values",
    "Written",
    "changes_of",
    "damaged_lines",
    "decode",
    "device_name",
    "devices_are_readable",
    "encode",
    "fold",
    "forget_device",
    "format_stamp",
    "is_device",
    "journals",
    "known_device",
    "newer",
    "parse_stamp",
    "read",
    "read_act",
    "redo_drafts",
    "undo_drafts",
]
