"""The status line: where one is, what just happened, what goes on, and the key that helps next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.model import safe_line
from tests.ui.hosts import Hosted, hosted
from tests.unit.widgets.texts import TEXTS
from widgets.status_line import StatusLine


def status(host: Hosted) -> StatusLine:
    assert isinstance(host.widget, StatusLine)
    return host.widget


def full(
    host: Hosted, *, place: str = "", notice: str = "", work: str = "", hint: str = "", alarm: bool = False
) -> None:
    widget = status(host)
    widget.place(place)
    widget.say(notice, alarm=alarm)
    widget.work(work)
    widget.hint(hint)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ({}, ""),
        ({"place": "3 of 53"}, " 3 of 53"),
        ({"place": "3 of 53", "hint": "? help"}, " 3 of 53" + " " * 45 + "? help"),
        ({"place": "3 of 53", "notice": "Bookmarked.", "hint": "? help"}, " 3 of 53  Bookmarked."),
        (
            {"place": "3 of 53", "work": "indexing 40 of 95", "hint": "? help"},
            " 3 of 53" + " " * 34 + "indexing 40 of 95",
        ),
        (
            {"place": "3 of 53", "work": "indexing 40 of 95", "notice": "Bookmarked."},
            " 3 of 53  Bookmarked." + " " * 21 + "indexing 40 of 95",
        ),
        ({"notice": "Hello."}, " Hello."),
    ],
)
async def test_the_line_says_what_is_most_wanted(words: dict[str, str], line: str) -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        full(host, **words)  # type: ignore[arg-type]  # only texts are among them
        await host.settle()
        assert host.lines == [line]


async def test_a_notice_that_is_taken_back_uncovers_the_hint() -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        full(host, place="3 of 53", notice="Bookmarked.", hint="? help")
        assert status(host).notice == "Bookmarked."
        status(host).say("")
        await host.settle()
        assert status(host).notice == ""
        assert host.lines[0].endswith("? help")


async def test_a_notice_is_said_whole_where_it_can_be_and_else_shortened_before_what_goes_on() -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        full(host, place="3 of 53", notice="A notice of many words that do not fit here.", work="indexing 40 of 95")
        await host.settle()
        assert host.lines == [" 3 of 53  A notice of many words that do not fit here."]
        status(host).say("A notice of so many words that there is no line of which it were not far too long.")
        await host.settle()
        assert host.lines == [" 3 of 53  A notice of so many words…      indexing 40 of 95"]


async def test_what_goes_on_gives_way_where_a_notice_could_not_be_read_beside_it() -> None:
    async with hosted(StatusLine(), size=(36, 1)) as host:
        full(host, place="3 of 53", notice="The disk is full.", work="indexing 40 of 95", alarm=True)
        await host.settle()
        assert host.lines == [" 3 of 53  The disk is full."]
        status(host).say("")
        await host.settle()
        assert host.lines == [" 3 of 53          indexing 40 of 95"]


async def test_on_a_short_line_what_goes_on_says_how_far_and_no_more() -> None:
    async with hosted(StatusLine(), size=(40, 1)) as host:
        full(host, place="3 of 53", hint="? help", work="importing 36%, 9,702/s, 7 s left")
        await host.settle()
        assert host.lines == [f"{' 3 of 53':<17}importing 36%, 9,702/s"]
        await host.resize(30, 1)
        assert host.lines == [f"{' 3 of 53':<16}importing 36%"]


async def test_a_hint_that_does_not_fit_is_left_out() -> None:
    async with hosted(StatusLine(), size=(20, 1)) as host:
        full(host, place="3 of 53", hint="/ search  v views  ? help")
        await host.settle()
        assert host.lines == [" 3 of 53     ? help"]
        await host.resize(16, 1)
        assert host.lines == [" 3 of 53"]


async def test_the_place_gives_way_to_a_notice_that_does_not_fit_beside_it() -> None:
    async with hosted(StatusLine(), size=(40, 1)) as host:
        full(host, place="注意力机制", notice="Bookmarked and more to say.")
        await host.settle()
        assert host.lines == [" Bookmarked and more to say."]


async def test_what_went_wrong_looks_another_way_than_what_happened() -> None:
    async with hosted(StatusLine(), size=(40, 1)) as host:
        looks = []
        for alarm in (False, True):
            status(host).say("It is full.", alarm=alarm)
            looks.append({piece.text.strip(): piece.style for piece in status(host).draw(0, 40)}["It is full."])
        assert looks[0] != looks[1]
        assert looks[1] is not None
        assert looks[1].bold


@pytest.mark.parametrize(
    "say",
    [
        lambda line: line.place("3 of 53"),
        lambda line: line.say("Bookmarked."),
        lambda line: line.work("indexing"),
        lambda line: line.hint("? help"),
        lambda line: line.news("3 new in graphs"),
    ],
)
async def test_the_line_is_drawn_once_for_new_words_and_never_for_the_same(say: Callable[[StatusLine], None]) -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        say(status(host))
        await host.settle()
        assert host.drawn == [0]
        say(status(host))
        await host.settle()
        assert host.drawn == [0]


async def test_the_same_words_as_an_alarm_are_drawn_again() -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        status(host).say("Full.")
        await host.still()
        status(host).say("Full.", alarm=True)
        await host.settle()
        assert host.drawn == [0]


async def test_nothing_makes_the_line_wider_or_narrower_than_it_is() -> None:
    async with hosted(StatusLine(), size=(80, 1)) as host:

        @given(TEXTS, TEXTS, TEXTS, TEXTS, st.integers(1, 100))
        @settings(max_examples=100)
        def check(place: str, notice: str, work: str, hint: str, width: int) -> None:
            full(host, place=place, notice=notice, work=work, hint=hint)
            strip = status(host).draw(0, width)
            assert (strip.cell_length, cell_len(strip.text)) == (width, width)
            assert safe_line(strip.text) == strip.text

        check()


# What may be typed next


NAMES = [("Geoffrey Hinton", "12"), ("Geoffrey Ye Li", "9"), ("Geoffrey Mason", "3")]


@pytest.mark.parametrize(
    ("width", "chosen", "line"),
    [
        (80, 0, " author:  Geoffrey Hinton 12  Geoffrey Ye Li 9  Geoffrey Mason 3      Tab takes"),
        (60, 0, " author:  Geoffrey Hinton 12  …                   Tab takes"),
        (60, 2, " author:  Geoffrey Ye Li 9  Geoffrey Mason 3      Tab takes"),
        (40, 1, " author:  Geoffrey Ye Li 9  …"),
        (20, 0, " author:  Geoffrey…"),
    ],
)
async def test_what_may_be_typed_next_is_one_strip_with_the_chosen_one_in_sight(
    width: int, chosen: int, line: str
) -> None:
    async with hosted(StatusLine(), size=(width, 1)) as host:
        full(host, place="3 of 53", notice="Bookmarked.", hint="? help")
        status(host).offer("author:", NAMES, chosen)
        await host.settle()
        assert host.lines == [line]
        marked = [
            piece.text
            for piece in status(host).draw(0, width)
            if piece.style == status(host).look("status-line--chosen")
        ]
        assert len(marked) == 1
        assert marked[0].startswith("Geoffrey")


async def test_what_is_offered_again_draws_nothing_and_no_choices_give_the_line_back() -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        full(host, place="3 of 53", hint="? help")
        status(host).offer("is:", [("read", "")], 0)
        await host.still()
        status(host).offer("is:", [("read", "")], 0)
        await host.settle()
        assert host.drawn == []
        status(host).offer("", [], 0)
        await host.still()
        assert host.lines[0].startswith(" 3 of 53")
        status(host).offer("tag:", [], 0)
        await host.settle()
        assert host.drawn == []


async def test_no_choices_make_the_line_wider_or_narrower_than_it_is() -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:

        @given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), st.integers(0, 4), st.integers(1, 120))
        @settings(max_examples=100)
        def check(label: str, choices: list[tuple[str, str]], chosen: int, width: int) -> None:
            status(host).offer(label, choices, min(chosen, len(choices) - 1))
            strip = status(host).draw(0, width)
            assert (strip.cell_length, cell_len(strip.text)) == (width, width)
            assert safe_line(strip.text) == strip.text

        check()


async def test_what_is_new_somewhere_else_stands_before_the_keys_and_gives_way_to_what_just_happened() -> None:
    async with hosted(StatusLine(), size=(60, 1)) as host:
        status(host).place("1 of 9")
        status(host).hint("v views  ? help")
        status(host).news("3 new in graphs")
        await host.settle()
        assert host.lines == [" 1 of 9                   3 new in graphs   v views  ? help"]
        await host.resize(40, 1)
        assert host.lines == [" 1 of 9        3 new in graphs   ? help"]
        status(host).say("Bookmarked.")
        await host.settle()
        assert host.lines == [" 1 of 9  Bookmarked."]
