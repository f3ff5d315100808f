"""The abstract pane while one reads: scrolling, what was found, other sizes, and what each of them costs to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reader.model import Marks, Paper
from reader.query import Field
from tests.ui.abstract_panes import LONG, PAPER, finding, numbers, pane
from tests.ui.hosts import hosted
from widgets import painting
from widgets.abstract_pane import AbstractPane

# Scrolling


async def test_scrolling_stops_at_the_ends_and_says_whether_it_moved() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        assert not pane(host).at_end
        assert not pane(host).scroll(-1)
        assert pane(host).scroll(5)
        await host.settle()
        assert numbers(host) == list(range(2, 12))
        assert pane(host).scroll(1_000)
        await host.settle()
        assert numbers(host) == list(range(90, 100))
        assert pane(host).at_end
        assert not pane(host).scroll(1)
        assert pane(host).scroll(-1_000)
        await host.settle()
        assert host.lines[0] == " Long"


async def test_a_short_paper_is_at_its_end_at_once() -> None:
    async with hosted(AbstractPane(), size=(60, 30)) as host:
        pane(host).show(LONG)
        assert not pane(host).at_end
        pane(host).show(PAPER)
        assert pane(host).at_end


async def test_another_paper_begins_at_its_first_line() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        pane(host).scroll(20)
        pane(host).show(replace(LONG, id=3))
        await host.settle()
        assert host.lines[0] == " Long"


@pytest.mark.parametrize("marks", [Marks(read=True), Marks(bookmarked=True, note="A note.\nOf two lines.")])
async def test_other_marks_leave_the_line_that_is_read_where_it_is(marks: Marks) -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        pane(host).scroll(20)
        await host.settle()
        former = numbers(host)
        pane(host).show(replace(LONG, marks=marks))
        await host.settle()
        assert numbers(host) == former
        pane(host).show(LONG)
        await host.settle()
        assert numbers(host) == former


async def test_other_marks_during_a_search_do_not_scroll_back_to_the_match() -> None:
    class Search:
        def spans(self, text: str, field: Field) -> Sequence[painting.Span]:
            return [(0, 4)] if text == "Line 60" else []

    search = Search()
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG, search.spans)
        pane(host).scroll(20)
        await host.settle()
        former = numbers(host)
        pane(host).show(replace(LONG, marks=Marks(bookmarked=True)), search.spans)
        await host.settle()
        assert numbers(host) == former


async def test_the_marks_of_the_first_screenful_show_at_once() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        await host.settle()
        pane(host).show(replace(LONG, marks=Marks(bookmarked=True)))
        await host.settle()
        assert host.lines[2] == " ★ bookmarked"


async def test_the_same_paper_again_draws_nothing() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        await host.still()
        pane(host).show(replace(LONG))
        await host.settle()
        assert host.drawn == []


async def test_a_mark_that_is_not_in_sight_draws_nothing() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        await host.still()
        pane(host).show(replace(LONG, marks=Marks(read=True)))
        await host.settle()
        assert host.drawn == []


# Matches


@pytest.mark.parametrize("height", [1, 2, 3, 10])
async def test_the_first_match_comes_into_sight(height: int) -> None:
    async with hosted(AbstractPane(), size=(40, height)) as host:
        pane(host).show(LONG, finding("Line 60"))  # type: ignore[arg-type]  # a plain function will do
        await host.settle()
        assert 60 in numbers(host)
        above = numbers(host).index(60)
        assert above == min(2, height - 1)


async def test_a_match_that_is_in_sight_scrolls_nothing() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG, finding("Line 6"))  # type: ignore[arg-type]  # a plain function will do
        await host.settle()
        assert host.lines[0] == " Long"


async def test_a_match_at_the_very_end_wastes_no_line() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG, finding("Line 99"))  # type: ignore[arg-type]  # a plain function will do
        await host.settle()
        assert numbers(host) == list(range(90, 100))


async def test_what_was_found_is_marked_across_a_line_break() -> None:
    async with hosted(AbstractPane(), size=(16, 10)) as host:
        pane(host).show(Paper(1, "own:1", "T", "alpha beta gamma delta"), finding("beta gamma"))  # type: ignore[arg-type]
        await host.settle()
        look = pane(host).look("abstract-pane--text") + pane(host).look("abstract-pane--match")
        marked = ["".join(part.text for part in pane(host).draw(y, 16) if part.style == look) for y in range(3, 6)]
        assert marked == ["beta", "gamma", ""]


async def test_each_text_is_asked_for_matches_of_its_own_field() -> None:
    asked: list[tuple[str, Field]] = []

    def spans(text: str, field: Field) -> Sequence[painting.Span]:
        asked.append((text, field))
        return []

    async with hosted(AbstractPane(), size=(60, 10)) as host:
        pane(host).show(PAPER, spans)
        assert asked == [
            (PAPER.title, Field.TITLE),
            (", ".join(PAPER.authors), Field.AUTHOR),
            (PAPER.abstract, Field.ABSTRACT),
        ]


# Resizing


async def test_a_resize_lays_the_text_out_anew_and_keeps_what_is_read() -> None:
    words = " ".join(f"w{number}" for number in range(1_000))
    async with hosted(AbstractPane(), size=(60, 10)) as host:
        pane(host).show(Paper(1, "own:1", "T", words))
        pane(host).scroll(20)
        await host.settle()
        first = host.lines[0].split()[0]
        for size in ((30, 10), (20, 5), (60, 10)):
            await host.resize(*size)
            assert first in host.lines[0].split()
    assert first != "w0"


async def test_a_higher_pane_at_the_end_shows_more_and_no_empty_lines() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        pane(host).scroll(1_000)
        await host.resize(40, 20)
        assert numbers(host) == list(range(80, 100))
        assert pane(host).at_end
        await host.resize(40, 10)
        assert not pane(host).at_end


async def test_a_resize_to_all_the_text_begins_at_the_title() -> None:
    async with hosted(AbstractPane(), size=(40, 5)) as host:
        pane(host).show(PAPER)
        pane(host).scroll(1_000)
        await host.resize(80, 30)
        assert host.lines[0] == " Attention is all you need"


# Costs


async def test_an_abstract_of_100_000_characters_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped: list[int] = []
    wrap = painting.wrap

    def counting(text: str, width: int) -> list[painting.Span]:
        wrapped.append(len(text))
        return wrap(text, width)

    monkeypatch.setattr(painting, "wrap", counting)
    async with hosted(AbstractPane(), size=(80, 24)) as host:
        pane(host).show(Paper(1, "own:1", "T", "word " * 20_000))
        await host.settle()
        pane(host).scroll(500)
        await host.settle()
        pane(host).open(opened=True)
        await host.settle()
        assert wrapped.count(100_000) == 1


async def test_a_line_carries_only_its_own_matches() -> None:
    every = [(start, start + 4) for start in range(0, 100_000, 5)]
    async with hosted(AbstractPane(), size=(80, 24)) as host:
        pane(host).show(Paper(1, "own:1", "T", "word " * 20_000), lambda text, _field: every if len(text) > 9 else [])
        await host.settle()
        assert max(len(laid.spans) for laid in pane(host)._lines) <= 16
        assert sum(len(laid.spans) for laid in pane(host)._lines) == 20_000


async def test_opening_draws_only_the_title_again() -> None:
    async with hosted(AbstractPane(), size=(20, 10)) as host:
        pane(host).show(PAPER)
        await host.still()
        pane(host).open(opened=True)
        await host.settle()
        assert sorted(host.drawn) == [0, 1]
        assert host.lines[:2] == [" Attention is all", " you need"]
        pane(host).open(opened=True)
        await host.settle()
        assert len(host.drawn) == 2
