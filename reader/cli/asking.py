"""How a query comes from the shell to the library: its words, its problems, a saved one, and a ready index."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from reader.cli.console import Console, cells
from reader.cli.session import find_paper
from reader.cli.statuses import NOTHING, UNUSABLE
from reader.query.fields import SORTS

if TYPE_CHECKING:
    from reader.library import Library
    from reader.model import Sort
    from reader.query import Query

_SHOWN: Final = 60
"""Characters of a query that are shown around a problem."""
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


def joined(words: Sequence[str]) -> str:
    """Make one query of the words, with the minus signs and the quotes that did not come through."""
    plain = ("-" + word[1:] if word.startswith(_MINUS) else word for word in words)
    return " ".join(_UNQUOTED_EDITION.sub(r'\1"\2"', word) for word in plain)


def needed(context: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> str:
    """Make one query of the words, of which there must be some where no saved search is asked for."""
    if not words and not context.params.get("saved"):
        raise click.MissingParameter(ctx=context, param=parameter)
    return joined(words)


any_query = click.argument(
    "query", nargs=-1, metavar="[QUERY]...", callback=lambda _context, _its, words: joined(words)
)
"""A query, which may be empty."""
some_query = click.argument("query", nargs=-1, metavar="QUERY...", callback=needed)
"""A query, or else a saved one."""
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, a paper a line.")
raw_option = click.option(
    "--raw", is_flag=True, help="Show TeX as it was written, not as one reads it; JSON always has it so."
)
saved_option = click.option(
    "--saved",
    metavar="NAME",
    is_eager=True,  # whether a query is needed depends on it
    help="Ask what was saved under this name; a QUERY beside it narrows that down.",
)


class Order(NamedTuple):
    """What --sort asks for."""

    sort: Sort
    backwards: bool


class _Orders(click.Choice[str]):
    """The orders that `sort:` knows, each with a minus sign before it to turn it round."""

    name = "order"

    def __init__(self) -> None:
        super().__init__(list(SORTS))

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read an order."""
        named = value.removeprefix(_MINUS).removeprefix("-")
        sort, backwards = SORTS[super().convert(named, param, ctx)]
        return Order(sort, backwards != (named != value))


sort_option = click.option(
    "--sort",
    type=_Orders(),
    metavar="ORDER",
    help=f"The order, whatever the query says with sort:. One of {', '.join(SORTS)}; with a minus sign before it, "
    "turned round. By default: relevance where there are words, rank in a single edition, else date.",
)


def limit_option(usual: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give the option --limit, with a sentence on what holds without it."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        help=f"Write at most so many papers, whatever the query says with limit:; 0 is no limit. {usual}",
    )


class Asked(NamedTuple):
    """What is asked of the library."""

    query: Query
    watch: str = ""
    """The saved search that it is, where that is a watch; its new papers come first."""


def read_query(console: Console, text: str) -> Query:
    """Read a query, and say what of it could not be read; the best reading of it holds."""
    from reader.query.parse import parse

    query = parse(text)
    for problem in query.problems:
        console.words(f"In the query: {problem.reason}{'' if problem.reason.endswith('?') else '.'}")
        start = max(0, problem.column - _SHOWN // 2) if len(query.source) > _SHOWN else 0
        shown = query.source[start : start + _SHOWN]
        length = max(1, cells(query.source[problem.column : problem.column + problem.length][:_SHOWN]))
        column = cells(query.source[start : problem.column])
        console.words(f"  {shown}")
        console.words(f"  {' ' * column}{'^' * min(length, _SHOWN)}")
    return query


def ask(console: Console, library: Library, text: str, saved: str | None, like: str = "") -> Asked:
    """Read a query, or a saved one that another narrows down.

    Args:
        console: Takes what could not be read of it.
        library: Knows the saved searches, and the paper that `similar:` names.
        text: The query.
        saved: The name of the saved search.
        like: What the papers are to be like, whatever the query says of it.

    Raises:
        UnknownSearchError: no search was saved under this name.
        UnknownPaperError: what `similar:` names is no paper.
        AmbiguousPaperError: what it names may be several.
    """
    from reader.library.plain import LIKE_BOOKMARKED

    query, watch = read_query(console, text), ""
    if saved is not None:
        from reader.errors import UnknownSearchError
        from reader.model.marks import search_name

        kept = next((one for one in library.saved() if one.name == search_name(saved)), None)
        if kept is None:
            raise UnknownSearchError(saved)
        first = read_query(console, kept.query)
        # Narrowed down, the watch was not looked at as a whole.
        watch = kept.name if kept.watch and not text.strip() else ""
        query = _narrowed(first, query) if text.strip() else first
    if like:
        query = replace(query, similar=like)
    if query.similar and query.similar != LIKE_BOOKMARKED:
        query = replace(query, similar=find_paper(library, query.similar).key)
    return Asked(query, watch)


def _narrowed(first: Query, second: Query) -> Query:
    """Give what fits two queries; where both say how the list is to be, the second one holds."""
    from reader.query import And

    parts = tuple(part for query in (first, second) for part in query.clauses)
    order = second if second.sort is not None else first
    return replace(
        first,
        source=f"({first.source}) {second.source}",
        root=And(parts) if len(parts) > 1 else next(iter(parts), None),
        similar=second.similar or first.similar,
        sort=order.sort,
        backwards=order.backwards,
        limit=second.limit or first.limit,
    )


def index_for(console: Console, library: Library, query: Query, *, always: bool = False) -> bool:
    """Index what is new where the query needs the index, or always; tell whether that went on to the end."""
    if not (always or query.is_text):
        return True
    from reader.cli.indexing import bring_up_to_date

    return bring_up_to_date(console, library)


def tell_nothing(console: Console, query: Query) -> None:
    """Say that no paper fits a query."""
    from reader.query.describe import describe

    asked = describe(query)
    console.words(f"No paper fits: {asked}." if asked else "No paper fits." if query.source else "There are no papers.")


def status_of_nothing(library: Library, query: Query) -> int:
    """Give the status of a query that no paper fits: as long as papers wait for the index, nobody can know that."""
    return UNUSABLE if query.is_text and library.index_pending() else NOTHING
