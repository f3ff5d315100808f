"""Copying through the terminal itself, so that it works over SSH: the sequence OSC 52.

Sources: xterm's control sequences, "Operating System Commands", 52
(https://invisible-island.net/xterm/ctlseqs/ctlseqs.html); tmux(1), `allow-passthrough` and `set-clipboard`; screen(1),
"Virtual Terminal", `ESC P` (device control string).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from reader.app.terminal_input import LINE_BREAKS, clean_paste

MAX_BYTES = 74_994
"""Bytes of UTF-8 that are copied at most: in base64 99,992 characters, so that the whole sequence is of
the 100,000 that several terminals take."""

_PATIENCE = 2.0
"""Seconds that tmux may take; it takes some hundredths of one."""
_SCREEN_PIECE = 200
"""Characters in one device control string; screen takes at most 256."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What to send to the terminal."""

    sequence: str
    """Write it as it is; it shows nothing and moves nothing."""
    shortened: bool = False
    """The text was longer than `MAX_BYTES`, and its end is missing."""
    text: str = ""
    """What is copied."""


def copy_sequence(text: str, environ: Mapping[str, str]) -> Copy:
    """Build the sequence that puts a text on the clipboard of the terminal that a person sits at.

    Control characters, escape sequences and invisible characters are left out of the text. Inside tmux the sequence
    is sent twice: plain, for tmux with `set-clipboard on`, and wrapped, for the terminal around tmux with
    `allow-passthrough on`. With the settings that tmux 3.3 begins with it obeys neither (`give_to_tmux` it does).
    Inside screen it is wrapped in short pieces; 4.9 hands on as many as come. A terminal that does not know it ignores
    it.

    Args:
        text: What to copy.
        environ: `TMUX`, `STY` and `TERM` tell what lies between the program and the terminal.
    """
    data = clean_copy(text).encode("utf-8", "replace")
    shortened = len(data) > MAX_BYTES
    if shortened:
        # Not in the middle of a character.
        data = data[:MAX_BYTES].decode("utf-8", "ignore").encode()
    kept = data.decode()
    plain = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        doubled = plain.replace("\x1b", "\x1b\x1b")
        return Copy(f"{plain}\x1bPtmux;{doubled}\x1b\\", shortened, kept)
    if environ.get("STY") or term.startswith("screen"):
        pieces = (plain[start : start + _SCREEN_PIECE] for start in range(0, len(plain), _SCREEN_PIECE))
        return Copy("".join(f"\x1bP{piece}\x1b\\" for piece in pieces), shortened, kept)
    return Copy(plain, shortened, kept)


def clean_copy(text: str) -> str:
    """Clean a text that leaves through the terminal; blanks in a line count, as in RIS, unless it holds controls."""
    return "\n".join(line if line.isprintable() else clean_paste(line) for line in LINE_BREAKS.split(text))


def give_to_tmux(text: str, environ: Mapping[str, str]) -> bool:
    """Give a text to the tmux around this program, to keep as a buffer and to send on to its terminal.

    This is the way that works as tmux 3.3 begins (`set-clipboard external`): what a program asks of tmux itself it
    sends on, sequences in the output of a program it does not.

    Returns:
        Whether there was one, and it took the text.
    """
    import shutil
    import subprocess

    tmux = shutil.which("tmux") if environ.get("TMUX") else None
    if tmux is None:
        return False
    nowhere = subprocess.DEVNULL
    try:
        ended = subprocess.run(
            [tmux, "load-buffer", "-w", "-"],
            input=text.encode(),
            stdout=nowhere,
            stderr=nowhere,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return ended.returncode == 0
