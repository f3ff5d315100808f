"""From the network into the library: what came is in before it is remembered, and one key takes it back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reader.config import Settings
from reader.errors import BusyError, UsageError
from reader.followed import ARXIV, ARXIV_FEED, DAILY, DEFAULT, FEED, Follow
from reader.library import Library
from reader.library.fetched import Status, ages, statuses
from reader.library.syncing import Syncing, SyncProgress, syncing_of
from reader.locking import ProcessLock
from reader.model import Sort
from reader.network.remembered import Remembered
from reader.paths import find_places
from reader.query.parse import parse
from tests.loopback import FORMATS, PAGES, FakeClock, Handler, Server, gives, network, status

TODAY = date(2026, 11, 30)
REAL_DAY = date(2026, 8, 4)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(find_places(tmp_path / "octavo"))
    yield library
    library.close()


@pytest.fixture
def syncing(library: Library, server: Server, clock: FakeClock) -> Syncing:
    shelf = syncing_of(library)._shelf
    return Syncing(library.places, shelf, lambda places: network(places, server, clock))


def titles(library: Library, query: str = "") -> list[str]:
    listing = library.listing(parse(query), Sort.RANK)
    return [row.title for row in listing.rows(0, len(listing))]


def day_of(*ids: str, day: str = "2026-11-30") -> bytes:
    return json.dumps(
        [
            {
                "paper": {
                    "id": name,
                    "title": f"Paper {name}",
                    "submittedOnDailyAt": f"{day}T00:00:00.000Z",
                    "upvotes": 1,
                },
                "publishedAt": f"{day}T00:00:00.000Z",
                "title": f"Paper {name}",
                "numComments": 0,
            }
            for name in ids
        ]
    ).encode()


def on_day(server: Server, day: str, *replies: object) -> str:
    path = f"/api/daily_papers?limit=100&date={day}"
    server.on(path, *replies)  # type: ignore[arg-type]  # replies of the loopback
    return path


def test_a_real_day_comes_in_as_an_edition(syncing: Syncing, server: Server, library: Library) -> None:
    on_day(server, "2026-08-04", gives((PAGES / "daily-2026-08-04.json").read_bytes()))
    report = syncing.sync(Settings(), since=REAL_DAY, until=REAL_DAY)
    assert (report.report.added, report.report.problem_count, report.troubles) == (3, 0, ())
    (edition,) = library.editions()
    assert edition.edition.key == "daily-papers:2026-08-04"
    assert titles(library, "edition:daily-papers:2026-08-04")[0].startswith("SwanTale")


def test_pages_of_a_day_have_places_that_go_on(syncing: Syncing, server: Server, library: Library) -> None:
    path = on_day(server, "2026-11-30", gives(day_of(*(f"2611.{number:05d}" for number in range(1, 51)))))
    server.on(f"{path}&p=1", gives(day_of("2611.00051", "2611.00052")))
    assert syncing.sync(Settings(), since=TODAY).report.added == 52  # though all of a page stand on one line
    assert titles(library, "edition:daily-papers:2026-11-30")[48:] == [
        "Paper 2611.00049",
        "Paper 2611.00050",
        "Paper 2611.00051",
        "Paper 2611.00052",
    ]


def test_nothing_is_fetched_twice(syncing: Syncing, server: Server) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    on_day(server, "2026-11-30", gives(day_of("2611.00001"), ETag='"1"'), status(304))
    assert syncing.sync(Settings()).report.added == 1
    first = len(server.asked)
    again = syncing.sync(Settings())
    assert (again.report.papers, again.troubles) == (0, ())
    assert len(server.asked) - first == 2  # today and yesterday, which may still change
    assert server.asked[first][1]["If-None-Match"] == '"1"'
    assert syncing.sync(Settings(), anew=True).report.papers == 0
    assert "If-None-Match" not in server.asked[first + 2][1]


def test_one_key_takes_back_all_of_it(syncing: Syncing, server: Server, library: Library) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    on_day(server, "2026-11-30", gives(day_of("2611.00001")))
    on_day(server, "2026-11-29", gives(day_of("2611.00002", day="2026-11-29")))
    syncing.sync(Settings(), by_hand=True)
    assert len(titles(library)) == 2
    done = library.timeline.history(5)
    assert [one.label for one in done] == ["import of the Daily Papers: 2 papers"] or "the Daily Papers" in done[
        0
    ].label
    library.timeline.turn_next("undo")
    assert titles(library) == []
    library.timeline.turn_next("redo")
    assert len(titles(library)) == 2


def test_all_kinds_of_sources_and_one_that_fails(syncing: Syncing, server: Server, library: Library) -> None:
    server.on("/api/daily_papers", status(404))
    server.on("/api/query", gives((PAGES / "arxiv-1605.08386.atom").read_bytes(), "application/atom+xml"))
    server.on("/atom/cs.AI", gives((FORMATS / "arxiv-rss.xml").read_bytes(), "text/xml"))
    server.on("/feed", gives((FORMATS / "journal.rss").read_bytes(), "text/xml"))
    settings = Settings(
        follow=(
            Follow("daily", DAILY),
            Follow("query", ARXIV, query="all:x"),
            Follow("announced", ARXIV_FEED, ("cs.AI",)),
            Follow("journal", FEED, url=f"{server.base}/feed"),
        )
    )
    told: list[SyncProgress] = []
    report = syncing.sync(settings, progress=told.append)
    assert [(trouble.name, "has nothing" in trouble.why) for trouble in report.troubles] == [("daily", True)]
    assert (report.report.added, report.report.problem_count) == (4, 0)
    assert [one.name for one in told] == ["query", "announced", "journal"]
    ages = {one.follow.name: (one.at > 0, bool(one.trouble)) for one in statuses(library.places, settings)}
    assert ages["daily"] == (False, True)
    assert ages["journal"] == (True, False)


def test_only_some_are_asked(syncing: Syncing, server: Server) -> None:
    settings = Settings(follow=(DEFAULT[0], Follow("j", FEED, url=f"{server.base}/feed")))
    server.on("/feed", gives(b"<rss></rss>"))
    syncing.sync(settings, ["j", "j"])
    assert server.paths == ["/feed"]
    with pytest.raises(UsageError, match="called 'dayly'; did you mean 'daily'"):
        syncing.sync(settings, ["dayly"])
    with pytest.raises(UsageError, match="called 'q'; there are daily, j"):
        syncing.sync(settings, ["q"])
    with pytest.raises(UsageError, match="nothing is followed"):
        syncing.sync(Settings(follow=()))


def test_what_is_no_format_is_a_problem(syncing: Syncing, server: Server) -> None:
    server.on("/feed", gives(b"\x1b[31mhello\x07", "text/plain"))
    report = syncing.sync(Settings(follow=(Follow("j", FEED, url=f"{server.base}/feed"),)))
    assert report.report.problem_count == 1
    assert "is of no format" in str(report.report.problems[0])
    assert str(report.report.problems[0]).startswith(f"{server.base}/feed: ")


def test_a_stop_keeps_what_came_and_the_next_call_goes_on(syncing: Syncing, server: Server, library: Library) -> None:
    stop = threading.Event()

    def halt(handler: Handler) -> None:
        stop.set()
        handler.server.released.wait(10)

    on_day(server, "2024-02-03", gives(day_of("2402.00003", day="2024-02-03")))
    on_day(server, "2024-02-02", halt, gives(day_of("2402.00002", day="2024-02-02")))
    on_day(server, "2024-02-01", gives(day_of("2402.00001", day="2024-02-01")))
    first, last = date(2024, 2, 1), date(2024, 2, 3)
    report = syncing.sync(Settings(), since=first, until=last, stop=stop)
    assert report.report.interrupted
    assert titles(library) == ["Paper 2402.00003"]
    assert statuses(library.places, Settings())[0].days == ((date(2024, 2, 3), date(2024, 2, 3)),)
    assert statuses(library.places, Settings())[0].at == 0

    server.asked.clear()
    assert syncing.sync(Settings(), since=first, until=last).report.added == 2
    assert [path[-10:] for path in server.paths] == ["2024-02-02", "2024-02-01"]
    assert statuses(library.places, Settings())[0].days == ((date(2024, 2, 1), date(2024, 2, 3)),)


def test_what_is_not_in_the_library_is_not_remembered(
    syncing: Syncing, server: Server, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(server, "2024-02-01", gives(day_of("2402.00001", day="2024-02-01"), ETag='"1"'))

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library._store, "put", full)
    with pytest.raises(OSError, match="No space"):
        syncing.sync(Settings(), since=date(2024, 2, 1), until=date(2024, 2, 1))
    assert statuses(library.places, Settings())[0].days == ()
    assert Remembered(library.places.synced).known(f"{server.base}/api/daily_papers?limit=100&date=2024-02-01") is None
    monkeypatch.undo()


def test_two_are_never_at_it_at_once(syncing: Syncing, server: Server, library: Library) -> None:
    other = ProcessLock(library.places.sync_lock)
    assert other.take("syncing")
    with pytest.raises(BusyError, match="another octavo is fetching already"):
        syncing.sync(Settings())
    assert server.asked == []
    other.release()
    server.on("/api/daily_papers", gives(b"[]"))
    assert syncing.sync(Settings()).troubles == ()


# Single papers


def test_papers_are_added_and_what_cannot_be_costs_nothing_else(
    syncing: Syncing, server: Server, library: Library
) -> None:
    server.on("/api/query", gives((PAGES / "arxiv-1605.08386.atom").read_bytes(), "application/atom+xml"))
    server.on("/doi/10.1000/fog.7", gives((PAGES / "crossref.json").read_bytes(), "application/json"))
    server.on("/page", gives((PAGES / "page.html").read_bytes(), "text/html"))
    report = syncing.add(["1605.08386", "nonsense", "10.1000/Fog.7", f"{server.base}/page"], by_hand=True)
    assert report.report.added == 3
    assert [trouble.name for trouble in report.troubles] == ["nonsense"]
    assert report.keys == ("arxiv:1605.08386", "doi:10.1000/fog.7", "doi:10.1000/fog.99")
    fog = library.resolve("doi:10.1000/fog.7")
    assert (fog.title, fog.abstract, fog.authors) == (
        "Lanterns in the Fog",
        "Lanterns see little.",
        ("Ada Example", "Björn Muster"),
    )
    ship = library.resolve("doi:10.1000/fog.99")
    assert (ship.title, ship.date, ship.venue) == ("Lanterns for Ships & Boats", "2025-03-04", "Journal of Fog")
    assert library.resolve("arxiv:1605.08386").title.startswith("Heat-bath random walks")
    library.timeline.turn_next("undo")
    assert titles(library) == []


def test_how_old_each_source_is_fits_a_line() -> None:
    day, now = 86_400.0, 100 * 86_400.0
    told = [
        Status(Follow("daily", DAILY), now - 3 * day, "no network", "", ()),
        Status(Follow("hourly", FEED), now - 7200, "", "", ()),
        Status(Follow("language", ARXIV), 0.0, "no network", "", ()),
    ]
    assert ages(told, now) == "language never, daily 3 days ago (failed since), hourly 2 h ago"
