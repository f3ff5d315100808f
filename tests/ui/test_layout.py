"""The screen at every size: wide, narrow, one pane at a time, and resized in the middle of anything."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Start, frame


async def test_a_wide_screen_has_the_abstract_at_the_right(start: Start) -> None:
    async with start(size=(120, 30)) as reader:
        assert "Decoder-Only" in reader.lines[1][:50]
        assert "Decoder-Only" in reader.lines[1][50:]


async def test_a_small_screen_shows_one_pane_at_a_time(start: Start) -> None:
    async with start(size=(40, 12)) as reader:
        assert "sequence-to-sequence" not in frame(reader.app)
        await reader.press("l")
        assert "sequence-to-sequence" in frame(reader.app)
        await reader.press("h")
        assert "sequence-to-sequence" not in frame(reader.app)


@pytest.mark.parametrize("size", [(20, 5), (10, 3), (40, 12), (80, 24), (100, 30), (220, 60), (300, 100)])
async def test_no_line_is_wider_than_the_screen_at_any_size(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as reader:
        await reader.press("j", "b", "l", "j", "h", "v", "escape", "?", "escape")
        strips = reader.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}


async def test_a_resize_in_the_middle_of_anything_keeps_the_paper(start: Start) -> None:
    async with start() as reader:
        await reader.press("G")
        title = reader.main.row.title
        for size in ((40, 12), (120, 40), (20, 5), (80, 24)):
            await reader.pilot.resize_terminal(*size)
            await reader.pilot.pause()
            assert reader.main.row.title == title
        assert title[:30] in frame(reader.app)


async def test_a_resize_with_the_picker_and_the_search_open(start: Start) -> None:
    async with start() as reader:
        await reader.press("v")
        await reader.pilot.resize_terminal(40, 12)
        await reader.pilot.pause()
        assert "Views" in frame(reader.app)
        await reader.press("escape", "slash", *"dec")
        await reader.pilot.resize_terminal(100, 30)
        await reader.pilot.pause()
        assert reader.main.bar.editor.text == "dec"


@pytest.mark.parametrize("environ", [{}, {"TERM": "linux"}, {"TERM": "xterm-256color", "NO_COLOR": "1"}])
async def test_the_reader_starts_in_the_colours_of_the_terminal_where_there_are_no_better(
    start: Start, environ: dict[str, str]
) -> None:
    async with start(environ=environ or {"TERM": "vt100"}) as reader:
        assert reader.app.theme == "terminal"
        await reader.press("j", "v", "escape", "e", "escape")
        assert "Daily Papers Aug 25" in frame(reader.app)


@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
async def test_colours_change_while_the_reader_runs_and_are_kept(start: Start, theme: str) -> None:
    async with start() as reader:
        await reader.press("colon", *"colours", "enter", *theme, "enter")
        assert reader.app.theme == theme
        chosen = reader.main.styles.background
    async with start() as reader:
        assert reader.app.theme == theme
        assert reader.main.styles.background == chosen
