"""`octavo list` and `octavo search`: one query language, two habits.

`list` gives all papers that fit, in an order one chooses; `search` gives the best few. Both look at words through the
index, and bring it up to date before. What cannot be understood of a query is said with its place; the rest runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from reader.cli.console import Console, cells
from reader.cli.session import Session
from reader.cli.statuses import DONE, INTERRUPTED, NOTHING

if TYPE_CHECKING:
    from reader.library import Library
    from reader.model import Sort
    from reader.query import Query

_SHOWN: Final = 60
"""Characters of a query that are shown around a problem."""
_BEST: Final = 20
"""Papers that a search gives where nobody says how many."""
_MINUS: Final = "−"
"""U+2212, which the query language takes for a minus sign as well."""


_UNQUOTED_EDITION: Final = re.compile(
    r"\A(-?edition:)((?:[^\W\d]+ )*(?:[^\W\d]{3,} \d{1,2}|\d{1,2} [^\W\d]{3,}(?: \d{4})?))\Z", re.IGNORECASE
)
"""`edition:"Aug 25"` as it arrives: the shell took the quotes away, and nobody means edition Aug and the word 25."""


class QueryCommand(click.Command):
    """A command whose arguments are a query, so that `-survey` is a word to leave out and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide the minus signs of the query from Click, which would look for options behind them."""
        return super().parse_args(ctx, [_MINUS + arg[1:] if re.match("-[^-h]|-h.", arg) else arg for arg in args])


def _joined(_context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> str:
    """Make one query of the words, with the minus signs and the quotes that did not come through."""
    plain = ("-" + word[1:] if word.startswith(_MINUS) else word for word in words)
    return " ".join(_UNQUOTED_EDITION.sub(r'\1"\2"', word) for word in plain)


query_argument = click.argument("query", nargs=-1, metavar="[QUERY]...", callback=_joined)
limit_help = "Write at most so many papers; 0 is no limit."
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, a paper a line.")


@click.command("list", cls=QueryCommand)
@query_argument
@click.option(
    "--sort",
    type=click.Choice(["rank", "date", "title", "added", "relevance"]),
    help="The order. By default: relevance where there are words, rank in a single edition, else date.",
)
@click.option("--limit", type=click.IntRange(min=0), default=0, metavar="N", help=f"{limit_help} That is the default.")
@json_option
@click.pass_obj
def list_papers(session: Session, query: str, sort: str | None, limit: int, as_json: bool) -> int:
    r"""List the papers that fit a query, or all papers.

    On a terminal a line is the key, a mark for unread, one for bookmarked, and the title. In a pipe it is key, state
    (read or unread, and bookmarked) and title, separated by tabs.

    \b
    octavo list is:unread edition:"Aug 25"
    octavo list tag:rag --sort title
    octavo list graph -survey author:lee --json
    """
    from reader.model import Sort

    return _find(session, query, Sort(sort) if sort else None, limit, as_json=as_json)


@click.command("search", cls=QueryCommand)
@click.argument("query", nargs=-1, required=True, metavar="QUERY...", callback=_joined)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help=f"{limit_help} By default {_BEST}.")
@json_option
@click.pass_obj
def search_papers(session: Session, query: str, limit: int | None, as_json: bool) -> int:
    r"""Find the papers that fit a query, the best first.

    New papers are indexed before, with a progress bar on a terminal. Lines are written as by octavo list.

    \b
    octavo search retrieval augmented generation
    octavo search '"chain of thought"' title:reason* -survey
    octavo search transformer is:unread --limit 5 --json
    """
    from reader.model import Sort

    return _find(session, query, Sort.RELEVANCE, limit, as_json=as_json)


def _find(session: Session, text: str, sort: Sort | None, limit: int | None, *, as_json: bool) -> int:
    from reader.cli.papers import write_listing
    from reader.query.parse import parse

    console = session.console
    query = parse(text)
    _tell_problems(console, query)
    with session.library() as library:
        if query.text_clauses and not _index(session, library):
            return INTERRUPTED
        found = library.search(query, sort or _usual(query))
        if found.trouble:
            console.words(found.trouble)
        if not len(found.listing):
            _tell_nothing(console, query)
            return NOTHING
        written = write_listing(console, library, found.listing, _BEST if limit is None else limit, as_json=as_json)
        if limit is None and written < len(found.listing):
            console.words(f"{written:,} of {len(found.listing):,} papers; --limit 0 writes all.")
    return DONE


def _usual(query: Query) -> Sort:
    from reader.model import Sort
    from reader.query import InEdition

    if query.text_clauses:
        return Sort.RELEVANCE
    editions = [clause for clause in query.filters if isinstance(clause, InEdition) and not clause.negated]
    return Sort.RANK if len(editions) == 1 else Sort.DATE


def _index(session: Session, library: Library) -> bool:
    """Index what is new; tell whether that went on to the end."""
    from reader.cli.indexing import bring_up_to_date

    return bring_up_to_date(session.console, library)


def _tell_problems(console: Console, query: Query) -> None:
    for problem in query.problems:
        console.words(f"In the query: {problem.reason}{'' if problem.reason.endswith('?') else '.'}")
        start = max(0, problem.column - _SHOWN // 2) if len(query.source) > _SHOWN else 0
        shown = query.source[start : start + _SHOWN]
        length = max(1, cells(query.source[problem.column : problem.column + problem.length][:_SHOWN]))
        column = cells(query.source[start : problem.column])
        console.words(f"  {shown}")
        console.words(f"  {' ' * column}{'^' * min(length, _SHOWN)}")


def _tell_nothing(console: Console, query: Query) -> None:
    from reader.query.describe import describe

    asked = describe(query)
    console.words(f"No paper fits: {asked}." if asked else "No paper fits." if query.source else "There are no papers.")
