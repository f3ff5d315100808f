"""The second line of a row: a passage of the paper, fetched by the screenful, and as cheap to move over as one line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reader.model import Row
from reader.query.parse import parse
from tests.ui.conftest import Start, frame
from tests.ui.hosts import HOSTILE, Hosted, hosted
from tests.ui.test_paper_list import CountedRows
from widgets.paper_list import PaperList, Passage


class Told:
    """Passages that are made when they are asked for, and count how often and how many."""

    def __init__(self, text: str = "passage of") -> None:
        self.text = text
        self.asked: list[list[int]] = []
        self.widths: set[int] = set()

    def __call__(self, numbers: Sequence[int], width: int) -> list[Passage]:
        self.asked.append(list(numbers))
        self.widths.add(width)
        return [(f"{self.text} {number}", ((0, 7),)) for number in numbers]


def papers(host: Hosted) -> PaperList:
    assert isinstance(host.widget, PaperList)
    return host.widget


async def test_a_passage_stands_under_each_title_and_a_screenful_is_fetched_at_once() -> None:
    async with hosted(PaperList(), size=(60, 7)) as host:
        told = Told()
        papers(host).show(CountedRows(1_000_000), passages=told)
        await host.settle()
        assert host.lines == [
            "▌●  Paper 0",
            "▌   passage of 0",
            " ●  Paper 1",
            "    passage of 1",
            " ●  Paper 2",
            "    passage of 2",
            " ●  Paper 3",
        ]
        assert papers(host).page == 3
        assert told.asked == [[0, 1, 2, 3]]
        assert told.widths == {55}


async def test_moving_within_the_page_draws_the_lines_of_two_rows_and_fetches_nothing() -> None:
    async with hosted(PaperList()) as host:
        told, rows = Told(), CountedRows(1_000_000)
        papers(host).show(rows, passages=told)
        await host.still()
        told.asked.clear()
        rows.fetches.clear()
        assert papers(host).move_to(7)
        await host.settle()
        assert sorted(host.drawn) == [0, 1, 14, 15]
        assert (told.asked, rows.fetches) == ([], [])
        assert [line[0] for line in host.lines[14:16]] == ["▌", "▌"]


async def test_marks_that_changed_draw_the_lines_of_their_row() -> None:
    async with hosted(PaperList()) as host:
        rows = CountedRows(100)
        papers(host).show(rows, passages=Told())
        await host.still()
        rows.marked[3] = Row(3, "own:3", "Paper 3", bookmarked=True)
        papers(host).reread()
        await host.settle()
        assert sorted(host.drawn) == [6, 7]


async def test_the_end_of_the_list_is_reached_and_what_is_scrolled_to_is_fetched() -> None:
    async with hosted(PaperList(), size=(60, 8)) as host:
        told = Told()
        papers(host).show(CountedRows(1_000), passages=told)
        await host.settle()
        papers(host).move_to(999)
        await host.settle()
        assert host.lines[-2:] == ["▌●  Paper 999", "▌   passage of 999"]
        assert told.asked[-1] == [996, 997, 998, 999]


async def test_passages_come_and_go_with_the_cursor_on_its_line() -> None:
    async with hosted(PaperList(), size=(60, 8)) as host:
        papers(host).show(CountedRows(100))
        papers(host).move_to(50)
        await host.settle()
        line = next(y for y, text in enumerate(host.lines) if text.endswith("Paper 50"))
        papers(host).tell(Told())
        await host.settle()
        assert "▌●  Paper 50" in host.lines
        assert "▌   passage of 50" in host.lines
        papers(host).tell(None)
        await host.settle()
        assert "▌●  Paper 50" in host.lines
        assert sum("Paper" in text for text in host.lines) == 8
        assert line < 8


@pytest.mark.parametrize("height", [1, 2, 3])
async def test_where_there_is_no_room_titles_stand_alone(height: int) -> None:
    async with hosted(PaperList(), size=(20, height)) as host:
        told = Told()
        papers(host).show(CountedRows(10), passages=told)
        await host.settle()
        assert [line.split()[-1] for line in host.lines] == [str(number) for number in range(height)]
        assert told.asked == []


async def test_a_click_on_either_line_is_for_its_paper() -> None:
    async with hosted(PaperList(), size=(60, 8)) as host:
        papers(host).show(CountedRows(10), passages=Told())
        await host.settle()
        await host.pilot.click(offset=(5, 5))
        assert [message.index for message in host.told(PaperList.Pointed)] == [2]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [4, 9, 40])
async def test_hostile_passages_are_drawn_as_words_in_their_width(text: str, width: int) -> None:
    async with hosted(PaperList(), size=(width, 6)) as host:
        papers(host).show(CountedRows(3), passages=Told(text))
        await host.settle()
        for y in range(6):
            strip = papers(host).draw(y, width)
            assert strip.cell_length == width
            assert "\x1b" not in strip.text


# On the screen


async def test_z_shows_the_best_passages_of_what_was_found_and_the_next_session_does_too(start: Start) -> None:
    async with start() as reader:
        await reader.idle()
        await reader.press("z")
        assert "The best passage stands under what a search finds now." in reader.status
        await reader.press("z", "slash", *"diffusion", "enter")
        await reader.idle()
        titles = reader.lines[1:9]
        await reader.press("z")
        assert "The best passage stands under the titles now." in reader.status
        assert reader.lines[1] == titles[0]
        found = reader.main.listing.rows(0, 2)
        passage = reader.lines[2][4:].strip("…")
        abstract = " ".join(reader.library.papers([found[0].id])[0].abstract.split())
        assert passage
        assert passage in abstract
        assert reader.lines[3].strip("● ").startswith(found[1].title[:30])
        await reader.press("j")
        assert reader.lines[3].startswith("▌")
    async with start() as reader:
        await reader.shows("/ diffusion")
        await reader.idle()
        assert passage in frame(reader.app)
        await reader.press("escape")
        await reader.pilot.pause()
        assert len([line for line in reader.lines[1:9] if "●" in line]) == 8
        await reader.press("slash", *"is:unread ", "enter")
        await reader.idle()
        assert len(parse("is:unread").text_clauses) == 0
        assert len([line for line in reader.lines[1:9] if "●" in line]) == 8
