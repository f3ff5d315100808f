"""How a paper is written, even one that came into the library past the cleaner."""

from __future__ import annotations

import io
import json
import re

import pytest

from reader.cli.console import Console
from reader.cli.papers import _line, record, write_json
from reader.cli.showing import _write
from reader.model import Appearance, Details, Edition, Marks, Paper, Row
from reader.text import as_it_is
from tests.unit.cli.test_console import Tty

EVIL = "a\x1b[31m\u202eb\x9bc\x07"
SAFE = "a�[31m�b�c�"
PAPER = Paper(
    1,
    EVIL,
    EVIL,
    f"{EVIL}\n\n{EVIL}",
    (EVIL,),
    EVIL,
    f"https://x/{EVIL}",
    (EVIL,),
    (Appearance(Edition(f"src{EVIL}", "--08-25"), 3),),
    Marks(read=True, note=f"{EVIL}\n{EVIL}", tags=(EVIL,)),
    7,
    EVIL,
    Details(code=EVIL, stars=3, keywords=(EVIL,)),
)
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def test_json_holds_nothing_that_is_obeyed_even_when_it_is_unescaped() -> None:
    assert record(PAPER) == {
        "key": SAFE,
        "title": SAFE,
        "abstract": f"{SAFE}\n\n{SAFE}",
        "authors": [SAFE],
        "date": SAFE,
        "url": f"https://x/{SAFE}",
        "categories": [SAFE],
        "editions": [{"source": f"src{SAFE}", "day": "--08-25", "rank": 3}],
        "venue": SAFE,
        "upvotes": 7,
        "details": {"code": SAFE, "stars": 3, "keywords": [SAFE]},
        "read": True,
        "bookmarked": False,
        "rating": 0,
        "tags": [SAFE],
        "note": f"{SAFE}\n{SAFE}",
    }


def test_all_that_a_source_tells_is_shown() -> None:
    out = io.StringIO()
    told = Details(
        comments=2,
        code="https://github.com/a/b",
        stars=3,
        project="https://a.org",
        organisation="The Lamp Company",
        summary="A lamp learns.",
        keywords=("lamps",),
        models=("a/lamp-7b",),
        datasets=("a/fog",),
    )
    paper = Paper(1, "arxiv:2602.00001", "Lamps", date="2026-02-01", categories=("cs.CL",), up=7, details=told)

    _write(Console(out, None, {}), paper, as_it_is)

    shown = out.getvalue()
    for text in (
        "arxiv:2602.00001  2026-02-01  cs.CL  The Lamp Company",
        "7 votes, 2 comments",
        "(3 stars)",
        *told.models,
    ):
        assert text in shown
    for text in (told.code, told.project, "A language model's summary: A lamp learns.", "keywords: lamps", "a/fog"):
        assert text in shown


def test_a_paper_is_one_line_of_json() -> None:
    out = io.StringIO()

    write_json(Console(out, None, {}), [PAPER])

    assert out.getvalue().count("\n") == 1
    assert json.loads(out.getvalue()) == record(PAPER)


@pytest.mark.parametrize("width", [0, 40])
def test_a_shown_paper_holds_nothing_that_is_obeyed(width: int) -> None:
    out = io.StringIO()
    console = Console(out, None, {})
    console.width = width

    _write(console, PAPER, as_it_is)

    assert "a�[31m" in out.getvalue()
    assert not _OBEYED.search(out.getvalue())


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (Row(1, "arxiv:2401.00001", "A title"), "arxiv:2401.00001        ●  A title"),
        (Row(1, "arxiv:2401.00001", "A title", read=True, bookmarked=True), "arxiv:2401.00001         ★ A title"),
        (Row(1, "arxiv:2401.00001", "A title that is too long"), "arxiv:2401.00001        ●  A title that is too…"),
        (Row(1, "doi:10.1000/a-very-long-name-of-it", "T"), "doi:10.1000/a-very-long-name-of-it  ●  T"),
        (Row(1, EVIL, "T", read=True), f"{SAFE:<22}     T"),
    ],
)
def test_a_line_of_a_terminal_has_marks_and_fits(row: Row, line: str) -> None:
    console = Console(Tty(), None, {})
    console.width = 48

    assert _line(console, row, row.title) == line


def test_a_terminal_without_utf8_gets_plain_signs() -> None:
    console = Console(Tty("ascii"), None, {})

    assert _line(console, Row(1, "k", "T", bookmarked=True), "T").split() == ["k", "*+", "T"]
