"""Asking in turn, again, only for changes, and no further than is sane."""

from __future__ import annotations

import json
import threading
from email.utils import formatdate

import pytest

from reader.errors import NetworkError
from reader.locking import ProcessLock
from reader.network.addresses import read_address, redirected
from reader.network.client import Client
from reader.network.clock import StoppedError
from reader.network.courtesy import Courtesy, retry_after
from reader.network.fetching import TRIES, Fetcher
from reader.network.lots import Validators
from reader.paths import Places
from tests.loopback import NOW, FakeClock, Server, gives, head, packed, sends_on, status


def test_what_is_there_is_fetched(fetcher: Fetcher, server: Server) -> None:
    server.on("/a", packed(b"[]", ETag='"x"', Last_Modified="Mon, 30 Nov 2026 00:00:00 GMT"))
    fetched = fetcher.get(f"{server.base}/a", "application/json")
    assert (fetched.body, fetched.kind, fetched.unchanged) == (b"[]", "application/json", False)
    assert fetched.validators == Validators('"x"', "Mon, 30 Nov 2026 00:00:00 GMT")
    assert server.asked[0][1]["Accept"] == "application/json"


def test_only_changes_are_asked_for(client: Client, places: Places, clock: FakeClock, server: Server) -> None:
    known = {f"{server.base}/a": Validators('"x"', "yesterday")}
    fetcher = Fetcher(client, Courtesy(places.turns, clock), clock, threading.Event(), known.get)
    server.on("/a", status(304))
    assert fetcher.get(f"{server.base}/a").unchanged
    assert server.asked[0][1]["If-None-Match"] == '"x"'
    assert server.asked[0][1]["If-Modified-Since"] == "yesterday"
    server.on("/a", gives(b"1"))
    assert fetcher.get(f"{server.base}/a", anew=True).body == b"1"
    assert "If-None-Match" not in server.asked[1][1]


def test_nothing_has_changed_only_for_who_knows_something(fetcher: Fetcher, server: Server) -> None:
    server.on("/a", status(304))
    with pytest.raises(NetworkError, match="no usable answer"):
        fetcher.get(f"{server.base}/a")


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(fetcher: Fetcher, server: Server, clock: FakeClock, code: int) -> None:
    server.on("/a", status(code), status(code), gives(b"1"))
    assert fetcher.get(f"{server.base}/a").body == b"1"
    assert clock.slept == ([15.0, 30.0] if code == 429 else [4.0, 8.0])


def test_what_breaks_off_is_tried_again(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    cut = head(200, {"Content-Length": "9"}) + b"abc"
    server.on("/a", lambda handler: handler.raw(cut), lambda handler: handler.raw(b""), gives(b"1"))
    assert fetcher.get(f"{server.base}/a").body == b"1"
    assert len(server.asked) == 3


def test_trying_comes_to_an_end(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.on("/a", status(500))
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1 is out of order \(status 500\)"):
        fetcher.get(f"{server.base}/a")
    assert len(server.asked) == TRIES
    assert clock.slept == [4.0, 8.0, 16.0]


@pytest.mark.parametrize(("code", "said"), [(400, "understand"), (403, "anybody"), (404, "nothing at /a"), (418, "8")])
def test_what_stays_is_not_tried_again(fetcher: Fetcher, server: Server, code: int, said: str) -> None:
    server.on("/a", status(code))
    with pytest.raises(NetworkError, match=said):
        fetcher.get(f"{server.base}/a")
    assert len(server.asked) == 1


def test_pauses_are_scattered(client: Client, places: Places, clock: FakeClock, server: Server) -> None:
    server.on("/a", status(503), gives(b"1"), status(503), gives(b"1"))
    for scatter in (0.0, 1.0):
        fetcher = Fetcher(client, Courtesy(places.turns, clock), clock, threading.Event(), scatter=lambda: scatter)  # noqa: B023 - used at once
        fetcher.get(f"{server.base}/a")
    assert clock.slept[0] == 2.0
    assert clock.slept[-1] == 6.0


@pytest.mark.parametrize("value", ["30", formatdate(NOW + 30, usegmt=True)])
def test_a_service_says_when_to_come_again(fetcher: Fetcher, server: Server, clock: FakeClock, value: str) -> None:
    server.on("/a", status(429, Retry_After=value), gives(b"1"))
    assert fetcher.get(f"{server.base}/a").body == b"1"
    assert clock.at == pytest.approx(NOW + 30)


def test_nobody_waits_for_hours(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.on("/a", status(429, Retry_After="7200"))
    with pytest.raises(NetworkError, match="wants to be asked again in 120 minutes"):
        fetcher.get(f"{server.base}/a")
    assert clock.slept == []
    # Nobody else asks before then either, in whatever process.
    with pytest.raises(NetworkError, match="asks not to be asked again for 2 hours"):
        fetcher.get(f"{server.base}/b")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("1e9", 0),
        ("12", 12),
        ("9" * 40, 0),
        ("Fri, 31 Dec 9999 99:99:99 GMT", 0),
        (formatdate(NOW - 50, usegmt=True), 0),
        (formatdate(NOW + 50, usegmt=True), 50),
    ],
)
def test_when_to_come_again_is_read_with_care(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == pytest.approx(seconds)


# Turns


def test_calls_of_arxiv_are_three_seconds_apart_for_all_processes(places: Places, clock: FakeClock) -> None:
    for host in ("export.arxiv.org", "rss.arxiv.org", "arxiv.org"):
        # Each has an object of its own, as each process would.
        with Courtesy(places.turns, clock).turn(host, threading.Event()):
            clock.at += 1.0
    assert clock.slept == [3.0, 3.0]
    assert [path.name for path in places.turns.glob("*.json")] == ["arxiv.org.json"]


def test_only_one_asks_at_a_time(places: Places, clock: FakeClock, stop: threading.Event) -> None:
    places.turns.mkdir()
    other = ProcessLock(places.turns / "arxiv.org.lock")
    assert other.take()

    class Patient(FakeClock):
        def sleep(self, seconds: float, stop: threading.Event) -> None:
            super().sleep(seconds, stop)
            if len(self.slept) == 3:
                other.release()

    patient = Patient()
    with Courtesy(places.turns, patient).turn("export.arxiv.org", stop):
        pass
    assert patient.slept == [0.25] * 3


def test_a_turn_that_never_comes_is_given_up(places: Places, clock: FakeClock, stop: threading.Event) -> None:
    places.turns.mkdir()
    other = ProcessLock(places.turns / "arxiv.org.lock")
    assert other.take()
    with (
        pytest.raises(NetworkError, match=r"another Octavo has been asking arxiv\.org for ten minutes"),
        Courtesy(places.turns, clock).turn("arxiv.org", stop),
    ):
        raise AssertionError
    other.release()


def test_a_clock_that_was_set_back_holds_nobody_up(places: Places, clock: FakeClock, stop: threading.Event) -> None:
    courtesy = Courtesy(places.turns, clock)
    with courtesy.turn("arxiv.org", stop):
        pass
    clock.at -= 1_000_000
    with courtesy.turn("arxiv.org", stop):
        pass
    assert clock.slept == [3.0]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"last": "x", "not_before": []}', "\0" * 2000, '{"last": 1e999}'])
def test_a_damaged_file_of_turns_costs_nothing(
    places: Places, clock: FakeClock, stop: threading.Event, text: str
) -> None:
    places.turns.mkdir()
    (places.turns / "arxiv.org.json").write_text(text)
    with Courtesy(places.turns, clock).turn("arxiv.org", stop):
        pass
    assert json.loads((places.turns / "arxiv.org.json").read_text())["last"] == clock.at


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit": '"api";r=489;t=123'}, 0),
        ({"ratelimit": '"api";r=0;t=123'}, 123),
        ({"ratelimit": '"api"; r=0; t=99999999999'}, 0),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "20"}, 20),
        ({"ratelimit-remaining": "3", "ratelimit-reset": "20"}, 0),
        ({"ratelimit": "nonsense"}, 0),
    ],
)
def test_hugging_face_tells_how_many_questions_are_left(
    places: Places, clock: FakeClock, stop: threading.Event, headers: dict[str, str], seconds: float
) -> None:
    courtesy = Courtesy(places.turns, clock)
    with courtesy.turn("huggingface.co", stop):
        pass
    courtesy.heed("huggingface.co", 200, headers)
    with courtesy.turn("huggingface.co", stop):
        pass
    assert clock.slept == [pytest.approx(seconds or 0.7)]


def test_an_answer_429_counts_by_the_window_as_well(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.on("/a", status(429, RateLimit='"api";r=0;t=77'), gives(b"1"))
    fetcher.get(f"{server.base}/a")
    assert clock.at >= NOW + 77


def test_waiting_can_be_stopped(fetcher: Fetcher, server: Server, stop: threading.Event) -> None:
    def refuse(handler: object) -> None:
        stop.set()
        status(503)(handler)  # type: ignore[arg-type]  # it is one

    server.on("/a", refuse)
    with pytest.raises(StoppedError):
        fetcher.get(f"{server.base}/a")


# Redirections and addresses


def test_a_redirection_is_followed(fetcher: Fetcher, server: Server) -> None:
    server.on("/a", sends_on("/b", 301))
    server.on("/b", sends_on(f"{server.base}/c?d", 307))
    server.on("/c?d", gives(b"1"))
    fetched = fetcher.get(f"{server.base}/a")
    assert (fetched.body, fetched.url, fetched.final) == (b"1", f"{server.base}/a", f"{server.base}/c?d")


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://a b/",
        "javascript:1",
        "http://me:pw@127.0.0.1/",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://x\ty/",
        "http://" + "a" * 300,
        "gopher://x",
    ],
)
def test_a_redirection_leads_nowhere_else(fetcher: Fetcher, server: Server, location: str) -> None:
    server.on("/a", sends_on(location))
    with pytest.raises(NetworkError):
        fetcher.get(f"{server.base}/a")
    assert len(server.asked) == 1


def test_a_redirection_to_nowhere(fetcher: Fetcher, server: Server) -> None:
    server.on("/a", status(302))
    with pytest.raises(NetworkError, match="sends on, but not where to"):
        fetcher.get(f"{server.base}/a")


def test_a_circle_is_left(fetcher: Fetcher, server: Server) -> None:
    server.on("/a", sends_on("/b"))
    server.on("/b", sends_on("/a"))
    with pytest.raises(NetworkError, match="sends on and on"):
        fetcher.get(f"{server.base}/a")
    assert len(server.asked) == 4


def test_encryption_is_not_lost_on_the_way() -> None:
    secure = read_address("https://a.org/b")
    assert str(redirected(secure, "/c")) == "https://a.org/c"
    assert str(redirected(secure, "https://b.org")) == "https://b.org/"
    with pytest.raises(NetworkError, match=r"sends on to an address without encryption \(a\.org\)"):
        redirected(secure, "http://a.org/b")
    assert str(redirected(read_address("http://a.org"), "https://a.org/b")) == "https://a.org/b"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("http://A.org", "http://a.org/"),
        ("https://a.org:443/x y".replace(" ", "%20"), "https://a.org/x%20y"),
        ("http://a.org:8080/ä?q=ö#part", "http://a.org:8080/%C3%A4?q=%C3%B6"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:81/", "http://[::1]:81/"),
    ],
)
def test_an_address_is_made_fit_for_a_request(text: str, target: str) -> None:
    assert str(read_address(text)) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.org",
        "ftp://a.org",
        "file:///a",
        "http://",
        "http://a.org/\r\nX: y",
        "http://a.org/a b",
        "http://u@a.org/",
        "https://a.org:0/",
        "https://a.org:x/",
        "http://a\x00.org",
        "http://" + "a" * 9000,
        "data:,x",
    ],
)
def test_what_is_no_address_is_not_asked(text: str) -> None:
    with pytest.raises(NetworkError) as caught:
        read_address(text)
    assert str(caught.value).isprintable()
