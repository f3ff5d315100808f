"""`octavo tags` and `octavo editions`: what there is to choose from, and how much of it is unread."""

from __future__ import annotations

import click

from reader.cli.session import Session
from reader.cli.statuses import DONE, NOTHING
from reader.cli.tables import write_table


@click.command()
@click.pass_obj
def tags(session: Session) -> int:
    """List the tags with their papers and how many of them are unread, separated by tabs in a pipe."""
    with session.library() as library:
        rows = [(count.name, str(count.papers), str(count.unread)) for count in library.tags()]
    if not rows:
        session.console.words("No paper has a tag yet; octavo tag PAPER TAG puts one on.")
        return NOTHING
    write_table(session.console, ("tag", "papers", "unread"), rows)
    return DONE


@click.command()
@click.pass_obj
def editions(session: Session) -> int:
    """List the editions, the newest last: key, name, papers, unread, separated by tabs in a pipe.

    Each key and each name can be asked for: octavo list edition:"Aug 25"
    """
    with session.library() as library:
        rows = [
            (count.edition.key, count.edition.title, str(count.papers), str(count.unread))
            for count in library.editions()
        ]
    if not rows:
        session.console.words("There are no editions; octavo import reads Daily Papers pages.")
        return NOTHING
    write_table(session.console, ("edition", "name", "papers", "unread"), rows)
    return DONE
