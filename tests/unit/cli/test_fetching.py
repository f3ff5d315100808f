"""`octavo sync` and `octavo add`, from a terminal's and from cron's point of view."""

from __future__ import annotations

import json
import socket
from datetime import date
from pathlib import Path

import pytest

from reader.cli.fetching import days_of
from reader.cli.statuses import BUSY, DONE, UNREACHED, USAGE
from reader.library import syncing
from reader.library.fetched import age
from reader.locking import ProcessLock
from reader.paths import find_places
from tests.loopback import PAGES, Server, gives, network, status
from tests.unit.cli.conftest import Octavo


@pytest.fixture
def server(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(syncing, "real_network", lambda places: network(places, server))
    return server


def test_cron_hears_nothing_of_what_went_well(empty: Octavo, server: Server) -> None:
    server.on("/api/daily_papers", gives((PAGES / "daily-2026-08-04.json").read_bytes()))
    ended = empty("sync", "--day", "2026-08-04")
    assert (ended.status, ended.out, ended.err) == (DONE, "", "")
    assert len(empty("list").out.splitlines()) == 3
    assert empty("sync", "--day", "2026-08-04").status == DONE
    assert len(server.asked) == 1


def test_cron_hears_what_went_wrong(empty: Octavo, server: Server) -> None:
    server.on("/api/daily_papers", status(403))
    ended = empty("sync")
    assert (ended.status, ended.out) == (UNREACHED, "")
    assert ended.err == "daily: 127.0.0.1 does not give it to just anybody (status 403).\n"


def test_a_week_and_a_month_are_asked_for_day_by_day(empty: Octavo, server: Server) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    assert empty("sync", "daily", "--week", "2024-W18").status == DONE
    assert [path[-10:] for path in server.paths] == [f"2024-05-{day:02}" for day in (5, 4, 3, 2, 1)] + [
        "2024-04-30",
        "2024-04-29",
    ]
    server.asked.clear()
    assert empty("sync", "--month", "2024-02").status == DONE
    assert (len(server.asked), server.paths[0][-10:]) == (29, "2024-02-29")


def test_how_old_everything_is(empty: Octavo, server: Server, home: Path) -> None:
    assert empty("sync", "--status").out == "daily\tnever\tdaily-papers\n"
    server.on("/api/daily_papers", gives(b"[]"))
    assert empty("sync").status == DONE
    (told,) = empty("sync", "--status", "--json").papers
    assert told == {
        "name": "daily",
        "what": "daily-papers",
        "fetched": told["fetched"],
        "newest": "2026-11-30",
        "settled": [["2026-11-24", "2026-11-28"]],
        "trouble": None,
    }
    assert told["fetched"].startswith("2026-11-30T12:")
    server.on("/api/daily_papers", status(404))
    assert empty("sync").status == UNREACHED
    assert "the last try failed: 127.0.0.1 has nothing at" in empty("sync", "--status").out


def test_another_one_is_at_it(empty: Octavo, server: Server, home: Path) -> None:
    assert empty("list").status is not None
    lock = ProcessLock(find_places(home).sync_lock)
    assert lock.take()
    ended = empty("sync")
    assert (ended.status, ended.out, ended.err) == (BUSY, "", "")
    lock.release()
    assert server.asked == []


def test_names_that_are_none(empty: Octavo, server: Server) -> None:
    ended = empty("sync", "dayly")
    assert (ended.status, ended.err) == (
        USAGE,
        "octavo: nothing that is followed is called 'dayly'; did you mean 'daily'?\n",
    )


def test_wrong_settings_are_said(empty: Octavo, server: Server, home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text('[[follow]]\nname = "a"\nsource = "arxvi"\n')
    ended = empty("sync")
    assert ended.status == USAGE
    assert "Did you mean 'arxiv'?" in ended.err


def test_a_paper_is_added_and_its_key_printed(empty: Octavo, server: Server) -> None:
    server.on("/api/query", gives((PAGES / "arxiv-1605.08386.atom").read_bytes(), "application/atom+xml"))
    ended = empty("add", "https://arxiv.org/abs/1605.08386v1")
    assert (ended.status, ended.out, ended.err) == (DONE, "arxiv:1605.08386\n", "")
    assert json.loads(empty("list", "--json").out)["title"].startswith("Heat-bath")


def test_the_key_of_a_page_is_printed_too_and_what_was_removed_stays_so(empty: Octavo, server: Server) -> None:
    server.on("/page", gives((PAGES / "page.html").read_bytes(), "text/html"))
    assert empty("add", f"{server.base}/page").out == "doi:10.1000/fog.99\n"
    assert empty("remove", "doi:10.1000/fog.99").status == DONE
    ended = empty("add", f"{server.base}/page")
    assert (ended.status, ended.out) == (DONE, "")
    assert ended.err == (
        "doi:10.1000/fog.99 was removed from the library; octavo unremove doi:10.1000/fog.99 brings it back.\n"
    )


def test_the_doctor_says_how_old_it_is(empty: Octavo, server: Server) -> None:
    assert "followed: fetched: daily never; octavo sync fetches what is new." in empty("doctor").out
    server.on("/api/daily_papers", status(403))
    assert empty("sync").status == UNREACHED
    assert "note     followed: daily could not be fetched the last time: 127.0.0.1" in empty("doctor").out


def test_a_paper_that_cannot_be_had(empty: Octavo, server: Server) -> None:
    ended = empty("add", "nonsense", "10.1000/none")
    assert (ended.status, ended.out) == (UNREACHED, "")
    assert ended.err.splitlines() == [
        "nonsense: 'nonsense' is no arXiv id, no DOI, and no address that begins with https://.",
        "10.1000/none: 127.0.0.1 has nothing at /doi/10.1000/none.",
    ]


def test_without_a_network_it_is_one_sentence(empty: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    ended = empty("sync")
    assert (ended.status, ended.err) == (
        UNREACHED,
        "daily: huggingface.co is not known here; is there a network?\n",
    )


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ((None, None, None, None), (None, None)),
        (("2024-01-01", None, None, None), (date(2024, 1, 1), None)),
        ((None, "2024-05-04", None, None), (date(2024, 5, 4), date(2024, 5, 4))),
        ((None, None, "2024-W01", None), (date(2024, 1, 1), date(2024, 1, 7))),
        ((None, None, "2020w53", None), (date(2020, 12, 28), date(2021, 1, 3))),
        ((None, None, None, "2024-02"), (date(2024, 2, 1), date(2024, 2, 29))),
        ((None, None, None, "2024-12"), (date(2024, 12, 1), date(2024, 12, 31))),
    ],
)
def test_days_weeks_and_months(given: tuple[str | None, ...], days: tuple[date | None, date | None]) -> None:
    assert days_of(*given) == days


@pytest.mark.parametrize(
    "option",
    [
        ("--since", "yesterday"),
        ("--day", "2024-02-30"),
        ("--day", "20240201"),
        ("--week", "2024-54"),
        ("--week", "2024-W54"),
        ("--month", "2024-13"),
        ("--month", "9999-12"),
        ("--day", "2024-02-01", "--month", "2024-02"),
    ],
)
def test_what_is_no_day_is_said(empty: Octavo, server: Server, option: tuple[str, ...]) -> None:
    ended = empty("sync", *option)
    assert ended.status == USAGE
    assert server.asked == []


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (0, "never"),
        (1e6, "0 min ago"),
        (1e6 - 180, "3 min ago"),
        (1e6 - 7200, "2 h ago"),
        (1e6 - 864_000, "10 days ago"),
    ],
)
def test_ages_are_said_as_one_says_them(at: float, said: str) -> None:
    assert age(at, 1e6) == said
