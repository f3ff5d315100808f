"""`octavo read`: the papers of a query one by one, as plain lines, for screen readers and terminals of any kind."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from reader.cli.asking import QueryCommand, any_query, ask, index_for, raw_option, saved_option, tell_nothing
from reader.cli.console import Console
from reader.cli.session import Session
from reader.cli.statuses import DONE, NOTHING
from reader.errors import UsageError
from reader.model.ids import arxiv_key, doi_key

if TYPE_CHECKING:
    from reader.library import Library
    from reader.query import Query


@click.command("read", cls=QueryCommand)
@any_query
@saved_option
@click.option(
    "--width", type=click.IntRange(min=20), metavar="N", help="Break lines at N columns; by default at the terminal's."
)
@click.option("--unwrapped", is_flag=True, help="Break no lines: each paragraph is one, as it is in a pipe.")
@raw_option
@click.pass_obj
def read(session: Session, query: str, saved: str | None, width: int | None, unwrapped: bool, raw: bool) -> int:
    r"""Read papers one by one, as plain lines with a question after each.

    For screen readers, braille lines and terminals that can do nothing: no colours, no moving cursor, every fact in
    words. The keys are those of the reader, each with Enter behind it; ? says them. Without a QUERY the unread papers
    of the newest edition are read.

    \b
    octavo read
    octavo read is:unread tag:thesis
    octavo read graph attention --unwrapped

    To mark papers as read from a script: octavo mark-read.
    """
    from reader.app.checked import checked_settings
    from reader.app.commands import COMMANDS
    from reader.app.keys import build_keymap
    from reader.cli.one_by_one import OneByOne, Streams

    console = session.console
    keys = _keys_only(query)
    if query.strip() == "-" or (keys and not (sys.stdin is not None and sys.stdin.isatty())):
        raise UsageError("octavo mark-read marks papers as read; octavo read QUERY shows papers one by one")
    settings = checked_settings(session.places.settings)
    keymap = build_keymap(COMMANDS, settings.keys, session.places.settings.name)
    columns = 0 if unwrapped else width or console.width
    # Nothing is drawn over, not even how far the indexing is.
    console.words_on_terminal = False
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    with session.library() as library:
        if keys:
            console.words("octavo mark-read marks papers as read; here they are shown.")
            ids: Sequence[int] = [library.resolve(key).id for key in keys]
        elif query or saved:
            ids = _found(console, library, query, saved)
        else:
            ids = _newest(console, library)
        if not ids:
            return NOTHING
        streams = Streams(lambda question: _answer(console, question), lambda text: _say(console, text, columns))

        def find(words: str) -> Sequence[int]:
            return _found(console, library, words, None)

        OneByOne(library, settings, keymap, streams, find, console.reading(raw=raw)).run(ids)
    return DONE


def _keys_only(query: str) -> list[str]:
    """Give the keys that a query consists of, where it is nothing else: so papers were marked by this command once."""
    words = query.split()
    keys = [arxiv_key(word) or doi_key(word) for word in words]
    return keys if all(keys) else []


def _newest(console: Console, library: Library) -> Sequence[int]:
    editions = library.editions()
    if not editions:
        return _found(console, library, "is:unread", None)
    newest = editions[-1].edition
    ids = _list(library, f'edition:"{newest.key}" is:unread')
    if not ids:
        console.words(f"All of {newest.title} is read; octavo read is:unread reads what else is unread.")
    return ids


def _list(library: Library, text: str) -> Sequence[int]:
    from reader.query.parse import parse

    return library.search(parse(text)).listing.ids()


def _found(console: Console, library: Library, text: str, saved: str | None) -> Sequence[int]:
    """Give the papers that fit a query; where none does, that is said, and those that fit a part are given."""
    query, watch = ask(console, library, text, saved)
    if not index_for(console, library, query):
        return ()
    found = library.search(query, watch=watch)
    if found.trouble:
        console.words(found.trouble)
    ids = found.listing.ids()
    if found.whole:
        if watch:
            library.seen(watch)
        _tell_more(console, query, len(ids) - found.whole)
        return ids[: found.whole] if found.whole < len(ids) else ids
    tell_nothing(console, query)
    if found.suggestions:
        console.words(f"Did you mean: {found.suggestions[0]}")
    if ids:
        console.words(f"These {len(ids):,} fit a part of it.")
    return ids


def _tell_more(console: Console, query: Query, more: int) -> None:
    if more and not query.limit:
        console.words(f"{more:,} more fit a part of it; octavo search lists them.")


def _answer(console: Console, question: str) -> str | None:
    """Ask, and wait for a line; the terminal itself lets one edit it."""
    console.ask(question)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line or not sys.stdin.isatty():
        console.write()  # as Enter would have ended the line
    return line.rstrip("\r\n") if line else None


def _say(console: Console, text: str, columns: int) -> None:
    from reader.model import safe_line

    safe = safe_line(text)
    if not columns:
        console.data(safe)
        return
    import textwrap  # 1 ms

    for line in textwrap.wrap(safe, columns, break_on_hyphens=False, break_long_words=False) or [""]:
        console.data(line)
