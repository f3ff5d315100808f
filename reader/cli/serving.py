"""The reader in a browser: serve."""

from __future__ import annotations

import errno
import os
import re
import sys

import click

from reader.cli.session import Session
from reader.cli.statuses import DONE
from reader.errors import OctavoError

_ELSEWHERE = (
    "Whoever has this address marks papers and writes files as you do, and what is sent can be read on the way. "
    "Without that: ssh -L 8000:127.0.0.1:8000 HOST octavo serve"
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen on another address.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Listen on another port; 0: any."
)
@click.option(
    "--token",
    metavar="TEXT",
    help="What the address must hold; made at random where another machine or person could come in. "
    "Also: OCTAVO_TOKEN, which no list of processes shows.",
)
@click.pass_context
def serve(context: click.Context, host: str, port: int, token: str | None) -> int:
    r"""Show the reader in a browser, until Ctrl-C.

    It listens on this machine alone, and lets in none but you. To reach it from another one, send it through SSH:

    \b
    ssh -L 8000:127.0.0.1:8000 HOST octavo serve

    What comes through SSH counts as yours: add --token where others can log in at its near end.
    """
    from importlib.util import find_spec

    if find_spec("textual_serve") is None:
        raise OctavoError(
            "the reader in a browser needs textual-serve, which is not installed; "
            "in the folder of the source: pipx install '.[serve]', or: pip install '.[serve]'"
        )
    import asyncio

    from reader.serving.door import SHORTEST_TOKEN, Door, is_loopback, new_token
    from reader.serving.peers import can_tell, is_mine
    from reader.serving.server import Server

    session: Session = context.obj
    console = session.console
    given = token if token is not None else os.environ.get("OCTAVO_TOKEN")
    if given is not None and (not re.fullmatch(rf"[A-Za-z0-9_-]{{{SHORTEST_TOKEN},}}", given)):
        raise click.BadParameter(
            f"at least {SHORTEST_TOKEN} letters and digits are needed", ctx=context, param_hint="--token"
        )
    alone = is_loopback(host) and can_tell() and given is None
    secret = given or new_token()
    shown = f"[{host}]" if ":" in host else host

    def say(open_port: int) -> None:
        console.data(f"http://{shown}:{open_port}/" + ("" if alone else f"?token={secret}"))
        console.words("Ctrl-C ends it." if is_loopback(host) else _ELSEWHERE)

    door = Door(host, secret, is_mine if alone else lambda _peer: None)
    home = context.find_root().params.get("home") or ""
    try:
        asyncio.run(Server(command(home), door).run(host, port, say))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OctavoError(f"port {port} of {host} is in use; --port says another one") from error
        raise OctavoError(f"{host} cannot be listened on: {(error.strerror or 'no such address').lower()}") from error
    return DONE


def command(home: str) -> list[str]:
    """Give the program that is the reader of a page, and its arguments."""
    # -P: what lies in the folder that the server was started in is no part of it.
    return [sys.executable, "-P", "-m", "reader.cli.served", *filter(None, [home])]
