"""What each service is asked, what it really answers, and what is made of it."""

from __future__ import annotations

import json
import threading
from datetime import date

import pytest

from reader.errors import NetworkError
from reader.followed import ARXIV, ARXIV_FEED, DAILY, DEFAULT, FEED, Follow
from reader.network.fetching import Fetcher
from reader.network.following import Network
from reader.network.lots import Lot, Validators, Wish
from reader.network.remembered import Past
from reader.network.services import arxiv, feeds, huggingface
from reader.paths import Places
from tests.loopback import FORMATS, PAGES, FakeClock, Server, gives, network, sends_on, status

TODAY = date(2026, 11, 30)
DAILY_PAPERS = DEFAULT[0]
ATOM = "application/atom+xml"


def days(server: Server) -> list[str]:
    return [path.rpartition("=")[2] for path in server.paths]


def daily(fetcher: Fetcher, server: Server, wish: Wish, past: Past | None = None) -> list[Lot]:
    return list(huggingface.daily(DAILY_PAPERS, wish, past or Past(), fetcher, server.base))


# Hugging Face


def test_the_first_time_a_week_of_daily_papers_is_asked_for(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    lots = daily(fetcher, server, Wish(TODAY))
    assert days(server) == [f"2026-11-{day}" for day in (30, 29, 28, 27, 26, 25, 24)]
    assert [lot.settled for lot in lots] == [False, False, True, True, True, True, True]
    assert {lot.body for lot in lots} == {b""}


def test_then_what_may_have_changed_since(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    past = Past(newest="2026-11-27")
    past.settle(date(2026, 11, 25))
    daily(fetcher, server, Wish(TODAY), past)
    assert days(server) == ["2026-11-30", "2026-11-29", "2026-11-28", "2026-11-27", "2026-11-26"]


def test_a_back_fill_leaves_out_what_is_there_and_begins_where_the_daily_papers_do(
    fetcher: Fetcher, server: Server
) -> None:
    server.on("/api/daily_papers", gives(b"[]"))
    past = Past(days=[(date(2023, 5, 6), date(2026, 11, 27))])
    daily(fetcher, server, Wish(TODAY, since=date(2020, 1, 1)), past)
    assert days(server) == ["2026-11-30", "2026-11-29", "2026-11-28", "2023-05-05", "2023-05-04"]
    server.asked.clear()
    daily(fetcher, server, Wish(TODAY, since=date(2024, 2, 1), until=date(2024, 2, 3), anew=True), past)
    assert days(server) == ["2024-02-03", "2024-02-02", "2024-02-01"]


def test_the_future_is_not_asked_for(fetcher: Fetcher, server: Server) -> None:
    assert daily(fetcher, server, Wish(TODAY, since=date(2026, 12, 1), until=date(2026, 12, 5))) == []


def test_a_day_that_has_not_begun_there_is_no_error(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/daily_papers?limit=100&date=2026-11-30", status(400))
    server.on("/api/daily_papers", gives(b"[]"))
    lots = daily(fetcher, server, Wish(TODAY, since=date(2026, 11, 29)))
    assert [(lot.day, lot.settled) for lot in lots] == [(TODAY, False), (date(2026, 11, 29), False)]
    server.on("/api/daily_papers", status(400))
    with pytest.raises(NetworkError, match="does not understand"):
        daily(fetcher, server, Wish(TODAY, since=date(2026, 11, 1), until=date(2026, 11, 2)))


def many(count: int) -> bytes:
    return json.dumps([{"paper": {"id": f"2611.{number:05d}"}} for number in range(1, count + 1)]).encode()


def test_a_long_day_comes_in_pages_that_are_one_list(fetcher: Fetcher, server: Server) -> None:
    query = "/api/daily_papers?limit=100&date=2026-11-30"
    server.on(query, gives(many(50), ETag='"x"'))
    server.on(f"{query}&p=1", gives(many(50)))
    server.on(f"{query}&p=2", gives(many(3)))
    (lot,) = daily(fetcher, server, Wish(TODAY, since=TODAY))
    assert lot.body == many(50) + b"\n" + many(50) + b"\n" + many(3)
    assert [fetched.validators for fetched in lot.fetched] == [Validators('"x"')]


def test_pages_do_not_go_on_for_ever(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/daily_papers", gives(many(60)))
    daily(fetcher, server, Wish(TODAY, since=TODAY))
    assert len(server.asked) == 20


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"<html>Log in</html>", "login page"), (b"{}", "no list"), (b"[" * 100_000, "no JSON"), (b"", "no JSON")],
)
def test_what_is_no_list_of_papers(fetcher: Fetcher, server: Server, body: bytes, said: str) -> None:
    server.on("/api/daily_papers", gives(body))
    with pytest.raises(NetworkError, match=said):
        daily(fetcher, server, Wish(TODAY, since=TODAY))


# arXiv

LANGUAGE = Follow("language", ARXIV, ("cs.CL", "cs.IR"), 'abs:"graph rag"', most=450)


def pages(server: Server) -> list[dict[str, str]]:
    from urllib.parse import parse_qsl, urlsplit

    return [dict(parse_qsl(urlsplit(path).query)) for path in server.paths]


def answer(total: int, entries: int) -> bytes:
    whole = (PAGES / "arxiv-1605.08386.atom").read_bytes()
    start, end = whole.index(b"<entry>"), whole.index(b"</entry>") + len(b"</entry>")
    whole = whole[:start] + whole[start:end] * entries + whole[end:]
    return whole.replace(b"totalResults>1<", b"totalResults>%d<" % total)


def test_categories_and_a_query_are_asked_for_together_page_by_page(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/query", gives(answer(1000, 2), ATOM))
    lots = list(arxiv.search(LANGUAGE, Wish(TODAY), Past(newest="2026-11-28"), fetcher, f"{server.base}/api/query"))
    asked = pages(server)
    assert {page["search_query"] for page in asked} == {
        '((cat:cs.CL OR cat:cs.IR) AND (abs:"graph rag")) AND submittedDate:[202611230000 TO 202611302359]'
    }
    assert [(page["start"], page["max_results"]) for page in asked] == [("0", "200"), ("200", "200"), ("400", "50")]
    assert [lot.note for lot in lots] == [
        "",
        "",
        "language: the newest 450 of 1,000 papers came; most = 1000 brings all",
    ]


def test_an_empty_page_in_the_middle_is_asked_for_again(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/query", gives(answer(5, 0), ATOM), gives(answer(5, 5), ATOM))
    (lot,) = arxiv.search(LANGUAGE, Wish(TODAY), Past(), fetcher, f"{server.base}/api/query")
    assert lot.body == answer(5, 5)
    server.on("/api/query", gives(answer(5, 0), ATOM))
    with pytest.raises(NetworkError, match="keeps giving an empty page"):
        list(arxiv.search(LANGUAGE, Wish(TODAY), Past(), fetcher, f"{server.base}/api/query"))


def test_nothing_found_is_no_error(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/query", gives((PAGES / "arxiv-none.atom").read_bytes(), ATOM))
    (lot,) = arxiv.search(LANGUAGE, Wish(TODAY), Past(), fetcher, f"{server.base}/api/query")
    assert lot.body == b""


@pytest.mark.parametrize("code", [200, 400])
def test_what_arxiv_did_not_understand_is_said_in_its_words(fetcher: Fetcher, server: Server, code: int) -> None:
    server.on("/api/query", gives((PAGES / "arxiv-error-400.atom").read_bytes(), ATOM, code))
    with pytest.raises(NetworkError, match="arXiv did not understand the query: incorrect id format for abc"):
        list(arxiv.search(LANGUAGE, Wish(TODAY), Past(), fetcher, f"{server.base}/api/query"))


def test_something_else_than_arxiv_answers(fetcher: Fetcher, server: Server) -> None:
    server.on("/api/query", gives(b"<html>Rate exceeded.</html>", "text/html"))
    with pytest.raises(NetworkError, match="no list of papers"):
        list(arxiv.search(LANGUAGE, Wish(TODAY), Past(), fetcher, f"{server.base}/api/query"))


def test_announcements_are_read_once(fetcher: Fetcher, server: Server) -> None:
    follow = Follow("new", ARXIV_FEED, ("cs.AI", "stat.ML"))
    body = (FORMATS / "arxiv-rss.xml").read_bytes()
    server.on("/atom/cs.AI+stat.ML", gives(body, "application/xml"))
    (lot,) = arxiv.announced(follow, Wish(TODAY), Past(), fetcher, f"{server.base}/atom")
    assert lot.body == body
    server.on("/atom/cs.AI+stat.ML", gives(b"<rss><channel><title>weekend</title></channel></rss>", "application/xml"))
    (lot,) = arxiv.announced(follow, Wish(TODAY), Past(), fetcher, f"{server.base}/atom")
    assert lot.body == b""
    server.on("/atom/cs.AI+stat.ML", gives(b"<html>", "text/html"))
    with pytest.raises(NetworkError, match="no feed"):
        list(arxiv.announced(follow, Wish(TODAY), Past(), fetcher, f"{server.base}/atom"))


# Feeds


def test_a_feed_is_handed_on_as_it_is(fetcher: Fetcher, server: Server) -> None:
    server.on("/feed", gives((FORMATS / "journal.rss").read_bytes(), "text/xml", ETag='"1"'))
    (lot,) = feeds.feed(Follow("j", FEED, url=f"{server.base}/feed"), Wish(TODAY), Past(), fetcher)
    assert lot.body == (FORMATS / "journal.rss").read_bytes()
    assert lot.fetched[0].validators.etag == '"1"'
    server.on("/feed", gives(b"<rss></rss>"))
    (lot,) = feeds.feed(Follow("j", FEED, url=f"{server.base}/feed"), Wish(TODAY), Past(), fetcher)
    assert lot.body == b""


# Single papers


@pytest.fixture
def net(places: Places, server: Server, clock: FakeClock) -> Network:
    return network(places, server, clock)


def test_a_paper_of_arxiv(net: Network, server: Server, stop: threading.Event) -> None:
    body = (PAGES / "arxiv-1605.08386.atom").read_bytes()
    server.on("/api/query", gives(body, ATOM))
    assert net.paper("https://arxiv.org/pdf/1605.08386v1", stop).body == body
    assert server.paths == ["/api/query?id_list=1605.08386&max_results=1"]


@pytest.mark.parametrize("text", ["2602.00001", "https://huggingface.co/papers/2602.00001"])
def test_where_one_does_not_answer_the_other_is_asked(
    net: Network, server: Server, stop: threading.Event, text: str
) -> None:
    body = (FORMATS / "paper.json").read_bytes()
    server.on("/api/query", gives((PAGES / "arxiv-none.atom").read_bytes(), ATOM))
    server.on("/api/papers/2602.00001", gives(body))
    assert net.paper(text, stop).body == body
    assert len(server.asked) == (1 if "/" in text else 2)


def test_a_paper_that_nobody_knows(net: Network, server: Server, stop: threading.Event) -> None:
    server.on("/api/query", gives((PAGES / "arxiv-none.atom").read_bytes(), ATOM))
    with pytest.raises(NetworkError, match=r"arXiv knows no paper 2602\.00001"):
        net.paper("2602.00001", stop)


@pytest.mark.parametrize("text", ["10.1000/Fog.7", "https://doi.org/10.1000/fog.7", "doi:10.1000/fog.7"])
def test_a_doi_is_resolved(net: Network, server: Server, stop: threading.Event, text: str) -> None:
    server.on("/doi/10.1000/fog.7", sends_on("/crossref"))
    server.on("/crossref", gives((PAGES / "crossref.json").read_bytes(), "application/vnd.citationstyles.csl+json"))
    (record,) = json.loads(net.paper(text, stop).body)
    assert record["title"] == "Lanterns in the <i>Fog</i>"
    assert server.asked[0][1]["Accept"].startswith("application/vnd.citationstyles.csl+json")


@pytest.mark.parametrize("body", [b"[]", b"{}", b"nonsense", b'{"title": ""}'])
def test_a_doi_of_which_nothing_is_told(net: Network, server: Server, stop: threading.Event, body: bytes) -> None:
    server.on("/doi/10.1000/fog.7", gives(body))
    with pytest.raises(NetworkError, match=r"DOI 10\.1000/fog\.7"):
        net.paper("10.1000/fog.7", stop)


def test_a_doi_that_leads_to_a_page_is_read_from_it(net: Network, server: Server, stop: threading.Event) -> None:
    server.on("/doi/10.1000/fog.99", sends_on("/page"))
    server.on("/page", gives((PAGES / "page.html").read_bytes(), "text/html"))
    (record,) = json.loads(net.paper("10.1000/fog.99", stop).body)
    assert record["DOI"] == "10.1000/fog.99"


def test_a_page_tells_of_its_paper(net: Network, server: Server, stop: threading.Event) -> None:
    server.on("/page", gives((PAGES / "page.html").read_bytes(), "text/html; charset=utf-8"))
    assert json.loads(net.paper(f"{server.base}/page", stop).body) == [
        {
            "type": "article",
            "title": "Lanterns for Ships & Boats",
            "URL": f"{server.base}/page",
            "author": [{"family": "Example", "given": "Ada"}, {"literal": "Björn Muster"}],
            "DOI": "10.1000/fog.99",
            "issued": {"date-parts": [[2025, 3, 4]]},
            "container-title": "Journal of Fog",
            "abstract": "Ships see lanterns from afar.",
        }
    ]


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"<html><head><title>News</title></head></html>", "text/html", "does not say which paper"),
        (b'<html><meta property="og:title" content="Shop">', "text/html", "does not say which paper"),
        (b"<html>" + b"<meta name=citation_title" * 5000, "text/html", "does not say which paper"),
        (b"<html><![if x]><!DOCTYPE [<!ELEMENT", "text/html", "page"),
        (b"%PDF-1.7", "application/octet-stream", "is a PDF"),
    ],
)
def test_a_page_that_tells_of_no_paper(
    net: Network, server: Server, stop: threading.Event, body: bytes, kind: str, said: str
) -> None:
    server.on("/page", gives(body, kind))
    with pytest.raises(NetworkError, match=said):
        net.paper(f"{server.base}/page", stop)


def test_a_page_in_an_old_encoding(net: Network, server: Server, stop: threading.Event) -> None:
    page = '<html><meta charset="iso-8859-1"><meta name="citation_title" content="Über Nebel">'.encode("latin-1")
    server.on("/page", gives(page, "text/html"))
    assert json.loads(net.paper(f"{server.base}/page", stop).body)[0]["title"] == "Über Nebel"


@pytest.mark.parametrize("text", ["nonsense", "", "file:///etc/passwd", "ftp://a.org/b", "10.x"])
def test_what_names_no_paper(net: Network, server: Server, stop: threading.Event, text: str) -> None:
    with pytest.raises(NetworkError, match="is no arXiv id, no DOI, and no address"):
        net.paper(text, stop)
    assert server.asked == []


def test_the_names_of_the_sources_are_known() -> None:
    assert DAILY_PAPERS.source == DAILY
