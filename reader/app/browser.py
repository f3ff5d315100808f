"""Opening an address in a browser, where there is a desktop to open it on; never through a shell."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit


def is_web_address(address: str) -> bool:
    """Tell whether a text is an http or https address that can be handed to a browser."""
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_served(environ: Mapping[str, str]) -> bool:
    """Tell whether a page of the browser shows the reader, and no terminal."""
    return bool(environ.get("TEXTUAL_DRIVER"))


def open_address(
    address: str, environ: Mapping[str, str], in_page: Callable[[str], None] = lambda _address: None
) -> bool:
    """Open a web address on the desktop, and tell whether there was one to open it on.

    The desktop's own opener is started apart from the terminal: a browser must neither write over the screen nor take
    the keys, so one that runs in the terminal does not count. A page that shows the reader opens it itself.

    Args:
        address: What to open.
        environ: Tells whether there is a desktop.
        in_page: Lets the page that shows the reader open an address.
    """
    on_a_mac = sys.platform == "darwin"
    if not is_web_address(address):
        return False
    if is_served(environ):
        in_page(address)
        return True
    if environ.get("SSH_TTY"):
        return False
    if not (on_a_mac or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return False
    opener = shutil.which("open" if on_a_mac else "xdg-open")
    if opener is None:
        return False
    nowhere = subprocess.DEVNULL
    try:
        subprocess.Popen([opener, address], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    except OSError:
        return False
    return True
