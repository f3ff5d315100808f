"""`octavo undo` and `octavo redo`: any mark of this machine can be taken back, also one of last week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.marking import say
from reader.cli.session import Session
from reader.cli.statuses import DONE, NOTHING

if TYPE_CHECKING:
    from reader.library.undoing import Turn


when_argument = click.argument("when", required=False, default="", metavar="[WHEN]")


@click.command()
@when_argument
@click.pass_obj
def undo(session: Session, when: str) -> int:
    """Take back what was done last: a mark, all papers of a list marked read, an import, a removal, a merge.

    With WHEN, from octavo history, take back that very act; newer marks are left as they are.
    """
    return _turn(session, "undo", when, "Taken back", "There is nothing to take back.")


@click.command()
@when_argument
@click.pass_obj
def redo(session: Session, when: str) -> int:
    """Do again what octavo undo took back last, or with WHEN, from octavo history, that very act."""
    return _turn(session, "redo", when, "Done again", "There is nothing to do again.")


def _turn(session: Session, kind: Turn, when: str, done: str, nothing: str) -> int:
    with session.library(seeds=False) as library:
        timeline = library.timeline
        marked = timeline.turn(when, kind) if when else timeline.turn_next(kind)
    if marked is None:
        session.console.words(nothing)
        return NOTHING
    say(session.console, done, marked)
    return DONE
