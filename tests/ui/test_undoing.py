"""The history on the screen, and imports on the one line of time that u goes back along."""

from __future__ import annotations

from pathlib import Path

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
