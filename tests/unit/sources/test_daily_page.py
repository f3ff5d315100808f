"""Daily Papers pages, whole and in every state of damage that has a name."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import pytest

from reader.errors import SourceError
from reader.model import Entry, Origin
from reader.model.ids import title_key
from reader.sources import daily_page, source_for
from reader.sources.daily_page import DailyPage
from tests.unit.sources.pages import FIRST, SECOND, SMALL, joined, line_of, parts, read, seed

WHOLE = read(SMALL)
TITLES = [entry.title for entry in WHOLE.entries]


@pytest.mark.parametrize(("path", "day", "count"), [(FIRST, "--08-25", 53), (SECOND, "--03-24", 48)])
def test_a_bundled_page_has_its_day_and_every_paper_in_order(path: Path, day: str, count: int) -> None:
    reading = seed(path)
    assert reading.ranks == [(day, rank) for rank in range(1, count + 1)]
    assert reading.problems == []
    assert all(len(abstract) > 1300 and len(title) <= 120 for title, abstract in reading.pairs)


def test_the_bundled_pages_hold_95_papers_and_share_6() -> None:
    first, second = ({entry.keys for entry in seed(path).entries} for path in (FIRST, SECOND))
    assert (len(first | second), len(first & second)) == (95, 6)


def test_the_blocks_of_a_bundled_page_are_the_papers_byte_for_byte() -> None:
    blocks = FIRST.read_text().split("\n\n")
    papers = blocks[blocks.index("Aug 25") + 1 :]
    assert seed(FIRST).pairs == list(zip(papers[::2], papers[1::2], strict=True))


def test_an_entry_knows_its_key_its_line_and_its_edition() -> None:
    entry = WHOLE.entries[1]
    assert entry.keys == (title_key("Counting Sheep with [MASK]: What Do Sleepy Models Dream of?"),)
    assert entry.origin == Origin("daily-papers", "page.txt", line_of(SMALL, "Counting Sheep"))
    assert entry.appearance is not None
    assert (entry.appearance.edition.key, entry.appearance.rank) == ("daily-papers:--08-25", 2)


def test_brackets_of_a_title_stay() -> None:
    assert TITLES[1].startswith("Counting Sheep with [MASK]:")


def wrapped(width: int) -> str:
    return joined([textwrap.fill(block, width, break_long_words=False) for block in parts()])


SAME = {
    "crlf": SMALL.replace("\n", "\r\n").encode(),
    "cr": SMALL.replace("\n", "\r").encode(),
    "utf-8 mark": b"\xef\xbb\xbf" + SMALL.encode(),
    "utf-16": SMALL.encode("utf-16"),
    "utf-16, big end first": b"\xfe\xff" + SMALL.encode("utf-16-be"),
    "trailing blanks": SMALL.replace("\n", " \t \n").encode(),
    "blanks before": SMALL.replace("\n\n", "\n\n   ").encode(),
    "doubled blank lines": SMALL.replace("\n\n", "\n\n\n\n").encode(),
    "blank lines of odd blanks": SMALL.replace("\n\n", "\n\u00a0\u200b\x0c\n").encode(),
    "a newline at the end": SMALL.encode() + b"\n",
    "blank lines at both ends": b"\n\n" + SMALL.encode() + b"\n\n\n",
    "wrapped at 40": wrapped(40).encode(),
    "wrapped at 72": wrapped(72).encode(),
    "no blank lines": SMALL.replace("\n\n", "\n").encode(),
    "no blank lines in the head": SMALL.replace("\n\n", "\n", 5).encode(),
    "the day runs into the first title": SMALL.replace("Aug 25\n\n", "Aug 25\n").encode(),
    "no line of the name": SMALL.replace("Daily Papers\n\n", "").encode(),
    "spaced by-line": SMALL.replace("byAK", "by AK").encode(),
    "another case": SMALL.replace("byAK", "BY ak").replace("Daily Papers", "daily papers").encode(),
    "no head but the day": joined(parts()[5:]).encode(),
    "zero bytes": SMALL.replace("Lantern,", "Lan\0tern,").encode(),
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME.keys())
def test_a_page_saved_in_another_way_has_the_same_papers(data: bytes) -> None:
    reading = read(data)
    assert reading.pairs == WHOLE.pairs
    assert reading.ranks == WHOLE.ranks
    assert reading.problems == []


@pytest.mark.parametrize("data", SAME.values(), ids=SAME.keys())
def test_a_page_saved_in_another_way_is_recognised(data: bytes) -> None:
    assert isinstance(source_for(data[:4096]), DailyPage)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    expected = [entry.origin.line for entry in WHOLE.entries]
    for ending in ("\r\n", "\r"):
        assert [entry.origin.line for entry in read(SMALL.replace("\n", ending)).entries] == expected


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Aug 25", "--08-25"),
        ("August 25", "--08-25"),
        ("25 Aug", "--08-25"),
        ("Aug 25, 2025", "2025-08-25"),
        ("25 August 2025", "2025-08-25"),
        ("2025-08-25", "2025-08-25"),
        ("Sept. 1", "--09-01"),
        ("Feb 29", "--02-29"),
    ],
)
def test_a_day_is_read_however_it_is_written(words: str, day: str) -> None:
    reading = read(SMALL.replace("Aug 25", words))
    assert reading.ranks == [(day, 1), (day, 2), (day, 3)]
    assert reading.problems == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Mon, Aug 25th", "2025-08-25"),
        ("Tuesday 25 August", "2026-08-25"),
        ("Tue, Dec 1", "2026-12-01"),  # the zone of the page may be ahead
        ("Wed, Dec 2", "--12-02"),
        ("Sat, Aug 25", "--08-25"),  # of 2018, before there were any
        ("Thu, Feb 29", "2024-02-29"),
    ],
)
def test_a_weekday_tells_the_year(monkeypatch: pytest.MonkeyPatch, words: str, day: str) -> None:
    monkeypatch.setattr("reader.sources.daily_page.time.gmtime", lambda _seconds: (2026, 12, 1))
    assert read(SMALL.replace("Aug 25", words)).ranks[0] == (day, 1)


@pytest.mark.parametrize(("words", "day"), [("Aug 25", "2024-08-25"), ("Aug 25, 2025", "2025-08-25")])
def test_a_year_that_is_given_counts_where_the_page_has_none(words: str, day: str) -> None:
    assert read(SMALL.replace("Aug 25", words), year=2024).ranks[0] == (day, 1)


def test_a_day_that_the_given_year_lacks_keeps_its_edition_without_a_year() -> None:
    reading = read(SMALL.replace("Aug 25", "Feb 29"), year=2025)
    assert reading.ranks[0] == ("--02-29", 1)
    assert [(problem.line, problem.field) for problem in reading.problems] == [(11, "day")]


@pytest.mark.parametrize("words", ["Feb 30", "2025-13-01", "Feb 29, 2025", "Aug 0"])
def test_an_impossible_day_is_none_and_no_title_either(words: str) -> None:
    reading = read(SMALL.replace("Aug 25", words))
    assert reading.pairs == WHOLE.pairs
    assert all(entry.appearance is None for entry in reading.entries)
    assert [(problem.line, problem.field) for problem in reading.problems] == [(11, "day")]


def test_a_page_without_a_day_still_gives_its_papers_and_says_so() -> None:
    blocks = parts()
    reading = read(joined(blocks[:5] + blocks[6:]))
    assert reading.pairs == WHOLE.pairs
    assert [entry.appearance for entry in reading.entries] == [None] * 3
    assert [(problem.line, problem.field) for problem in reading.problems] == [(1, "day")]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_title_that_lost_its_abstract_is_left_out_with_its_line(lost: int) -> None:
    blocks = parts()
    del blocks[7 + 2 * lost]
    page = joined(blocks)
    reading = read(page)
    assert reading.pairs == [pair for pair in WHOLE.pairs if pair[0] != TITLES[lost]]
    assert reading.lines == [line_of(page, TITLES[lost])]
    assert reading.ranks == [("--08-25", 1), ("--08-25", 2)]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_an_abstract_that_lost_its_title_joins_no_other_paper(lost: int) -> None:
    blocks = parts()
    del blocks[6 + 2 * lost]
    page = joined(blocks)
    reading = read(page)
    assert reading.pairs == [pair for pair in WHOLE.pairs if pair[0] != TITLES[lost]]
    assert reading.lines == [line_of(page, WHOLE.pairs[lost][1])]


@pytest.mark.parametrize("path", [FIRST, SECOND])
def test_a_bundled_page_that_loses_any_block_loses_that_paper_only(path: Path) -> None:
    blocks = path.read_text().split("\n\n")
    start = len(blocks) - 2 * len(seed(path).entries)
    for lost in range(start, len(blocks), 5):
        reading = read(joined(blocks[:lost] + blocks[lost + 1 :]))
        expected = seed(path).pairs
        del expected[(lost - start) // 2]
        assert reading.pairs == expected
        assert len(reading.problems) == 1


def test_several_titles_in_a_row_are_each_left_out_but_the_last() -> None:
    page = SMALL.replace("Bread\n\n", "Butter\n\nJam: A Survey\n\nBread\n\n")
    reading = read(page)
    assert reading.pairs == WHOLE.pairs
    assert reading.lines == [line_of(page, "Butter"), line_of(page, "Jam: A Survey")]


def test_a_title_with_a_full_stop_is_a_title_where_an_abstract_follows() -> None:
    page = SMALL.replace("Bread\n\n", "Butter\n\nBread is all you need.\n\n")
    reading = read(page)
    assert [entry.title for entry in reading.entries] == [*TITLES[:2], "Bread is all you need."]
    assert reading.lines == [line_of(page, "Butter")]


@pytest.mark.parametrize("brief", ["We bake bread.", "We bake. It smells. Code: https://example.org/x"])
def test_a_brief_abstract_belongs_to_its_title(brief: str) -> None:
    blocks = parts()
    blocks[7] = brief
    assert read(joined(blocks)).pairs == [(TITLES[0], brief), *WHOLE.pairs[1:]]


@pytest.mark.parametrize("stray", ["new", "Subscribe", "12", "· 3 ·"])
def test_a_stray_line_between_title_and_abstract_does_not_part_or_replace_them(stray: str) -> None:
    page = SMALL.replace("Bread\n\n", f"Bread\n\n{stray}\n\n")
    reading = read(page)
    assert reading.pairs == WHOLE.pairs


@pytest.mark.parametrize(
    "tail",
    ["find out", "find out, i.e.", "find out as Doe et al.", "see https://exam", "find out,", "(see the appendix"],
)
def test_a_last_abstract_that_stops_in_a_sentence_was_cut(tail: str) -> None:
    page = SMALL.replace("find out (see the appendix).", tail)
    assert page != SMALL
    reading = read(page)
    assert reading.pairs == WHOLE.pairs[:2]
    assert reading.lines == [line_of(page, "Bread\n")]


@pytest.mark.parametrize(
    "tail",
    ["find out!", "find out?", "find out (soon)", 'find "out."', "see https://example.org/x", "see github.com/a/b"],
)
def test_a_last_abstract_that_ends_like_one_is_whole(tail: str) -> None:
    reading = read(SMALL.replace("find out (see the appendix).", tail))
    assert len(reading.entries) == 3
    assert reading.problems == []


def test_an_abstract_without_a_full_stop_is_whole_where_more_papers_follow() -> None:
    page = SMALL.replace("with a single vector.", "with a single vector")
    assert len(read(page).entries) == 3


def test_a_page_that_ends_with_a_title_leaves_it_out_with_its_line() -> None:
    page = joined(parts()[:-1])
    reading = read(page)
    assert reading.pairs == WHOLE.pairs[:2]
    assert reading.lines == [line_of(page, "Bread")]


OTHER = SMALL.replace("Aug 25", "Aug 26").replace("Lantern", "Torch")


@pytest.mark.parametrize("between", ["", "\n", "\n\n", "\n\n\n", "\ufeff", "\r\n"])
def test_pages_that_were_joined_keep_their_own_editions(between: str) -> None:
    reading = read(SMALL + between + OTHER)
    assert reading.pairs == WHOLE.pairs + read(OTHER).pairs
    assert reading.ranks == [(day, rank) for day in ("--08-25", "--08-26") for rank in (1, 2, 3)]
    assert reading.problems == []


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_the_bundled_pages_can_be_joined(between: str) -> None:
    reading = read(FIRST.read_text() + between + SECOND.read_text())
    assert reading.pairs == seed(FIRST).pairs + seed(SECOND).pairs
    assert reading.ranks == seed(FIRST).ranks + seed(SECOND).ranks


def test_joined_pages_may_have_nothing_but_days_for_heads() -> None:
    bare, other = (joined(parts(page)[5:]) for page in (SMALL, OTHER))
    assert read(f"{bare}\n\n{other}").ranks == read(SMALL + OTHER).ranks


def test_a_joined_page_without_a_day_does_not_take_the_day_before() -> None:
    blocks = parts(OTHER)
    reading = read(SMALL + "\n\n" + joined(blocks[:5] + blocks[6:]))
    assert reading.ranks == [*WHOLE.ranks, ("", 0), ("", 0), ("", 0)]
    assert [problem.field for problem in reading.problems] == ["day"]


def test_a_page_that_was_cut_and_then_joined_loses_the_cut_paper_only() -> None:
    cut = SMALL[: SMALL.index("which we can wake")]
    reading = read(cut + OTHER)
    assert reading.pairs == WHOLE.pairs[:1] + read(OTHER).pairs
    assert reading.lines == [line_of(SMALL, "Counting Sheep")]


def test_an_abstract_that_ends_with_new_keeps_its_word() -> None:
    page = SMALL.replace("with a single vector.", "so that it is something new")
    assert read(page).entries[1].abstract.endswith("something new")


def test_a_wrapped_line_that_is_the_word_new_stays_in_its_abstract() -> None:
    page = wrapped(72).replace(" sentences,", "\nnew\nsentences,")
    assert "after 20 new sentences, and" in read(page).entries[1].abstract


def test_a_stray_line_above_the_day_makes_no_page_of_its_own() -> None:
    page = SMALL.replace("byAK", "Log In\n\nbyAK")
    reading = read(page)
    assert (reading.pairs, reading.ranks) == (WHOLE.pairs, WHOLE.ranks)
    assert reading.lines == [line_of(page, "Log In")]


def test_a_head_alone_holds_no_papers() -> None:
    reading = read(joined(parts()[:6]))
    assert reading.entries == []
    assert reading.lines == [1]


def test_bytes_that_are_no_text_cost_only_themselves() -> None:
    data = SMALL.encode().replace(b"little,", b"little\xff,")
    reading = read(data)
    assert [entry.title for entry in reading.entries] == TITLES
    assert "little\ufffd," in reading.entries[0].abstract
    assert reading.lines == [line_of(SMALL, "Ships that sail")]


def test_escape_sequences_of_a_page_are_no_part_of_its_papers() -> None:
    page = SMALL.replace("Bread\n", "\x1b[31mBread\x1b[0m\n")
    assert read(page).pairs == WHOLE.pairs


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily_page, "MAX_BYTES", 100)
    reading = read(SMALL)
    assert reading.entries == []
    assert len(reading.problems) == 1


def test_a_file_with_far_too_many_paragraphs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily_page, "MAX_BLOCKS", len(parts()) - 1)
    assert read(SMALL).entries == []
    monkeypatch.setattr(daily_page, "MAX_BLOCKS", len(parts()))
    assert len(read(SMALL).entries) == 3


@pytest.mark.parametrize(
    "hostile", [")" * 200_000, "!" * 200_000, "a." * 100_000, "a-\n" * 50_000, "https://a" * 30_000]
)
def test_no_text_takes_time_by_the_square_of_its_length(hostile: str) -> None:
    page = SMALL.replace("Bread\n\n", f"Bread\n\n{hostile} and\n\nBread\n\n")
    reading = read(f"{page}\n\nRolls\n\n{hostile} and")  # it would not end within minutes
    assert reading.pairs[-1] == WHOLE.pairs[-1]


class _Breaking(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(size):
            return data
        raise SourceError("the disk is gone")


def test_papers_before_a_break_of_the_stream_are_given_before_it_is_told() -> None:
    items = DailyPage().read(_Breaking(SMALL.encode()), "page.txt")
    assert [next(items) for _ in range(3)] == WHOLE.entries
    with pytest.raises(SourceError, match="disk"):
        next(items)


@pytest.mark.parametrize("text", ["", "new", "A title\n\nAn abstract.", "Aug 25", "<html><body>Daily Papers</body>"])
def test_other_texts_are_not_taken_for_a_page(text: str) -> None:
    assert not DailyPage().recognises(text.encode())


def test_every_text_is_clean() -> None:
    assert all(isinstance(entry, Entry) and entry.title.isprintable() for entry in WHOLE.entries)
