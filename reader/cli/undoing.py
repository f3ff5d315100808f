"""`octavo undo` and `octavo redo`: any mark of this machine can be taken back, also one of last week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.marking import say
from reader.cli.session import Session
from reader.cli.statuses import DONE, NOTHING

if TYPE_CHECKING:
    from reader.library.marks import Marked


@click.command()
@click.pass_obj
def undo(session: Session) -> int:
    """Take back the last act of marking: a bookmark, all papers of a list marked read, a search saved or forgotten."""
    with session.library(seeds=False) as library:
        return _tell(session, library.undo(), "Taken back", "There is nothing to take back.")


@click.command()
@click.pass_obj
def redo(session: Session) -> int:
    """Do again what octavo undo took back last."""
    with session.library(seeds=False) as library:
        return _tell(session, library.redo(), "Done again", "There is nothing to do again.")


def _tell(session: Session, marked: Marked | None, done: str, nothing: str) -> int:
    if marked is None:
        session.console.words(nothing)
        return NOTHING
    say(session.console, done, marked)
    return DONE
