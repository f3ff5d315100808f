"""Which editions a text names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Edition
from reader.query.editions import names_edition

DATED, YEARLESS = Edition("daily-papers", "2025-08-25"), Edition("daily-papers", "--08-25")


@pytest.mark.parametrize(
    "text",
    [
        "daily-papers",
        "Daily Papers",
        "08-25",
        "--08-25",
        "8-25",
        "Aug 25",
        "aug25",
        "25 Aug",
        "25-AUGUST",
        "august 25th",
        "Aug",
        "daily-papers:08-25",
        "daily-papers:aug 25",
        " Aug\u00a025 ",
    ],
)
def test_a_day_names_editions_with_and_without_a_year(text: str) -> None:
    assert names_edition(text, DATED)
    assert names_edition(text, YEARLESS)


@pytest.mark.parametrize(
    "text",
    [
        "2025",
        "2025-08",
        "2025-08-25",
        "25 Aug 2025",
        "Aug 25, 2025",
        "2025 aug 25",
        "aug 2025",
        "2025/8/25",
        "daily-papers:2025-08-25",
        DATED.key,
        DATED.label,
    ],
)
def test_a_year_names_only_an_edition_that_has_it(text: str) -> None:
    assert names_edition(text, DATED)
    assert not names_edition(text, YEARLESS)


@pytest.mark.parametrize("edition", [DATED, YEARLESS])
def test_an_edition_is_named_by_its_key_and_its_label(edition: Edition) -> None:
    assert names_edition(edition.key, edition)
    assert names_edition(edition.label, edition)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ":",
        "25",
        "8",
        "aug 24",
        "sep 25",
        "2024",
        "2024-08-25",
        "2025-09",
        "acl:2025-08-25",
        "daily",
        "au 25",
        "aug 25 26",
        "08-25-2025-1",
        "augustus 25",
        "99-99",
    ],
)
def test_what_names_no_edition(text: str) -> None:
    assert not names_edition(text, DATED)
    assert not names_edition(text, YEARLESS)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0258-aug: ")), max_size=20))
@settings(max_examples=100)
def test_any_text_may_be_asked_whether_it_names_an_edition(text: str) -> None:
    assert names_edition(text, YEARLESS) in (True, False)
