"""The searches of before in the bar: Up and Down walk through them, and the list follows."""

from __future__ import annotations

from tests.ui.conftest import Reader, Start


async def _search(reader: Reader, text: str) -> None:
    await reader.idle()
    await reader.press("slash", "ctrl+u", *text, "enter")
    await reader.idle()


def _query(reader: Reader) -> str:
    return reader.main.bar.editor.text


async def test_up_is_the_search_before_and_down_leads_back_and_then_to_the_list(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await _search(reader, "is:unread")
        await reader.press("escape", "slash", "up")
        assert _query(reader) == "is:unread"
        await reader.press("up")
        assert _query(reader) == "diffusion"
        await reader.idle()
        assert len(reader.main.listing) == 5
        assert reader.main.bar.editing
        await reader.press("up")
        assert "There is no earlier search." in reader.status
        await reader.press("down")
        assert _query(reader) == "is:unread"
        await reader.press("down")
        assert _query(reader) == ""
        await reader.idle()
        assert len(reader.main.listing) == 53
        await reader.press("up", "up", "down", *" graph")
        assert _query(reader) == "is:unread graph"
        await reader.press("down")
        assert not reader.main.bar.editing


async def test_with_a_text_typed_only_searches_that_begin_so_are_found(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await _search(reader, "language")
        await reader.press("escape", "slash", "d", "i", "up")
        assert _query(reader) == "diffusion"
        await reader.press("down")
        assert _query(reader) == "di"
        await reader.press("x", "up")
        assert _query(reader) == "dix"
        assert "There is no earlier search that begins so." in reader.status


async def test_beside_the_results_up_is_the_search_before_these(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await _search(reader, "language")
        await reader.press("slash", "up")
        assert _query(reader) == "diffusion"
        await reader.press("enter")
        await reader.idle()
        assert len(reader.main.listing) == 5


async def test_the_searches_are_there_at_the_next_start(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await reader.press("escape")
    async with start() as reader:
        await reader.idle()
        await reader.press("slash", "up")
        assert _query(reader) == "diffusion"
