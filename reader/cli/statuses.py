"""What the exit status of `octavo` tells a script: every number, in one place.

Data goes to standard output, words for a person to standard error; the status is what a script asks.
"""

from __future__ import annotations

from typing import Final

DONE: Final = 0
"""What was asked for is done."""
NOTHING: Final = 1
"""No paper fits as a whole, there is no such paper or saved search, nothing to undo, nothing that could be imported."""
USAGE: Final = 2
"""The command, an option, a value or the settings file make no sense."""
UNUSABLE: Final = 3
"""The library, the journal, the index or a file cannot be read or written; also what `doctor` found to be wrong."""
UNREACHED: Final = 4
"""Something on the network could not be fetched; what could be is in the library."""
FAULT: Final = 70
"""An error of Octavo itself, as in sysexits.h; the log file holds what a report of it needs."""
BUSY: Final = 75
"""Another octavo fetches for the same library just now, as in sysexits.h (try again later)."""
INTERRUPTED: Final = 130
"""Ended by Ctrl-C, as a shell says it (128 and the number of SIGINT); what is in the library stays."""
PIPE_CLOSED: Final = 141
"""Nobody reads the output any more, as a shell says it (128 and the number of SIGPIPE): `octavo list | head -1`."""

MEANINGS: Final = {
    DONE: "done",
    NOTHING: "nothing found, or no such paper or saved search",
    USAGE: "wrong usage or wrong settings",
    UNUSABLE: "the library, the journal, the index or a file cannot be used",
    UNREACHED: "something on the network could not be fetched",
    FAULT: "an error of Octavo itself; see its log",
    BUSY: "another octavo is fetching just now",
    INTERRUPTED: "interrupted by Ctrl-C",
    PIPE_CLOSED: "the reader of the output went away",
}
"""Each status in a few words, for the help."""
