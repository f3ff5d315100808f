"""Searching on the screen: every letter narrows, nothing typed is lost, leaving finds the view again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from textual import events

from reader.errors import SearchError
from reader.library import Found, Library
from reader.model import Sort
from reader.query import Query
from tests.ui.conftest import Reader, Start, frame


async def _search(reader: Reader, text: str) -> None:
    await reader.idle()
    await reader.press("slash", *text)
    await reader.idle()


async def test_letters_typed_right_after_the_slash_are_all_in_the_query(start: Start) -> None:
    async with start() as reader:
        await reader.idle()
        await reader.press("slash", *"diffusion")
        assert reader.main.bar.editor.text == "diffusion"
        await reader.shows("5 papers")


async def test_each_letter_narrows_and_the_list_shows_only_what_fits(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diff")
        wide = len(reader.main.listing)
        await reader.type("usion")
        await reader.idle()
        narrow = len(reader.main.listing)
        assert 0 < narrow < wide < 95


async def test_enter_goes_to_the_results_and_escape_back_to_the_view_and_its_paper(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j", "j")
        title = reader.main.row.title
        await _search(reader, "diffusion")
        await reader.press("enter", "j")
        await reader.idle()
        assert reader.main.cursor == 1
        await reader.press("escape")
        assert "Daily Papers Aug 25" in reader.lines[0]
        assert reader.main.row.title == title


async def test_a_malformed_query_shows_where_and_why_and_the_rest_still_runs(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion titel:graph is:foo")
        assert "unknown" in reader.lines[0] or "did you mean" in reader.lines[0]
        problem = reader.main.controls.searching.query.problems[0]
        assert problem.column == len("diffusion ")
        await reader.press("escape")
        await _search(reader, "is:foo diffusion")
        assert len(reader.main.listing) == 5


async def test_nothing_found_says_what_was_looked_for_and_the_way_out(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "xylophone")
        assert "Nothing found" in frame(reader.app)
        assert "Esc leaves" in frame(reader.app)


async def test_filters_need_no_index_and_marks_are_searched(start: Start) -> None:
    async with start() as reader:
        await reader.press("b", "j", "t", *"rag", "enter")
        await _search(reader, "is:bookmarked ")
        assert len(reader.main.listing) == 1
        await reader.press("escape")
        await _search(reader, "tag:rag ")
        assert len(reader.main.listing) == 1


async def test_the_abstract_scrolls_to_the_first_match(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "abstract:lumina ")
        await reader.press("enter")
        await reader.idle()
        pane = reader.main.pane
        shown = pane._lines[pane._top : pane._top + pane.size.height]
        assert any(line.marked for line in shown)


async def test_an_older_answer_never_takes_the_place_of_a_newer_one(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion ")
        from reader.app.jobs import SearchAnswer
        from reader.model import Sort
        from reader.query.parse import parse

        everything = Found(reader.library.listing(parse(""), Sort.DATE))
        stale = SearchAnswer(reader.main.controls.searching._ticket - 1, everything)
        reader.main.controls.searching.answered(stale)
        assert len(reader.main.listing) == 5


async def test_a_search_is_found_again_at_the_next_start(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await reader.press("enter")
        await reader.idle()
    async with start() as reader:
        await reader.shows("/ diffusion")
        await reader.idle()
        assert len(reader.main.listing) == 5
        await reader.press("escape")
        assert "Daily Papers Aug 25" in reader.lines[0]


async def test_a_long_paste_into_the_query_is_cut_and_said_so(start: Start) -> None:
    async with start() as reader:
        await reader.idle()
        await reader.press("slash")
        reader.main.controls.paste("word " * 100_000)
        await reader.pilot.pause()
        assert len(reader.main.bar.editor.text) <= 2_000
        assert "left out" in reader.status


@contextmanager
def _slow_search(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no search answer before the end of the block."""
    gate = Event()
    search = Library.search

    def wait(library: Library, query: Query, sort: Sort | None = None, **how: Any) -> Found:
        gate.wait(10)
        return search(library, query, sort, **how)

    monkeypatch.setattr(Library, "search", wait)
    try:
        yield
    finally:
        gate.set()


async def test_keys_typed_after_enter_are_for_what_is_found(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as reader:
        await reader.idle()
        with _slow_search(monkeypatch):
            await reader.press("slash", *"diffusion", "enter", "j", "b")
            reader.main.take(events.Paste("jjj"))
            assert len(reader.main.listing) == 53
        await reader.until(lambda: reader.library.totals().bookmarked == 1, "the bookmark")
        assert (len(reader.main.listing), reader.main.cursor) == (5, 1)
        assert reader.main.row.bookmarked
        assert "Nothing takes a paste here" in reader.status


async def test_the_newline_that_enter_is_before_the_reader_has_the_terminal_is_enter(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await reader.press("ctrl+j")
        assert not reader.main.bar.editing
        await reader.press("ctrl+j")
        assert reader.main.opened


async def test_escape_does_not_wait_for_a_search(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as reader:
        await reader.idle()
        with _slow_search(monkeypatch):
            await reader.press("slash", *"diffusion", "enter", "b", "escape")
            assert "Daily Papers Aug 25" in reader.lines[0]
        await reader.idle()
        assert reader.library.totals().bookmarked == 0
        assert len(reader.main.listing) == 53


async def test_a_search_that_failed_is_tried_again_when_the_index_is_there_and_marks_nothing_meanwhile(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as reader:
        await reader.idle()
        with monkeypatch.context() as patch:

            def fail(*_: object, **__: object) -> Found:
                raise SearchError("There is no index yet.")

            patch.setattr(Library, "search", fail)
            with _slow_search(patch):
                await reader.press("slash", *"diffusion", "enter", "b")
            await reader.shows("There is no index yet.")
            assert reader.library.totals().bookmarked == 0
        reader.main.controls._indexed("")
        await reader.until(lambda: len(reader.main.listing) == 5, "the papers that fit")
        assert "There is no index yet." not in reader.status


async def test_the_paper_that_was_left_among_those_found_is_found_again_and_so_is_the_one_before(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j", "j")
        before = reader.main.row.key
        await _search(reader, "diffusion")
        await reader.press("enter", "j", "j", "l")
        await reader.idle()
        left = reader.main.row.key
        assert reader.main.opened
    async with start() as reader:
        await reader.until(lambda: reader.main.opened, "the abstract")
        assert (reader.main.row.key, reader.main.cursor) == (left, 2)
        await reader.press("escape", "escape")
        assert reader.main.row.key == before


async def test_papers_that_fit_in_part_are_told_apart_once_the_query_is_finished(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "sparse diffusion tokenizer")
        await reader.press("enter")
        await reader.shows("none has all of it; ")
        assert "in part" in reader.lines[0]
        assert len(reader.main.listing) > 0
        await reader.press("r")
        assert "none has all of it; " in reader.lines[0]


async def test_a_last_word_that_is_none_stays_the_beginning_that_it_was_while_it_was_typed(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "encoder diffus")
        typed = len(reader.main.listing)
        await reader.press("enter")
        await reader.idle()
        assert len(reader.main.listing) >= typed > 0
        assert "none has all" not in reader.lines[0]
        await reader.press("escape")
        await _search(reader, "encoder dec")
        typed = len(reader.main.listing)
        await reader.press("enter", "j")
        await reader.idle()
        assert len(reader.main.listing) == typed > 0
        assert reader.main.cursor == 1


async def test_the_order_of_what_was_found_changes_and_is_said(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "language")
        await reader.press("enter", "O")
        assert "Sorted the newest first." in reader.status
        await reader.idle()
        dates = [row.date for row in reader.main.listing.rows(0, 99)]
        assert dates == sorted(dates, reverse=True)
        await reader.press("O", "O", "O")
        assert "Sorted the best match first." in reader.status
        await reader.press("slash", *" sort:title", "enter")
        await reader.idle()
        titles = [row.title.casefold() for row in reader.main.listing.rows(0, 5)]
        assert titles == sorted(titles)
        await reader.press("O")
        assert "The query itself asks for its order: by title." in reader.status


async def test_a_word_that_is_found_nowhere_has_a_spelling_that_tab_searches_for(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "difusion")
        assert "Did you mean" not in frame(reader.app)
        await reader.press("enter")
        await reader.shows('Did you mean "diffusion"? Tab searches for it.')
        assert len(reader.main.listing) == 0
        await reader.press("tab")
        await reader.until(lambda: len(reader.main.listing) == 5, "the papers that were meant")
        assert reader.lines[0].startswith(" / diffusion ")
        assert "Did you mean" not in frame(reader.app)
        await reader.press("tab")
        assert "There is no place to return to" in reader.status


async def test_what_was_meant_is_asked_beside_papers_that_fit_in_part(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "language models tokenizr")
        await reader.press("enter")
        await reader.shows("in part")
        assert 'Did you mean "language models tokenizer' in reader.status
        await reader.press("slash", "tab")
        await reader.until(lambda: "tokenizer" in reader.main.bar.editor.text, "the better spelling")
        assert not reader.main.bar.editing


async def test_on_a_narrow_screen_the_last_line_says_what_is_wrong_with_a_query(start: Start) -> None:
    async with start((40, 12)) as reader:
        await reader.press("/")
        await reader.type("titel:")
        assert reader.status.strip().startswith("unknown field")
        assert "unknown" not in reader.lines[0]
        await reader.press("backspace")
        assert "unknown" not in frame(reader.app)
