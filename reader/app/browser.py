"""Opening an address in a browser, where there is a desktop to open it on; never through a shell."""

from __future__ import annotations

from collections.abc import Mapping
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


def open_address(address: str, environ: Mapping[str, str]) -> bool:
    """Open a web address, and tell whether there was a browser for it.

    A browser that runs in the terminal would take it from the reader, so only a desktop's counts, or the one that
    `BROWSER` names.
    """
    if not is_web_address(address):
        return False
    desktop = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY") or environ.get("BROWSER")
    if not desktop or environ.get("SSH_TTY"):
        return False
    import webbrowser  # 9 ms: only when an address is opened

    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
