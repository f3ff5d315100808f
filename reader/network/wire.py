"""A connection whose every step is bounded: connecting, each wait for bytes, and all of it together.

`http.client` speaks the protocol over it. A socket's own time-out starts anew with each byte, so a server that sends
one every few seconds would hold on to us for good; here there is an end to the whole, and a person can stop it.
"""

from __future__ import annotations

import io
import os
import select
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from typing import Any, Final, NamedTuple

from reader.errors import NetworkError
from reader.network.addresses import Address
from reader.network.clock import Clock, StoppedError

_POLL: Final = 0.2
"""Seconds after which it is looked whether somebody wants to stop."""


class Limits(NamedTuple):
    """How long, how large and how far anything may get."""

    look_up: float = 15.0
    """Seconds to find out the addresses of a host: enough for a name server that is dead, and the next one."""
    connect: float = 10.0
    """Seconds to connect to one of a host's addresses, and once more to agree on the encryption; twice as many for all
    of its addresses together."""
    idle: float = 30.0
    """Seconds without a byte."""
    total: float = 180.0
    """Seconds of one exchange."""
    size: int = 32 << 20
    """Bytes of an answer, unpacked: 30 times a day of Daily Papers, three times 2,000 entries of arXiv."""
    redirects: int = 5


LIMITS: Final = Limits()
"""Those of a person who waits."""


class Proxy(NamedTuple):
    """A proxy that the environment names."""

    host: str
    port: int
    authorization: str = ""
    """The value of Proxy-Authorization, or empty."""


class _Where(NamedTuple):
    """One of the addresses of a host, as the system's resolver tells it."""

    family: int
    kind: int
    protocol: int
    where: Any


class Wire:
    """An open connection, in the shape that `http.client` asks of a socket."""

    def __init__(self, raw: socket.socket, limits: Limits, clock: Clock, stop: threading.Event) -> None:
        """Take a connected socket over; the time of the exchange begins now."""
        self._socket = raw
        self._limits = limits
        self._clock = clock
        self._stop = stop
        self._deadline = clock.monotonic() + limits.total

    def sendall(self, data: Any) -> None:
        """Send all of it."""
        self._socket.settimeout(self._limits.idle)
        self._socket.sendall(data)

    def makefile(self, *_args: Any, **_options: Any) -> io.BufferedReader:
        """Give what comes as a stream."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Leave it open: `http.client` closes before the answer is read where no other will follow; see `hang_up`."""

    def hang_up(self) -> None:
        """Close the connection."""
        self._socket.close()

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Agree on an encryption, and on who the other side is.

        Raises:
            ssl.SSLError: that is not to be trusted.
            StoppedError: the person wants no more.
            OSError: it broke, or takes too long.
        """
        deadline = self._clock.monotonic() + self._limits.connect
        self._socket.setblocking(False)
        encrypted = context.wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
        self._socket = encrypted
        while True:
            try:
                encrypted.do_handshake()
            except ssl.SSLWantReadError:
                _await(encrypted, select.POLLIN, deadline, self._clock, self._stop)
            except ssl.SSLWantWriteError:
                _await(encrypted, select.POLLOUT, deadline, self._clock, self._stop)
            else:
                return

    def receive(self, buffer: Any) -> int:
        """Fill a buffer with what comes next; 0 at the end.

        Raises:
            TimeoutError: nothing came for too long, or all of it takes too long.
            StoppedError: the person wants no more.
            OSError: it broke.
        """
        patience = self._clock.monotonic() + self._limits.idle
        while True:
            if self._stop.is_set():
                raise StoppedError
            left = min(patience, self._deadline) - self._clock.monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(min(_POLL, left))
            try:
                return self._socket.recv_into(buffer)
            except TimeoutError:
                continue


class _Incoming(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return self._wire.receive(buffer)


def connect(
    address: Address,
    proxy: Proxy | None,
    context: ssl.SSLContext | None,
    limits: Limits,
    clock: Clock,
    stop: threading.Event,
) -> Wire:
    """Open a connection to a host, through a proxy where there is one.

    Raises:
        NetworkError: the proxy refuses, or nobody tells where the host is.
        StoppedError: the person wants no more.
        ssl.SSLError: the other side is not to be trusted.
        OSError: nobody answers there.
    """
    where = (proxy.host, proxy.port) if proxy else (address.host, address.port)
    wire = Wire(_dial(*where, limits, clock, stop), limits, clock, stop)
    try:
        if address.scheme == "https":
            if proxy:
                _tunnel(wire, address, proxy)
            assert context is not None
            wire.encrypt(context, address.host)
    except BaseException:
        wire.hang_up()
        raise
    return wire


def _dial(host: str, port: int, limits: Limits, clock: Clock, stop: threading.Event) -> socket.socket:
    """Connect to the first of a host's addresses that answers; who wants to stop does not wait for any of them."""
    trouble: OSError = OSError(f"{host} has no address")
    # A host of many addresses behind a wall that drops everything is not tried for minutes.
    end = clock.monotonic() + 2 * limits.connect
    for family, kind, protocol, where in _look_up(host, port, limits.look_up, clock, stop):
        dialled = socket.socket(family, kind, protocol)
        try:
            dialled.setblocking(False)
            with suppress(BlockingIOError):
                dialled.connect(where)
            _await(dialled, select.POLLOUT, clock.monotonic() + limits.connect, clock, stop)
            if wrong := dialled.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(wrong, os.strerror(wrong))
        except OSError as error:
            dialled.close()
            trouble = error
            if clock.monotonic() >= end:
                break
        except BaseException:
            dialled.close()
            raise
        else:
            return dialled
    raise trouble


def _look_up(host: str, port: int, patience: float, clock: Clock, stop: threading.Event) -> list[_Where]:
    """Find out the addresses of a host.

    The system's resolver knows neither a time limit nor an end: on a machine without a network it may hang for a
    minute. So it has a thread of its own, which is left behind where nobody waits for it any more.
    """
    found: list[_Where] = []
    trouble: list[Exception] = []
    through = threading.Event()

    def ask() -> None:
        try:
            for family, kind, protocol, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(_Where(family, kind, protocol, where))
        except Exception as error:  # noqa: BLE001 - the edge of a thread: whatever it is, it is raised below
            trouble.append(error)
        finally:
            through.set()

    deadline = clock.monotonic() + patience
    threading.Thread(target=ask, name="octavo-look-up", daemon=True).start()
    while not through.wait(_POLL):
        if stop.is_set():
            raise StoppedError
        if clock.monotonic() >= deadline:
            raise NetworkError(f"nobody tells where {host} is; is there a network?")
    if trouble:
        raise trouble[0]
    return found


def _await(dialled: socket.socket, event: int, deadline: float, clock: Clock, stop: threading.Event) -> None:
    """Wait until a socket can be written to or read from.

    Raises:
        TimeoutError: that takes too long.
        StoppedError: the person wants no more.
    """
    poller = select.poll()
    poller.register(dialled, event)
    while not poller.poll(_POLL * 1000):
        if stop.is_set():
            raise StoppedError
        if clock.monotonic() >= deadline:
            raise TimeoutError


def _tunnel(wire: Wire, address: Address, proxy: Proxy) -> None:
    host = f"[{address.host}]" if ":" in address.host else address.host
    lines = [f"CONNECT {host}:{address.port} HTTP/1.1", f"Host: {host}:{address.port}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    wire.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    # It looks like a socket as far as an answer is concerned.
    answer = HTTPResponse(wire, method="CONNECT")  # type: ignore[arg-type]  # what it asks of a socket is makefile
    try:
        answer.begin()
    except HTTPException as error:
        raise NetworkError(f"the proxy {proxy.host} does not speak HTTP") from error
    if answer.status != 200:
        raise NetworkError(f"the proxy {proxy.host} refuses to connect to {address.host} (status {answer.status})")
