"""Addresses that may be asked: http and https with a host, and nothing that could become another request.

Sources: RFC 3986; RFC 9110, 10.2.2 (Location) and 15.4 (redirection).
"""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from reader.errors import NetworkError
from reader.model import clean_line

_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 8000
# What may stand in a path or a query; a percent sign stays, since what has one is encoded already.
_SAFE: Final = "/?:@!$&'()*+,;=-._~%[]"
_SHOWN: Final = 200


class Address(NamedTuple):
    """Where to ask."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as they stand in a request: ASCII without blanks."""

    @property
    def authority(self) -> str:
        """Host and port, as they stand in a request and an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        """Give the address as text."""
        return f"{self.scheme}://{self.authority}{self.target}"


def read_address(text: str) -> Address:
    """Read an address; what stands behind "#" is no part of a request.

    Raises:
        NetworkError: it is none that can be asked.
    """
    shown = clean_line(text)[:_SHOWN]
    if len(text) > _LONGEST:
        raise NetworkError(f"the address {shown}... is too long")
    if any(sign <= " " or sign == "\x7f" for sign in text):
        raise NetworkError(f"the address {shown} has blanks or control characters in it")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise NetworkError(f"{shown} is no address") from error
    if parts.scheme not in _PORTS:
        raise NetworkError(f"{shown} is not an address of the web: it must begin with https:// or http://")
    if not host or len(host) > 253 or parts.username is not None or parts.password is not None or port == 0:
        raise NetworkError(f"{shown} is no address that can be asked: it needs a host, and may have no password")
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Address(parts.scheme, host.lower(), port or _PORTS[parts.scheme], path + query)


def redirected(current: Address, location: str) -> Address:
    """Give where a redirection leads.

    Raises:
        NetworkError: it leads out of the web, or from https to http.
    """
    try:
        target = read_address(urljoin(str(current), location.strip()))
    except ValueError as error:
        raise NetworkError(f"{current.host} sends on to what is no address") from error
    except NetworkError as error:
        raise NetworkError(f"{current.host} sends on to what cannot be asked: {error}") from error
    if current.scheme == "https" and target.scheme != "https":
        raise NetworkError(
            f"{current.host} sends on to an address without encryption ({target.host}); it was not asked"
        )
    return target
