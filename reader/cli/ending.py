"""How a command that failed ends: one sentence on standard error, one status, never a traceback."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from reader.cli.statuses import FAULT, INTERRUPTED, NOTHING, PIPE_CLOSED, UNREACHED, UNUSABLE, USAGE
from reader.errors import ConfigError, NetworkError, OctavoError, UnknownPaperError, UnknownSearchError, UsageError
from reader.model import safe_line


def end(error: BaseException, home: str = "") -> int:
    """Say what went wrong, and give the status for it.

    Args:
        error: What ended the command.
        home: The folder given with `--home`, or an empty text: the log is there.
    """
    match error:
        case BrokenPipeError():
            _forget_output()
            return PIPE_CLOSED
        case KeyboardInterrupt():
            _say("interrupted; everything up to here is saved.", first="\n" if _on_terminal() else "")
            return INTERRUPTED
        case UnknownPaperError() | UnknownSearchError():
            _say(str(error))
            return NOTHING
        case UsageError():
            _say(str(error))
            return USAGE
        case ConfigError():
            for problem in error.problems:
                _say(problem)
            return USAGE
        case NetworkError():
            _say(f"{error}.")
            return UNREACHED
        case OctavoError():
            _say(str(error))
            return UNUSABLE
        case OSError():
            _forget_output()
            _say(_sentence(error))
            return UNUSABLE
        case _:
            _log(error, home)
            return FAULT


def _log(error: BaseException, home: str) -> None:
    from reader.library.log import write_traceback
    from reader.paths import find_places, make_private

    log = find_places(Path(home) if home else None).log
    with suppress(OSError):
        make_private(log.parent)
    write_traceback(log, error)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    _say(f"this is an error of Octavo itself ({what}); what a report of it needs is in {log}.")


def _sentence(error: OSError) -> str:
    why = (error.strerror or type(error).__name__).lower()
    if error.filename is None:
        return f"the output cannot be written: {why}."
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
    return f"{name} cannot be used: {why}; check the folder and its permissions."


def _say(sentence: str, first: str = "") -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{first}octavo: {safe_line(sentence)}\n")
        sys.stderr.flush()


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _forget_output() -> None:
    """Let what is still to be written go nowhere: Python would complain of it once more when it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
            continue
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
