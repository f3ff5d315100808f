"""Removing a paper from the screen, and bringing it back."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Start
from tests.ui.test_reader import FIRST, SECOND


@pytest.mark.parametrize("key", ["D", "delete"])
async def test_a_key_removes_the_paper_and_u_brings_it_back(start: Start, key: str) -> None:
    async with start() as reader:
        await reader.press("b", key)
        assert "Removed; u brings it back." in reader.status
        assert "52 papers" in reader.lines[0]
        assert SECOND in reader.lines[1]
        assert reader.main.cursor == 0
        assert reader.main.paper is not None
        assert reader.main.paper.title.startswith(SECOND)
        await reader.press("2", "enter")
        assert "94 papers" in reader.lines[0]
        await reader.press("1", "enter", "u")
        assert "Taken back: remove." in reader.status
        assert "53 papers" in reader.lines[0]
        assert FIRST in reader.lines[1]
        assert reader.main.paper.title.startswith(SECOND)
        await reader.press("k")
        assert reader.main.paper.marks.bookmarked
        await reader.press("ctrl+r")
        assert "52 papers" in reader.lines[0]


async def test_the_last_paper_of_a_list_leaves_the_one_before(start: Start) -> None:
    async with start() as reader:
        await reader.press("G", "D")
        assert reader.main.cursor == 51
        assert reader.main.row is not None
        await reader.press("4", "enter", "D")
        assert "There is no paper here." in reader.status


async def test_a_view_of_what_is_unread_keeps_its_place(start: Start) -> None:
    async with start() as reader:
        await reader.press("3", "enter", "j", "r", "j")
        assert reader.main.row is not None
        await reader.press("j")
        following = reader.main.row.id
        await reader.press("k", "D")
        assert reader.main.row.id == following


async def test_what_a_search_found_is_removed_from_it_and_comes_back(start: Start) -> None:
    async with start() as reader:
        await reader.press("/")
        await reader.type("decoder")
        await reader.press("enter")
        await reader.idle()
        number, first = len(reader.main.listing), reader.main.row
        assert first is not None
        await reader.press("D")
        assert len(reader.main.listing) == number - 1
        assert reader.main.row is not None
        assert reader.main.row.id != first.id
        await reader.idle()
        assert len(reader.main.listing) == number - 1
        await reader.press("u")
        await reader.idle()
        await reader.until(lambda: len(reader.main.listing) == number, "the paper to be found again")


async def test_every_paper_of_an_edition_can_go(start: Start) -> None:
    async with start() as reader:
        reader.library.records.remove(reader.main.listing.ids()[1:])
        await reader.press("D")
        assert "There is no paper here." in "\n".join(reader.lines)
        await reader.press("1", "enter")
        assert "Daily Papers Mar 24" in reader.lines[0]
