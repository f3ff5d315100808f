"""The words of the field as values: paper, entry, edition, mark, view. Standard library only, no input or output."""

from reader.model.details import NO_DETAILS, Details
from reader.model.entry import Appearance, Edition, Entry, Origin, Problem
from reader.model.marks import MAX_NOTE, MAX_RATING, MarkChange, Marks, MarksAlike, MarkValue, tag_name
from reader.model.paper import Paper, Row
from reader.model.text import clean_block, clean_line, safe_line
from reader.model.view import Sort, View

__all__ = [
    "MAX_NOTE",
    "MAX_RATING",
    "NO_DETAILS",
    "Appearance",
    "Details",
    "Edition",
    "Entry",
    "MarkChange",
    "MarkValue",
    "Marks",
    "MarksAlike",
    "Origin",
    "Paper",
    "Problem",
    "Row",
    "Sort",
    "View",
    "clean_block",
    "clean_line",
    "safe_line",
    "tag_name",
]
