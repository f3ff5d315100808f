"""`octavo doctor`: a check-up of everything that Octavo keeps and needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from reader.cli.console import Style
from reader.cli.session import Session
from reader.cli.statuses import DONE, UNUSABLE

if TYPE_CHECKING:
    from reader.library.health import Finding


@click.command()
@click.pass_obj
def doctor(session: Session) -> int:
    """Check library, journals, index, folders, settings and terminal, one line each.

    A line is ok or problem, what was looked at, and what was found. Nothing is changed. The exit status is 3 where
    there is a problem.
    """
    from reader.library.health import Level, examine

    console = session.console
    problems = 0
    for finding in (*examine(session.places), *_settings(session), *_terminal(os.environ)):
        wrong = finding.level is Level.PROBLEM
        problems += wrong
        level = console.paint(f"{finding.level.value:<7}", Style.BAD if wrong else Style.GOOD)
        console.write(f"{level}  {console.paint(f'{finding.subject}: {finding.said}')}")
    if problems:
        console.words(f"{problems} problem{'' if problems == 1 else 's'}.")
    return UNUSABLE if problems else DONE


def _settings(session: Session) -> Iterator[Finding]:
    from reader.config import load_settings
    from reader.errors import ConfigError
    from reader.library.health import Finding, Level

    path = session.places.settings
    try:
        load_settings(path)
    except ConfigError as error:
        yield Finding(Level.PROBLEM, "settings", str(error))
    else:
        said = f"{path} makes sense." if path.exists() else f"there is no {path}, so all is as by default."
        yield Finding(Level.OK, "settings", said)


def _terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Tell what the reader will find; that a script has no terminal is no problem."""
    from reader.library.health import Finding, Level

    if sys.stdout is None or not sys.stdout.isatty():
        yield Finding(Level.OK, "terminal", "there is none here; the reader needs one.")
        return
    term = environ.get("TERM", "")
    size = os.get_terminal_size(sys.stdout.fileno())
    encoding = sys.stdout.encoding or "unknown"
    colours = "none (NO_COLOR)" if environ.get("NO_COLOR") else environ.get("COLORTERM") or "by TERM"
    said = f"TERM={term}, colours: {colours}, encoding {encoding}, {size.columns} columns, {size.lines} lines."
    if term in ("", "dumb"):
        yield Finding(
            Level.PROBLEM, "terminal", f"{said} The reader cannot draw on it; set TERM, such as xterm-256color."
        )
    elif 0 < size.columns < 40 or 0 < size.lines < 10:
        yield Finding(Level.PROBLEM, "terminal", f"{said} The reader needs about 40 columns and 12 lines.")
    else:
        yield Finding(Level.OK, "terminal", said)
