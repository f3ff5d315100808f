"""What is said of an import that has ended: its figures in a line, and all else line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.model import Edition
from widgets import painting

if TYPE_CHECKING:
    from reader.importing import ImportReport


def report_lines(report: ImportReport, width: int, folder: str = "", views: str = "v") -> list[tuple[str, str]]:
    """Give what a report tells beside its figures, line by line.

    Args:
        report: The report.
        width: What reasons are broken to fit, in cells.
        folder: The folder that files are named without.
        views: The key that shows editions.

    Returns:
        Of each line what is said first, and what explains it.
    """
    lines: list[tuple[str, str]] = []
    if report.merged:
        lines.append((f"{report.merged:,} known under another key", "now one paper each"))
    if report.editions:
        some, them = ("new edition", "it") if report.editions == 1 else ("new editions", "them")
        lines.append((f"{report.editions:,} {some}", f"{views} shows {them}"))
    if report.undated:
        lines.append((f"no year is told of {days(report.undated)}", "y gives it"))
    if report.interrupted:
        lines.append(("stopped before the end", "what is in stays; the same again goes on"))
    if report.problem_count:
        lines.append((f"{report.problem_count:,} left out", "with the reason for each:"))
    for problem in report.problems:
        file = problem.file.removeprefix(folder)
        place = f"{file}, line {problem.line:,}" if problem.line else file
        place = f"{place}, {problem.field}" if problem.field else place
        lines += [(place[start:end], "") for start, end in painting.wrap(place, width)]
        lines += [("", problem.reason[start:end]) for start, end in painting.wrap(problem.reason, width - 2)]
    if report.problem_count > len(report.problems):
        lines.append((f"and {report.problem_count - len(report.problems):,} more", ""))
    return lines


def days(editions: Sequence[Edition]) -> str:
    """Name the first of some days, and count the others."""
    more = f" and {len(editions) - 1:,} more" if editions[1:] else ""
    return f"{editions[0].label}{more}"


def counted(report: ImportReport) -> str:
    """Say how many papers were added, and how many became what else."""
    facts: Sequence[tuple[int, str]] = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.problem_count, "left out"),
    )
    return ", ".join(f"{number:,} {what}" for number, what in facts if number or what == "added")
