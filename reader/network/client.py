"""One question over HTTP, and its answer: nothing is believed of it, and everything about it is bounded.

The standard library's `http.client` does it: what is asked here is a handful of GETs without cookies, sessions or
uploads. httpx brings five packages and 100 ms of imports, urllib3 a pool and a retry that are not the ones wanted
(arXiv's rules hold across processes); and neither bounds the time of a whole answer, or what it unpacks to.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING, Final, NamedTuple

from reader import __version__
from reader.errors import NetworkError
from reader.model import clean_line
from reader.network.addresses import Address
from reader.network.clock import Clock
from reader.network.wire import LIMITS, Limits, Proxy, connect

if TYPE_CHECKING:
    import ssl

AGENT: Final = f"octavo/{__version__} (terminal reader of papers; asks on behalf of one person)"
"""What services know us by; arXiv asks for one that is nobody else's."""
_CHUNK: Final = 1 << 16
_KEPT: Final = (
    "content-type",
    "etag",
    "last-modified",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
)
_LONGEST_VALUE: Final = 8000


class PassingError(NetworkError):
    """Something went wrong that may go well a little later."""


class Answer(NamedTuple):
    """What a service answered."""

    address: Address
    status: int
    headers: Mapping[str, str]
    """Those of `_KEPT` that it has, by their names in small letters: one line each, of printable ASCII."""
    body: bytes
    """Unpacked."""

    @property
    def kind(self) -> str:
        """The media type without its parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def trusted() -> ssl.SSLContext:
    """Give how the other side is checked: by the certificates that the system trusts (or SSL_CERT_FILE names)."""
    import ssl

    return ssl.create_default_context()


class Client:
    """Asks one question at a time, with a connection each."""

    def __init__(
        self,
        clock: Clock | None = None,
        limits: Limits = LIMITS,
        environ: Mapping[str, str] = os.environ,
        trust: Callable[[], ssl.SSLContext] = trusted,
    ) -> None:
        """Prepare; nothing is connected.

        Args:
            clock: Bounds the time.
            limits: How long and how large.
            environ: Names the proxies (https_proxy, http_proxy, all_proxy, no_proxy).
            trust: Gives how the other side is checked.
        """
        self._clock = clock or Clock()
        self.limits = limits
        self._environ = environ
        self._trust = trust
        self._context: ssl.SSLContext | None = None

    def ask(self, address: Address, headers: Mapping[str, str], stop: threading.Event) -> Answer:
        """Ask, and read the whole answer; one that sends on is given as it is.

        Raises:
            PassingError: it took too long, or broke off.
            NetworkError: nobody answers, it is not to be trusted, or what came is no answer.
            StoppedError: the person wants no more.
        """
        import ssl

        try:
            return self._ask(address, headers, stop)
        except ssl.SSLCertVerificationError as error:
            why = clean_line(error.verify_message) or "it cannot be verified"
            raise NetworkError(f"the certificate of {address.host} is not to be trusted: {why}") from error
        except TimeoutError as error:
            raise PassingError(f"{address.host} takes too long to answer") from error
        except (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, ssl.SSLEOFError) as error:
            raise PassingError(f"{address.host} broke the connection off") from error
        except ssl.SSLError as error:
            raise NetworkError(f"{address.host} and this machine agree on no encryption") from error
        except OSError as error:
            raise NetworkError(_unreached(address.host, error)) from error
        except IncompleteRead as error:
            raise PassingError(f"the answer of {address.host} ended too early") from error
        except (HTTPException, UnicodeError, ValueError) as error:
            raise NetworkError(f"what {address.host} sent is no answer of the web") from error

    def _ask(self, address: Address, headers: Mapping[str, str], stop: threading.Event) -> Answer:
        proxy = _proxy(address, self._environ)
        if address.scheme == "https" and self._context is None:
            self._context = self._trust()
        try:
            wire = connect(address, proxy, self._context, self.limits, self._clock, stop)
        except OSError as error:
            if proxy is None or _is_about_encryption(error):
                raise
            # Who asks the wrong one is not to look for the trouble at the service.
            if isinstance(error, TimeoutError):
                raise PassingError(f"the proxy {proxy.host} takes too long to answer") from error
            raise NetworkError(_unreached(f"the proxy {proxy.host}", error)) from error
        try:
            connection = HTTPConnection(address.host, address.port)
            connection.sock = wire
            sent = {
                "Host": address.authority,
                "User-Agent": AGENT,
                "Accept-Encoding": "gzip",
                "Connection": "close",
                **headers,
            }
            target = address.target
            if proxy and address.scheme == "http":
                target = str(address)
                if proxy.authorization:
                    sent["Proxy-Authorization"] = proxy.authorization
            connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            kept = {name: value for name in _KEPT if (value := _value(response, name))}
            return Answer(address, response.status, kept, self._body(address, response))
        finally:
            wire.hang_up()

    def _body(self, address: Address, response: HTTPResponse) -> bytes:
        """Read the body, unpacked; more than is allowed is an error, before it is held."""
        coding = (response.headers.get("Content-Encoding") or "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            raise NetworkError(f"{address.host} packed its answer in a way that nobody asked for")
        unpack = zlib.decompressobj(31) if coding.endswith("gzip") else None
        promised = response.length
        parts: list[bytes] = []
        size = came = 0

        def keep(part: bytes) -> None:
            nonlocal size
            size += len(part)
            if size > self.limits.size:
                raise NetworkError(f"the answer of {address.host} is larger than {self.limits.size:,} bytes")
            parts.append(part)

        while chunk := response.read(_CHUNK):
            came += len(chunk)
            if unpack is None:
                keep(chunk)
            while unpack is not None and chunk:
                part, chunk = self._unpacked(address, unpack, chunk)
                keep(part)
        while unpack is not None and not unpack.eof and (part := self._unpacked(address, unpack, b"")[0]):
            keep(part)  # what the last part had no room for
        if promised is not None and came < promised:
            raise IncompleteRead(b"", promised - came)
        if unpack is not None and came and not unpack.eof:
            raise PassingError(f"the answer of {address.host} ended too early")
        return b"".join(parts)

    @staticmethod
    def _unpacked(address: Address, unpack: zlib._Decompress, chunk: bytes) -> tuple[bytes, bytes]:
        """Unpack a part of bounded size; what is behind the end is nothing."""
        if unpack.eof:
            return b"", b""
        try:
            part = unpack.decompress(chunk, _CHUNK)
        except zlib.error as error:
            raise NetworkError(f"the answer of {address.host} is packed as nothing that can be unpacked") from error
        return part, unpack.unconsumed_tail


def _value(response: HTTPResponse, name: str) -> str:
    """Give the first header of a name, where it is of bearable length and of printable ASCII alone."""
    value = (response.headers.get(name) or "").strip()
    return value if len(value) <= _LONGEST_VALUE and value.isascii() and value.isprintable() else ""


def _is_about_encryption(error: OSError) -> bool:
    import ssl

    return isinstance(error, ssl.SSLError)


def _unreached(host: str, error: OSError) -> str:
    import socket

    if isinstance(error, socket.gaierror):
        return f"{host} is not known here; is there a network?"
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses connections"
    return f"{host} cannot be reached: {(error.strerror or 'the connection failed').lower()}"


def _proxy(address: Address, environ: Mapping[str, str]) -> Proxy | None:
    """Give the proxy for an address, as the environment names it in the usual words.

    Raises:
        NetworkError: it names one that is none.
    """
    named = _named(environ, f"{address.scheme}_proxy") or _named(environ, "all_proxy")
    if not named or _spared(address, _named(environ, "no_proxy")):
        return None
    from base64 import b64encode
    from urllib.parse import unquote, urlsplit

    parts = None
    with suppress(ValueError):
        parts = urlsplit(named if "://" in named else f"http://{named}")
    if parts is None or parts.scheme != "http" or not parts.hostname:
        raise NetworkError(f"the proxy that the environment names for {address.scheme} must be http://HOST:PORT")
    try:
        port = parts.port or 80
    except ValueError as error:
        raise NetworkError(f"the port of the proxy {parts.hostname} is none") from error
    authorization = ""
    if parts.username is not None:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = f"Basic {b64encode(who.encode()).decode()}"
    return Proxy(parts.hostname, port, authorization)


def _named(environ: Mapping[str, str], name: str) -> str:
    # In capitals http_proxy may be a header that somebody sent to a CGI script (https://httpoxy.org).
    small = environ.get(name, "")
    return (small or ("" if name == "http_proxy" else environ.get(name.upper(), ""))).strip()


def _spared(address: Address, listed: str) -> bool:
    for one in listed.split(","):
        name = one.strip().lower().partition(":")[0] if one.count(":") == 1 else one.strip().lower()
        name = name.removeprefix("*").lstrip(".")
        if one.strip() == "*" or (name and (address.host == name or address.host.endswith(f".{name}"))):
            return True
    return False
