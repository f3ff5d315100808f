"""Counts: digits before a command, digits that are views, and which of the two was meant."""

from __future__ import annotations

import pytest
from textual import events

from reader.paths import Places
from tests.ui.conftest import Reader, Start


def typed(reader: Reader, text: str) -> None:
    """Type so fast that no clock rings in between."""
    for sign in text:
        reader.main.take(events.Key(sign, sign))


async def test_a_count_says_how_far_to_go(start: Start) -> None:
    async with start() as reader:
        places = []
        for keys in ("5j", "2k", "10G", "3gg", "99j", "2k", "50k", "1", "j"):
            typed(reader, keys)
            places.append(reader.main.cursor)
        assert places == [5, 3, 9, 2, 52, 50, 0, 0, 1]
        typed(reader, "2[")
        assert "Daily Papers Mar 24" in reader.lines[0] or reader.main.view.name == "Daily Papers Mar 24"
        typed(reader, "[")
        await reader.shows("oldest edition")


async def test_a_count_of_unread_papers_passes_those_that_were_read_and_stops_at_the_last(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "r", "g", "g")
        typed(reader, "2n")
        assert reader.main.cursor == 3
        typed(reader, "70n")
        assert reader.main.cursor == 52
        typed(reader, "52N")
        assert reader.main.cursor == 0
        await reader.press("slash", *"encoder", "enter")
        await reader.idle()
        typed(reader, "3n")
        assert reader.main.cursor == 3


async def test_the_open_abstract_scrolls_by_a_count_and_a_count_selects(start: Start) -> None:
    async with start() as reader:
        await reader.press("l")
        typed(reader, "3j")
        assert reader.main.pane._top == 3
        typed(reader, "2G")
        assert reader.main.pane._top == 1
        await reader.press("h", "3", "space")
        await reader.shows("4 of 53 · 3 selected")


async def test_a_digit_alone_shows_its_view_when_nothing_follows(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text("count_seconds = 0.1\n")
    async with start() as reader:
        typed(reader, "2")
        assert reader.main.status.notice == "2:  All papers (Enter: now), or a count: 2j 2k 2G 2n 2]"
        await reader.shows("95 papers")
        assert "a count" not in reader.status


async def test_without_a_wait_a_digit_is_its_view_at_once(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text("count_seconds = 0\n")
    async with start() as reader:
        typed(reader, "2j")
        assert (reader.main.view.name, reader.main.cursor) == ("All papers", 1)


async def test_escape_drops_a_count_and_a_digit_without_a_view_waits(start: Start) -> None:
    async with start() as reader:
        await reader.press("7")
        assert reader.status.split("  ")[1:3] == ["7:", "a count: 7j 7k 7G 7n 7]"]
        assert reader.main.controls._pressing._timer is None
        await reader.press("escape")
        assert "7" not in reader.status
        await reader.press("j")
        assert reader.main.cursor == 1


@pytest.mark.parametrize(("keys", "said"), [("4A", "no paper"), ("2yt", "Sent the title"), ("3q", "")])
async def test_where_no_count_can_be_meant_the_view_comes_first_and_then_the_command(
    start: Start, keys: str, said: str
) -> None:
    async with start() as reader:
        typed(reader, keys)
        assert reader.main.view.name == {"4": "Bookmarks", "2": "All papers", "3": "Unread"}[keys[0]]
        assert said in reader.main.status.notice or keys == "4A"
        assert (reader.app.return_code is not None) is (keys == "3q")


async def test_a_command_that_takes_no_count_says_so(start: Start) -> None:
    async with start() as reader:
        typed(reader, "12b")
        await reader.shows("Bookmarked.  12 is no count for that.")
        typed(reader, "7/")
        await reader.type("9")
        assert "9" in reader.lines[0]
