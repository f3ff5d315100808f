"""What lies over the panes is told from them in every theme, by its ground or by its edges."""

from __future__ import annotations

from reader.paths import Places
from tests.ui.conftest import Start, frame


async def test_in_the_terminal_s_own_colours_edges_tell_what_lies_over_the_panes(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('theme = "terminal"\n')
    async with start() as reader:
        assert "First steps (any key goes on) ──────" in frame(reader.app)
        for key in ("v", "e"):
            await reader.press(key)
            await reader.shows("Views" if key == "v" else "Note on")
            (title,) = [line for line in reader.lines if "│ Views" in line or "│ Note on" in line]
            assert title.count("│") == 2
            await reader.press("escape")
            await reader.until(lambda: "│" not in frame(reader.app), "the panes alone")


async def test_a_theme_with_a_ground_for_it_needs_none(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('theme = "light"\n')
    async with start() as reader:
        assert "──" not in next(line for line in reader.lines if "First steps" in line)
        await reader.press("v")
        assert "│" not in frame(reader.app)


async def test_help_has_the_first_keys_only_on_a_short_line(start: Start) -> None:
    async with start() as reader:
        await reader.press("?", *"back where")
        assert "Ctrl-O Backspace Back where I was" in frame(reader.app)
        await reader.pilot.resize_terminal(40, 24)
        await reader.press("escape", "?", *"back where")
        assert "Ctrl-O    Back where I was" in frame(reader.app)
