"""Pages cut, shaken and mixed at random: what comes out is always a paper of the page, whole or cut, no mixture."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Problem
from reader.sources import source_for
from reader.sources.daily_page import DailyPage
from tests.unit.sources.pages import FIRST, SECOND, SMALL, Reading, joined, line_of, parts, read, seed

PATHS = st.sampled_from([FIRST, SECOND])
SMALL_PAIRS = read(SMALL).pairs


def ends(page: str, pairs: list[tuple[str, str]]) -> list[int]:
    """Where the abstract of each paper ends in the page."""
    return [page.index(abstract, page.index(f"\n\n{title}\n")) + len(abstract) for title, abstract in pairs]


def assert_whole_before(page: str, cut: int, reading: Reading, pairs: list[tuple[str, str]]) -> None:
    whole = sum(end <= cut for end in ends(page, pairs))
    # An abstract that its author ended without a full stop looks cut where it is the last.
    if whole and not pairs[whole - 1][1].endswith((".", "!", "?", ")")) and "://" not in pairs[whole - 1][1][-60:]:
        whole -= 1
    assert reading.pairs[:whole] == pairs[:whole]
    for title, abstract in reading.pairs[whole:]:
        # What remains may be a paper whose abstract was cut after a full stop: nobody can tell.
        assert (title, True) == (pairs[whole][0], pairs[whole][1].startswith(abstract))
        whole += 1
    assert len(reading.entries) <= whole


@settings(max_examples=60)
@given(PATHS, st.data())
def test_a_bundled_page_cut_anywhere_gives_every_whole_paper_before_the_cut(path: Path, data: st.DataObject) -> None:
    page = path.read_text()
    cut = data.draw(st.integers(0, len(page)))
    reading = read(page[:cut])
    assert_whole_before(page, cut, reading, seed(path).pairs)
    assert all(1 <= problem.line <= page[:cut].count("\n") + 1 for problem in reading.problems)


@settings(max_examples=100)
@given(st.integers(0, len(SMALL)))
def test_what_a_cut_costs_is_told_with_the_line_of_its_title(cut: int) -> None:
    reading = read(SMALL[:cut])
    assert_whole_before(SMALL, cut, reading, SMALL_PAIRS)
    begun = [title for title, _ in SMALL_PAIRS if SMALL.index(f"\n\n{title}\n") + 2 + len(title) <= cut]
    lost = {line_of(SMALL, f"{title}\n") for title in begun[len(reading.entries) :]}
    assert lost <= set(reading.lines)


@settings(max_examples=60)
@given(st.integers(1, len(SMALL) - 1), st.sampled_from(["utf-16", "utf-8"]))
def test_a_page_cut_in_the_middle_of_a_character_still_gives_its_papers(cut: int, encoding: str) -> None:
    page = SMALL.replace(" is ", " ïß ")
    data = page.encode(encoding)[:-cut]
    pairs = read(page).pairs
    reading = read(data)
    assert reading.pairs[:-1] == pairs[: max(0, len(reading.pairs) - 1)]


@settings(max_examples=60)
@given(
    # An abstract lost together with the title after it leaves a page that looks whole.
    st.lists(st.integers(6, 11), unique=True, max_size=4).filter(
        lambda lost: not any(place % 2 and place + 1 in lost for place in lost)
    )
)
def test_blocks_that_are_lost_never_bring_strangers_together(lost: list[int]) -> None:
    reading = read(joined([block for place, block in enumerate(parts()) if place not in lost]))
    assert set(reading.pairs) <= set(SMALL_PAIRS)
    whole = [pair for place, pair in enumerate(SMALL_PAIRS) if not {6 + 2 * place, 7 + 2 * place} & set(lost)]
    assert reading.pairs == whole


BREAKS = st.lists(st.sampled_from(["\n", "\r\n", "\r", "\n\n", " \n", "\n\t\n"]), min_size=1, max_size=5)


@settings(max_examples=60)
@given(BREAKS, st.integers(30, 120))
def test_blank_lines_of_any_kind_and_number_part_the_blocks(breaks: list[str], width: int) -> None:
    ending = breaks[0].strip(" \t") if breaks[0].strip(" \t") != "\n\n" else "\n"
    blocks = [textwrap.fill(block, width, break_long_words=False).replace("\n", ending[:2]) for block in parts()]
    page = f"{ending}{ending}{''.join(breaks)}".join(blocks)
    assert read(page).pairs == SMALL_PAIRS


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_any_bytes_after_a_page_leave_its_papers_alone(tail: bytes) -> None:
    reading = read(SMALL.encode() + b"\n\n" + tail)
    assert reading.pairs[:3] == SMALL_PAIRS


@settings(max_examples=100)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_that_can_be_read_raises(data: bytes) -> None:
    source_for(data)
    for item in DailyPage().read(io.BytesIO(data), "page.txt"):
        assert isinstance(item, Problem) or (item.title and item.abstract)
