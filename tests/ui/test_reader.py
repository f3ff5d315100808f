"""The main job on the screen: see papers, move, read, mark, come back and find it so."""

from __future__ import annotations

import json

import pytest
from textual import events

from reader.model import Sort
from reader.paths import Places
from reader.query.parse import parse
from tests.ui.conftest import Start, frame

FIRST = "Decoder-Only or Encoder-Decoder?"
SECOND = "Shall We Pretrain Autoregressive Language Models"


async def test_a_first_start_shows_the_newest_bundled_edition_and_says_where_it_came_from(start: Start) -> None:
    async with start(empty=True) as reader:
        assert "Daily Papers Aug 25" in reader.lines[0]
        assert "53 papers" in reader.lines[0]
        assert FIRST in reader.lines[1]
        assert "95 papers" in reader.status


async def test_a_second_start_says_nothing_of_the_bundled_papers(start: Start) -> None:
    async with start(empty=True):
        pass
    async with start() as reader:
        assert "95 papers" not in reader.status


async def test_the_abstract_follows_the_cursor(start: Start) -> None:
    async with start() as reader:
        await reader.press("j")
        assert reader.main.paper is not None
        assert reader.main.paper.title.startswith(SECOND)
        assert "Large decoder-only language models" in frame(reader.app)
        await reader.press("k")
        assert "The sequence-to-sequence (seq2seq) task" in frame(reader.app)


async def test_vi_keys_and_arrows_move_alike(start: Start) -> None:
    async with start() as reader:
        places = []
        for key in ("j", "down", "G", "g", "g", "end", "home", "ctrl+d", "ctrl+u"):
            await reader.press(key)
            places.append(reader.main.cursor)
        assert places == [1, 2, 52, 52, 0, 52, 0, 5, 0]


async def test_the_opened_abstract_scrolls_with_the_same_keys_and_closes_with_h(start: Start) -> None:
    async with start() as reader:
        await reader.press("l", "j", "j")
        assert reader.main.opened
        assert reader.main.cursor == 0
        assert FIRST not in reader.lines[10]
        await reader.press("h", "j")
        assert not reader.main.opened
        assert reader.main.cursor == 1


async def test_brackets_walk_through_the_editions_and_stop_at_the_ends(start: Start) -> None:
    async with start() as reader:
        await reader.press("]")
        assert "newest edition" in reader.status
        await reader.press("[")
        assert "Daily Papers Mar 24" in reader.lines[0]
        assert "48 papers" in reader.lines[0]
        await reader.press("[")
        assert "oldest edition" in reader.status


async def test_digits_show_all_unread_and_bookmarked_papers(start: Start) -> None:
    async with start() as reader:
        await reader.press("2", "enter")
        assert "95 papers" in reader.lines[0]
        await reader.press("b", "r", "j", "3", "enter")
        assert "94 papers" in reader.lines[0]
        await reader.press("4", "enter")
        assert "1 paper" in reader.lines[0]
        await reader.press("1", "enter")
        assert "Daily Papers Aug 25" in reader.lines[0]


async def test_marks_are_there_at_the_next_start_and_so_is_the_place(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j", "b", "r", "S", "4")
        await reader.press("t", *"rag", "enter")
        assert reader.main.paper is not None
        key = reader.main.paper.key
        await reader.press("l")
    async with start() as reader:
        paper = reader.main.paper
        assert paper is not None
        assert paper.key == key
        assert reader.main.opened
        marks = paper.marks
        assert (marks.read, marks.bookmarked, marks.rating, marks.tags) == (True, True, 4, ("rag",))


async def test_undo_takes_back_one_act_after_the_other_and_after_a_restart(start: Start) -> None:
    async with start() as reader:
        await reader.press("b", "t", *"rag", "enter", "A")
        assert "Marked 53 papers as read" in reader.status
        assert "unread" not in reader.lines[0]
    async with start() as reader:
        await reader.press("u")
        assert "53 unread" in reader.lines[0]
        assert "Taken back: mark 53 papers read." in reader.status
        await reader.press("u", "u")
        assert reader.main.paper is not None
        assert reader.main.paper.marks.tags == ()
        assert not reader.main.paper.marks.bookmarked
        await reader.press("u")
        assert "Nothing to undo" in reader.status
        await reader.press("ctrl+r", "ctrl+r", "ctrl+r")
        assert "unread" not in reader.lines[0]
        assert reader.main.paper.marks.tags == ("rag",)


async def test_mark_all_read_is_one_act_in_the_journal(start: Start, places: Places) -> None:
    async with start() as reader:
        await reader.press("A")
    (journal,) = places.journal.glob("*.jsonl")
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert len({line["at"] for line in lines}) == 1
    assert sum(len(line["papers"]) for line in lines) == 53


async def test_next_unread_skips_what_was_read(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "r", "j", "r", "g", "g", "n")
        assert reader.main.cursor == 3
        await reader.press("N")
        assert reader.main.cursor == 0
        await reader.press("N")
        assert "No unread paper above" in reader.status


async def test_an_opened_paper_becomes_read_after_a_while_and_one_only_passed_does_not(
    start: Start, places: Places
) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text("dwell_seconds = 0.2\n")
    async with start() as reader:
        await reader.press("j", "l")
        await reader.until(lambda: reader.main.row.read, "the opened paper to become read")
        assert reader.library.count(parse("is:read")) == 1


async def test_manual_reading_never_marks_by_itself_and_open_marks_at_once(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('mark_read = "open"\n')
    async with start() as reader:
        await reader.press("l")
        assert reader.main.row.read
    places.settings.write_text('mark_read = "manual"\ndwell_seconds = 0.2\n')
    async with start() as reader:
        await reader.press("h", "j", "l")
        assert reader.main.controls.reading._dwell is None
        assert not reader.main.row.read


async def test_a_note_is_written_with_the_keys_typed_right_after_the_one_that_opens_it(start: Start) -> None:
    async with start() as reader:
        await reader.press("e", *"ab q", "escape")
        await reader.until(lambda: reader.main.paper.marks.note == "ab q", "the note")
        assert "with a note" in frame(reader.app)
        await reader.press("u")
        assert reader.main.paper.marks.note == ""


async def test_the_order_changes_and_the_cursor_stays_on_its_paper(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j", "j")
        title = reader.main.row.title
        for words in ("newest", "title", "added", "votes and age", "rank"):
            await reader.press("O")
            assert words in reader.status
            assert reader.main.row.title == title
        assert reader.main.view.sort is Sort.RANK


async def test_the_view_picker_narrows_and_shows_what_was_chosen(start: Start) -> None:
    async with start() as reader:
        await reader.press("v", *"mar", "enter")
        assert "Daily Papers Mar 24" in reader.lines[0]


async def test_the_tag_picker_toggles_and_stays_with_tab(start: Start) -> None:
    async with start() as reader:
        await reader.press("t", *"one", "tab", *"two", "tab", "escape")
        assert reader.main.paper.marks.tags == ("one", "two")
        await reader.press("t", *"one", "enter")
        assert reader.main.paper.marks.tags == ("two",)


async def test_help_filters_and_runs_what_it_lists(start: Start) -> None:
    async with start() as reader:
        await reader.press("?", *"all papers")
        assert "2" in reader.lines[2] or "All papers" in frame(reader.app)
        await reader.press("enter")
        assert "95 papers" in reader.lines[0]


async def test_the_palette_opens_with_a_colon_and_with_control_p(start: Start) -> None:
    async with start() as reader:
        for key in ("colon", "ctrl+p"):
            await reader.press(key)
            assert "Commands" in frame(reader.app)
            await reader.press("escape")
            assert "Commands" not in frame(reader.app)


async def test_a_pending_sequence_says_how_it_goes_on_and_a_wrong_key_ends_it(start: Start) -> None:
    async with start() as reader:
        await reader.press("y")
        assert "t title  l link" in reader.status
        await reader.press("x", "j")
        assert reader.main.cursor == 1


async def test_a_paste_outside_of_a_text_does_nothing_but_say_so(start: Start) -> None:
    async with start() as reader:
        reader.main.controls.paste("jjjq")
        await reader.pilot.pause()
        assert reader.main.cursor == 0
        assert "Nothing takes a paste" in reader.status


async def test_copying_says_what_was_sent_and_a_paper_without_a_link_says_so(start: Start) -> None:
    async with start() as reader:
        await reader.press("y", "t")
        assert "Sent the title to the terminal" in reader.status
        await reader.press("y", "l")
        assert "no link" in reader.status
        await reader.press("o")
        assert "no link" in reader.status


@pytest.mark.parametrize(("key", "character"), [("4", "4"), ("G", "G"), ("slash", "/"), ("enter", "\r")])
async def test_escape_and_a_character_in_one_write_are_both_done(start: Start, key: str, character: str) -> None:
    async with start() as reader:
        await reader.press("v")
        reader.main.take(events.Key(f"alt+{key}", character))
        assert not reader.main.controls.picking.active
        if key == "4":
            await reader.press("enter")
        done = {
            "4": reader.main.view.name == "Bookmarks",
            "G": reader.main.cursor == 52,
            "slash": reader.main.bar.editing,
            "enter": reader.main.opened,
        }
        assert [name for name, is_so in done.items() if is_so] == [key]


async def test_alt_and_an_arrow_is_no_escape(start: Start) -> None:
    async with start() as reader:
        await reader.press("enter")
        reader.main.take(events.Key("alt+left", None))
        assert reader.main.opened
