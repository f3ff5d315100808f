"""Services on the loopback: whatever a service may do, at an address that no test leaves this machine for."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from reader.network.client import Client
from reader.network.clock import Clock, StoppedError
from reader.network.courtesy import Courtesy
from reader.network.following import Bases, Network
from reader.network.wire import Limits
from reader.paths import Places

_CONNECT = socket.socket.connect
_LOOK_UP = socket.getaddrinfo
_HERE = ("127.0.0.1", "::1", "localhost")
FORMATS = Path(__file__).parent / "data" / "formats"
PAGES = Path(__file__).parent / "data" / "network"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp()
QUICK = Limits(connect=5.0, idle=5.0, total=20.0, size=1 << 20, redirects=3)

Reply = Callable[["Handler"], None]


def open_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections to this machine through, and no others."""

    def connect(self: socket.socket, address: Any) -> None:
        assert address[0] in _HERE, f"a test tried to reach {address}"
        _CONNECT(self, address)

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host not in _HERE:
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return _LOOK_UP(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


class FakeClock(Clock):
    """A clock that goes on only when somebody sleeps."""

    def __init__(self, now: float = NOW) -> None:
        self.at = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        if stop.is_set():
            raise StoppedError
        self.slept.append(seconds)
        self.at += seconds


class RushingClock(FakeClock):
    """A clock on which a minute passes whenever somebody looks."""

    def monotonic(self) -> float:
        self.at += 60
        return self.at


class Handler(BaseHTTPRequestHandler):
    """Answers one question as the test says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, dict(self.headers.items())))
        path = self.path.partition("?")[0]
        replies = self.server.replies.get(self.path) or self.server.replies.get(path) or []
        reply = (replies.pop(0) if len(replies) > 1 else replies[0]) if replies else status(404)
        reply(self)

    do_CONNECT = do_GET  # noqa: N815 - the standard library's name

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            pass  # the client has had enough

    def log_message(self, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A service; what it answers to which path is in `replies`, the last of several again and again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()
        """Set at the end, for replies that wait."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def on(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server()
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def head(code: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {code} Whatever", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def gives(body: bytes, kind: str = "application/json", code: int = 200, **headers: str) -> Reply:
    told = {"Content-Type": kind, "Content-Length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.raw(head(code, told) + body)


def packed(body: bytes, kind: str = "application/json", **headers: str) -> Reply:
    return gives(gzip.compress(body), kind, 200, Content_Encoding="gzip", **headers)


def status(code: int, **headers: str) -> Reply:
    told = {"Content-Length": "0"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.raw(head(code, told))


def sends_on(location: str, code: int = 302) -> Reply:
    return status(code, Location=location)


def network(places: Places, server: Server, clock: FakeClock | None = None, limits: Limits = QUICK) -> Network:
    """Give the production network, with a service on this machine, and a clock that nobody waits for."""
    clock = clock or FakeClock()
    bases = Bases(server.base, f"{server.base}/api/query", f"{server.base}/atom", f"{server.base}/doi")
    client = Client(Clock(), limits, {})
    return Network(places, clock, client, bases, Courtesy(places.turns, clock))
