"""TeX on the screen: shown as one reads it, marked where it was found, raw with a key; and the links of an abstract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader.library import Library
from reader.model import Paper, Row
from reader.paths import Places
from reader.query import Field
from reader.query.highlight import Highlighter
from reader.query.parse import parse
from reader.text import as_it_is, readable
from tests.ui.conftest import Start, frame
from tests.ui.hosts import Hosted, hosted
from widgets.abstract_pane import AbstractPane
from widgets.paper_list import PaperList

TITLE = r"An $O(\sqrt{n})$ bound for $\alpha$-stable Schr\"odinger operators"
ABSTRACT = (
    r"We show $x_i^2 \leq \mine$ and $\|f\|_{ij,k} \to 0$ in {\em all} cases, 20.6times faster."
    "\n\nCode: https: //github.com/a/b , data: https://huggingface.co/ datasets/c/d-e and https://github.com/a/b."
)
PAPER = Paper(id=1, key="own:1", title=TITLE, abstract=ABSTRACT)


class OneRow:
    """A list of one paper."""

    def __len__(self) -> int:
        return 1

    def rows(self, start: int, stop: int) -> list[Row]:
        return [Row(1, "own:1", TITLE)][start:stop]


def marked(host: Hosted, y: int) -> list[str]:
    """Give the parts of a line that stand out by an underline."""
    assert isinstance(host.widget, AbstractPane | PaperList)
    strip = host.widget.draw(y, host.widget.size.width)
    return [piece.text for piece in strip if piece.style and piece.style.underline]


async def test_a_title_of_the_list_is_readable_and_marked_where_it_was_found() -> None:
    async with hosted(PaperList(), size=(72, 4)) as host:
        papers = host.widget
        assert isinstance(papers, PaperList)
        highlighter = Highlighter(parse("schrodinger alpha").root)
        papers.show(OneRow(), spans=lambda title: highlighter.spans(title, Field.TITLE))
        await host.settle()
        assert host.lines[0] == "▌●  An O(√n) bound for α-stable Schrödinger operators"
        assert marked(host, 0) == ["α", "Schrödinger"]
        papers.read(as_it_is, None)
        await host.settle()
        assert r"An $O(\sqrt{n})$ bound for $\alpha$-stable Schr\"odinger" in host.lines[0]
        assert marked(host, 0) == ["alpha$", r"Schr\"odinger"]


async def test_an_abstract_is_readable_and_its_links_are_whole_and_numbered() -> None:
    async with hosted(AbstractPane(), size=(82, 12)) as host:
        pane = host.widget
        assert isinstance(pane, AbstractPane)
        pane.show(PAPER, Highlighter(parse("cases data github").root).spans)
        await host.settle()
        assert host.lines[:7] == [
            " An O(√n) bound for α-stable Schrödinger operators",
            " own:1",
            "",
            r" We show $x_i^2 \leq \mine$ and ‖f‖_(ij,k) → 0 in all cases, 20.6× faster.",
            "",
            " Code: https://github.com/a/b [1] , data: https://huggingface.co/datasets/c/d-e",
            " [2] and https://github.com/a/b [1].",
        ]
        assert marked(host, 3) == ["cases"]
        assert marked(host, 5) == ["github", "data"]
        assert marked(host, 6) == ["github"]
        pane.read(as_it_is)
        await host.settle()
        words = " ".join(line.strip() for line in host.lines)
        assert r"{\em all} cases, 20.6times" in words
        assert "https: //github.com/a/b [1]" in words


async def test_another_way_of_reading_stays_near_what_is_read() -> None:
    paper = Paper(id=2, key="own:2", title="Long", abstract="\n".join(f"Line {n} $\\alpha$" for n in range(100)))
    async with hosted(AbstractPane(), size=(40, 10)) as host:
        pane = host.widget
        assert isinstance(pane, AbstractPane)
        pane.show(paper)
        pane.scroll(50)
        await host.settle()
        before = host.lines
        pane.read(as_it_is)
        await host.settle()
        assert "$\\alpha$" in host.lines[0]
        pane.read(readable)
        await host.settle()
        assert host.lines == before


@pytest.fixture
def written(places: Places, tmp_path: Path) -> Places:
    """A home with a paper that is full of TeX."""
    page = tmp_path / "papers.jsonl"
    page.write_text(json.dumps({"id": "2401.00001", "title": TITLE, "abstract": ABSTRACT}), "utf-8")
    library = Library.open(places)
    library.import_paths([page])
    library.close()
    return places


async def test_a_dollar_shows_it_raw_and_readable_again_also_after_a_restart(written: Places, start: Start) -> None:
    async with start() as reader:
        assert "An O(√n) bound" in reader.lines[1]
        await reader.press("$")
        assert r"An $O(\sqrt{n})$ bound" in reader.lines[1]
        assert r"{\em all}" in frame(reader.app)
        assert "readable" in reader.status
    async with start() as reader:
        assert r"An $O(\sqrt{n})$ bound" in reader.lines[1]
        await reader.press("$")
        assert "An O(√n) bound" in reader.lines[1]


async def test_a_terminal_without_unicode_shows_it_raw(written: Places, start: Start) -> None:
    written.settings.parent.mkdir(parents=True, exist_ok=True)
    written.settings.write_text("ascii = true\n", "utf-8")
    async with start() as reader:
        assert r"An $O(\sqrt{n})$ bound" in reader.lines[1]


async def test_a_title_is_copied_as_it_is_shown(written: Places, start: Start) -> None:
    async with start() as reader:
        await reader.press("y", "t")
        assert "An O(√n) bound for α-stable Schrödinger operators" in reader.main.status.notice
        await reader.press("$", "y", "t")
        assert r"An $O(\sqrt{n})$ bound" in reader.main.status.notice


async def test_a_link_is_chosen_by_its_number_and_said_whole(written: Places, start: Start) -> None:
    async with start() as reader:
        await reader.press("L")
        assert "1  https://github.com/a/b" in frame(reader.app)
        assert "2  https://huggingface.co/datasets/c/d-e" in frame(reader.app)
        await reader.press("2", "enter")
        assert "https://huggingface.co/datasets/c/d-e" in reader.main.status.notice
        await reader.press("L", "enter")
        assert "https://github.com/a/b" in reader.main.status.notice


async def test_an_abstract_without_links_says_so(start: Start) -> None:
    async with start() as reader:
        while "http" in (reader.main.paper.abstract if reader.main.paper else ""):
            await reader.press("j")
        await reader.press("L")
        assert "no link in this abstract" in reader.status


async def test_passages_are_readable_and_marked(written: Places, start: Start) -> None:
    async with start() as reader:
        await reader.idle()
        await reader.press("z", "/")
        await reader.type("mine cases")
        await reader.press("enter")
        await reader.shows("20.6× faster")
        assert "in all cases" in reader.lines[2]
