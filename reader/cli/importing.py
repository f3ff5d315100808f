"""`octavo import`: bring papers in from files, folders or standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from reader.cli.progress import ProgressBar, stoppable
from reader.cli.session import Session
from reader.cli.statuses import DONE, INTERRUPTED, NOTHING

if TYPE_CHECKING:
    from reader.cli.console import Console
    from reader.importing import ImportProgress, ImportReport

_SHOWN: Final = 20
"""Problems that are said one by one on a terminal; a file or a pipe gets all that the report keeps."""
_SHOWN_DAYS: Final = 5
"""Days without a year that are named."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--year", type=click.IntRange(1000, 9999), metavar="YEAR", help="The year of pages that name a day without one."
)
@click.pass_obj
def import_papers(session: Session, paths: tuple[str, ...], year: int | None) -> int:
    r"""Bring papers in from files, from the files of folders, or from standard input (-).

    A format is known by what is in a file, whatever its name; gzip, xz, bzip2 and zstd are unpacked. What cannot be
    used of a file is said with its line, and the rest of it comes in. The same files again change nothing. Ctrl-C ends
    the import after the papers under way; what is in stays.

    \b
    Hugging Face   Daily Papers as text or HTML; api/daily_papers, api/papers
    arXiv          its interface, feeds, OAI-PMH, daily mail, whole archive
    bibliographies BibTeX, BibLaTeX, RIS, CSL-JSON, PubMed, EndNote XML,
                   Web of Science
    feeds          Atom, RSS
    Octavo         JSON Lines, or a JSON list of the same

    \b
    octavo import page.txt --year 2025
    octavo import library.bib arxiv-metadata-oai-snapshot.json.zst folder/
    xzcat papers.jsonl.xz | octavo import -
    """
    console = session.console
    with session.library(seeds=False) as library, stoppable() as stop:
        bar = ProgressBar(console, "Importing")
        try:
            report = library.import_paths(
                paths,
                year=year,
                by_hand=console.words_on_terminal,
                progress=lambda told: _show(bar, told),
                stop=stop,
            )
        finally:
            bar.clear()
    _tell(console, report)
    if report.interrupted:
        console.words("Stopped; what was counted here is in the library, and the same import again goes on.")
        return INTERRUPTED
    return DONE if report.papers else NOTHING


def _show(bar: ProgressBar, told: ImportProgress) -> None:
    bar.show(told.done, told.total, told.rate, told.left, about=True)


def _tell(console: Console, report: ImportReport) -> None:
    shown = report.problems[:_SHOWN] if console.words_on_terminal else report.problems
    for problem in shown:
        console.words(str(problem))
    if report.problem_count > len(shown):
        more = f"... and {report.problem_count - len(shown):,} more problems"
        console.words(f"{more}; 2>FILE writes them down." if console.words_on_terminal else f"{more}.")
    facts = [
        f"{report.added:,} paper{'' if report.added == 1 else 's'} added",
        f"{report.updated:,} updated",
        f"{report.unchanged:,} unchanged",
    ]
    if report.merged:
        facts.append(f"{report.merged:,} turned out to be known under another key")
    if report.problem_count:
        facts.append(f"{report.problem_count:,} problem{'' if report.problem_count == 1 else 's'}")
    console.words(", ".join(facts) + ".")
    if report.undated:
        days = ", ".join(edition.label for edition in report.undated[:_SHOWN_DAYS])
        days += f" and {len(report.undated) - _SHOWN_DAYS:,} more" if len(report.undated) > _SHOWN_DAYS else ""
        console.words(f"Nothing tells the year of {days}; octavo import --year YEAR FILE gives it.")
