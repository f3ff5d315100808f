"""Several papers at once: selected one by one, as a range, all of them; marked, exported, copied as one act."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reader.paths import Places
from reader.query.parse import parse
from tests.ui.conftest import Reader, Start


def signs(reader: Reader, number: int = 6) -> str:
    """Give the first column of the first rows."""
    return "".join(line[:1] or " " for line in reader.lines[1 : number + 1])


async def test_space_selects_and_goes_on_and_escape_selects_none(start: Start) -> None:
    async with start() as reader:
        await reader.press("space", "j", "space")
        assert signs(reader) == "✓ ✓▌  "
        assert "4 of 53 · 2 selected" in reader.status
        await reader.press("k", "space")
        assert signs(reader) == "✓  ▌  "
        await reader.press("escape")
        assert signs(reader) == "   ▌  "
        assert "1 selected no more" in reader.status


async def test_a_range_follows_the_cursor_both_ways_and_stays_when_it_ends(start: Start) -> None:
    async with start() as reader:
        await reader.press("space", "j", "j", "V", "k", "k")
        assert signs(reader) == "✓█✓✓  "
        assert "4 selected up to here" in reader.status
        await reader.press("k")
        assert signs(reader) == "█✓✓✓  "
        assert "4 selected up to here" in reader.status
        await reader.press("j", "j", "V", "j", "j")
        assert signs(reader) == "✓ ✓✓▌ "
        assert "3 selected" in reader.status
        assert "up to here" not in reader.status
        await reader.press("V", "G", "escape")
        assert "52 selected" in reader.status


async def test_all_none_the_others_and_what_was_selected_before(start: Start) -> None:
    async with start() as reader:
        await reader.press("asterisk")
        assert "53 selected" in reader.status
        await reader.press("asterisk")
        assert signs(reader) == "▌     "
        await reader.press("space", ":", *"select the others", "enter")
        assert signs(reader, 3) == " █✓"
        assert "52 selected" in reader.status
        await reader.press("escape", ":", *"select again", "enter")
        assert "52 selected" in reader.status


async def test_marks_go_to_all_that_are_selected_as_one_act_and_come_off_where_all_have_them(
    start: Start, places: Places
) -> None:
    async with start() as reader:
        await reader.press("j", "b", "g", "g", "V", "j", "j", "b")
        assert "Bookmarked 2 papers." in reader.status
        assert reader.library.totals().bookmarked == 3
        await reader.press("b")
        assert "Bookmarks taken off 3 papers." in reader.status
        await reader.press("u")
        assert "Taken back: take the bookmark off (3 papers)." in reader.status
        await reader.press("r", "S", "4", "t", *"rag", "enter")
        assert "Tagged 3 papers #rag." in reader.status
        assert reader.library.count(parse("tag:rag rating:4 is:read is:bookmarked")) == 3
        await reader.press("t", *"rag")
        assert "Tags of 3 papers" in "\n".join(reader.lines)
        assert "[x] rag" in "\n".join(reader.lines)
        await reader.press("enter")
        assert reader.library.tags() == []
    (journal,) = places.journal.glob("*.jsonl")
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert len({line["at"] for line in lines}) == 8


async def test_papers_that_are_removed_are_selected_no_more_and_the_rest_stays(start: Start) -> None:
    async with start() as reader:
        await reader.press("space", "space", "D")
        assert "Removed 2 papers; u brings them back." in reader.status
        assert "1 of 51" in reader.status
        assert "selected" not in reader.status
        await reader.press("u")
        assert "Taken back: remove 2 papers." in reader.status
        assert "of 53" in reader.status


async def test_another_order_keeps_the_selection_and_another_list_drops_it_with_a_word(start: Start) -> None:
    async with start() as reader:
        await reader.press("space", "space", "O")
        assert "2 selected" in reader.status
        chosen = {row.id for row in reader.main.listing.rows(0, 53) if reader.main.list.selected(0, row.id)}
        assert len(chosen) == 2
        await reader.press("V", "G", "O", "[")
        assert "Another list" in reader.status
        assert "selected no more" in reader.status
        await reader.press("]", "escape", "b")
        assert "Bookmarked." in reader.status


async def test_a_search_keeps_its_selection_while_marks_change_what_is_found(start: Start) -> None:
    async with start() as reader:
        await reader.press("slash", *"encoder is:unread", "enter")
        await reader.idle()
        found = len(reader.main.listing)
        await reader.press("V", "G", "r")
        await reader.idle()
        assert f"Marked {found:,} papers as read." in reader.status
        await reader.press("escape")
        assert reader.main.controls.searching.active
        await reader.press("escape")
        assert not reader.main.controls.searching.active


async def test_the_last_act_is_repeated_and_not_turned_round(start: Start) -> None:
    async with start() as reader:
        await reader.press(".")
        assert "Nothing was done yet" in reader.status
        await reader.press("t", *"rag", "enter", "j", ".")
        assert "Tagged #rag." in reader.status
        await reader.press(".")
        assert "so already" in reader.status
        await reader.press("b", "b", "k", ".")
        assert "so already" in reader.status
        await reader.press("S", "3", "j", "j", "V", "j", ".")
        assert "Rated 2 papers 3 of 5." in reader.status
        assert reader.library.count(parse("rating:3")) == 3
        assert reader.library.count(parse("tag:rag")) == 2


async def test_a_range_over_a_hundred_thousand_rows_asks_for_none_of_them(start: Start) -> None:
    async with start() as reader:
        selecting = reader.main.controls.selecting

        class Rows:
            def __len__(self) -> int:
                return 100_000

            def ids(self) -> range:
                raise AssertionError("nobody asked which they are")

        rows: Any = Rows()
        selecting._listing = reader.main._listing = rows
        reader.main.list.cursor = 0
        selecting._range()
        reader.main.list.cursor = 99_999
        assert selecting.number == 100_000
        assert selecting.holds(50_000, -1)


async def test_the_selection_is_exported_and_copied(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("reader.app.copying.Copying.hand", lambda _copying, _what, text: copied.append(text))
    monkeypatch.chdir(tmp_path)
    async with start() as reader:
        titles = [row.title for row in reader.main.listing.rows(0, 2)]
        await reader.press("space", "space", "y", "t", "y", "k", "y", "c")
        assert copied[0] == "\n".join(titles)
        assert copied[1].count(",") == 1
        assert [one["title"] for one in json.loads(copied[2])] == titles
        await reader.press("x", *"the 2 selected bibtex", "enter", *"chosen", "enter")
        await reader.shows("2 papers written to")
        assert Path("chosen.bib").read_text().count("@misc{") == 2
        await reader.press("asterisk", "y", "b")
        assert "too long for a clipboard" in reader.status
        assert len(copied) == 3


async def test_the_last_line_names_the_keys_that_help_next_as_the_settings_have_them(
    start: Start, places: Places
) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('[keys]\nviews = "F"\ntag = "ctrl+t"\nexport = []\n')
    async with start() as reader:
        assert reader.status.endswith("/ search  F views  ? help")
        await reader.press("space")
        assert reader.status.endswith("b bookmark  Ctrl-T tag  Esc none")
        await reader.press("enter")
        assert reader.status.endswith("h back  n next unread  ? help")
        await reader.press("escape", "escape", "j")
        assert reader.status.endswith("/ search  F views  ? help")
