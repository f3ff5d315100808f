"""The abstract pane: one paper, laid out once for a width, that stays where it is being read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.model import Appearance, Details, Edition, Marks, Paper, safe_line
from reader.query import Field
from tests.ui.hosts import HOSTILE, Hosted, hosted
from tests.unit.widgets.texts import TEXTS
from widgets import painting
from widgets.abstract_pane import AbstractPane
from widgets.glyphs import ASCII, UNICODE, Glyphs

PAPER = Paper(
    id=1,
    key="arxiv:1706.03762",
    title="Attention is all you need",
    abstract="The dominant sequence transduction models are based on complex networks.",
    authors=("Ashish Vaswani", "Noam Shazeer"),
    date="2017-06-12",
    categories=("cs.CL", "cs.LG"),
    appearances=(Appearance(Edition("daily-papers", "--08-25"), 7),),
    marks=Marks(bookmarked=True, rating=4, note="Read again.\n\nThen act.", tags=("classic", "to read")),
)
LONG = Paper(id=2, key="own:2", title="Long", abstract="\n".join(f"Line {number}" for number in range(100)))


def pane(host: Hosted) -> AbstractPane:
    assert isinstance(host.widget, AbstractPane)
    return host.widget


def numbers(host: Hosted) -> list[int]:
    """Give the numbers of the lines of `LONG` that are in sight."""
    return [int(line.split()[-1]) for line in host.lines if "Line " in line]


def finding(*words: str) -> object:
    """Tell what a search for some words found."""

    def spans(text: str, field: Field) -> Sequence[painting.Span]:
        starts = sorted((text.find(word), len(word)) for word in words)
        return [(start, start + length) for start, length in starts if start >= 0]

    return spans


async def test_a_paper_is_laid_out_with_all_that_is_known_of_it() -> None:
    async with hosted(AbstractPane(), size=(60, 16)) as host:
        pane(host).show(PAPER)
        await host.settle()
        assert host.lines == [
            " Attention is all you need",
            " Ashish Vaswani, Noam Shazeer",
            " 2017-06-12 · cs.CL cs.LG · Daily Papers Aug 25 no. 7 ·",
            " arxiv:1706.03762",
            " ★ bookmarked  4 of 5  with a note  #classic  #to read",
            " The dominant sequence transduction models are based on",
            " complex networks.",
            "",
            " Note",
            " Read again.",
            "",
            " Then act.",
            "",
            "",
            "",
            "",
        ]


async def test_what_sources_tell_besides_stands_below_and_a_machine_is_called_one() -> None:
    details = Details(
        version=3,
        comments=1,
        code="https://github.com/example/lamps",
        stars=1200,
        organisation="The Harbour",
        summary="A lamp learns.",
        keywords=("lamps", "fog"),
        models=("example/lamp-7b",),
        withdrawn="2026-01-02",
    )
    paper = replace(PAPER, appearances=(), marks=Marks(), up=42, venue="NeurIPS", details=details)
    async with hosted(AbstractPane(), size=(60, 14)) as host:
        pane(host).show(paper)
        await host.settle()
        assert host.lines[2:] == [
            " withdrawn 2026-01-02 · 2017-06-12 · cs.CL cs.LG · NeurIPS",
            " · The Harbour · 42 votes · 1 comment · arxiv:1706.03762 v3",
            "",
            " The dominant sequence transduction models are based on",
            " complex networks.",
            "",
            " Code: https://github.com/example/lamps (1,200 stars)",
            " Models: example/lamp-7b",
            " A language model's summary: A lamp learns.",
            " A language model's keywords: lamps, fog",
            "",
            "",
        ]


async def test_a_paper_of_which_nothing_is_known_says_so() -> None:
    async with hosted(AbstractPane(), size=(60, 5)) as host:
        pane(host).show(Paper(1, "title:0123456789abcdef", "A title"))
        await host.settle()
        assert host.lines == [" A title", "", " This source gave no abstract.", "", ""]


async def test_no_paper_is_an_empty_pane() -> None:
    async with hosted(AbstractPane(), size=(60, 4)) as host:
        pane(host).show(PAPER)
        await host.settle()
        pane(host).show(None)
        await host.settle()
        assert host.lines == [""] * 4
        assert pane(host).at_end
        assert not pane(host).scroll(1)


async def test_paragraphs_of_an_abstract_stay_apart() -> None:
    async with hosted(AbstractPane(), size=(40, 7)) as host:
        pane(host).show(Paper(1, "own:1", "T", "One.\n\nTwo.\nThree."))
        await host.settle()
        assert host.lines[3:] == [" One.", "", " Two.", " Three."]


@pytest.mark.parametrize("width", [3, 10, 40, 80, 82, 83, 120, 300])
async def test_no_line_of_text_is_longer_than_the_measure_or_the_pane(width: int) -> None:
    async with hosted(AbstractPane(), size=(width, 60)) as host:
        pane(host).show(replace(PAPER, abstract="word " * 60, title="w" * 200))
        await host.settle()
        longest = max(len(line) for line in host.lines)
        assert longest <= min(81, width - 1)
        assert longest >= min(81, width - 1) - 4
        strips = host.pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {width}


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (3, 1)])
async def test_a_pane_without_room_is_empty_and_harmless(size: tuple[int, int]) -> None:
    async with hosted(AbstractPane(), size=size) as host:
        pane(host).show(PAPER, finding("networks"))  # type: ignore[arg-type]  # a plain function will do
        await host.settle()
        assert len(host.lines) == size[1]


async def test_the_signs_of_plain_terminals_are_plain() -> None:
    async with hosted(AbstractPane(ASCII), size=(60, 16)) as host:
        pane(host).show(PAPER)
        await host.settle()
        assert all(line.isascii() for line in host.lines)


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


# Hostile texts, and the mouse


async def test_hostile_texts_are_drawn_as_texts() -> None:
    evil = "\x1b]0;owned\x07 \u202e [/] [@click=app.quit]x[/] \x9b2J"
    hostile = Paper(
        1,
        f"own:{evil}",
        evil,
        "\n".join(text for text in HOSTILE if "\n" not in text),
        authors=(evil,),
        date=evil,
        categories=(evil,),
        marks=Marks(note=evil, tags=(evil,)),
    )
    async with hosted(AbstractPane(), size=(120, 40)) as host:
        pane(host).show(hostile)
        await host.settle()
        assert all(line == safe_line(line) for line in host.lines)
        assert host.lines[0] == f" {safe_line(evil)}".rstrip()
        assert sum("[@click=app.quit]x[/]" in line for line in host.lines) >= 6
        strips = host.pilot.app.screen._compositor.render_strips()
        assert not [part for strip in strips for part in strip if part.style and part.style.meta.get("@click")]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
async def test_no_text_makes_a_line_wider_or_narrower_than_the_pane(glyphs: Glyphs) -> None:
    async with hosted(AbstractPane(glyphs), size=(33, 12)) as host:

        @given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
        @settings(max_examples=50)
        def check(title: str, abstract: str, others: list[str]) -> None:
            spans = [(0, 2), (3, 9)]
            marks = Marks(note=abstract, tags=tuple(others))
            paper = Paper(1, "own:1", title, abstract, authors=tuple(others), categories=tuple(others), marks=marks)
            pane(host).show(paper, lambda _text, _field: spans)
            for y in range(12):
                strip = pane(host).draw(y, 33)
                assert (strip.cell_length, cell_len(strip.text)) == (33, 33)
                assert safe_line(strip.text) == strip.text

        check()


async def test_a_click_asks_for_the_keys_and_the_wheel_scrolls() -> None:
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane(host).show(LONG)
        await host.settle()
        await host.pilot.click(offset=(5, 3))
        assert len(host.told(AbstractPane.Clicked)) == 1
        await host.turn_wheel("down")
        await host.settle()
        assert numbers(host)[0] == 0
        await host.turn_wheel("down")
        await host.turn_wheel("up")
        await host.settle()
        assert numbers(host)[0] == 0
        await host.turn_wheel("up")
        await host.settle()
        assert host.lines[0] == " Long"
