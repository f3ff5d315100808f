"""A line of the paper list: what it says at which width, whatever the title is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.model import Row, safe_line
from tests.ui.hosts import HOSTILE, Hosted, hosted
from tests.unit.widgets.texts import TEXTS
from widgets.glyphs import ASCII, UNICODE, Glyphs
from widgets.paper_list import NoRows, PaperList


class Titles:
    """Rows from a list."""

    def __init__(self, *rows: Row | str) -> None:
        self._rows = [row if isinstance(row, Row) else Row(1, "own:1", row) for row in rows]

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        return self._rows[start:stop]


def row(title: str = "Attention is all you need", **facts: object) -> Row:
    return Row(1, "own:1", title)._replace(**facts)  # type: ignore[arg-type]  # each test names fields of a row


def papers(host: Hosted) -> PaperList:
    assert isinstance(host.widget, PaperList)
    return host.widget


async def test_an_empty_list_says_why() -> None:
    async with hosted(PaperList(), size=(40, 12)) as host:
        papers(host).show(NoRows(), empty="Nothing is unread.\n2 shows all papers.")
        await host.settle()
        assert [line for line in host.lines if line] == ["  Nothing is unread.", "  2 shows all papers."]


async def test_the_words_of_an_empty_list_fit_into_little() -> None:
    async with hosted(PaperList(), size=(12, 1)) as host:
        papers(host).show(NoRows(), empty="Nothing is unread.\n2 shows all papers.")
        await host.settle()
        assert host.lines == ["  Nothing"]
        await host.resize(12, 7)
        assert [line for line in host.lines if line] == ["  Nothing", "  is unre…", "  2 shows", "  all pap…"]


async def test_a_list_that_is_not_empty_does_not_say_why() -> None:
    async with hosted(PaperList(), size=(40, 12)) as host:
        papers(host).show(Titles(row()), empty="Nothing.")
        await host.settle()
        assert "Nothing." not in "".join(host.lines)


def one_line(widget: PaperList, shown: Row, width: int, **options: object) -> str:
    widget.show(Titles("another", shown), spans=options.get("spans"))  # type: ignore[arg-type]  # the one option
    widget.cursor = 1 if options.get("cursor") else 0
    return widget.draw(1, width).text


@pytest.mark.parametrize(
    ("shown", "width", "text"),
    [
        (row(), 40, " ●  Attention is all you need           "),
        (row(read=True), 40, "    Attention is all you need           "),
        (row(bookmarked=True), 40, " ●★ Attention is all you need           "),
        (row(rank=7), 40, " ●   7 Attention is all you need        "),
        (row(rank=53, read=True), 40, "    53 Attention is all you need        "),
        (row(rating=4), 40, " ●  Attention is all you need        4★ "),
        (row(date="2025-08-25"), 59, " ●  Attention is all you need" + " " * 30),
        (row(date="2025-08-25"), 60, " ●  Attention is all you need" + " " * 20 + "2025-08-25 "),
        (row(date="2025-08-25", rating=5), 60, " ●  Attention is all you need" + " " * 17 + "5★ 2025-08-25 "),
        (row(), 24, " ●  Attention is all…   "),
        (row(rank=7, rating=4), 24, " ●   7 Attention…    4★ "),
        (row(rank=7, rating=4), 18, " ●   7 Attention… "),
    ],
)
async def test_a_line_shows_mark_bookmark_rank_title_rating_and_date(shown: Row, width: int, text: str) -> None:
    async with hosted(PaperList(), size=(80, 3)) as host:
        assert one_line(papers(host), shown, width) == text


async def test_the_signs_of_plain_terminals_are_plain() -> None:
    async with hosted(PaperList(ASCII), size=(80, 3)) as host:
        shown = row(bookmarked=True, rating=4)
        assert one_line(papers(host), shown, 40, cursor=True) == ">*+ Attention is all you need       4/5 "
        assert one_line(papers(host), shown, 24).isascii()


async def test_the_cursor_shows_without_colour() -> None:
    async with hosted(PaperList(), size=(80, 3)) as host:
        assert one_line(papers(host), row(), 40, cursor=True).startswith("▌●  Attention")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
async def test_no_title_makes_a_line_wider_or_narrower_than_the_list(glyphs: Glyphs) -> None:
    async with hosted(PaperList(glyphs)) as host:

        @given(TEXTS, st.integers(10, 120), st.integers(0, 1_200), st.integers(0, 5), st.booleans())
        @settings(max_examples=100)
        def check(title: str, width: int, rank: int, rating: int, flag: bool) -> None:
            check_width(papers(host), title, width, rank, rating, flag)

        check()


def check_width(widget: PaperList, title: str, width: int, rank: int, rating: int, flag: bool) -> None:
    shown = row(title, rank=rank, rating=rating, bookmarked=flag, read=not flag, date="2025-08-25" if flag else "")
    widget.show(Titles(shown), spans=lambda text: [(0, 3), (5, len(text))])
    strip = widget.draw(0, width)
    assert strip.cell_length == width
    assert cell_len(strip.text) == width
    assert safe_line(strip.text) == strip.text


async def test_a_hostile_title_is_drawn_as_text() -> None:
    async with hosted(PaperList(), size=(60, len(HOSTILE))) as host:
        papers(host).show(Titles(*HOSTILE))
        await host.settle()
        assert host.lines == [
            f"{'▌' if index == 0 else ' '}●  {safe_line(title)}".rstrip() for index, title in enumerate(HOSTILE)
        ]
        strips = host.pilot.app.screen._compositor.render_strips()
        assert not [
            strip for strip in strips for segment in strip if segment.style and segment.style.meta.get("@click")
        ]


async def test_what_the_search_found_is_marked_and_the_rest_is_not() -> None:
    async with hosted(PaperList(), size=(80, 3)) as host:
        widget = papers(host)
        widget.show(Titles("other", "Attention is all"), spans=lambda title: [(13, 16)] if title[0] == "A" else [])
        match = widget.look("paper-list--match")
        marked = "".join(segment.text for segment in widget.draw(1, 40) if segment.style == match)
        assert marked == "all"


@pytest.mark.parametrize(("width", "marked"), [(40, "need"), (22, ""), (20, "")])
async def test_a_match_in_the_part_that_is_left_out_marks_nothing(width: int, marked: str) -> None:
    async with hosted(PaperList(), size=(80, 3)) as host:
        widget = papers(host)
        widget.show(
            Titles("other", "Attention is all you need"), spans=lambda title: [(21, 25)] if title[0] == "A" else []
        )
        match = widget.look("paper-list--match")
        assert "".join(segment.text for segment in widget.draw(1, width) if segment.style == match) == marked


async def test_a_match_that_is_cut_is_marked_up_to_the_ellipsis() -> None:
    async with hosted(PaperList(ASCII), size=(80, 3)) as host:
        widget = papers(host)
        widget.show(
            Titles("o", "Antidisestablishmentarianism"),
            spans=lambda title: [(0, len(title))] if title[0] == "A" else [],
        )
        match = widget.look("paper-list--match")
        strip = widget.draw(1, 20)
        assert strip.text == " *  Antidisestab... "
        assert "".join(segment.text for segment in strip if segment.style == match) == "Antidisestab"


async def test_a_match_under_the_cursor_is_still_told_by_bold_and_underline() -> None:
    async with hosted(PaperList(), size=(80, 3)) as host:
        widget = papers(host)
        widget.show(Titles("Attention is all"), spans=lambda _title: [(13, 16)])
        ground = widget.look("paper-list--cursor")
        (found,) = [segment for segment in widget.draw(0, 40) if segment.text == "all"]
        assert found.style is not None
        assert (found.style.underline, found.style.bold) == (True, True)
        assert found.style.bgcolor == ground.bgcolor


async def test_everything_under_the_cursor_is_in_the_cursor_s_colours() -> None:
    async with hosted(PaperList(), size=(80, 3)) as host:
        widget = papers(host)
        widget.show(
            Titles(row(rank=7, rating=4, date="2025-08-25", bookmarked=True)), spans=lambda _title: [(0, 9), (13, 16)]
        )
        ground = widget.look("paper-list--cursor")
        colours = {(piece.style.color, piece.style.bgcolor) for piece in widget.draw(0, 80) if piece.style is not None}
        assert colours == {(ground.color, ground.bgcolor)}


@pytest.mark.parametrize(("glyphs", "signs"), [(UNICODE, "◆ ●"), (ASCII, "! *")])
async def test_new_papers_at_the_beginning_have_a_mark_of_their_own_while_they_are_unread(
    glyphs: Glyphs, signs: str
) -> None:
    async with hosted(PaperList(glyphs), size=(40, 4)) as host:
        papers(host).show(Titles(row(), row(read=True), row()), new=2)
        await host.settle()
        assert "".join(line[1] for line in host.lines[:3]) == signs
        papers(host).show(Titles(row(), row(read=True), row()))
        await host.settle()
        assert host.lines[0][1] == glyphs.unread


async def test_votes_stand_in_a_column_whatever_the_title_is_made_of() -> None:
    async with hosted(PaperList(), size=(80, 6)) as host:
        papers(host).votes = True
        rows = (
            row("論文" * 40, up=7, date="2026-11-30"),
            row("Plain", up=12_345, date="2026"),
            row("e\u0301" * 70, up=1 << 60, date="2026-11"),
            row("Nobody voted", date="2026-11-30"),
            row("Rated", up=9_999, rating=4),
        )
        papers(host).show(Titles(*rows))
        await host.settle()
        places = [cell_len(line[: line.index("▲")]) for line in host.lines if "▲" in line]
        assert len(places) == 4
        assert len(set(places)) == 1
        assert "▲  12k       2026" in host.lines[1]
        assert "▲ 999k    2026-11" in host.lines[2]
        assert "4★ ▲ 9999" in host.lines[4]


async def test_votes_are_not_shown_unless_they_are_wanted_and_have_room() -> None:
    async with hosted(PaperList(), size=(39, 3)) as host:
        papers(host).show(Titles(row(up=7)))
        await host.settle()
        assert "▲" not in host.lines[0]
        papers(host).votes = True
        papers(host).show(Titles(row(up=7)))
        await host.settle()
        assert "▲" not in host.lines[0]
