"""`octavo facets`: how the papers of a query are spread over years, categories, tags, authors and sources."""

from __future__ import annotations

import json
from typing import Final

import click

from reader.cli.asking import QueryCommand, any_query, ask, index_for, saved_option, status_of_nothing, tell_nothing
from reader.cli.session import Session
from reader.cli.statuses import DONE, INTERRUPTED, NOTHING
from reader.cli.tables import write_table
from reader.model import safe_line

_KINDS: Final = ("year", "category", "tag", "author", "source")
_USUAL: Final = 10
"""Values of each kind where nobody says how many."""
_ALL: Final = 1 << 30


@click.command(cls=QueryCommand)
@any_query
@saved_option
@click.option("--by", type=click.Choice(_KINDS), help="Count by this alone.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=_USUAL,
    metavar="N",
    help=f"Write at most so many of each, the most frequent; 0 is no limit. By default {_USUAL}.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, a count a line.")
@click.pass_obj
def facets(session: Session, query: str, saved: str | None, by: str | None, limit: int, as_json: bool) -> int:
    r"""Count the papers that fit a query by year, category, tag, author and source, the most frequent first.

    A line is what is counted by, the name and the number of papers, separated by tabs in a pipe; with --by only the
    latter two. A paper counts once for each of its authors, categories and tags.

    \b
    octavo facets graph neural network
    octavo facets is:unread --by author --limit 20
    octavo facets --by tag --json
    """
    console = session.console
    with session.library() as library:
        asked = ask(console, library, query, saved).query
        # Years, categories and authors are counted by the index, also where no word is looked for.
        if not index_for(console, library, asked, always=True):
            return INTERRUPTED
        found = library.search(asked)
        if found.trouble:
            console.words(found.trouble)
        if not found.whole:
            tell_nothing(console, asked)
            return status_of_nothing(library, asked)
        counted = {
            facet.kind: facet.counts for facet in library.facets(found.listing.ids()[: found.whole], limit or _ALL)
        }
    kinds = (by,) if by else _KINDS
    rows = [(kind, count.name, count.papers) for kind in kinds for count in counted[kind]]
    if as_json:
        for kind, name, papers in rows:
            console.write(json.dumps({"by": kind, "name": safe_line(name), "papers": papers}, ensure_ascii=True))
    elif by:
        write_table(console, (by, "papers"), [(name, str(papers)) for _, name, papers in rows], right=(1,))
    else:
        write_table(console, ("by", "name", "papers"), [(*row[:2], str(row[2])) for row in rows], right=(2,))
    if not rows:
        console.words(f"Of {found.whole:,} papers none has a {by}.")
        return NOTHING
    return DONE
