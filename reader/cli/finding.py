"""`octavo list`, `octavo search` and `octavo similar`: one query language, three habits.

`list` gives all papers that fit, in an order one chooses; `search` gives the best few, and where hardly any fits also
those that fit a part; `similar` gives those that are most like a paper. All look at words through the index, and bring
it up to date before. What cannot be understood of a query is said with its place; the rest runs. An option wins over
what the query says of the same thing, so that a saved search can be had in another order or length.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from reader.cli.asking import (
    QueryCommand,
    any_query,
    ask,
    index_for,
    joined,
    json_option,
    limit_option,
    raw_option,
    saved_option,
    some_query,
    sort_option,
    status_of_nothing,
    tell_nothing,
)
from reader.cli.session import Session
from reader.cli.statuses import DONE, INTERRUPTED

if TYPE_CHECKING:
    from reader.cli.asking import Order
    from reader.cli.console import Console
    from reader.cli.explaining import Reasons
    from reader.library import Found, Library
    from reader.model import Paper
    from reader.query import Query

_BEST: Final = 20
"""Papers that a search gives where nobody says how many."""


class _Manner(NamedTuple):
    """How papers are looked for and written."""

    sort: Order | None = None
    limit: int | None = None
    usual: int = 0
    """The limit where neither the option nor the query has one."""
    partly: bool = False
    """Papers that fit a part of the query are written too."""
    as_json: bool = False
    explain: bool = False
    snippets: bool = False
    raw: bool = False
    """Titles and passages are written as they are stored."""


@click.command("list", cls=QueryCommand)
@any_query
@saved_option
@sort_option
@limit_option("That is the default.")
@raw_option
@json_option
@click.pass_obj
def list_papers(
    session: Session, query: str, saved: str | None, sort: Order | None, limit: int | None, raw: bool, as_json: bool
) -> int:
    r"""List the papers that fit a query, or all papers.

    On a terminal a line is the key, a mark for unread, one for bookmarked, and the title. In a pipe it is key, state
    (read or unread, and bookmarked) and title, separated by tabs. Only papers that fit the whole query are listed.

    \b
    octavo list is:unread edition:"Aug 25"
    octavo list tag:rag --sort title
    octavo list graph -survey author:lee --json
    """
    return _find(session, query, saved, _Manner(sort, limit, as_json=as_json, raw=raw))


@click.command("search", cls=QueryCommand)
@some_query
@saved_option
@sort_option
@limit_option(f"By default {_BEST}.")
@click.option("--explain", is_flag=True, help="Tell under each paper what its place comes from.")
@click.option("--snippets", is_flag=True, help="Show under each paper the passage that fits best, matches bold.")
@raw_option
@json_option
@click.pass_obj
def search_papers(
    session: Session,
    query: str,
    saved: str | None,
    sort: Order | None,
    limit: int | None,
    explain: bool,
    snippets: bool,
    raw: bool,
    as_json: bool,
) -> int:
    r"""Find the papers that fit a query, the best first.

    New papers are indexed before, with a progress bar on a terminal. Lines are written as by octavo list; what
    --explain and --snippets add begins with a tab in a pipe, so that octavo mark-read - and its like pass over it.

    Where hardly any paper fits the whole query, those that fit a part of it follow, after a word on standard error; in
    JSON "whole" tells them apart. Where none fits as a whole, the exit status is 1.

    \b
    octavo search retrieval augmented generation
    octavo search '"chain of thought"' title:reason* -survey
    octavo search transformer is:unread --limit 5 --json
    octavo search --saved thesis
    """
    manner = _Manner(sort, limit, _BEST, partly=True, as_json=as_json, explain=explain, snippets=snippets, raw=raw)
    return _find(session, query, saved, manner)


@click.command("similar", cls=QueryCommand)
@click.argument("words", nargs=-1, metavar="[PAPER] [QUERY]...")
@click.option("--bookmarked", is_flag=True, help="Compare with all bookmarked papers instead of one PAPER.")
@limit_option(f"By default {_BEST}.")
@raw_option
@json_option
@click.pass_context
def similar_papers(
    context: click.Context, words: tuple[str, ...], bookmarked: bool, limit: int | None, raw: bool, as_json: bool
) -> int:
    r"""Find the papers that are most like one, or like those that are bookmarked.

    The same as octavo search similar:PAPER. A QUERY narrows them down.

    \b
    octavo similar 2602.23229
    octavo similar 2602.23229 is:unread date:1y
    octavo similar --bookmarked cat:cs.CL
    """
    session: Session = context.obj
    if not bookmarked and not words:
        raise click.UsageError("Missing argument 'PAPER', or the option '--bookmarked'.", ctx=context)
    like, rest = ("bookmarked", words) if bookmarked else (words[0], words[1:])
    return _find(session, joined(rest), None, _Manner(None, limit, _BEST, as_json=as_json, raw=raw), like=like)


def _find(session: Session, text: str, saved: str | None, manner: _Manner, *, like: str = "") -> int:
    console = session.console
    with session.library() as library:
        query, watch = ask(console, library, text, saved, like)
        if not index_for(console, library, query):
            return INTERRUPTED
        if manner.sort:
            query = replace(query, sort=manner.sort.sort, backwards=manner.sort.backwards)
        # The limit is kept here: filters without one are listed by the store alone, without NumPy.
        found = library.search(replace(query, limit=0), watch=watch)
        if found.trouble:
            console.words(found.trouble)
        written = _write(console, library, query, found, manner, watched=bool(watch))
        if watch and written >= min(found.new, query.limit or found.new):
            library.seen(watch)
        return DONE if found.whole else status_of_nothing(library, query)


def _write(console: Console, library: Library, query: Query, found: Found, manner: _Manner, *, watched: bool) -> int:
    """Write what was found, and say what it is; returns how many papers were written."""
    from reader.cli.papers import write_listing

    most = (query.limit or manner.usual) if manner.limit is None else manner.limit
    there = len(found.listing) if manner.partly else found.whole
    stop = min(there, most) if most else there
    whole, part = min(found.whole, stop), len(found.listing) - found.whole
    reasons = _reasons(console, library, query, manner) if stop and (manner.explain or manner.snippets) else None

    def told(place: int, paper: Paper) -> dict[str, Any]:
        fields: dict[str, Any] = {"whole": place < found.whole}
        if watched:
            fields["new"] = place < found.new
        return fields | (reasons.fields(paper) if reasons else {})

    def write(start: int, stop: int) -> None:
        under = reasons.lines if reasons else None
        write_listing(
            console, library, found.listing, start, stop, as_json=manner.as_json, told=told, under=under, raw=manner.raw
        )

    if found.new:
        console.words(f"{found.new:,} new {'paper comes' if found.new == 1 else 'papers come'} first.")
    write(0, whole)
    if not found.whole:
        if not (found.trouble and query.similar):  # then it was said why
            tell_nothing(console, query)
        if part:
            more = ":" if manner.partly else "; octavo search shows them."
            console.words(f"{_papers(part)} in part{more}")
        _suggest(console, found)
    elif stop > whole:
        console.words(f"{_papers(found.whole)}; {part:,} more {'fits' if part == 1 else 'fit'} in part:")
    write(whole, stop)
    if manner.limit is None and not query.limit and stop < there:
        console.words(f"{stop:,} of {there:,} papers; --limit 0 writes all.")
    return stop


def _reasons(console: Console, library: Library, query: Query, manner: _Manner) -> Reasons:
    from reader.cli.explaining import Reasons

    explain = manner.explain
    if explain and (query.similar or not query.text_clauses):
        console.words("Only the words of a query can be explained, and here it is not by them that papers are found.")
        explain = False
    return Reasons(console, library, query, explain=explain, snippets=manner.snippets, raw=manner.raw)


def _papers(number: int) -> str:
    return "1 paper fits" if number == 1 else f"{number:,} papers fit"


def _suggest(console: Console, found: Found) -> None:
    if len(found.suggestions) == 1:
        console.words(f"Did you mean: {found.suggestions[0]}")
    elif found.suggestions:
        console.words("Did you mean one of these:")
        for suggestion in found.suggestions:
            console.words(f"  {suggestion}")
