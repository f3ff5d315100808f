"""One question and its answer, and all that a service may do wrong with it."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from reader.errors import NetworkError
from reader.network.addresses import read_address
from reader.network.client import AGENT, Answer, Client, PassingError
from reader.network.clock import Clock, StoppedError
from tests.loopback import QUICK, Handler, RushingClock, Server, gives, head, packed, serving, status


def ask(client: Client, url: str, stop: threading.Event | None = None) -> Answer:
    return client.ask(read_address(url), {"Accept": "*/*"}, stop or threading.Event())


def test_an_answer_is_read(client: Client, server: Server) -> None:
    server.on("/a", gives(b"[1]", "Application/JSON; charset=utf-8", ETag='"x"'))
    answer = ask(client, f"{server.base}/a?b=c#d")

    assert (answer.status, answer.body, answer.kind) == (200, b"[1]", "application/json")
    assert answer.headers["etag"] == '"x"'
    path, headers = server.asked[0]
    assert path == "/a?b=c"
    assert headers == {
        "Host": server.base.removeprefix("http://"),
        "User-Agent": AGENT,
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "Accept": "*/*",
    }


def test_no_cookie_comes_back(client: Client, server: Server) -> None:
    server.on("/", gives(b"1", Set_Cookie="a=b"))
    ask(client, server.base)
    ask(client, server.base)
    assert all("Cookie" not in headers for _, headers in server.asked)


def test_what_is_packed_is_unpacked(client: Client, server: Server) -> None:
    body = bytes(range(256)) * 3000
    server.on("/", packed(body))
    assert ask(client, server.base).body == body


def test_chunks_are_put_together(client: Client, server: Server) -> None:
    chunks = b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    server.on("/", lambda handler: handler.raw(head(200, {"Transfer-Encoding": "chunked"}) + chunks))
    assert ask(client, server.base).body == b"abcde"


def test_a_status_without_body_has_none(client: Client, server: Server) -> None:
    server.on("/", lambda handler: handler.raw(head(304, {"ETag": '"x"'})))
    assert ask(client, server.base)[1:] == (304, {"etag": '"x"'}, b"")


BOMB = gzip.compress(b"\0" * (8 << 20), mtime=0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (head(200, {"Content-Length": "100"}) + b"abc", "ended too early"),
        (head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nab", "ended too early"),
        (head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\nab", "ended too early"),
        (head(200, {"Content-Encoding": "gzip"}) + gzip.compress(b"abc" * 100, mtime=0)[:-9], "ended too early"),
        (head(200, {"Content-Encoding": "gzip"}) + b"no gzip at all", "packed as nothing"),
        (head(200, {"Content-Encoding": "gzip"}) + zlib.compress(b"abc"), "packed as nothing"),
        (head(200, {"Content-Encoding": "br"}) + b"abc", "nobody asked for"),
        (head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(BOMB))}) + BOMB, "larger than"),
        (head(200, {}) + b"\0" * (2 << 20), "larger than"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "no answer of the web"),
        (b"\0\xff\x00\x01" * 1000, "no answer of the web"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "no answer of the web"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "no answer of the web"),
        (b"HTTP/1.1 99999 OK\r\n\r\n", "no answer of the web"),
        (b"", "127.0.0.1"),
    ],
)
def test_what_is_wrong_is_one_sentence(client: Client, server: Server, data: bytes, said: str) -> None:
    server.on("/", lambda handler: handler.raw(data))
    with pytest.raises(NetworkError, match=said) as caught:
        ask(client, server.base)
    assert "\n" not in str(caught.value)


def test_a_length_that_is_no_number_is_not_believed(client: Client, server: Server) -> None:
    server.on("/", lambda handler: handler.raw(head(200, {"Content-Length": "-5"}) + b"abc"))
    assert ask(client, server.base).body == b"abc"


def test_more_than_was_promised_is_not_read(client: Client, server: Server) -> None:
    server.on("/", lambda handler: handler.raw(head(200, {"Content-Length": "3"}) + b"abcdef"))
    assert ask(client, server.base).body == b"abc"


def test_headers_that_could_harm_are_dropped(client: Client, server: Server) -> None:
    hostile = {"ETag": "\x1b[31mred", "Last-Modified": "x" * 9000, "Content-Type": "text/html; \xe9", "Location": "/a"}
    server.on("/", lambda handler: handler.raw(head(200, hostile)))
    assert ask(client, server.base).headers == {"location": "/a"}


def test_an_endless_answer_ends(server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.raw(head(200, {}))
        while not handler.server.released.wait(0.01):
            handler.raw(b"x")

    server.on("/", endless)
    with pytest.raises(PassingError, match="too long"):
        ask(Client(RushingClock(), QUICK._replace(idle=100_000, total=600), {}), server.base)


def test_a_server_that_says_nothing_is_left(server: Server) -> None:
    def silent(handler: Handler) -> None:
        handler.server.released.wait(10)

    server.on("/", silent)
    with pytest.raises(PassingError, match="too long"):
        ask(Client(RushingClock(), QUICK, {}), server.base)


def test_a_person_can_stop_it(client: Client, server: Server) -> None:
    stop = threading.Event()

    def stall(handler: Handler) -> None:
        handler.raw(head(200, {"Content-Length": "100"}) + b"abc")
        stop.set()
        handler.server.released.wait(10)

    server.on("/", stall)
    with pytest.raises(StoppedError):
        ask(client, server.base, stop)


def test_a_port_that_nobody_listens_on(client: Client) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1 refuses connections"):
        ask(client, f"http://127.0.0.1:{port}/")


@pytest.fixture
def full() -> Iterator[str]:
    """Give an address that takes no more connections, and refuses none."""
    with socket.socket() as crowded, ExitStack() as waiting:
        crowded.bind(("127.0.0.1", 0))
        crowded.listen(0)
        for _ in range(4):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(crowded.getsockname())
        yield f"http://127.0.0.1:{crowded.getsockname()[1]}/"


def test_a_host_that_lets_nobody_in_is_left(full: str) -> None:
    with pytest.raises(PassingError, match="too long"):
        ask(Client(RushingClock(), QUICK, {}), full)


def test_nobody_who_wants_to_stop_waits_for_a_connection(client: Client, full: str) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        ask(client, full, stop)


def test_a_host_that_nobody_knows(client: Client) -> None:
    with pytest.raises(NetworkError, match=r"nowhere\.invalid is not known here; is there a network\?"):
        ask(client, "http://nowhere.invalid/")


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Give a resolver that never answers, as where the name servers are behind a wall, and what tells it was asked."""
    asked, released = threading.Event(), threading.Event()

    def hang(*_args: object, **_options: object) -> list[object]:
        asked.set()
        released.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield asked
    released.set()


def test_a_resolver_that_hangs_is_left(mute: threading.Event) -> None:
    with pytest.raises(NetworkError, match=r"nobody tells where nowhere\.invalid is; is there a network\?") as caught:
        ask(Client(RushingClock(), QUICK, {}), "http://nowhere.invalid/")
    assert not isinstance(caught.value, PassingError)  # asking again would only take as long again
    assert mute.is_set()


def test_nobody_who_wants_to_stop_waits_for_a_resolver(client: Client, mute: threading.Event) -> None:
    stop = threading.Event()

    def stop_it() -> None:
        mute.wait(10)
        stop.set()

    threading.Thread(target=stop_it, daemon=True).start()
    with pytest.raises(StoppedError):
        ask(client, "http://nowhere.invalid/", stop)


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            str(key),
            "-out",
            str(cert),
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture
def encrypted(certificate: tuple[Path, Path]) -> object:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def trusting(certificate: tuple[Path, Path], environ: dict[str, str] | None = None) -> Client:
    return Client(Clock(), QUICK, environ or {}, lambda: ssl.create_default_context(cafile=str(certificate[0])))


def test_an_encrypted_answer_is_read(certificate: tuple[Path, Path], encrypted: ssl.SSLContext) -> None:
    with serving(encrypted) as server:
        server.on("/", gives(b"[]"))
        port = server.server_address[1]
        assert ask(trusting(certificate), f"https://localhost:{port}/").body == b"[]"


def test_a_stranger_is_not_trusted(client: Client, encrypted: ssl.SSLContext) -> None:
    with serving(encrypted) as server:
        port = server.server_address[1]
        with pytest.raises(NetworkError, match=r"certificate of localhost is not to be trusted: self.signed"):
            ask(client, f"https://localhost:{port}/")
        assert server.asked == []


def test_another_name_is_not_trusted(certificate: tuple[Path, Path], encrypted: ssl.SSLContext) -> None:
    with serving(encrypted) as server:
        port = server.server_address[1]
        with pytest.raises(NetworkError, match="is not to be trusted"):
            ask(trusting(certificate), f"https://127.0.0.1:{port}/")
        assert server.asked == []


def test_nobody_who_wants_to_stop_waits_for_an_encryption(client: Client) -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(PassingError, match="too long"):
            ask(Client(RushingClock(), QUICK, {}), address)
        silent.accept()[0].close()

        def accept() -> None:
            with silent.accept()[0] as one:
                one.recv(1)  # the first word of the client
                stop.set()
                one.recv(100_000)
                one.recv(1)  # until it has gone

        threading.Thread(target=accept, daemon=True).start()
        with pytest.raises(StoppedError):
            ask(client, address, stop)


def test_a_server_without_encryption_is_not_one_with(client: Client, server: Server) -> None:
    with pytest.raises(NetworkError):
        ask(client, server.base.replace("http:", "https:"))


# Proxies


def test_a_proxy_is_asked_for_the_whole_address(server: Server) -> None:
    server.on("http://far.invalid/a?b", gives(b"far"))
    proxied = Client(Clock(), QUICK, {"http_proxy": server.base.replace("http://", "http://me:se%40cret@")})
    assert ask(proxied, "http://far.invalid/a?b").body == b"far"
    assert server.asked[0][1]["Proxy-Authorization"] == "Basic bWU6c2VAY3JldA=="
    assert server.asked[0][1]["Host"] == "far.invalid"


def test_a_proxy_that_is_not_there_is_what_is_said() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        environ = {"all_proxy": f"http://127.0.0.1:{unused.getsockname()[1]}"}
    for url in ("http://far.invalid/", "https://far.invalid/"):
        with pytest.raises(NetworkError, match=r"the proxy 127\.0\.0\.1 refuses connections"):
            ask(Client(Clock(), QUICK, environ), url)
    with pytest.raises(NetworkError, match=r"the proxy nowhere\.invalid is not known here"):
        ask(Client(Clock(), QUICK, {"http_proxy": "http://nowhere.invalid:3128"}), "http://far.invalid/")


def test_a_proxy_that_refuses_a_tunnel(server: Server) -> None:
    server.on("far.invalid:443", status(403))
    proxied = Client(Clock(), QUICK, {"HTTPS_PROXY": server.base})
    with pytest.raises(NetworkError, match=r"the proxy 127\.0\.0\.1 refuses to connect to far\.invalid \(status 403\)"):
        ask(proxied, "https://far.invalid/")
    assert server.paths == ["far.invalid:443"]


def test_a_tunnel_is_encrypted_to_its_end(certificate: tuple[Path, Path], encrypted: ssl.SSLContext) -> None:
    with serving(encrypted) as far, serving() as proxy:
        far.on("/", gives(b"far"))

        def tunnel(handler: Handler) -> None:
            there = socket.create_connection(("127.0.0.1", int(far.server_address[1])))
            handler.raw(b"HTTP/1.1 200 Connected\r\n\r\n")

            def carry(source: socket.socket, sink: socket.socket) -> None:
                try:
                    while data := source.recv(4096):
                        sink.sendall(data)
                    sink.shutdown(socket.SHUT_WR)
                except OSError:
                    pass

            back = threading.Thread(target=carry, args=(there, handler.connection), daemon=True)
            back.start()
            carry(handler.connection, there)
            back.join(5)
            there.close()

        target = f"localhost:{far.server_address[1]}"
        proxy.on(target, tunnel)
        client = trusting(certificate, {"https_proxy": proxy.base})
        assert ask(client, f"https://{target}/").body == b"far"
        assert proxy.paths == [target]


@pytest.mark.parametrize(
    ("spared", "asked"),
    [("localhost,127.0.0.1", True), ("*", True), ("far.invalid", False), ("7.0.0.1", False), ("", False)],
)
def test_hosts_can_be_spared_a_proxy(server: Server, spared: str, asked: bool) -> None:
    server.on("/", gives(b"near"))
    server.on(f"{server.base}/", gives(b"through"))
    client = Client(Clock(), QUICK, {"http_proxy": server.base, "no_proxy": spared})
    assert ask(client, f"{server.base}/").body == (b"near" if asked else b"through")


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:9", "https://a", "http://", "http://a:99999", "http://[x"])
def test_a_proxy_that_is_none_is_said(named: str) -> None:
    with pytest.raises(NetworkError, match="proxy"):
        ask(Client(Clock(), QUICK, {"all_proxy": named}), "http://localhost/")


def test_a_header_of_a_script_is_no_proxy(server: Server) -> None:
    server.on("/", gives(b"near"))
    assert ask(Client(Clock(), QUICK, {"HTTP_PROXY": "http://127.0.0.1:1"}), server.base).body == b"near"
