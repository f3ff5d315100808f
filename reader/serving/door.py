"""Who may come in: decided before anything is answered, for the page, its files and the connection alike.

Whoever gets in has the reader's hands: they mark papers, and write files where its person may. So

- the address that was asked for must be one of this machine's own where the server listens on it alone: a page of
  another site whose name was made to lead to 127.0.0.1 (DNS rebinding) asks for that name;
- a connection must come from the page itself: browsers say where it comes from (`Origin`, RFC 6454), and let any page
  of the web open a WebSocket to 127.0.0.1 otherwise;
- the other end must know the token, or, where the server listens on this machine alone, be a process of the same
  person: a login node has many, and 127.0.0.1 is the same for all of them. Whoever comes through a tunnel of that
  person's SSH seems to be such a process: where its near end is shared, only a token that was given keeps others out.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

SHORTEST_TOKEN: Final = 16
"""Characters that a token must have; fewer can be guessed."""

_HOST: Final = re.compile(r"[A-Za-z0-9._:\[\]-]+")
_OWN_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Knock(NamedTuple):
    """What is known of a request before it is answered."""

    host: str
    """The `Host` of the request: the name that was asked for, and its port."""
    origin: str | None
    """The `Origin`: where the page is from that asks, or nothing where the browser did not say."""
    connects: bool
    """Whether it asks for a WebSocket."""
    shown: str | None
    """The token in the address."""
    kept: str | None
    """The token in the cookie, which may be one of an earlier server at the same port."""
    peer: tuple[str, int] | None
    """The address and port of the other end."""


class Door:
    """Lets in or not."""

    def __init__(self, host: str, token: str, owned: Callable[[tuple[str, int]], bool | None]) -> None:
        """Set the door up.

        Args:
            host: What the server listens on.
            token: What opens it.
            owned: Tells of a peer on this machine whether it is a process of the same person; None where that cannot
                be told.
        """
        self._token = token.encode()
        self._owned = owned
        self.is_loopback = is_loopback(host)
        """Whether only this machine can knock."""
        self._names = _OWN_NAMES | {host.lower().strip("[]")}

    def refusal(self, knock: Knock) -> str:
        """Say why a request is not answered; an empty text where it is."""
        name = _name_of(knock.host)
        if not name:
            return "The request names no host."
        if self.is_loopback and name not in self._names and not _is_own_address(name):
            return "This address is not the reader's own."
        # Null is what a page says that hides where it is from.
        if knock.origin is not None and urlsplit(knock.origin).netloc.lower() != knock.host.lower():
            return "Another page asked for the reader."
        if knock.connects and knock.origin is None:
            return "Only the reader's own page connects."
        token = knock.shown if knock.shown is not None else knock.kept
        if token is not None and hmac.compare_digest(token.encode("utf-8", "replace"), self._token):
            return ""
        if self.is_loopback and knock.shown is None and knock.peer is not None and self._owned(knock.peer):
            return ""
        return "A token is needed: open the whole address that octavo serve printed."


def new_token() -> str:
    """Make a token that nobody guesses: 192 bits."""
    return secrets.token_urlsafe(24)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens on an address."""
    return host.lower() == "localhost" or _is_own_address(host.strip("[]"))


def _is_own_address(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    """Give the name of a `Host`, without its port."""
    if not _HOST.fullmatch(host):
        return ""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
