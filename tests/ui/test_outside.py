"""What comes back from a program that had the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from reader.app.outside import Ended, Outside
from reader.model.marks import MAX_NOTE
from tests.ui.conftest import Start


async def test_what_is_typed_before_a_note_that_is_too_long_opens_again_goes_into_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as reader:
        papers = reader.library.totals()

        def run(_outside: Outside, argv: list[str], **_how: object) -> Ended:
            Path(argv[-1]).write_text("x" * (MAX_NOTE + 1))
            # Typed while the editor was closing: D is also the key that removes a paper.
            reader.app.post_message(events.Key("D", "D"))
            return Ended()

        monkeypatch.setattr(Outside, "possible", property(lambda _outside: True))
        monkeypatch.setattr(Outside, "run", run)
        reader.main.settings = replace(reader.main.settings, editor="some-editor")
        await reader.press("E")
        await reader.shows("2 characters too long to save")
        assert reader.library.totals() == papers


async def test_another_editor_and_pager_of_the_settings_hold_from_the_next_time_on(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def run(_outside: Outside, argv: list[str], **_how: object) -> Ended:
        ran.append(argv[2])
        return Ended()

    monkeypatch.setattr(Outside, "possible", property(lambda _outside: True))
    monkeypatch.setattr(Outside, "run", run)
    async with start() as reader:
        for name in ("true", "false"):  # such as are there
            reader.main.settings = replace(reader.main.settings, editor=name, pager=name)
            await reader.press("E", "p")
    assert ran == ['true "$@"', "true", 'false "$@"', "false"]
