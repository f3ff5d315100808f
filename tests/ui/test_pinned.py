"""Views on digits: from the settings, put there on the screen, taken off again, and shown by the view picker."""

from __future__ import annotations

from reader.paths import Places
from tests.ui.conftest import Reader, Start, frame

SETTINGS = """
[views]
1 = "is:bookmarked"
5 = "tag:thesis"
6 = "saved:coders"
7 = { query = "encoder -decoder", name = "Only encoders" }
8 = { query = "edition:mar24", name = "March" }
9 = "saved:gone"
"""


def settings(places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text(SETTINGS)


async def show(reader: Reader, digit: str) -> None:
    await reader.press(digit, "enter")
    await reader.idle()


async def test_the_settings_put_queries_and_saved_searches_on_digits(start: Start, places: Places) -> None:
    settings(places)
    async with start() as reader:
        reader.library.save_search("coders", "encoder")
        await reader.press("b", "t", *"thesis", "enter")
        await reader.press("7")
        assert "7:  Only encoders (Enter: now), or a count" in reader.status
        await reader.press("enter")
        await reader.idle()
        assert reader.main.controls.searching.query.source == "encoder -decoder"
        await show(reader, "5")
        assert (reader.main.view.name, len(reader.main.listing)) == ("tag:thesis", 1)
        await show(reader, "6")
        assert reader.main.controls.saved_views.shown is not None
        await show(reader, "1")
        assert (reader.main.view.query, len(reader.main.listing)) == ("is:bookmarked", 1)
        await show(reader, "8")
        assert "March" in reader.lines[0]
        assert " 1 " in reader.lines[1]
        await show(reader, "9")
        assert "No search is saved as gone" in reader.status


async def test_what_is_on_the_screen_is_put_on_a_digit_found_after_a_restart_and_taken_off(
    start: Start, places: Places
) -> None:
    settings(places)
    async with start() as reader:
        await reader.press("[", "P")
        assert "on which digit" in reader.status
        await reader.press("5")
        assert "5 shows Daily Papers Mar 24 from now on" in reader.status
        await reader.press("slash", *"graph", "enter")
        await reader.idle()
        await reader.press("P", "2", "P", "x")
        assert "from 1 to 9" in reader.status
    async with start() as reader:
        await reader.idle()
        await reader.press("escape", "1", "enter")
        await show(reader, "2")
        assert reader.main.controls.searching.query.source == "graph"
        await show(reader, "5")
        assert "Daily Papers Mar 24" in reader.lines[0]
        await reader.press("P", "5")
        assert "Taken off 5, which is tag:thesis again." in reader.status
        await show(reader, "5")
        assert reader.main.view.name == "tag:thesis"


async def test_the_view_picker_shows_the_digits_and_views_that_only_a_digit_has(start: Start, places: Places) -> None:
    settings(places)
    async with start((80, 30)) as reader:
        reader.library.save_search("coders", "encoder")
        await reader.press("v")
        await reader.shows("Only encoders")
        wanted = {"All papers": 2, "Unread": 3, "Bookmarks": 1, "coders": 6, "Only encoders": 7, "March": 8}
        for name, digit in wanted.items():
            (line,) = [line for line in reader.lines if f" {name}  " in line.replace("▌", " ")]
            assert line[3:77].rstrip().endswith(f"  {digit}")
        await reader.press(*"only enc", "enter")
        await reader.idle()
        assert reader.main.controls.searching.query.source == "encoder -decoder"


async def test_a_damaged_session_has_no_pins_and_a_digit_is_asked_for_by_name(start: Start, places: Places) -> None:
    async with start():
        pass
    places.screen.write_text(
        '{"pins": {"5": {"query": 7, "name": "x"}, "6": 1, "2": {"query": "is:read"}}, "places": []}'
    )
    async with start() as reader:
        await reader.press(":", *"view of your own", "enter", "5")
        assert "No view is on 5" in reader.status
        await show(reader, "2")
        assert "All papers" in frame(reader.app)
