"""`octavo` without a command: from the shell to the first screen."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from reader.cli.statuses import USAGE


def open_reader(home: str) -> int:
    """Open the reader; where there is no terminal to draw on, say what there is instead.

    Args:
        home: The folder given with `--home`, or an empty text.
    """
    # Textual draws on standard error.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        if sys.stderr is not None:
            sys.stderr.write(
                "octavo: the reader needs a terminal for its input and output. In a pipe or script, use a command: "
                "octavo list, octavo search QUERY; octavo --help tells all.\n"
            )
        return USAGE
    from reader.app.ability import why_unfit

    if unfit := why_unfit(os.environ):
        sys.stderr.write(f"octavo: {unfit}\n")
        return USAGE
    from reader.app.start import run_reader
    from reader.paths import find_places

    return _end(run_reader(find_places(Path(home) if home else None)))


def _end(status: int) -> int:
    """End the process at once, as the prompt is waited for; everything is written down and the library closed.

    Taking Python apart, object by object, takes longer than all that the reader has to do when it is left.
    """
    import atexit
    import threading

    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()  # noqa: SLF001 - what Python calls too; it may be that somebody measures or traces this run
    with suppress(OSError, ValueError):  # the terminal may be gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)
