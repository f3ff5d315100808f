"""Atom, RSS, OAI-PMH and EndNote XML: each field of each, and what damage costs."""

from __future__ import annotations

import pytest

from reader.model import Details, Entry, Origin
from reader.model.ids import entry_keys_of
from reader.sources.xml_records import Node, records
from tests.unit.sources.formats import entries, fixture, only, problems, read


def entry(name: str, index: int = 0) -> Entry:
    return entries(read(fixture(name), name))[index]


def test_an_answer_of_arxiv_gives_each_with_all_its_fields() -> None:
    title = "Lanterns in the Fog"
    assert entry("arxiv-api.atom") == Entry(
        keys=entry_keys_of(("2101.00001", "10.1000/fog.7"), title),
        title=title,
        origin=Origin("arxiv", "arxiv-api.atom", 6),
        abstract="Ships that sail at night see $x < y$ & little.",
        authors=("Ada Example", "Björn Muster, Jr."),
        date="2021-01-02",
        url="https://arxiv.org/abs/2101.00001",
        categories=("cs.CV", "cs.RO"),
        venue="J. Fog 7 (2021) 1-12",
        details=Details(version=3, note="12 pages, 3 figures"),
    )
    assert entry("arxiv-api.atom", 1).keys[0] == "arxiv:hep-th/9901001"


def test_an_error_that_arxiv_answers_with_is_said_in_its_words() -> None:
    answer = """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
    <id>https://arxiv.org/api/errors#incorrect_id</id><title>Error</title><summary>incorrect id format for abc</summary>
    </entry></feed>"""
    (problem,) = problems(read(answer))

    assert problem.reason == "is an error that arXiv answered with: incorrect id format for abc"


def test_an_announcement_is_taken_apart_and_a_replaced_paper_is_not_of_today() -> None:
    new, replaced = entry("arxiv-rss.xml"), entry("arxiv-rss.xml", 1)

    assert (new.abstract, new.date) == ("Light travels far, if a < b and c > d.", "2025-08-20")
    assert (new.authors, new.details.version) == (("Ada Example", "Björn Muster"), 1)
    assert (replaced.abstract, replaced.date, replaced.details.version) == ("Lamps were dim once.", "2024-01", 4)


def test_a_feed_of_anybody_is_freed_of_its_markup() -> None:
    told = entry("journal.rss")

    assert (told.title, told.abstract) == ("The Sour Dough", "Flour and water.\n\nIt rises.")
    assert (told.keys[0], told.authors) == ("doi:10.1000/bread.2", ("Jane Doe", "José Pan"))
    assert (told.date, told.venue) == ("2024-03-05", "Journal of Bread & Butter")


def test_a_feed_about_papers_of_arxiv_has_days_of_its_own() -> None:
    told = only(
        "<rss><channel><item><title>T</title><link>https://arxiv.org/abs/2401.00001</link>"
        "<description>Good!</description><pubDate>Fri, 21 Aug 2026 04:00:00 +0000</pubDate></item></channel></rss>"
    )

    assert (told.origin.source, told.keys[0], told.date) == ("feed", "arxiv:2401.00001", "2024-01")


def test_the_three_formats_of_an_archive() -> None:
    own, raw, core = (entry("oai-arxiv.xml", place) for place in range(3))

    assert (own.title, own.authors) == ("Crumbs at high energies", ("José Pan", "Carol Loaf III"))
    assert (own.keys[:2], own.date) == (("arxiv:0704.0001", "doi:10.1103/bread.76"), "2007-04-02")
    assert (own.venue, own.details.note, own.categories) == ("Phys.Bread D76", "37 pages", ("hep-ph", "hep-ex"))
    assert (raw.authors, raw.date) == (("Ada Example", "Carol Loaf", "Jane Doe"), "2007-03-31")
    assert raw.details.version == 2
    assert (core.keys[:2], core.date) == (("arxiv:hep-th/9901002", "doi:10.1000/dublin"), "1999-01-05")
    assert (core.authors, core.details.note) == (("Jane Doe", "Consortium of Bakers"), "9 pages")


def test_a_record_that_was_deleted_and_an_error_are_said() -> None:
    (deleted,) = problems(read(fixture("oai-arxiv.xml")))
    (error,) = problems(read('<OAI-PMH><error code="noRecordsMatch">Nothing</error></OAI-PMH>'))

    assert (deleted.line, "deleted by the archive" in deleted.reason) == (23, True)
    assert error.reason.endswith("answered with: noRecordsMatch Nothing")


def test_endnote_gives_each_field_whatever_its_style() -> None:
    told = entry("endnote.xml")

    assert (told.title, told.authors) == ("Rye and Reason", ("Jane Doe", "José Pan"))
    assert (told.keys[0], told.date, told.venue) == ("doi:10.1000/rye.1", "2019-03-04", "Journal of Bread")
    assert (told.abstract, told.url, told.categories) == ("Rye thinks.", "https://example.org/rye", ("rye",))


def walked(data: bytes) -> list[str | int]:
    import io

    found = records(io.BytesIO(data), "f", ("entry",))
    return [item.text if isinstance(item, Node) else item.line for item in found]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<f>\n<entry>1</entry>\n<entry>2 & 3</entry>\n<entry>4</entry></f>", ["1", 3, "4"]),
        (b"<f>\n<entry>1</entry>\n<entry><a>2</b></entry>\n<x:entry>3</x:entry></f>", ["1", 3, "3"]),
        (b"<f>\n<entry>1</entry>\n<entry>2", ["1", 3]),
        (b"<f>\n<entry>1</entry>\n", ["1", 3]),
        (b"<f><entry>a&nbsp;b&eacute;&unknown;</entry></f>", ["a\xa0bé&unknown;"]),
        (b"<f><entry>\x00a\x0bb</entry></f> and a signature", ["a b"]),
        (b"<f><entry><![CDATA[a < b]]></entry></f>", ["a < b"]),
        (b"<f>" + b"<entry>" * 100 + b"</f>", [1, 1]),
        (b"<f></f>", []),
        (b"", []),
    ],
)
def test_damage_costs_its_own_record(data: bytes, found: list[str | int]) -> None:
    assert walked(data) == found


def test_a_record_of_more_than_it_may_have_is_left_out() -> None:
    assert walked(b"<f>\n<entry>" + b"x" * (5 << 20) + b"</entry>\n<entry>2</entry></f>") == [2, "2"]
