"""`octavo sync-state` and `octavo state`: the marks of several machines become the same, without a server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.session import Session
from reader.cli.statuses import DONE, UNUSABLE, USAGE

if TYPE_CHECKING:
    from reader.cli.console import Console
    from reader.library.exchange import Exchanged, Moved


@click.command("sync-state")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def sync_state(session: Session, folder: str) -> int:
    r"""Exchange marks with a folder, in both directions.

    The folder may lie on a stick, on a share, or in anything that copies files; it is made where there is none. What
    other machines left there comes in, and what this one has goes there. It may also be another Octavo's home or data
    folder. Nothing is said where there is nothing to do. Again, or after an interruption, does no harm.

    \b
    octavo sync-state /media/stick/octavo
    octavo sync-state ~/Sync/octavo
    """
    if not folder:
        raise click.BadParameter("a folder is needed", param_hint="DIR")
    with session.library(seeds=False) as library:
        done = library.exchange.with_folder(Path(folder))
    return _tell(session.console, done)


@click.group(no_args_is_help=False)
def state() -> None:
    r"""Write the marks of all machines to one file, or take them from one.

    \b
    octavo state export marks.jsonl.xz
    octavo state import marks.jsonl.xz
    octavo state export - | ssh other octavo state import -
    """


@state.command("export")
@click.argument("file", metavar="FILE")
@click.pass_obj
def export_state(session: Session, file: str) -> int:
    """Write the marks of all machines to FILE, or to standard output (-).

    The lines are those of the journals; the first one says what they are. A name that ends in .gz or .xz is compressed.
    A file of that name is replaced once the new one is complete.
    """
    console = session.console
    if not file:
        raise click.BadParameter("a file is needed", param_hint="FILE")
    with session.library(seeds=False) as library:
        if file != "-":
            told = library.exchange.export(Path(file).expanduser())
        elif console.on_terminal:
            told = library.exchange.export(lambda line: console.data(line.decode("utf-8", "replace").rstrip("\n")))
        else:
            output = sys.stdout.buffer
            told = library.exchange.export(output.write)
            output.flush()
    for problem in told.problems:
        console.words(problem)
    where = "standard output" if file == "-" else file
    console.words(f"{_count(told.acts, 'act')} of {_count(told.devices, 'device')} written to {where}.")
    return DONE


@state.command("import")
@click.argument("file", metavar="FILE")
@click.pass_obj
def import_state(session: Session, file: str) -> int:
    """Take the marks of FILE, or of standard input (-).

    FILE is what octavo state export wrote, a journal, or several of them one after the other, compressed or not. The
    same file again changes nothing.
    """
    from reader.errors import SourceError
    from reader.sources.opening import Named, Opened

    console = session.console
    if not file:
        raise click.BadParameter("a file is needed", param_hint="FILE")
    path = file if file == "-" else str(Path(file).expanduser())
    label = Named(path).label
    if file != "-" and Path(path).is_dir():
        console.words(f"octavo: {label} is a folder; octavo sync-state DIR exchanges marks with one.")
        return USAGE
    try:
        with Opened(Named(path)) as opened, session.library(seeds=False) as library:
            done = library.exchange.take(opened.stream, label)
            damage = opened.damage
    except SourceError as error:
        console.words(f"octavo: {label}: {error}.")
        return UNUSABLE
    if damage:
        done.failures.append(f"{label}: {damage}.")
    status = _tell(console, done)
    if not (done.came or done.joined or done.problems or done.failures):
        console.words(f"Nothing new: all marks of {label} are here already.")
    return status


def _tell(console: Console, done: Exchanged) -> int:
    for sentence in (*done.problems, *done.failures):
        console.words(sentence)
    if done.more_problems:
        console.words(f"... and {_count(done.more_problems, 'more problem')}.")
    came = {moved.device: moved for moved in done.came}
    went = {moved.device: moved for moved in done.went}
    for device in sorted(came.keys() | went.keys()):
        said = [f"{_what(moved[device])} {verb}" for moved, verb in ((came, "came"), (went, "went")) if device in moved]
        console.words(f"{device}: {'; '.join(said)}.")
    for device in done.joined:
        console.words(f"{device}: its journal was joined with the copies of it; nothing in them was new.")
    return UNUSABLE if done.failures else DONE


def _what(moved: Moved) -> str:
    parts = []
    if moved.acts:
        parts.append(f"{_count(moved.acts, 'act')} with {_count(moved.marks, 'mark')}")
    if moved.strange:
        parts.append(f"{_count(moved.strange, 'line')} that cannot be read here")
    return " and ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
