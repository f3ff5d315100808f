"""Rows in columns: under a head on a terminal, separated by tabs in a pipe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from reader.cli.console import Console, cells
from reader.model import safe_line


def write_table(
    console: Console, head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()
) -> None:
    """Write rows in columns under a head on a terminal, and separated by tabs without one in a pipe.

    Args:
        console: Where to write.
        head: The names of the columns.
        rows: The cells, as many in each row as the head has.
        right: The columns that are set flush right: those of figures.
    """
    if not console.on_terminal:
        for row in rows:
            console.write("\t".join(map(safe_line, row)))
        return
    for line in aligned((head, *rows), right):
        console.data(line)


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> Iterator[str]:
    """Give rows as lines in which the columns stand under one another."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (width - cells(cell))
            padded.append(blanks + cell if place in right else cell + blanks)
        yield "  ".join(padded).rstrip()
