"""A narrow terminal: what does not fit is left out whole, and the way out is named to the last."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Start, frame


@pytest.mark.parametrize("key", ["?", "v", "t", "comma", "x", "f", "H", ":"])
async def test_a_picker_on_a_narrow_screen_names_the_way_out(start: Start, key: str) -> None:
    async with start((40, 24)) as reader:
        await reader.press("b", key)
        await reader.idle()
        assert [line for line in reader.lines if "Esc closes" in line], frame(reader.app)


async def test_an_address_is_shown_whole_however_narrow_the_screen(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start((40, 24)) as reader:
        handing = reader.main.controls._handlers["visit"].__self__
        monkeypatch.setattr(handing, "_visit", lambda _address: False)
        await reader.press("o")
        paper = reader.main.paper
        assert paper is not None
        assert paper.link in "".join(line.strip(" │▌") for line in reader.lines[2:20]).replace(" ", "")


async def test_a_picker_takes_all_of_a_short_line(start: Start) -> None:
    async with start((20, 5)) as reader:
        await reader.press("escape", "v")
        assert reader.lines[0].startswith(" Views ")
        assert reader.app.query_one("#picker").size.width == 20
