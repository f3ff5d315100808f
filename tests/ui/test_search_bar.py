"""The search bar: the list's name, or a query with its cursor and its faults."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.model import safe_line
from reader.query import QueryProblem
from tests.ui.hosts import HOSTILE, Hosted, hosted
from tests.unit.widgets.texts import TEXTS
from widgets.glyphs import ASCII, UNICODE, Glyphs
from widgets.search_bar import SearchBar


def bar(host: Hosted) -> SearchBar:
    assert isinstance(host.widget, SearchBar)
    return host.widget


def query(host: Hosted, marked: str, fact: str = "") -> SearchBar:
    """Have a query edited, in which a bar stands for the cursor."""
    widget = bar(host)
    widget.entitle("All papers", fact)
    widget.edit(editing=True, searching=True)
    widget.editor.set(marked.replace("|", ""))
    widget.editor.cursor = marked.index("|")
    widget.refresh()
    return widget


def under(widget: SearchBar, width: int, look: str) -> tuple[int, str]:
    """Find what is drawn in a style: its column, and the text."""
    style = widget.look(f"search-bar--{look}")
    column = 0
    for piece in widget.draw(0, width):
        if piece.style is not None and piece.style == style:
            return column, piece.text
        column += piece.cell_length
    return -1, ""


async def test_the_bar_names_the_list_and_its_size() -> None:
    async with hosted(SearchBar(), size=(50, 1)) as host:
        bar(host).entitle("Daily Papers Aug 25", "53 papers · 50 unread")
        await host.settle()
        assert host.lines == [" Daily Papers Aug 25        53 papers · 50 unread"]


async def test_a_long_name_is_shortened_and_leaves_the_size() -> None:
    async with hosted(SearchBar(), size=(30, 1)) as host:
        bar(host).entitle("A tag with quite a long name", "53 papers")
        await host.settle()
        assert host.lines == [" A tag with quite…  53 papers"]


async def test_where_there_is_no_room_for_both_the_name_stays() -> None:
    async with hosted(SearchBar(), size=(12, 1)) as host:
        bar(host).entitle("Bookmarks", "53 papers")
        await host.settle()
        assert host.lines == [" Bookmar…"]


async def test_the_same_words_again_draw_nothing() -> None:
    async with hosted(SearchBar(), size=(50, 1)) as host:
        bar(host).entitle("All papers", "53 papers")
        bar(host).edit(editing=True, searching=False)
        bar(host).blame((QueryProblem(0, 1, "no"),))
        await host.still()
        bar(host).entitle("All papers", "53 papers")
        bar(host).edit(editing=True, searching=False)
        bar(host).blame((QueryProblem(0, 1, "no"),))
        await host.settle()
        assert host.drawn == []


async def test_a_query_stands_in_the_name_s_place_with_its_cursor() -> None:
    async with hosted(SearchBar(), size=(50, 1)) as host:
        widget = query(host, "sparse att|ention", "7 papers")
        await host.settle()
        assert host.lines == [" / sparse attention" + " " * 22 + "7 papers"]
        assert under(widget, 50, "cursor") == (3 + 10, "e")
        assert widget.editing


async def test_an_answer_that_is_read_shows_its_query_without_a_cursor() -> None:
    async with hosted(SearchBar(), size=(50, 1)) as host:
        widget = query(host, "sparse|")
        widget.edit(editing=False, searching=True)
        await host.settle()
        assert host.lines == [" / sparse"]
        assert under(widget, 50, "cursor") == (-1, "")
        assert not widget.editing
        widget.edit(editing=False, searching=False)
        await host.settle()
        assert host.lines == [" All papers"]


async def test_the_cursor_stands_behind_wide_signs_where_they_end() -> None:
    async with hosted(SearchBar(), size=(50, 1)) as host:
        assert under(query(host, "注意|力"), 50, "cursor") == (3 + 4, "力")
        assert under(query(host, "注意力|"), 50, "cursor") == (3 + 6, " ")


async def test_a_long_query_scrolls_so_that_the_cursor_is_in_sight() -> None:
    async with hosted(SearchBar(), size=(40, 1)) as host:
        widget = query(host, "word " * 30 + "last|", "7 papers")
        await host.settle()
        assert "last" in host.lines[0]
        assert host.lines[0].endswith(" 7 papers")
        assert under(widget, 40, "cursor")[1] == " "
        query(host, "|first " + "word " * 30)
        await host.settle()
        assert host.lines[0].startswith(" / first word")


async def test_a_fault_is_underlined_where_it_is_and_said_at_the_right() -> None:
    async with hosted(SearchBar(), size=(70, 1)) as host:
        widget = query(host, "sparse titel:x|", "7 papers")
        widget.blame((QueryProblem(7, 6, 'unknown field "titel"'),))
        await host.settle()
        assert host.lines[0].endswith(' unknown field "titel"')
        assert "7 papers" not in host.lines[0]
        wrong = [piece for piece in widget.draw(0, 70) if piece.style is not None and piece.style.underline]
        assert [piece.text for piece in wrong] == ["titel:"]
        assert wrong[0].style is not None
        assert wrong[0].style.color == widget.look("search-bar--problem").color
        widget.blame(())
        await host.settle()
        assert host.lines[0].endswith(" 7 papers")


async def test_every_fault_is_underlined_and_the_first_one_said() -> None:
    async with hosted(SearchBar(), size=(60, 1)) as host:
        widget = query(host, "aa bb cc |")
        widget.blame((QueryProblem(0, 2, "first"), QueryProblem(6, 0, "second")))
        wrong = [piece.text for piece in widget.draw(0, 60) if piece.style is not None and piece.style.underline]
        assert wrong == ["aa", "c"]
        assert "first" in widget.draw(0, 60).text
        assert "second" not in widget.draw(0, 60).text


@pytest.mark.parametrize("width", [10, 20, 24])
async def test_on_a_narrow_bar_the_query_comes_before_the_words(width: int) -> None:
    async with hosted(SearchBar(), size=(width, 1)) as host:
        widget = query(host, "abc|", "1,234 papers")
        widget.blame((QueryProblem(0, 1, "a fault that takes many words to explain"),))
        await host.settle()
        assert host.lines[0].startswith(" / abc")


async def test_a_bar_of_several_lines_is_empty_but_for_the_first() -> None:
    async with hosted(SearchBar(), size=(40, 3)) as host:
        bar(host).entitle("All papers", "")
        await host.settle()
        assert host.lines == [" All papers", "", ""]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_drawn_as_words(text: str) -> None:
    async with hosted(SearchBar(), size=(60, 1)) as host:
        widget = bar(host)
        widget.entitle(text, "")
        assert widget.draw(0, 60).text.rstrip() == f" {safe_line(text)}".rstrip()
        query(host, "|").editor.text = text
        assert widget.draw(0, 60).text.rstrip() == f" / {safe_line(text)}".rstrip()
        widget.blame((QueryProblem(0, 1, text),))
        assert safe_line(widget.draw(0, 60).text) == widget.draw(0, 60).text


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
async def test_nothing_makes_the_bar_wider_or_narrower_than_it_is(glyphs: Glyphs) -> None:
    async with hosted(SearchBar(glyphs), size=(80, 1)) as host:

        @given(TEXTS, TEXTS, st.integers(0, 99), st.integers(1, 120), st.booleans())
        @settings(max_examples=100)
        def check(text: str, words: str, position: int, width: int, faulty: bool) -> None:
            widget = bar(host)
            widget.entitle(text, words)
            for editing, searching in ((False, False), (False, True), (True, True)):
                widget.edit(editing=editing, searching=searching)
                widget.editor.text, widget.editor.cursor = text, min(position, len(text))
                widget.blame((QueryProblem(position, 3, words),) if faulty else ())
                strip = widget.draw(0, width)
                assert (strip.cell_length, cell_len(strip.text)) == (width, width)

        check()


async def test_what_is_in_a_list_stands_behind_its_name_where_there_is_room() -> None:
    async with hosted(SearchBar(), size=(60, 1)) as host:
        bar(host).entitle("graphs", "3 papers", "graph attention network OR tree of thoughts")
        await host.settle()
        assert host.lines == [" graphs  graph attention network OR tree of…       3 papers"]
        await host.resize(26, 1)
        assert host.lines == [" graphs          3 papers"]


async def test_a_query_is_said_in_words_until_it_is_edited() -> None:
    async with hosted(SearchBar(), size=(50, 1)) as host:
        query(host, "similar:arxiv:1|", "9 papers").edit(editing=False, searching=True)
        bar(host).phrase("like “Attention Is All You Need”")
        await host.settle()
        assert host.lines == [" / like “Attention Is All You Need”      9 papers"]
        bar(host).edit(editing=True, searching=True)
        await host.settle()
        assert "similar:arxiv:1" in host.lines[0]
        bar(host).edit(editing=False, searching=True)
        bar(host).phrase("")
        await host.settle()
        assert "similar:arxiv:1" in host.lines[0]
