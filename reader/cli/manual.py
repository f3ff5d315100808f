"""What Octavo tells of itself: the reader's keys, the settings, and how to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.console import Console, Style
from reader.cli.session import Session
from reader.cli.statuses import DONE, USAGE
from reader.query.manual import QUERY_MANUAL

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _commands_like(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of the reader's commands."""
    from click.shell_completion import CompletionItem

    from reader.app.commands import COMMANDS

    return [CompletionItem(one.id, help=one.title) for one in COMMANDS if one.id.startswith(incomplete)]


@click.command()
@click.argument("names", nargs=-1, metavar="[COMMAND]...", shell_complete=_commands_like)
@click.option("--format", "form", type=click.Choice(["text", "md"]), default="text", show_default=True)
@click.pass_obj
def keys(session: Session, names: tuple[str, ...], form: str) -> int:
    """Print every key of the reader as it is set, or those of some commands, as text or as Markdown tables.

    The name of a command is the one for the settings file: see octavo config. A shell completes it.
    """
    from reader.app.checked import checked_settings
    from reader.app.commands import COMMANDS, in_force, written_keys

    console = session.console
    commands = in_force(COMMANDS, checked_settings(session.places.settings).keys)
    for name in names:
        if not any(command.id == name for command in commands):
            import difflib  # 2 ms, and only a mistake needs it

            near = difflib.get_close_matches(name, [command.id for command in commands], n=1)
            hint = f"did you mean {near[0]}?" if near else "octavo keys names them all."
            console.words(f"The reader has no command {name!r}; {hint}")
            return USAGE
    commands = tuple(command for command in commands if not names or command.id in names)
    groups = list(dict.fromkeys(command.group for command in commands))
    wide = max(len(command.id) for command in commands)
    signs = max(len(written_keys(command.keys)) for command in commands)
    for place, group in enumerate(groups):
        if place:
            console.write()
        if form == "md":
            console.data(f"### {group}")
            console.write()
            console.write("| Keys | Command | What it does |")
            console.write("|---|---|---|")
        else:
            console.write(console.paint(group, Style.STRONG))
        for command in (command for command in commands if command.group == group):
            written = written_keys(command.keys)
            if form == "md":
                shown = " ".join(f"`{key}`" for key in written.replace("|", "\\|").split(" ") if key)
                console.data(f"| {shown} | `{command.id}` | {command.help} |")
            else:
                console.data(f"  {command.id.ljust(wide)}  {written.ljust(signs)}  {command.help}")
    return DONE


@click.command()
@click.option("--path", "only_path", is_flag=True, help="Print only where the settings file is, or would be.")
@click.pass_obj
def config(session: Session, only_path: bool) -> int:
    """Print every setting with its meaning and default, as a settings file.

    To begin one, save this where octavo config --path says, or change an option in the reader. A file that is there is
    checked: where it holds a mistake, that is said, and the exit status is 2.
    """
    from reader.app.checked import checked_settings
    from reader.config import chosen, default_toml

    console, path = session.console, session.places.settings
    if only_path:
        console.data(str(path))
        return DONE
    for line in default_toml().splitlines():
        console.data(line)
    settings = checked_settings(path)
    for option in chosen(settings):
        console.words(f"In force: {option}")
    console.words(f"The settings file is {path}." if path.exists() else f"The settings file would be {path}.")
    return DONE


@click.command("help")
@click.argument("topic", required=False, metavar="[COMMAND|query]")
@click.pass_context
def help_on(context: click.Context, topic: str | None) -> int:
    r"""Tell about a command, or about queries.

    \b
    octavo help search
    octavo help query
    """
    console: Console = context.obj.console
    root = context.find_root()
    if topic == "query":
        for line in QUERY_MANUAL.splitlines():
            console.data(line)
        return DONE
    if topic is None:
        text = root.get_help()
    else:
        group = root.command
        assert isinstance(group, click.Group)
        command = group.get_command(root, topic)
        if command is None:
            console.words(f"There is no command {topic!r}. octavo help tells of all, octavo help query of queries.")
            return USAGE
        text = command.get_help(click.Context(command, info_name=topic, parent=root))
    for line in text.splitlines():
        console.data(line)
    return DONE
