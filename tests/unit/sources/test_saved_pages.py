"""Pages of Hugging Face as HTML, and arXiv's daily mail."""

from __future__ import annotations

import pytest

from reader.model import Appearance, Details, Edition
from tests.unit.sources.formats import entries, fixture, problems, read, titles


def test_a_page_says_what_the_interface_says() -> None:
    page, answer = entries(read(fixture("daily.html"))), entries(read(fixture("daily.json")))

    assert [(told.keys, told.abstract, told.details, told.appearance, told.up) for told in page] == [
        (told.keys, told.abstract, told.details, told.appearance, told.up) for told in answer
    ]
    assert {told.origin.line for told in page} == {5}


def test_a_page_without_its_data_gives_titles() -> None:
    page = fixture("daily.html").replace(b"data-props", b"data-lost")
    lanterns, bread = entries(read(page))

    assert (lanterns.title, lanterns.keys[0]) == ("Lanterns that & Learn", "arxiv:2602.00001")
    assert (bread.title, bread.abstract, bread.appearance) == ("Bread that Learns", "", None)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<!DOCTYPE html><html><body><h3>Bread</h3></body></html>", "none of Hugging Face's"),
        ('<html><div data-props="{&quot;dailyPapers&quot;: [oops"></html>', "no JSON"),
    ],
)
def test_a_page_that_cannot_be_used_says_why(page: str, reason: str) -> None:
    assert any(reason in problem.reason for problem in problems(read(page)))


def test_a_week_has_the_days_of_its_papers() -> None:
    page = fixture("daily.html").decode().replace("&quot;day&quot;", "&quot;week&quot;")
    page = page.replace("dateString&quot;: &quot;2026-02-27", "dateString&quot;: &quot;2026-02-23")

    assert [told.appearance for told in entries(read(page))] == [
        Appearance(Edition("daily-papers", "2026-02-27"), 1),
        Appearance(Edition("daily-papers", "2026-02-27"), 2),
    ]


def test_a_mail_gives_each_with_all_its_fields() -> None:
    lanterns, bread, replaced = entries(read(fixture("digest.txt")))

    assert lanterns.title == "Lanterns that Learn, and What They Learn"
    assert lanterns.authors == ("Ada Example", "Alberto Hernández-Espinosa", "Jane Doe", "Carol Loaf")
    assert lanterns.keys[:2] == ("arxiv:2602.00001", "doi:10.1000/fog.8")
    assert lanterns.abstract == "Lanterns see little. Learning helps.\nA second paragraph."
    assert (lanterns.date, lanterns.categories) == ("2026-02-10", ("cs.AI", "cs.CV"))
    assert (lanterns.venue, lanterns.details) == ("J. Fog 8", Details(note="9 pages"))
    assert (bread.title, bread.abstract, bread.origin.line) == ("Bread", "Dough.", 33)
    assert (replaced.title, replaced.abstract, replaced.date) == ("Replaced Lamps", "", "2025-03")


def test_a_mail_that_was_quoted_and_cut_gives_what_was_whole() -> None:
    lines = fixture("digest.txt").decode().splitlines()
    quoted = "\n".join(f"> {line}" for line in lines[:40])

    assert titles(quoted) == ["Lanterns that Learn, and What They Learn"]
    assert [problem.line for problem in problems(read(quoted))] == [33]


def test_a_mail_of_the_nineties_is_read() -> None:
    mail = (
        "\\\\\nPaper: hep-th/9901001\nFrom: Carol <c@x>\nDate: Mon, 4 Jan 1999 00:00:00 GMT (9kb)\n\n"
        "Title: Strings\nAuthor: Carol Loaf\n\\\\\n  Dough.\n\\\\\n"
    )
    (strings,) = entries(read(mail))

    assert (strings.title, strings.keys[0], strings.date) == ("Strings", "arxiv:hep-th/9901001", "1999-01-04")
    assert (strings.authors, strings.abstract) == (("Carol Loaf",), "Dough.")
