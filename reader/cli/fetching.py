"""`octavo sync` and `octavo add`: papers from the network. No other command opens a connection."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import click

from reader.cli.console import Console
from reader.cli.progress import stoppable
from reader.cli.session import Session
from reader.cli.statuses import BUSY, DONE, INTERRUPTED, NOTHING, UNREACHED
from reader.model import safe_line

if TYPE_CHECKING:
    from reader.library.fetched import Status
    from reader.library.syncing import SyncProgress, SyncReport

_SHOWN: Final = 20
"""Problems that are said one by one."""
_DAY: Final = timedelta(days=1)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--since", metavar="DAY", help="From this day on (2024-01-01), for what goes by days.")
@click.option("--day", metavar="DAY", help="Only this day (2024-05-04).")
@click.option("--week", metavar="WEEK", help="Only this week (2024-W18).")
@click.option("--month", metavar="MONTH", help="Only this month (2024-05).")
@click.option("--again", is_flag=True, help="Also what was fetched before and will not have changed.")
@click.option("--status", "only_status", is_flag=True, help="Tell how old each source is; nothing is fetched.")
@click.option("--json", "as_json", is_flag=True, help="With --status: a line of JSON for each source.")
@click.pass_obj
def sync(
    session: Session,
    names: tuple[str, ...],
    since: str | None,
    day: str | None,
    week: str | None,
    month: str | None,
    again: bool,
    only_status: bool,
    as_json: bool,
) -> int:
    r"""Fetch what is new of all that the settings follow, or of those with a NAME.

    Where the settings say nothing, the Daily Papers are followed, as `daily`; octavo config tells how to follow arXiv
    and feeds. What was fetched is not fetched again. Ctrl-C ends it soon; what came stays, and the same command goes
    on from there.

    Without a terminal nothing is said but what went wrong, so it can be left to cron: it ends with 0 where all was
    fetched, whether there was anything new or not, with 4 where something could not be, and with 75 where another
    octavo is at it already.

    \b
    octavo sync
    octavo sync daily --since 2024-01-01
    octavo sync daily --month 2024-05
    17 7 * * 1-6  octavo sync        (a line of a crontab)
    """
    from reader.config import load_settings
    from reader.errors import BusyError
    from reader.library.fetched import statuses
    from reader.library.syncing import chosen, syncing_of

    settings = load_settings(session.places.settings)
    console = session.console
    first, last = days_of(since, day, week, month)
    follows = chosen(settings.follow, names)
    with session.library(seeds=False) as library:
        syncing = syncing_of(library)
        if only_status:
            wanted = {follow.name for follow in follows}
            for status in statuses(session.places, settings):
                if status.follow.name in wanted:
                    _tell_status(console, status, as_json=as_json)
            return DONE
        with stoppable() as stop:
            try:
                report = syncing.sync(
                    settings,
                    names,
                    since=first,
                    until=last,
                    anew=again,
                    by_hand=console.words_on_terminal,
                    progress=lambda told: _show(console, told),
                    stop=stop,
                )
            except BusyError as error:
                if console.words_on_terminal:
                    console.words(f"octavo: {error}.")
                return BUSY
            finally:
                console.redraw("")
    _tell(console, report)
    if report.report.interrupted:
        return INTERRUPTED
    return UNREACHED if report.troubles else DONE


@click.command()
@click.argument("texts", nargs=-1, required=True, metavar="PAPER...")
@click.pass_obj
def add(session: Session, texts: tuple[str, ...]) -> int:
    r"""Fetch single papers by arXiv id, DOI, or address, and print their keys.

    arXiv ids are looked up at arXiv, or at Hugging Face where that fails; DOIs at doi.org, which sends on to Crossref,
    DataCite and others; any other address is asked for what its page says of a paper to Google Scholar and Zotero.

    \b
    octavo add 2602.23229
    octavo add 10.1038/nature14539 https://aclanthology.org/2020.acl-main.463/
    """
    from reader.errors import UsageError
    from reader.library.syncing import syncing_of

    console = session.console
    with session.library(seeds=False) as library, stoppable() as stop:
        report = syncing_of(library).add(
            texts, by_hand=console.words_on_terminal, progress=lambda told: _show(console, told), stop=stop
        )
        console.redraw("")
        for key in report.keys:
            try:
                console.data(library.resolve(key).key)
            except UsageError as error:
                console.words(f"{error}.")  # it was removed, and stays so
    _tell(console, report)
    if report.report.interrupted:
        return INTERRUPTED
    if report.troubles:
        return UNREACHED
    return DONE if report.report.papers else NOTHING


def days_of(since: str | None, day: str | None, week: str | None, month: str | None) -> tuple[date | None, date | None]:
    """Give the first and the last day that options ask for; nothing where they do not say.

    Raises:
        UsageError: they say several things at once, or something that is no day, week or month.
    """
    given = [one for one in (since, day, week, month) if one is not None]
    if len(given) > 1:
        raise click.UsageError("one of --since, --day, --week and --month is enough")
    try:
        if since is not None:
            return _day(since), None
        if day is not None:
            return _day(day), _day(day)
        if week is not None:
            found = re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", week)
            if not found:
                raise ValueError
            first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return first, first + 6 * _DAY
        if month is not None:
            found = re.fullmatch(r"(\d{4})-(\d{1,2})", month)
            if not found:
                raise ValueError
            first = date(int(found[1]), int(found[2]), 1)
            return first, (first + 31 * _DAY).replace(day=1) - _DAY
    except (ValueError, OverflowError) as error:
        raise click.UsageError(
            f"{given[0]!r} is none: days are written as 2024-05-04, weeks as 2024-W18, months as 2024-05"
        ) from error
    return None, None


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError
    return date.fromisoformat(text)


def _show(console: Console, told: SyncProgress) -> None:
    console.redraw(f"Fetching {told}")


def _tell(console: Console, report: SyncReport) -> None:
    """Say what came to a person; to a script only what went wrong."""
    imported = report.report
    for problem in imported.problems[:_SHOWN]:
        console.words(str(problem))
    shown = min(len(imported.problems), _SHOWN)
    if imported.problem_count > shown:
        console.words(f"... and {imported.problem_count - shown:,} more problems.")
    for trouble in report.troubles:
        console.words(str(trouble))
    if console.words_on_terminal:
        for note in report.notes:
            console.words(f"{note}.")
        if imported.interrupted:
            console.words("Stopped; what came up to here is in the library.")
        facts = [
            f"{imported.added:,} paper{'' if imported.added == 1 else 's'} added",
            f"{imported.updated:,} updated",
            f"{imported.unchanged:,} unchanged",
        ]
        console.words(", ".join(facts) + ".")


def _tell_status(console: Console, status: Status, *, as_json: bool) -> None:
    from reader.library.fetched import age

    follow = status.follow
    if as_json:
        told = {
            "name": follow.name,
            "what": follow.what,
            "fetched": datetime.fromtimestamp(status.at, UTC).isoformat(timespec="seconds") if status.at else None,
            "newest": status.newest or None,
            "settled": [[first.isoformat(), last.isoformat()] for first, last in status.days],
            "trouble": status.trouble or None,
        }
        console.data(json.dumps(told))
        return
    trouble = f"; the last try failed: {status.trouble}" if status.trouble else ""
    fields = (follow.name, age(status.at, time.time()), follow.what + trouble)
    console.write("\t".join(map(safe_line, fields)))
