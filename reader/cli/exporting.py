"""`octavo export`: papers leave in the formats of other programs; `octavo live`: files that follow a tag.

Papers are streamed: of a library of any size only some hundred are held at a time. A file takes its name when it is
whole, and where no paper fits none is written, so that a bibliography is never emptied by a misspelt query.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reader.cli.asking import (
    QueryCommand,
    any_query,
    ask,
    index_for,
    limit_option,
    saved_option,
    sort_option,
    status_of_nothing,
    tell_nothing,
)
from reader.cli.session import Session, find_papers
from reader.cli.statuses import DONE, INTERRUPTED, NOTHING, UNUSABLE
from reader.export import FORMATS, Format, Options, format_by_ending
from reader.model import safe_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.cli.asking import Order
    from reader.cli.console import Console
    from reader.library import Library

_TITLE: Final = re.compile(r"title:[0-9a-f]{16}")
"""A key that is the hash of a title."""
_SHOWN: Final = 20
"""Files that could not be written that are said one by one."""


class _ExportCommand(QueryCommand):
    """Words of a query may begin with a minus sign, but for the two short options, as words of their own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Make long options of the short ones, which the query would take."""
        long = {"-o": "--output", "-f": "--format"}
        return super().parse_args(ctx, [long.get(arg, arg) for arg in args])


@click.command("export", cls=_ExportCommand)
@any_query
@click.option("--tag", metavar="NAME", help="Only papers that carry this tag.")
@saved_option
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(list(FORMATS)),
    help="How to write; by default as the ending of FILE says, else bibtex.",
)
@click.option(
    "--output", "-o", metavar="FILE", default="-", help="The file, or - for standard output, which is the default."
)
@click.option("--folder", metavar="DIR", help="Write a Markdown note for each paper into this folder.")
@click.option("--marks", is_flag=True, help="Let your own marks leave too: tags, notes, ratings, what was read.")
@click.option("--no-abstracts", is_flag=True, help="Leave the abstracts out.")
@click.option("--ascii", "ascii_only", is_flag=True, help="In BibTeX write é as {\\'e}; in JSON as \\u00e9.")
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, by which Excel knows UTF-8.")
@sort_option
@limit_option("That is the default.")
@click.pass_obj
def export(
    session: Session,
    query: str,
    tag: str | None,
    saved: str | None,
    format_name: str | None,
    output: str,
    folder: str | None,
    marks: bool,
    no_abstracts: bool,
    ascii_only: bool,
    bom: bool,
    sort: Order | None,
    limit: int | None,
) -> int:
    r"""Write the papers of a query, or all, for another program.

    In place of a QUERY stand the keys of papers, with - for keys on standard input. Formats are bibtex, ris, csl-json,
    markdown, csv, jsonl (whole records, which octavo import reads back) and text. FILE is replaced once the new one is
    complete; where no paper fits it stays as it is.

    A cite key is made of author, year and a word of the title. Once given it stays the paper's.

    In a folder of notes each is named by its cite key. What you write below its last line stays there when it is
    exported again, and a file that is no such note is never touched.

    \b
    octavo export --tag thesis -o thesis.bib
    octavo export author:hinton date:2024 -f ris -o hinton.ris
    octavo export 2602.23229 -f csl-json
    octavo export is:bookmarked --folder ~/vault/papers --marks
    """
    console = session.console
    output = _named(output, "FILE")
    format_ = FORMATS[format_name] if format_name else format_by_ending(output) or FORMATS["bibtex"]
    if folder is not None:
        _check_folder(folder, format_name, output)
        format_ = FORMATS["markdown"]
    options = Options(marks=marks, abstracts=not no_abstracts, ascii=ascii_only, bom=bom)
    with session.library() as library:
        ids: Sequence[int]
        if words := _keys_in(query):
            if tag or saved:
                raise click.UsageError("Keys of papers stand alone, without --tag or --saved.")
            ids = [paper.id for paper in find_papers(library, _keys_of(words))][: limit or None]
            if not ids:
                console.words("No paper was given.")
                return NOTHING
        else:
            asked = ask(console, library, _with_tag(query, tag), saved).query
            if not index_for(console, library, asked):
                return INTERRUPTED
            if sort:
                asked = replace(asked, sort=sort.sort, backwards=sort.backwards)
            most = asked.limit if limit is None else limit
            found = library.search(replace(asked, limit=0), partly=False)
            if found.trouble:
                console.words(found.trouble)
            ids = found.listing.ids()[: found.whole][: most or None]
            if not ids:
                tell_nothing(console, asked)
                if output != "-":
                    console.words(f"Nothing was written; {output} is as it was.")
                return status_of_nothing(library, asked)
        if folder is not None:
            return _write_notes(console, library, ids, Path(folder).expanduser(), options)
        return _write(console, library, ids, format_, output, options)


@click.command("live")
@click.pass_obj
def live(session: Session) -> int:
    r"""Write the files that follow a tag, and say what became of each.

    That happens by itself whenever marks, papers or settings have changed, in the reader and by the next command
    whatever it is; by hand it is of use once a file can be written again. The settings file says which tag has which
    file:

    \b
    [live]
    thesis = "~/thesis/thesis.bib"
    reading-group = ["~/group/next.md", "~/group/next.json"]

    The whole file is Octavo's. One that Octavo did not begin is left alone.
    """
    from reader.config import load_settings
    from reader.library import live_note

    wanted = load_settings(session.places.settings).live
    console = session.console
    if not wanted:
        console.words(f"No file follows a tag. A table [live] in {session.places.settings} can say so:")
        console.words('  thesis = "~/thesis/thesis.bib"')
        return NOTHING
    with session.library() as library:
        told = live_note.due(library)
        kept = library.exports.live.keep(wanted)
        if told:
            live_note.note(session.places, told)
    for one in kept:
        if one.trouble:
            console.words(one.trouble)
        else:
            state = "written" if one.changed else "unchanged"
            console.write("\t".join(map(safe_line, (one.tag, str(one.papers), state, one.path))))
    return UNUSABLE if any(one.trouble for one in kept) else DONE


def keep_live(console: Console, library: Library) -> None:
    """Write the files that follow a tag after a command has changed something; trouble is said, and changes nothing."""
    from reader.config import load_settings
    from reader.errors import OctavoError

    try:
        wanted = load_settings(library.places.settings).live
        kept = library.exports.live.keep(wanted) if wanted else ()
    except OctavoError as error:
        console.words(f"Files that follow a tag were not written: {error}")
        return
    for one in kept:
        if one.trouble:
            console.words(one.trouble)


def _named(name: str, what: str) -> str:
    if not name:
        raise click.BadParameter("a name is needed", param_hint=what)
    return name if name == "-" else str(Path(name).expanduser())


def _check_folder(folder: str, format_name: str | None, output: str) -> None:
    if format_name not in (None, "markdown"):
        raise click.UsageError(f"A folder is written as Markdown only; --format {format_name} wants -o FILE.")
    if output != "-":
        raise click.UsageError("Papers go to --folder or to -o FILE, not to both.")
    if not folder:
        raise click.BadParameter("a folder is needed", param_hint="--folder")


def _keys_in(query: str) -> list[str]:
    """Give the words of a query where all of them are keys of papers, or a - for those on standard input."""
    words = query.split()
    return words if all(map(_is_key, words)) else []


def _is_key(word: str) -> bool:
    from reader.model.ids import arxiv_key, doi_key, known
    from reader.query.fields import NAMES

    if word == "-" or _TITLE.fullmatch(word) or arxiv_key(word) or doi_key(word):
        return True
    # `title:graphs` is a key by its form, but asks for a word; `id:` asks for a key itself.
    return known(word) and word.partition(":")[0] not in NAMES


def _keys_of(words: Sequence[str]) -> list[str]:
    from reader.cli.marking import from_input

    return [key for word in words for key in (from_input() if word == "-" else [word])]


def _with_tag(query: str, tag: str | None) -> str:
    from reader.model import tag_name

    if tag is None:
        return query
    name = tag_name(tag)
    if not name:
        raise click.BadParameter(f"{tag!r} can be no tag", param_hint="--tag")
    return f"tag:{name} ({query})" if re.search(r"\bOR\b", query) else f"tag:{name} {query}".strip()


def _write(
    console: Console, library: Library, ids: Sequence[int], format_: Format, output: str, options: Options
) -> int:
    if output != "-":
        library.exports.write(ids, format_, Path(output), options)
        console.words(f"{_papers(len(ids))} written to {output} as {format_.title}.")
    elif console.on_terminal:
        lines = _Lines(console)
        library.exports.write(ids, format_, lines.take, options)
        lines.end()
    else:
        from reader.export.file import encoded

        out = sys.stdout.buffer
        library.exports.write(ids, format_, lambda text: out.write(encoded(text)), options)
        out.flush()
    return DONE


def _write_notes(console: Console, library: Library, ids: Sequence[int], folder: Path, options: Options) -> int:
    notes = library.exports.write_notes(ids, folder, options)
    for sentence in notes.refused[:_SHOWN]:
        console.words(sentence)
    if len(notes.refused) > _SHOWN:
        console.words(f"... and {len(notes.refused) - _SHOWN:,} more.")
    same = f", {notes.same:,} were the same already" if notes.same else ""
    console.words(f"{notes.written:,} {'note' if notes.written == 1 else 'notes'} written to {folder}{same}.")
    return UNUSABLE if notes.refused else DONE


class _Lines:
    """Makes lines of pieces, for a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rest = ""

    def take(self, text: str) -> None:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._console.data(line.rstrip("\r").lstrip("\ufeff"))

    def end(self) -> None:
        if self._rest:
            self._console.data(self._rest)


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number:,} papers"
