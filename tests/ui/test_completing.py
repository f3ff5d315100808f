"""Completing what is typed into the bar: offered in the status line, taken with Tab, never in the way of a letter."""

from __future__ import annotations

from threading import Event

import pytest

from reader.library import Completion, Library
from reader.query.where import Part
from tests.ui.conftest import Reader, Start

_WAIT = 10


async def _type(reader: Reader, text: str) -> None:
    await reader.idle()
    await reader.press("slash", *text)
    await reader.idle()


def _query(reader: Reader) -> str:
    return reader.main.bar.editor.text


async def test_the_beginning_of_a_field_becomes_the_field_and_its_values_follow(start: Start) -> None:
    async with start() as reader:
        await _type(reader, "diffusion abst")
        assert reader.status.startswith(" abstract: words in the abstract")
        await reader.press("tab")
        assert _query(reader) == "diffusion abstract:"
        await reader.press("escape")
        await _type(reader, "edit")
        await reader.press("tab")
        assert _query(reader) == "edition:"
        await reader.idle()
        assert reader.status.startswith(" edition:  Daily Papers Aug 25 53  Daily Papers Mar 24 48")
        await reader.press("tab")
        await reader.idle()
        assert len(reader.main.listing) == 53


async def test_tab_goes_on_to_the_next_value_and_shift_tab_back_to_what_was_typed(start: Start) -> None:
    async with start() as reader:
        await _type(reader, "is:r")
        assert reader.status.startswith(" is:  read  rated")
        for keys, text in (
            (["tab"], "is:read"),
            (["tab"], "is:rated"),
            (["shift+tab"], "is:read"),
            (["shift+tab"], "is:r"),
            (["shift+tab"], "is:rated"),
            (["tab"], "is:r"),
        ):
            await reader.press(*keys)
            assert _query(reader) == text
        await reader.press("tab", *" x")
        assert _query(reader) == "is:read x"
        await reader.idle()
        assert "rated" not in reader.status


async def test_a_value_is_put_in_the_place_of_its_part_and_the_cursor_behind_it(start: Start) -> None:
    async with start() as reader:
        await _type(reader, "is:boo graph")
        await reader.press(*["left"] * 6)
        await reader.idle()
        await reader.press("tab")
        assert (_query(reader), reader.main.bar.editor.cursor) == ("is:bookmarked graph", len("is:bookmarked"))


async def test_tags_are_completed_and_the_search_follows(start: Start) -> None:
    async with start() as reader:
        await reader.idle()
        await reader.press("t", *"rag", "enter")
        await _type(reader, "tag:")
        assert reader.status.startswith(" tag:  rag 1")
        await reader.press("tab")
        await reader.idle()
        assert _query(reader) == "tag:rag"
        assert len(reader.main.listing) == 1
        # Nothing is left to complete.
        await reader.press("tab")
        assert not reader.main.bar.editing


@pytest.mark.parametrize("text", ["a", "language", "title:graph", 'cat:"', "author:", "id:26"])
async def test_where_nothing_helps_tab_goes_to_the_list(start: Start, text: str) -> None:
    async with start() as reader:
        await _type(reader, text)
        assert "Tab takes" not in reader.status
        await reader.press("tab")
        assert not reader.main.bar.editing
        assert _query(reader) == text


async def test_a_tab_that_comes_before_the_candidates_waits_for_them_and_so_do_the_keys_behind_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Event()
    complete = Library.complete

    def wait(library: Library, part: Part) -> list[Completion]:
        gate.wait(_WAIT)
        return complete(library, part)

    async with start() as reader:
        await reader.idle()
        monkeypatch.setattr(Library, "complete", wait)
        await reader.press("slash", *"is:unr", "tab", *" diffusion")
        assert _query(reader) == "is:unr"
        gate.set()
        await reader.until(lambda: _query(reader) == "is:unread diffusion", "the keys behind the Tab")
        await reader.idle()
        assert len(reader.main.listing) == 5


async def test_escape_does_not_wait_for_candidates(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Event()

    def wait(_library: Library, _part: Part) -> list[Completion]:
        gate.wait(_WAIT)
        return [Completion("unread")]

    async with start() as reader:
        await reader.idle()
        monkeypatch.setattr(Library, "complete", wait)
        await reader.press("slash", *"is:unr", "tab", "b", "escape")
        assert "Daily Papers Aug 25" in reader.lines[0]
        gate.set()
        await reader.idle()
        assert "Daily Papers Aug 25" in reader.lines[0]
        assert "unread" not in reader.status
        assert reader.library.totals().bookmarked == 0


async def test_candidates_for_what_was_typed_before_are_not_offered(start: Start) -> None:
    async with start() as reader:
        await _type(reader, "is:r")
        completing = reader.main.controls.searching.completing
        completing.answered(completing._ticket - 1, [Completion("wrong")])
        completing.answered(completing._ticket, [Completion("wrong")])
        await reader.pilot.pause()
        assert "wrong" not in reader.status


async def test_candidates_that_cannot_be_found_cost_nothing_else(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_library: Library, _part: Part) -> list[Completion]:
        raise KeyError("x")

    async with start() as reader:
        await reader.idle()
        monkeypatch.setattr(Library, "complete", fail)
        await _type(reader, "is:unread")
        assert len(reader.main.listing) == 95
        await reader.press("tab")
        assert not reader.main.bar.editing
        assert "KeyError" in reader.library.places.log.read_text()
