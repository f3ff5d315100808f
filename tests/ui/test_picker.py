"""The picker: it narrows as one types, ranks what fits, and shows where one is at any size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.model import safe_line
from tests.ui.hosts import HOSTILE, Hosted, hosted
from tests.unit.widgets.texts import TEXTS
from widgets.glyphs import ASCII, UNICODE, Glyphs
from widgets.picker import Choice, Picker

COLOURS = [Choice(name.lower(), name, f"The colour {name.lower()}.") for name in ("Red", "Green", "Dark red", "Blue")]
MANY = [Choice(str(number), f"Choice {number}") for number in range(100)]


def picker(host: Hosted) -> Picker:
    assert isinstance(host.widget, Picker)
    return host.widget


def shown(host: Hosted) -> list[str]:
    """Give the lines of the picker that are on the screen."""
    region = picker(host).region
    strips = host.pilot.app.screen._compositor.render_strips()
    return [strip.crop(max(0, region.x), region.right).text.rstrip() for strip in strips[region.y : region.bottom]]


def narrowed(host: Hosted, typed: str) -> list[str]:
    """Type a filter, and give the labels that are left."""
    picker(host).editor.set(typed)
    picker(host).narrow()
    return [choice.label for choice in picker(host)._found]


def opened(choices: Sequence[Choice], **options: Any) -> Picker:
    """Give a picker that is being mounted open."""
    return OpenPicker(choices, options)


class OpenPicker(Picker):
    def __init__(self, choices: Sequence[Choice], options: dict[str, Any], glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs)
        self._given = choices, options

    def on_mount(self) -> None:
        choices, options = self._given
        self.open("Colours", choices, **options)


async def test_a_picker_is_there_but_hidden_until_it_is_opened() -> None:
    async with hosted(Picker(), size=(40, 12), fill=False) as host:
        assert not picker(host).opened
        assert picker(host).current is None
        assert host.lines == [""] * 12
        picker(host).open("Colours", COLOURS)
        await host.settle()
        assert picker(host).opened
        picker(host).close()
        await host.settle()
        assert not picker(host).opened
        assert host.lines == [""] * 12


async def test_title_filter_choices_and_help_are_laid_out() -> None:
    choices = [
        Choice("a", "Red", "The colour of roses.", "12"),
        Choice("b", "Green", chosen=True),
        Choice("c", "Blue", chosen=False),
    ]
    async with hosted(opened(choices, help_="Enter takes it"), size=(44, 12), fill=False) as host:
        assert shown(host) == [
            " Colours" + " " * 30 + "3",
            " >",
            "▌Red  The colour of roses.           12",
            " [x] Green",
            " [ ] Blue",
            "",
            " Enter takes it",
        ]


async def test_every_word_that_is_typed_must_be_found_in_any_order_and_case() -> None:
    async with hosted(opened(COLOURS), fill=False) as host:
        assert narrowed(host, "") == ["Red", "Green", "Dark red", "Blue"]
        assert narrowed(host, "RED dark") == ["Dark red"]
        assert narrowed(host, "colour gre") == ["Green"]
        assert narrowed(host, "  ") == ["Red", "Green", "Dark red", "Blue"]
        assert narrowed(host, "violet") == []
        assert picker(host).current is None


async def test_what_is_typed_can_come_before_what_begins_so_where_taking_that_would_overwrite_it() -> None:
    async with hosted(opened(COLOURS, create="Save as", made_first=True), fill=False) as host:
        assert narrowed(host, "re") == ["Save as: re", "Red", "Dark red", "Green"]
        assert narrowed(host, "red") == ["Red", "Dark red"]


async def test_choices_that_are_on_the_way_have_their_room_and_a_word_in_their_place() -> None:
    async with hosted(opened((), waiting="counting…", room=4), size=(44, 14), fill=False) as host:
        assert shown(host) == [" Colours", " >", " counting…", *[""] * 4, ""]
        assert picker(host).current is None
        picker(host).editor.set("re")
        picker(host).offer(COLOURS)
        await host.settle()
        assert [line[:9] for line in shown(host)[1:3]] == [" > re", "▌Red  The"]
        picker(host).editor.set("violet")
        picker(host).narrow()
        await host.settle()
        assert shown(host)[2] == " Nothing fits."


async def test_other_choices_keep_the_filter_and_the_cursor_where_its_choice_is_gone() -> None:
    async with hosted(opened(MANY[:9]), fill=False) as host:
        picker(host).point(4)
        picker(host).offer([*MANY[:3], *MANY[4:9]], at="4")
        assert picker(host).current == MANY[4]
        picker(host).offer([*MANY[:3], *MANY[5:9]], at="4")
        assert picker(host).current == MANY[5]
        picker(host).offer(MANY[:2], at="5")
        assert picker(host).current == MANY[1]


async def test_what_is_only_read_has_no_cursor_and_scrolls_to_its_ends() -> None:
    async with hosted(opened(MANY, intro="A hundred in all"), size=(44, 14), fill=False) as host:
        assert shown(host)[:3] == [" Colours", " A hundred in all", " Choice 0"]
        picker(host).move(-1)
        await host.settle()
        assert shown(host)[2] == " Choice 0"
        picker(host).move(1_000)
        await host.settle()
        assert "Choice 99" in shown(host)[-2]
        picker(host).introduce("So many")
        await host.settle()
        assert shown(host)[1] == " So many"


async def test_the_aside_is_searched_too() -> None:
    choices = [Choice("a", "Down", aside="Ctrl-D"), Choice("b", "Up", aside="Ctrl-U")]
    async with hosted(opened(choices), fill=False) as host:
        assert narrowed(host, "ctrl-u") == ["Up"]


async def test_labels_that_begin_as_typed_come_first_and_then_words_and_then_the_rest() -> None:
    choices = [
        Choice("1", "Other", "with a red thread"),
        Choice("2", "Hundred"),
        Choice("3", "Dark red"),
        Choice("4", "Redo"),
        Choice("5", "Red"),
    ]
    async with hosted(opened(choices), fill=False) as host:
        assert narrowed(host, "red") == ["Redo", "Red", "Dark red", "Hundred", "Other"]


async def test_what_is_typed_can_be_created_unless_it_is_there() -> None:
    async with hosted(opened(COLOURS, create="New colour"), fill=False) as host:
        assert narrowed(host, "") == ["Red", "Green", "Dark red", "Blue"]
        assert narrowed(host, "red") == ["Red", "Dark red"]
        assert narrowed(host, "lu") == ["Blue", "New colour: lu"]
        assert narrowed(host, " RED ") == ["Red", "Dark red"]
        assert narrowed(host, "Violet") == ["New colour: Violet"]
        assert picker(host).current == Choice("", "New colour: Violet")


@pytest.mark.parametrize(("create", "words"), [("New colour", "Type a name."), ("", "Nothing fits.")])
async def test_a_picker_with_nothing_in_it_says_what_to_do(create: str, words: str) -> None:
    async with hosted(opened([], create=create), fill=False) as host:
        assert words in host.lines[picker(host).region.y + 2]
        picker(host).move(1)
        assert picker(host).current is None


async def test_the_cursor_goes_round_the_ends() -> None:
    async with hosted(opened(COLOURS), fill=False) as host:
        taken = []
        for steps in (1, -1, -1, 1, 3, 10, -10):
            picker(host).move(steps)
            assert picker(host).current is not None
            taken.append(picker(host).current.id)  # type: ignore[union-attr]  # asserted above
        assert taken == ["green", "red", "blue", "red", "blue", "green", "blue"]


async def test_a_filter_puts_the_cursor_on_the_best_choice() -> None:
    async with hosted(opened(COLOURS), fill=False) as host:
        picker(host).move(3)
        narrowed(host, "r")
        assert picker(host).current == COLOURS[0]


async def test_a_picker_opens_at_the_choice_that_is_asked_for() -> None:
    async with hosted(opened(MANY, at="60"), size=(40, 12), fill=False) as host:
        assert picker(host).current == MANY[60]
        assert any(line.startswith("▌Choice 60") for line in shown(host))
        picker(host).point(3)
        assert picker(host).current == MANY[3]
        picker(host).point(100)
        picker(host).point(-1)
        assert picker(host).current == MANY[3]


async def test_opening_again_begins_with_an_empty_filter() -> None:
    async with hosted(opened(COLOURS), fill=False) as host:
        assert narrowed(host, "blue") == ["Blue"]
        picker(host).open("Many", MANY)
        await host.settle()
        assert picker(host).editor.text == ""
        assert picker(host).current == MANY[0]
        assert "Many" in host.lines[picker(host).region.y]


async def test_choices_that_are_offered_anew_keep_the_filter_and_the_place() -> None:
    async with hosted(opened(COLOURS), fill=False) as host:
        narrowed(host, "red")
        picker(host).offer([*COLOURS, Choice("infra", "Infrared")], at="dark red")
        assert [choice.label for choice in picker(host)._found] == ["Red", "Dark red", "Infrared"]
        assert picker(host).current == COLOURS[2]


SIZES = [(80, 24), (40, 12), (20, 5), (20, 4), (10, 3)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_choice_under_the_cursor_is_on_the_screen_at_any_size(size: tuple[int, int]) -> None:
    async with hosted(opened(MANY, help_="Enter takes it"), size=size, fill=False) as host:
        for steps in (0, 1, 1, 1, 10, 10, 77, -1, -10, 1, 13):
            picker(host).move(steps)
            await host.settle()
            current = picker(host).current
            assert current is not None
            assert any(f"▌{current.label}"[: size[0] - 4].rstrip("…") in line for line in host.lines), host.lines


@pytest.mark.parametrize("size", [*SIZES, (300, 100), (9, 2), (1, 1)])
async def test_the_picker_lies_within_the_screen(size: tuple[int, int]) -> None:
    async with hosted(opened(MANY), size=size, fill=False) as host:
        region = picker(host).region
        assert region.x >= 0
        assert region.right <= size[0]
        assert region.y >= 0
        assert region.bottom <= size[1]
        strips = host.pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}


async def test_a_resize_while_it_is_open_keeps_the_choice_in_sight() -> None:
    async with hosted(opened(MANY, at="60"), size=(80, 24), fill=False) as host:
        for size in ((40, 12), (20, 5), (120, 40)):
            await host.resize(*size)
            picker(host).fit()
            await host.settle()
            assert any("▌Choice 60" in line for line in host.lines)


async def test_with_more_choices_than_lines_no_line_is_wasted() -> None:
    async with hosted(opened(MANY, at="99"), size=(40, 12), fill=False) as host:
        assert [line.split()[-1] for line in shown(host)[2:-1]] == ["95", "96", "97", "98", "99"]


async def test_a_long_filter_scrolls_so_that_its_end_is_in_sight() -> None:
    async with hosted(opened(COLOURS), size=(40, 12), fill=False) as host:
        narrowed(host, "注意力" * 20 + "末")
        await host.settle()
        assert shown(host)[1].endswith("末")


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_drawn_as_words(text: str) -> None:
    choices = [Choice("a", text, text, text)]
    async with hosted(OpenPicker(choices, {"help_": text}), size=(80, 12), fill=False) as host:
        narrowed(host, text)
        picker(host).editor.text = text
        await host.settle()
        assert all(line == safe_line(line) for line in host.lines)
        assert any(safe_line(text).strip() in line for line in shown(host)[2:])


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
async def test_nothing_makes_a_line_wider_or_narrower_than_the_picker(glyphs: Glyphs) -> None:
    async with hosted(OpenPicker(MANY, {}, glyphs), fill=False) as host:

        @given(TEXTS, TEXTS, TEXTS, st.sampled_from([None, True, False]), TEXTS, st.integers(1, 80))
        @settings(max_examples=100)
        def check(label: str, detail: str, aside: str, chosen: bool | None, typed: str, width: int) -> None:
            picker(host)._title = picker(host)._help = detail
            picker(host).editor.set(typed)
            picker(host).offer([Choice("a", label, detail, aside, chosen), Choice("b", label, detail, aside, chosen)])
            for y in range(picker(host).size.height):
                strip = picker(host).draw(y, width)
                assert (strip.cell_length, cell_len(strip.text)) == (width, width)

        check()


async def test_a_detail_is_shown_only_beside_its_label_and_leaves_the_aside() -> None:
    choices = [Choice("a", "标签" * 8, "Some words about it that are long", "17")]
    async with hosted(opened(choices), size=(60, 12), fill=False) as host:
        line = shown(host)[2]
        assert line == "▌" + "标签" * 8 + "  Some words…       17"


async def test_everything_under_the_cursor_is_in_the_cursor_s_colours() -> None:
    async with hosted(opened([Choice("a", "Red", "The colour of roses.", "12", chosen=True)]), fill=False) as host:
        ground = picker(host).look("picker--current")
        colours = {(piece.style.color, piece.style.bgcolor) for piece in picker(host).draw(2, 60) if piece.style}
        assert colours == {(ground.color, ground.bgcolor)}


async def test_a_click_picks_the_choice_it_hits() -> None:
    async with hosted(opened(MANY), size=(40, 12), fill=False) as host:
        picker(host).move(50)
        await host.settle()
        lines = shown(host)
        await host.pilot.click(Picker, offset=(3, 3))
        (told,) = host.told(Picker.Picked)
        assert lines[3].endswith(f"Choice {told.index}")


@pytest.mark.parametrize("line", [0, 1, -1])
async def test_a_click_on_title_filter_or_help_picks_nothing(line: int) -> None:
    async with hosted(opened(MANY, help_="Enter takes it"), size=(40, 12), fill=False) as host:
        await host.pilot.click(Picker, offset=(3, line % picker(host).size.height))
        assert host.told(Picker.Picked) == []


async def test_a_click_below_the_last_choice_picks_nothing() -> None:
    async with hosted(opened(COLOURS), size=(40, 12), fill=False) as host:
        narrowed(host, "blue")
        await host.settle()
        await host.pilot.click(Picker, offset=(3, 4))
        assert host.told(Picker.Picked) == []


async def test_the_wheel_moves_the_cursor() -> None:
    async with hosted(opened(COLOURS), size=(40, 12), fill=False) as host:
        region = picker(host).region
        await host.turn_wheel("down", region.x + 1, region.y + 1)
        assert picker(host).current == COLOURS[1]
        await host.turn_wheel("up", region.x + 1, region.y + 1)
        assert picker(host).current == COLOURS[0]
