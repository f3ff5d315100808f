"""What is done around a search: narrowing by facets, papers that are alike, and why one ranks where it does."""

from __future__ import annotations

import threading

import pytest

from reader.app.explaining import choices_of as reasons_of
from reader.app.explaining import summary
from reader.app.facets import choices_of
from reader.library import Library
from reader.library.answers import Facet
from reader.model import Sort
from reader.query.parse import parse
from reader.search.protocol import Count, Explanation, Weight
from tests.ui.conftest import Reader, Start, frame


async def _search(reader: Reader, text: str) -> None:
    await reader.idle()
    await reader.press("slash", *text, "enter")
    await reader.idle()


def _query(reader: Reader) -> str:
    return reader.main.view.query


# Facets


def test_facets_are_grouped_by_kind_in_one_order_whatever_order_they_come_in() -> None:
    facets = [
        Facet("source", (Count("jsonl", 3),)),
        Facet("author", (Count("Ada Lovelace", 2),)),
        Facet("year", (Count("2025", 1234), Count("2024", 2))),
        Facet("tag", ()),
    ]
    assert [(choice.label, choice.detail, choice.aside) for choice in choices_of(facets)] == [
        ("2025", "year", "1,234"),
        ("2024", "year", "2"),
        ("Ada Lovelace", "author", "2"),
        ("jsonl", "source", "3"),
    ]


async def test_facets_open_at_once_and_the_counts_come_when_they_are_there(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    facets = Library.facets
    monkeypatch.setattr(Library, "facets", lambda *given: gate.wait(10) and facets(*given))
    async with start() as reader:
        await reader.press("f")
        assert "counting…" in frame(reader.app)
        await reader.press("enter", *"daily")
        assert reader.main.controls.picking.active
        gate.set()
        await reader.shows("daily-papers  source")
        # As high as it has choices, and no higher.
        picker = reader.main.controls._picker
        await reader.until(lambda: picker.size.height == len(picker._choices) + 4, "the height")


async def test_a_facet_narrows_the_view_and_escape_returns_to_it(start: Start) -> None:
    async with start() as reader:
        await reader.press("t", *"rag", "enter", "2", "enter", "j", "j", "f")
        await reader.shows("rag  tag")
        key = reader.main.row.key
        await reader.press(*"rag", "enter")
        await reader.idle()
        assert _query(reader) == "tag:rag"
        assert len(reader.main.listing) == 1
        await reader.press("escape")
        assert "All papers" in reader.lines[0]
        assert reader.main.row.key == key


async def test_a_facet_narrows_a_search_of_what_fits_as_a_whole_and_escape_returns_to_that(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion model generation")
        assert reader.main.found is not None
        whole = reader.main.found.whole
        assert whole < len(reader.main.listing)
        await reader.press("j", "f")
        await reader.shows("daily-papers  source")
        assert reader.main.controls._picker.current is not None
        counted = int(reader.main.controls._picker.current.aside)
        assert counted <= whole
        key = reader.main.row.key
        await reader.press("enter")
        await reader.idle()
        assert _query(reader) == "diffusion model generation source:daily-papers"
        assert reader.main.found.whole == counted
        await reader.press("escape")
        await reader.idle()
        assert _query(reader) == "diffusion model generation"
        assert reader.main.row.key == key
        await reader.press("escape")
        assert "Daily Papers Aug 25" in reader.lines[0]


async def test_counts_that_come_after_the_picker_was_closed_open_nothing(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    facets = Library.facets
    monkeypatch.setattr(Library, "facets", lambda *given: gate.wait(10) and facets(*given))
    async with start() as reader:
        await reader.press("f", "escape", "v")
        gate.set()
        await reader.idle()
        assert "Bookmarks" in frame(reader.app)
        assert "daily-papers  source" not in frame(reader.app)


async def test_an_empty_list_has_nothing_to_narrow(start: Start) -> None:
    async with start() as reader:
        await reader.press("4", "enter", "f")
        assert "nothing to narrow" in reader.status


# Likeness


async def test_papers_like_one_are_a_search_that_names_it_by_its_title(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j")
        key, title = reader.main.row.key, reader.main.row.title
        await reader.press("tilde")
        await reader.idle()
        assert _query(reader) == f"similar:{key}"
        assert f"like “{title[:20]}" in reader.lines[0]
        assert key not in [row.key for row in reader.main.listing.rows(0, 200)]
        await reader.press("slash")
        await reader.pilot.pause()
        assert f"similar:{key}" in reader.lines[0]
        await reader.press("enter")
        await reader.idle()
        await reader.press("escape")
        assert "Daily Papers Aug 25" in reader.lines[0]
        assert reader.main.row.key == key


async def test_likeness_is_named_by_the_title_at_the_next_start_too(start: Start) -> None:
    async with start() as reader:
        title = reader.main.row.title
        await reader.press("tilde")
        await reader.idle()
    async with start() as reader:
        await reader.idle()
        await reader.shows(f"like “{title[:20]}")


async def test_papers_like_those_bookmarked_from_their_view_and_by_name(start: Start) -> None:
    async with start() as reader:
        reader.main.controls.run("similar_bookmarked")
        await reader.pilot.pause()
        assert "Nothing is bookmarked yet" in reader.status
        await reader.press("b", "4", "enter", "tilde")
        await reader.idle()
        assert _query(reader) == "similar:bookmarked"
        assert "like the bookmarked papers" in reader.lines[0]
        assert len(reader.main.listing) > 1


async def test_from_an_open_abstract_the_list_has_the_keys_again(start: Start) -> None:
    async with start() as reader:
        await reader.press("l", "tilde")
        await reader.idle()
        assert not reader.main.opened
        await reader.press("j")
        assert reader.main.cursor == 1


# Reasons


def test_reasons_are_columns_with_the_words_that_were_typed() -> None:
    explanation = Explanation(
        10.5,
        (
            Weight("graph", "title and abstract", 4, 101, 5.0),
            Weight("attent", "abstract", 1, 1, 4.5),
            Weight("graph attent", "side by side", 1, 0, 1.0),
        ),
        221,
        141.2,
    )
    reasons = reasons_of(explanation, parse("Graph attention"))
    assert [(reason.label, reason.detail, reason.aside) for reason in reasons] == [
        ("graph          ", "title and abstract  4 times   in 101 papers", "5.00"),
        ("attention      ", "abstract            once      in this paper only", "4.50"),
        ("graph attention", "side by side", "1.00"),
    ]
    assert summary(explanation, Sort.RELEVANCE) == "10.50 in all; 221 words that count, 141 are usual"
    assert "sorted by title" in summary(explanation, Sort.TITLE)


async def test_why_a_paper_ranks_where_it_does_is_read_and_closed(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await reader.press("X")
        await reader.shows("in all")
        await reader.idle()
        shown = frame(reader.app)
        assert "Why " in shown
        assert "diffusion" in shown
        assert "papers" in shown
        await reader.press("b", "j")
        assert reader.library.totals().bookmarked == 0
        assert reader.main.cursor == 0
        await reader.press("escape")
        assert not reader.main.controls.picking.active
        assert _query(reader) == "diffusion"


@pytest.mark.parametrize("query", ["", "is:unread", "cat:cs.CL OR tag:rag"])
async def test_a_list_that_no_words_rank_says_so(start: Start, query: str) -> None:
    async with start() as reader:
        await reader.press("b")
        await (_search(reader, query) if query else reader.idle())
        await reader.press("X")
        if reader.main.row is not None:
            assert "No words were searched for" in reader.status
            assert not reader.main.controls.picking.active


async def test_likeness_has_no_single_words(start: Start) -> None:
    async with start() as reader:
        await reader.press("tilde")
        await reader.idle()
        await reader.press("X")
        assert "all their words" in reader.status
