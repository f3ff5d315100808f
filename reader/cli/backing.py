"""`octavo backup` and `octavo restore`: one file with everything that cannot be made anew."""

from __future__ import annotations

from pathlib import Path

import click

from reader.cli.session import Session
from reader.cli.statuses import DONE


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.pass_obj
def backup(session: Session, file: Path, force: bool) -> int:
    """Write papers, marks and settings into one file.

    FILE is a zip archive that only you can read; in a folder it gets a name with the date. It is written while the
    reader runs, and is whole or not there. The index is left out, because it is made anew.
    """
    from reader.library.backup import make_backup

    made = make_backup(session.places, file.expanduser(), replace=force)
    session.console.data(str(made.path))
    what = f"{made.papers:,} papers, {made.journals} journal{'' if made.journals == 1 else 's'}"
    session.console.words(f"{what}{' and the settings' if made.settings else ''}: {_size(made.bytes)}.")
    return DONE


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--check", "only_check", is_flag=True, help="Look whether the file could be restored, and change nothing."
)
@click.pass_obj
def restore(session: Session, file: Path, only_check: bool) -> int:
    """Put the papers, marks and settings of a backup in place.

    The file is verified first. What was there before is kept, in a folder beside the library with the date in its
    name. Marks that were made since the backup are kept: the journals are joined. The index is built anew by the next
    search.
    """
    from reader.library.backup import restore as put_back
    from reader.library.backup import verify

    console, path = session.console, file.expanduser()
    if only_check:
        manifest = verify(path, session.places)
        number = len(manifest.journals)
        journals = f"{number} journal{'' if number == 1 else 's'}"
        console.words(f"{path} is whole: {manifest.papers:,} papers and {journals} of {manifest.made}.")
        return DONE
    restored = put_back(path, session.places)
    console.words(
        f"{restored.papers:,} papers are in place as of {restored.made}, with all marks, those made since too."
    )
    console.words(f"What was there before is in {restored.kept}.")
    if restored.new_journal:
        console.words("The journal of this machine had gone back in time, so it begins a new one.")
    if restored.settings_left_out:
        console.words(f"The settings of the backup are left out: {restored.settings_left_out}")
    session.keep_live()
    return DONE


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number >= 100_000 else f"{number / 1e3:,.1f} kB"
