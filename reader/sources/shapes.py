"""What a record of JSON is: its keys tell whose it is, whatever file it stands in, a list or lines."""

from __future__ import annotations

from collections.abc import Iterator

from reader.model import Entry, Problem
from reader.sources import arxiv_snapshot, csl, daily_api
from reader.sources.drafts import finished
from reader.sources.json_lines import entries_of
from reader.sources.python_literals import read_literal


class Shapes:
    """Makes entries of the records of one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._days = daily_api.Days(file)

    def entries(self, record: object, line: int, day: str = "") -> Iterator[Entry | Problem]:
        """Yield what a record tells.

        Args:
            record: As JSON has it; a text may be what Python prints of a record.
            line: Where it begins.
            day: The day of the list that it stands in, where that says so.
        """
        if isinstance(record, str):
            try:
                record = read_literal(record)
            except ValueError as error:
                yield Problem(self._file, line, f"is a text that holds no record ({error}); it was left out")
                return
        if not isinstance(record, dict):
            yield Problem(self._file, line, "is not a JSON object; the record was left out")
        elif arxiv_snapshot.is_paper(record):  # first, for there are millions of them
            yield from finished(arxiv_snapshot.draft_of(record, line), arxiv_snapshot.NAME, self._file)
        elif daily_api.is_paper(record):
            yield from self._days.entries(record, line, day)
        elif csl.is_paper(record):
            yield from finished(csl.draft_of(record, line), csl.NAME, self._file)
        else:
            yield from entries_of(record, self._file, line)
