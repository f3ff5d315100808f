"""`octavo completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click

from reader.cli import COMPLETE_VARIABLE
from reader.cli.session import Session
from reader.cli.statuses import DONE


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    r"""Print the script that completes octavo's commands and options in a shell.

    \b
    bash  eval "$(octavo completion bash)"                              in ~/.bashrc
    zsh   eval "$(octavo completion zsh)"                               in ~/.zshrc
    fish  octavo completion fish > ~/.config/fish/completions/octavo.fish
    """
    from click.shell_completion import get_completion_class

    session: Session = context.obj
    found = get_completion_class(shell)
    assert found is not None
    script = found(context.find_root().command, {}, "octavo", COMPLETE_VARIABLE)
    # `source()` would start bash to ask for its version.
    for line in (script.source_template % script.source_vars()).splitlines():
        session.console.write(line)
    return DONE
