"""The first steps: there at the very first start, and gone for ever with any key."""

from __future__ import annotations

import pytest

from reader.paths import Places
from tests.ui.conftest import Start, frame

STEPS = "First steps (any key goes on)"


@pytest.mark.parametrize(("size", "lines"), [((80, 24), 6), ((120, 40), 6), ((40, 12), 6), ((30, 5), 3)])
async def test_the_first_start_shows_at_most_six_lines(start: Start, size: tuple[int, int], lines: int) -> None:
    async with start(size) as reader:
        first = next(place for place, line in enumerate(reader.lines) if line.strip().startswith("First steps"))
        assert len(reader.lines) - 1 - first == lines
        assert "Enter read the abstract" in frame(reader.app)
        assert reader.lines[-1].startswith(" 1 of 53")


async def test_any_key_ends_them_and_does_what_it_does_and_they_never_come_again(start: Start, places: Places) -> None:
    async with start() as reader:
        assert STEPS in frame(reader.app)
        await reader.press("j")
        assert STEPS not in frame(reader.app)
        assert "2 of 53" in reader.status
        # Even where the reader is killed now.
        assert places.screen.exists()
        await reader.press(":", *"first steps", "enter")
        assert STEPS in frame(reader.app)
        await reader.pilot.resize_terminal(100, 30)
        assert STEPS in frame(reader.app)
        await reader.pilot.click("#tour")
        assert STEPS not in frame(reader.app)
    async with start() as reader:
        await reader.idle()
        assert STEPS not in frame(reader.app)


async def test_a_person_s_own_keys_are_shown(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('[keys]\nsearch = ["ctrl+f", "/"]\nsync = []\n')
    async with start() as reader:
        shown = frame(reader.app)
        assert "Ctrl-F search as you type" in " ".join(shown.split())
        assert "fetch new ones" not in shown
        await reader.press("ctrl+f", "x")
        assert reader.lines[0].startswith(" / x")


async def test_who_used_the_reader_before_does_not_see_them(start: Start, places: Places) -> None:
    places.data.mkdir(parents=True)
    places.screen.write_text('{"theme": "light"}')
    async with start() as reader:
        assert STEPS not in frame(reader.app)
