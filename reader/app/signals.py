"""The signals that end the program, taken as a wish to close and not as a blow.

A dropped SSH connection sends SIGHUP, a shutdown SIGTERM; either would end Python on the spot, with no `unmount`,
nothing written, and a terminal left without echo. Here each makes the app close as `q` does: unmount, terminal
restored, status given. Nothing a person marked depends on it (the journal is written before the screen says so), but
the state of the screen does.
"""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

HANGUP = 128 + signal.SIGHUP
"""Exit status after the terminal went away: SIGHUP, or the end of its input."""
INTERRUPTED = 128 + signal.SIGINT
"""Exit status after SIGINT from outside; Ctrl-C in the terminal is a key, and no signal."""
TERMINATED = 128 + signal.SIGTERM
"""Exit status after SIGTERM."""

_STATUS = {signal.SIGHUP: HANGUP, signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


def close_on_signals(app: App[Any]) -> None:
    """Make SIGHUP, SIGINT and SIGTERM close the app; to be called from a handler of the app itself.

    The status is in `App.return_code` afterwards; whoever runs the app passes it to `sys.exit`. A signal that the
    caller of the program had ignored (`nohup`) stays ignored: when the terminal is gone the driver notices its end.
    A second signal changes nothing: a dropped connection brings two of them.
    """
    loop = asyncio.get_running_loop()
    for number, status in _STATUS.items():
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, partial(close, app, status))


def ignore_interrupts() -> None:
    r"""Let SIGINT do nothing until the process ends: the app closes already, so a Ctrl-C held down has its will.

    As soon as the terminal has its own ways again it makes a signal of that key, and of Ctrl-\, which would end the
    process in the middle of its last steps, with words on the screen. Stopped and continued now, it takes the terminal
    over no more, as Textual would.
    """
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    signal.signal(signal.SIGCONT, signal.SIG_DFL)


def close(app: App[Any], status: int) -> None:
    """Close the app with an exit status, unless it closes already."""
    if app.return_code is None:
        app.exit(return_code=status)
