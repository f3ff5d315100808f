"""The paper list: a window over any number of rows, which fetches, draws and scrolls no more than it must."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Row
from tests.ui.hosts import Hosted, hosted
from widgets.glyphs import UNICODE
from widgets.paper_list import NoRows, PaperList


class CountedRows:
    """Rows that are made when they are fetched, and count how often and how many."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.fetches: list[tuple[int, int]] = []
        self.marked: dict[int, Row] = {}

    def __len__(self) -> int:
        return self.length

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        self.fetches.append((start, stop))
        return [self.marked.get(index, Row(index, f"own:{index}", f"Paper {index}")) for index in range(start, stop)]

    @property
    def fetched(self) -> int:
        return sum(stop - start for start, stop in self.fetches)


def papers(host: Hosted) -> PaperList:
    assert isinstance(host.widget, PaperList)
    return host.widget


def in_sight(host: Hosted) -> list[int]:
    """Give the numbers of the papers on the screen."""
    return [int(line.split()[-1]) for line in host.lines if "Paper" in line]


# Fetching and drawing


async def test_of_a_million_rows_only_a_screenful_is_fetched() -> None:
    async with hosted(PaperList()) as host:
        rows = CountedRows(1_000_000)
        papers(host).show(rows)
        await host.settle()
        assert host.lines[0].endswith("Paper 0")
        assert rows.fetches == [(0, 24)]


async def test_the_end_of_a_million_rows_costs_one_more_screenful() -> None:
    async with hosted(PaperList()) as host:
        rows = CountedRows(1_000_000)
        papers(host).show(rows)
        await host.settle()
        papers(host).move_to(999_999)
        await host.settle()
        assert host.lines[23].endswith("Paper 999999")
        assert rows.fetches == [(0, 24), (999_976, 1_000_000)]


async def test_moving_within_the_page_draws_two_lines_and_fetches_nothing() -> None:
    async with hosted(PaperList()) as host:
        rows = CountedRows(1_000_000)
        papers(host).show(rows)
        await host.still()
        rows.fetches.clear()
        assert papers(host).move_to(7)
        await host.settle()
        assert sorted(host.drawn) == [0, 7]
        assert rows.fetches == []


async def test_staying_draws_nothing() -> None:
    async with hosted(PaperList()) as host:
        papers(host).show(CountedRows(10), cursor=9)
        await host.still()
        assert not papers(host).move_to(9)
        assert not papers(host).move_to(5_000)
        await host.settle()
        assert host.drawn == []


async def test_a_long_walk_forgets_rows_and_never_fetches_more_than_a_screenful_at_once() -> None:
    async with hosted(PaperList(), size=(40, 5)) as host:
        rows = CountedRows(1_000)
        papers(host).show(rows)
        for index in range(1_000):
            papers(host).move_to(index)
            assert papers(host).row == Row(index, f"own:{index}", f"Paper {index}")
        assert max(stop - start for start, stop in rows.fetches) <= 5
        assert len(papers(host)._window) <= 9 * 5
        assert rows.fetched <= 3 * 1_000


async def test_the_row_under_the_cursor_is_that_of_the_list() -> None:
    widget = PaperList()
    found = [widget.row]
    for rows in (CountedRows(10), NoRows()):
        widget.show(rows, cursor=3)
        found.append(widget.row)
    assert found == [None, Row(3, "own:3", "Paper 3"), None]


async def test_a_row_that_is_gone_meanwhile_is_drawn_as_nothing() -> None:
    class Shrunk(CountedRows):
        def rows(self, start: int, stop: int) -> Sequence[Row]:
            return super().rows(start, min(stop, 3))

    async with hosted(PaperList(), size=(40, 6)) as host:
        papers(host).show(Shrunk(6), cursor=5)
        await host.settle()
        assert papers(host).row is None
        assert in_sight(host) == [0, 1, 2]
        assert host.lines[3:] == ["", "", ""]


async def test_only_the_lines_whose_marks_changed_are_drawn_again() -> None:
    async with hosted(PaperList()) as host:
        rows = CountedRows(1_000)
        papers(host).show(rows, cursor=500)
        await host.still()
        first = in_sight(host)[0]
        rows.marked[first + 4] = Row(first + 4, "own:x", f"Paper {first + 4}", bookmarked=True)
        rows.marked[first + 40] = Row(first + 40, "own:y", f"Paper {first + 40}", bookmarked=True)
        rows.fetches.clear()
        papers(host).reread()
        await host.settle()
        assert host.drawn == [4]
        assert UNICODE.bookmark in host.lines[4]
        assert rows.fetches == [(first, first + 24)]


async def test_marks_of_rows_out_of_sight_are_new_when_they_come_into_sight() -> None:
    async with hosted(PaperList(), size=(40, 4)) as host:
        rows = CountedRows(8)
        papers(host).show(rows)
        papers(host).move_to(7)
        await host.settle()
        rows.marked[0] = Row(0, "own:0", "Paper 0", bookmarked=True)
        papers(host).reread()
        papers(host).move_to(0)
        await host.settle()
        assert UNICODE.bookmark in host.lines[0]


# Scrolling


async def test_leaving_the_page_scrolls_by_half_of_it() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        papers(host).show(CountedRows(100))
        papers(host).move_to(9)
        await host.settle()
        assert in_sight(host) == list(range(10))
        papers(host).move_to(10)
        await host.settle()
        assert in_sight(host) == list(range(5, 15))
        papers(host).move_to(5)
        await host.settle()
        assert in_sight(host) == list(range(5, 15))
        papers(host).move_to(4)
        await host.settle()
        assert in_sight(host) == list(range(10))


async def test_a_leap_puts_the_cursor_at_the_edge_it_came_over() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        papers(host).show(CountedRows(100))
        papers(host).move_to(50)
        await host.settle()
        assert in_sight(host) == list(range(41, 51))
        papers(host).move_to(20)
        await host.settle()
        assert in_sight(host) == list(range(20, 30))


@pytest.mark.parametrize(("wanted", "reached"), [(-5, 0), (0, 0), (99, 99), (100, 99), (10**12, 99)])
async def test_the_cursor_stops_at_the_ends(wanted: int, reached: int) -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        papers(host).show(CountedRows(100), cursor=50)
        papers(host).move_to(wanted)
        await host.settle()
        assert papers(host).cursor == reached
        assert reached in in_sight(host)
        assert len(in_sight(host)) == 10


async def test_a_list_that_is_shown_has_its_cursor_in_the_middle() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        papers(host).show(CountedRows(100), cursor=50)
        await host.settle()
        assert in_sight(host) == list(range(45, 55))
        papers(host).show(CountedRows(100), cursor=7)
        await host.settle()
        assert in_sight(host) == list(range(10))


async def test_a_list_shown_before_there_is_a_size_has_its_cursor_in_the_middle_too() -> None:
    widget = PaperList()
    widget.show(CountedRows(100), cursor=50)
    async with hosted(widget, size=(40, 10)) as host:
        assert in_sight(host) == list(range(45, 55))


@given(st.integers(0, 60), st.integers(1, 12), st.lists(st.integers(-3, 63), max_size=12))
@settings(max_examples=100)
def test_the_cursor_is_always_in_sight_and_no_line_is_wasted(length: int, page: int, moves: list[int]) -> None:
    class Sized(PaperList):
        @property
        def page(self) -> int:
            return page

    widget = Sized()
    widget.show(CountedRows(length))
    for index in moves:
        widget.move_to(index)
        assert 0 <= widget.cursor <= max(0, length - 1)
        assert widget._top <= widget.cursor < widget._top + page
        assert 0 <= widget._top <= max(0, length - page)


async def test_a_resize_in_the_middle_keeps_the_cursor_in_sight() -> None:
    async with hosted(PaperList()) as host:
        papers(host).show(CountedRows(1_000))
        papers(host).move_to(20)
        for size in ((40, 5), (120, 40), (20, 1), (300, 100), (80, 24)):
            await host.resize(*size)
            assert 20 in in_sight(host)
            assert len(in_sight(host)) == size[1]


async def test_a_resize_at_the_end_wastes_no_line() -> None:
    async with hosted(PaperList(), size=(40, 5)) as host:
        papers(host).show(CountedRows(100), cursor=99)
        await host.resize(40, 20)
        assert in_sight(host) == list(range(80, 100))


# The mouse


async def test_a_click_points_at_the_paper_and_a_second_one_opens_it() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        papers(host).show(CountedRows(100), cursor=50)
        await host.settle()
        await host.pilot.click(offset=(5, 3))
        assert [(told.index, told.again) for told in host.told(PaperList.Pointed)] == [(48, False)]
        papers(host).move_to(48)
        await host.pilot.click(offset=(5, 3))
        assert [(told.index, told.again) for told in host.told(PaperList.Pointed)] == [(48, False), (48, True)]
        assert papers(host).cursor == 48


async def test_a_click_below_the_last_paper_says_nothing() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        papers(host).show(CountedRows(3))
        await host.settle()
        await host.pilot.click(offset=(5, 3))
        assert host.told(PaperList.Pointed) == []


async def test_the_wheel_moves_by_three_papers_and_stops_at_the_ends() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        for cursor, wheel in ((50, "down"), (50, "up"), (98, "down"), (1, "up")):
            papers(host).show(CountedRows(100), cursor=cursor)
            await host.settle()
            await host.turn_wheel(wheel)
        assert [(told.index, told.again) for told in host.told(PaperList.Pointed)] == [
            (53, False),
            (47, False),
            (99, False),
            (0, False),
        ]


async def test_the_wheel_over_an_empty_list_says_nothing() -> None:
    async with hosted(PaperList(), size=(40, 10)) as host:
        await host.turn_wheel("down")
        await host.turn_wheel("up")
        assert host.told(PaperList.Pointed) == []


async def test_the_date_stays_beside_titles_of_every_length() -> None:
    rows = CountedRows(24)
    rows.marked = {index: Row(index, f"own:{index}", "x" * (50 + index), date="2024-01-31") for index in range(24)}
    async with hosted(PaperList()) as host:
        papers(host).show(rows)
        await host.settle()
        assert [line[-10:] for line in host.lines] == ["2024-01-31"] * 24
        assert {len(line) for line in host.lines} == {79}
