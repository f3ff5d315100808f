"""The settings as a screen."""

from __future__ import annotations

from dataclasses import fields

from reader.config import Settings, load_settings
from reader.paths import Places
from tests.ui.conftest import Start, frame


async def test_every_option_is_there_with_its_value_and_is_changed_and_written_at_once(
    start: Start, places: Places
) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('# Mine.\nvotes = "auto" # as it is\n\n[keys]\nbookmark = "B"\n')
    async with start() as reader:
        await reader.press("comma")
        shown = frame(reader.app)
        assert all(f"{option.name} " in shown for option in fields(Settings))
        assert "When a paper becomes read: shown for a while" in shown
        assert len([line for line in reader.lines if "  default" in f"{line} "]) == len(fields(Settings))

        await reader.type("votes")
        await reader.press("enter")
        assert 'votes = "always", in config.toml.' in reader.status
        assert places.settings.read_text() == '# Mine.\nvotes = "always" # as it is\n\n[keys]\nbookmark = "B"\n'
        assert reader.main.list.votes
        await reader.press("enter", "escape")
        assert load_settings(places.settings).votes == "never"
        assert not reader.main.list.votes

        await reader.press("comma", *"theme", "enter", "enter", "escape")
        assert (reader.main.settings.theme, reader.app.theme) == ("light", "light")
        await reader.press("comma", *"ascii", "enter", "escape")
        assert ">*" in frame(reader.app)
        assert "●" not in frame(reader.app)
        await reader.press("comma", *"ascii", "enter", "escape")
        assert "●" in frame(reader.app)
        await reader.press("comma", *"mouse", "enter", "escape")
        assert "mouse = false, in config.toml; from the next start on." in reader.status

        await reader.press("comma", *"dwell", "enter")
        await reader.press(*"0.1", "enter")
        assert "dwell_seconds is a number from 0.2 to 600." in reader.status
        await reader.press("enter", *"7,5", "enter", "escape")
        assert reader.main.settings.dwell_seconds == 7.5
        assert reader.main.controls.reading._settings.dwell_seconds == 7.5

        await reader.press("comma", *(["down"] * 2), "delete", "escape")
        assert "theme is at its default again, in config.toml." in reader.status
        assert (reader.main.settings.theme, reader.app.theme) == ("auto", "dark")
        await reader.press("comma", *"follow", "enter")
        assert "daily" in frame(reader.app)
        assert "written by hand" in frame(reader.app)
        await reader.press("escape")
    assert places.settings.read_text().splitlines() == [
        *("# Mine.", 'votes = "never" # as it is', "ascii = false", "mouse = false", "dwell_seconds = 7.5", ""),
        *("[keys]", 'bookmark = "B"'),
    ]


async def test_a_file_that_was_broken_meanwhile_is_left_alone(start: Start, places: Places) -> None:
    async with start() as reader:
        places.config.mkdir(parents=True, exist_ok=True)
        for broken in ("theme = [", "theem = 1\n"):
            places.settings.write_text(broken)
            await reader.press("comma", *"theme", "enter", "escape")
            assert places.settings.read_text() == broken
            assert reader.main.settings.theme == "auto"
            assert "config.toml" in reader.status or "no setting" in reader.status


async def test_a_command_is_given_other_keys_unless_they_cannot_be(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('# Mine.\n[keys] # own\nbookmark = "B" # big\n\n[live]\nx = "/tmp/x.bib"\n')
    async with start() as reader:
        await reader.press("comma", *"keys", "enter", *"all listed", "enter")
        await reader.press(*"X x, ctlr+d", "enter")
        assert "'ctlr+d' is no key; did you mean ctrl+d?" in reader.status
        await reader.press("enter", *"B", "enter")
        assert "'B' is wanted by both bookmark and export" in reader.status
        await reader.press("enter", *"comma", "enter")
        assert "',' is wanted by both export and settings" in reader.status
        await reader.press("enter", *"M, f5", "enter", "escape")
        assert 'export = ["M", "f5"] from now on, in config.toml.' in reader.status
    assert places.settings.read_text() == (
        '# Mine.\n[keys] # own\nbookmark = "B" # big\nexport = ["M", "f5"]\n\n[live]\nx = "/tmp/x.bib"\n'
    )
    async with start() as reader:
        await reader.press("M")
        assert "Export" in frame(reader.app)


async def test_a_text_is_typed_and_a_program_is_never_run_by_it(start: Start, places: Places) -> None:
    async with start() as reader:
        await reader.press("comma", *"pager", "enter", *'less "-R" \\', "enter", "escape")
        assert reader.main.settings.pager == 'less "-R" \\'
        assert load_settings(places.settings).pager == 'less "-R" \\'
        await reader.press("comma", *"pager", "enter", "enter", "escape")
        assert reader.main.settings.pager == ""
