"""Searches that are saved under a name: `octavo searches`, `octavo save`, `octavo forget`.

They lie in the journal beside the marks, so `octavo undo` takes them back, and they come along to other machines.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from reader.cli.asking import QueryCommand, joined, read_query
from reader.cli.marking import say
from reader.cli.session import Session
from reader.cli.statuses import DONE, INTERRUPTED, NOTHING
from reader.cli.tables import write_table
from reader.model import safe_line

if TYPE_CHECKING:
    from reader.library import Library, SavedSearch


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, a search a line.")
@click.pass_obj
def searches(session: Session, as_json: bool) -> int:
    """List the saved searches with their papers, how many are unread, and how many came since a watch was opened.

    In a pipe it is name, papers, unread, new and query, separated by tabs; new is empty where the search is no watch.
    octavo search --saved NAME opens one.
    """
    console = session.console
    with session.library(seeds=False) as library:
        kept = library.saved()
        if not kept:
            console.words("No search is saved yet; octavo save NAME QUERY saves one.")
            return NOTHING
        if not _index(session, library, kept):
            return INTERRUPTED
        library.count_saved()
        kept = library.saved()
    if as_json:
        for search in kept:
            record = search._asdict() | {"name": safe_line(search.name), "query": safe_line(search.query)}
            console.write(json.dumps(record, ensure_ascii=True))
        return DONE
    rows = [
        (
            search.name,
            _figure(search.papers),
            _figure(search.unread),
            _figure(search.new) if search.watch else "",
            search.query,
        )
        for search in kept
    ]
    write_table(console, ("name", "papers", "unread", "new", "query"), rows, right=(1, 2, 3))
    return DONE


@click.command(cls=QueryCommand)
@click.argument("name", metavar="NAME")
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option("--watch", is_flag=True, help="Count papers that come in later as new, and list them first.")
@click.pass_obj
def save(session: Session, name: str, words: tuple[str, ...], watch: bool) -> int:
    r"""Save a query under a name; a search that has the name already is replaced.

    What is new in a watch is no longer so once octavo search --saved, octavo list --saved or the reader has shown it.

    \b
    octavo save thesis 'retrieval (graph OR tree) -survey sort:date'
    octavo save rag tag:rag is:unread
    octavo save speech 'speech recognition' --watch
    """
    console = session.console
    query = joined(words)
    read_query(console, query)
    with session.library(seeds=False) as library:
        marked = library.save_search(name, query, watch=watch)
    if marked is None:
        console.words("Nothing to change: it is so already.")
    else:
        say(console, "Done", marked)
    return DONE


@click.command()
@click.argument("name", metavar="NAME")
@click.pass_obj
def forget(session: Session, name: str) -> int:
    """Forget a saved search; octavo undo brings it back."""
    from reader.errors import UnknownSearchError

    with session.library(seeds=False) as library:
        marked = library.forget_search(name)
    if marked is None:
        raise UnknownSearchError(name)
    say(session.console, "Done", marked)
    return DONE


def _index(session: Session, library: Library, kept: list[SavedSearch]) -> bool:
    """Index what is new where a search looks for words; tell whether that went on to the end."""
    from reader.query.parse import parse

    if not any(parse(search.query).is_text for search in kept):
        return True
    from reader.cli.indexing import bring_up_to_date

    return bring_up_to_date(session.console, library)


def _figure(number: int | None) -> str:
    return "?" if number is None else str(number)
