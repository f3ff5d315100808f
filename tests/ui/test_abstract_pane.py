"""The abstract pane: one paper, laid out once for a width, that stays where it is being read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.model import Details, Marks, Paper, safe_line
from tests.ui.abstract_panes import LONG, PAPER, finding, numbers, pane
from tests.ui.hosts import HOSTILE, hosted
from tests.unit.widgets.texts import TEXTS
from widgets.abstract_pane import AbstractPane
from widgets.glyphs import ASCII, UNICODE, Glyphs


async def test_a_paper_is_laid_out_with_all_that_is_known_of_it() -> None:
    async with hosted(AbstractPane(), size=(60, 16)) as host:
        pane(host).show(PAPER)
        await host.settle()
        assert host.lines == [
            " Attention is all you need",
            " Ashish Vaswani, Noam Shazeer",
            " 2017-06-12 · cs.CL cs.LG · Daily Papers Aug 25 no. 7",
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
            " The Harbour · 42 votes · 1 comment · arxiv:1706.03762 v3",
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
