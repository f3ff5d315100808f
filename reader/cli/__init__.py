"""The command line: everything the screen does, for scripts; `octavo` alone opens the reader.

This module is all that stands between the shell and the first screen, so it imports next to nothing: `octavo`,
`octavo --home DIR` and `octavo --version` are understood here, everything else by Click in `reader.cli.root` (25 ms).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

COMPLETE_VARIABLE: Final = "_OCTAVO_COMPLETE"
"""Set by the completion script when the shell asks what could follow; Click reads it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; returns the exit status (see `reader.cli.statuses`)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    home, rest = split_home(arguments)
    try:
        status = _run(arguments, home, rest)
        if sys.stdout is not None:
            sys.stdout.flush()
    # The edge of the program: whatever comes here is said in a sentence, never with a traceback.
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the edge of the program: what nobody expected goes to the log
        from reader.cli.ending import end

        return end(error, home)
    return status


def split_home(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Take a `--home DIR` or `--home=DIR` off the beginning; where it is not well formed, Click will say so."""
    match list(arguments):
        case ["--home", home, *rest] if home and not home.startswith("-"):
            return home, rest
        case [first, *rest] if first.startswith("--home=") and len(first) > len("--home="):
            return first.removeprefix("--home="), rest
        case rest:
            return "", rest


def _run(arguments: list[str], home: str, rest: list[str]) -> int:
    if COMPLETE_VARIABLE not in os.environ:
        if not rest:
            from reader.cli.reading import open_reader

            return open_reader(home)
        if rest == ["--version"] and sys.stdout is not None:
            from reader import __version__

            sys.stdout.write(f"octavo {__version__}\n")
            return 0
    from reader.cli.root import run

    return run(arguments)
