"""The one definition of the command line: `octavo`, its options, and where each command is.

A command's module is loaded when the command is used, or when the help tells of all. To add one: write a function in a
module of this room, and give it a line in `COMMANDS`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from reader import __version__
from reader.cli import COMPLETE_VARIABLE
from reader.cli.console import Console
from reader.cli.session import Session
from reader.cli.statuses import INTERRUPTED, MEANINGS, USAGE
from reader.paths import find_places

COMMANDS: Final = {
    "import": "importing.import_papers",
    "sync": "fetching.sync",
    "add": "fetching.add",
    "list": "finding.list_papers",
    "search": "finding.search_papers",
    "similar": "finding.similar_papers",
    "facets": "faceting.facets",
    "show": "showing.show_paper",
    "read": "reading_on.read",
    "bookmark": "marking.bookmark",
    "unbookmark": "marking.unbookmark",
    "mark-read": "marking.mark_read",
    "unread": "marking.unread",
    "rate": "marking.rate",
    "tag": "marking.tag",
    "untag": "marking.untag",
    "note": "noting.note",
    "remove": "removing.remove",
    "unremove": "removing.unremove",
    "removed": "removing.removed",
    "merge": "removing.merge",
    "split": "removing.split",
    "tags": "counting.tags",
    "editions": "counting.editions",
    "searches": "saving.searches",
    "save": "saving.save",
    "forget": "saving.forget",
    "undo": "undoing.undo",
    "redo": "undoing.redo",
    "history": "history.history",
    "export": "exporting.export",
    "live": "exporting.live",
    "sync-state": "exchanging.sync_state",
    "state": "exchanging.state",
    "serve": "serving.serve",
    "reindex": "indexing.reindex",
    "doctor": "doctor.doctor",
    "backup": "backing.backup",
    "restore": "backing.restore",
    "keys": "manual.keys",
    "config": "manual.config",
    "help": "manual.help_on",
    "completion": "completion.completion",
}
"""Every command, in the order of the help, and the function in this room that is it."""


class CommandTable(click.Group):
    """The commands of `COMMANDS`, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click names it
        """Give every name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click names it
        """Load a command, or give nothing where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(".")
        command = getattr(import_module(f"reader.cli.{module}"), name)
        assert isinstance(command, click.Command)
        # Click leaves the lines of a paragraph as they are after this sign; docstrings hold it as two characters.
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; a name that is none is answered with the nearest."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            if name.startswith("-"):
                raise click.NoSuchOption(name, possibilities=["--home", "--version", "--help"], ctx=ctx)
            raise click.exceptions.NoSuchCommand(name, possibilities=list(COMMANDS), ctx=ctx)
        return name if command else None, command, args[1:]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click names it
        """Tell the exit statuses at the end of the help."""
        with formatter.section("Exit status"):
            formatter.write_dl([(str(status), meaning) for status, meaning in MEANINGS.items()])


@click.group(
    cls=CommandTable,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--home",
    metavar="DIR",
    help="Keep library, index and settings under this folder; it is made where there is none. Also: OCTAVO_HOME.",
)
@click.version_option(__version__, "--version", prog_name="octavo", message="%(prog)s %(version)s")
@click.pass_context
def octavo(context: click.Context, home: str | None) -> int:
    """Read research papers in a terminal.

    Without a command, octavo opens the reader. The commands do the same from the shell or a script: data goes to
    standard output, words to standard error.

    A QUERY is words and filters (octavo help query). A PAPER is its key or any unambiguous start of one, an arXiv id,
    a DOI, or an address with either.
    """
    if home == "":
        raise click.BadParameter("a folder is needed", ctx=context, param_hint="--home")
    context.obj = Session(find_places(Path(home) if home else None), Console.standard())
    if context.invoked_subcommand is None:
        from reader.cli.reading import open_reader

        return open_reader(home or "")
    return 0


def run(arguments: Sequence[str]) -> int:
    """Let Click read the arguments and do what they ask for; returns the exit status.

    Raises:
        OctavoError: the command could not be done.
        OSError: a file cannot be used, or the output is closed.
    """
    if COMPLETE_VARIABLE in os.environ:
        octavo.main(list(arguments), prog_name="octavo", complete_var=COMPLETE_VARIABLE)
    try:
        with octavo.make_context("octavo", list(arguments)) as context:
            status = octavo.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        _explain(error)
        return USAGE
    return status if isinstance(status, int) else 0


def _explain(error: click.ClickException) -> None:
    console = Console.standard()
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context is not None else "octavo"
    for line in error.format_message().splitlines():
        console.words(f"{path}: {line}")
    console.words(f"Usage: {' '.join([path, *(context.command.collect_usage_pieces(context) if context else [])])}")
    console.words(f"'{path} --help' tells more.")
