"""The history on the screen, and imports on the one line of time that u goes back along."""

from __future__ import annotations

from pathlib import Path

from reader.query.parse import parse
from tests.ui.conftest import Start


async def test_any_act_is_taken_back_from_the_history_and_done_again(start: Start) -> None:
    async with start() as reader:
        await reader.press("b", "j", "S", "4")
        await reader.press("H")
        text = "\n".join(reader.lines)
        assert "What was done" in text
        assert "rate 4 of 5" in text
        await reader.press("down", "tab")
        assert "Taken back: bookmark." in reader.status
        assert "taken back" in "\n".join(reader.lines)
        await reader.press("tab")
        assert "Done again: bookmark." in reader.status
        await reader.press("escape", "k")
        assert reader.main.paper is not None
        assert reader.main.paper.marks.bookmarked


async def test_an_empty_history_says_so(start: Start) -> None:
    async with start() as reader:
        await reader.press("H")
        assert "Nothing was done yet." in "\n".join(reader.lines)


async def test_u_takes_an_import_back_and_a_redo_brings_it_again(start: Start, tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text('{"title":"A Paper of Today","id":"arxiv:2611.00001","date":"2026-11-30"}\n', encoding="utf-8")
    async with start() as reader:
        await reader.press("b")
        reader.main.library.import_paths([page], by_hand=True)
        await reader.press("2", "enter")
        assert "96 papers" in reader.lines[0]
        await reader.press("u")
        await reader.idle()
        assert "Taken back: import of 1 paper from page.jsonl." in reader.status
        assert "95 papers" in reader.lines[0]
        await reader.press("u")
        await reader.idle()
        assert "Taken back: bookmark." in reader.status
        await reader.press("U")
        await reader.idle()
        await reader.press("U")
        await reader.idle()
        assert "Done again: import of 1 paper from page.jsonl." in reader.status
        assert "96 papers" in reader.lines[0]


async def test_a_number_says_how_many_acts_to_take_back_or_do_again(start: Start) -> None:
    async with start() as reader:
        await reader.press("b", "j", "r", "S", "4", "t", *"rag", "enter")
        await reader.press("3", "u")
        assert "Taken back: 3 acts, the last: mark read." in reader.status
        assert reader.library.count(parse("is:read")) == 0
        assert reader.library.totals().bookmarked == 1
        await reader.press("2", "U")
        assert "Done again: 2 acts, the last: rate 4 of 5." in reader.status
        await reader.press("9", "u")
        assert "Taken back: 3 acts, the last: bookmark." in reader.status
        await reader.press("2", "u")
        assert "Nothing to undo." in reader.status
