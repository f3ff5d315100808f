"""`octavo doctor`: a check-up of everything that Octavo keeps and needs, and the repair of what can be repaired."""

from __future__ import annotations

import json
import os
import textwrap
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import click

from reader.cli.console import Console, Style
from reader.cli.progress import ProgressBar, stoppable
from reader.cli.session import Session
from reader.cli.statuses import DONE, UNUSABLE

if TYPE_CHECKING:
    from reader.library.health import Finding

_INDENT: Final = 9
_STYLES: Final = {"ok": Style.FAINT, "note": Style.NOTABLE, "problem": Style.BAD, "fixed": Style.GOOD}


@click.command()
@click.option("--fix", is_flag=True, help="Repair what can be repaired; whatever is replaced is kept beside.")
@click.option("--json", "as_json", is_flag=True, help="Write each finding as a line of JSON.")
@click.pass_obj
def doctor(session: Session, fix: bool, as_json: bool) -> int:
    """Check library, journals, index, folders, files, settings and terminal, one line each.

    A line is ok, note or problem, what was looked at, and what was found. Without --fix nothing is changed.

    With --fix what can be repaired is, one line each, and then all is looked at once more: only what is left to say
    is said. Nothing of yours is ever deleted: what is replaced is kept beside, under a name with the date.

    The exit status is 3 where there is a problem.
    """
    from reader.library.health import Level, repair

    console = session.console
    problems = fixable = repaired = 0
    if fix:
        bar = ProgressBar(console, "Indexing")
        with stoppable() as stop:
            for finding in repair(
                session.places, stop, lambda told: bar.show(told.done, told.total, told.rate, told.left)
            ):
                bar.clear()
                repaired += finding.level is Level.FIXED
                _tell(console, finding, as_json)
        session.keep_live()
    for finding in _examined(session):
        problems += finding.level is Level.PROBLEM
        fixable += finding.level is Level.PROBLEM and finding.fixable
        if not fix or finding.level is not Level.OK:
            _tell(console, finding, as_json)
    if problems:
        console.words(f"{problems} problem{'' if problems == 1 else 's'}{' left' if fix else ''}.")
        if fixable and not fix:
            what = "it" if fixable == problems == 1 else "them" if fixable == problems else f"{fixable} of them"
            console.words(f"octavo doctor --fix repairs {what}.")
    elif fix:
        console.words("Everything is in order now." if repaired else "There was nothing to repair.")
    return UNUSABLE if problems else DONE


def _examined(session: Session) -> Iterator[Finding]:
    from reader.cli.terminal_check import check_terminal
    from reader.library.health import examine

    yield from examine(session.places)
    yield from _settings(session)
    yield from _followed(session)
    yield from check_terminal(os.environ)


def _settings(session: Session) -> Iterator[Finding]:
    from reader.app.checked import checked_settings
    from reader.errors import ConfigError
    from reader.library.health.finding import ok, problem

    path = session.places.settings
    try:
        checked_settings(path)
    except ConfigError as error:
        for one in error.problems:
            yield problem("settings", one)
    else:
        yield ok(
            "settings", f"{path} makes sense." if path.exists() else f"there is no {path}, so all is as by default."
        )


def _followed(session: Session) -> Iterator[Finding]:
    """Say how old is what is followed; the network is not asked."""
    from reader.config import load_settings
    from reader.errors import ConfigError
    from reader.library.fetched import age, statuses
    from reader.library.health.finding import note, ok

    try:
        told = statuses(session.places, load_settings(session.places.settings))
    except ConfigError:
        return  # said above
    ages = ", ".join(f"{one.follow.name} {age(one.at, time.time())}" for one in told)
    yield ok("followed", f"fetched: {ages}; octavo sync fetches what is new." if told else "nothing is followed.")
    for one in told:
        if one.trouble:
            yield note("followed", f"{one.follow.name} could not be fetched the last time: {one.trouble.rstrip('.')}.")


def _tell(console: Console, finding: Finding, as_json: bool) -> None:
    if as_json:
        told = {"level": finding.level.value, "subject": finding.subject, "said": finding.said}
        console.data(json.dumps(told | {"fixable": finding.fixable}))
        return
    level = console.paint(f"{finding.level.value:<{_INDENT - 2}}", _STYLES[finding.level.value])
    first, *rest = _wrapped(console, f"{finding.subject}: {finding.said}")
    console.write(f"{level}  {console.paint(first)}")
    for line in rest:
        console.write(" " * _INDENT + console.paint(line))


def _wrapped(console: Console, text: str) -> Iterable[str]:
    """Break a text into lines for a person; a script gets one."""
    room = console.width - _INDENT
    if not console.on_terminal or room < 20:
        return [text]
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [text]
